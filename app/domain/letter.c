#include "domain/letter.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"

enum {
	LETTER_VERSION = 1,
	TOKEN_MAX = 64,
	GREETING_MAX = 60, /* characters of a name */
	HOUR_SECONDS = 3600,
};

static const struct {
	const char *id;
	const char *label;
	bool owner;
} kinds[LETTER_KIND_COUNT] = {
	[LETTER_CONFIRMED] = { "booking.confirmed", "Confirmation", false },
	[LETTER_MOVED] = { "booking.moved", "New time", false },
	[LETTER_CANCELLED] = { "booking.cancelled", "Cancellation", false },
	[LETTER_REMINDER_DAY] = { "reminder.day", "Reminder, a day before",
		false },
	[LETTER_REMINDER_HOUR] = { "reminder.hour",
		"Reminder, an hour before", false },
	[LETTER_RECEIVED] = { "contact.received", "Message received", false },
	[LETTER_OWNER_BOOKED] = { "owner.booked", "To you: a call is booked",
		true },
	[LETTER_OWNER_REQUESTED] = { "owner.requested",
		"To you: a request waits", true },
	[LETTER_OWNER_MOVED] = { "owner.moved", "To you: a call is moved",
		true },
	[LETTER_OWNER_CANCELLED] = { "owner.cancelled",
		"To you: a call is cancelled", true },
	[LETTER_OWNER_MESSAGE] = { "owner.message", "To you: a message",
		true },
	[LETTER_OWNER_DIGEST] = { "owner.digest", "To you: the day", true },
	[LETTER_TEST] = { "mail.test", "Test mail", false },
};

const char *
letter_id(enum letter_kind kind)
{
	return kinds[kind].id;
}

const char *
letter_label(enum letter_kind kind)
{
	return kinds[kind].label;
}

enum status
letter_find(const char *id, enum letter_kind *kind)
{
	for (size_t i = 1; i < countof(kinds); i++) {
		if (strcmp(kinds[i].id, id) != 0)
			continue;
		*kind = (enum letter_kind)i;
		return OK;
	}
	return NOT_FOUND;
}

bool
letter_is_for_owner(enum letter_kind kind)
{
	return kinds[kind].owner;
}

/* ---- packing ---- */

/* The version, the token's length and the token, then the texts. */
void
letter_pack(struct buf *out, const struct letter *letter)
{
	size_t len = strlen(letter->token);

	assert(len <= TOKEN_MAX);
	buf_putc(out, LETTER_VERSION);
	buf_putc(out, (char)len);
	buf_add(out, letter->token, len);
	lead_own_pack(out, &letter->of);
}

enum status
letter_unpack(struct arena *arena, const void *bytes, size_t len,
    struct letter *letter)
{
	const unsigned char *at = bytes;
	size_t token_len;

	if (len < 2 || at[0] != LETTER_VERSION)
		return INVALID;
	token_len = at[1];
	at += 2;
	len -= 2;
	if (token_len > TOKEN_MAX || token_len > len ||
	    !text_is_utf8((const char *)at, token_len))
		return INVALID;
	letter->token = arena_strndup(arena, (const char *)at, token_len);
	return lead_own_unpack(arena, at + token_len, len - token_len,
	    &letter->of);
}

/* ---- reminders ---- */

static int64_t
reminder_lead(enum letter_kind kind)
{
	return kind == LETTER_REMINDER_DAY ? 24 * HOUR_SECONDS : HOUR_SECONDS;
}

bool
letter_reminder_at(enum letter_kind kind, int64_t starts_at, int64_t now,
    int64_t *due_at)
{
	int64_t at = starts_at - reminder_lead(kind);

	if (at < now + HOUR_SECONDS)
		return false;
	*due_at = at;
	return true;
}

bool
letter_reminder_is_late(enum letter_kind kind, int64_t starts_at, int64_t now)
{
	int64_t left = starts_at - now;

	return left <= 0 ||
	    (kind == LETTER_REMINDER_DAY && left <= HOUR_SECONDS);
}

/* ---- names ---- */

static bool
is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

bool
letter_may_greet(const char *name)
{
	if (*name == '\0' || text_length(name) > GREETING_MAX ||
	    strpbrk(name, ":/@") != NULL || text_has_control(name))
		return false;
	for (const char *dot = strchr(name, '.'); dot != NULL;
	    dot = strchr(dot + 1, '.'))
		if (is_word_byte(dot[1]))
			return false;
	return true;
}
