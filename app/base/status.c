#include "base/status.h"

const char *
status_name(enum status status)
{
	static const char *const names[] = {
		[OK] = "OK",
		[INVALID] = "INVALID",
		[NOT_FOUND] = "NOT_FOUND",
		[CONFLICT] = "CONFLICT",
		[DENIED] = "DENIED",
		[LIMITED] = "LIMITED",
		[BUSY] = "BUSY",
		[PENDING] = "PENDING",
		[FAILED] = "FAILED",
	};

	return names[status];
}
