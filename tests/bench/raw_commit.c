/*
 * The limit under a durable form: one epoll loop that takes every request that
 * is ready, writes all of them in one SQLite transaction (WAL, FULL), and
 * answers when it is on the disk. It decodes the form, wants all fields and an
 * @ in the address, and answers 409 for a slot that is taken. Nothing is
 * sealed, nothing mailed.
 *
 *   raw_commit PORT DATABASE
 */
#include <sys/epoll.h>
#include <sys/socket.h>

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_MAX = 16384, EVENTS = 256, BACKLOG = 1024, BUSY_MS = 5000 };
enum { STORED = 303, TAKEN = 409, WRONG = 422, BROKEN = 500, OTHER = 200 };

static const char *const fields[] = { "name", "email", "company", "phone",
	"topic", "budget", "message", "slot" };
enum { FIELDS = sizeof(fields) / sizeof(*fields), EMAIL = 1 };

struct connection {
	int fd;
	int status;
	size_t len;
	char *body;
	char request[REQUEST_MAX];
};

static struct connection *ready[EVENTS];

static noreturn void
fail(const char *what)
{
	(void)fprintf(stderr, "raw_commit: %s\n", what);
	exit(1);
}

static int
digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = strchr(digits, c | ' ');

	return at == NULL || c == '\0' ? -1 : (int)(at - digits);
}

/* Decodes in place; how long it is now. */
static int
decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++)
		if (*from == '%' && digit(from[1]) >= 0 &&
		    digit(from[2]) >= 0) {
			*to++ = (char)(digit(from[1]) * 16 + digit(from[2]));
			from += 2;
		} else {
			*to++ = *from == '+' ? ' ' : *from;
		}
	*to = '\0';
	return (int)(to - text);
}

static int
find(const char *name)
{
	int i = 0;

	while (i < FIELDS && strcmp(name, fields[i]) != 0)
		i++;
	return i;
}

/* Binds the fields of a body, which it takes apart. How many there were. */
static int
bind_fields(sqlite3_stmt *insert, char *body)
{
	int seen = 0;
	char *pair;

	while ((pair = strsep(&body, "&")) != NULL) {
		char *value = pair;
		const char *name = strsep(&value, "=");
		int i = find(name);
		int len;

		if (value == NULL || i == FIELDS)
			continue;
		len = decode(value);
		if (i == EMAIL && memchr(value, '@', (size_t)len) == NULL)
			return 0;
		(void)sqlite3_bind_text(insert, i + 1, value, len, NULL);
		seen++;
	}
	return seen;
}

static int
store(sqlite3_stmt *insert, char *body)
{
	int code;

	if (bind_fields(insert, body) != FIELDS)
		return WRONG;
	(void)sqlite3_bind_int64(insert, FIELDS + 1, time(NULL));
	(void)sqlite3_step(insert);
	code = sqlite3_reset(insert);
	return code == SQLITE_OK ? STORED :
	    (code & 255) == SQLITE_CONSTRAINT ? TAKEN : BROKEN;
}

static const char *
answer_of(int status)
{
	switch (status) {
	case STORED:
		return "HTTP/1.1 303 See Other\r\nLocation: /booked\r\n"
		    "Content-Length: 0\r\n\r\n";
	case TAKEN:
		return "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n";
	case WRONG:
		return "HTTP/1.1 422 Unprocessable Content\r\n"
		    "Content-Length: 0\r\n\r\n";
	case OTHER:
		return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
	default:
		return "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
	}
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
	if ((c = calloc(1, sizeof(*c))) == NULL)
		fail("no memory");
	c->fd = fd;
	watch(loop, fd, c);
}

/* Reads on; whether a whole request is there. */
static int
has_request(struct connection *c)
{
	ssize_t got = read(c->fd, c->request + c->len,
	    sizeof(c->request) - 1 - c->len);
	char *end, *length;
	size_t size = 0;

	if (got <= 0) {
		if (got == 0 || errno != EAGAIN) {
			(void)close(c->fd);
			free(c);
		}
		return 0;
	}
	c->len += (size_t)got;
	c->request[c->len] = '\0';
	if ((end = strstr(c->request, "\r\n\r\n")) == NULL)
		return 0;
	c->body = end + 4;
	length = strcasestr(c->request, "\r\nContent-Length:");
	if (length != NULL && length < end)
		size = strtoul(length + 17, NULL, 10);
	if (c->len < (size_t)(c->body - c->request) + size)
		return 0;
	c->len = 0;
	return 1;
}

/* All that is ready in one transaction, then the answers. */
static void
take(sqlite3 *db, sqlite3_stmt *insert, int count)
{
	int committed = 1;

	(void)sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	for (int i = 0; i < count; i++)
		ready[i]->status = strncmp(ready[i]->request, "POST /book",
		    10) == 0 ? store(insert, ready[i]->body) : OTHER;
	committed = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	for (int i = 0; i < count; i++) {
		const char *answer = answer_of(committed ? ready[i]->status :
		    BROKEN);

		if (write(ready[i]->fd, answer, strlen(answer)) == -1 &&
		    errno != EPIPE && errno != ECONNRESET)
			fail("write");
	}
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
	    bind(fd, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, BACKLOG) != 0)
		fail("cannot listen");
	return fd;
}

static sqlite3_stmt *
open_database(const char *path, sqlite3 **db)
{
	sqlite3_stmt *insert;

	if (sqlite3_open(path, db) != SQLITE_OK ||
	    sqlite3_busy_timeout(*db, BUSY_MS) != SQLITE_OK ||
	    sqlite3_exec(*db, "PRAGMA journal_mode = WAL;"
		"PRAGMA synchronous = FULL", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(*db, "INSERT INTO leads(name, email, company, "
		"phone, topic, budget, message, slot, created_at) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &insert, NULL) !=
		SQLITE_OK)
		fail(sqlite3_errmsg(*db));
	return insert;
}

int
main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	sqlite3 *db;
	sqlite3_stmt *insert;
	int listening, loop;

	if (argc != 3)
		fail("PORT DATABASE");
	(void)signal(SIGPIPE, SIG_IGN);
	insert = open_database(argv[2], &db);
	listening = listener(strtol(argv[1], NULL, 10));
	if ((loop = epoll_create1(0)) == -1)
		fail("epoll_create1");
	watch(loop, listening, NULL);
	for (;;) {
		int count = epoll_wait(loop, events, EVENTS, -1);
		int whole = 0;

		for (int i = 0; i < count; i++)
			if (events[i].data.ptr == NULL)
				welcome(loop, listening);
			else if (has_request(events[i].data.ptr))
				ready[whole++] = events[i].data.ptr;
		if (whole > 0)
			take(db, insert, whole);
	}
}
