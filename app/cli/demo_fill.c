#include "cli/demo_fill.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "calendar/zone.h"
#include "cli/demo.h"
#include "cli/demo_acts.h"
#include "cli/demo_plan.h"
#include "cli/demo_visits.h"
#include "config/settings.h"
#include "courier/courier.h"
#include "courier/post.h"
#include "crypto/hash.h"
#include "crypto/mail_seal.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "store/deeds.h"
#include "store/office.h"
#include "store/writes.h"
#include "vault/sealing.h"

enum { KEY_FILE_MAX = 512 };

/* The whole of it, as one write: what is stored is on the disk at once, with
 * one sync. */
struct filling {
	struct write write; /* first */
	struct demo_office *office;
	struct post *post;
	const struct demo_plan *plan;
	bool begun;
};

/* ---- the one transaction ---- */

static enum status
happen(struct filling *filling, const struct demo_event *event)
{
	enum status st;

	post_run(filling->post, event->at - 1);
	st = demo_act(filling->office, event);
	if (st == OK)
		post_run(filling->post, event->at);
	else
		log_error("demo.fill", "what happens %dth to lead %zu: %s",
		    (int)event->act, event->lead, status_name(st));
	return st;
}

static enum status
run(struct store *store, struct write *write)
{
	struct filling *filling = (struct filling *)write;
	const struct demo_office *office = filling->office;
	enum status st = OK;

	/* What has to be undone is broken, and would be so again. */
	if (filling->begun)
		return FAILED;
	filling->begun = true;
	for (size_t i = 0; st == OK && i < filling->plan->events_len; i++)
		st = happen(filling, &filling->plan->events[i]);
	return st == OK ? demo_visits_put(store, office->demo,
	    filling->plan) : st;
}

static enum status
fill(struct demo_office *office, struct post *post,
    const struct demo_plan *plan)
{
	struct filling filling = { .write = { .run = run }, .office = office,
		.post = post, .plan = plan };
	const enum status begun = writes_begin(office->vault.store);

	writes_end(office->vault.store, begun, &filling.write);
	return filling.write.status;
}

static enum status
take_deeds(struct demo_office *office)
{
	int64_t taken;

	return office_take_deeds(office->vault.office, office->vault.store,
	    &taken);
}

/* ---- what is needed for it ---- */

static enum status
read_courier_key(const char *dir, struct mail_opener **opener)
{
	ARENA(arena);
	char text[KEY_FILE_MAX] = "";
	FILE *file = fopen(arena_printf(arena, "%s/keys/courier.key", dir),
	    "re");
	size_t len = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	enum status st;

	if (file != NULL)
		(void)fclose(file);
	text[len] = '\0';
	st = mail_opener_new(text_trim(arena, text), 1, opener);
	crypto_wipe(text, sizeof(text));
	return st == OK ? OK : FAILED;
}

static enum status
open_office(const char *dir, struct demo_office *office,
    struct courier_work *work)
{
	struct vault *vault = &office->vault;
	enum status st;

	if ((st = store_open(dir, STORE_OFFICE, &vault->store)) != OK ||
	    (st = office_open(dir, hash_blake2b, &vault->office)) != OK ||
	    (st = sealing_new(vault->store, &office->sealer)) != OK ||
	    (st = read_courier_key(dir, &work->opener)) != OK)
		return st;
	work->store = vault->store;
	work->sealer = mail_sealer_new(mail_opener_public(work->opener), 1);
	office->letters.sealer = work->sealer;
	return OK;
}

static void
close_office(struct demo_office *office, struct courier_work *work)
{
	sealer_free(office->sealer);
	mail_sealer_free(work->sealer);
	mail_opener_free(work->opener);
	office_close(office->vault.office);
	store_close(office->vault.store);
}

enum status
demo_fill(const struct demo *demo, const char *dir, struct opener *opener,
    const struct demo_plan *plan)
{
	ARENA(arena);
	const struct courier courier = { .data = dir, .conf = "",
		.settings = demo->settings, .public_url = demo->public_url,
		.admin_url = demo->admin_url, .demo = true, .ready_fd = -1 };
	struct courier_work work = { .courier = &courier, .arena = arena };
	struct demo_office office = { .demo = demo, .plan = plan,
		.vault = { .opener = opener },
		.letters = { .settings = demo->settings,
			.none = demo->leads <= DEMO_NAMED },
		.texts = arena_alloc(arena, sizeof(*office.texts)),
		.known = arena_array(arena, plan->leads_len,
		    sizeof(*office.known)) };
	enum status st;

	demo_texts_read(arena, office.texts);
	if ((st = open_office(dir, &office, &work)) == OK &&
	    (st = fill(&office, post_new(&work), plan)) == OK)
		st = take_deeds(&office);
	close_office(&office, &work);
	return st;
}
