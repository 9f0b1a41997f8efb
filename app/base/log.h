#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>
#include <stdnoreturn.h>

/*
 * One line per event on standard error:
 *
 *   2026-11-21T09:30:00Z info public serve.ready listen=127.0.0.1:8080
 *
 * time (UTC), level, role, event, details. Control bytes and bytes over
 * 0x7e in the details are written as \xNN, so that no input can forge a
 * line. Never log what a person typed, an address, or a token.
 */

/* The role named in each line from now on; borrowed. "main" until set. */
void log_role(const char *role);

/* Writes one line; event is a dotted noun.verb, details printf-style. */
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
