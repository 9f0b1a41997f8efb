#include "web/routes.h"

#include "base/util.h"
#include "web/pages/pages.h"

const struct route routes[] = {
	/* method, path, handler, gate, form that did not decode */
	{ GET, "/", home_show, PUBLIC, FORM_NONE },
	{ GET, "/guides", guides_index, PUBLIC, FORM_NONE },
	{ GET, "/guides/sources", sources_show, PUBLIC, FORM_NONE },
	{ GET, "/guides/disagreements", disagreements_show, PUBLIC,
	  FORM_NONE },
	{ GET, "/guides/:slug", guides_show, PUBLIC, FORM_NONE },
	{ GET, "/stacks", stacks_index, PUBLIC, FORM_NONE },
	{ GET, "/stacks/:id", stacks_show, PUBLIC, FORM_NONE },
	{ GET, "/compare", comparisons_index, PUBLIC, FORM_NONE },
	{ GET, "/compare/:pair", comparisons_show, PUBLIC, FORM_NONE },
	{ GET, "/assessment", assessment_show, PUBLIC, FORM_SHOWN },
	{ GET, "/assessment/proof", proof_show, PUBLIC, FORM_NONE },
	{ GET, "/assessment/:code", result_show, PUBLIC, FORM_NONE },
	{ GET, "/assessment/:code/vs", versus_find, PUBLIC, FORM_SHOWN },
	{ GET, "/assessment/:code/vs/:code", versus_show, PUBLIC, FORM_NONE },
	{ GET, "/book", booking_show, PUBLIC, FORM_SHOWN },
	{ POST, "/book", booking_create, PUBLIC, FORM_SHOWN },
	{ GET, "/book/slots.json", booking_slots, PUBLIC, FORM_NONE },
	{ GET, "/booking/:token", booking_own, PUBLIC, FORM_NONE },
	{ GET, "/search", search_show, PUBLIC, FORM_SHOWN },
	{ GET, "/privacy", privacy_show, PUBLIC, FORM_NONE },
	{ GET, "/imprint", imprint_show, PUBLIC, FORM_NONE },
	{ GET, "/feed.xml", feed_show, PUBLIC, FORM_NONE },
	{ GET, "/sitemap.xml", sitemap_show, PUBLIC, FORM_NONE },

	{ GET, "/assets/:file", style_show, ANYWHERE, FORM_NONE },
	{ GET, "/favicon.svg", icon_show, ANYWHERE, FORM_NONE },
	{ GET, "/robots.txt", robots_show, ANYWHERE, FORM_NONE },
	{ GET, "/healthz", health_show, ANYWHERE, FORM_NONE },

	{ GET, "/admin/login", login_show, ADMIN_DOOR, FORM_NONE },
	{ POST, "/admin/login", login_submit, ADMIN_DOOR, FORM_SHOWN },
	{ GET, "/admin", desk_show, ADMIN, FORM_NONE },
	{ GET, "/admin/leads", admin_leads_index, ADMIN, FORM_NONE },
	{ GET, "/admin/leads/:id", admin_leads_show, ADMIN, FORM_NONE },
	{ POST, "/admin/logout", logout_submit, ADMIN, FORM_NONE },
};

const size_t routes_len = countof(routes);
