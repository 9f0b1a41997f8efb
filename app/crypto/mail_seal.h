#ifndef CRYPTO_MAIL_SEAL_H
#define CRYPTO_MAIL_SEAL_H

#include "crypto/seal.h"

struct arena;
struct opened;

/*
 * Mail that waits, sealed to the courier's own key pair by the ratchet of
 * seal.h, each message a record of its own: whoever writes it can seal and not
 * open, the courier can open, and neither is mistaken for the office, as all
 * of it has types of its own. The courier's secret key stands in a file that
 * its user alone may read (mode 0400), the public key beside it.
 */
enum { MAIL_KEY_TEXT_SIZE = 44 }; /* with its NUL */

/* A new pair as texts for two files. The caller wipes secret. */
void mail_key_new(char public_key[MAIL_KEY_TEXT_SIZE],
    char secret[MAIL_KEY_TEXT_SIZE]);

/* The courier's public key out of its file's text: OK or INVALID. */
enum status mail_key_read(const char *text,
    uint8_t public_key[SEAL_PUBLIC_SIZE]);

/* Seals mail for a courier's public key, generation from 1 on. One a process,
 * never shared across a fork; the notes on sealer_new hold here too. */
struct mail_sealer;

struct mail_sealer *mail_sealer_new(
    const uint8_t public_key[SEAL_PUBLIC_SIZE], int64_t generation);
void mail_sealer_free(struct mail_sealer *sealer);

/* Seals a message; id is its uuid. Both outputs go into the transaction that
 * queues it, the epoch where it is not there already. OK, or INVALID: longer
 * than SEAL_TEXT_MAX. */
enum status mail_seal(struct mail_sealer *sealer, struct arena *arena,
    const char *id, const void *text, size_t len, int64_t now,
    struct seal_epoch *epoch, struct sealed *mail);

/* Opens mail: the courier. */
struct mail_opener;

/* An opener for the text of the secret key's file. OK, and the caller frees
 * it, which wipes; INVALID with *opener NULL. */
enum status mail_opener_new(const char *secret, int64_t generation,
    struct mail_opener **opener);
void mail_opener_free(struct mail_opener *opener);

/* The public key that belongs to it, for the check at start that both files
 * are of one pair. Lives as long as the opener. */
const uint8_t *mail_opener_public(const struct mail_opener *opener);

/* Opens a message, whose text is then in arena. Statuses as opener_read. */
enum status mail_open(struct mail_opener *opener, struct arena *arena,
    const struct seal_epoch *epoch, const struct sealed *mail,
    struct opened *text);

#endif
