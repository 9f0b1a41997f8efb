#include "base/arena.h"
#include "crypto/passphrase.h"
#include "domain/booking.h"
#include "store/office.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"

/* One answer for an unknown address and a wrong passphrase (REQ 9). */
static const char wrong[] =
    "This e-mail address and passphrase do not belong together.";

/*
 * Deriving the verifier is slow on purpose, so it runs as a job. An unknown
 * address is derived against a salt of nobody's, so that both answers take the
 * same time (REQ 10).
 */
struct login_job {
	struct job job;
	char *passphrase; /* wiped when the job has run */
	uint8_t salt[PASSPHRASE_SALT_SIZE];
	struct passphrase_cost cost;
	uint8_t derived[PASSPHRASE_VERIFIER_SIZE];
	enum status status;
	int64_t admin_id; /* 0 for nobody */
	uint8_t verifier[PASSPHRASE_VERIFIER_SIZE];
};

/* Where to go on after signing in: a page of the admin or the desk. */
static const char *
next_or_desk(const char *next)
{
	return next != NULL && session_next_is_ours(next) ? next : "/admin";
}

static enum status
show(struct request *req, struct response *res, const char *problem)
{
	struct page_head head = { .title = "Sign in",
		.wrong = *problem != '\0' };
	const char *next = form_text(&req->form, "next");
	struct login_view view = {
		.page = page_frame(req, &head),
		.email = req->method == POST ? form_text(&req->form, "email") :
		    "",
		.problem = problem,
		.next = *next == '\0' ? "" : next_or_desk(next),
	};

	login_page(&res->body, &view);
	return *problem == '\0' ? OK : INVALID;
}

enum status
login_show(struct request *req, struct response *res)
{
	return show(req, res, "");
}

static void
login_run(struct job *job)
{
	struct login_job *login = (struct login_job *)job;

	login->status = passphrase_derive(login->passphrase, login->salt,
	    &login->cost, login->derived, NULL);
	crypto_wipe(login->passphrase, strlen(login->passphrase));
}

static enum status
login_defer(struct request *req, const char *email, const char *passphrase)
{
	struct login_job *login = arena_alloc(req->arena, sizeof(*login));
	struct admin admin;
	enum status st;

	st = office_admin_by_email(req->app->office, req->arena, email,
	    &admin);
	if (st == OK) {
		login->admin_id = admin.id;
		memcpy(login->salt, admin.salt, sizeof(login->salt));
		memcpy(login->verifier, admin.verifier,
		    sizeof(login->verifier));
		login->cost = (struct passphrase_cost){ admin.cost_memory,
			admin.cost_passes };
	} else if (st == NOT_FOUND) {
		st = office_admin_cost(req->app->office,
		    &login->cost.memory, &login->cost.passes);
	}
	if (st != OK)
		return st;
	login->passphrase = arena_strdup(req->arena, passphrase);
	login->job.run = login_run;
	return request_defer(req, &login->job);
}

static enum status
login_finish(struct request *req, struct response *res)
{
	const struct login_job *login = (const struct login_job *)req->job;
	enum status st = login->status;

	if (st != OK)
		return st;
	if (login->admin_id == 0 ||
	    !passphrase_matches(login->derived, login->verifier))
		return show(req, res, wrong);
	st = session_start(req, res, login->admin_id);
	if (st != OK)
		return st;
	return response_redirect(res, req, "%s",
	    next_or_desk(form_get(&req->form, "next")));
}

enum status
login_submit(struct request *req, struct response *res)
{
	const char *email = form_text(&req->form, "email");
	const char *passphrase = form_text(&req->form, "password");

	if (req->form_problem != NULL)
		return show(req, res, req->form_problem);
	if (*email == '\0' || *passphrase == '\0')
		return show(req, res,
		    "Please enter your e-mail address and your passphrase.");
	if (strlen(passphrase) > PASSPHRASE_BYTES_MAX || !email_is_valid(email))
		return show(req, res, wrong);
	if (req->job != NULL)
		return login_finish(req, res);
	return login_defer(req, email, passphrase);
}

enum status
logout_submit(struct request *req, struct response *res)
{
	enum status st = session_end(req, res);

	if (st != OK)
		return st;
	return response_redirect(res, req, "/admin/login");
}
