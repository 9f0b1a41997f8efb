#include "vault/news.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "crypto/mail_seal.h"
#include "store/uuid.h"

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
letter_of(const struct news_writer *writer, const struct news *news,
    enum letter_kind kind)
{
	struct letter letter = { { { "", "", "" }, { "" } }, "" };

	if (letter_is_for_owner(kind)) {
		if (writer->owner_full)
			letter.of = *news->of;
		return letter;
	}
	letter.of.head.name = news->of->head.name;
	letter.of.head.email = news->of->head.email;
	letter.token = news->token;
	return letter;
}

static enum status
seal(const struct news_writer *writer, struct arena *arena,
    const struct letter *letter, int64_t now, struct outbox_new *message)
{
	BUF(packed, SEAL_TEXT_MAX);
	enum status st;

	letter_pack(&packed, letter);
	if (packed.failed)
		return INVALID;
	if ((st = uuid_next(writer->uuids, message->uuid)) != OK)
		return st;
	return mail_seal(writer->sealer, arena, message->uuid, packed.data,
	    packed.len, now, &message->epoch, &message->sealed);
}

/* Whether a letter is written, and when it is due. */
static bool
is_due(const struct news *news, const struct wanted *wanted, int64_t now,
    int64_t *due_at)
{
	*due_at = now;
	if (!letter_is_for_owner(wanted->kind) &&
	    *news->of->head.email == '\0')
		return false;
	if (!wanted->reminder)
		return true;
	return news->remind && letter_reminder_at(wanted->kind,
	    news->starts_at, now, due_at);
}

enum status
news_letters(const struct news_writer *writer, struct arena *arena,
    const struct news *news, int64_t now, size_t more,
    struct outbox_list *list)
{
	enum status st = OK;

	*list = (struct outbox_list){ arena_array(arena,
	    countof(letters) + more, sizeof(*list->at)), 0 };
	for (size_t i = 0; st == OK && i < countof(letters); i++) {
		const struct wanted *wanted = &letters[i];
		const struct letter letter = letter_of(writer, news,
		    wanted->kind);
		struct outbox_new *message = &list->at[list->len];
		int64_t due_at;

		if (wanted->news != news->kind ||
		    !is_due(news, wanted, now, &due_at))
			continue;
		*message = (struct outbox_new){
			.channel = OUTBOX_MAIL,
			.kind = letter_id(wanted->kind),
			.when = wanted->when,
			.lapses = wanted->lapses,
			.due_at = due_at,
		};
		st = seal(writer, arena, &letter, now, message);
		list->len += st == OK;
	}
	return st;
}

enum status
news_letter_alone(const struct news_writer *writer, struct arena *arena,
    enum letter_kind kind, const struct lead_own *of, int64_t now,
    struct outbox_new *message)
{
	const struct news news = { .of = of, .token = "" };
	const struct letter letter = letter_of(writer, &news, kind);

	*message = (struct outbox_new){
		.channel = OUTBOX_MAIL,
		.kind = letter_id(kind),
		.due_at = now,
	};
	return seal(writer, arena, &letter, now, message);
}
