#ifndef WEB_COOKIE_H
#define WEB_COOKIE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/*
 * Cookies by RFC 6265bis, read and written by us: Kore's add Domain and cut
 * values at "=".
 */

/* Bytes of name and value together; browsers drop larger cookies without a
 * word (section 5.6). */
enum { COOKIE_MAX = 4096 };

/*
 * The value of the cookie name (not empty, compared byte for byte) in a
 * Cookie header, in arena, or NULL. When the name stands there more than once
 * the answer is NULL: a cookie that was planted beside ours is not trusted
 * (session fixation). So is one whose value holds a byte that cookie_write
 * would refuse, for it cannot be ours.
 */
const char *cookie_get(struct arena *arena, const char *header,
    const char *name);

/*
 * Appends the value of a Set-Cookie header: NAME=VALUE; Path=/; Secure;
 * HttpOnly; SameSite=Strict, and Max-Age when max_age >= 0 (0 deletes).
 * false, with nothing appended, when name or value hold a byte that RFC 6265
 * does not allow there, name is empty, both together are over COOKIE_MAX, or
 * out has no room (out->failed). __Host- names demand exactly these
 * attributes.
 */
bool cookie_write(struct buf *out, const char *name, const char *value,
    long max_age);

#endif
