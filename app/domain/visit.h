#ifndef DOMAIN_VISIT_H
#define DOMAIN_VISIT_H

#include <stdbool.h>

/*
 * Who reads a page, as far as counting goes: people, and apart from them what
 * is no reading. Judged from the request alone, which is then forgotten.
 */
enum visit {
	VISIT_PERSON = 0,
	VISIT_BOT,   /* a crawler that says so in its User-Agent */
	VISIT_AHEAD, /* a browser that fetches what may be read next */
	VISIT_HEAD,  /* asked for the head alone */
	VISIT_COUNT,
};

/* What stands before the name of what was counted: "", "bot:", "ahead:",
 * "head:". */
const char *visit_prefix(enum visit visit);

/* Takes the prefix off a name, and says whose it was; a name without one is a
 * person's. */
enum visit visit_of_name(const char *name, const char **page);

/*
 * Whose visit a request is. purpose is the value of Sec-Purpose, or else of
 * Purpose, agent that of User-Agent; NULL where absent.
 */
enum visit visit_judge(bool head, const char *purpose, const char *agent);

#endif
