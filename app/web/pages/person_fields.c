#include "web/pages/person_fields.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "calendar/zone.h"
#include "crypto/form_key.h"
#include "domain/consent.h"
#include "domain/problems.h"
#include "domain/quarantine.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/outcome.h"
#include "web/request.h"

enum { HREF_MAX = 512 };

struct person_form
person_form_read(struct request *req)
{
	const struct form *form = &req->form;

	return (struct person_form){
		.name = form_get(form, "name"),
		.email = form_get(form, "email"),
		.company = form_get(form, "company"),
		.message = form_get(form, "message"),
	};
}

struct person_fields_view
person_fields_view(struct request *req, const struct person_form *form,
    const struct problems *problems)
{
	return (struct person_fields_view){
		.name = page_field(form->name, problems, "name"),
		.email = page_field(form->email, problems, "email"),
		.company = page_field(form->company, problems, "company"),
		.message = page_field(form->message, problems, "message"),
		.email_hint = "Only for this call. There is no newsletter.",
		.message_label = "What are you working on?",
		.message_hint = arena_printf(req->arena, "A few lines help %s "
		    "prepare.", req->app->settings.owner.name),
		.name_max = PERSON_NAME_MAX,
		.email_max = PERSON_EMAIL_MAX,
		.company_max = PERSON_COMPANY_MAX,
		.message_max = PERSON_MESSAGE_MAX,
	};
}

struct consent_view
consent_view(struct request *req, enum lead_kind kind, const char *what,
    const struct problems *problems)
{
	const struct settings *settings = &req->app->settings;
	const char *version = consent_version(kind);
	const char *problem = problems_of(problems, "consent");

	return (struct consent_view){
		.problem = problem == NULL ? "" : problem,
		.checked = strcmp(form_text(&req->form, "consent"), "yes") == 0,
		.text = consent_text(kind, version),
		.version = version,
		.owner = settings->owner.name,
		.what = what,
		.retention_days = settings->retention.closed_days,
	};
}

/* The page without the result, in the zone it is in. */
static const char *
remove_href(struct request *req, const char *path)
{
	const char *tz = form_text(&req->form, "tz");
	BUF(href, HREF_MAX);

	buf_puts(&href, path);
	if (zone_find(tz) != NULL) {
		buf_puts(&href, "?tz=");
		html_percent(&href, tz);
	}
	return arena_strdup(req->arena, buf_text(&href));
}

struct bring_view
bring_view(struct request *req, const char *path, struct problems *problems)
{
	const char *code = form_text(&req->form, "result");
	const char *headline;

	if (*code == '\0')
		return (struct bring_view){ "", "", "" };
	headline = outcome_headline(req, code);
	if (headline != NULL)
		return (struct bring_view){ code, headline,
			remove_href(req, path) };
	problems_add(problems, "result", "The result that came along is not "
	    "one of ours, so it was left out.");
	return (struct bring_view){ "", "", "" };
}

const char *
form_nonce(struct request *req)
{
	const struct form_key *key = &req->app->form_key;
	const char *nonce = form_text(&req->form, "nonce");
	int64_t rendered_at;
	char *fresh;

	if (form_nonce_read(key, nonce, &rendered_at) == OK &&
	    req->now - rendered_at < QUARANTINE_PAGE_SECONDS)
		return nonce;
	fresh = arena_alloc(req->arena, TOKEN_TEXT_SIZE);
	form_nonce_new(key, req->now, fresh);
	return fresh;
}
