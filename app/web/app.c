#include "web/app.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"
#include "base/wiped.h"
#include "calendar/ics.h"
#include "calendar/zone.h"
#include "config/assessment_file.h"
#include "config/legal_text.h"
#include "content/markdown.h"
#include "crypto/hash.h"
#include "crypto/mail_seal.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"
#include "store/office.h"
#include "store/search.h"
#include "store/store.h"
#include "vault/list_cache.h"
#include "vault/sealing.h"
#include "web/assets.h"
#include "web/counts.h"
#include "web/prepared.h"
#include "web/proven.h"
#include "web/site_search.h"

enum { APP_ARENA_STEP = 1 << 18, SETTINGS_MAX = 1 << 20 };

const char *
role_name(enum role role)
{
	switch (role) {
	case ROLE_PUBLIC:
		return "public";
	case ROLE_ADMIN:
		return "admin";
	case ROLE_COURIER:
		break;
	}
	return "courier";
}

bool
app_sends_mail(const struct app *app)
{
	return *app->settings.smtp.host != '\0' || app->demo;
}

int64_t
app_now(const struct app *app)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec + app->clock_shift;
}

static enum status
read_file(const char *path, struct buf *out)
{
	char bytes[8192];
	FILE *file = fopen(path, "re");
	size_t n;

	if (file == NULL) {
		(void)fprintf(stderr, "%s: cannot be read: %s\n", path,
		    strerror(errno));
		return errno == ENOENT ? NOT_FOUND : FAILED;
	}
	while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(out, bytes, n);
	if (ferror(file) != 0) {
		(void)fprintf(stderr, "%s: cannot be read: %s\n", path,
		    strerror(errno));
		(void)fclose(file);
		return FAILED;
	}
	(void)fclose(file);
	if (!out->failed)
		return OK;
	(void)fprintf(stderr, "%s: is over 1 MiB; make it shorter\n", path);
	return INVALID;
}

static enum status
load_legal(struct app *app, const char *name, struct safe_html *html)
{
	const char *path =
	    arena_printf(app->arena, "%s/%s", app->conf, name);
	struct markdown markdown = { 0 };
	BUF(source, LEGAL_TEXT_MAX);
	BUF(filled, LEGAL_TEXT_MAX);
	enum status st = read_file(path, &source);

	if (st == OK)
		st = legal_text_fill(&app->settings, path, 1,
		    buf_text(&source), source.len, &filled);
	if (st == OK)
		st = markdown_render(app->arena,
		    arena_strndup(app->arena, buf_text(&filled), filled.len),
		    filled.len, path, 1, &markdown);
	if (st == OK)
		*html = markdown.html;
	return st;
}

/* The address of a style sheet or script carries its content, so that it may
 * be cached for ever and still changes at once. */
static const char *
asset_path(struct arena *arena, const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; i < web_assets_len; i++) {
		if (strcmp(web_assets[i].name, name) != 0)
			continue;
		for (size_t j = 0; j < web_assets[i].size; j++)
			hash = (hash ^ web_assets[i].bytes[j]) *
			    0x100000001b3;
	}
	return arena_printf(arena, "/assets/%.*s.%016llx%s",
	    (int)(dot - name), name, (unsigned long long)hash, dot);
}

/* Each of these refers to those before it. */
static enum status
load_content(struct app *app)
{
	struct arena *arena = app->arena;
	enum status st;

	if ((st = claims_load(arena, app->assets, &app->claims)) != OK ||
	    (st = guides_load(arena, app->assets, &app->claims,
	    &app->guides)) != OK ||
	    (st = proven_check(app)) != OK ||
	    (st = stacks_load(arena, app->assets, app->assessment,
	    &app->claims, &app->guides, &app->profiles)) != OK)
		return st;
	compare_all(arena, app->assessment, &app->profiles, &app->guides,
	    &app->comparisons);
	return citations_collect(arena, &app->claims, &app->guides,
	    &app->profiles, app->assessment, &app->citations);
}

/* What the audit log knows the settings by. */
static enum status
mark_settings(struct app *app)
{
	const char *path = arena_printf(app->arena, "%s/site.yaml",
	    app->conf);
	uint8_t hash[HASH_BYTES];
	BUF(text, SETTINGS_MAX);
	enum status st = read_file(path, &text);

	if (st != OK)
		return st;
	crypto_start();
	hash_blake2b(hash, text.data, text.len);
	app->settings_mark = 0;
	for (size_t i = 0; i < 6; i++)
		app->settings_mark = app->settings_mark << 8 | hash[i];
	return OK;
}

static enum status
load_files(struct app *app)
{
	const struct settings *settings = &app->settings;
	enum status st;

	if ((st = settings_load(app->arena, app->conf, &app->settings)) != OK ||
	    (st = mark_settings(app)) != OK)
		return st;
	app->assessment = arena_alloc(app->arena, sizeof(*app->assessment));
	st = assessment_load(app->arena, app->conf, app->assessment);
	if (st == OK)
		st = load_content(app);
	if (st == OK)
		st = load_legal(app, settings->legal.privacy, &app->privacy);
	if (st == OK)
		st = load_legal(app, settings->legal.imprint, &app->imprint);
	return st;
}

