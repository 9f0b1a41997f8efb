#include "domain/problems.h"

#include <assert.h>

const char *
problems_of(const struct problems *problems, const char *field)
{
	for (size_t i = 0; i < problems->len; i++)
		if (strcmp(problems->at[i].field, field) == 0)
			return problems->at[i].message;
	return NULL;
}

void
problems_add(struct problems *problems, const char *field, const char *message)
{
	if (problems_of(problems, field) != NULL)
		return;
	assert(problems->len < PROBLEMS_MAX);
	problems->at[problems->len++] = (struct problem){ field, message };
}
