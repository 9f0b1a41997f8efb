#include "web/prepared.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/dispatch.h"
#include "web/request.h"
#include "web/response.h"
#include "web/static.h"

enum {
	PREPARED_SLOTS = 4096, /* a power of two, at least twice the pages */
	PREPARED_MAX = PREPARED_SLOTS / 2,
};

struct prepared {
	struct prepared_page *slots[PREPARED_SLOTS];
	size_t len;
	struct app *app;       /* answers for pages made later */
	prepared_keeps *keeps; /* which those are, or NULL */
	size_t later_size;     /* bytes they take */
};

static const char *const encoding_names[] = {
	[IDENTITY] = "identity",
	[GZIP] = "gzip",
	[BROTLI] = "br",
};

struct prepared *
prepared_new(void)
{
	struct prepared *prepared = calloc(1, sizeof(*prepared));

	if (prepared == NULL)
		log_fatal("memory", "out of memory for prepared pages");
	return prepared;
}

static void
page_forget(struct prepared_page *page)
{
	for (size_t i = 0; i < ENCODING_COUNT; i++) {
		free(page->full[i].bytes);
		free(page->not_modified[i].bytes);
		page->full[i] = page->not_modified[i] =
		    (struct prepared_bytes){ 0 };
	}
}

static void
page_free(struct prepared_page *page)
{
	page_forget(page);
	free(page->path);
	free(page);
}

void
prepared_free(struct prepared *prepared)
{
	if (prepared == NULL)
		return;
	for (size_t i = 0; i < PREPARED_SLOTS; i++)
		if (prepared->slots[i] != NULL)
			page_free(prepared->slots[i]);
	free(prepared);
}

/* FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t
fnv1a(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return hash;
}

/* The slot that holds path, or the free one where it belongs. */
static size_t
slot_of(const struct prepared *prepared, const char *path)
{
	size_t slot = fnv1a(path, strlen(path)) & (PREPARED_SLOTS - 1);

	while (prepared->slots[slot] != NULL &&
	    strcmp(prepared->slots[slot]->path, path) != 0)
		slot = (slot + 1) & (PREPARED_SLOTS - 1);
	return slot;
}

static struct prepared_bytes
wire_bytes(struct response *res, const struct app *app, int64_t now)
{
	struct response_wire wire = { .https = app->https, .now = now };
	struct buf out = buf_new(RESPONSE_BODY_MAX + 8192);
	struct prepared_bytes bytes = { .date = now, .code = res->code };
	size_t body = res->code == 304 ? 0 : res->body.len;
	const char *date;

	response_write(res, &wire, &out);
	date = strstr(buf_text(&out), "date: ");
	assert(!out.failed && date != NULL);
	bytes.bytes = out.data;
	bytes.len = out.len;
	bytes.head_len = out.len - body;
	bytes.date_at = (size_t)(date - out.data) + strlen("date: ");
	return bytes;
}

/* Makes one variant of the page from an answer in plain form. */
static void
add_variant(struct prepared_page *page, struct response *plain,
    enum encoding encoding, const struct app *app, int64_t now)
{
	struct response res = response_new();
	bool smaller = true;

	if (encoding == IDENTITY)
		buf_add(&res.body, plain->body.data, plain->body.len);
	else if (encoding == GZIP)
		smaller = static_gzip(plain->body.data, plain->body.len,
		    STATIC_GZIP_BEST, &res.body);
	else
		smaller = static_brotli(plain->body.data, plain->body.len,
		    &res.body);
	if (smaller &&
	    (encoding == IDENTITY || res.body.len < plain->body.len)) {
		res.code = 200;
		res.content_type = plain->content_type;
		res.cache = plain->cache;
		response_header(&res, "etag", page->etag[encoding]);
		response_header(&res, "vary", "accept-encoding");
		if (encoding != IDENTITY)
			response_header(&res, "content-encoding",
			    encoding_names[encoding]);
		page->full[encoding] = wire_bytes(&res, app, now);
		res.code = 304;
		page->not_modified[encoding] = wire_bytes(&res, app, now);
	}
	response_free(&res);
}

static struct prepared_page *
page_new(const char *path)
{
	struct prepared_page *page = calloc(1, sizeof(*page));

	if (page == NULL || (page->path = strdup(path)) == NULL)
		log_fatal("memory", "out of memory for a page");
	return page;
}

/* The tags follow from the plain content alone. */
static void
set_tags(struct prepared_page *page, const struct response *plain)
{
	uint64_t tag = fnv1a(plain->body.data, plain->body.len);

	for (size_t i = 0; i < ENCODING_COUNT; i++) {
		BUF(etag, sizeof(page->etag[i]) - 1);

		buf_printf(&etag, "\"%016llx-%s\"", (unsigned long long)tag,
		    encoding_names[i]);
		memcpy(page->etag[i], buf_text(&etag), etag.len + 1);
	}
}

/* Whether the page says the same as this answer. */
static bool
has_tags(const struct prepared_page *page, const struct response *plain)
{
	struct prepared_page other = { 0 };

	set_tags(&other, plain);
	return strcmp(other.etag[IDENTITY], page->etag[IDENTITY]) == 0;
}

/* Asks the handlers. OK, NOT_FOUND or FAILED; res is the answer, and the page
 * knows what is counted when somebody gets it. */
