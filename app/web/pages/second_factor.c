#include <assert.h>

#include "base/arena.h"
#include "crypto/spare_code.h"
#include "crypto/totp.h"
#include "domain/problems.h"
#include "store/accounts.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/passphrase_job.h"
#include "web/proof.h"
#include "web/qr.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"

/* Turning it on: the secret is wrapped under the passphrase's key once a code
 * has shown that the app has it. */
struct factor_job {
	struct passphrase_job try; /* first */
	uint8_t secret[TOTP_SECRET_SIZE];
	const char *code; /* as typed, in the arena */
	int64_t now;
	bool code_wrong;
	int64_t step;
	uint8_t wrapped[TOTP_WRAPPED_SIZE];
};

/* ---- spare codes ---- */

/* Shown this once; of what is stored nothing can be shown again. */
struct spare_codes {
	char texts[SPARE_CODES][SPARE_CODE_TEXT_SIZE];
	uint8_t hashes[SPARE_CODES][SPARE_CODE_HASH_SIZE];
};

static void
make_spare_codes(struct spare_codes *codes)
{
	for (size_t i = 0; i < SPARE_CODES; i++) {
		enum status st;

		spare_code_new(codes->texts[i]);
		st = spare_code_hash(codes->texts[i], codes->hashes[i]);
		assert(st == OK);
	}
}

static void
show_spare_codes(struct request *req, struct response *res,
    const struct spare_codes *codes, bool begun)
{
	struct page_head head = { .title = "Your spare codes" };
	struct text_view *at =
	    arena_array(req->arena, SPARE_CODES, sizeof(*at));

	for (size_t i = 0; i < SPARE_CODES; i++)
		at[i].text = codes->texts[i];
	spare_codes_page(&res->body, &(struct spare_codes_view){
		.page = page_frame(req, &head),
		.begun = begun,
		.codes = { at, SPARE_CODES },
	});
}

enum status
spare_codes_submit(struct request *req, struct response *res)
{
	struct spare_codes codes = { 0 };
	struct admin admin;
	enum status st;

	st = office_admin_by_id(req->app->office, req->arena,
	    req->session->admin_id, &admin);
	if (st == OK && !admin.has_totp)
		return response_redirect(res, req,
		    "/admin/settings/second-factor");
	make_spare_codes(&codes);
	if (st == OK)
		st = office_spare_codes(req->app->office, admin.id,
		    codes.hashes, req->now);
	if (st == OK)
		show_spare_codes(req, res, &codes, false);
	crypto_wipe(&codes, sizeof(codes));
	return st;
}

/* ---- the page ---- */

/* The secret to be set up: with the next code, or one that was sent before. */
static void
fill_secret(struct request *req, struct second_factor_view *view,
    const uint8_t secret[TOTP_SECRET_SIZE])
{
	char *text = arena_alloc(req->arena, TOTP_TEXT_SIZE);

	totp_text(secret, text);
	view->secret = text;
	view->qr = qr_svg(req->arena, totp_uri(req->arena,
	    req->app->settings.name, req->session->email, secret));
}

static enum status
show(struct request *req, struct response *res,
    const uint8_t secret[TOTP_SECRET_SIZE], const struct problems *problems)
{
	struct page_head head = { .title = "Second factor",
		.wrong = problems->len > 0 };
	struct second_factor_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.code = page_field("", problems, "code"),
		.password = page_field("", problems, "password"),
	};
	struct admin admin;
	enum status st;

	st = office_admin_by_id(req->app->office, req->arena,
	    req->session->admin_id, &admin);
	if (st == OK)
		st = office_spare_codes_left(req->app->office, admin.id,
		    &view.spare_left);
	if (st != OK)
		return st;
	view.on = admin.has_totp;
	if (!view.on)
		fill_secret(req, &view, secret);
	second_factor_page(&res->body, &view);
	return OK;
}

static enum status
show_problem(struct request *req, struct response *res,
    const uint8_t secret[TOTP_SECRET_SIZE], const char *field,
    const char *problem, enum status status)
{
	struct problems problems = { 0 };
	enum status st;

	problems_add(&problems, field, problem);
	st = show(req, res, secret, &problems);
	return st == OK ? status : st;
}

