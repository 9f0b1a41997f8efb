#ifndef CLI_DEMO_ACTS_H
#define CLI_DEMO_ACTS_H

#include "base/status.h"
#include "cli/demo_letters.h"
#include "crypto/token.h"
#include "vault/vault.h"

struct demo;
struct demo_event;
struct demo_plan;
struct demo_texts;
struct sealer;

/* A lead that is stored. */
struct demo_known {
	int64_t id;         /* 0: not yet, or erased */
	int64_t booking_id; /* 0: none */
	char token[TOKEN_TEXT_SIZE]; /* of its manage link */
};

/* What everything that happens is stored with. */
struct demo_office {
	const struct demo *demo;
	const struct demo_plan *plan;
	struct demo_texts *texts;
	struct vault vault;
	struct sealer *sealer;
	struct demo_letters letters;
	struct demo_known *known; /* by the plan's leads */
};

/* Stores what an event of the plan says. What is of a lead that was erased
 * before does not happen. OK, or the status of the store's function. */
enum status demo_act(struct demo_office *office,
    const struct demo_event *event);

#endif
