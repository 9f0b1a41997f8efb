#include "serve_checks.h"

#include <stdint.h>
#include <sysexits.h>

#include "cli/passphrases.h"
#include "cli/exits.h"
#include "crypto/hash.h"
#include "serve_options.h"
#include "store/office.h"
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
	if (*settings->database != '\0')
		return serve_refuse(EX_CONFIG, "site.yaml: this build keeps its data "
		    "in SQLite; leave \"database\" empty");
	if (open && o->tls_cert == NULL && *settings->trusted_proxy == '\0')
		return serve_refuse(EX_CONFIG, "listening on other than a "
		    "loopback address needs --tls-cert and --tls-key, or "
		    "\"trusted_proxy\" in site.yaml");
	return EX_OK;
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
