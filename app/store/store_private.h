#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "store/database.h"
#include "store/store.h"

/* The inside of an intake handle, for the files that make up store.h. */
struct store {
	struct database database;
	enum store_access access;
};

#endif
