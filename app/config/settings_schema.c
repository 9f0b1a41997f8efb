#include "config/settings_raw.h"

#include "base/util.h"

/*
 * The shape of conf/site.yaml. Lengths are in bytes here and only stop what
 * is no setting at all; settings_values.c counts characters.
 */
enum {
	TEXT_MAX = 4000,
	WINDOW_MAX = 40,
	WINDOWS_MAX = 24,
};

enum {
	NEEDED = CYAML_FLAG_POINTER,
	OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
	/* What lies within its struct: a block of keys, a choice. */
	WITHIN = CYAML_FLAG_OPTIONAL,
	CHOICE = CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT,
};

static const cyaml_strval_t modes[] = {
	{ "test", SITE_TEST },
	{ "production", SITE_PRODUCTION },
};

static const cyaml_strval_t securities[] = {
	{ "none", SMTP_NONE },
	{ "starttls", SMTP_STARTTLS },
	{ "tls", SMTP_TLS },
};

static const cyaml_schema_value_t window_schema = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, WINDOW_MAX),
};

static const cyaml_schema_field_t owner_fields[] = {
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct raw_owner, name, 1,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("email", NEEDED, struct raw_owner, email, 1,
	    TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t hours_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("mon", OPTIONAL, struct raw_hours,
	    day[0].at, day[0].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("tue", OPTIONAL, struct raw_hours,
	    day[1].at, day[1].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("wed", OPTIONAL, struct raw_hours,
	    day[2].at, day[2].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("thu", OPTIONAL, struct raw_hours,
	    day[3].at, day[3].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("fri", OPTIONAL, struct raw_hours,
	    day[4].at, day[4].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("sat", OPTIONAL, struct raw_hours,
	    day[5].at, day[5].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_SEQUENCE_COUNT("sun", OPTIONAL, struct raw_hours,
	    day[6].at, day[6].count, &window_schema, 0, WINDOWS_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t capacity_fields[] = {
	CYAML_FIELD_BOOL_PTR("open", OPTIONAL, struct raw_capacity, open),
	CYAML_FIELD_STRING_PTR("next_free", OPTIONAL, struct raw_capacity,
	    next_free, 0, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("reason", OPTIONAL, struct raw_capacity, reason,
	    0, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t promise_fields[] = {
	CYAML_FIELD_INT_PTR("reply_hours", OPTIONAL, struct raw_promise,
	    reply_hours),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t smtp_fields[] = {
	CYAML_FIELD_STRING_PTR("host", OPTIONAL, struct raw_smtp, host, 0,
	    TEXT_MAX),
	CYAML_FIELD_INT_PTR("port", OPTIONAL, struct raw_smtp, port),
	CYAML_FIELD_ENUM("security", CHOICE, struct raw_smtp, security,
	    securities, countof(securities)),
	CYAML_FIELD_STRING_PTR("user", OPTIONAL, struct raw_smtp, user, 0,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("password_file", OPTIONAL, struct raw_smtp,
	    password_file, 0, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("from", OPTIONAL, struct raw_smtp, from, 0,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("ca_file", OPTIONAL, struct raw_smtp, ca_file,
	    0, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t webhook_fields[] = {
	CYAML_FIELD_STRING_PTR("url", OPTIONAL, struct raw_webhook, url, 0,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("secret_file", OPTIONAL, struct raw_webhook,
	    secret_file, 0, TEXT_MAX),
	CYAML_FIELD_BOOL_PTR("personal_data", OPTIONAL, struct raw_webhook,
	    personal_data),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t caldav_fields[] = {
	CYAML_FIELD_STRING_PTR("url", OPTIONAL, struct raw_caldav, url, 0,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("user", OPTIONAL, struct raw_caldav, user, 0,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("password_file", OPTIONAL, struct raw_caldav,
	    password_file, 0, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t mail_fields[] = {
	CYAML_FIELD_BOOL_PTR("owner_full", OPTIONAL, struct raw_mail,
	    owner_full),
	CYAML_FIELD_STRING_PTR("digest_at", OPTIONAL, struct raw_mail,
	    digest_at, 0, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t retention_fields[] = {
	CYAML_FIELD_INT_PTR("closed_days", OPTIONAL, struct raw_retention,
	    closed_days),
	CYAML_FIELD_INT_PTR("quarantine_days", OPTIONAL, struct raw_retention,
	    quarantine_days),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t session_fields[] = {
	CYAML_FIELD_INT_PTR("idle_minutes", OPTIONAL, struct raw_session,
	    idle_minutes),
	CYAML_FIELD_INT_PTR("max_hours", OPTIONAL, struct raw_session,
	    max_hours),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t limits_fields[] = {
	CYAML_FIELD_INT_PTR("connections_per_address", OPTIONAL,
	    struct raw_limits, connections_per_address),
	CYAML_FIELD_INT_PTR("posts_per_10_minutes", OPTIONAL,
	    struct raw_limits, posts_per_10_minutes),
	CYAML_FIELD_INT_PTR("leads_per_hour", OPTIONAL, struct raw_limits,
	    leads_per_hour),
	CYAML_FIELD_INT_PTR("form_seconds", OPTIONAL, struct raw_limits,
	    form_seconds),
	CYAML_FIELD_INT_PTR("bookings_per_email", OPTIONAL, struct raw_limits,
	    bookings_per_email),
	CYAML_FIELD_INT_PTR("signins_per_minute", OPTIONAL, struct raw_limits,
	    signins_per_minute),
	CYAML_FIELD_INT_PTR("failed_signins", OPTIONAL, struct raw_limits,
	    failed_signins),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t legal_fields[] = {
	CYAML_FIELD_STRING_PTR("privacy", OPTIONAL, struct raw_legal, privacy,
	    0, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("imprint", OPTIONAL, struct raw_legal, imprint,
	    0, TEXT_MAX),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_ENUM("mode", CYAML_FLAG_STRICT, struct raw_settings, mode,
	    modes, countof(modes)),
	CYAML_FIELD_STRING_PTR("base_url", OPTIONAL, struct raw_settings,
	    base_url, 0, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("desk_url", OPTIONAL, struct raw_settings,
	    desk_url, 0, TEXT_MAX),
	CYAML_FIELD_STRING_PTR("name", NEEDED, struct raw_settings, name, 1,
	    TEXT_MAX),
	CYAML_FIELD_STRING_PTR("tagline", OPTIONAL, struct raw_settings,
	    tagline, 0, TEXT_MAX),
	CYAML_FIELD_MAPPING("owner", CYAML_FLAG_DEFAULT, struct raw_settings,
	    owner, owner_fields),
	CYAML_FIELD_STRING_PTR("zone", NEEDED, struct raw_settings, zone, 1,
	    TEXT_MAX),
	CYAML_FIELD_MAPPING("hours", CYAML_FLAG_DEFAULT, struct raw_settings,
	    hours, hours_fields),
	CYAML_FIELD_INT_PTR("slot_minutes", OPTIONAL, struct raw_settings,
	    slot_minutes),
	CYAML_FIELD_INT_PTR("buffer_minutes", OPTIONAL, struct raw_settings,
	    buffer_minutes),
	CYAML_FIELD_INT_PTR("notice_minutes", OPTIONAL, struct raw_settings,
	    notice_minutes),
	CYAML_FIELD_INT_PTR("horizon_days", OPTIONAL, struct raw_settings,
	    horizon_days),
	CYAML_FIELD_INT_PTR("max_per_day", OPTIONAL, struct raw_settings,
	    max_per_day),
	CYAML_FIELD_MAPPING("capacity", WITHIN, struct raw_settings, capacity,
	    capacity_fields),
	CYAML_FIELD_MAPPING("promise", WITHIN, struct raw_settings, promise,
	    promise_fields),
	CYAML_FIELD_MAPPING("smtp", WITHIN, struct raw_settings, smtp,
	    smtp_fields),
	CYAML_FIELD_MAPPING("webhook", WITHIN, struct raw_settings, webhook,
	    webhook_fields),
	CYAML_FIELD_MAPPING("caldav", WITHIN, struct raw_settings, caldav,
	    caldav_fields),
	CYAML_FIELD_MAPPING("mail", WITHIN, struct raw_settings, mail,
	    mail_fields),
	CYAML_FIELD_MAPPING("retention", WITHIN, struct raw_settings,
	    retention, retention_fields),
	CYAML_FIELD_MAPPING("session", WITHIN, struct raw_settings, session,
	    session_fields),
	CYAML_FIELD_MAPPING("limits", WITHIN, struct raw_settings, limits,
	    limits_fields),
	CYAML_FIELD_STRING_PTR("trusted_proxy", OPTIONAL, struct raw_settings,
	    trusted_proxy, 0, TEXT_MAX),
	CYAML_FIELD_MAPPING("legal", WITHIN, struct raw_settings, legal,
	    legal_fields),
	CYAML_FIELD_STRING_PTR("database", OPTIONAL, struct raw_settings,
	    database, 0, TEXT_MAX),
	CYAML_FIELD_END,
};

const cyaml_schema_value_t settings_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_settings, fields),
};
