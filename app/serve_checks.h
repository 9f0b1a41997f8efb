#ifndef SERVE_CHECKS_H
#define SERVE_CHECKS_H

#include <stdbool.h>

struct app;
struct serve_options;

/* What is looked at before a site is served; exit codes of sysexits(3), with
 * one line on standard error unless it is EX_OK. */

/* What the options must agree on with the settings; open is whether others
 * than this machine can reach the site. */
int serve_check_settings(const struct serve_options *options,
    const struct app *app, bool open);

/* The settings must name the place where the data of the folder are. */
int serve_check_place(const struct serve_options *options,
    const struct app *app);

/* In production no passphrase may be cheap to guess: a demonstration's is, and
 * everybody knows it besides (REQ 12, 15). For who runs the desk. */
int serve_check_passphrases(const char *data, const struct app *app);

/* The certificate and its key, where there are some; leaves in the data folder
 * what serving with them needs. */
int serve_check_tls(const struct serve_options *options);

#endif
