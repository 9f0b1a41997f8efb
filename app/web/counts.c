#include "web/counts.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/arena.h"
#include "base/log.h"
#include "calendar/zone.h"
#include "domain/verdict.h"
#include "store/counters.h"
#include "web/app.h"
#include "web/request.h"

enum {
	WRITE_SECONDS = 60,
	AGAIN_SECONDS = 5,
	/* Where the kinds of things to count begin. */
	FIRST_OPTION = COUNT_FIRST_RESULT +
	    VERDICT_KIND_COUNT * ASSESSMENT_STACKS_MAX,
	FIRST_GUIDE = FIRST_OPTION +
	    ASSESSMENT_QUESTIONS * ASSESSMENT_OPTIONS_MAX,
	DAYS = 2, /* today's, and yesterday's until they are written */
};

static const char *const names[COUNT_FIRST_RESULT] = {
	[COUNT_ANSWERED] = "answered",
	[COUNT_BOOK] = "book",
	[COUNT_BOOKED] = "booked",
	[COUNT_CONTACT] = "contact",
	[COUNT_SEARCH] = "search",
	[COUNT_REFUSED] = "refused",
};

typedef atomic_uint_least32_t cell;

/* What all workers count into. */
struct shared {
	atomic_int_least64_t written_at;
	atomic_bool disk_refuses; /* what was last to be stored */
	atomic_int_least64_t day[DAYS]; /* whose the cells are, by its parity */
	cell cells[];                   /* by parity, visit and what */
};

struct counts {
	struct shared *shared;
	size_t len; /* of what there is to count */
	const struct zone *zone;
	int64_t minute; /* in which it was day, by the owner's clock; */
	int64_t day;    /* each process finds that out by itself */
};

size_t
count_of_result(const struct verdict *verdict)
{
	return COUNT_FIRST_RESULT +
	    (size_t)verdict->kind * ASSESSMENT_STACKS_MAX +
	    verdict->primary->place;
}

size_t
count_of_option(const struct option *option)
{
	return FIRST_OPTION +
	    option->question->place * ASSESSMENT_OPTIONS_MAX + option->place;
}

size_t
count_of_guide(const struct app *app, const struct guide *guide)
{
	return FIRST_GUIDE + (size_t)(guide - app->guides.at);
}

/* What it is called where it is stored, in arena. */
static const char *
name_of(struct arena *arena, const struct app *app, size_t what)
{
	const struct assessment *model = app->assessment;
	size_t at;

	if (what < COUNT_FIRST_RESULT)
		return names[what];
	if (what >= FIRST_GUIDE)
		return arena_printf(arena, "guide/%s",
		    app->guides.at[what - FIRST_GUIDE].slug);
	if (what >= FIRST_OPTION) {
		const struct question *question;

		at = what - FIRST_OPTION;
		question = &model->questions[at / ASSESSMENT_OPTIONS_MAX];
		return arena_printf(arena, "answer/%s/%s", question->id,
		    question->options.at[at % ASSESSMENT_OPTIONS_MAX].id);
	}
	at = what - COUNT_FIRST_RESULT;
	return arena_printf(arena, "result/%s/%s",
	    verdict_kind_id((enum verdict_kind)(at / ASSESSMENT_STACKS_MAX)),
	    model->stacks.at[at % ASSESSMENT_STACKS_MAX].id);
}

void
request_count(struct request *req, size_t what)
{
	if (what == COUNT_NONE)
		return;
	assert(req->counted_len < REQUEST_COUNTED_MAX);
	req->counted[req->counted_len++] = what;
}

/* ---- counting ---- */

static size_t
shared_size(size_t len)
{
	return sizeof(struct shared) +
	    DAYS * VISIT_COUNT * len * sizeof(cell);
}

