#include "base/arena.h"
#include "base/text.h"
#include "domain/problems.h"
#include "vault/lead_file.h"
#include "vault/search.h"
#include "vault/take.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/lead_query.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum {
	EXPORT_MAX = 64 << 20, /* bytes of a file */
	LEADS_MAX = 1 << 20,
};

/* Appends a lead; first tells the first of all. */
typedef enum status export_one(struct arena *arena,
    const struct lead_file *lead, bool first, struct buf *out);

static enum status
one_csv(struct arena *arena, const struct lead_file *lead, bool first,
    struct buf *out)
{
	(void)first;
	lead_file_csv(arena, lead, out);
	return OK;
}

static enum status
one_json(struct arena *arena, const struct lead_file *lead, bool first,
    struct buf *out)
{
	(void)arena;
	buf_puts(out, first ? "\n" : ",\n");
	return lead_file_json(lead, out);
}

/* One that was erased a moment ago is left out. */
static enum status
write_one(struct request *req, int64_t id, export_one *one, bool *first,
    struct buf *out)
{
	ARENA(arena);
	struct lead_file lead;
	enum status st = lead_file_read(&req->app->vault, arena, id, &lead);

	if (st == OK) {
		st = one(arena, &lead, *first, out);
		*first = false;
	}
	return st == NOT_FOUND ? OK : st;
}

/* ---- which ---- */

static enum status
search(struct request *req, const struct lead_asked *asked,
    struct lead_places *places)
{
	struct lead_rows rows;
	enum status st = vault_search(&req->app->vault, req->arena, asked->q,
	    &asked->query, &rows, NULL);

	if (st != OK)
		return st;
	places->at = arena_array(req->arena, rows.len, sizeof(*places->at));
	places->len = rows.len;
	for (size_t i = 0; i < rows.len; i++)
		places->at[i].id = rows.at[i].id;
	return OK;
}

/* All that the filter lets through, the oldest first, as an import gives them
 * numbers again in that order. */
static enum status
find(struct request *req, struct lead_asked *asked,
    struct lead_places *places)
{
	asked->query.sort = LEAD_SORT_OLDEST;
	asked->query.after = (struct lead_cursor){ 0 };
	asked->query.limit = LEADS_MAX;
	if (*asked->q != '\0')
		return search(req, asked, places);
	return store_lead_places(req->app->store, req->arena, &asked->query,
	    places);
}

/* ---- the file ---- */

/* What is to be written, and how. */
struct file {
	export_one *one;
	const char *before;
	const char *after;
	const char *type;
	const char *name;
};

/* Nothing of the file goes out: a part looks like all of it. */
static enum status
refuse(struct request *req, struct response *res, const char *text,
    const char *mend)
{
	response_reset(res);
	page_message(req, res, &(struct page_message){
		.heading = "Nothing was taken out",
		.text = text,
		.mend = mend,
	});
	return INVALID;
}

static enum status
write_all(struct request *req, const struct lead_places *places,
    const struct file *file, struct buf *out)
{
	bool first = true;
	enum status st = OK;

	buf_puts(out, file->before);
	for (size_t i = 0; st == OK && i < places->len && !out->failed; i++)
		st = write_one(req, places->at[i].id, file->one, &first, out);
	buf_puts(out, file->after);
	return st;
}

static enum status
take_out(struct request *req, struct response *res,
    const struct lead_places *places, const struct file *file)
{
	struct buf out = buf_new(EXPORT_MAX);
	enum status st = write_all(req, places, file, &out);

	if (st != OK || out.failed) {
		buf_free(&out);
		return st != OK ? st : refuse(req, res, "These leads make a "
		    "file of more than 64 MB.", "Take out fewer at a time, by "
		    "days say, or all of them on the machine: fourways lead "
		    "export");
	}
	buf_free(&res->body);
	res->body = out;
	res->content_type = file->type;
	response_header(res, "content-disposition", arena_printf(req->arena,
	    "attachment; filename=\"%s\"", file->name));
	return OK;
}

/* What a filter asks for; a filter that is none must not mean all. */
static enum status
read_asked(struct request *req, struct response *res,
    struct lead_asked *asked)
{
	enum status st = lead_asked_read(req, asked);

	if (st == OK && asked->problems.len > 0)
		return refuse(req, res, asked->problems.at[0].message,
		    "Go back to the list and set the filter again.");
	return st;
}

/* Reads the filter, notes what is taken out, and finds it. */
static enum status
begin(struct request *req, struct response *res, struct lead_places *places)
{
	struct lead_asked asked;
	enum status st = vault_take_in(&req->app->vault, req->now);

	if (st != OK && st != BUSY)
		return st;
	if ((st = read_asked(req, res, &asked)) != OK ||
	    (st = desk_audit(req, AUDIT_LEAD_EXPORTED, 0)) != OK)
		return st;
	return find(req, &asked, places);
}

enum status
admin_leads_csv(struct request *req, struct response *res)
{
	BUF(names, 1024);
	struct lead_places places;
	enum status st = begin(req, res, &places);

	if (st != OK)
		return st;
	lead_file_csv_names(&names);
	return take_out(req, res, &places, &(struct file){
		.one = one_csv,
		.before = buf_text(&names),
		.after = "",
		.type = "text/csv; charset=utf-8",
		.name = arena_printf(req->arena, "leads-%s.csv",
		    desk_day_value(req, desk_today(req))),
	});
}

static enum status
take_out_json(struct request *req, struct response *res,
    const struct lead_places *places, const char *name)
{
	return take_out(req, res, places, &(struct file){
		.one = one_json,
		.before = "[",
		.after = "\n]\n",
		.type = "application/json",
		.name = name,
	});
}

enum status
admin_leads_json(struct request *req, struct response *res)
{
	struct lead_places places;
	enum status st = begin(req, res, &places);

	return st != OK ? st : take_out_json(req, res, &places,
	    arena_printf(req->arena, "leads-%s.json",
	    desk_day_value(req, desk_today(req))));
}

enum status
admin_lead_json(struct request *req, struct response *res)
{
	struct lead_place place = { 0 };
	const struct lead_places places = { &place, 1 };
	struct lead_row row;
	enum status st;

	if (!text_int(req->params[0], 1, INT64_MAX, &place.id))
		return NOT_FOUND;
	if ((st = store_lead(req->app->store, req->arena, place.id,
		&row)) != OK ||
	    (st = desk_audit(req, AUDIT_LEAD_EXPORTED, place.id)) != OK)
		return st;
	return take_out_json(req, res, &places, arena_printf(req->arena,
	    "lead-%lld.json", (long long)place.id));
}
