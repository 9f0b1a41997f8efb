#include "harness.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "../unit/ics_busy.h"
#include "ground.h"
#include "memory.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/ics.h"
#include "config/settings.h"
#include "content/markdown.h"
#include "store/migrate.h"

/*
 * The n-th request for memory gets nothing, once or from then on, for n = 1, 2,
 * 3 until all have been had. Whoever needs it either says so with a status and
 * keeps nothing, or ends the process with one line that says that memory ran
 * out; the supervisor starts another one. Nothing crashes. Each n is a process
 * of its own. RUNS: about so many n of each scenario.
 */
enum { RUNS = 300, RUNS_LONG = 100000, TEXT_SIZE = 4096 };

/* What a child tells. */
struct told {
	int64_t requests;
	int64_t left; /* pieces */
	bool failed;
	bool good;    /* it says that it did what it should */
	bool wrong;   /* it says so and it is not true */
	char text[TEXT_SIZE];
};

struct scenario {
	const char *name;
	bool (*act)(struct site *site);
	bool kept; /* caches keep something: pieces are not counted */
	/* libical 3.0.16 does not look whether it got what it asked for, and
	 * lets nobody hand it memory: its process may end as it likes, or go
	 * on without what it could not keep. */
	bool libical;
};

static struct told *told;
static int log_fd;

/* ---- what is done ---- */

static bool
load_settings(struct site *site)
{
	ARENA(arena);
	struct settings settings;

	return settings_load(arena, SOURCE_ROOT "/conf", &settings) == OK;
}

static bool
render_markdown(struct site *site)
{
	static const char text[] = "## One {#one}\n\nA *text* with [a "
	    "link](/guides), `code` and \"quotes\".\n\n| a | b |\n|---|---|\n"
	    "| 1 | 2 |\n\n- one\n- two\n  1. three\n\n```\ncode\n```\n";
	ARENA(arena);
	struct markdown out;

	return markdown_render(arena, text, sizeof(text) - 1, "text.md", 1,
	    &out) == OK;
}

static bool
write_calendar(struct site *site)
{
	static const struct ics_event event = {
		.method = ICS_REQUEST, .uid = "one@example.org",
		.starts_at = SITE_NOW, .ends_at = SITE_NOW + 1800,
		.stamp_at = SITE_NOW, .summary = "A call",
		.description = "Of half an hour", .location = "", .url = "",
		.organizer = { "Ann", "ann@example.org" },
		.attendee = { "Bob", "bob@example.org" }, .alarms = true,
	};
	BUF(out, 1 << 16);

	ics_write(&event, &out);
	return !out.failed;
}

static bool
read_calendar(struct site *site)
{
	static const char file[] = CALENDAR(
	    EVENT("UID:1\r\nDTSTART;TZID=Europe/Berlin:20261124T090000\r\n"
	    "DURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n"
	    "EXDATE;TZID=Europe/Berlin:20261201T090000\r\n"));
	ARENA(arena);
	const struct ics_range range = some_weeks();
	struct ics_problem problem;
	struct ics_busy busy;

	if (ics_read(arena, file, sizeof(file) - 1, &range, &busy,
		&problem) != OK)
		return false;
	told->wrong = busy.len != 3;
	return true;
}

static bool
open_store(struct site *site)
{
	struct store *store;
	enum status st = store_open(site->dir, STORE_PUBLIC, &store);

	store_close(store);
	return st == OK;
}

static bool
migrate(struct site *site)
{
	return migrate_all(site->dir) == OK;
}

static bool
show_result(struct site *site)
{
	return site_get(site, "/assessment/js-data-grow-poly").code == 200;
}

static bool
show_slots(struct site *site)
{
	return site_get(site, "/book?tz=Europe/Berlin").code == 200;
}

static bool
search(struct site *site)
{
	return site_get(site, "/search?q=queue").code == 200;
}

static bool
show_leads(struct site *site)
{
	return desk_get(site, "/admin/leads").code == 200;
}

static const struct scenario scenarios[] = {
	{ "site.yaml is read", load_settings, false },
	{ "Markdown is rendered", render_markdown, false },
	{ "a calendar file is written", write_calendar, true, true },
	{ "a calendar file is read", read_calendar, true, true },
	{ "a database is opened", open_store, false },
	{ "databases are looked through", migrate, false },
	{ "a result is shown", show_result, true },
	{ "free times are shown", show_slots, true },
	{ "the guides are searched", search, true },
	{ "the desk lists its leads", show_leads, true },
};

/* ---- a process for each n ---- */

