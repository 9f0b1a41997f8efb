#include "courier/post.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/compose.h"
#include "courier/courier.h"
#include "courier/secret_file.h"
#include "courier/smtp.h"
#include "crypto/open.h"
#include "domain/retry.h"
#include "store/outbox.h"

enum {
	BATCH = 20,          /* mails of one connection */
	BATCHES = 5,         /* until others have their turn */
	LAST_WAIT = 3600,    /* until a last try that was cut off is given up */
	SAID_MAX = 1 << 16,  /* bytes of a dialogue */
};

struct post {
	struct courier_work *work;
	struct compose compose;
	struct smtp_server server;
	struct smtp *smtp;    /* of a batch; NULL: nothing leaves */
	const char *wait_for; /* why nothing can be sent, or NULL */
};

/* ---- the server ---- */

/* What keeps us from sending, in a few words; the log says more. */
static const char *
load_server(struct post *post)
{
	const struct courier *courier = post->work->courier;
	const struct settings *settings = courier->settings;
	const char *problem;

	post->server = (struct smtp_server){ settings, courier->conf, "" };
	if (*settings->smtp.host == '\0')
		return "no mail server is set";
	if (*settings->smtp.password_file != '\0' &&
	    secret_file_read(post->work->arena, courier->conf,
	    settings->smtp.password_file, &post->server.password,
	    &problem) != OK) {
		log_error("courier.password", "smtp.password_file: %s",
		    problem);
		return "smtp.password_file cannot be used";
	}
	return NULL;
}

struct post *
post_new(struct courier_work *work)
{
	const struct courier *courier = work->courier;
	struct post *post = arena_alloc(work->arena, sizeof(*post));

	post->work = work;
	post->compose = (struct compose){
		.settings = courier->settings,
		.public_url = courier->public_url,
		.admin_url = courier->admin_url,
		.store = work->store,
	};
	ics_warm();
	if (!courier->demo)
		post->wait_for = load_server(post);
	return post;
}

/* ---- outcomes ---- */

static void
note(enum status st, const char *what, const struct outbox_row *row)
{
	if (st != OK && st != CONFLICT)
		log_warn("courier.post", "id=%lld not_noted=%s reason=%s",
		    (long long)row->id, what, status_name(st));
}

/* When it is tried again after so many tries; 0: it is given up. */
static int64_t
next_try(const struct outbox_row *row, enum retry_verdict verdict,
    int64_t now)
{
	int64_t at;

	if (verdict == RETRY_NEVER || strcmp(row->kind,
	    letter_id(LETTER_TEST)) == 0 ||
	    !retry_at(row->tries + 1, courier_random(), now, &at))
		return 0;
	return at;
}

static void
fail(struct post *post, const struct outbox_row *row,
    const struct smtp_result *result, int64_t now)
{
	const struct outbox_failure failure = {
		.code = result->code,
		.reason = result->reason,
		.next_try_at = next_try(row, retry_of_smtp(result->code),
		    now),
	};

	log_info("courier.mail", "id=%lld kind=%s try=%lld outcome=later "
	    "reason=%s",
	    (long long)row->id, row->kind, (long long)row->tries + 1,
	    result->reason);
	note(store_outbox_failed(post->work->store, row->id, &failure),
	    "failed", row);
}

static void
give_up(struct post *post, const struct outbox_row *row, const char *why)
{
	const struct outbox_failure failure = { .reason = why };

	log_warn("courier.mail", "id=%lld kind=%s outcome=given_up reason=%s",
	    (long long)row->id, row->kind, why);
	note(store_outbox_failed(post->work->store, row->id, &failure),
	    "given up", row);
}

/* ---- one mail ---- */

static enum status
deliver_here(struct post *post, const struct outbox_row *row,
    const struct mail *mail, int64_t now)
{
	return store_demo_mail_put(post->work->store, &(struct demo_mail){
		.outbox_id = row->id,
		.came_at = now,
		.recipient = mail->to_email,
		.subject = mail->subject,
		.text = mail->text,
	});
}

/* What a mail means for those behind it. */
enum course {
	GO_ON,
	OUT_OF_REACH, /* they would fare the same */
	STOP,         /* the process is to end */
};

