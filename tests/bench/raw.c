/*
 * The least a server can do: one epoll loop a process that finds the end of a
 * request and writes an answer that lies ready. What is faster than this is
 * measured wrongly; nothing here parses, checks or stores.
 *
 *   raw PORT WORKERS FOLDER
 *
 * FOLDER holds whole answers, head and body, under the names in `answers`; one
 * that is not there is a 404. Ends on SIGTERM, its workers with it.
 */
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <unistd.h>

enum { REQUEST_MAX = 16384, EVENTS = 256, BACKLOG = 4096 };

struct answer {
	const char *start; /* of the request */
	const char *holds; /* a word of its head, or NULL */
	const char *file;
	char *bytes;
	size_t len;
};

/* The first that fits is sent. */
static struct answer answers[] = {
	{ "GET /guides/", "If-None-Match:", "page-304", NULL, 0 },
	{ "GET /guides/", "gzip", "page-gzip", NULL, 0 },
	{ "GET /guides/", NULL, "page", NULL, 0 },
	{ "GET /stacks/", "If-None-Match:", "page-304", NULL, 0 },
	{ "GET /stacks/", "gzip", "page-gzip", NULL, 0 },
	{ "GET /stacks/", NULL, "page", NULL, 0 },
	{ "GET /assessment?", NULL, "redirect", NULL, 0 },
	{ "GET /assessment/", NULL, "result", NULL, 0 },
	{ "POST /assessment", NULL, "result", NULL, 0 },
	{ "GET /admin/", NULL, "list", NULL, 0 },
	{ "", NULL, "missing", NULL, 0 },
};
enum { ANSWERS = sizeof(answers) / sizeof(*answers) };

static char nothing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

struct connection {
	int fd;
	size_t len;
	char request[REQUEST_MAX];
};

static noreturn void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static void
load(const char *folder, struct answer *answer)
{
	char path[4096];
	FILE *file;
	long size;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, answer->file);
	answer->bytes = nothing;
	answer->len = sizeof(nothing) - 1;
	if ((file = fopen(path, "rb")) == NULL)
		return;
	if (fseek(file, 0, SEEK_END) == -1 || (size = ftell(file)) <= 0)
		fail(path);
	rewind(file);
	answer->len = (size_t)size;
	answer->bytes = malloc(answer->len); /* until the end */
	if (answer->bytes == NULL ||
	    fread(answer->bytes, 1, answer->len, file) != answer->len)
		fail(path);
	(void)fclose(file);
}

static const struct answer *
answer_to(const char *request)
{
	size_t i = 0;

	for (; i < ANSWERS - 1; i++)
		if (strncmp(request, answers[i].start,
			strlen(answers[i].start)) == 0 &&
		    (answers[i].holds == NULL ||
			strstr(request, answers[i].holds) != NULL))
			break;
	return &answers[i];
}

static int
listener(long port)
{
	const struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd == -1 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)) != 0 ||
	    bind(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, BACKLOG) != 0)
		fail("listen");
	return fd;
}

static void
watch(int loop, int fd, void *data)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = data };

	if (epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) != 0)
		fail("epoll_ctl");
}

static void
welcome(int loop, int listening)
{
	const int yes = 1;
	int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	struct connection *c;

	if (fd == -1)
		return;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if ((c = malloc(sizeof(*c))) == NULL)
		fail("malloc");
	c->fd = fd;
	c->len = 0;
	watch(loop, fd, c);
}

static void
leave(struct connection *c)
{
	(void)close(c->fd);
	free(c);
}

/* Whether head and body are there. */
static int
is_whole(const struct connection *c)
{
	const char *end = strstr(c->request, "\r\n\r\n");
	const char *length;
	size_t size;

	if (end == NULL)
		return 0;
	size = (size_t)(end + 4 - c->request);
	length = strcasestr(c->request, "\r\nContent-Length:");
	if (length != NULL && length < end)
		size += strtoul(length + 17, NULL, 10);
	return c->len >= size;
}

static void
serve(struct connection *c)
{
	ssize_t got = read(c->fd, c->request + c->len,
	    sizeof(c->request) - 1 - c->len);
	const struct answer *answer;

	if (got <= 0) {
		if (got == 0 || errno != EAGAIN)
			leave(c);
		return;
	}
	c->len += (size_t)got;
	c->request[c->len] = '\0';
	if (!is_whole(c))
		return;
	answer = answer_to(c->request);
	c->len = 0;
	if (write(c->fd, answer->bytes, answer->len) !=
	    (ssize_t)answer->len)
		leave(c);
}

static void
turn(int loop, int listening)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(loop, events, EVENTS, -1);

	for (int i = 0; i < count; i++)
		if (events[i].data.ptr == NULL)
			welcome(loop, listening);
		else
			serve(events[i].data.ptr);
}

int
main(int argc, char **argv)
{
	long workers = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
	int listening, loop;

	if (workers < 1) {
		(void)fputs("raw PORT WORKERS FOLDER\n", stderr);
		return 64;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ANSWERS; i++)
		load(argv[3], &answers[i]);
	for (long i = 1; i < workers; i++)
		if (fork() == 0) {
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
			break;
		}
	listening = listener(strtol(argv[1], NULL, 10));
	if ((loop = epoll_create1(0)) == -1)
		fail("epoll_create1");
	watch(loop, listening, NULL);
	for (;;)
		turn(loop, listening);
}