enum status
app_load(const struct app_options *options, struct app *app)
{
	enum status st;

	*app = (struct app){
		.arena = arena_new(APP_ARENA_STEP),
		.data = options->data,
		.conf = options->conf,
		.assets = options->assets,
		.admin_url = options->admin_url,
		.demo = options->demo,
		.no_limits = options->no_limits,
		.clock_shift = options->clock_shift,
	};
	app->cost = options->demo ? &passphrase_cost_demo :
	    &passphrase_cost_production;
	ics_warm();
	if ((st = load_files(app)) != OK)
		return st;
	app->public_url = *app->settings.base_url != '\0' ?
	    app->settings.base_url : options->public_url;
	app->demo_resets = options->demo_resets == NULL ||
	    *options->demo_resets == '\0' ? "" : arena_printf(app->arena,
	    "%s (%s)", options->demo_resets,
	    zone_name(app->settings.availability.zone));
	if (*app->settings.desk_url != '\0')
		app->admin_url = app->settings.desk_url;
	app->https = options->https;
	app->css_path = asset_path(app->arena, "site.css");
	app->js_path = asset_path(app->arena, "site.js");
	return OK;
}

void
app_free(struct app *app)
{
	prepared_free(app->prepared);
	arena_free(app->arena);
	*app = (struct app){ 0 };
}

static enum status
read_form_key(struct app *app)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/form.key", app->data);
	BUF(text, 4096);
	enum status st;

	if ((st = read_file(path, &text)) != OK)
		return st;
	if (form_key_read(text_trim(arena, buf_text(&text)),
	    &app->form_key) == OK)
		return OK;
	log_error("app.open", "%s holds no key; remove it, and a new one is "
	    "made at the next start", path);
	return INVALID;
}

/* What mail that waits is sealed to. */
static enum status
read_courier_key(struct app *app)
{
	ARENA(arena);
	const char *path = arena_printf(arena, "%s/keys/courier.pub",
	    app->data);
	uint8_t key[SEAL_PUBLIC_SIZE];
	BUF(text, 4096);
	enum status st;

	if ((st = read_file(path, &text)) != OK)
		return st;
	if (mail_key_read(text_trim(arena, buf_text(&text)), key) != OK) {
		log_error("app.open", "%s holds no key; remove it and "
		    "courier.key beside it, and a new pair is made at the "
		    "next start", path);
		return INVALID;
	}
	app->mail_sealer = mail_sealer_new(key, 1);
	return OK;
}

enum status
app_open(struct app *app)
{
	bool admin = app->role == ROLE_ADMIN;
	enum status st;

	crypto_start();
	json_set_alloc_funcs(wiped_alloc, wiped_free);
	app->health = (struct health){ 0 };
	app->data_fd = open(app->data, O_PATH | O_DIRECTORY | O_CLOEXEC);
	st = store_open(app->data, admin ? STORE_OFFICE : STORE_PUBLIC,
	    &app->store);
	if (st == OK && admin)
		st = office_open(app->data, hash_blake2b, &app->office);
	if (st == OK && admin) {
		app->opener = opener_new();
		app->job_opener = opener_new();
		app->vault = (struct vault){ app->store, app->office,
			app->opener, .lists = list_cache_new() };
	}
	/* On a full disk the next start tells it. */
	if (st == OK && admin && office_settings_note(app->office,
	    app->settings_mark, app_now(app)) != OK)
		log_warn("app.open", "the audit log takes nothing now");
	if (st == OK)
		st = sealing_new(app->store, &app->sealer);
	if (st == OK)
		st = read_courier_key(app);
	if (st == OK && app->role == ROLE_PUBLIC)
		st = site_search_new(app, &app->search);
	if (st == OK && app->role == ROLE_PUBLIC)
		st = read_form_key(app);
	if (st != OK)
		log_error("app.open", "databases: %s", status_name(st));
	return st;
}

void
app_close(struct app *app)
{
	if (app->store != NULL && counts_write(app, true) != OK)
		log_warn("app.close", "the last counts are lost");
	store_close(app->store);
	office_close(app->office);
	search_free(app->search);
	list_cache_free(app->vault.lists);
	opener_free(app->opener);
	opener_free(app->job_opener);
	sealer_free(app->sealer);
	mail_sealer_free(app->mail_sealer);
	app->store = NULL;
	app->office = NULL;
	app->search = NULL;
	app->opener = NULL;
	app->job_opener = NULL;
	app->sealer = NULL;
	app->mail_sealer = NULL;
	app->vault = (struct vault){ 0 };
	if (app->data_fd > 0)
		(void)close(app->data_fd);
	app->data_fd = 0;
}
