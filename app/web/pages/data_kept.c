#include "domain/retention.h"

#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum status
data_kept_show(struct request *req, struct response *res)
{
	const struct settings *settings = &req->app->settings;
	struct page_head head = {
		.title = "How your data is kept",
		.description = "What is sealed when you write to us, what is "
		    "not, who can open it, how long it is kept, and what this "
		    "cannot do.",
		.path = "/how-your-data-is-kept",
	};

	res->cache = "public, max-age=300";
	data_kept_page(&res->body, &(struct data_kept_view){
		.page = page_frame(req, &head),
		.owner = settings->owner.name,
		.closed_days = settings->retention.closed_days,
		.quarantine_days = settings->retention.quarantine_days,
		.copy_days = RETENTION_COPY_DAYS,
	});
	return OK;
}
