#ifndef TESTS_STORE_AUDIT_LOG_H
#define TESTS_STORE_AUDIT_LOG_H

#include "store/office_private.h"

/* A log of nine events, from AUDIT_LOG_START on, and ways to tamper with it. */
enum { AUDIT_LOG_EVENTS = 9, AUDIT_LOG_START = 1795255200 };

/* The office of the folder with these events in its log. */
struct office *audit_log_office(const char *dir);

/* Adds an event in a transaction of its own. */
void audit_log_add(struct office *office, const struct audit_event *event);

/* Runs SQL on office.db as somebody would who can write the file. */
void audit_log_tamper(const char *dir, const char *sql);

/* Makes the hashes from this event on fit what stands in the rows. */
void audit_log_forge(const char *dir, int64_t from);

#endif
