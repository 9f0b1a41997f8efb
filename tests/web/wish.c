#include "wish.h"

#include <string.h>

#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"

enum { TEXT_MAX = 1 << 20 };

struct wish
wish_of_page(struct site *site)
{
	struct answer page;

	/* Opened a minute ago: nobody types in no time. */
	site_wait(site, -60);
	page = site_get(site, "/book");
	site_wait(site, 60);
	assert_int_equal(page.code, 200);
	return (struct wish){
		.slot = WISH_SLOT,
		.tz = answer_between(site->arena, &page,
		    "name=\"tz\" value=\"", "\""),
		.nonce = answer_between(site->arena, &page,
		    "name=\"nonce\" value=\"", "\""),
		.website = "",
		.name = "Ann O'Hara <ann>",
		.email = "ann@example.com",
		.company = "Hara & Daughters \"Ltd\"",
		.message = WISH_TEXT,
		.consent = "yes",
	};
}

const char *
wish_form(struct site *site, const struct wish *wish)
{
	const char *const pairs[][2] = { { "slot", wish->slot },
		{ "tz", wish->tz }, { "nonce", wish->nonce },
		{ "website", wish->website }, { "name", wish->name },
		{ "email", wish->email }, { "company", wish->company },
		{ "message", wish->message }, { "result", wish->result },
		{ "remind", wish->remind }, { "consent", wish->consent } };
	const char *form = "";

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (pairs[i][1] != NULL)
			form = arena_printf(site->arena, "%s%s%s", form,
			    *form == '\0' ? "" : "&", form_of(site->arena,
			    pairs[i][0], pairs[i][1], NULL));
	return form;
}

struct answer
wish_send(struct site *site, const struct wish *wish)
{
	return site_post(site, "/book", wish_form(site, wish));
}

const char *
wish_book(struct site *site, const struct wish *wish)
{
	struct answer answer = wish_send(site, wish);
	const char *path = answer_header(site->arena, &answer, "location");

	if (answer.code != 303 || path == NULL)
		fail_msg("%d, not booked: %s", answer.code, answer.body);
	assert_true(text_starts(path, "/booking/"));
	return path;
}

/* A value as it stands in an attribute or a text. */
static const char *
escaped(struct site *site, const char *value)
{
	BUF(out, TEXT_MAX);

	html_escape(&out, value);
	return arena_strdup(site->arena, buf_text(&out));
}

static void
value_is_kept(struct site *site, const struct answer *answer,
    const char *field, const char *value)
{
	if (value != NULL)
		answer_has(answer, arena_printf(site->arena,
		    "<input id=\"%s\" name=\"%s\" type=\"%s\" value=\"%s\"",
		    field, field,
		    strcmp(field, "email") == 0 ? "email" : "text",
		    escaped(site, value)));
}

static void
box_is_kept(struct site *site, const struct answer *answer,
    const char *field, const char *value)
{
	bool ticked = value != NULL && strcmp(value, "yes") == 0;
	const char *box = arena_printf(site->arena,
	    "<input id=\"%s\" name=\"%s\" type=\"checkbox\" value=\"yes\"%s%s",
	    field, field, strcmp(field, "consent") == 0 ? " required" : "",
	    ticked ? " checked" : "");

	answer_has(answer, box);
	if (!ticked)
		answer_lacks(answer, arena_printf(site->arena, "%s checked",
		    box));
}

void
wish_is_kept(struct site *site, const struct wish *wish,
    const struct answer *answer)
{
	value_is_kept(site, answer, "name", wish->name);
	value_is_kept(site, answer, "email", wish->email);
	value_is_kept(site, answer, "company", wish->company);
	box_is_kept(site, answer, "consent", wish->consent);
	if (*site->front.settings.smtp.host != '\0')
		box_is_kept(site, answer, "remind", wish->remind);
	if (wish->message != NULL)
		answer_has(answer, arena_printf(site->arena, ">\n%s</textarea>",
		    escaped(site, wish->message)));
}

void
wish_is_refused(struct site *site, const struct wish *wish, int code,
    const char *field, const char *problem)
{
	int64_t before = site_leads(site);
	struct answer answer = wish_send(site, wish);

	if (answer.code != code)
		fail_msg("%d, not %d, for: %s", answer.code, code, problem);
	answer_has(&answer, "<title>Error: ");
	answer_has(&answer, arena_printf(site->arena,
	    "<li><a href=\"#%s\">%s", field, escaped(site, problem)));
	wish_is_kept(site, wish, &answer);
	assert_int_equal(site_leads(site), before);
}
