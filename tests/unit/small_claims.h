#ifndef TESTS_SMALL_CLAIMS_H
#define TESTS_SMALL_CLAIMS_H

/*
 * A register that is small and good, and texts changed from it.
 */
#include "captured.h"

#include "base/arena.h"
#include "config/claims_file.h"

#define SMALL_CLAIMS                                                      \
	"sources:\n"                                                      \
	"  - id: \"000\"\n"                                               \
	"    name: a freelancer\n"                                        \
	"    about: An article.\n"                                        \
	"    bias: None.\n"                                               \
	"corrections:\n"                                                  \
	"  - id: D1\n"                                                    \
	"    topic: Milk\n"                                               \
	"    found: It is sour.\n"                                        \
	"    done: Not drunk.\n"                                          \
	"claims:\n"                                                       \
	"  - id: 000-01\n"                                                \
	"    status: holds\n"                                             \
	"    stacks: [node]\n"                                            \
	"    text: One is so.\n"                                          \
	"    checked: 2026-11-21\n"                                       \
	"  - id: 000-02\n"                                                \
	"    status: outdated\n"                                          \
	"    text: Two was so.\n"                                         \
	"    corrections: [D1]\n"                                         \
	"    checked: 2026-11-21\n"                                       \
	"  - id: 000-03\n"                                                \
	"    status: contested\n"                                         \
	"    text: Three is said.\n"                                      \
	"    checked: 2026-11-21\n"                                       \
	"contradictions:\n"                                               \
	"  - id: K1\n"                                                    \
	"    topic: Numbers\n"                                            \
	"    real: true\n"                                                \
	"    positions:\n"                                                \
	"      - text: One.\n"                                            \
	"        claims: [000-01]\n"                                      \
	"      - text: Three.\n"                                          \
	"        claims: [000-03]\n"                                      \
	"    treatment: Both.\n"

/* The text with the first from behind after replaced by to; *line becomes
 * the line of the change. */
static inline char *
changed(struct arena *arena, const char *text, const char *after,
    const char *from, const char *to, int *line)
{
	const char *at = strstr(text, after);

	assert_non_null(at);
	at = strstr(at, from);
	assert_non_null(at);
	*line = 1;
	for (const char *c = text; c < at; c++)
		*line += *c == '\n';
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
}

static inline void
read_small(struct arena *arena, struct claim_register *claims)
{
	assert_status(claims_read(arena,
			  &(struct yaml_source){ "claims.yaml", 1,
			      SMALL_CLAIMS, strlen(SMALL_CLAIMS) },
			  claims),
	    OK);
}

#endif
