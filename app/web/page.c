#include "web/page.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "domain/problems.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/picture.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"
#include "web/structured.h"

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Of the desk's pages that stand behind "More", the one we are on. */
static const char *
further(const char *path)
{
	static const struct {
		const char *path;
		const char *name;
	} pages[] = {
		{ "/admin/availability", "Availability" },
		{ "/admin/quarantine", "Quarantine" },
		{ "/admin/insights", "Insights" },
		{ "/admin/outbox", "Outbox" },
		{ "/admin/audit", "Audit" },
		{ "/admin/settings", "Settings" },
	};

	for (size_t i = 0; i < countof(pages); i++)
		if (text_starts(path, pages[i].path))
			return pages[i].name;
	return "";
}

struct page
page_frame(struct request *req, const struct page_head *head)
{
	const struct app *app = req->app;
	bool admin = app->role == ROLE_ADMIN;
	bool open = head->description != NULL && !admin && !head->wrong;
	/* A site without https is tried out on the machine itself: nothing
	 * there is to be found by search engines. */
	bool index = open && text_starts(app->public_url, "https://");
	const char *url = open ? arena_printf(req->arena, "%s%s",
	    app->public_url, head->path) : "";
	struct picture picture = picture_of(req->arena, app, head->guide);

	return (struct page){
		.title = head->wrong ? arena_printf(req->arena, "Error: %s",
		    head->title) : head->title,
		.description = or_empty(head->description),
		.url = url,
		.canonical = index ? url : "",
		.picture = arena_printf(req->arena, "%s%s", app->public_url,
		    picture.path),
		.picture_alt = picture.alt,
		.picture_width = PICTURE_WIDTH,
		.picture_height = PICTURE_HEIGHT,
		.noindex = !index,
		.article = head->guide != NULL,
		.structured = open ? structured_data(req->arena, app, head) :
		    (struct safe_html){ 0 },
		.site_name = app->settings.name,
		.tagline = app->settings.tagline,
		.owner = app->settings.owner.name,
		.nav_guides = text_starts(req->path, "/guides"),
		.nav_assessment = text_starts(req->path, "/assessment"),
		.nav_book = text_starts(req->path, "/book"),
		.nav_search = text_starts(req->path, "/search"),
		.nav_today = strcmp(req->path, "/admin") == 0,
		.nav_leads = text_starts(req->path, "/admin/leads"),
		.nav_bookings = text_starts(req->path, "/admin/bookings"),
		.nav_availability = text_starts(req->path,
		    "/admin/availability"),
		.nav_insights = text_starts(req->path, "/admin/insights"),
		.nav_quarantine = text_starts(req->path,
		    "/admin/quarantine"),
		.nav_outbox = text_starts(req->path, "/admin/outbox"),
		.nav_audit = text_starts(req->path, "/admin/audit"),
		.nav_settings = text_starts(req->path, "/admin/settings"),
		.nav_more = further(req->path),
		.demo = app->demo,
		.demo_resets = or_empty(app->demo_resets),
		.admin = admin,
		.admin_email = req->session == NULL ? "" : req->session->email,
		.token = req->session == NULL ? "" : req->session->form_token,
		.script = req->session != NULL || head->copies ?
		    app->js_path : "",
		.idle_seconds = app->settings.session.idle_minutes * 60,
		.stored = head->stored != NULL ? head->stored :
		    req->counted_len > 0 ? "one page count" :
		    admin ? "" : "nothing",
		.css = app->css_path,
	};
}

void
page_message(struct request *req, struct response *res,
    const struct page_message *message)
{
	struct page_head head = { .title = message->heading };
	struct message_view view = {
		.page = page_frame(req, &head),
		.heading = message->heading,
		.text = message->text,
		.mend = message->mend,
		.link_href = "/",
		.link_text = "Go to the front page",
		.reference = or_empty(message->reference),
		.lost = message->lost && req->app->role == ROLE_PUBLIC,
		.search = { { "", "" }, "Search this site" },
	};

	if (req->app->role == ROLE_ADMIN) {
		view.link_href = "/admin";
		view.link_text = "Go to the desk";
	}
	message_page(&res->body, &view);
}

struct problems_view
page_problems(struct request *req, const struct problems *problems)
{
	struct problem_view *at =
	    arena_array(req->arena, problems->len, sizeof(*at));

	for (size_t i = 0; i < problems->len; i++) {
		at[i].href = arena_printf(req->arena, "#%s",
		    problems->at[i].field);
		at[i].message = problems->at[i].message;
	}
	return (struct problems_view){ at, problems->len };
}

struct field_view
page_field(const char *value, const struct problems *problems,
    const char *field)
{
	return (struct field_view){
		.value = or_empty(value),
		.problem = or_empty(problems_of(problems, field)),
	};
}
