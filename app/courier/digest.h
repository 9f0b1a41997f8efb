#ifndef COURIER_DIGEST_H
#define COURIER_DIGEST_H

#include <stdint.h>

struct courier_work;

/*
 * The owner's mail of the day: once a day, from mail.digest_at by the owner's
 * clock on, and only if something is due. A courier that comes later than
 * three hours after that leaves the day out: its mail would be old news.
 */
void digest_run(struct courier_work *work, int64_t now);

#endif
