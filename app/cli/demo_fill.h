#ifndef CLI_DEMO_FILL_H
#define CLI_DEMO_FILL_H

#include "base/status.h"

struct demo;
struct demo_plan;
struct opener;

/*
 * Stores what a plan says in a new office in DIR, in one transaction, and takes
 * its deeds into the audit log. opener is the office's, unlocked, for the
 * notes. OK, or the status of the store's function that failed.
 */
enum status demo_fill(const struct demo *demo, const char *dir,
    struct opener *opener, const struct demo_plan *plan);

#endif
