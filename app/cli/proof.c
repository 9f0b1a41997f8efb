#include <sysexits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/assessment_file.h"
#include "crypto/digest.h"
#include "domain/proof.h"
#include "domain/recommendation.h"

enum { PROOF_FAILED = 1, PROOF_ARENA_STEP = 65536,
	PROOF_LINE_MAX = 65536 };

struct proof {
	size_t kinds[VERDICT_KIND_COUNT];
	size_t broken;
	struct digest digest;
};

static bool
adds_up(const struct recommendation *result)
{
	const struct verdict *verdict = &result->verdict;
	int sum = 0;

	for (size_t i = 0; i < result->reasons.len; i++)
		sum += result->reasons.at[i].points;
	return sum == verdict->scores[verdict->primary->place] &&
	    *result->headline != '\0' && *result->text != '\0';
}

static void
prove_one(const struct assessment *model, size_t index, bool table,
    struct proof *proof)
{
	struct arena *arena = arena_new(PROOF_ARENA_STEP);
	struct answers answers = assessment_answers_at(model, index);
	struct recommendation result;
	BUF(line, PROOF_LINE_MAX);

	recommend(arena, model, &answers, &result);
	proof_line(&line, model, &answers);
	proof->kinds[result.verdict.kind]++;
	digest_add(&proof->digest, line.data, line.len);
	if (table)
		(void)fwrite(line.data, 1, line.len, stdout);
	if (!adds_up(&result)) {
		(void)fprintf(stderr, "fourways: %s: the reasons do not add "
		    "up to the score, or the text is empty\n", result.code);
		proof->broken++;
	}
	arena_free(arena);
}

static void
print_counts(const struct assessment *model, struct proof *proof)
{
	char hex[DIGEST_HEX_SIZE];

	for (int kind = VERDICT_SINGLE; kind < VERDICT_KIND_COUNT; kind++)
		(void)printf("%s %zu\n",
		    verdict_kind_id((enum verdict_kind)kind),
		    proof->kinds[kind]);
	digest_hex(&proof->digest, hex);
	(void)printf("edition %s, %zu combinations, sha256 %s\n",
	    model->edition, assessment_count(model), hex);
}

int
proof_command(int argc, char **argv)
{
	const char *conf = NULL;
	bool table = false;
	const struct option_row rows[] = {
		{ "conf", &conf, NULL },
		{ "table", NULL, &table },
	};
	const char *words[1];
	ARENA(arena);
	struct assessment model;
	struct proof proof = { 0 };
	enum status st;

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	st = assessment_load(arena, conf == NULL ? "conf" : conf, &model);
	if (st != OK)
		return exit_of_conf(st);
	digest_start(&proof.digest);
	for (size_t i = 0; i < assessment_count(&model); i++)
		prove_one(&model, i, table, &proof);
	if (!table)
		print_counts(&model, &proof);
	return proof.broken == 0 ? EX_OK : PROOF_FAILED;
}
