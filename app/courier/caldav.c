#include "courier/caldav.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "calendar/civil.h"
#include "calendar/ics.h"
#include "courier/http.h"

enum {
	ANSWER_MAX = 8 << 20, /* bytes of what is in a calendar */
	REPLY_MAX = 4096,     /* bytes of every other answer */
	EVENT_MAX = 65536,
};

static const char query_format[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<C:calendar-query xmlns:D=\"DAV:\""
    " xmlns:C=\"urn:ietf:params:xml:ns:caldav\">"
    "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
    "<C:filter><C:comp-filter name=\"VCALENDAR\">"
    "<C:comp-filter name=\"VEVENT\">"
    "<C:time-range start=\"%s\" end=\"%s\"/>"
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>\n";

/* ---- where ---- */

/* How long "https://host:port" in front of a URL is. */
static size_t
origin_len(const char *url)
{
	const char *host = strstr(url, "://");

	if (host == NULL)
		return 0;
	host += strlen("://");
	return (size_t)(host - url) + strcspn(host, "/?#");
}

static const char *
url_of(struct arena *arena, const struct caldav *caldav, const char *path)
{
	return arena_printf(arena, "%.*s%s", (int)origin_len(caldav->url),
	    caldav->url, path);
}

const char *
caldav_path(struct arena *arena, const struct caldav *caldav, const char *file)
{
	const char *folder = caldav->url + origin_len(caldav->url);
	const size_t len = strcspn(folder, "?#");
	const bool ends = len > 0 && folder[len - 1] == '/';

	return arena_printf(arena, "%.*s%s%s", (int)len, folder,
	    ends ? "" : "/", file);
}

const char *
caldav_path_of(struct arena *arena, const struct caldav *caldav,
    const char *href)
{
	const size_t origin = origin_len(caldav->url);

	if (strncmp(href, caldav->url, origin) == 0)
		href += origin;
	if (href[0] != '/' || href[1] == '/')
		return NULL;
	for (const char *c = href; *c != '\0'; c++)
		if (*c <= ' ' || *c >= 0x7f)
			return NULL;
	return arena_strdup(arena, href);
}

/* ---- asking ---- */

/* "20261124T093000Z" */
static const char *
basic_time(struct arena *arena, int64_t at)
{
	const struct civil civil = civil_from_seconds(at);

	return arena_printf(arena, "%04d%02d%02dT%02d%02d%02dZ", civil.year,
	    civil.month, civil.day, civil.hour, civil.minute, civil.second);
}

/* What an answer that was not hoped for means. */
static const char *
problem_of(struct arena *arena, const struct http_answer *answer)
{
	switch (answer->code) {
	case 401:
	case 403:
		return arena_printf(arena, "the server does not let us in "
		    "(%d); look at caldav.user and its password",
		    answer->code);
	case 404:
	case 410:
		return arena_printf(arena, "there is no calendar at this "
		    "address (%d); look at caldav.url", answer->code);
	case 405:
	case 501:
		return arena_printf(arena, "what is at this address is no "
		    "calendar (%d); look at caldav.url", answer->code);
	default:
		break;
	}
	if (answer->code >= 300 && answer->code < 400)
		return arena_printf(arena, "the server sends us elsewhere "
		    "(%d); put the final address into caldav.url",
		    answer->code);
	return arena_printf(arena, "the server answered %d", answer->code);
}

static struct http_call
call_of(const struct caldav *caldav, const char *method, const char *url,
    const char *const *headers)
{
	return (struct http_call){
		.method = method,
		.url = url,
		.headers = headers,
		.user = *caldav->user == '\0' ? NULL : caldav->user,
		.password = caldav->password,
		.test = caldav->test,
		.answer_max = REPLY_MAX,
	};
}

static enum status
read_items(struct arena *arena, const struct http_answer *answer,
    struct dav_items *items, const char **problem)
{
	if (answer->code != 207) {
		*problem = answer->code < 300 ? arena_printf(arena, "what is "
		    "at this address is no calendar (%d); look at caldav.url",
		    answer->code) : problem_of(arena, answer);
		return FAILED;
	}
	if (answer->cut) {
		*problem = "what is in the calendar is larger than 8 MiB";
		return FAILED;
	}
	if (multistatus_read(arena, answer->body, answer->body_len,
	    items) == OK)
		return OK;
	*problem = "the server's answer cannot be read";
	return FAILED;
}

enum status
caldav_query(struct arena *arena, const struct caldav *caldav, int64_t from,
    int64_t to, struct dav_items *items, const char **problem)
{
	static const char *const headers[] = {
		"content-type: application/xml; charset=utf-8", "depth: 1",
		NULL,
	};
	struct http_call call = call_of(caldav, "REPORT", caldav->url,
	    headers);
	struct http_answer answer;
	BUF(body, 2048);

	buf_printf(&body, query_format, basic_time(arena, from),
	    basic_time(arena, to));
	call.body = buf_text(&body);
	call.body_len = body.len;
	call.answer_max = ANSWER_MAX;
	if (http_ask(arena, &call, &answer) == OK)
		return read_items(arena, &answer, items, problem);
	*problem = answer.problem;
	return FAILED;
}

/* ---- changing ---- */

/* What became of a change. */
static enum status
judge(struct arena *arena, enum status ended, const struct http_answer *answer,
    const char **problem, bool *cut_off)
{
	*cut_off = ended != OK;
	if (ended == OK && answer->code >= 200 && answer->code < 300)
		return OK;
	*problem = ended == OK ? problem_of(arena, answer) : answer->problem;
	return FAILED;
}

/* What must be there for an event to be written; NULL for whatever is. */
static const char *
condition_of(struct arena *arena, const char *etag)
{
	if (*etag == '\0')
		return "if-none-match: *";
	return strcmp(etag, CALDAV_ANY) == 0 || text_has_control(etag) ?
	    NULL : arena_printf(arena, "if-match: %s", etag);
}

/* Not every server takes "if-match: *", so that there is no condition the
 * second time. */
static enum status
ask_twice(struct arena *arena, const struct http_call *what,
    const char *condition, struct http_answer *answer)
{
	const char *const headers[] = {
		"content-type: text/calendar; charset=utf-8", condition, NULL,
	};
	const char *const bare[] = { headers[0], NULL };
	struct http_call call = *what;
	enum status st;

	call.headers = headers;
	st = http_ask(arena, &call, answer);
	if (st != OK || answer->code != 412)
		return st;
	call.headers = bare;
	return http_ask(arena, &call, answer);
}

enum status
caldav_put(struct arena *arena, const struct caldav *caldav,
    const struct caldav_event *event, const char **etag_now,
    const char **problem, bool *cut_off)
{
	struct http_call call = call_of(caldav, "PUT",
	    url_of(arena, caldav, event->path), NULL);
	struct http_answer answer;
	enum status ended;
	BUF(file, EVENT_MAX);

	ics_write(event->event, &file);
	call.body = buf_text(&file);
	call.body_len = file.len;
	ended = ask_twice(arena, &call, condition_of(arena, event->etag),
	    &answer);
	*etag_now = answer.etag;
	return judge(arena, ended, &answer, problem, cut_off);
}

enum status
caldav_remove(struct arena *arena, const struct caldav *caldav,
    const char *path, const char **problem, bool *cut_off)
{
	struct http_call call = call_of(caldav, "DELETE",
	    url_of(arena, caldav, path), NULL);
	struct http_answer answer;
	enum status ended = http_ask(arena, &call, &answer);

	if (ended == OK && (answer.code == 404 || answer.code == 410))
		return OK;
	return judge(arena, ended, &answer, problem, cut_off);
}
