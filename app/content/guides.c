#include "content/guides.h"

#include <dirent.h>
#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "config/refusal.h"
#include "config/date.h"
#include "content/front_matter.h"
#include "content/links.h"
#include "content/markdown.h"
#include "content/notes.h"

enum { FILE_MAX = 1024 * 1024, SLUG_MAX = 60, WORDS_A_MINUTE = 210 };

/* A guide with what only loading needs. */
struct loaded {
	struct guide guide;
	const char *file;
	struct markdown markdown;
};

struct loading {
	struct arena *arena;
	const struct claim_register *claims;
	const char *folder;
	struct buf all; /* of struct loaded */
};

static enum status
read_all(FILE *file, const char *path, struct buf *bytes)
{
	char part[8192];
	size_t len;

	while ((len = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(bytes, part, len);
	if (ferror(file)) {
		(void)refuse(path, 0, "cannot be read: %s", strerror(errno));
		return FAILED;
	}
	if (bytes->failed)
		return refuse(path, 0, "larger than %d bytes; divide it",
		    FILE_MAX);
	return OK;
}

static enum status
read_file(const char *path, struct buf *bytes)
{
	FILE *file = fopen(path, "rbe");
	enum status st;

	if (file == NULL) {
		(void)refuse(path, 0, "cannot be opened: %s", strerror(errno));
		return FAILED;
	}
	st = read_all(file, path, bytes);
	(void)fclose(file);
	return st;
}

/* Rule G4: tables and code are read at half. */
static int
reading_minutes(const struct markdown *markdown)
{
	int halves = 2 * markdown->words_prose + markdown->words_half;

	return (halves + 2 * WORDS_A_MINUTE - 1) / (2 * WORDS_A_MINUTE);
}

static void
fill(struct arena *arena, const struct front_matter *front,
    const struct markdown *markdown, struct guide *guide)
{
	guide->title = front->title;
	guide->summary = front->summary;
	guide->order = front->order;
	guide->published = front->published;
	guide->updated = front->updated;
	guide->checked = front->checked;
	guide->published_label = date_label(arena, front->published);
	guide->updated_label = date_label(arena, front->updated);
	guide->checked_label = date_label(arena, front->checked);
	guide->prefill = front->prefill;
	guide->reading_minutes = reading_minutes(markdown);
	guide->word_count = markdown->words_prose + markdown->words_half;
	guide->sections.at = markdown->sections.at;
	guide->sections.len = markdown->sections.len;
	guide->html = markdown->html;
	guide->text = markdown->text;
}

static enum status
load_bytes(struct loading *loading, const char *bytes, size_t len,
    struct loaded *loaded)
{
	struct arena *arena = loading->arena;
	struct front_matter front;
	struct front_matter_body body;
	enum status st;

	st = front_matter_read(arena, loaded->file, bytes, len, &front, &body);
	if (st != OK)
		return st;
	st = markdown_render_guide(arena, body.text, body.len, loaded->file,
	    body.first_line, &loaded->markdown);
	if (st != OK)
		return st;
	if (loaded->markdown.sections.len == 0)
		return refuse(loaded->file, body.first_line,
		    "no section; a guide has at least one \"## Heading "
		    "{#id}\"");
	fill(arena, &front, &loaded->markdown, &loaded->guide);
	return notes_make(arena, loaded->file, &loaded->markdown,
	    loading->claims, &loaded->guide);
}

/* A file's name without ".md" as slug: it becomes a path of the site. */
static enum status
check_slug(const char *file, const char *slug)
{
	static const char *const taken[] = { "disagreements", "sources" };
	size_t len = strlen(slug);

	if (len > SLUG_MAX || slug[0] == '-' || slug[len - 1] == '-' ||
	    strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return refuse(file, 0,
		    "the file's name becomes the guide's address; use small "
		    "letters, digits and hyphens, at most %d",
		    SLUG_MAX);
	for (size_t i = 0; i < countof(taken); i++)
		if (strcmp(slug, taken[i]) == 0)
			return refuse(file, 0,
			    "/guides/%s is a page of its own; rename the file",
			    slug);
	return OK;
}

static enum status
load_file(struct loading *loading, const char *name)
{
	struct loaded loaded = {
		.file = arena_printf(loading->arena, "%s/%s", loading->folder,
		    name),
		.guide.slug = arena_strndup(loading->arena, name,
		    strlen(name) - strlen(".md")),
	};
	BUF(bytes, FILE_MAX);
	enum status st;

	if ((st = check_slug(loaded.file, loaded.guide.slug)) != OK ||
	    (st = read_file(loaded.file, &bytes)) != OK)
		return st;
	st = load_bytes(loading, buf_text(&bytes), bytes.len, &loaded);
	if (st == OK)
		buf_add(&loading->all, &loaded, sizeof(loaded));
	return st;
}

/* "?*.md"; an editor's swap and backup files are not guides. */
static int
is_guide(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 3 &&
	    strcmp(entry->d_name + len - 3, ".md") == 0;
}

/* By name, so that of several broken files it is always the same one that is
 * told first. */
static enum status
load_folder(struct loading *loading)
{
	struct dirent **names;
	enum status st = OK;
	int count = scandir(loading->folder, &names, is_guide, alphasort);

	if (count == -1) {
		st = errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : FAILED;
		(void)refuse(loading->folder, 0, "cannot be opened: %s",
		    strerror(errno));
		return st;
	}
	for (int i = 0; i < count; i++) {
		if (st == OK)
			st = load_file(loading, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	if (st != OK || count > 0)
		return st;
	(void)refuse(loading->folder, 0,
	    "no guide; there must be at least one NAME.md");
	return NOT_FOUND;
}

static int
by_order(const void *a, const void *b)
{
	const struct loaded *first = a;
	const struct loaded *second = b;

	return (first->guide.order > second->guide.order) -
	    (first->guide.order < second->guide.order);
}

static enum status
check_orders(const struct loaded *all, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (all[i].guide.order == all[i - 1].guide.order)
			return refuse(all[i].file, 0,
			    "has the same order as %s; give each guide its "
			    "own",
			    all[i - 1].file);
	return OK;
}

static enum status
check_links(const struct loading *loading, const struct guides *guides,
    const struct loaded *all)
{
	enum status st = OK;

	for (size_t i = 0; i < guides->len; i++)
		for (size_t j = 0; j < all[i].markdown.links.len && st == OK;
		    j++)
			st = links_check_guide(guides, loading->claims,
			    all[i].file, &all[i].markdown.links.at[j]);
	return st;
}

static enum status
finish(struct loading *loading, struct guides *guides)
{
	struct loaded *all = (void *)loading->all.data;
	size_t len = loading->all.len / sizeof(*all);
	struct guide *list = arena_array(loading->arena, len, sizeof(*list));
	enum status st;

	qsort(all, len, sizeof(*all), by_order);
	if ((st = check_orders(all, len)) != OK)
		return st;
	for (size_t i = 0; i < len; i++)
		list[i] = all[i].guide;
	guides->at = list;
	guides->len = len;
	return check_links(loading, guides, all);
}

enum status
guides_load(struct arena *arena, const char *assets,
    const struct claim_register *claims, struct guides *guides)
{
	struct loading loading = {
		.arena = arena,
		.claims = claims,
		.folder = arena_printf(arena, "%s/guides", assets),
		.all = buf_new(SIZE_MAX),
	};
	enum status st = load_folder(&loading);

	if (st == OK)
		st = finish(&loading, guides);
	buf_free(&loading.all);
	return st;
}

const struct guide *
guides_find(const struct guides *guides, const char *slug)
{
	for (size_t i = 0; i < guides->len; i++)
		if (strcmp(guides->at[i].slug, slug) == 0)
			return &guides->at[i];
	return NULL;
}

const char *
guides_updated(const struct guides *guides)
{
	const char *last = "";

	/* Dates of this form sort as texts. */
	for (size_t i = 0; i < guides->len; i++)
		if (strcmp(guides->at[i].updated, last) > 0)
			last = guides->at[i].updated;
	return last;
}

const struct guide_section *
guide_section_find(const struct guide *guide, const char *id)
{
	for (size_t i = 0; i < guide->sections.len; i++)
		if (strcmp(guide->sections.at[i].id, id) == 0)
			return &guide->sections.at[i];
	return NULL;
}
