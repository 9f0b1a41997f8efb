#include "cli/demo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "cli/demo_fill.h"
#include "cli/demo_folder.h"
#include "cli/demo_plan.h"
#include "cli/setup.h"
#include "crypto/hash.h"
#include "crypto/open.h"
#include "vault/unlock.h"

static const char demo_email[] = "owner@example.org";
static const char demo_passphrase[] = "four ways to start";

static const int64_t day_seconds = 86400;

/* The office's opener, as if its owner had signed in. */
static enum status
unlock(const char *dir, struct arena *arena, struct opener *opener)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock owner;
	struct office *office;
	enum status st = office_open(dir, hash_blake2b, &office);

	if (st != OK)
		return st;
	st = unlock_read(office, arena, demo_email, &owner);
	office_close(office);
	if (st == OK && (st = unlock_try(&owner.admin, demo_passphrase,
	    key)) == OK)
		st = unlock_open(&owner, key, opener);
	crypto_wipe(key, sizeof(key));
	return st == OK ? OK : FAILED;
}

static enum status
fill(const struct demo *demo, const char *dir)
{
	ARENA(arena);
	const struct demo_wanted wanted = { demo->settings,
		demo->assessment, demo->leads, demo->now };
	struct opener *opener = opener_new();
	struct demo_texts texts;
	struct demo_plan plan = { 0 };
	enum status st = unlock(dir, arena, opener);

	demo_texts_read(arena, &texts);
	demo_plan_make(arena, &texts, &wanted, &plan);
	if (st == OK)
		st = demo_fill(demo, dir, opener, &plan);
	opener_free(opener);
	return st;
}

enum status
demo_create(const struct demo *demo, const char *dir)
{
	const struct setup setup = { dir, demo_email, demo_passphrase,
		&passphrase_cost_demo };
	char recovery[RECOVERY_TEXT_SIZE];
	enum status st = setup_create_at(&setup, demo->leads <= DEMO_NAMED ?
	    demo->now : demo->now - (DEMO_DAYS + 1) * day_seconds, recovery);

	crypto_wipe(recovery, sizeof(recovery));
	if (st == OK && (st = fill(demo, dir)) == OK)
		st = demo_mark(dir, demo->now);
	return st;
}

void
demo_announce(void)
{
	(void)printf("demonstration: sign in at /admin as %s with the "
	    "passphrase \"%s\"; no mail leaves\n", demo_email,
	    demo_passphrase);
	(void)fflush(stdout);
}