static enum course
hand_over(struct post *post, struct arena *arena,
    const struct outbox_row *row, const struct mail *mail, int64_t now)
{
	struct store *store = post->work->store;
	bool test = mail->kind == LETTER_TEST;
	struct smtp_result result;
	BUF(said, SAID_MAX);

	smtp_send(post->smtp, arena, mail, now, test ? &said : NULL, &result);
	if (result.stopped)
		return STOP;
	if (test)
		note(store_dialogue_put(store, row->id, buf_text(&said), now),
		    "dialogue", row);
	if (!result.accepted) {
		fail(post, row, &result, now);
		return result.whole && !test ? OUT_OF_REACH : GO_ON;
	}
	log_info("courier.mail", "id=%lld kind=%s outcome=sent",
	    (long long)row->id, row->kind);
	note(store_outbox_sent(store, row->id, now), "sent", row);
	return GO_ON;
}

static enum status
read_letter(struct post *post, struct arena *arena,
    const struct outbox_row *row, struct letter *letter)
{
	struct opened text;
	enum status st = courier_open(post->work, arena, row, &text);

	if (st == OK) {
		st = letter_unpack(arena, text.bytes, text.len, letter);
		opened_wipe(&text);
	}
	return st;
}

/* Counts the try before it is begun; false: it is not to be. */
static bool
claim(struct post *post, const struct outbox_row *row, int64_t now)
{
	int64_t next = now + LAST_WAIT;
	enum status st;

	if (row->tries >= RETRY_TRIES) {
		give_up(post, row, "the last try was cut off");
		return false;
	}
	(void)retry_at(row->tries + 1, courier_random(), now, &next);
	st = store_outbox_claim(post->work->store, row->id, next);
	note(st, "claim", row);
	return st == OK;
}

static enum course
send_one(struct post *post, const struct outbox_row *row, int64_t now)
{
	ARENA(arena);
	struct letter letter;
	struct mail mail;
	const char *why = "it cannot be opened: sealed to another key";
	enum status st;

	if (!claim(post, row, now))
		return GO_ON;
	post->compose.now = now;
	if (read_letter(post, arena, row, &letter) != OK) {
		give_up(post, row, why);
		return GO_ON;
	}
	st = compose_mail(arena, &post->compose, row, &letter, &mail, &why);
	if (st == DENIED)
		st = store_outbox_cancel(post->work->store, row->id, why);
	else if (st == OK && post->smtp == NULL)
		st = deliver_here(post, row, &mail, now);
	else if (st == OK)
		return hand_over(post, arena, row, &mail, now);
	note(st, "write", row);
	return GO_ON;
}

/* Those that need not be tried to know it. A test is of its own. */
static void
fail_rest(struct post *post, const struct outbox_rows *rows, size_t from,
    int64_t now)
{
	static const struct smtp_result out_of_reach = {
		.reason = "the mail server was not reached",
	};

	for (size_t i = from; i < rows->len; i++)
		if (strcmp(rows->at[i].kind, letter_id(LETTER_TEST)) != 0 &&
		    claim(post, &rows->at[i], now))
			fail(post, &rows->at[i], &out_of_reach, now);
}

/* Sends a batch; whether there may be more that would leave. */
static bool
send_batch(struct post *post, const struct outbox_rows *rows, int64_t now)
{
	for (size_t i = 0; i < rows->len; i++) {
		enum course course = send_one(post, &rows->at[i], now);

		if (course == OUT_OF_REACH)
			fail_rest(post, rows, i + 1, now);
		if (course != GO_ON)
			return false;
	}
	return rows->len == BATCH;
}

static bool
run_batch(struct post *post, int64_t now)
{
	ARENA(arena);
	struct outbox_rows rows;
	bool more;

	if (store_outbox_due(post->work->store, arena, OUTBOX_MAIL, now,
	    BATCH, &rows) != OK || rows.len == 0)
		return false;
	if (!post->work->courier->demo)
		post->smtp = smtp_new(&post->server);
	more = send_batch(post, &rows, now);
	smtp_free(post->smtp);
	post->smtp = NULL;
	return more;
}

void
post_run(struct post *post, int64_t now)
{
	int batches = 0;

	if (post->wait_for != NULL) {
		(void)store_outbox_wait(post->work->store, OUTBOX_MAIL,
		    post->wait_for, now);
		return;
	}
	while (batches++ < BATCHES && run_batch(post, now))
		continue;
}
