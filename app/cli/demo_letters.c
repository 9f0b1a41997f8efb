#include "cli/demo_letters.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "cli/demo_plan.h"
#include "config/settings.h"
#include "crypto/mail_seal.h"
#include "domain/letter.h"
#include "store/outbox.h"

/* A letter of some news. */
static const struct wanted {
	enum demo_news news;
	enum letter_kind kind;
	enum outbox_when when;
	bool lapses;
	bool reminder;
} letters_of[] = {
	{ DEMO_NEWS_BOOKED, LETTER_CONFIRMED, OUTBOX_IF_SURE, true, false },
	{ DEMO_NEWS_BOOKED, LETTER_OWNER_BOOKED, OUTBOX_IF_SURE, false,
	    false },
	{ DEMO_NEWS_BOOKED, LETTER_OWNER_REQUESTED, OUTBOX_IF_DOUBTFUL, false,
	    false },
	{ DEMO_NEWS_BOOKED, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ DEMO_NEWS_BOOKED, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true,
	    true },
	{ DEMO_NEWS_MOVED, LETTER_MOVED, OUTBOX_IF_SURE, true, false },
	{ DEMO_NEWS_MOVED, LETTER_OWNER_MOVED, OUTBOX_ALWAYS, false, false },
	{ DEMO_NEWS_MOVED, LETTER_REMINDER_DAY, OUTBOX_IF_SURE, true, true },
	{ DEMO_NEWS_MOVED, LETTER_REMINDER_HOUR, OUTBOX_IF_SURE, true, true },
	{ DEMO_NEWS_CANCELLED, LETTER_CANCELLED, OUTBOX_IF_SURE, false,
	    false },
	{ DEMO_NEWS_CANCELLED, LETTER_OWNER_CANCELLED, OUTBOX_ALWAYS, false,
	    false },
	{ DEMO_NEWS_MESSAGE, LETTER_RECEIVED, OUTBOX_IF_SURE, false, false },
	{ DEMO_NEWS_MESSAGE, LETTER_OWNER_MESSAGE, OUTBOX_ALWAYS, false,
	    false },
};

static struct letter
letter_of(const struct demo_letters *letters, const struct demo_lead *lead,
    enum letter_kind kind, const char *token)
{
	struct letter letter = { { { "", "", "" }, { "" } }, "" };

	if (!letter_is_for_owner(kind)) {
		letter.of.head.name = lead->person.name;
		letter.of.head.email = lead->person.email;
		letter.token = token;
	} else if (letters->settings->mail.owner_full) {
		letter.of = (struct lead_own){ { lead->person.name,
			lead->person.email, lead->person.company },
			{ lead->message } };
	}
	return letter;
}

/* Whether it is written, and when it is due. */
static bool
is_due(const struct wanted *wanted, const struct demo_lead *lead, int64_t now,
    int64_t *due_at)
{
	const struct slot *call = wanted->news == DEMO_NEWS_BOOKED ?
	    &lead->slot : demo_call(lead);

	*due_at = now;
	return !wanted->reminder || (lead->remind &&
	    letter_reminder_at(wanted->kind, call->starts_at, now, due_at));
}

static enum status
seal(struct demo_letters *letters, struct arena *arena,
    const struct letter *letter, int64_t now, struct outbox_new *message)
{
	BUF(packed, SEAL_TEXT_MAX);
	enum status st = uuid_next(&letters->uuids, message->uuid);

	letter_pack(&packed, letter);
	if (st != OK || packed.failed)
		return FAILED;
	return mail_seal(letters->sealer, arena, message->uuid, packed.data,
	    packed.len, now, &message->epoch, &message->sealed);
}

enum status
demo_letters_make(struct demo_letters *letters, struct arena *arena,
    enum demo_news news, const struct demo_lead *lead, const char *token,
    int64_t now, struct outbox_list *list)
{
	enum status st = OK;

	*list = (struct outbox_list){ arena_array(arena,
	    countof(letters_of), sizeof(*list->at)), 0 };
	for (size_t i = 0; st == OK && i < countof(letters_of); i++) {
		const struct wanted *wanted = &letters_of[i];
		const struct letter letter = letter_of(letters, lead,
		    wanted->kind, token);
		struct outbox_new *message = &list->at[list->len];
		int64_t due_at;

		if (letters->none || wanted->news != news ||
		    !is_due(wanted, lead, now, &due_at))
			continue;
		*message = (struct outbox_new){
			.channel = OUTBOX_MAIL,
			.kind = letter_id(wanted->kind),
			.when = wanted->when,
			.lapses = wanted->lapses,
			.due_at = due_at,
		};
		st = seal(letters, arena, &letter, now, message);
		list->len += st == OK;
	}
	return st;
}
