#ifndef TESTS_FUZZ_REGISTER_H
#define TESTS_FUZZ_REGISTER_H

/* A register of claims for harnesses that need one. */
#include "base/arena.h"
#include "config/claims_file.h"
#include "fuzz.h"

/* What this text of claims.yaml says; read once, for it does not change. */
static inline const struct claim_register *
register_of(const char *text, size_t len)
{
	static struct claim_register read;
	static struct arena *arena;

	if (arena != NULL)
		return &read;
	arena = arena_new(4096);
	law(claims_read(arena, &(struct yaml_source){ "claims.yaml", 1,
	    text, len }, &read) == OK, "there is a register");
	return &read;
}

#endif
