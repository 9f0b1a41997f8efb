#ifndef STORE_INSTANCE_H
#define STORE_INSTANCE_H

#include "base/status.h"

/*
 * One instance of a role a data folder: takes DIR/ROLE.lock for as long as
 * *fd stays open in this process or one forked from it, and so no longer than
 * they live.
 *
 * OK; CONFLICT when another instance holds it (the caller says so); NOT_FOUND
 * when there is no DIR; FAILED (logged). *fd is -1 unless OK.
 */
enum status store_instance_lock(const char *dir, const char *role, int *fd);

#endif