static enum status
ask(struct app *app, struct prepared_page *page, struct response *res)
{
	ARENA(arena);
	struct request req = { .app = app, .arena = arena,
		.now = app_now(app), .method = GET, .path = page->path,
		.query = "", .rehearsed = true };
	enum status st = dispatch(&req, res);

	assert(req.counted_len <= 1);
	page->counted = req.counted_len == 0 ? COUNT_NONE : req.counted[0];
	page->route = req.route;
	if (st == OK && res->code != 200)
		st = res->code == 404 ? NOT_FOUND : FAILED;
	if (st != OK)
		log_error("prepared", "path=%s code=%d", page->path, res->code);
	return st;
}

/* Puts the page into the slot of its path; an older one goes. */
static enum status
keep(struct prepared *prepared, struct prepared_page *page)
{
	size_t slot = slot_of(prepared, page->path);

	if (prepared->slots[slot] == NULL && prepared->len == PREPARED_MAX) {
		log_error("prepared", "path=%s reason=%s", page->path,
		    "too many pages");
		page_free(page);
		return FAILED;
	}
	if (prepared->slots[slot] != NULL)
		page_free(prepared->slots[slot]);
	else
		prepared->len++;
	prepared->slots[slot] = page;
	return OK;
}

/* All variants, from an answer in plain form. */
static void
make_all(struct prepared_page *page, struct response *plain,
    const struct app *app)
{
	set_tags(page, plain);
	for (size_t i = 0; i < ENCODING_COUNT; i++)
		add_variant(page, plain, (enum encoding)i, app, app_now(app));
}

enum status
prepared_add(struct prepared *prepared, struct app *app, const char *path)
{
	struct response plain = response_new();
	struct prepared_page *page = page_new(path);
	enum status st = ask(app, page, &plain);

	if (st == OK) {
		make_all(page, &plain, app);
		st = keep(prepared, page);
	} else {
		page_free(page);
	}
	response_free(&plain);
	return st;
}

void
prepared_live(struct prepared *prepared, struct app *app, const char *path)
{
	struct prepared_page *page = prepared->slots[slot_of(prepared, path)];

	assert(page != NULL);
	page->live = app;
	page->fresh_until = 0;
}

void
prepared_later(struct prepared *prepared, struct app *app,
    prepared_keeps *keeps)
{
	prepared->app = app;
	prepared->keeps = keeps;
}

struct prepared_page *
prepared_find(struct prepared *prepared, const char *path)
{
	struct prepared_page *page = prepared->slots[slot_of(prepared, path)];

	if (page != NULL || prepared->keeps == NULL ||
	    prepared->len == PREPARED_MAX ||
	    prepared->later_size >= PREPARED_LATER_MAX ||
	    !prepared->keeps(prepared->app, path))
		return page;
	page = page_new(path);
	page->later = prepared;
	return keep(prepared, page) == OK ? page : NULL;
}

size_t
prepared_later_size(const struct prepared *prepared)
{
	return prepared->later_size;
}

/* Makes a page in this encoding that was not made at start; whether it is
 * there then. What does not get smaller, or no longer fits, is not. */
static bool
make_later(struct prepared_page *page, enum encoding encoding)
{
	struct prepared *prepared = page->later;
	struct response plain = response_new();

	if (page->full[encoding].len == 0 &&
	    prepared->later_size < PREPARED_LATER_MAX &&
	    ask(prepared->app, page, &plain) == OK) {
		set_tags(page, &plain);
		add_variant(page, &plain, encoding, prepared->app,
		    app_now(prepared->app));
		prepared->later_size += page->full[encoding].len +
		    page->not_modified[encoding].len;
	}
	response_free(&plain);
	return page->full[encoding].len != 0;
}

/* Most of the time it says what it said a minute ago. */
static void
make_anew(struct prepared_page *page, int64_t now)
{
	struct response plain = response_new();

	page->fresh_until = now + PREPARED_LIVE;
	if (ask(page->live, page, &plain) == OK &&
	    !has_tags(page, &plain)) {
		page_forget(page);
		make_all(page, &plain, page->live);
	}
	response_free(&plain);
}

/* If-None-Match against a tag of ours, "W/" or not, in a list or "*". */
static bool
matches(const char *header, const struct prepared_page *page)
{
	if (header == NULL)
		return false;
	if (strcmp(header, "*") == 0)
		return true;
	for (size_t i = 0; i < ENCODING_COUNT; i++)
		if (strstr(header, page->etag[i]) != NULL)
			return true;
	return false;
}

static void
renew_date(struct prepared_bytes *bytes, int64_t now)
{
	char date[RESPONSE_DATE_SIZE];

	if (bytes->date == now)
		return;
	response_date(now, date);
	memcpy(bytes->bytes + bytes->date_at, date, sizeof(date) - 1);
	bytes->date = now;
}

static bool
is_there(struct prepared_page *page, enum encoding encoding)
{
	if (page->later != NULL && page->full[encoding].len == 0)
		return make_later(page, encoding);
	return page->full[encoding].len != 0;
}

struct prepared_bytes *
prepared_choose(struct prepared_page *page, const char *accept_encoding,
    const char *if_none_match, int64_t now)
{
	enum encoding encoding = IDENTITY;
	struct prepared_bytes *bytes;

	if (page->live != NULL && now >= page->fresh_until)
		make_anew(page, now);
	if (static_accepts(accept_encoding, "br") && is_there(page, BROTLI))
		encoding = BROTLI;
	else if (static_accepts(accept_encoding, "gzip") && is_there(page, GZIP))
		encoding = GZIP;
	else if (!is_there(page, IDENTITY))
		return NULL;
	bytes = matches(if_none_match, page) ? &page->not_modified[encoding] :
	    &page->full[encoding];
	renew_date(bytes, now);
	return bytes;
}
