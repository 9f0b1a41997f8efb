#include "domain/consent.h"

#include <string.h>

#include "base/util.h"
#include "domain/person.h"
#include "domain/problems.h"

/* The newest of each kind first. */
static const struct {
	enum lead_kind kind;
	const char *version;
	const char *text;
} sentences[] = {
	{ LEAD_BOOKING, "2026-11",
	    "Store what I entered above, so that we can hold this call" },
	{ LEAD_CONTACT, "2026-11",
	    "Store what I entered above, so that you can answer me" },
};

const char *
consent_version(enum lead_kind kind)
{
	size_t i = 0;

	while (sentences[i].kind != kind)
		i++;
	return sentences[i].version;
}

const char *
consent_text(enum lead_kind kind, const char *version)
{
	for (size_t i = 0; i < countof(sentences); i++)
		if (sentences[i].kind == kind &&
		    strcmp(sentences[i].version, version) == 0)
			return sentences[i].text;
	return "";
}

void
consent_check(const char *value, struct problems *problems)
{
	if (!tick_check(value, "consent", problems))
		problems_add(problems, "consent", "Please tick the box to agree "
		    "that we keep these details; without your consent we may "
		    "not store them.");
}
