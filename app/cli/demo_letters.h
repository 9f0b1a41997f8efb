#ifndef CLI_DEMO_LETTERS_H
#define CLI_DEMO_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "store/uuid.h"
#include "vault/news.h"

struct arena;
struct demo_lead;
struct mail_sealer;
struct settings;

/*
 * The letters of the demonstration, queued as the pages of the site queue
 * theirs, for the mail box within the desk.
 */
struct demo_letters {
	struct mail_sealer *sealer;
	const struct settings *settings;
	struct uuid_run uuids;
	bool none; /* of a small demonstration */
};

/* What some news of a lead queues; token is of its manage link, or "". In
 * arena. OK, or FAILED (logged). */
enum status demo_letters_make(struct demo_letters *letters,
    struct arena *arena, enum news_kind kind, const struct demo_lead *lead,
    const char *token, int64_t now, struct outbox_list *list);

#endif
