#include "web/pages/news.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "crypto/mail_seal.h"
#include "web/app.h"
#include "web/pages/news_hook.h"
#include "web/request.h"

/* A letter of some news. */
struct wanted {
	enum news_kind news;
	enum letter_kind kind;
	enum outbox_when when;
	bool lapses;
	bool reminder; /* only where it is asked for, and at its time */
};

static const struct wanted letters[] = {
	{ NEWS_BOOKED, LETTER_CONFIRMED, OUTBOX_IF_SURE, true },
	{ NEWS_BOOKED, LETTER_OWNER_BOOKED, OUTBOX_IF_SURE },
	{ NEWS_BOOKED, LETTER_OWNER_REQUESTED, OUTBOX_IF_DOUBTFUL },
	{ NEWS_BOOKED, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ NEWS_BOOKED, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true, true },
	{ NEWS_BY_HAND, LETTER_CONFIRMED, OUTBOX_IF_SURE, true },
	{ NEWS_MOVED, LETTER_MOVED, OUTBOX_IF_SURE, true },
	{ NEWS_MOVED, LETTER_OWNER_MOVED },
	{ NEWS_MOVED, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ NEWS_MOVED, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true, true },
	{ NEWS_CANCELLED, LETTER_CANCELLED, OUTBOX_IF_SURE },
	{ NEWS_CANCELLED, LETTER_OWNER_CANCELLED },
	{ NEWS_CALLED_OFF, LETTER_CANCELLED, OUTBOX_IF_SURE },
	{ NEWS_CORRECTED, LETTER_CONFIRMED, OUTBOX_IF_SURE, true },
	{ NEWS_CORRECTED, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ NEWS_CORRECTED, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true, true },
	{ NEWS_MESSAGE, LETTER_RECEIVED, OUTBOX_IF_SURE },
	{ NEWS_MESSAGE, LETTER_OWNER_MESSAGE },
	{ NEWS_LET_IN, LETTER_CONFIRMED, OUTBOX_IF_SURE, true },
	{ NEWS_LET_IN, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ NEWS_LET_IN, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true, true },
	{ NEWS_LET_IN_MESSAGE, LETTER_RECEIVED, OUTBOX_IF_SURE },
};

/* The visitor's letters hold who they are and their link, and not what they
 * wrote; the owner's nothing, unless the owner wants it all. */
static struct letter
letter_of(struct request *req, const struct news *news, enum letter_kind kind)
{
	struct letter letter = { { { "", "", "" }, { "" } }, "" };

	if (letter_is_for_owner(kind)) {
		if (req->app->settings.mail.owner_full)
			letter.of = *news->of;
		return letter;
	}
	letter.of.head.name = news->of->head.name;
	letter.of.head.email = news->of->head.email;
	letter.token = news->token;
	return letter;
}

static enum status
seal(struct request *req, const struct news *news,
    const struct wanted *wanted, int64_t due_at, struct outbox_new *message)
{
	const struct letter letter = letter_of(req, news, wanted->kind);
	BUF(packed, SEAL_TEXT_MAX);
	enum status st;

	*message = (struct outbox_new){
		.channel = OUTBOX_MAIL,
		.kind = letter_id(wanted->kind),
		.when = wanted->when,
		.lapses = wanted->lapses,
		.due_at = due_at,
	};
	letter_pack(&packed, &letter);
	if (packed.failed)
		return INVALID;
	if ((st = uuid_next(&req->app->uuids, message->uuid)) != OK)
		return st;
	return mail_seal(req->app->mail_sealer, req->arena, message->uuid,
	    packed.data, packed.len, req->now, &message->epoch,
	    &message->sealed);
}

/* Whether a letter is written, and when it is due. */
static bool
is_due(struct request *req, const struct news *news,
    const struct wanted *wanted, int64_t *due_at)
{
	*due_at = req->now;
	if (!letter_is_for_owner(wanted->kind) &&
	    *news->of->head.email == '\0')
		return false;
	if (!wanted->reminder)
		return true;
	return news->remind && letter_reminder_at(wanted->kind,
	    news->starts_at, req->now, due_at);
}

enum status
news_make(struct request *req, const struct news *news,
    struct outbox_list *list)
{
	enum status st = OK;

	*list = (struct outbox_list){ arena_array(req->arena,
	    countof(letters) + NEWS_HOOKS_MAX, sizeof(*list->at)), 0 };
	for (size_t i = 0; st == OK && i < countof(letters); i++) {
		int64_t due_at;

		if (letters[i].news != news->kind ||
		    !is_due(req, news, &letters[i], &due_at))
			continue;
		st = seal(req, news, &letters[i], due_at,
		    &list->at[list->len]);
		list->len += st == OK;
	}
	return st == OK ? news_hook_add(req, news, list) : st;
}

enum status
news_letter(struct request *req, enum letter_kind kind,
    const struct lead_own *of, struct outbox_new *message)
{
	const struct wanted wanted = { .kind = kind };
	const struct news news = { .of = of, .token = "" };

	return seal(req, &news, &wanted, req->now, message);
}
