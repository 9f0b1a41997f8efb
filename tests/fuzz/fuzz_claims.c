/*
 * The laws of the register of facts and of a stack's profile, over any bytes.
 * The first byte says what the rest is: a profile ("p"), or a register.
 *  - it is read or refused, in one line that names a line there is;
 *  - ids are unique, in order, and found; texts are of one line;
 *  - what refers to something leads into the register;
 *  - a profile has all rows, and no statement that rests on nothing.
 */
#include "base/arena.h"
#include "base/text.h"
#include "config/stack_file.h"
#include "register.h"
#include "said.h"

static const char register_text[] =
    "sources:\n"
    "  - {id: \"000\", name: A, about: An article., bias: No.}\n"
    "corrections: []\n"
    "claims:\n"
    "  - {id: 000-01, status: holds, text: So., checked: 2026-11-21}\n"
    "  - {id: 000-02, status: opinion, text: Oh., checked: 2026-11-21}\n"
    "contradictions: []\n";

static void
check_line(const char *text)
{
	law(text_is_utf8(text, strlen(text)), "a text is UTF-8");
	law(*text != '\0' && !text_has_control(text), "of one line");
}

/* ---- the register ---- */

static void
check_claim(const struct claim_register *all, const struct claim *claim)
{
	law(claim_find(all, claim->id) == claim, "a claim is found");
	check_line(claim->text);
	law(claim->status > 0 && claim->status < CLAIM_STATUS_COUNT,
	    "a status is one");
	law(claim->source >= all->sources.at && claim->source <
	    all->sources.at + all->sources.len, "a source is there");
	law(claim->status != CLAIM_OUTDATED || claim->corrections.len > 0,
	    "what is outdated is corrected");
	law(claim->status != CLAIM_CONTESTED || claim->contradictions.len > 0,
	    "what is contested is contradicted");
	law(text_starts(claim->href, "/guides/sources#") &&
	    strspn(claim->anchor, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
	    strlen(claim->anchor), "a place on a page");
}

static void
check_register(const struct claim_register *all)
{
	for (size_t i = 0; i < all->claims.len; i++) {
		check_claim(all, &all->claims.at[i]);
		law(i == 0 || strcmp(all->claims.at[i - 1].id,
		    all->claims.at[i].id) < 0, "claims are in order");
	}
	for (size_t i = 0; i < all->contradictions.len; i++) {
		const struct contradiction *k = &all->contradictions.at[i];

		law(k->positions.len >= 2, "two sides");
		for (size_t p = 0; p < k->positions.len; p++)
			law(k->positions.at[p].claims.len >= 1,
			    "that rest on something");
	}
	law(claims_count(all).all == all->claims.len, "all are counted");
}

static void
register_input(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct yaml_source source = { "claims.yaml", 1,
		(const char *)data, size };
	struct claim_register read;

	said_begin();
	if (claims_read(arena, &source, &read) != OK) {
		check_refusal(said_end(), source.name, lines_of(data, size));
		return;
	}
	law(*said_end() == '\0', "what is read says nothing");
	check_register(&read);
}

/* ---- a profile ---- */

static const struct claim_register *
claims(void)
{
	return register_of(register_text, sizeof(register_text) - 1);
}

static void
check_row(const struct profile_row *row)
{
	law(row->statements.len >= 1, "no row is empty");
	for (size_t i = 0; i < row->statements.len; i++) {
		const struct statement *one = &row->statements.at[i];

		check_line(one->text);
		law(one->claims.len > 0 || one->own || one->silent,
		    "a statement rests on something");
		law(!one->silent || one->claims.len == 0, "or on nothing");
	}
}

static void
profile_input(struct arena *arena, const uint8_t *data, size_t size)
{
	const struct yaml_source source = { "node.yaml", 1,
		(const char *)data, size };
	struct profile profile;

	said_begin();
	if (stack_file_read(arena, &source, "node", claims(), &profile) !=
	    OK) {
		check_refusal(said_end(), source.name, lines_of(data, size));
		return;
	}
	law(*said_end() == '\0', "what is read says nothing");
	law(strcmp(profile.id, "node") == 0, "a profile is of its stack");
	check_line(profile.name);
	check_line(profile.summary);
	for (size_t i = 0; i < PROFILE_ROWS; i++)
		check_row(&profile.rows[i]);
	law(profile.sections.len >= 1, "a guide speaks of it");
	for (size_t i = 0; i < profile.sections.len; i++)
		law(text_starts(profile.sections.at[i].href, "/guides/"),
		    "a section is of a guide");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);

	(void)claims();
	if (size > 0 && data[0] == 'p')
		profile_input(arena, data + 1, size - 1);
	else if (size > 0)
		register_input(arena, data + 1, size - 1);
	return 0;
}
