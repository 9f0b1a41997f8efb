#include "web/proven.h"

#include "base/arena.h"
#include "base/buf.h"
#include "config/assessment_table.h"
#include "content/links.h"
#include "crypto/digest.h"
#include "web/app.h"

enum { LINE_MAX_SIZE = 65536 };

/* One proof under way. */
struct proving {
	const struct app *app;
	struct digest digest;
};

static void
report(void *context, const char *sentence)
{
	const struct proving *proving = context;

	(void)fprintf(stderr, "%s/assessment.yaml: %s\n", proving->app->conf,
	    sentence);
}

static void
add_line(void *context, const struct recommendation *r)
{
	struct proving *proving = context;
	BUF(line, LINE_MAX_SIZE);

	proof_line(&line, proving->app->assessment, r);
	digest_add(&proving->digest, line.data, line.len);
}

enum status
proven_check(struct app *app)
{
	struct proving proving = { .app = app };
	struct proof proof = links_proof(&app->guides, &app->claims);
	char hex[DIGEST_HEX_SIZE];
	enum status st;

	proof.report = report;
	proof.each = add_line;
	proof.context = &proving;
	digest_start(&proving.digest);
	if (proof_check(app->assessment, &proof) > 0)
		return INVALID;
	digest_hex(&proving.digest, hex);
	app->proof_sha256 = arena_strdup(app->arena, hex);
	st = assessment_table_compare(app->arena, app->assessment, app->conf,
	    &app->moves);
	if (st != OK && st != NOT_FOUND)
		return st;
	return links_check(&app->guides, app->assessment);
}
