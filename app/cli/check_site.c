#include "cli/check.h"

#include "base/arena.h"
#include "content/citations.h"
#include "content/links.h"

enum status
check_settings(struct check *check)
{
	enum status st = settings_load(check->arena, check->conf,
	    &check->settings);

	check->settings_good = st == OK;
	return st;
}

/* Loading proves that every combination has an outcome with a text. */
enum status
check_assessment(struct check *check)
{
	enum status st = assessment_load(check->arena, check->conf,
	    &check->assessment);

	check->assessment_good = st == OK;
	return st;
}

enum status
check_claims(struct check *check)
{
	enum status st = claims_load(check->arena, check->assets,
	    &check->claims);

	check->claims_good = st == OK;
	return st;
}

enum status
check_guides(struct check *check)
{
	enum status st;

	if (!check->claims_good)
		return check_needs(check, "claims.yaml");
	st = guides_load(check->arena, check->assets, &check->claims,
	    &check->guides);
	check->guides_good = st == OK;
	return st;
}

enum status
check_stacks(struct check *check)
{
	enum status st;

	if (!check->assessment_good)
		return check_needs(check, "assessment.yaml");
	if (!check->guides_good)
		return check_needs(check, "guides");
	st = stacks_load(check->arena, check->assets, &check->assessment,
	    &check->claims, &check->guides, &check->profiles);
	check->stacks_good = st == OK;
	return st;
}

/* "148 claims: 57 holds, 53 opinion, 17 contested" */
static const char *
count_claims(struct arena *arena, const struct claim_register *claims)
{
	const struct claim_counts counts = claims_count(claims);
	const char *text = arena_printf(arena, "%zu claims", counts.all);

	for (enum claim_status s = CLAIM_HOLDS; s < CLAIM_STATUS_COUNT; s++)
		text = arena_printf(arena, "%s%s %zu %s", text,
		    s == CLAIM_HOLDS ? ":" : ",", counts.of[s],
		    claim_status_label(s));
	return text;
}

enum status
check_citations(struct check *check)
{
	struct citations citations;

	if (!check->stacks_good)
		return check_needs(check, "stacks");
	check->note = count_claims(check->arena, &check->claims);
	return citations_collect(check->arena, &check->claims, &check->guides,
	    &check->profiles, &check->assessment, &citations);
}

static void
report(void *context, const char *sentence)
{
	(void)context;
	(void)check_bad("%s", sentence);
}

/* Notes that no combination shows have links too. */
enum status
check_proof(struct check *check)
{
	struct proof proof = links_proof(&check->guides, &check->claims);

	if (!check->assessment_good)
		return check_needs(check, "assessment.yaml");
	if (!check->guides_good)
		return check_needs(check, "guides");
	proof.report = report;
	if (proof_check(&check->assessment, &proof) > 0)
		return INVALID;
	return links_check(&check->guides, &check->assessment);
}
