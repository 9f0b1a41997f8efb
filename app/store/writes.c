#include "store/writes.h"

#include "store/store_private.h"

enum status
writes_begin(struct store *store)
{
	return batch_begin(&store->database);
}

static void
run_all(struct store *store, struct write *first)
{
	for (struct write *w = first; w != NULL; w = w->next) {
		store->may_stage = w->stays;
		w->status = w->run(store, w);
	}
	store->may_stage = false;
}

static enum status
commit_all(struct store *store, struct write *first)
{
	enum status st;

	for (struct write *w = first; w != NULL; w = w->next)
		if (w->ask != NULL)
			w->ask(store, w);
	run_all(store, first);
	if (batch_is_spoilt(&store->database)) {
		store->emails_forgotten_at = 0;
		if ((st = batch_again(&store->database)) != OK)
			return st;
		run_all(store, first);
	}
	return batch_end(&store->database);
}

void
writes_end(struct store *store, enum status begun, struct write *first)
{
	enum status st = begun == OK ? commit_all(store, first) : begun;

	if (st == OK)
		return;
	store->emails_forgotten_at = 0;
	/* Also who was refused: perhaps for one that is undone. */
	for (struct write *w = first; w != NULL; w = w->next)
		w->status = st;
}
