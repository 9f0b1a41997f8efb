#ifndef TESTS_STORE_FOLDER_H
#define TESTS_STORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/office.h"
#include "store/schema.h"
#include "store/store.h"

/*
 * A data folder of its own for each test, and ways past the store into it.
 * All of them fail the test rather than return an error.
 */

/* cmocka setup: *state is the path of a new folder with both databases. */
int folder_setup(void **state);

/* cmocka setup: *state is the path of a new, empty folder. */
int folder_setup_empty(void **state);

/* cmocka teardown of both. */
int folder_teardown(void **state);

/* A path in the folder; valid until the fourth call after. */
const char *folder_path(const char *dir, const char *name);

/* Writes a file of these bytes. */
void folder_write(const char *dir, const char *name, const void *bytes,
    size_t size);

/* A hash of a file's bytes, to see that nothing touched it. */
uint64_t folder_digest(const char *dir, const char *name);

bool folder_has(const char *dir, const char *name);
unsigned folder_mode(const char *dir, const char *name);
long folder_size(const char *dir, const char *name);

/* Runs SQL on a database through a plain connection: to the file of that name,
 * or to the schema that stands for it on a server. */
void folder_run(const char *dir, const char *name, const char *sql);

/* Whether a constraint, or a trigger that stands for one, refuses it; foreign
 * keys are heeded. */
bool folder_refuses(const char *dir, const char *name, const char *sql);

/* The number, or the text, that a query answers there; 0 and "" for NULL. */
int64_t folder_number(const char *dir, const char *name, const char *sql);
const char *folder_text(struct arena *arena, const char *dir,
    const char *name, const char *sql);

/* Keeps intake.db as it is now, and puts it back; nobody has it open. */
void folder_keep_intake(const char *dir);
void folder_put_intake_back(const char *dir);

/* Opened handles. */
struct store *folder_store(const char *dir, enum store_access access);
struct office *folder_office(const char *dir);

/* store_lead_erase with a note that nobody signed. */
enum status folder_erase(struct store *store, int64_t id, int64_t now);

/* store_lead_move with a note that nobody signed. */
enum status folder_move(struct store *store, int64_t id, enum lead_stage stage,
    int64_t now);

/* Starts count children that wait for each other, then run work(dir, number)
 * and exit with what it returns; fills how many exited with each code. */
enum { FOLDER_CODES = 16 };
void folder_race(const char *dir, int count,
    int (*work)(const char *dir, int number), int codes[FOLDER_CODES]);

/* A lead as if it were sealed, to generation 1, whose key is in seal_key: the
 * store does not look into it. The bytes are borrowed; good until the 64th call
 * after. uuid NULL: a new one. */
const struct sealed_lead *folder_lead(const char *uuid, const void *head,
    size_t head_len, const void *body, size_t body_len);

/* A booking from starts_at for half an hour whose token is made of mark. */
struct booking_new folder_booking(int64_t starts_at, uint8_t token[32],
    int mark);

#endif
