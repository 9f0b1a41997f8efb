#ifndef WEB_PAGES_OUTBOX_ROW_H
#define WEB_PAGES_OUTBOX_ROW_H

#include "base/status.h"
#include "store/outbox.h"
#include "web/views_outbox.h"

struct request;

/* A message of the outbox in words. */
struct outbox_row_view outbox_row_view(struct request *req,
    const struct outbox_row *row);

/* The same in one line: "Mail: Confirmation – sent 09:02". */
const char *outbox_row_line(struct request *req,
    const struct outbox_row *row);

/* "2 mails have not gone out; the oldest since 08:14: connection refused.", or
 * "" when all is well. Statuses of the store. */
enum status outbox_unsent_text(struct request *req, const char **text);

/* Whether what is in a sent message can be made again from the lead. */
bool outbox_row_is_made_again(const struct outbox_row *row);

#endif
