#include "domain/hook.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/util.h"

static const struct {
	const char *id;
	const char *label;
} kinds[HOOK_KIND_COUNT] = {
	[HOOK_BOOKING_CREATED] = { "booking.created", "Call booked" },
	[HOOK_BOOKING_MOVED] = { "booking.moved", "Call moved" },
	[HOOK_BOOKING_CANCELLED] = { "booking.cancelled", "Call cancelled" },
	[HOOK_LEAD_CREATED] = { "lead.created", "Message received" },
	[HOOK_TEST] = { "webhook.test", "Test" },
};

const char *
hook_id(enum hook_kind kind)
{
	assert(kind > 0 && kind < HOOK_KIND_COUNT);
	return kinds[kind].id;
}

const char *
hook_label(enum hook_kind kind)
{
	assert(kind > 0 && kind < HOOK_KIND_COUNT);
	return kinds[kind].label;
}

enum status
hook_find(const char *id, enum hook_kind *kind)
{
	for (size_t i = 1; i < countof(kinds); i++) {
		if (strcmp(kinds[i].id, id) != 0)
			continue;
		*kind = (enum hook_kind)i;
		return OK;
	}
	return NOT_FOUND;
}
