#ifndef WEB_GUARD_FAULT_H
#define WEB_GUARD_FAULT_H

/* Why the guard refuses a request; for guard.c and guard_line.c only. */
enum guard_fault {
	FAULT_NONE,
	FAULT_BAD_BYTE,
	FAULT_BAD_LINE_END,
	FAULT_BAD_REQUEST_LINE,
	FAULT_BAD_VERSION,
	FAULT_BAD_METHOD,
	FAULT_UNKNOWN_METHOD,
	FAULT_BAD_TARGET,
	FAULT_LONG_TARGET,
	FAULT_LONG_HEAD,
	FAULT_MANY_HEADERS,
	FAULT_FOLDED,
	FAULT_BAD_NAME,
	FAULT_INNER_TAB,
	FAULT_NO_HOST,
	FAULT_MANY_HOSTS,
	FAULT_LIKE_HOST,
	FAULT_BAD_HOST,
	FAULT_CODED_BODY,
	FAULT_BAD_EXPECT,
	FAULT_BAD_LENGTH,
	FAULT_MANY_LENGTHS,
	FAULT_NO_LENGTH,
	FAULT_LONG_BODY,
	FAULT_NEEDLESS_BODY,
};

/* What the sender is told about each fault; FAULT_NONE has no row. */
struct guard_answer {
	int status;         /* an HTTP status */
	const char *reason; /* a sentence or two */
};

extern const struct guard_answer guard_answers[];

#endif
