/*
 * Load at a fixed rate, whatever the server does (an open loop): RATE requests
 * a second on CONNECTIONS keep-alive connections. A time counts from the
 * moment at which a request was to be sent, so that a stall is charged to all
 * that had to wait behind it.
 *
 *   rate PORT CONNECTIONS RATE SECONDS FILE
 *
 * FILE holds whole requests, each ended by a line "%%"; they are sent in turn.
 * Prints one JSON object. Ends ten seconds after its time at the latest.
 */
#include <sys/epoll.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 18, EVENTS = 128, GRACE = 10 };

struct connection {
	int fd;
	int busy;
	double due;
	size_t len;
	char answer[ANSWER_MAX];
};

static struct {
	long port;
	long connections;
	double rate;
	double seconds;
	char **requests;
	size_t request_count;
	int loop;
	struct connection *all;
	struct connection **idle;
	long idle_count;
	long total, sent, done, lost, bad;
	double began;
	double *times;
} run;

static noreturn void
fail(const char *what)
{
	(void)fprintf(stderr, "rate: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *
claim(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		fail("memory");
	return memory;
}

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
dial(struct connection *c)
{
	const struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)run.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	const int yes = 1;

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd == -1 ||
	    connect(c->fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) !=
		0 ||
	    fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 ||
	    epoll_ctl(run.loop, EPOLL_CTL_ADD, c->fd, &event) != 0)
		fail("connect");
}

static void
rest(struct connection *c)
{
	c->busy = 0;
	c->len = 0;
	run.idle[run.idle_count++] = c;
}

static void
read_requests(const char *path)
{
	static const char mark[] = "\n%%\n";
	FILE *file = fopen(path, "rb");
	char *at, *end;
	long size;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 ||
	    (size = ftell(file)) <= 0)
		fail(path);
	rewind(file);
	at = claim((size_t)size + 1, 1);
	if (fread(at, 1, (size_t)size, file) != (size_t)size)
		fail(path);
	(void)fclose(file);
	run.requests = claim((size_t)size / sizeof(mark) + 1, sizeof(char *));
	for (; (end = strstr(at, mark)) != NULL; at = end + strlen(mark)) {
		*end = '\0';
		run.requests[run.request_count++] = at;
	}
	if (run.request_count == 0)
		fail("no request");
}

/* Sends what is due. */
static void
send_due(void)
{
	while (run.sent < run.total && run.idle_count > 0) {
		const double due = run.began + (double)run.sent / run.rate;
		const char *request = run.requests[(size_t)run.sent %
		    run.request_count];
		struct connection *c;

		if (due > now())
			break;
		c = run.idle[--run.idle_count];
		c->due = due;
		c->busy = 1;
		if (write(c->fd, request, strlen(request)) !=
		    (ssize_t)strlen(request))
			run.bad++;
		run.sent++;
	}
}

/* Whether the whole answer is there. */
static int
is_whole(struct connection *c)
{
	const char *end, *length, *chunked;

	c->answer[c->len] = '\0';
	if ((end = strstr(c->answer, "\r\n\r\n")) == NULL)
		return 0;
	chunked = strcasestr(c->answer, "\r\nTransfer-Encoding: chunked");
	if (chunked != NULL && chunked < end)
		return memcmp(c->answer + c->len - 5, "0\r\n\r\n", 5) == 0;
	length = strcasestr(c->answer, "\r\nContent-Length:");
	if (length == NULL || length > end)
		return 1;
	return c->len >= (size_t)(end + 4 - c->answer) +
	    strtoul(length + 17, NULL, 10);
}

static void
lose(struct connection *c)
{
	(void)close(c->fd);
	if (c->busy) {
		run.bad++;
		run.lost++;
		rest(c);
	}
	dial(c);
}

static void
hear(struct connection *c)
{
	ssize_t got = read(c->fd, c->answer + c->len, ANSWER_MAX - 1 - c->len);

	if (got == -1 && errno == EAGAIN)
		return;
	if (got <= 0) {
		lose(c);
		return;
	}
	c->len += (size_t)got;
	if (!is_whole(c))
		return;
	if (strtol(c->answer + strlen("HTTP/1.1 "), NULL, 10) >= 400)
		run.bad++;
	run.times[run.done++] = now() - c->due;
	rest(c);
}

/* Until the next request is due; where none can be sent, a second. */
static struct timespec
patience(void)
{
	double left = run.began + (double)run.sent / run.rate - now();

	if (run.sent == run.total || run.idle_count == 0 || left >= 1)
		return (struct timespec){ 1, 0 };
	return (struct timespec){ 0, left <= 0 ? 0 : (long)(left * 1e9) };
}

static void
go(void)
{
	struct epoll_event events[EVENTS];
	const double end = now() + run.seconds + GRACE;

	run.began = now() + 0.05;
	while (run.done + run.lost < run.total && now() < end) {
		struct timespec wait;
		int count;

		send_due();
		wait = patience();
		count = epoll_pwait2(run.loop, events, EVENTS, &wait, NULL);
		for (int i = 0; i < count; i++)
			hear(events[i].data.ptr);
	}
}

static int
by_size(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
permille(long part)
{
	return run.done == 0 ? 0 : run.times[run.done * part / 1000] * 1000;
}

int
main(int argc, char **argv)
{
	if (argc != 6) {
		(void)fputs("rate PORT CONNECTIONS RATE SECONDS FILE\n",
		    stderr);
		return 64;
	}
	run.port = strtol(argv[1], NULL, 10);
	run.connections = strtol(argv[2], NULL, 10);
	run.rate = strtod(argv[3], NULL);
	run.seconds = strtod(argv[4], NULL);
	run.total = (long)(run.rate * run.seconds);
	read_requests(argv[5]);
	run.times = claim((size_t)run.total + 1, sizeof(double));
	run.all = claim((size_t)run.connections, sizeof(*run.all));
	run.idle = claim((size_t)run.connections, sizeof(*run.idle));
	if ((run.loop = epoll_create1(0)) == -1)
		fail("epoll_create1");
	for (long i = 0; i < run.connections; i++) {
		dial(&run.all[i]);
		rest(&run.all[i]);
	}
	go();
	qsort(run.times, (size_t)run.done, sizeof(double), by_size);
	(void)printf("{\"done\": %ld, \"bad\": %ld, \"p50\": %.3f, "
	    "\"p99\": %.3f, \"p999\": %.3f, \"max\": %.3f}\n", run.done,
	    run.bad, permille(500), permille(990), permille(999),
	    run.done == 0 ? 0 : run.times[run.done - 1] * 1000);
	return 0;
}
