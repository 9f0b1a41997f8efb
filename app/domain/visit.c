#include "domain/visit.h"

#include <string.h>
#include <strings.h>

#include "base/util.h"

static const char *const prefixes[VISIT_COUNT] = {
	[VISIT_PERSON] = "",
	[VISIT_BOT] = "bot:",
	[VISIT_AHEAD] = "ahead:",
	[VISIT_HEAD] = "head:",
};

/* What crawlers call themselves by, lower case, under their first letter: few,
 * and none that stands in the name of a browser. A tool that somebody holds
 * (curl) is no crawler, and no list is complete. */
enum { LETTERS = 26, OF_A_LETTER = 2 };

static const char *const markers[LETTERS][OF_A_LETTER] = {
	['a' - 'a'] = { "archiver" },
	['b' - 'a'] = { "bot" },
	['c' - 'a'] = { "crawl" },
	['f' - 'a'] = { "facebookexternalhit" },
	['l' - 'a'] = { "lighthouse" },
	['m' - 'a'] = { "monitor" },
	['p' - 'a'] = { "preview", "pingdom" },
	['s' - 'a'] = { "spider", "slurp" },
	['u' - 'a'] = { "uptime" },
};

const char *
visit_prefix(enum visit visit)
{
	return prefixes[visit];
}

enum visit
visit_of_name(const char *name, const char **page)
{
	for (size_t i = 1; i < countof(prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], len) != 0)
			continue;
		*page = name + len;
		return (enum visit)i;
	}
	*page = name;
	return VISIT_PERSON;
}

/* A maker of telephones, who is no robot. */
static bool
is_cubot(const char *agent, const char *at)
{
	return at - agent >= 2 && strncasecmp(at - 2, "cubot", 5) == 0;
}

static bool
has_marker(const char *agent, const char *at)
{
	/* Without its case, if it is a letter. */
	const unsigned letter = (unsigned)(*at | 0x20) - 'a';

	for (size_t i = 0; letter < LETTERS && i < OF_A_LETTER; i++) {
		const char *marker = markers[letter][i];

		if (marker != NULL && (at[1] | 0x20) == marker[1] &&
		    strncasecmp(at, marker, strlen(marker)) == 0)
			return !is_cubot(agent, at);
	}
	return false;
}

static bool
is_bot(const char *agent)
{
	for (const char *at = agent; *at != '\0'; at++)
		if (has_marker(agent, at))
			return true;
	return false;
}

/* "prefetch", "prefetch;prerender", "prerender", and "preview" of older
 * browsers. */
static bool
is_ahead(const char *purpose)
{
	return strncasecmp(purpose, "pre", strlen("pre")) == 0;
}

enum visit
visit_judge(bool head, const char *purpose, const char *agent)
{
	if (head)
		return VISIT_HEAD;
	if (purpose != NULL && is_ahead(purpose))
		return VISIT_AHEAD;
	if (agent != NULL && is_bot(agent))
		return VISIT_BOT;
	return VISIT_PERSON;
}
