#include "serve_meters.h"

#include "base/util.h"
#include "serve_options.h"
#include "store/meters.h"
#include "web/metrics.h"

void
serve_meters_make(struct serve_meters *meters,
    const struct serve_options *options, enum role role)
{
	const struct meters_shape shape = metrics_shape(
	    serve_workers(options, role), role != ROLE_COURIER);

	meters_free(meters->of[role]);
	meters->of[role] = meters_make(options->data, role_name(role), &shape);
}

struct meters *
serve_meters_take(struct serve_meters *meters, enum role role)
{
	for (size_t i = 0; i < countof(meters->of); i++)
		if (i != role)
			meters_free(meters->of[i]);
	meters_begin(meters->of[role], time(NULL));
	return meters->of[role];
}

void
serve_meters_died(const struct serve_meters *meters, enum role role)
{
	meters_died(meters->of[role]);
}
