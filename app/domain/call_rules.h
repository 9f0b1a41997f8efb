#ifndef DOMAIN_CALL_RULES_H
#define DOMAIN_CALL_RULES_H

#include "domain/availability.h"

/*
 * What the owner may set on the desk in place of what site.yaml says about
 * calls; all of it at once, or nothing.
 */
struct call_rules {
	struct windows week[7]; /* 0 Monday to 6 Sunday; sorted, disjoint */
	int buffer_minutes;
	int notice_minutes;
	int horizon_days;
};

/* Those that hold now, and putting others in their place; windows are
 * shared. */
struct call_rules call_rules_of(const struct availability *availability);
void call_rules_apply(const struct call_rules *rules,
    struct availability *availability);

/* A week written out, a line for each day ("" without calls), and read back:
 * OK, or INVALID for what is no week. In arena. */
char *week_text(struct arena *arena, const struct windows week[7]);
enum status week_read(struct arena *arena, const char *text,
    struct windows week[7]);

#endif
