#include "base/arena.h"
#include "base/log.h"
#include "crypto/open.h"
#include "crypto/spare_code.h"
#include "crypto/totp.h"
#include "domain/booking.h"
#include "store/accounts.h"
#include "vault/unlock.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/device.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/passphrase_job.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"
#include "web/tries.h"

/* One answer for an unknown address, a wrong passphrase and a wrong code
 * (REQ 9). */
static const char wrong[] =
    "This e-mail address and passphrase do not belong together. Where a second "
    "factor is set up, its code must be right too, and not used before.";

static const char no_key[] =
    "Your passphrase is right, but your account has no key to this office. "
    "Ask another admin to remove and add it on the machine this site runs on "
    "(fourways admin remove, fourways admin add).";

/*
 * Deriving the verifier is slow on purpose, so it runs as a job. An unknown
 * address is derived against a salt of nobody's, so that both answers take the
 * same time (REQ 10).
 */
struct login_job {
	struct passphrase_job try; /* first */
	struct unlock unlock;
	struct tries tries;  /* what this one counts as */
	const char *code;    /* as typed, in the arena */
	int64_t now;
	int64_t device_id;   /* of the browser, 0: not known */
	const struct passphrase_cost *cost;
	struct opener *opener;
	/* What comes of it. */
	bool keyless;        /* right, but without a key */
	int64_t totp_step;
	bool has_spare;
	uint8_t spare_hash[SPARE_CODE_HASH_SIZE];
	struct session_fresh session;
};

/* Where to go on after signing in: a page of the admin or the desk. */
static const char *
next_or_desk(const char *next)
{
	return next != NULL && session_next_is_ours(next) ? next : "/admin";
}

static void
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
}

static enum status
refuse(struct request *req, struct response *res, const char *problem)
{
	show(req, res, problem);
	return INVALID;
}

/* A try that failed: that there was one, and nothing of who made it. */
static enum status
refuse_try(struct request *req, struct response *res, const char *problem)
{
	log_warn("login.refused", "reason=%s",
	    problem == no_key ? "no_key" : "wrong");
	return refuse(req, res, problem);
}

enum status
login_show(struct request *req, struct response *res)
{
	const char *known = form_get(&req->form, "known");

	if (known != NULL) {
		device_take_back(req, res, known);
		return response_redirect(res, req, "/admin/login");
	}
	show(req, res, "");
	return OK;
}

/* ---- on the job thread ---- */

/* A code of the app, or a spare one. OK, or DENIED. */
static enum status
check_code(struct login_job *login, const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	const struct admin *admin = &login->unlock.admin;
	uint8_t secret[TOTP_SECRET_SIZE];
	enum status st;

	login->totp_step = -1;
	if (!admin->has_totp)
		return OK;
	if (spare_code_hash(login->code, login->spare_hash) == OK) {
		login->has_spare = true;
		return OK;
	}
	if (totp_unwrap(admin->totp_wrapped, key, admin->id, secret) != OK)
		return FAILED;
	st = totp_check(secret, login->code, login->now, admin->totp_last_step,
	    &login->totp_step);
	crypto_wipe(secret, sizeof(secret));
	return st == OK ? OK : DENIED;
}

/* Dearer than it was: the same passphrase at the new cost (REQ 12). */
static enum status
raise_cost(struct login_job *login, const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	struct unlock *unlock = &login->unlock;
	const struct admin from = unlock->renewed ? unlock->fresh :
	    unlock->admin;
	enum status st;

	if (from.cost_memory >= login->cost->memory &&
	    from.cost_passes >= login->cost->passes)
		return OK;
	st = unlock_rewrap(&from, key, login->try.passphrase, login->cost,
	    &unlock->fresh);
	unlock->renewed |= st == OK;
	return st;
}

static enum status
login_then(struct passphrase_job *try, const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	struct login_job *login = (struct login_job *)try;
	enum status st;

	if ((st = check_code(login, key)) != OK)
		return st;
	st = unlock_open(&login->unlock, key, login->opener);
	login->keyless = st == DENIED;
	if (st == OK)
		st = raise_cost(login, key);
	if (st == OK)
		st = session_fresh_make(&login->session, login->opener,
		    login->unlock.admin.id);
	opener_lock(login->opener);
	return st;
}

/* ---- before and after ---- */

/* Somebody who is not there: a salt and a verifier of nobody's, at the cost of
 * those who are. */
