#ifndef COURIER_HEADER_H
#define COURIER_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct buf;

/*
 * Values of mail headers, safe by construction: whatever text comes in, one
 * line of ASCII goes out, or nothing. ASCII that reads as itself stays as it
 * is; everything else becomes encoded words (RFC 2047, "Q"), of whole
 * characters, none longer than 75 bytes, with a folding line break between.
 */

/* A subject or the like. OK; INVALID: it holds a control byte or is not UTF-8,
 * and nothing was added. */
enum status header_text(struct buf *out, const char *text);

/* "Ada Example <ada@example.org>"; name "" or one that cannot be written leaves
 * the address alone. OK; INVALID: that is no address we write to, and nothing
 * was added. */
enum status header_mailbox(struct buf *out, const char *name,
    const char *email);

/* "Tue, 24 Nov 2026 09:30:00 +0000" */
void header_date(struct buf *out, int64_t at);

/* Whether we write to an address: one the forms take (email_is_valid) without
 * a byte that means something in SMTP or in a header. */
bool header_may_write_to(const char *email);

#endif
