#ifndef TESTS_SHIPPED_H
#define TESTS_SHIPPED_H

/*
 * All content the site ships with, loaded in the order of the program.
 */
#include "base/arena.h"
#include "config/assessment_file.h"
#include "content/citations.h"
#include "content/compare.h"
#include "content/guides.h"
#include "content/stacks.h"

struct shipped {
	struct assessment model;
	struct claim_register claims;
	struct guides guides;
	struct profiles profiles;
};

static inline void
shipped_load(struct arena *arena, struct shipped *s)
{
	static const char assets[] = SOURCE_ROOT "/assets";

	assert_status(assessment_load(arena, SOURCE_ROOT "/conf", &s->model),
	    OK);
	assert_status(claims_load(arena, assets, &s->claims), OK);
	assert_status(guides_load(arena, assets, &s->claims, &s->guides), OK);
	assert_status(stacks_load(arena, assets, &s->model, &s->claims,
			  &s->guides, &s->profiles),
	    OK);
}

#endif
