#include "domain/retry.h"

#include <assert.h>

#include "base/util.h"

/* In minutes, after the first try, the second, and so on. */
static const int waits[] = { 1, 5, 15, 60, 480, 960, 1440 };

static_assert(countof(waits) == RETRY_TRIES - 1, "the last has none behind it");

bool
retry_at(int64_t tries, uint32_t random, int64_t now, int64_t *at)
{
	int64_t wait;

	assert(tries > 0);
	if (tries >= RETRY_TRIES)
		return false;
	wait = (int64_t)waits[tries - 1] * 60;
	*at = now + wait + random % (wait / 10 + 1);
	return true;
}

enum retry_verdict
retry_of_smtp(int code)
{
	switch (code) {
	case 530: /* sign in first */
	case 534: /* not with this mechanism */
	case 535: /* the name or the password is wrong */
	case 538: /* not without TLS */
		return RETRY_LATER;
	default:
		break;
	}
	if (code >= 200 && code < 300)
		return RETRY_DONE;
	return code >= 500 && code < 600 ? RETRY_NEVER : RETRY_LATER;
}
