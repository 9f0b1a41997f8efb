#ifndef CLI_DEMO_FOLDER_H
#define CLI_DEMO_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct demo;
struct zone;

/*
 * The folder of a demonstration, which is put back to the beginning every
 * night. So that this happens to no other folder, whoever makes one leaves a
 * mark in it, DIR/demonstration: when it was made, and the public key of then.
 * A folder without the mark, or one whose key is another (a backup of a real
 * site was put into it, say), is refused.
 */
enum { DEMO_RESET_MINUTE = 4 * 60 }; /* of the day: 04:00 */

/* The same in words, for the banner. */
#define DEMO_RESET_TIME "04:00"

/* Says of a folder that it is a demonstration's now. OK or FAILED (logged). */
enum status demo_mark(const char *dir, int64_t now);

/*
 * Whether DIR is a demonstration. OK, with when it was made; NOT_FOUND: there
 * are no databases; DENIED: it is something else, with one line on standard
 * error that says what and what to do.
 */
enum status demo_check(const char *dir, int64_t *made_at);

/* The first reset after an instant, by the owner's clock; where the clock
 * skips that hour, an hour later. */
int64_t demo_reset_after(const struct zone *zone, int64_t at);

/*
 * Makes the demonstration anew in a folder beside DIR (demo_beside), with its
 * mark. What is there of an earlier try is removed, if it was one. OK; CONFLICT:
 * something else stands there (logged); DENIED: DIR is no demonstration;
 * statuses as demo_create.
 */
enum status demo_renew(const struct demo *demo, const char *dir);

/* "DIR.anew", in arena. */
const char *demo_beside(struct arena *arena, const char *dir);

/*
 * Puts what was made beside DIR into its place, in one step: who opens it by
 * its name sees the one or the other. What was there before is removed; who
 * has it open still reads it. OK; DENIED: one of the two is no demonstration;
 * FAILED (logged): all is as it was.
 */
enum status demo_swap(const char *dir);

#endif
