#ifndef CONFIG_SETTINGS_RAW_H
#define CONFIG_SETTINGS_RAW_H

#include <stdbool.h>

#include "config/settings.h"
#include "config/yaml.h"

/*
 * conf/site.yaml as libcyaml reads it, before values are checked and defaults
 * filled in. For settings*.c alone. A key that was not given is NULL, or an
 * enum of 0.
 */
struct raw_day {
	const char **at; /* "09:00-12:00" */
	unsigned count;
};

struct raw_hours {
	struct raw_day day[7]; /* 0 Monday */
};

struct raw_owner {
	const char *name;
	const char *email;
};

struct raw_capacity {
	const bool *open;
	const char *next_free;
	const char *reason;
};

struct raw_promise {
	const int *reply_hours;
};

struct raw_smtp {
	const char *host;
	const int *port;
	enum smtp_security security;
	const char *user;
	const char *password_file;
	const char *from;
	const char *ca_file;
};

struct raw_webhook {
	const char *url;
	const char *secret_file;
	const bool *personal_data;
};

struct raw_caldav {
	const char *url;
	const char *user;
	const char *password_file;
};

struct raw_mail {
	const bool *owner_full;
	const char *digest_at;
};

struct raw_retention {
	const int *closed_days;
	const int *quarantine_days;
};

struct raw_session {
	const int *idle_minutes;
	const int *max_hours;
};

struct raw_limits {
	const int *connections_per_address;
	const int *posts_per_10_minutes;
	const int *leads_per_hour;
	const int *form_seconds;
	const int *bookings_per_email;
	const int *signins_per_minute;
	const int *failed_signins;
};

struct raw_legal {
	const char *privacy;
	const char *imprint;
};

struct raw_settings {
	enum site_mode mode;
	const char *base_url;
	const char *desk_url;
	const char *name;
	const char *tagline;
	struct raw_owner owner;
	const char *zone;
	struct raw_hours hours;
	const int *slot_minutes;
	const int *buffer_minutes;
	const int *notice_minutes;
	const int *horizon_days;
	const int *max_per_day;
	struct raw_capacity capacity;
	struct raw_promise promise;
	struct raw_smtp smtp;
	struct raw_webhook webhook;
	struct raw_caldav caldav;
	struct raw_mail mail;
	struct raw_retention retention;
	struct raw_session session;
	struct raw_limits limits;
	const char *trusted_proxy;
	struct raw_legal legal;
	const char *database;
};

extern const cyaml_schema_value_t settings_schema;

/* What the checks of one file share. */
struct settings_loader {
	struct arena *arena;
	const char *dir; /* the conf folder */
	const struct yaml *yaml;
	const struct raw_settings *raw;
	struct settings *settings; /* being filled */
};

/*
 * The steps, in order; each gives OK, or INVALID with a line on standard
 * error. values: texts, numbers and flags, with defaults and ranges. hours:
 * the zone and the week. rules: the form of texts, and what keys demand of
 * each other. legal: the legal texts, and in production that they are whole.
 */
enum status settings_values(const struct settings_loader *loader);
enum status settings_hours(const struct settings_loader *loader);
enum status settings_rules(const struct settings_loader *loader);
enum status settings_legal(const struct settings_loader *loader);

#endif
