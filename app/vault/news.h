#ifndef VAULT_NEWS_H
#define VAULT_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/lead.h"
#include "domain/letter.h"
#include "store/outbox.h"

struct arena;
struct mail_sealer;
struct uuid_run;

/*
 * What is told of what happened: the letters that go into the outbox with a
 * change, sealed to the courier. Nothing is written out here; the courier does
 * that when a letter leaves (courier/compose.h).
 */
enum news_kind {
	NEWS_BOOKED = 1,
	NEWS_BY_HAND,   /* a call the owner has booked for somebody */
	NEWS_MOVED,
	NEWS_CANCELLED,
	NEWS_CALLED_OFF, /* cancelled by the owner */
	NEWS_CORRECTED, /* the visitor has another address now */
	NEWS_MESSAGE,   /* without a slot */
	NEWS_LET_IN,    /* out of quarantine, with its call */
	NEWS_LET_IN_MESSAGE,
	NEWS_KIND_COUNT,
};

struct news {
	enum news_kind kind;
	const struct lead_own *of; /* what the visitor wrote; texts may be "" */
	const char *token;  /* of the manage link, or "" */
	int64_t starts_at;  /* of the call, as it is now; 0 of a message */
	bool remind;        /* reminders are asked for */
	const char *lead_uuid;
	int64_t ends_at;    /* of the call; 0 of a message */
	const char *result; /* assessment code or "" */
};

/* Who queues letters. */
struct news_writer {
	struct mail_sealer *sealer;
	struct uuid_run *uuids;
	bool owner_full; /* the owner's hold what visitors wrote, too */
};

/*
 * Makes the letters of news, in arena; the list has room for so many messages
 * more. OK; INVALID: longer than can be sealed; FAILED (logged).
 */
enum status news_letters(const struct news_writer *writer,
    struct arena *arena, const struct news *news, int64_t now, size_t more,
    struct outbox_list *list);

/* One letter alone, due now, without a link; of are the visitor's texts, of
 * which the letter takes what its kind holds. Statuses as news_letters. */
enum status news_letter_alone(const struct news_writer *writer,
    struct arena *arena, enum letter_kind kind, const struct lead_own *of,
    int64_t now, struct outbox_new *message);

#endif
