#include "web/site_search.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "store/search.h"
#include "web/app.h"

/* How far up each kind stands where it fits as well as the others: the entries
 * of the registers are many and short, and back up what pages say better. */
enum {
	WEIGHT_STACK = 130,
	WEIGHT_PAGE = 100,
	WEIGHT_ROW = 90,
	WEIGHT_COMPARISON = 95,
	WEIGHT_DISAGREEMENT = 70,
	WEIGHT_SILENT = 70, /* a row that says that there is nothing to say */
	WEIGHT_ENTRY = 50,
};

/* All documents, in room for just so many; gone once they are indexed. */
struct gathering {
	struct arena *arena;
	struct search_document *at;
	size_t len;
	size_t room;
};

static void
add(struct gathering *g, const struct search_document *document)
{
	assert(g->len < g->room);
	g->at[g->len++] = *document;
}

/* What a guide says before its first heading. */
static const char *
opening(struct arena *arena, const struct guide *guide)
{
	const struct guide_section *first = &guide->sections.at[0];
	size_t len = (size_t)(first->text - guide->text);
	size_t heading = strlen(first->title) + 1;

	return arena_printf(arena, "%s\n%s", guide->summary,
	    arena_strndup(arena, guide->text,
		len > heading ? len - heading : 0));
}

static void
add_guide(struct gathering *g, const struct guide *guide)
{
	const char *href = arena_printf(g->arena, "/guides/%s", guide->slug);

	add(g, &(struct search_document){
		.href = href,
		.kind = "Guide",
		.title = guide->title,
		.parent = "",
		.words = guide->slug,
		.text = opening(g->arena, guide),
		.weight = WEIGHT_PAGE,
	});
	for (size_t i = 0; i < guide->sections.len; i++) {
		const struct guide_section *section = &guide->sections.at[i];

		add(g, &(struct search_document){
			.href = arena_printf(g->arena, "%s#%s", href,
			    section->id),
			.kind = "Guide",
			.title = section->title,
			.parent = guide->title,
			.words = guide->slug,
			.text = arena_strndup(g->arena, section->text,
			    section->text_len),
			.weight = WEIGHT_PAGE,
		});
	}
}

/* What people call a stack, and no page of ours does. */
static const struct {
	const char *id;
	const char *words;
} also_called[] = {
	{ "dotnet", "csharp aspnet" },
	{ "go", "golang" },
};

/* A stack by its id, "dotnet", and its name in one word, "Nodejs": how people
 * type what is written ".NET" and "Node.js". */
static const char *
stack_words(struct arena *arena, const struct profile *profile)
{
	BUF(out, SIZE_MAX);

	buf_printf(&out, "%s ", profile->id);
	for (const char *at = profile->name; *at != '\0'; at++)
		if (*at != '.' && *at != ' ')
			buf_putc(&out, *at);
	for (size_t i = 0; i < countof(also_called); i++)
		if (strcmp(profile->id, also_called[i].id) == 0)
			buf_printf(&out, " %s", also_called[i].words);
	return arena_strdup(arena, buf_text(&out));
}

static bool
is_silent(const struct statements *statements)
{
	for (size_t i = 0; i < statements->len; i++)
		if (!statements->at[i].silent)
			return false;
	return true;
}

static const char *
statements_text(struct arena *arena, const struct statements *statements)
{
	BUF(out, SIZE_MAX);

	for (size_t i = 0; i < statements->len; i++)
		buf_printf(&out, "%s%s", i > 0 ? "\n" : "",
		    statements->at[i].text);
	return arena_strdup(arena, buf_text(&out));
}

static void
add_profile(struct gathering *g, const struct profile *profile)
{
	const char *words = stack_words(g->arena, profile);

	add(g, &(struct search_document){
		.href = profile->href,
		.kind = "Stack",
		.title = profile->name,
		.parent = "",
		.words = words,
		.text = profile->summary,
		.weight = WEIGHT_STACK,
	});
	for (size_t i = 0; i < PROFILE_ROWS; i++) {
		const struct profile_row *row = &profile->rows[i];

		add(g, &(struct search_document){
			.href = arena_printf(g->arena, "%s#%s",
			    profile->href, row->id),
			.kind = "Stack",
			.title = row->label,
			.parent = profile->name,
			.words = words,
			.text = statements_text(g->arena, &row->statements),
			.weight = is_silent(&row->statements) ?
			    WEIGHT_SILENT : WEIGHT_ROW,
		});
	}
}

