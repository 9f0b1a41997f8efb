#include "web/proof.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "store/sessions.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/passphrase_job.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"
#include "web/tries.h"

static const char confirm_path[] = "/admin/confirm";

const char proof_wrong[] = "This is not your passphrase.";

bool
proof_next_is_ours(const char *next)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/.?=&%+";

	return text_starts(next, "/admin/") && strstr(next, "//") == NULL &&
	    strstr(next, "..") == NULL && next[strspn(next, allowed)] == '\0';
}

/* ---- the page ---- */

/* Where the form of the page goes on to: a form to its own handler, the
 * address of a page by way of one of ours. */
static const char *
way_on(const struct request *req)
{
	const char *next = form_text(&req->form, "next");

	if (strcmp(req->path, confirm_path) == 0)
		return proof_next_is_ours(next) ? next : "/admin";
	return *req->query == '\0' ? req->path :
	    arena_printf(req->arena, "%s?%s", req->path, req->query);
}

/* What was sent with the form, to be sent again. */
static void
carry(struct request *req, struct confirm_view *view)
{
	struct carried_view *at =
	    arena_array(req->arena, FORM_FIELDS_MAX, sizeof(*at));

	view->carried.at = at;
	if (req->method == GET || *view->next != '\0')
		return;
	for (size_t i = 0; i < req->form.len; i++) {
		const struct form_field *field = &req->form.at[i];

		if (strcmp(field->name, PROOF_FIELD) != 0 &&
		    strcmp(field->name, "token") != 0)
			at[view->carried.len++] =
			    (struct carried_view){ field->name, field->value };
	}
}

static void
show(struct request *req, struct response *res, const char *problem)
{
	struct page_head head = { .title = "Your passphrase, please",
		.wrong = *problem != '\0' };
	const bool page = req->method == GET ||
	    strcmp(req->path, confirm_path) == 0;
	struct confirm_view view = {
		.page = page_frame(req, &head),
		.problem = problem,
		.action = page ? confirm_path : req->path,
		.next = page ? way_on(req) : "",
		.minutes = PROOF_SECONDS / 60,
	};

	carry(req, &view);
	confirm_page(&res->body, &view);
}

/* ---- trying ---- */

enum status
proof_try(struct request *req, struct response *res, const char *passphrase,
    struct passphrase_job *job, const char **problem)
{
	const struct tries tries = tries_of_proof(req, req->session->admin_id);
	struct admin *admin = arena_alloc(req->arena, sizeof(*admin));
	enum status st;
	int wait;

	*problem = "Please enter your passphrase.";
	if (*passphrase == '\0' || strlen(passphrase) > PASSPHRASE_BYTES_MAX)
		return INVALID;
	if ((wait = tries_wait(req, &tries)) > 0) {
		res->retry_after = wait;
		*problem = tries_wait_text(req, wait);
		return LIMITED;
	}
	*problem = tries_busy_text;
	if (req->busy)
		return BUSY;
	*problem = "";
	st = office_admin_by_id(req->app->office, req->arena,
	    req->session->admin_id, admin);
	if (st != OK)
		return st;
	tries_count(req, &tries);
	return passphrase_defer(req, job, admin, passphrase);
}

void
proof_passed(struct request *req)
{
	const struct tries tries = tries_of_proof(req, req->session->admin_id);

	tries_pass(req, &tries);
}

static enum status
begin(struct request *req, struct response *res)
{
	struct passphrase_job *job = arena_alloc(req->arena, sizeof(*job));
	const char *problem;
	enum status st = proof_try(req, res,
	    form_text(&req->form, PROOF_FIELD), job, &problem);

	if (st == PENDING)
		req->proof = job;
	else if (*problem != '\0')
		show(req, res, problem);
	return st;
}

/* Another cookie for this session, which has given the passphrase now. */
static enum status
renew(struct request *req)
{
	struct session *session = arena_alloc(req->arena, sizeof(*session));
	struct session_fresh fresh;
	struct session_keys keys;
	enum status st;

	*session = *req->session;
	session->proved_at = req->now;
	if ((st = session_fresh_make(&fresh, req->app->opener,
	    session->admin_id)) != OK)
		return st;
	keys = session_fresh_keys(&fresh);
	st = office_session_renew(req->app->office, session, &keys, req->now);
	if (st == OK) {
		session_hand_out(req, &fresh);
		req->session = session;
	}
	return st;
}

static enum status
finish(struct request *req, struct response *res)
{
	enum status st = req->proof->status;

	req->proof = NULL;
	req->job = NULL;
	if (st == DENIED) {
		log_warn("proof.refused", "reason=wrong");
		show(req, res, proof_wrong);
		return INVALID;
	}
	if (st == OK && (st = renew(req)) == OK) {
		proof_passed(req);
		req->fresh = true;
	}
	return st;
}

enum status
proof_require(struct request *req, struct response *res)
{
	/* Asked once a request, however long its own work then takes. */
	if (req->fresh)
		return OK;
	if (req->proof != NULL)
		return finish(req, res);
	if (req->now - req->session->proved_at <= PROOF_SECONDS) {
		req->fresh = true;
		return OK;
	}
	if (req->method == POST && form_get(&req->form, PROOF_FIELD) != NULL)
		return begin(req, res);
	show(req, res, "");
	return DENIED;
}

/* What a page's passphrase is sent to: the gate of its route has asked. */
enum status
confirm_submit(struct request *req, struct response *res)
{
	return response_redirect(res, req, "%s", way_on(req));
}
