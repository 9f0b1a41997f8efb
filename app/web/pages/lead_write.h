#ifndef WEB_PAGES_LEAD_WRITE_H
#define WEB_PAGES_LEAD_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/token.h"
#include "domain/quarantine.h"
#include "store/outbox.h"
#include "store/writes.h"
#include "web/pages/booking_record.h"

struct request;

/*
 * A form that is good and becomes a lead, on its way into the store: what a
 * booking and a message have in common. Embedded as the first member of a
 * struct of the handler's own in the request's arena, for it is stored when the
 * handler has returned.
 */
struct lead_write {
	struct write write; /* first */
	int64_t at;         /* when it came in */
	enum doubt doubt;   /* of doubt_form */
	struct person_lead of;
	struct person_records records;
	struct outbox_list outbox;
	uint8_t hash[TOKEN_HASH_SIZE];
	bool repeated; /* it was there already */
};

/* Hands it over, when all but write and at is filled in; run stores it, and
 * write.ask is set where there is something to ask.
 * Statuses of request_write. */
enum status lead_write_start(struct request *req, struct lead_write *lead,
    enum status (*run)(struct store *store, struct write *write));

/*
 * What became of it: PENDING when it was sealed and handed over once more,
 * because the key has changed; else the status of run. What was stored for the
 * first time, and is not doubted, is counted as what (web/counts.h).
 */
enum status lead_write_end(struct request *req, struct lead_write *lead,
    size_t what);

#endif
