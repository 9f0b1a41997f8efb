#include <sysexits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "cli/cli.h"
#include "cli/exits.h"
#include "cli/options.h"
#include "config/assessment_file.h"
#include "config/assessment_table.h"
#include "config/claims_file.h"
#include "content/guides.h"
#include "content/links.h"
#include "crypto/digest.h"
#include "domain/recommendation.h"

enum { PROOF_FAILED = 1, PROOF_LINE_MAX = 65536 };

/* One proof under way. */
struct proving {
	const struct assessment *model;
	struct digest digest; /* of the proof table */
	bool show;            /* the table itself goes out */
};

static void
report(void *context, const char *sentence)
{
	(void)context;
	(void)fprintf(stderr, "fourways: %s\n", sentence);
}

static void
add_line(void *context, const struct recommendation *r)
{
	struct proving *proving = context;
	BUF(line, PROOF_LINE_MAX);

	proof_line(&line, proving->model, r);
	digest_add(&proving->digest, line.data, line.len);
	if (proving->show)
		(void)fwrite(line.data, 1, line.len, stdout);
}

static void
print_counts(struct arena *arena, const struct assessment *model)
{
	struct proof_counts counts;

	proof_count(arena, model, &counts);
	for (size_t i = 0; i < model->outcomes.len; i++) {
		const struct outcome *outcome = &model->outcomes.at[i];

		(void)printf("%4zu %s %s%s%s\n", counts.outcomes[i],
		    verdict_kind_id(outcome->kind), outcome->primary->id,
		    outcome->partner == NULL ? "" : " + ",
		    outcome->partner == NULL ? "" : outcome->partner->id);
	}
	for (int kind = VERDICT_SINGLE; kind < VERDICT_KIND_COUNT; kind++)
		(void)printf("%s%s %zu", kind == VERDICT_SINGLE ? "" : ", ",
		    verdict_kind_id((enum verdict_kind)kind),
		    counts.kinds[kind]);
	(void)printf("\n%zu outcomes, %zu with their kind\n",
	    counts.advice_len, counts.outcomes_len);
}

static void
print_moved(const struct assessment *model, const struct moved *was)
{
	struct verdict now;

	verdict_reach(model, &was->answers, &now);
	(void)printf("moved %s: %s %s %s -> %s %s %s\n", was->code,
	    verdict_kind_id(was->kind), was->primary,
	    *was->partner == '\0' ? "-" : was->partner,
	    verdict_kind_id(now.kind), now.primary->id,
	    now.partner == NULL ? "-" : now.partner->id);
}

/* What the rules do to results people have kept; never a fault by itself. */
static enum status
print_moves(struct arena *arena, const struct assessment *model,
    const char *conf)
{
	struct assessment_moves moves;
	enum status st = assessment_table_compare(arena, model, conf, &moves);

	if (st == NOT_FOUND)
		(void)printf("no %s to compare with; \"fourways proof "
		    "--accept\" makes it\n", assessment_table_path(arena,
		    conf));
	if (st != OK)
		return st == NOT_FOUND ? OK : st;
	for (size_t i = 0; i < moves.moved.len; i++)
		print_moved(model, &moves.moved.at[i]);
	(void)printf("since edition %s: %zu moved, %zu new, %zu gone\n",
	    moves.edition, moves.moved.len, moves.new_count, moves.gone);
	if (moves.moved.len + moves.new_count + moves.gone > 0)
		(void)printf("if that is meant, %srun \"fourways proof "
		    "--accept\"\n", strcmp(moves.edition, model->edition) == 0 ?
		    "give the edition a new name and " : "");
	return OK;
}

static int
show_table(const struct assessment *model)
{
	struct proving proving = { .model = model, .show = true };
	const struct proof proof = { .report = report, .each = add_line,
		.context = &proving };

	digest_start(&proving.digest);
	return proof_check(model, &proof) == 0 ? EX_OK : PROOF_FAILED;
}

/* What the command was told. */
struct orders {
	const char *conf;
	const char *assets;
	bool table;  /* only print it */
	bool accept; /* these rules are the measure from now on */
};

static int
prove(struct arena *arena, const struct assessment *model,
    const struct guides *guides, const struct claim_register *claims,
    const struct orders *orders)
{
	struct proving proving = { .model = model };
	struct proof proof = links_proof(guides, claims);
	char hex[DIGEST_HEX_SIZE];
	size_t faults;
	enum status st;

	proof.report = report;
	proof.each = add_line;
	proof.context = &proving;
	digest_start(&proving.digest);
	faults = proof_check(model, &proof);
	print_counts(arena, model);
	st = print_moves(arena, model, orders->conf);
	/* A table that cannot be read is mended by making it anew. */
	if (st != OK && !(st == INVALID && orders->accept))
		return exit_of_conf(st);
	digest_hex(&proving.digest, hex);
	(void)printf("edition %s, %zu combinations, sha256 %s\n",
	    model->edition, assessment_count(model), hex);
	if (faults > 0) {
		(void)printf("BAD: %zu faults, told above\n", faults);
		return PROOF_FAILED;
	}
	(void)printf("good: every combination has one outcome and a text, "
	    "reasons add up, flips are complete, links resolve, claims are "
	    "known\n");
	return EX_OK;
}

static int
prove_and_accept(struct arena *arena, const struct assessment *model,
    const struct orders *orders)
{
	struct claim_register claims;
	struct guides guides;
	enum status st = claims_load(arena, orders->assets, &claims);
	int code;

	if (st == OK)
		st = guides_load(arena, orders->assets, &claims, &guides);
	if (st != OK)
		return exit_of_conf(st);
	code = prove(arena, model, &guides, &claims, orders);
	if (code == EX_OK && orders->accept &&
	    assessment_table_write(arena, model, orders->conf) != OK)
		return EX_IOERR;
	return code;
}

int
proof_command(int argc, char **argv)
{
	struct orders orders = { 0 };
	const struct option_row rows[] = {
		{ "conf", &orders.conf, NULL },
		{ "assets", &orders.assets, NULL },
		{ "table", NULL, &orders.table },
		{ "accept", NULL, &orders.accept },
	};
	const char *words[1];
	ARENA(arena);
	struct assessment model;
	enum status st;

	if (!options_read(argc, argv, rows, countof(rows), words, 0))
		return EX_USAGE;
	orders.conf = orders.conf == NULL ? "conf" : orders.conf;
	orders.assets = orders.assets == NULL ? FOURWAYS_ASSETS :
	    orders.assets;
	st = assessment_load(arena, orders.conf, &model);
	/* Rules with a gap are refused when they are read. */
	if (st == INVALID)
		return PROOF_FAILED;
	if (st != OK)
		return exit_of_conf(st);
	return orders.table ? show_table(&model) :
	    prove_and_accept(arena, &model, &orders);
}
