#include "base/arena.h"
#include "base/util.h"
#include "crypto/passphrase.h"
#include "crypto/recovery.h"
#include "domain/problems.h"
#include "store/accounts.h"
#include "vault/unlock.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* The groups that are asked back, and the names of their fields. */
static const struct {
	int number;
	const char *field;
} groups[] = { { 2, "group2" }, { 4, "group4" }, { 5, "group5" },
	{ 7, "group7" } };

static void
show(struct request *req, struct response *res, const char *code,
    const struct problems *problems)
{
	struct page_head head = { .title = "A new recovery code",
		.wrong = problems->len > 0 };
	struct group_view *at =
	    arena_array(req->arena, countof(groups), sizeof(*at));

	for (size_t i = 0; i < countof(groups); i++)
		at[i] = (struct group_view){
			.number = groups[i].number,
			.field = groups[i].field,
			.typed = page_field(form_get(&req->form,
			    groups[i].field), problems, groups[i].field),
		};
	recovery_code_page(&res->body, &(struct recovery_code_view){
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.code = code,
		.groups = { at, countof(groups) },
	});
}

/* The code that works goes on working until the new one was written down. */
enum status
recovery_code_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	char code[RECOVERY_TEXT_SIZE];

	recovery_new(code);
	show(req, res, code, &none);
	crypto_wipe(code, sizeof(code));
	return OK;
}

static enum status
store(struct request *req, const char *code)
{
	struct office_grant grants[OFFICE_GRANTS_MAX];
	size_t len;
	enum status st = unlock_grant_code(req->app->opener, code, grants,
	    &len);

	return st == OK ? office_recovery_replace(req->app->office, grants,
	    len, req->session->admin_id, req->now) : st;
}

enum status
recovery_code_submit(struct request *req, struct response *res)
{
	const char *code = form_text(&req->form, "code");
	uint8_t key[RECOVERY_KEY_SIZE];
	struct problems problems = { 0 };
	enum status st = recovery_key(code, key);

	crypto_wipe(key, sizeof(key));
	if (st != OK)
		return response_redirect(res, req, "/admin/settings/recovery");
	for (size_t i = 0; i < countof(groups); i++)
		if (!recovery_group_is(code, groups[i].number,
		    form_text(&req->form, groups[i].field)))
			problems_add(&problems, groups[i].field,
			    arena_printf(req->arena, "This is not group %d of "
				"the code.", groups[i].number));
	if (problems.len > 0) {
		show(req, res, code, &problems);
		return INVALID;
	}
	st = store(req, code);
	return st == OK ? response_redirect(res, req,
	    "/admin/settings?done=recovery") : st;
}
