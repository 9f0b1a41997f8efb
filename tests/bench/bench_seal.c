/*
 * What sealing costs, beside its goals: CPU time of one core for leads of
 * two records (head 160, body 1,000 bytes), best of ROUNDS, as busy neighbours
 * must not count. Prints Markdown; exit 1 when a goal is missed.
 *
 *   bench_seal
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "crypto/keyring.h"
#include "crypto/open.h"
#include "crypto/seal.h"
#include "crypto/session_key.h"
#include "crypto/token.h"

enum {
	LEADS = 10000,
	ROUNDS = 5,
	HEAD = 160,
	BODY = 1000,
	UNWRAPS = 2000,
};

static const char uuid[] = "5b1f3c1e-6a0d-4c7e-9a53-0d5f1c2b3a49";
static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

struct bench {
	struct arena *arena;
	struct sealer *sealer;
	struct opener *opener;
	struct sealed_lead *leads;
	struct record_key (*keys)[2];
};

/* What a row of the table measures: count of something. */
struct row {
	const char *what;
	void (*run)(struct bench *bench);
	int count;
	double factor; /* to the unit */
	const char *unit;
	double goal;
};

static double
cpu_seconds(void)
{
	struct timespec at;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void
must(enum status st)
{
	if (st == OK)
		return;
	fprintf(stderr, "bench_seal: %s\n", status_name(st));
	exit(1);
}

static void
seal_all(struct bench *bench)
{
	static const char head[HEAD];
	static const char body[BODY];
	const struct seal_texts texts = { uuid, head, HEAD, body, BODY };

	arena_reset(bench->arena);
	for (int i = 0; i < LEADS; i++)
		must(seal_lead(bench->sealer, bench->arena, &texts, now,
		    &bench->leads[i]));
}

static void
take_all(struct bench *bench)
{
	ARENA(arena);
	struct opened text;

	for (int i = 0; i < LEADS; i++) {
		const struct sealed_lead *lead = &bench->leads[i];

		must(opener_take(bench->opener, arena, &lead->epoch,
		    &lead->head, &text, &bench->keys[i][0]));
		must(opener_take(bench->opener, arena, &lead->epoch,
		    &lead->body, &text, &bench->keys[i][1]));
		arena_reset(arena);
	}
}

/* As a search does: every lead, whole, and nothing kept. */
static void
open_all(struct bench *bench)
{
	ARENA(arena);
	struct opened text;

	for (int i = 0; i < LEADS; i++) {
		const struct sealed_lead *lead = &bench->leads[i];

		must(opener_open(bench->opener, arena, &lead->head,
		    &bench->keys[i][0], &text));
		opened_wipe(&text);
		must(opener_open(bench->opener, arena, &lead->body,
		    &bench->keys[i][1], &text));
		opened_wipe(&text);
		arena_reset(arena);
	}
}

static void
unwrap_all(struct bench *bench)
{
	struct opener *opener = opener_new();
	struct session_wrap wrap;
	char token[TOKEN_TEXT_SIZE];

	token_new(token);
	must(session_wrap(bench->opener, token, 1, &wrap));
	for (int i = 0; i < UNWRAPS; i++) {
		must(session_unwrap(&wrap, token, 1, opener));
		opener_lock(opener);
	}
	opener_free(opener);
}

static const struct row rows[] = {
	{ "sealing a lead", seal_all, LEADS, 1e6, "µs", 10 },
	{ "taking in 10,000 leads", take_all, 1, 1e3, "ms", 100 },
	{ "opening 10,000 leads", open_all, 1, 1e3, "ms", 50 },
	{ "unlocking for a request", unwrap_all, UNWRAPS, 1e6, "µs", 5 },
};

static double
best_of(const struct row *row, struct bench *bench)
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double began = cpu_seconds();
		double took;

		row->run(bench);
		took = (cpu_seconds() - began) / row->count * row->factor;
		if (took < best)
			best = took;
	}
	return best;
}

int
main(void)
{
	struct bench bench = { .arena = arena_new(1 << 20) };
	struct keyring *keyring;
	int missed = 0;

	crypto_start();
	keyring = keyring_new(1);
	bench.sealer = sealer_new(keyring_public(keyring), 1);
	bench.opener = opener_new();
	must(opener_unlock(bench.opener, keyring));
	bench.leads = calloc(LEADS, sizeof(*bench.leads));
	bench.keys = calloc(LEADS, sizeof(*bench.keys));
	if (bench.leads == NULL || bench.keys == NULL)
		return 1;
	printf("| | best of %d | goal |\n|---|---|---|\n", ROUNDS);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double best = best_of(&rows[i], &bench);
		bool good = best <= rows[i].goal;

		printf("| %s | %.2f %s | %.0f %s%s |\n", rows[i].what, best,
		    rows[i].unit, rows[i].goal, rows[i].unit,
		    good ? "" : " **missed**");
		missed += !good;
	}
	keyring_free(keyring);
	sealer_free(bench.sealer);
	opener_free(bench.opener);
	arena_free(bench.arena);
	free(bench.leads);
	free(bench.keys);
	return missed > 0;
}
