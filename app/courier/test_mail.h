#ifndef COURIER_TEST_MAIL_H
#define COURIER_TEST_MAIL_H

#include <stdint.h>

#include "base/status.h"

struct arena;
struct buf;
struct settings;
struct smtp_result;

/*
 * A test mail to an address, sent at once, past the outbox; said gets all that
 * was said. OK: the server has it. FAILED: it has not, and result says why;
 * INVALID with *problem in one sentence, in arena: the settings do not do.
 */
enum status test_mail_send(struct arena *arena,
    const struct settings *settings, const char *conf, const char *email,
    int64_t now, struct buf *said, struct smtp_result *result,
    const char **problem);

#endif
