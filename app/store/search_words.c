#include "store/search_private.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "store/database.h"
#include "store/rows.h"

enum {
	NEAR_WORDS_MAX = 4, /* more unknown words are no slip of the pen */
	BEGINS_MIN = 2,     /* bytes */
	HALF_MIN = 2,       /* bytes */
};

/* Words that questions are made of, and pages too: they would drown the
 * others, and keep a page from fitting that has all the rest. */
static const char *const small[] = { "a", "an", "and", "are", "as", "at", "be",
	"can", "do", "does", "for", "from", "how", "i", "in", "is", "it", "me",
	"my", "of", "on", "or", "our", "should", "than", "that", "the", "their",
	"there", "to", "versus", "vs", "was", "we", "what", "when", "where",
	"which", "who", "why", "will", "with", "you", "your" };

/* ---- the words of a query ---- */

struct reading {
	struct arena *arena;
	struct search_words *words;
};

static bool
is_small(const char *text)
{
	for (size_t i = 0; i < countof(small); i++)
		if (strcmp(small[i], text) == 0)
			return true;
	return false;
}

static bool
has_word(const struct search_words *words, const char *text)
{
	for (size_t i = 0; i < words->len; i++)
		if (strcmp(words->at[i].text, text) == 0)
			return true;
	return false;
}

/* The tokenizer's callback. */
static int
take_word(void *context, int flags, const char *token, int len, int start,
    int end)
{
	struct reading *reading = context;
	struct search_words *words = reading->words;
	const char *text = arena_strndup(reading->arena, token, (size_t)len);

	if (has_word(words, text))
		return SQLITE_OK;
	words->at = rows_grow(reading->arena, words->at, words->len,
	    sizeof(*words->at));
	words->at[words->len++] = (struct search_word){
		text, is_small(text) ? WORD_SMALL : WORD_UNKNOWN };
	return SQLITE_OK;
}

/* In quotes a word is a word, whatever it means without. */
static void
add_word(struct buf *out, const struct search_word *word)
{
	buf_putc(out, '"');
	for (const char *at = word->text; *at != '\0'; at++) {
		if (*at == '"')
			buf_putc(out, '"');
		buf_putc(out, *at);
	}
	buf_puts(out, word->use == WORD_BEGINS ? "\" *" : "\"");
}

/* Whether any page fits this one word. OK, NOT_FOUND or FAILED. */
static enum status
look_up(struct search *search, const struct search_word *word)
{
	QUERY q = &search->queries[SEARCH_HAS];
	BUF(match, SIZE_MAX);

	add_word(&match, word);
	query_text(q, ":words", buf_text(&match));
	return search_row(q);
}

static bool
is_boundary(const char *at)
{
	return ((unsigned char)*at & 0xc0) != 0x80;
}

/* Whether it stands in the index as two words: "start-up", "real time". OK, and
 * the word is these two; NOT_FOUND or FAILED. */
static enum status
take_apart(struct arena *arena, struct search *search,
    struct search_word *word)
{
	size_t len = strlen(word->text);

	for (size_t i = HALF_MIN; i + HALF_MIN <= len && len <= TEXT_EDITS_MAX;
	    i++) {
		struct search_word two = { .use = WORD_FITS };
		enum status st;

		if (!is_boundary(word->text + i))
			continue;
		two.text = arena_printf(arena, "%.*s %s", (int)i, word->text,
		    word->text + i);
		if ((st = look_up(search, &two)) == NOT_FOUND)
			continue;
		*word = two;
		return st;
	}
	return NOT_FOUND;
}

static enum status
find_use(struct arena *arena, struct search *search, struct search_word *word)
{
	enum status st;

	word->use = WORD_FITS;
	if ((st = look_up(search, word)) != NOT_FOUND)
		return st;
	word->use = WORD_BEGINS;
	if (strlen(word->text) >= BEGINS_MIN &&
	    (st = look_up(search, word)) != NOT_FOUND)
		return st;
	word->use = WORD_UNKNOWN;
	st = take_apart(arena, search, word);
	return st == NOT_FOUND ? OK : st;
}

static enum status
find_uses(struct arena *arena, struct search *search,
    struct search_words *words)
{
	enum status st = OK;
	bool all_small = true;

	for (size_t i = 0; i < words->len; i++)
		all_small &= words->at[i].use == WORD_SMALL;
	for (size_t i = 0; i < words->len && st == OK; i++) {
		struct search_word *word = &words->at[i];

		if (word->use == WORD_SMALL && !all_small)
			continue;
		st = find_use(arena, search, word);
		words->unknown += word->use == WORD_UNKNOWN;
		words->known += word->use != WORD_UNKNOWN;
	}
	return st;
}