static enum status
read_nobody(struct request *req, struct unlock *unlock)
{
	struct admin *admin = &unlock->admin;

	*unlock = (struct unlock){ 0 };
	random_bytes(admin->salt, sizeof(admin->salt));
	random_bytes(admin->verifier, sizeof(admin->verifier));
	return office_admin_cost(req->app->office, &admin->cost_memory,
	    &admin->cost_passes);
}

static enum status
read_account(struct request *req, const char *email, struct login_job *login)
{
	enum status st = unlock_read(req->app->office, req->arena, email,
	    &login->unlock);

	if (st == OK)
		return device_of(req, login->unlock.admin.id,
		    &login->device_id);
	return st == NOT_FOUND ? read_nobody(req, &login->unlock) : st;
}

static enum status
too_soon(struct request *req, struct response *res, int wait)
{
	log_warn("login.refused", "reason=wait");
	res->retry_after = wait;
	show(req, res, tries_wait_text(req, wait));
	return LIMITED;
}

static enum status
too_many(struct request *req, struct response *res)
{
	log_warn("login.refused", "reason=busy");
	res->retry_after = 5;
	show(req, res, tries_busy_text);
	return BUSY;
}

static enum status
login_defer(struct request *req, struct response *res, const char *email,
    const char *passphrase)
{
	struct login_job *login = arena_alloc(req->arena, sizeof(*login));
	enum status st;
	int wait;

	if ((st = read_account(req, email, login)) != OK)
		return st;
	login->tries = tries_of_login(req, email, login->device_id);
	if ((wait = tries_wait(req, &login->tries)) > 0)
		return too_soon(req, res, wait);
	if (req->busy)
		return too_many(req, res);
	tries_count(req, &login->tries);
	if (strlen(passphrase) > PASSPHRASE_BYTES_MAX || !email_is_valid(email))
		return refuse_try(req, res, wrong);
	login->code = arena_strdup(req->arena, form_text(&req->form, "code"));
	login->now = req->now;
	login->cost = req->app->cost;
	login->opener = req->app->job_opener;
	login->try.then = login_then;
	return passphrase_defer(req, &login->try, &login->unlock.admin,
	    passphrase);
}

static enum status
store_session(struct request *req, struct response *res,
    struct login_job *login)
{
	struct unlock *unlock = &login->unlock;
	uint8_t device_hash[TOKEN_HASH_SIZE];
	struct sign_in in = {
		.admin = unlock->renewed ? &unlock->fresh : &unlock->admin,
		.keys = session_fresh_keys(&login->session),
		.totp_step = login->totp_step,
		.spare_hash = login->has_spare ? login->spare_hash : NULL,
		.device_id = login->device_id,
		.device_hash = device_hash,
	};
	char form_token[TOKEN_TEXT_SIZE];
	enum status st = OK;

	if (unlock->renewed)
		st = office_admin_rewrap(req->app->office, &unlock->fresh,
		    &unlock->admin, unlock->fresh_grants, unlock->fresh_len,
		    req->now);
	if (st != OK)
		return st == CONFLICT ? DENIED : st;
	token_new(form_token);
	in.form_token = form_token;
	device_mark(req, res, device_hash);
	return office_sign_in(req->app->office, &in, req->now);
}

static enum status
login_finish(struct request *req, struct response *res)
{
	struct login_job *login = (struct login_job *)req->job;
	enum status st = login->try.status;

	if (st == OK)
		st = store_session(req, res, login);
	if (st != OK)
		response_reset(res);
	if (st == DENIED)
		return refuse_try(req, res, login->keyless ? no_key : wrong);
	if (st != OK)
		return st;
	tries_pass(req, &login->tries);
	(void)session_leave(req);
	session_hand_out(req, &login->session);
	return response_redirect(res, req, "%s",
	    next_or_desk(form_get(&req->form, "next")));
}

enum status
login_submit(struct request *req, struct response *res)
{
	const char *email = form_text(&req->form, "email");
	const char *passphrase = form_text(&req->form, "password");

	if (req->form_problem != NULL)
		return refuse(req, res, req->form_problem);
	if (*email == '\0' || *passphrase == '\0')
		return refuse(req, res,
		    "Please enter your e-mail address and your passphrase.");
	if (req->job != NULL)
		return login_finish(req, res);
	return login_defer(req, res, email, passphrase);
}

enum status
logout_submit(struct request *req, struct response *res)
{
	const char *known = device_hand_over(req);
	enum status st = session_end(req, res);

	if (st != OK)
		return st;
	return response_redirect(res, req, "/admin/login%s%s",
	    *known == '\0' ? "" : "?known=", known);
}
