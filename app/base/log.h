#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>
#include <stdnoreturn.h>

/*
 * One line per event on standard error:
 *
 *   2026-11-21T09:30:00Z info public request.refused code=403 method=POST
 *
 * time (UTC), level, role, event, fields. Where standard error is systemd's
 * journal, which has its own clock, "<6>" (sd-daemon(3)) takes the place of the
 * time. Never log what a person typed, an address, or a token.
 *
 * A format that begins with "key=" is fields: key=%s and so on, of %s, %d, %zu
 * and %lld without widths. The value of a %s is quoted by itself wherever it is
 * not one plain word. Any other format is a sentence, and becomes
 * message="...", whatever printf can do.
 *
 * In quotes, " and \ have a \ before them; control bytes and bytes over 0x7e
 * are written as \xNN: no value can forge a field or a line.
 */

/* The role named in each line from now on; borrowed. "main" until set. */
void log_role(const char *role);

/* Writes one line; event is a dotted noun.verb. */
void log_info(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_warn(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_error(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Logs an error and aborts: for memory exhaustion and broken invariants. */
noreturn void log_fatal(const char *event, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
