#ifndef DOMAIN_OBSTACLE_H
#define DOMAIN_OBSTACLE_H

#include "domain/availability.h"

/*
 * Why no time is offered: the one rule that has to give way.
 */
enum obstacle {
	OBSTACLE_NONE,      /* there is a free slot */
	OBSTACLE_CLOSED,    /* booking is closed */
	OBSTACLE_HOURS,     /* no open hours, neither weekly nor of a day */
	OBSTACLE_LENGTH,    /* none of them is as long as a call */
	OBSTACLE_HORIZON,   /* none lies on a day before the horizon */
	OBSTACLE_OVERRIDES, /* overrides take all of them */
	OBSTACLE_FIRST_DAY, /* the first day lies behind them */
	OBSTACLE_NOTICE,    /* the notice reaches over the rest */
	OBSTACLE_BUSY,      /* everything left is taken */
	OBSTACLE_BUFFER,    /* what is not taken is within a buffer */
	OBSTACLE_DAY_LIMIT, /* the days that have time left are full */
};

/*
 * The rule that leaves no free slot: with it and those below it in the list
 * gone there would be one, with those below it alone there would not. The
 * arguments are those of availability_slots.
 */
enum obstacle availability_obstacle(const struct availability *availability,
    const struct slots *busy, int64_t now);

/* It in words for the owner: what is in the way, and what to change. "" for
 * none. In arena. */
char *obstacle_text(struct arena *arena, enum obstacle obstacle,
    const struct availability *availability);

#endif
