#ifndef TESTS_WEB_HARNESS_H
#define TESTS_WEB_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/recovery.h"
#include "store/store.h"
#include "web/app.h"
#include "web/request.h"
#include "web/response.h"

struct arena;

/*
 * The site without Kore and without a server: both roles opened on a data
 * folder of each test's own, requests in, answers out. Everything here fails
 * the test rather than return an error.
 *
 * A site stands still at Monday 23 November 2026, nine in the morning for its
 * owner in Berlin; site_wait moves it on.
 */
enum { SITE_NOW = 1795420800 }; /* 2026-11-23T08:00:00Z */

#define SITE_PUBLIC_URL "http://127.0.0.1:8080"
#define SITE_ADMIN_URL "http://127.0.0.1:8081"
#define SITE_EMAIL "owner@example.org"
#define SITE_PASSPHRASE "seven herons over the weir"

struct site {
	struct app loaded;   /* configuration and content, no databases */
	struct app front;    /* the public role, opened */
	struct app desk;     /* the admin role, opened */
	struct arena *arena; /* of this test: answers and texts live in it */
	char dir[64];        /* the data folder */
	int64_t now;
	const char *cookie;  /* what site_sign_in got, sent to the desk */
	const char *token;   /* of that session's forms, once it was needed */
	const char *token_cookie; /* whose it is */
	const char *device;  /* the browser's mark, sent to the desk too */
	int jobs;            /* how many ran for this site */
	char recovery[RECOVERY_TEXT_SIZE]; /* the recovery code */
};

/* cmocka group fixtures: *state is a struct site, loaded from this
 * repository's conf and assets. */
int site_load(void **state);
int site_unload(void **state);

/* cmocka test fixtures: the databases, with one admin. */
int site_open(void **state);
int site_close(void **state);

/* A test with them. */
#define site_test(name) \
	cmocka_unit_test_setup_teardown(name, site_open, site_close)

/* Writes down what was counted so far, as a minute's end does. */
void site_count(struct site *site);

/* Counts as above, and lets the time pass. */
void site_wait(struct site *site, int64_t seconds);

/* What is asked. */
struct ask {
	const char *method; /* NULL: GET */
	const char *target; /* path and query, as sent */
	struct header headers[8]; /* up to the first without a name; Host, and
	                           * the type of a form, are added if absent */
	const char *body; /* of a POST */
	size_t body_len;  /* 0: the whole text */
	bool busy;        /* no job, and no write, can be taken */
	bool local;       /* from this machine, to the desk */
	int client;       /* where from, as a bucket of peers; at the desk 0
	                   * is nowhere */
	int network;
};

/* What came back. Texts live as long as the test. */
struct answer {
	int code;
	const char *head; /* status line and headers, with the empty line */
	const char *body; /* NUL-terminated */
	size_t len;
};

/*
 * Asks one role of the site and waits for its job, if it has one. Each answer,
 * whatever it is, must be sound: see answer_is_sound.
 */
struct answer site_ask(struct site *site, struct app *app,
    const struct ask *ask);

/* The same in its parts, to have several under way at once: what is asked, up
 * to its job or its end; the job with what follows it; and the answer, for
 * which all jobs that are still to be done are done. */
struct flight {
	struct request req;
	struct response res;
	bool pending; /* a job is to be done */
};

void site_begin(struct site *site, struct app *app, const struct ask *ask,
    struct flight *flight);
void site_fly(struct site *site, struct flight *flight);

/* For the run of a job that a test has run itself. */
void site_job_ran(struct job *job);
struct answer site_land(struct site *site, struct flight *flight);

/* The common ones; the desk's with the site's cookies, and a form to it with
 * the session's token, unless it has one. */
struct answer site_get(struct site *site, const char *target);
struct answer site_post(struct site *site, const char *target,
    const char *form);
struct answer desk_get(struct site *site, const char *target);
struct answer desk_post(struct site *site, const char *target,
    const char *form);

/* Signs the admin in and keeps the cookies. */
void site_sign_in(struct site *site);

/* What a browser does with the cookies of an answer. */
void site_keep_cookies(struct site *site, const struct answer *answer);

/* NAME, VALUE, ..., NULL as a form; a pair whose value is NULL is left out. */
const char *form_of(struct arena *arena, const char *name, ...)
    __attribute__((sentinel));

/* A lead sealed as the public role does it, for one stored past the form; texts
 * NULL: of bytes that are no lead's. */
const struct sealed_lead *site_seal(struct site *site,
    const struct lead_own *texts);

/* A stored lead, opened with the admin's passphrase past the pages. */
void site_lead(struct site *site, int64_t id, struct lead_row *row,
    struct lead_body *body);

/* How many leads are stored. */
int64_t site_leads(struct site *site);

/* Runs SQL past the program on "intake.db" or "office.db". */
void site_run(struct site *site, const char *file, const char *sql);

/* From now on, until told otherwise, no file of this process can grow. */
void site_fill_disk(bool full);

#endif
