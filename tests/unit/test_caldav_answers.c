/*
 * What a calendar server may answer, and what is made of it: a small server of
 * our own, on this machine, says what the test wants. A real one is in
 * tests/http/caldav.py.
 */
#include "test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/ics.h"
#include "courier/caldav.h"

enum { ASKED_MAX = 8192, LARGE = (8 << 20) + 1 };

static const struct ics_event call = {
	.method = ICS_STORED,
	.uid = "6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55@fourways",
	.starts_at = 1795512600,
	.ends_at = 1795514400,
	.stamp_at = 1795420805,
	.summary = "Discovery call",
	.description = "",
	.location = "",
	.url = "",
	.organizer = { "", "" },
	.attendee = { "", "" },
};

/* ---- the server ---- */

/* Says one answer a request, in order, and keeps the requests; an answer of ""
 * closes without a word. */
struct server {
	const char *const *answers;
	size_t count;
	size_t large; /* bytes of spaces after the answer */
	int fd;
	pthread_t thread;
	char asked[2][ASKED_MAX];
};

static void
read_request(int fd, char *request)
{
	size_t len = 0;
	size_t wanted = ASKED_MAX;
	ssize_t n;

	while (len < wanted && (n = recv(fd, request + len,
	    ASKED_MAX - 1 - len, 0)) > 0) {
		const char *end;
		const char *size;

		len += (size_t)n;
		request[len] = '\0';
		if ((end = strstr(request, "\r\n\r\n")) == NULL)
			continue;
		size = strcasestr(request, "\r\ncontent-length: ");
		wanted = (size_t)(end - request) + strlen("\r\n\r\n") +
		    (size == NULL ? 0 :
		    strtoul(strchr(size, ' '), NULL, 10));
	}
}

static void *
serve(void *context)
{
	static const char blanks[4096] = { ' ' };
	struct server *server = context;

	for (size_t i = 0; i < server->count; i++) {
		int fd = accept(server->fd, NULL, NULL);

		if (fd == -1)
			break;
		read_request(fd, server->asked[i]);
		(void)send(fd, server->answers[i],
		    strlen(server->answers[i]), MSG_NOSIGNAL);
		for (size_t left = server->large; left > 0;) {
			size_t part = left < sizeof(blanks) ? left :
			    sizeof(blanks);

			if (send(fd, blanks, part, MSG_NOSIGNAL) == -1)
				break;
			left -= part;
		}
		(void)close(fd);
	}
	return NULL;
}

/* Gives the calendar that the server stands for. */
static struct caldav
begin(struct arena *arena, struct server *server)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(here);

	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&here, len), 0);
	assert_int_equal(listen(server->fd, 2), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&here,
	    &len), 0);
	assert_int_equal(pthread_create(&server->thread, NULL, serve, server),
	    0);
	return (struct caldav){
		.url = arena_printf(arena, "http://127.0.0.1:%d/calls/",
		    ntohs(here.sin_port)),
		.user = "owner",
		.password = "x",
		.test = true,
	};
}

/* Requests that are not to come any more are not waited for. */
static void
end(struct server *server)
{
	(void)shutdown(server->fd, SHUT_RDWR);
	assert_int_equal(pthread_join(server->thread, NULL), 0);
	assert_int_equal(close(server->fd), 0);
}

/* ---- asking ---- */

#define ANSWER(code) "HTTP/1.1 " code " x\r\nContent-Length: 0\r\n\r\n"

static void
query_says(const char *answer, size_t large, const char *part)
{
	const char *const answers[] = { answer };
	struct server server = { .answers = answers, .count = 1,
		.large = large };
	ARENA(arena);
	struct caldav caldav = begin(arena, &server);
	struct dav_items items;
	const char *problem = "";

	assert_status(caldav_query(arena, &caldav, 0, 86400, &items,
	    &problem), FAILED);
	end(&server);
	if (strstr(problem, part) == NULL)
		fail_msg("%s: \"%s\"", part, problem);
	assert_non_null(strstr(server.asked[0], "REPORT /calls/ HTTP/1.1\r\n"));
}

static void
each_answer_is_said_with_what_to_look_at(void **state)
{
	static const struct {
		const char *answer;
		const char *part;
	} rows[] = {
		{ ANSWER("401"), "does not let us in (401); look at "
		    "caldav.user and its password" },
		{ ANSWER("403"), "does not let us in (403)" },
		{ ANSWER("404"), "there is no calendar at this address (404); "
		    "look at caldav.url" },
		{ ANSWER("410"), "there is no calendar at this address (410)" },
		{ ANSWER("405"), "what is at this address is no calendar (405)"
		    "; look at caldav.url" },
		{ ANSWER("501"), "is no calendar (501)" },
		{ ANSWER("200"), "what is at this address is no calendar (200)"
		    "; look at caldav.url" },
		{ ANSWER("301"), "sends us elsewhere (301); put the final "
		    "address into caldav.url" },
		{ ANSWER("500"), "the server answered 500" },
		{ ANSWER("207"), "the server's answer cannot be read" },
		{ "", "" },
	};

	for (size_t i = 0; i < countof(rows); i++)
		query_says(rows[i].answer, 0, rows[i].part);
}

