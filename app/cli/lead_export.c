#include "cli/lead_files.h"

#include "base/arena.h"
#include "base/buf.h"
#include "store/seals.h"
#include "vault/lead_file.h"

enum { EXPORT_BATCH = 100, LINE_MAX_SIZE = 1 << 20 };

/* Appends one; first tells the first of all. */
typedef enum status export_one(struct arena *arena,
    const struct lead_file *lead, bool first, struct buf *out);

static enum status
write_one(struct desk *desk, struct arena *arena, int64_t id, bool first,
    export_one *one, FILE *out)
{
	BUF(line, LINE_MAX_SIZE);
	struct lead_file lead;
	enum status st = lead_file_read(&desk->vault, arena, id, &lead);

	if (st == OK)
		st = one(arena, &lead, first, &line);
	if (st == OK && line.failed)
		st = FAILED;
	if (st != OK)
		return st;
	return fwrite(line.data, 1, line.len, out) == line.len ? OK : BUSY;
}

static enum status
export_batch(struct desk *desk, int64_t *after, export_one *one, FILE *out)
{
	ARENA(arena);
	struct lead_seals ids;
	enum status st = store_lead_seals(desk->vault.store, arena, *after,
	    EXPORT_BATCH, &ids);

	if (st == OK && ids.len == 0)
		return NOT_FOUND;
	for (size_t i = 0; st == OK && i < ids.len; i++) {
		st = write_one(desk, arena, ids.at[i].id, *after == 0, one,
		    out);
		*after = ids.at[i].id;
	}
	return st;
}

static enum status
export_all(struct desk *desk, export_one *one, FILE *out)
{
	int64_t after = 0;
	enum status st;

	do
		st = export_batch(desk, &after, one, out);
	while (st == OK);
	if (st != NOT_FOUND)
		return st;
	return fflush(out) == 0 && ferror(out) == 0 ? OK : BUSY;
}

static enum status
one_csv(struct arena *arena, const struct lead_file *lead, bool first,
    struct buf *out)
{
	if (first)
		lead_file_csv_names(out);
	lead_file_csv(arena, lead, out);
	return OK;
}

enum status
lead_export_csv(struct desk *desk, FILE *out)
{
	return export_all(desk, one_csv, out);
}

static enum status
one_json(struct arena *arena, const struct lead_file *lead, bool first,
    struct buf *out)
{
	(void)arena;
	buf_puts(out, first ? "[\n" : ",\n");
	return lead_file_json(lead, out);
}

enum status
lead_export_json(struct desk *desk, FILE *out)
{
	int64_t count = 0;
	enum status st = store_lead_count(desk->vault.store, &count);

	if (st == OK && count == 0)
		(void)fputs("[", out);
	if (st == OK)
		st = export_all(desk, one_json, out);
	(void)fputs("\n]\n", out);
	return st == OK && fflush(out) != 0 ? BUSY : st;
}
