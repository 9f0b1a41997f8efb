#ifndef SERVE_OPTIONS_H
#define SERVE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/app.h"

struct arena;

/* What stands behind "fourways serve", with what goes without saying. */
struct serve_options {
	const char *data;
	const char *conf;
	const char *assets;
	const char *role;
	const char *listen;
	const char *admin_listen;
	const char *redirect_listen; /* NULL: nowhere */
	const char *acme;            /* NULL: none */
	const char *workers_text;
	const char *test_now;
	const char *tls_cert;
	const char *tls_key;
	const char *demo_leads_text;
	bool demo;
	bool no_limits;
	int64_t workers;
	int64_t demo_leads;
	int64_t clock_shift;
};

/* Reads the words of the call. An exit code of sysexits(3), with one line on
 * standard error unless it is EX_OK. */
int serve_options_read(struct serve_options *o, int argc, char **argv);

/* Makes the paths that are used later independent of the working folder, which
 * Kore's workers leave; in arena. */
void serve_options_stay(struct serve_options *o, struct arena *arena);

/* How many processes answer for a role. */
size_t serve_workers(const struct serve_options *o, enum role role);

/* Says why on standard error and returns the code. */
int serve_refuse(int code, const char *why);

#endif
