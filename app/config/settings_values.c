#include "config/settings_raw.h"

#include <assert.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"

/*
 * Every single value with its default and its range. key is the place in the
 * file; the offsets say where it is read from and where it goes.
 */
struct number_rule {
	const char *key;
	size_t raw;
	size_t out;
	int fallback;
	int min;
	int max;
};

struct flag_rule {
	const char *key;
	size_t raw;
	size_t out;
	bool fallback;
};

struct text_rule {
	const char *key;
	size_t raw;
	size_t out;
	const char *fallback;
	size_t max; /* characters */
};

static const struct number_rule numbers[] = {
	{ "slot_minutes", offsetof(struct raw_settings, slot_minutes),
	    offsetof(struct settings, availability.slot_minutes),
	    30, 5, 480 },
	{ "buffer_minutes", offsetof(struct raw_settings, buffer_minutes),
	    offsetof(struct settings, availability.buffer_minutes),
	    0, 0, 480 },
	{ "notice_minutes", offsetof(struct raw_settings, notice_minutes),
	    offsetof(struct settings, availability.notice_minutes),
	    720, 0, 43200 },
	{ "horizon_days", offsetof(struct raw_settings, horizon_days),
	    offsetof(struct settings, availability.horizon_days),
	    28, 1, 365 },
	{ "max_per_day", offsetof(struct raw_settings, max_per_day),
	    offsetof(struct settings, availability.max_per_day),
	    4, 0, 100 },
	{ "promise.reply_hours",
	    offsetof(struct raw_settings, promise.reply_hours),
	    offsetof(struct settings, reply_hours), 24, 1, 336 },
	/* 0, which cannot be written, becomes the port of the security. */
	{ "smtp.port", offsetof(struct raw_settings, smtp.port),
	    offsetof(struct settings, smtp.port), 0, 1, 65535 },
	{ "retention.closed_days",
	    offsetof(struct raw_settings, retention.closed_days),
	    offsetof(struct settings, retention.closed_days), 180, 1, 3650 },
	{ "retention.quarantine_days",
	    offsetof(struct raw_settings, retention.quarantine_days),
	    offsetof(struct settings, retention.quarantine_days),
	    30, 1, 365 },
	{ "session.idle_minutes",
	    offsetof(struct raw_settings, session.idle_minutes),
	    offsetof(struct settings, session.idle_minutes), 30, 1, 1440 },
	{ "session.max_hours",
	    offsetof(struct raw_settings, session.max_hours),
	    offsetof(struct settings, session.max_hours), 12, 1, 168 },
	{ "limits.connections_per_address",
	    offsetof(struct raw_settings, limits.connections_per_address),
	    offsetof(struct settings, limits.connections_per_address),
	    64, 0, 100000 },
	{ "limits.posts_per_10_minutes",
	    offsetof(struct raw_settings, limits.posts_per_10_minutes),
	    offsetof(struct settings, limits.posts_per_10_minutes),
	    5, 0, 100000 },
	{ "limits.leads_per_hour",
	    offsetof(struct raw_settings, limits.leads_per_hour),
	    offsetof(struct settings, limits.leads_per_hour),
	    10, 0, 100000 },
	{ "limits.form_seconds",
	    offsetof(struct raw_settings, limits.form_seconds),
	    offsetof(struct settings, limits.form_seconds), 3, 0, 60 },
	{ "limits.bookings_per_email",
	    offsetof(struct raw_settings, limits.bookings_per_email),
	    offsetof(struct settings, limits.bookings_per_email), 2, 0, 1000 },
	{ "limits.signins_per_minute",
	    offsetof(struct raw_settings, limits.signins_per_minute),
	    offsetof(struct settings, limits.signins_per_minute),
	    10, 0, 100000 },
	{ "limits.failed_signins",
	    offsetof(struct raw_settings, limits.failed_signins),
	    offsetof(struct settings, limits.failed_signins), 5, 0, 100 },
};

static const struct flag_rule flags[] = {
	{ "capacity.open", offsetof(struct raw_settings, capacity.open),
	    offsetof(struct settings, capacity.open), true },
	{ "webhook.personal_data",
	    offsetof(struct raw_settings, webhook.personal_data),
	    offsetof(struct settings, webhook.personal_data), false },
	{ "mail.owner_full", offsetof(struct raw_settings, mail.owner_full),
	    offsetof(struct settings, mail.owner_full), false },
};

