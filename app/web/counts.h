#ifndef WEB_COUNTS_H
#define WEB_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/visit.h"

struct app;
struct guide;
struct option;
struct request;
struct verdict;

/*
 * What is counted of visits: how often something was asked for on a day, in
 * memory that all workers of a role share, and each minute added to page_count
 * in intake.db (store/counters.h). No visitor is in it.
 *
 * A crash of a worker loses nothing, for the memory is its parent's; a crash
 * of all of it, or of the machine, loses what was counted since the last
 * time, a minute at most. Whoever ends in an orderly way writes first
 * (app_close).
 *
 * The write costs no page anything: it comes with a turn of the loop, and
 * where somebody else is writing just then it waits for the next one.
 */
struct counts;

/* What there is to count: these, and all that the functions below name. */
enum counted {
	COUNT_NONE = 0,
	COUNT_ANSWERED, /* an assessment was answered */
	COUNT_BOOK,     /* the booking page was opened */
	COUNT_BOOKED,
	COUNT_CONTACT,  /* a message was sent */
	COUNT_SEARCH,   /* something was looked for */
	COUNT_REFUSED,  /* a form could not be stored */
	COUNT_FIRST_RESULT,
};

/* A result was opened: by what it says. */
size_t count_of_result(const struct verdict *verdict);

/* An option was among the answers. */
size_t count_of_option(const struct option *option);

/* A guide of the app's was read. */
size_t count_of_guide(const struct app *app, const struct guide *guide);

/*
 * The handler found that this request is to be counted; dispatch does it when
 * the answer is made, unless that says something is wrong. Before the page's
 * frame is filled: its last line tells of it. COUNT_NONE is nothing.
 */
void request_count(struct request *req, size_t what);

/* Before the fork. Fatal without memory. */
struct counts *counts_new(const struct app *app);
void counts_free(struct counts *counts);

/* Counts one; without counts, or COUNT_NONE, nothing. */
void counts_add(struct counts *counts, size_t what, enum visit visit,
    int64_t now);

/* Counts what a request was found to be. */
void counts_request(const struct request *req);

/*
 * Writes down all that was counted, whoever counted it. OK; BUSY or FAILED,
 * and it is still there for the next time. patient as for
 * store_page_counts_add.
 */
enum status counts_write(struct app *app, bool patient);

/* A turn of the loop: writes when a minute has passed since somebody did. */
void counts_turn(struct app *app);

/*
 * What became of a form that was to be stored. That the database refused it,
 * which is not the visitor's doing, is counted, and since counts are tried
 * again every few seconds, they tell by themselves when the disk takes
 * something again.
 */
void counts_note_write(struct app *app, enum status st);

/* Whether something was refused and nothing could be stored since; false
 * without counts. */
bool counts_wait_for_disk(const struct app *app);

#endif