struct counts *
counts_new(const struct app *app)
{
	struct counts *counts = calloc(1, sizeof(*counts));

	if (counts == NULL)
		log_fatal("memory", "no memory for counts");
	counts->len = FIRST_GUIDE + app->guides.len;
	counts->zone = app->settings.availability.zone;
	counts->shared = mmap(NULL, shared_size(counts->len),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (counts->shared == MAP_FAILED)
		log_fatal("memory", "no shared memory for counts");
	atomic_store(&counts->shared->written_at, app_now(app));
	return counts;
}

void
counts_free(struct counts *counts)
{
	if (counts == NULL)
		return;
	(void)munmap(counts->shared, shared_size(counts->len));
	free(counts);
}

/* No zone changes its day within a minute of ours. */
static int64_t
day_at(struct counts *counts, int64_t now)
{
	if (now / 60 != counts->minute) {
		counts->day = zone_day(counts->zone, now);
		counts->minute = now / 60;
	}
	return counts->day;
}

static cell *
cells_of(struct counts *counts, size_t parity, enum visit visit)
{
	return counts->shared->cells +
	    (parity * VISIT_COUNT + visit) * counts->len;
}

void
counts_add(struct counts *counts, size_t what, enum visit visit, int64_t now)
{
	int64_t day;
	size_t parity;

	if (counts == NULL || what == COUNT_NONE)
		return;
	assert(what < counts->len);
	day = day_at(counts, now);
	parity = (size_t)day % DAYS;
	if (atomic_load(&counts->shared->day[parity]) != day)
		atomic_store(&counts->shared->day[parity], day);
	atomic_fetch_add(&cells_of(counts, parity, visit)[what], 1);
}

void
counts_request(const struct request *req)
{
	const char *purpose = request_header(req, "sec-purpose");
	enum visit visit;

	if (req->counted_len == 0)
		return;
	if (purpose == NULL)
		purpose = request_header(req, "purpose");
	visit = visit_judge(req->head, purpose,
	    request_header(req, "user-agent"));
	for (size_t i = 0; i < req->counted_len; i++)
		counts_add(req->app->counts, req->counted[i], visit, req->now);
}

/* ---- writing ---- */

/* What was taken out of the cells to be written, and what from. */
struct taken {
	struct page_counts rows;
	cell **from; /* of each row */
};

static void
take(struct arena *arena, const struct app *app, size_t parity,
    enum visit visit, struct taken *taken)
{
	struct counts *counts = app->counts;
	cell *cells = cells_of(counts, parity, visit);

	for (size_t what = 1; what < counts->len; what++) {
		uint32_t count = atomic_load(&cells[what]) == 0 ? 0 :
		    atomic_exchange(&cells[what], 0);

		if (count == 0)
			continue;
		taken->from[taken->rows.len] = &cells[what];
		taken->rows.at[taken->rows.len++] = (struct page_count){
			.day = atomic_load(&counts->shared->day[parity]),
			.page = arena_printf(arena, "%s%s",
			    visit_prefix(visit), name_of(arena, app, what)),
			.count = count,
		};
	}
}

enum status
counts_write(struct app *app, bool patient)
{
	ARENA(arena);
	struct taken taken = { 0 };
	size_t most;
	enum status st;

	if (app->counts == NULL)
		return OK;
	most = DAYS * VISIT_COUNT * app->counts->len;
	taken.rows.at = arena_array(arena, most, sizeof(*taken.rows.at));
	taken.from = arena_array(arena, most, sizeof(*taken.from));
	for (size_t parity = 0; parity < DAYS; parity++)
		for (size_t visit = 0; visit < VISIT_COUNT; visit++)
			take(arena, app, parity, (enum visit)visit, &taken);
	st = store_page_counts_add(app->store, &taken.rows, patient);
	for (size_t i = 0; i < taken.rows.len && st != OK; i++)
		atomic_fetch_add(taken.from[i],
		    (uint32_t)taken.rows.at[i].count);
	if (st == OK && taken.rows.len > 0)
		atomic_store(&app->counts->shared->disk_refuses, false);
	return st;
}

/* Whether it is this worker's turn; a clock that was set back is no reason to
 * wait for it. */
static bool
is_due(struct shared *shared, int64_t now)
{
	int64_t last = atomic_load(&shared->written_at);

	return (now < last || now - last >= WRITE_SECONDS) &&
	    atomic_compare_exchange_strong(&shared->written_at, &last, now);
}

static void
try_again_soon(struct shared *shared, int64_t now)
{
	atomic_store(&shared->written_at, now - WRITE_SECONDS + AGAIN_SECONDS);
}

void
counts_turn(struct app *app)
{
	struct shared *shared = app->counts == NULL ? NULL :
	    app->counts->shared;
	enum status st;

	if (shared == NULL || !is_due(shared, app_now(app)))
		return;
	if ((st = counts_write(app, false)) == OK)
		return;
	try_again_soon(shared, app_now(app));
	if (st != CONFLICT)
		atomic_store(&shared->disk_refuses, true);
}

void
counts_note_write(struct app *app, enum status st)
{
	bool refused = st == BUSY || st == FAILED;

	if (app->counts == NULL || (st != OK && !refused))
		return;
	if (refused) {
		counts_add(app->counts, COUNT_REFUSED, VISIT_PERSON,
		    app_now(app));
		try_again_soon(app->counts->shared, app_now(app));
	}
	if (atomic_load(&app->counts->shared->disk_refuses) != refused)
		atomic_store(&app->counts->shared->disk_refuses, refused);
}

bool
counts_wait_for_disk(const struct app *app)
{
	return app->counts != NULL &&
	    atomic_load(&app->counts->shared->disk_refuses);
}
