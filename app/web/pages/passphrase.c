#include "base/arena.h"
#include "domain/problems.h"
#include "store/accounts.h"
#include "vault/unlock.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/passphrase_job.h"
#include "web/proof.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"

/* A new passphrase, made on the job thread once the old one is right. */
struct change_job {
	struct passphrase_job try; /* first */
	char *passphrase;          /* the new one, in the arena; wiped */
	const struct passphrase_cost *cost;
	struct admin fresh;
};

static void
show(struct request *req, struct response *res,
    const struct problems *problems)
{
	struct page_head head = { .title = "Change your passphrase",
		.wrong = problems->len > 0 };

	passphrase_page(&res->body, &(struct passphrase_view){
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.password = page_field("", problems, "password"),
		.fresh = page_field("", problems, "new"),
		.again = page_field("", problems, "again"),
		.length_min = PASSPHRASE_LENGTH_MIN,
	});
}

enum status
passphrase_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };

	show(req, res, &none);
	return OK;
}

static enum status
change_then(struct passphrase_job *try, const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	struct change_job *change = (struct change_job *)try;
	enum status st = unlock_rewrap(try->admin, key, change->passphrase,
	    change->cost, &change->fresh);

	crypto_wipe(change->passphrase, strlen(change->passphrase));
	return st;
}

static void
check(struct request *req, struct problems *problems)
{
	const char *fresh = form_text(&req->form, "new");
	const char *problem = passphrase_problem(fresh);

	if (req->form_problem != NULL)
		problems_add(problems, "password", req->form_problem);
	if (*form_text(&req->form, "password") == '\0')
		problems_add(problems, "password",
		    "Please enter the passphrase you have now.");
	if (problem != NULL)
		problems_add(problems, "new", problem);
	else if (strcmp(fresh, form_text(&req->form, "again")) != 0)
		problems_add(problems, "again",
		    "This is not the same as the new passphrase.");
}

static enum status
begin(struct request *req, struct response *res, struct problems *problems)
{
	struct change_job *change = arena_alloc(req->arena, sizeof(*change));
	const char *problem;
	enum status st;

	change->passphrase =
	    arena_strdup(req->arena, form_text(&req->form, "new"));
	change->cost = req->app->cost;
	change->try.then = change_then;
	st = proof_try(req, res, form_text(&req->form, "password"),
	    &change->try, &problem);
	if (st != PENDING && *problem != '\0') {
		problems_add(problems, "password", problem);
		show(req, res, problems);
	}
	return st;
}

static enum status
store(struct request *req, const struct change_job *change)
{
	struct session_fresh fresh;
	struct kept_session kept;
	enum status st = session_keep(req, &fresh, &kept);

	if (st == OK)
		st = office_admin_passphrase(req->app->office, &change->fresh,
		    change->try.admin, &kept, req->session->admin_id,
		    req->now);
	if (st == OK)
		session_hand_out(req, &fresh);
	return st;
}

static enum status
finish(struct request *req, struct response *res, struct problems *problems)
{
	const struct change_job *change = (const struct change_job *)req->job;
	enum status st = change->try.status;

	if (st == DENIED) {
		problems_add(problems, "password", proof_wrong);
		show(req, res, problems);
		return INVALID;
	}
	if (st != OK)
		return FAILED;
	proof_passed(req);
	st = store(req, change);
	return st == OK ? response_redirect(res, req,
	    "/admin/settings?done=passphrase") : st;
}

enum status
passphrase_submit(struct request *req, struct response *res)
{
	struct problems problems = { 0 };

	if (req->job != NULL)
		return finish(req, res, &problems);
	check(req, &problems);
	if (problems.len == 0)
		return begin(req, res, &problems);
	show(req, res, &problems);
	return INVALID;
}
