#ifndef WEB_APP_H
#define WEB_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "config/assessment_table.h"
#include "config/claims_file.h"
#include "config/settings.h"
#include "content/citations.h"
#include "content/compare.h"
#include "content/guides.h"
#include "content/stacks.h"
#include "crypto/form_key.h"
#include "domain/assessment.h"
#include "store/uuid.h"
#include "vault/vault.h"
#include "web/health.h"

struct arena;
struct counts;
struct mail_sealer;
struct meters;
struct office;
struct opener;
struct passphrase_cost;
struct prepared;
struct rates;
struct request;
struct sealer;
struct search;
struct store;
struct throttle;

/*
 * What a role serves from: configuration and content, loaded once before the
 * first fork and read only from then on; and the database handles, which a
 * worker opens for itself.
 */
enum role { ROLE_PUBLIC = 1, ROLE_ADMIN, ROLE_COURIER };

struct app {
	enum role role;
	struct arena *arena; /* holds everything below */
	const char *data;    /* absolute path of the data folder */
	const char *conf;
	const char *assets;
	const char *public_url; /* what visitors see, no trailing slash */
	const char *admin_url;
	bool https;          /* we or a proxy before us speak TLS */
	bool demo;
	const char *demo_resets; /* when it goes back to the beginning each
	                          * day, in words, or "" */
	bool no_limits;      /* count limits, refuse nothing */
	int64_t clock_shift; /* added to the real clock; --test-now */

	struct settings settings;
	int64_t settings_mark; /* 48 bits of a hash of the file */
	struct assessment *assessment; /* const once loaded */
	const char *proof_sha256;      /* of the assessment's proof table */
	struct assessment_moves moves; /* since the table in conf */
	struct claim_register claims;
	struct guides guides;
	struct profiles profiles;
	struct comparisons comparisons;
	struct citations citations;
	struct safe_html privacy;
	struct safe_html imprint;
	const char *css_path; /* "/assets/site.1a2b3c4d.css" */
	const char *js_path;  /* the same of site.js */
	struct prepared *prepared;

	struct store *store;   /* per worker, after the fork */
	struct office *office; /* the same, admin role only */
	struct search *search; /* the same, public role only */
	/* The same, admin role only. session_require unlocks it with the
	 * session's row; dispatch locks it when the request is answered, and
	 * before it waits. Locked, everything sealed answers DENIED. */
	struct opener *opener;
	struct opener *job_opener; /* the job thread's, the same */
	struct vault vault;    /* of these, admin role only */
	struct sealer *sealer; /* the same, both roles: of leads to come */
	struct mail_sealer *mail_sealer; /* the same: of mail to wait */
	struct form_key form_key; /* the same, public role only */
	struct uuid_run uuids; /* the same: of leads and mail to come */
	struct rates *rates;   /* of all workers; NULL: nothing is counted */
	struct counts *counts; /* the same, public role only */
	struct meters *meters; /* the same, for programs that watch it */
	struct throttle *throttle; /* the same, admin role only */
	struct health health; /* per worker: what it last found */
	int data_fd;          /* the same: of the folder, to ask about it */
	/* What a passphrase shall cost; who has one that costs less is put on
	 * that footing when he next signs in. */
	const struct passphrase_cost *cost;
};

/* What serve was asked for. Paths as given, times already read. */
struct app_options {
	const char *data;
	const char *conf;
	const char *assets;
	const char *public_url; /* used where site.yaml has no base_url */
	const char *admin_url;
	bool https;
	bool demo;
	const char *demo_resets; /* "04:00", or "" or NULL for never */
	bool no_limits;
	int64_t clock_shift;
};

/*
 * Loads configuration and content and proves the assessment. OK; INVALID,
 * NOT_FOUND or FAILED with one line on standard error that says what to mend.
 * The arena inside is freed by app_free.
 */
enum status app_load(const struct app_options *options, struct app *app);
void app_free(struct app *app);

/* Makes the prepared pages of app->role, the desk's when they are asked for;
 * after app_load, before the fork. OK, NOT_FOUND or FAILED. */
enum status app_prepare(struct app *app);

/* Opens and closes the databases of app->role; in the worker. Statuses as
 * store_open. */
enum status app_open(struct app *app);
void app_close(struct app *app);

/* Whether mail leaves, or is shown as if it did. */
bool app_sends_mail(const struct app *app);

/* The time of this app's clock, seconds since the epoch. */
int64_t app_now(const struct app *app);

/* The role's name: "public", "admin", "courier". */
const char *role_name(enum role role);

#endif