static const struct text_rule texts[] = {
	{ "base_url", offsetof(struct raw_settings, base_url),
	    offsetof(struct settings, base_url), "", 200 },
	{ "desk_url", offsetof(struct raw_settings, desk_url),
	    offsetof(struct settings, desk_url), "", 200 },
	{ "name", offsetof(struct raw_settings, name),
	    offsetof(struct settings, name), "", 80 },
	{ "tagline", offsetof(struct raw_settings, tagline),
	    offsetof(struct settings, tagline), "", 200 },
	{ "owner.name", offsetof(struct raw_settings, owner.name),
	    offsetof(struct settings, owner.name), "", 100 },
	{ "owner.email", offsetof(struct raw_settings, owner.email),
	    offsetof(struct settings, owner.email), "", 254 },
	{ "capacity.next_free",
	    offsetof(struct raw_settings, capacity.next_free),
	    offsetof(struct settings, capacity.next_free), "", 10 },
	{ "capacity.reason", offsetof(struct raw_settings, capacity.reason),
	    offsetof(struct settings, capacity.reason), "", 300 },
	{ "smtp.host", offsetof(struct raw_settings, smtp.host),
	    offsetof(struct settings, smtp.host), "", 253 },
	{ "smtp.user", offsetof(struct raw_settings, smtp.user),
	    offsetof(struct settings, smtp.user), "", 254 },
	{ "smtp.password_file",
	    offsetof(struct raw_settings, smtp.password_file),
	    offsetof(struct settings, smtp.password_file), "", 1000 },
	{ "smtp.from", offsetof(struct raw_settings, smtp.from),
	    offsetof(struct settings, smtp.from), "", 254 },
	{ "smtp.ca_file", offsetof(struct raw_settings, smtp.ca_file),
	    offsetof(struct settings, smtp.ca_file), "", 1000 },
	{ "webhook.url", offsetof(struct raw_settings, webhook.url),
	    offsetof(struct settings, webhook.url), "", 1000 },
	{ "webhook.secret_file",
	    offsetof(struct raw_settings, webhook.secret_file),
	    offsetof(struct settings, webhook.secret_file), "", 1000 },
	{ "caldav.url", offsetof(struct raw_settings, caldav.url),
	    offsetof(struct settings, caldav.url), "", 1000 },
	{ "caldav.user", offsetof(struct raw_settings, caldav.user),
	    offsetof(struct settings, caldav.user), "", 254 },
	{ "caldav.password_file",
	    offsetof(struct raw_settings, caldav.password_file),
	    offsetof(struct settings, caldav.password_file), "", 1000 },
	{ "mail.digest_at", offsetof(struct raw_settings, mail.digest_at),
	    offsetof(struct settings, mail.digest_at), "07:30", 5 },
	{ "trusted_proxy", offsetof(struct raw_settings, trusted_proxy),
	    offsetof(struct settings, trusted_proxy), "", 45 },
	{ "legal.privacy", offsetof(struct raw_settings, legal.privacy),
	    offsetof(struct settings, legal.privacy), "legal/privacy.md",
	    200 },
	{ "legal.imprint", offsetof(struct raw_settings, legal.imprint),
	    offsetof(struct settings, legal.imprint), "legal/imprint.md",
	    200 },
	{ "database", offsetof(struct raw_settings, database),
	    offsetof(struct settings, database), "", 1000 },
};

/* The pointer that the raw settings hold at an offset; NULL if not given. */
static const void *
given(const struct settings_loader *loader, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, (const char *)loader->raw + offset, sizeof(pointer));
	return pointer;
}

static void
put(const struct settings_loader *loader, size_t offset, const void *value,
    size_t size)
{
	memcpy((char *)loader->settings + offset, value, size);
}

enum status
settings_number(struct arena *arena, const char *key, int number,
    const char **problem)
{
	size_t i = 0;

	while (i < countof(numbers) && strcmp(numbers[i].key, key) != 0)
		i++;
	assert(i < countof(numbers));
	if (number >= numbers[i].min && number <= numbers[i].max)
		return OK;
	*problem = arena_printf(arena, "%s must lie between %d and %d, not be "
	    "%d", key, numbers[i].min, numbers[i].max, number);
	return INVALID;
}

static enum status
put_number(const struct settings_loader *loader,
    const struct number_rule *rule)
{
	const int *number = given(loader, rule->raw);
	const char *problem;

	if (number != NULL && settings_number(loader->arena, rule->key,
	    *number, &problem) != OK)
		return yaml_refuse(loader->yaml, rule->key, "%s", problem);
	put(loader, rule->out, number == NULL ? &rule->fallback : number,
	    sizeof(*number));
	return OK;
}

static void
put_flag(const struct settings_loader *loader, const struct flag_rule *rule)
{
	const bool *flag = given(loader, rule->raw);

	put(loader, rule->out, flag == NULL ? &rule->fallback : flag,
	    sizeof(*flag));
}

static enum status
put_text(const struct settings_loader *loader, const struct text_rule *rule)
{
	const char *text = given(loader, rule->raw);

	text = text == NULL ? rule->fallback : text_trim(loader->arena, text);
	if (text_has_control(text))
		return yaml_refuse(loader->yaml, rule->key, "%s must be one "
		    "line, without tabs or other control characters",
		    rule->key);
	if (text_length(text) > rule->max)
		return yaml_refuse(loader->yaml, rule->key, "%s is %zu "
		    "characters long, and %zu fit; shorten it", rule->key,
		    text_length(text), rule->max);
	put(loader, rule->out, &text, sizeof(text));
	return OK;
}

enum status
settings_values(const struct settings_loader *loader)
{
	enum status st = OK;

	loader->settings->mode = loader->raw->mode;
	loader->settings->smtp.security = loader->raw->smtp.security != 0 ?
	    loader->raw->smtp.security : SMTP_STARTTLS;
	for (size_t i = 0; st == OK && i < countof(texts); i++)
		st = put_text(loader, &texts[i]);
	for (size_t i = 0; st == OK && i < countof(numbers); i++)
		st = put_number(loader, &numbers[i]);
	for (size_t i = 0; i < countof(flags); i++)
		put_flag(loader, &flags[i]);
	return st;
}