enum status
search_words_read(struct arena *arena, struct search *search,
    const char *query, struct search_words *words)
{
	struct reading reading = { arena, words };
	int code;

	code = search->tokenizer.xTokenize(search->reader, &reading,
	    FTS5_TOKENIZE_QUERY, query, (int)strlen(query), take_word);
	if (code != SQLITE_OK)
		log_fatal("memory", "out of memory in SQLite");
	return find_uses(arena, search, words);
}

static bool
is_known(const struct search_word *word)
{
	return word->use == WORD_FITS || word->use == WORD_BEGINS;
}

/* The known words but the one at left_out, joined. */
static void
add_words(struct buf *out, const struct search_words *words,
    const char *joint, size_t left_out)
{
	bool first = true;

	for (size_t i = 0; i < words->len; i++) {
		if (i == left_out || !is_known(&words->at[i]))
			continue;
		if (!first)
			buf_puts(out, joint);
		add_word(out, &words->at[i]);
		first = false;
	}
}

const char *
search_words_match(struct arena *arena, const struct search_words *words,
    enum search_join join)
{
	BUF(out, SIZE_MAX);

	if (join != JOIN_BUT_ONE)
		add_words(&out, words, join == JOIN_ALL ? " AND " : " OR ",
		    SIZE_MAX);
	for (size_t i = 0; i < words->len && join == JOIN_BUT_ONE; i++) {
		if (!is_known(&words->at[i]))
			continue;
		buf_puts(&out, out.len > 0 ? " OR (" : "(");
		add_words(&out, words, " AND ", i);
		buf_putc(&out, ')');
	}
	return arena_strdup(arena, buf_text(&out));
}

/* ---- what may have been meant ---- */

struct near {
	const char *text;
	size_t edits;
	int64_t pages;
};

/* The words nearest to one of a query, nearest first. */
struct nears {
	struct near at[SEARCH_MEANT_MAX];
	size_t len;
};

static size_t
edits_allowed(size_t len)
{
	return len < 4 ? 0 : len < 8 ? 1 : 2;
}

static bool
is_nearer(const struct near *a, const struct near *b)
{
	return a->edits != b->edits ? a->edits < b->edits :
	    a->pages > b->pages;
}

static void
add_near(struct nears *nears, struct near near)
{
	size_t place = nears->len;

	while (place > 0 && is_nearer(&near, &nears->at[place - 1]))
		place--;
	if (place == SEARCH_MEANT_MAX)
		return;
	if (nears->len < SEARCH_MEANT_MAX)
		nears->len++;
	for (size_t i = nears->len - 1; i > place; i--)
		nears->at[i] = nears->at[i - 1];
	nears->at[place] = near;
}

static enum status
find_nears(struct arena *arena, struct search *search, const char *word,
    struct nears *nears)
{
	QUERY q = &search->queries[SEARCH_NEAR];
	int64_t len = (int64_t)text_length(word);
	size_t allowed = edits_allowed((size_t)len);
	enum status st;

	query_int(q, ":from", len - (int64_t)allowed);
	query_int(q, ":to", len + (int64_t)allowed);
	while ((st = search_row(q)) == OK) {
		const char *text =
		    (const char *)sqlite3_column_text(q->sqlite, 0);
		size_t edits = text_edits(word, text);

		if (edits > allowed || is_small(text))
			continue;
		add_near(nears, (struct near){ arena_strdup(arena, text),
			edits, query_get_int(q, 1) });
	}
	return st == NOT_FOUND ? OK : st;
}

/*
 * The query with every unknown word replaced by the word near to it at place,
 * or the last there is; one that is near to nothing is left out.
 */
static const char *
replaced(struct arena *arena, const struct search_words *words,
    const struct nears *nears, size_t place)
{
	BUF(out, SIZE_MAX);

	for (size_t i = 0; i < words->len; i++) {
		const char *text = words->at[i].text;

		if (words->at[i].use == WORD_UNKNOWN) {
			if (nears[i].len == 0)
				continue;
			text = nears[i].at[place < nears[i].len ? place :
			    nears[i].len - 1].text;
		}
		buf_printf(&out, "%s%s", out.len > 0 ? " " : "", text);
	}
	return arena_strdup(arena, buf_text(&out));
}

enum status
search_words_meant(struct arena *arena, struct search *search,
    const struct search_words *words, struct search_hits *hits)
{
	struct nears *nears = arena_array(arena, words->len, sizeof(*nears));
	enum status st = OK;
	size_t most = 0;

	if (words->unknown > NEAR_WORDS_MAX)
		return OK;
	for (size_t i = 0; i < words->len && st == OK; i++) {
		if (words->at[i].use != WORD_UNKNOWN)
			continue;
		st = find_nears(arena, search, words->at[i].text, &nears[i]);
		most = nears[i].len > most ? nears[i].len : most;
	}
	for (size_t i = 0; i < most && st == OK; i++)
		hits->meant[hits->meant_len++] =
		    replaced(arena, words, nears, i);
	return st;
}