enum status
second_factor_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	uint8_t secret[TOTP_SECRET_SIZE];
	enum status st;

	totp_new(secret);
	st = show(req, res, secret, &none);
	crypto_wipe(secret, sizeof(secret));
	return st;
}

/* ---- turning it on ---- */

static enum status
factor_then(struct passphrase_job *try, const uint8_t key[PASSPHRASE_KEY_SIZE])
{
	struct factor_job *factor = (struct factor_job *)try;

	factor->code_wrong = totp_check(factor->secret, factor->code,
	    factor->now, -1, &factor->step) != OK;
	totp_wrap(factor->secret, key, try->admin->id, factor->wrapped);
	return OK;
}

static enum status
begin(struct request *req, struct response *res)
{
	struct factor_job *factor = arena_alloc(req->arena, sizeof(*factor));
	const char *problem;
	enum status st;

	if (totp_read(form_text(&req->form, "secret"), factor->secret) != OK)
		return response_redirect(res, req,
		    "/admin/settings/second-factor");
	factor->code = arena_strdup(req->arena, form_text(&req->form, "code"));
	factor->now = req->now;
	factor->try.then = factor_then;
	st = proof_try(req, res, form_text(&req->form, "password"),
	    &factor->try, &problem);
	return st == PENDING || *problem == '\0' ? st : show_problem(req, res,
	    factor->secret, "password", problem, st);
}

static enum status
store(struct request *req, const struct factor_job *factor,
    const struct spare_codes *codes)
{
	struct session_fresh fresh;
	struct kept_session kept;
	enum status st = session_keep(req, &fresh, &kept);

	if (st == OK)
		st = office_totp_begin(req->app->office,
		    req->session->admin_id, factor->try.admin->verifier,
		    factor->wrapped, factor->step, codes->hashes, &kept,
		    req->now);
	if (st == OK)
		session_hand_out(req, &fresh);
	return st;
}

static enum status
finish(struct request *req, struct response *res)
{
	struct factor_job *factor = (struct factor_job *)req->job;
	struct spare_codes codes = { 0 };
	enum status st = factor->try.status;

	if (st == DENIED)
		return show_problem(req, res, factor->secret, "password",
		    proof_wrong, INVALID);
	if (st != OK)
		return st;
	proof_passed(req);
	if (factor->code_wrong)
		return show_problem(req, res, factor->secret, "code",
		    "This is not the code the app shows now. Is the clock of "
		    "the device right?", INVALID);
	make_spare_codes(&codes);
	st = store(req, factor, &codes);
	if (st == OK)
		show_spare_codes(req, res, &codes, true);
	crypto_wipe(&codes, sizeof(codes));
	crypto_wipe(factor->secret, sizeof(factor->secret));
	return st;
}

enum status
second_factor_submit(struct request *req, struct response *res)
{
	return req->job == NULL ? begin(req, res) : finish(req, res);
}

/* ---- turning it off ---- */

static enum status
begin_off(struct request *req, struct response *res)
{
	static const uint8_t none[TOTP_SECRET_SIZE];
	struct passphrase_job *job = arena_alloc(req->arena, sizeof(*job));
	const char *problem;
	enum status st = proof_try(req, res,
	    form_text(&req->form, "password"), job, &problem);

	return st == PENDING || *problem == '\0' ? st :
	    show_problem(req, res, none, "password", problem, st);
}

static enum status
store_off(struct request *req, const struct passphrase_job *job)
{
	struct session_fresh fresh;
	struct kept_session kept;
	enum status st = session_keep(req, &fresh, &kept);

	if (st == OK)
		st = office_totp_end(req->app->office, req->session->admin_id,
		    job->admin->verifier, &kept, req->now);
	if (st == OK)
		session_hand_out(req, &fresh);
	return st;
}

enum status
second_factor_off(struct request *req, struct response *res)
{
	static const uint8_t none[TOTP_SECRET_SIZE];
	const struct passphrase_job *job =
	    (const struct passphrase_job *)req->job;
	enum status st;

	if (job == NULL)
		return begin_off(req, res);
	if (job->status == DENIED)
		return show_problem(req, res, none, "password", proof_wrong,
		    INVALID);
	if (job->status != OK)
		return job->status;
	proof_passed(req);
	st = store_off(req, job);
	return st == OK ? response_redirect(res, req,
	    "/admin/settings?done=second-factor-off") : st;
}
