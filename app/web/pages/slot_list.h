#ifndef WEB_PAGES_SLOT_LIST_H
#define WEB_PAGES_SLOT_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/availability.h"
#include "web/views_booking.h"

struct request;
struct problems;
struct zone;

/*
 * The free times a visitor chooses from, when booking and when moving a call.
 */
struct slot_list {
	const struct zone *zone; /* the visitor's; the owner's when unknown */
	struct slots free_slots;
	int64_t wanted_at;       /* the start that was asked for, 0 for none */
	int64_t own_id;          /* the booking that is to be moved, or 0 */
	int buffer_minutes;      /* that hold, once it was judged */
	bool taken;              /* somebody was faster: nearest ones first */
};

/* Reads tz of the form into list->zone, fallback where it is absent; a zone we
 * do not know is a problem. */
void slot_list_zone(struct request *req, const struct zone *fallback,
    struct slot_list *list, struct problems *problems);

/* Reads slot of the form into list->wanted_at. OK, or INVALID with a problem
 * of "slot". */
enum status slot_list_wanted(struct request *req, struct slot_list *list,
    struct problems *problems);

/* Whether the wanted slot is offered at all, which is what is left to ask of
 * one whose booking finds out that it is taken. OK; INVALID, with a problem;
 * statuses of the store. */
enum status slot_list_offered(struct request *req, struct slot_list *list,
    struct slot *slot, struct problems *problems);

/*
 * Judges the wanted slot. OK; INVALID, with a problem, when no such time is
 * offered; CONFLICT when it is taken; statuses of the store.
 */
enum status slot_list_choose(struct request *req, struct slot_list *list,
    struct slot *slot, struct problems *problems);

/* Says on the page that somebody was faster. */
void slot_list_taken(struct slot_list *list, struct problems *problems);

/* Fills free_slots. Statuses of the store. */
enum status slot_list_find(struct request *req, struct slot_list *list);

/* What templates/slot_list.html shows; result is the assessment's code that
 * comes along to where none of them suits, or "". */
struct slot_list_view slot_list_view(struct request *req,
    const struct slot_list *list, const char *result,
    const struct problems *problems);

/* Every zone to choose from, this one chosen. */
struct zones_view zones_view(struct request *req, const struct zone *zone);

/* The script that puts the browser's zone in the place of the owner's: "" where
 * a zone was named, or anything typed could be lost. */
const char *zone_script(struct request *req, const struct problems *problems);

/* The owner's civil day of an instant, from midnight to midnight, for the
 * most calls a day. */
void owner_day(const struct zone *zone, int64_t at, int64_t *from,
    int64_t *to);

#endif
