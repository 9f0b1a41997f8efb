#include "serve_checks.h"

#include <stdint.h>
#include <sysexits.h>

#include "base/arena.h"
#include "cli/exits.h"
#include "cli/passphrases.h"
#include "crypto/hash.h"
#include "serve_options.h"
#include "store/office.h"
#include "store/place.h"
#include "web/app.h"
#include "web/kore_tls.h"

int
serve_check_settings(const struct serve_options *o, const struct app *app,
    bool open)
{
	const struct settings *settings = &app->settings;
	bool test = o->demo || settings->mode == SITE_TEST;

	if (o->test_now != NULL && !test)
		return serve_refuse(EX_CONFIG, "--test-now needs --demo or \"mode: "
		    "test\" in site.yaml");
	if (o->no_limits && !test)
		return serve_refuse(EX_CONFIG, "--no-limits needs --demo or \"mode: "
		    "test\" in site.yaml");
	if (open && o->tls_cert == NULL && *settings->trusted_proxy == '\0')
		return serve_refuse(EX_CONFIG, "listening on other than a "
		    "loopback address needs --tls-cert and --tls-key, or "
		    "\"trusted_proxy\" in site.yaml");
	return EX_OK;
}

/* Who mends one of the two and forgets the other would look at the wrong data
 * without knowing. */
int
serve_check_place(const struct serve_options *o, const struct app *app)
{
	const char *wanted = app->settings.database;
	const char *url;
	ARENA(arena);
	enum status st;

	if (o->demo)
		return EX_OK;
	if ((st = place_read(o->data, arena, &url)) != OK)
		return exit_of_data(st);
	if (strcmp(url == NULL ? "" : url, wanted) == 0)
		return EX_OK;
	return serve_refuse(EX_CONFIG, arena_printf(arena, "site.yaml says "
	    "\"database: %s\", but the data of %s are %s%s: mend that line, or "
	    "move them with \"fourways migrate --to %s\"",
	    *wanted == '\0' ? "\"\"" : wanted, o->data,
	    url == NULL ? "in files" : "at ", url == NULL ? "" : url,
	    *wanted == '\0' ? "files" : wanted));
}

int
serve_check_passphrases(const char *data, const struct app *app)
{
	struct office *office;
	bool cheap;
	enum status st;

	if (app->settings.mode != SITE_PRODUCTION)
		return EX_OK;
	st = office_open(data, hash_blake2b, &office);
	if (st != OK)
		return exit_of_data(st);
	st = passphrases_look(office, &cheap);
	office_close(office);
	return cheap ? serve_refuse(EX_CONFIG, passphrases_cheap) :
	    exit_of_data(st);
}

int
serve_check_tls(const struct serve_options *o)
{
	if (o->tls_cert == NULL)
		return EX_OK;
	return exit_of_conf(
	    kore_tls_prepare(o->data, o->tls_cert, o->tls_key));
}
