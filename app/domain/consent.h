#ifndef DOMAIN_CONSENT_H
#define DOMAIN_CONSENT_H

#include "domain/lead.h"

struct problems;

/*
 * What people agree to before we store anything of theirs. Each sentence has
 * a version, which is stored with the agreement. A sentence that anybody may
 * have agreed to is never edited: a new one with a new version takes its
 * place, and the old one stays, so that it can be shown to them.
 */

/* The version asked for today, for instance "2026-11". */
const char *consent_version(enum lead_kind kind);

/* The sentence of a version, or "" for one we do not know. */
const char *consent_text(enum lead_kind kind, const char *version);

/* A problem of the field "consent" unless its box was ticked. */
void consent_check(const char *value, struct problems *problems);

#endif