static void
run_child(const struct scenario *scenario, struct site *site, int64_t n,
    bool lasting)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE };
	const int64_t before = memory_pieces();

	/* cmocka's handlers would go on with the next test. */
	for (size_t i = 0; i < countof(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	if (dup2(log_fd, STDERR_FILENO) == -1)
		_exit(2);
	memory_fail(n, lasting);
	told->good = scenario->act(site);
	told->requests = memory_requests();
	told->failed = memory_heal();
	told->left = memory_pieces() - before;
	_exit(0);
}

/* How the child ended: as wait says it. */
static int
run(const struct scenario *scenario, struct site *site, int64_t n,
    bool lasting)
{
	pid_t child;
	ssize_t len;
	int how;

	memset(told, 0, sizeof(*told));
	told->failed = true; /* unless it lives to say otherwise */
	assert_int_equal(ftruncate(log_fd, 0), 0);
	assert_int_equal(lseek(log_fd, 0, SEEK_SET), 0);
	if ((child = fork()) == 0)
		run_child(scenario, site, n, lasting);
	assert_int_equal(waitpid(child, &how, 0), child);
	len = pread(log_fd, told->text, TEXT_SIZE - 1, 0);
	told->text[len < 0 ? 0 : len] = '\0';
	return how;
}

/* NULL, or what is wrong with how it ended. */
static const char *
problem(const struct scenario *scenario, int how)
{
	if (WIFSIGNALED(how) && scenario->libical)
		return NULL;
	if (WIFSIGNALED(how)) {
		if (WTERMSIG(how) != SIGABRT)
			return "it crashed";
		return strstr(told->text, "fatal") != NULL &&
		    strstr(told->text, "memory") != NULL ? NULL :
		    "it ended without saying that memory ran out";
	}
	if (WEXITSTATUS(how) != 0)
		return "it ended in a way nobody meant";
	if (!told->failed && !told->good)
		return "it did not do what it should";
	if (told->wrong)
		return "what it did is not what it says";
	if (!scenario->kept && told->left != 0)
		return "something was not given back";
	return NULL;
}

static void
check(const struct scenario *scenario, struct site *site, int64_t n,
    bool lasting)
{
	const int how = run(scenario, site, n, lasting);
	const char *found = problem(scenario, how);

	if (found != NULL)
		fail_msg("%s, request %lld gets nothing%s: %s (%d, %lld left)"
		    "\n%s", scenario->name, (long long)n,
		    lasting ? ", and none after it" : "", found, how,
		    (long long)told->left, told->text);
}

static void
run_scenario(const struct scenario *scenario, struct site *site)
{
	const long runs = ground_setting("RUNS", RUNS, RUNS_LONG);
	int64_t all;
	int64_t stride;
	long done = 0;

	(void)scenario->act(site); /* what is made once is made */
	check(scenario, site, 0, false);
	assert_false(told->failed);
	all = told->requests;
	stride = all / runs + 1;
	for (int64_t n = 1; n <= all; n += stride, done++)
		check(scenario, site, n, done % 2 == 1);
	print_message("# %s: %lld requests, %ld of them tried\n",
	    scenario->name, (long long)all, done);
}

/* ---- the tests ---- */

static void
whoever_gets_no_memory_says_so_and_nothing_crashes(void **state)
{
	struct site *site = *state;

	site_sign_in(site);
	ics_warm();
	for (size_t i = 0; i < countof(scenarios); i++)
		run_scenario(&scenarios[i], site);
}

/* Three that are wrong, each in its way. */
static bool
crashes(struct site *site)
{
	volatile char *text = calloc(1, 10);
	const bool was = text[0] == 'x';

	free((void *)(uintptr_t)text);
	return !was || was;
}

static bool
leaks(struct site *site)
{
	char *volatile text = malloc(10);

	return text != NULL;
}

static bool
aborts(struct site *site)
{
	char *volatile text = malloc(10);

	if (text == NULL)
		abort();
	free(text);
	return true;
}

static void
what_is_wrong_is_seen(void **state)
{
	static const struct scenario wrong[] = {
		{ "crashes", crashes, false },
		{ "leaks", leaks, false },
		{ "aborts", aborts, false },
	};

	assert_non_null(problem(&wrong[0], run(&wrong[0], *state, 1, false)));
	assert_non_null(problem(&wrong[1], run(&wrong[1], *state, 2, false)));
	assert_non_null(problem(&wrong[2], run(&wrong[2], *state, 1, false)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(whoever_gets_no_memory_says_so_and_nothing_crashes),
		site_test(what_is_wrong_is_seen),
	};

	log_fd = memfd_create("log", MFD_CLOEXEC);
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (log_fd == -1 || told == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests_name("memory", tests, site_load,
	    site_unload);
}