/* What the profiles say is found there; a comparison is found by its two
 * names and by what it compares. */
static const char *
comparison_text(struct arena *arena, const struct comparison *pair)
{
	BUF(out, SIZE_MAX);

	buf_printf(&out, "%s and %s side by side: ", pair->a->name,
	    pair->b->name);
	for (size_t i = 0; i < PROFILE_ROWS; i++)
		buf_printf(&out, "%s%s", i > 0 ? ", " : "",
		    pair->rows[i].label);
	buf_printf(&out, ". %s", pair->tally);
	return arena_strdup(arena, buf_text(&out));
}

static void
add_comparison(struct gathering *g, const struct comparison *pair)
{
	add(g, &(struct search_document){
		.href = pair->href,
		.kind = "Comparison",
		.title = pair->title,
		.parent = "",
		.words = arena_printf(g->arena, "%s %s compare",
		    stack_words(g->arena, pair->a),
		    stack_words(g->arena, pair->b)),
		.text = comparison_text(g->arena, pair),
		.weight = WEIGHT_COMPARISON,
	});
}

static void
add_claim(struct gathering *g, const struct claim *claim)
{
	add(g, &(struct search_document){
		.href = claim->href,
		.kind = "Fact",
		.title = arena_printf(g->arena, "%s (%s)", claim->id,
		    claim->status_label),
		.parent = "Sources and facts",
		.words = "",
		.text = claim->text,
		.weight = WEIGHT_ENTRY,
	});
}

static void
add_correction(struct gathering *g, const struct correction *correction)
{
	add(g, &(struct search_document){
		.href = correction->href,
		.kind = "Correction",
		.title = correction->topic,
		.parent = "Sources and facts",
		.words = correction->id,
		.text = arena_printf(g->arena, "%s\n%s", correction->found,
		    correction->done),
		.weight = WEIGHT_ENTRY,
	});
}

static void
add_contradiction(struct gathering *g,
    const struct contradiction *contradiction)
{
	BUF(out, SIZE_MAX);

	for (size_t i = 0; i < contradiction->positions.len; i++)
		buf_printf(&out, "%s\n", contradiction->positions.at[i].text);
	buf_puts(&out, contradiction->treatment);
	add(g, &(struct search_document){
		.href = contradiction->href,
		.kind = "Disagreement",
		.title = contradiction->topic,
		.parent = "Disagreements",
		.words = contradiction->id,
		.text = arena_strdup(g->arena, buf_text(&out)),
		.weight = WEIGHT_DISAGREEMENT,
	});
}

static size_t
count(const struct app *app)
{
	size_t room = app->guides.len +
	    app->profiles.len * (1 + PROFILE_ROWS) + app->comparisons.len +
	    app->claims.claims.len + app->claims.corrections.len +
	    app->claims.contradictions.len;

	for (size_t i = 0; i < app->guides.len; i++)
		room += app->guides.at[i].sections.len;
	return room;
}

enum status
site_search_new(const struct app *app, struct search **search)
{
	const struct claim_register *claims = &app->claims;
	ARENA(arena);
	struct gathering g = { .arena = arena, .room = count(app) };

	g.at = arena_array(arena, g.room, sizeof(*g.at));
	for (size_t i = 0; i < app->guides.len; i++)
		add_guide(&g, &app->guides.at[i]);
	for (size_t i = 0; i < app->profiles.len; i++)
		add_profile(&g, &app->profiles.at[i]);
	for (size_t i = 0; i < app->comparisons.len; i++)
		add_comparison(&g, &app->comparisons.at[i]);
	for (size_t i = 0; i < claims->claims.len; i++)
		add_claim(&g, &claims->claims.at[i]);
	for (size_t i = 0; i < claims->corrections.len; i++)
		add_correction(&g, &claims->corrections.at[i]);
	for (size_t i = 0; i < claims->contradictions.len; i++)
		add_contradiction(&g, &claims->contradictions.at[i]);
	return search_new(g.at, g.len, search);
}
