#include "courier/courier.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/heap.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/calendar_sync.h"
#include "courier/digest.h"
#include "courier/hooks.h"
#include "courier/housekeeping.h"
#include "courier/post.h"
#include "crypto/mail_seal.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "store/outbox.h"
#include "store/store.h"

/* How soon what failed is tried again, how often the outbox is looked at, and
 * how often the clock. */
enum { AGAIN_SECONDS = 600, TICK_SECONDS = 2, MINUTE_SECONDS = 60 };

enum { KEY_FILE_MAX = 4096 };

static int64_t
courier_now(const struct courier *courier)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + courier->clock_shift;
}

static void
tell_ready(const struct courier *courier)
{
	if (courier->ready_fd == -1)
		return;
	if (write(courier->ready_fd, courier->ready_text,
	    strlen(courier->ready_text)) == -1)
		log_warn("courier.ready", "nobody waits for it");
	(void)close(courier->ready_fd);
}

uint32_t
courier_random(void)
{
	uint32_t number;

	random_bytes(&number, sizeof(number));
	return number;
}

enum status
courier_open(struct courier_work *work, struct arena *arena,
    const struct outbox_row *row, struct opened *text)
{
	enum status st = mail_open(work->opener, arena, &row->epoch,
	    &row->sealed, text);

	return st == OK ? OK : INVALID;
}

/* ---- the key ---- */

static enum status
read_key(struct courier_work *work)
{
	const char *path = arena_printf(work->arena, "%s/keys/courier.key",
	    work->courier->data);
	char bytes[KEY_FILE_MAX];
	FILE *file = fopen(path, "re");
	size_t len;
	enum status st;

	if (file == NULL) {
		log_error("courier.key", "%s: %s; without it nothing can be "
		    "sent", path, strerror(errno));
		return FAILED;
	}
	len = fread(bytes, 1, sizeof(bytes) - 1, file);
	(void)fclose(file);
	bytes[len] = '\0';
	while (len > 0 && bytes[len - 1] == '\n')
		bytes[--len] = '\0';
	st = mail_opener_new(bytes, 1, &work->opener);
	crypto_wipe(bytes, sizeof(bytes));
	if (st != OK)
		log_error("courier.key", "%s holds no key", path);
	return st;
}

static enum status
work_open(const struct courier *courier, struct courier_work *work)
{
	enum status st;

	*work = (struct courier_work){ .courier = courier, .elected = true,
		.arena = arena_new(4096) };
	crypto_start();
	if ((st = read_key(work)) != OK)
		return st;
	work->sealer = mail_sealer_new(mail_opener_public(work->opener), 1);
	if ((st = store_open(courier->data, STORE_COURIER, &work->store)) == OK)
		store_count_commits(work->store, courier->commits);
	return st;
}

static void
work_close(struct courier_work *work)
{
	store_close(work->store);
	mail_opener_free(work->opener);
	mail_sealer_free(work->sealer);
	arena_free(work->arena);
}

/* ---- the clock ---- */

/* What is to be done next, by the courier's clock. */
struct round {
	int64_t house_at;
	int64_t minute_at;
	struct calendar_sync_plan calendar;
};

/* Does what is due at night, and at the start, and says when the next night
 * is. */
static int64_t
keep_house(const struct courier *courier, bool at_night)
{
	const struct settings *settings = courier->settings;
	const int64_t now = courier_now(courier);

	enum status st = housekeeping_run(courier->data, &settings->retention,
	    at_night, now);

	heap_give_back();
	return st == OK ? housekeeping_next(settings->availability.zone, now) :
	    now + AGAIN_SECONDS;
}

/* Brings the owner's calendar and the calls in step, when it is time. */
static void
keep_calendar(struct courier_work *work, struct round *round, int64_t now)
{
	bool due;

	if (work->courier->demo)
		return;
	if (calendar_sync_is_due(&round->calendar, work->store, now,
	    &due) == OK && due)
		(void)calendar_sync_run(&round->calendar, work->store, now);
}

static void
turn(struct courier_work *work, struct post *post, struct hooks *hooks,
    struct round *round)
{
	const int64_t now = courier_now(work->courier);
	const bool elected = store_elect(work->store) == OK;

	if (elected != work->elected)
		log_info(elected ? "courier.elected" : "courier.waits",
		    elected ? "this one sends" : "another machine's sends");
	work->elected = elected;
	if (!elected)
		return;
	/* A clock that was set back does not stop the rounds. */
	if (now >= round->minute_at ||
	    round->minute_at > now + MINUTE_SECONDS) {
		(void)store_outbox_tidy(work->store, now);
		digest_run(work, now);
		heap_give_back();
		round->minute_at = now + MINUTE_SECONDS;
	}
	post_run(post, now);
	hooks_run(hooks, now);
	keep_calendar(work, round, now);
	if (now >= round->house_at)
		round->house_at = keep_house(work->courier,
		    round->house_at != 0);
}

/* Waits for one of the signals, or a tick. true: it is to end. */
static bool
wait_for_end(const sigset_t *ends)
{
	const struct timespec tick = { .tv_sec = TICK_SECONDS };

	while (sigtimedwait(ends, NULL, &tick) == -1) {
		if (errno == EAGAIN)
			return false;
		if (errno != EINTR)
			log_fatal("courier.wait", "%s", strerror(errno));
	}
	return true;
}

int
courier_run(const struct courier *courier)
{
	struct courier_work work;
	struct round round = { .calendar = { courier->settings,
		courier->conf, courier->admin_url } };
	struct post *post;
	struct hooks *hooks;
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &ends, NULL);
	if (work_open(courier, &work) != OK) {
		work_close(&work);
		return EX_CONFIG;
	}
	log_info("courier.begins", "pid=%d", (int)getpid());
	tell_ready(courier);
	post = post_new(&work);
	hooks = hooks_new(&work);
	do
		turn(&work, post, hooks, &round);
	while (!wait_for_end(&ends));
	hooks_free(hooks);
	work_close(&work);
	return EX_OK;
}