static void
a_calendar_that_is_too_large_is_not_read_in_part(void **state)
{
	query_says("HTTP/1.1 207 x\r\nContent-Length: 8388609\r\n\r\n", LARGE,
	    "larger than 8 MiB");
}

/* ---- changing ---- */

static enum status
put(const char *const *answers, size_t count, const char *etag,
    struct server *server, const char **problem, bool *cut_off)
{
	ARENA(arena);
	struct caldav caldav;
	const struct caldav_event event = { "/calls/x.ics", etag, &call };
	const char *etag_now = "";
	enum status st;

	*server = (struct server){ .answers = answers, .count = count };
	caldav = begin(arena, server);
	st = caldav_put(arena, &caldav, &event, &etag_now, problem, cut_off);
	end(server);
	if (st == OK && strcmp(etag_now, "\"2\"") != 0)
		fail_msg("the version \"%s\"", etag_now);
	/* What is said of it lives as long as the arena. */
	*problem = st == OK ? "" : strstr(*problem, "412") != NULL ? "412" :
	    "another";
	return st;
}

#define TAKEN "HTTP/1.1 201 x\r\nETag: \"2\"\r\nContent-Length: 0\r\n\r\n"

static void
an_event_is_written_under_the_condition_its_version_gives(void **state)
{
	static const char *const answers[] = { TAKEN };
	static const struct {
		const char *etag;
		const char *line;
	} rows[] = {
		{ "", "\r\nif-none-match: *\r\n" },
		{ "\"1\"", "\r\nif-match: \"1\"\r\n" },
		{ CALDAV_ANY, NULL },
		{ "\"1\"\r\nhost: evil.example", NULL },
	};
	struct server server;
	const char *problem;
	bool cut_off;

	for (size_t i = 0; i < countof(rows); i++) {
		assert_status(put(answers, 1, rows[i].etag, &server, &problem,
		    &cut_off), OK);
		if (rows[i].line == NULL)
			assert_null(strcasestr(server.asked[0], "\r\nif-"));
		else
			assert_non_null(strcasestr(server.asked[0],
			    rows[i].line));
		assert_null(strstr(server.asked[0], "evil"));
		assert_non_null(strstr(server.asked[0], "BEGIN:VEVENT"));
	}
}

static void
where_another_version_stands_it_is_written_all_the_same(void **state)
{
	static const char *const answers[] = { ANSWER("412"), TAKEN };
	static const char *const never[] = { ANSWER("412"), ANSWER("412") };
	struct server server;
	const char *problem;
	bool cut_off;

	assert_status(put(answers, 2, "\"1\"", &server, &problem, &cut_off),
	    OK);
	assert_non_null(strcasestr(server.asked[0], "if-match: \"1\""));
	assert_null(strcasestr(server.asked[1], "\r\nif-"));
	assert_status(put(never, 2, "\"1\"", &server, &problem, &cut_off),
	    FAILED);
	assert_string_equal(problem, "412");
	assert_false(cut_off);
}

static void
a_change_without_an_answer_may_have_been_made(void **state)
{
	static const char *const answers[] = { "" };
	struct server server;
	const char *problem;
	bool cut_off;

	assert_status(put(answers, 1, "", &server, &problem, &cut_off),
	    FAILED);
	assert_true(cut_off);
}

static void
what_is_not_there_any_more_is_taken_out(void **state)
{
	static const struct {
		const char *answer;
		enum status st;
		bool cut_off;
	} rows[] = {
		{ ANSWER("204"), OK, false },
		{ ANSWER("404"), OK, false },
		{ ANSWER("410"), OK, false },
		{ ANSWER("401"), FAILED, false },
		{ "", FAILED, true },
	};

	for (size_t i = 0; i < countof(rows); i++) {
		struct server server = { .answers = &rows[i].answer,
			.count = 1 };
		ARENA(arena);
		struct caldav caldav = begin(arena, &server);
		const char *problem = "";
		bool cut_off = !rows[i].cut_off;
		enum status st = caldav_remove(arena, &caldav,
		    "/calls/x.ics", &problem, &cut_off);

		end(&server);
		assert_status(st, rows[i].st);
		if (st != OK)
			assert_int_equal(cut_off, rows[i].cut_off);
		assert_non_null(strstr(server.asked[0],
		    "DELETE /calls/x.ics HTTP/1.1\r\n"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_answer_is_said_with_what_to_look_at),
		cmocka_unit_test(
		    a_calendar_that_is_too_large_is_not_read_in_part),
		cmocka_unit_test(
		    an_event_is_written_under_the_condition_its_version_gives),
		cmocka_unit_test(
		    where_another_version_stands_it_is_written_all_the_same),
		cmocka_unit_test(a_change_without_an_answer_may_have_been_made),
		cmocka_unit_test(what_is_not_there_any_more_is_taken_out),
	};

	ics_warm();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
