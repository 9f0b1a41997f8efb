#include "courier/hooks.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/courier.h"
#include "courier/webhook.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "domain/hook.h"
#include "store/outbox.h"

enum {
	BATCH = 10,       /* messages a round: mail is not to wait for long */
	LAST_WAIT = 3600, /* until a last try that was cut off is given up */
	REASON_MAX = 200, /* bytes that are stored */
};

struct hooks {
	struct courier_work *work;
	struct webhook webhook;
	const char *wait_for; /* why nothing can be sent, or NULL */
};

/* What keeps us from sending, in a few words; the log says more. */
static const char *
load(struct hooks *hooks)
{
	const struct courier *courier = hooks->work->courier;
	const char *problem;

	if (courier->demo)
		return "a demonstration calls nobody";
	if (*courier->settings->webhook.url == '\0')
		return "no webhook.url is set";
	if (webhook_load(hooks->work->arena, courier->settings, courier->conf,
	    courier->admin_url, &hooks->webhook, &problem) == OK)
		return NULL;
	log_error("courier.secret", "webhook.secret_file: %s", problem);
	return "webhook.secret_file cannot be used";
}

struct hooks *
hooks_new(struct courier_work *work)
{
	struct hooks *hooks = arena_alloc(work->arena, sizeof(*hooks));

	hooks->work = work;
	hooks->wait_for = load(hooks);
	return hooks;
}

void
hooks_free(struct hooks *hooks)
{
	if (hooks != NULL)
		crypto_wipe(&hooks->webhook, sizeof(hooks->webhook));
}

/* ---- outcomes ---- */

static void
note(enum status st, const char *what, const struct outbox_row *row)
{
	if (st != OK && st != CONFLICT)
		log_warn("courier.hooks", "id=%lld not_noted=%s reason=%s",
		    (long long)row->id, what, status_name(st));
}

static bool
is_test(const struct outbox_row *row)
{
	return strcmp(row->kind, hook_id(HOOK_TEST)) == 0;
}

static void
give_up(struct hooks *hooks, const struct outbox_row *row, const char *why)
{
	const struct outbox_failure failure = { .reason = why };

	log_warn("courier.hook", "id=%lld kind=%s outcome=given_up reason=%s",
	    (long long)row->id, row->kind, why);
	note(store_outbox_failed(hooks->work->store, row->id, &failure),
	    "given up", row);
}

/* When it is tried again; 0: never. */
static int64_t
next_try(const struct outbox_row *row, enum retry_verdict verdict,
    int64_t now)
{
	int64_t at;

	if (verdict == RETRY_NEVER || is_test(row) ||
	    !retry_at(row->tries + 1, courier_random(), now, &at))
		return 0;
	return at;
}

/* reason as it is stored: printable, and not too long. */
static const char *
stored_reason(struct arena *arena, const char *reason)
{
	char *text = arena_strndup(arena, reason, strnlen(reason, REASON_MAX));

	for (char *c = text; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

static void
fail(struct hooks *hooks, struct arena *arena, const struct outbox_row *row,
    enum status ended, const struct http_answer *answer, int64_t now)
{
	const struct outbox_failure failure = {
		.code = answer->code,
		.reason = stored_reason(arena, webhook_reason(arena, ended,
		    answer)),
		.next_try_at = next_try(row, webhook_verdict_of(ended,
		    answer), now),
	};

	log_info("courier.hook", "id=%lld kind=%s try=%lld outcome=later "
	    "reason=%s",
	    (long long)row->id, row->kind, (long long)row->tries + 1,
	    failure.reason);
	note(store_outbox_failed(hooks->work->store, row->id, &failure),
	    "failed", row);
}

/* ---- one message ---- */

/* Counts the try before it is begun; false: it is not to be. */
static bool
claim(struct hooks *hooks, const struct outbox_row *row, int64_t now)
{
	int64_t next = now + LAST_WAIT;
	enum status st;

	if (row->tries >= RETRY_TRIES) {
		give_up(hooks, row, "the last try was cut off");
		return false;
	}
	(void)retry_at(row->tries + 1, courier_random(), now, &next);
	st = store_outbox_claim(hooks->work->store, row->id, next);
	note(st, "claim", row);
	return st == OK;
}

/* The JSON of a message, or NULL: it does not open. */
static const char *
read_body(struct hooks *hooks, struct arena *arena,
    const struct outbox_row *row)
{
	struct opened text;
	const char *body;

	if (courier_open(hooks->work, arena, row, &text) != OK)
		return NULL;
	body = webhook_body(arena, &hooks->webhook,
	    &(struct webhook_message){ row->uuid, row->kind, row->due_at,
		row->lead_id, (const char *)text.bytes, text.len });
	opened_wipe(&text);
	return body;
}

/* Hands it over; true: the receiver was not reached at all. */
static bool
hand_over(struct hooks *hooks, struct arena *arena,
    const struct outbox_row *row, const char *body, int64_t now)
{
	struct store *store = hooks->work->store;
	struct http *http = webhook_begin(arena, &hooks->webhook, row->uuid,
	    body, now);
	struct http_answer answer;
	enum status ended = http_perform(http, &answer);

	if (is_test(row))
		note(store_dialogue_put(store, row->id, webhook_dialogue(arena,
		    &hooks->webhook, body, ended, &answer), now), "dialogue",
		    row);
	if (webhook_verdict_of(ended, &answer) != RETRY_DONE) {
		fail(hooks, arena, row, ended, &answer, now);
		return ended == FAILED;
	}
	log_info("courier.hook", "id=%lld kind=%s outcome=sent",
	    (long long)row->id, row->kind);
	note(store_outbox_sent(store, row->id, now), "sent", row);
	return false;
}

/* Sends one; true: the others that are due would fare the same. */
static bool
send_one(struct hooks *hooks, const struct outbox_row *row, int64_t now)
{
	ARENA(arena);
	const char *body;

	if (!claim(hooks, row, now))
		return false;
	body = read_body(hooks, arena, row);
	if (body != NULL)
		return hand_over(hooks, arena, row, body, now);
	give_up(hooks, row, "it cannot be opened: sealed to another key");
	return false;
}

/* Those that need not be tried to know it. A test is of its own. */
static void
fail_rest(struct hooks *hooks, const struct outbox_rows *rows, size_t from,
    int64_t now)
{
	static const struct http_answer out_of_reach = {
		.problem = "the receiver was not reached",
	};
	ARENA(arena);

	for (size_t i = from; i < rows->len; i++)
		if (!is_test(&rows->at[i]) && claim(hooks, &rows->at[i], now))
			fail(hooks, arena, &rows->at[i], FAILED,
			    &out_of_reach, now);
}

void
hooks_run(struct hooks *hooks, int64_t now)
{
	ARENA(arena);
	struct outbox_rows rows;
	struct store *store = hooks->work->store;

	if (hooks->wait_for != NULL) {
		(void)store_outbox_wait(store, OUTBOX_HOOK, hooks->wait_for,
		    now);
		return;
	}
	if (store_outbox_due(store, arena, OUTBOX_HOOK, now, BATCH,
	    &rows) != OK)
		return;
	for (size_t i = 0; i < rows.len; i++) {
		if (!send_one(hooks, &rows.at[i], now))
			continue;
		fail_rest(hooks, &rows, i + 1, now);
		return;
	}
}
