#ifndef WEB_DEVICE_H
#define WEB_DEVICE_H

#include <stdint.h>

#include "base/status.h"
#include "crypto/token.h"

struct request;
struct response;

/*
 * A browser that an admin has signed in with before carries a mark. It opens
 * nothing: it gives its tries at the passphrase a count of their own, so that
 * whoever guesses from elsewhere cannot make the owner wait (REQ 11).
 *
 * Signing out clears every cookie of the browser, the mark too, so it goes by
 * way of the address of the next page: as a token that is good once.
 */
#define DEVICE_COOKIE "__Host-device"

/* The id of the request's browser, if it is known for this admin; else 0. OK,
 * BUSY or FAILED. */
enum status device_of(struct request *req, int64_t admin_id, int64_t *id);

/* A mark for this browser, of which hash is to be stored. */
void device_mark(struct request *req, struct response *res,
    uint8_t hash[TOKEN_HASH_SIZE]);

/* The token to hand the mark over with, or "" where there is none. */
const char *device_hand_over(struct request *req);

/* Takes a mark back from such a token, if it is one. */
void device_take_back(struct request *req, struct response *res,
    const char *token);

#endif
