#ifndef STORE_QUERIES_H
#define STORE_QUERIES_H

/*
 * Every statement the program runs on its databases, by name; the text is in
 * queries.c. Prepared when a database is opened, so that a slip or a schema
 * that does not match shows at start. Private to the store.
 */
enum query_name {
	TRANSACTION_BEGIN,
	TRANSACTION_COMMIT,
	TRANSACTION_ROLLBACK,

	BOOKING_EXISTS,
	BOOKING_OVERLAP,
	BOOKING_COUNT_STARTS,
	BOOKING_COUNT_EMAIL,
	BOOKING_COUNT_HOLDS,
	BOOKING_FORGET_EMAILS,
	BOOKING_INSERT,
	BOOKING_BY_TOKEN,
	BOOKING_CANCEL,
	BOOKING_MOVE,
	BOOKING_CORRECT,
	BOOKING_LEAD,
	BOOKING_ERASE,
	ERASURE_INSERT,
	BOOKING_BETWEEN,

	BOOKING_AHEAD,
	BOOKING_PAST,

	OVERRIDE_FROM,
	OVERRIDE_PUT,
	OVERRIDE_DELETE,
	BUSY_BETWEEN,
	BUSY_OVERLAP,
	BUSY_INSERT,
	BUSY_DELETE,
	BUSY_DELETE_FILE,
	BUSY_FILE_GET,
	BUSY_FILE_PUT,

	LEAD_INSERT,
	LEAD_BY_FORM,
	LEAD_CORRECT,
	LEAD_DELETE,
	LEAD_EXISTS,
	LEAD_COUNT,
	LEAD_BEFORE,
	LEAD_BY_ID,

	ADMIN_INSERT,
	ADMIN_BY_EMAIL,
	ADMIN_COUNT,
	ADMIN_COST,
	ADMIN_FIRST,

	SESSION_INSERT,
	SESSION_EVICT,
	SESSION_BY_TOKEN,
	SESSION_SEEN,
	SESSION_DELETE,

	SITE_KEY_INSERT,
	SITE_KEY_CURRENT,
	KEY_WRAP_INSERT,
	KEY_WRAP_ADMIN,
	KEY_WRAP_RECOVERY,

	AUDIT_INSERT,
	AUDIT_LAST,
	AUDIT_ALL,

	QUERY_COUNT,
};

/* Who opens a database, and so which statements it gets. */
enum query_user {
	BY_PUBLIC = 1, /* intake.db, within public_access.h */
	BY_DESK = 2,   /* intake.db: admin, courier, command line */
	BY_OFFICE = 4, /* office.db */
};

struct query_text {
	unsigned users; /* or of enum query_user */
	const char *sql;
};

extern const struct query_text query_table[QUERY_COUNT];

#endif
