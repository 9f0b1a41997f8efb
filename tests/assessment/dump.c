/*
 * Prints the proof table of a rules file: dump CONF-DIR. The other half of
 * compare.py.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "config/assessment_file.h"
#include "domain/proof.h"
#include "domain/recommendation.h"

enum { TABLE_MAX = 16 * 1024 * 1024 };

int
main(int argc, char **argv)
{
	ARENA(arena);
	BUF(table, TABLE_MAX);
	struct assessment model;

	if (argc != 2 || assessment_load(arena, argv[1], &model) != OK)
		return 1;
	for (size_t i = 0; i < assessment_count(&model); i++) {
		struct answers answers = assessment_answers_at(&model, i);
		struct recommendation r;

		recommend(arena, &model, &answers, &r);
		proof_line(&table, &model, &r);
	}
	if (table.failed ||
	    fwrite(table.data, 1, table.len, stdout) != table.len)
		return 1;
	return fflush(stdout) == 0 ? 0 : 1;
}
