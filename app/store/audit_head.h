#ifndef STORE_AUDIT_HEAD_H
#define STORE_AUDIT_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "store/office.h"

/*
 * What vouches for the end of the audit log from outside its database, in two
 * files that only the office's own user may read:
 *
 *   DIR/keys/audit.key   32 random bytes, made when they are not there
 *   DIR/keys/audit.head  the last event's id and hash, and a code of both
 *                        under the key
 *
 * Who can write office.db alone can cut the log off, or write it anew with
 * hashes that fit, but cannot make the head agree. Who can read the key can;
 * against that only a head helps that was kept on another machine.
 *
 * The head is two places of 512 bytes that are written in turn and in place: a
 * write that is cut short leaves the other one good, and a sandboxed process
 * needs no new file. It is written after the commit, so a crash in between
 * leaves it behind the log, never before it. Private to the store; whoever
 * writes holds the lock of office.db.
 */
enum { AUDIT_HASH_SIZE = 32, AUDIT_KEY_SIZE = 32 };

/* An end of the chain: an event's id and hash; 0 and zeroes before any. */
struct audit_end {
	int64_t id;
	uint8_t hash[AUDIT_HASH_SIZE];
};

struct audit_head {
	int fd;
	office_hash *hash;
	uint8_t key[AUDIT_KEY_SIZE];
};

/*
 * Opens both files in DIR/keys, making what is missing; a head whose key is
 * gone is emptied, for nothing can be told from it any more. OK; INVALID when
 * the key's file holds no key or others may read it; FAILED (both logged).
 */
enum status audit_head_open(const char *dir, office_hash *hash,
    struct audit_head *head);
void audit_head_close(struct audit_head *head);

/*
 * The end it vouches for. OK; NOT_FOUND when it is empty; INVALID when neither
 * place holds what the key made; FAILED (logged). *torn: one place does
 * not, as after a crash while it was written, which leaves the other one behind
 * the log. If that one is not behind, it was no crash.
 */
enum status audit_head_read(const struct audit_head *head,
    struct audit_end *end, bool *torn);

/* Vouches for another end. What goes wrong is logged; the head is then behind,
 * which the next event tells. */
void audit_head_write(const struct audit_head *head,
    const struct audit_end *end);

/*
 * A code of these bytes that only this key makes. BLAKE2b needs no other
 * construction than the key in front: it is filled up to a block of 128 bytes,
 * as the keyed form of RFC 7693 does it.
 */
void audit_head_code(const struct audit_head *head, const void *bytes,
    size_t len, uint8_t code[AUDIT_HASH_SIZE]);

#endif
