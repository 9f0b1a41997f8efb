#include "test.h"

#include "settings_folder.h"

#include "calendar/zone.h"

static void
the_least_that_must_be_said_gets_sensible_defaults(void **state)
{
	struct settings s;

	assert_loads(*state, LEAST, &s);
	assert_int_equal(s.mode, SITE_TEST);
	assert_string_equal(s.base_url, "");
	assert_string_equal(s.name, "Site");
	assert_string_equal(s.tagline, "");
	assert_string_equal(s.owner.name, "Ann");
	assert_string_equal(s.owner.email, "ann@example.org");
	assert_true(s.capacity.open);
	assert_string_equal(s.capacity.next_free, "");
	assert_int_equal(s.availability.first_day, 0);
	assert_string_equal(s.smtp.host, "");
	assert_int_equal(s.smtp.security, SMTP_STARTTLS);
	assert_int_equal(s.smtp.port, 587);
	assert_false(s.webhook.personal_data);
	assert_string_equal(s.caldav.url, "");
	assert_string_equal(s.mail.digest_at, "07:30");
	assert_string_equal(s.trusted_proxy, "");
	assert_string_equal(s.legal.privacy, "legal/privacy.md");
	assert_string_equal(s.database, "");
}

/* The numbers and flags; texts of the owner's are empty by default. */
static void
assert_same_values(const struct settings *a, const struct settings *b)
{
	assert_int_equal(a->availability.slot_minutes,
	    b->availability.slot_minutes);
	assert_int_equal(a->availability.buffer_minutes,
	    b->availability.buffer_minutes);
	assert_int_equal(a->availability.notice_minutes,
	    b->availability.notice_minutes);
	assert_int_equal(a->availability.horizon_days,
	    b->availability.horizon_days);
	assert_int_equal(a->availability.max_per_day,
	    b->availability.max_per_day);
	assert_int_equal(a->reply_hours, b->reply_hours);
	assert_int_equal(a->smtp.security, b->smtp.security);
	assert_int_equal(a->smtp.port, b->smtp.port);
	assert_int_equal(a->mail.owner_full, b->mail.owner_full);
	assert_string_equal(a->mail.digest_at, b->mail.digest_at);
	assert_memory_equal(&a->retention, &b->retention,
	    sizeof(a->retention));
	assert_memory_equal(&a->session, &b->session, sizeof(a->session));
	assert_memory_equal(&a->limits, &b->limits, sizeof(a->limits));
	assert_int_equal(a->webhook.personal_data, b->webhook.personal_data);
	assert_int_equal(a->capacity.open, b->capacity.open);
	assert_string_equal(a->legal.privacy, b->legal.privacy);
	assert_string_equal(a->legal.imprint, b->legal.imprint);
}

static void
the_file_as_shipped_works_and_shows_the_defaults(void **state)
{
	struct folder *folder = *state;
	struct settings least;
	struct settings shipped;

	assert_loads(folder, LEAST, &least);
	assert_status(settings_load(folder->arena, SOURCE_ROOT "/conf",
	    &shipped), OK);
	assert_same_values(&shipped, &least);
	assert_int_equal(shipped.mode, SITE_TEST);
	assert_string_equal(zone_name(shipped.availability.zone),
	    "Europe/Berlin");
	for (int day = 0; day < 7; day++)
		assert_int_equal(shipped.availability.week[day].len,
		    day < 4 ? 2 : 0);
	assert_int_equal(shipped.availability.notice_minutes, 720);
	assert_int_equal(shipped.availability.horizon_days, 28);
}

static void
hours_become_minutes_of_the_week(void **state)
{
	struct settings s;

	assert_loads(*state, "mode: test\n"
	    "name: Site\n"
	    "owner: {name: Ann, email: ann@example.org}\n"
	    "zone: Asia/Calcutta\n"
	    "hours:\n"
	    "  mon: [\"00:00-24:00\"]\n"
	    "  wed: [\"09:00-12:30\", \"12:30-13:00\", \" 14:05 - 18:00 \"]\n"
	    "  sun: []\n", &s);
	assert_string_equal(zone_name(s.availability.zone), "Asia/Calcutta");
	assert_int_equal(s.availability.week[0].len, 1);
	assert_int_equal(s.availability.week[0].at[0].from_minute, 0);
	assert_int_equal(s.availability.week[0].at[0].to_minute, 1440);
	assert_int_equal(s.availability.week[1].len, 0);
	assert_int_equal(s.availability.week[2].len, 3);
	assert_int_equal(s.availability.week[2].at[1].from_minute, 750);
	assert_int_equal(s.availability.week[2].at[2].from_minute, 845);
	assert_int_equal(s.availability.week[2].at[2].to_minute, 1080);
	assert_int_equal(s.availability.week[6].len, 0);
}

static void
every_key_is_read(void **state)
{
	struct settings s;

	assert_loads(*state, LEAST
	    "base_url: http://127.0.0.1:8080\n"
	    "tagline: A sentence.\n"
	    "slot_minutes: 45\n"
	    "buffer_minutes: 15\n"
	    "notice_minutes: 0\n"
	    "horizon_days: 60\n"
	    "max_per_day: 0\n"
	    "capacity: {open: false, next_free: 2027-01-11, reason: Away.}\n"
	    "promise: {reply_hours: 48}\n"
	    "smtp: {host: mail.example.org, port: 2525, security: tls,"
	    " user: ann, password_file: /etc/x, from: a@example.org}\n"
	    "webhook: {url: \"https://hook.example\", secret_file: s,"
	    " personal_data: true}\n"
	    "caldav: {url: \"https://cal.example/ann/\", user: ann,"
	    " password_file: c}\n"
	    "mail: {owner_full: true, digest_at: \"\"}\n"
	    "retention: {closed_days: 90, quarantine_days: 7}\n"
	    "session: {idle_minutes: 5, max_hours: 2}\n"
	    "limits: {connections_per_address: 1, posts_per_10_minutes: 2,"
	    " leads_per_hour: 0, form_seconds: 9, bookings_per_email: 7,"
	    " signins_per_minute: 11, failed_signins: 0}\n"
	    "trusted_proxy: unix\n"
	    "legal: {privacy: legal/imprint.md, imprint: legal/privacy.md}\n"
	    "database: \"\"\n", &s);
	assert_string_equal(s.base_url, "http://127.0.0.1:8080");
	assert_string_equal(s.tagline, "A sentence.");
	assert_int_equal(s.availability.slot_minutes, 45);
	assert_int_equal(s.availability.buffer_minutes, 15);
	assert_int_equal(s.availability.notice_minutes, 0);
	assert_int_equal(s.availability.horizon_days, 60);
	assert_int_equal(s.availability.max_per_day, 0);
	assert_int_equal(s.availability.first_day, civil_days(2027, 1, 11));
	assert_false(s.capacity.open);
	assert_string_equal(s.capacity.reason, "Away.");
	assert_int_equal(s.reply_hours, 48);
	assert_string_equal(s.smtp.host, "mail.example.org");
	assert_int_equal(s.smtp.port, 2525);
	assert_int_equal(s.smtp.security, SMTP_TLS);
	assert_string_equal(s.smtp.user, "ann");
	assert_string_equal(s.smtp.password_file, "/etc/x");
	assert_string_equal(s.smtp.from, "a@example.org");
	assert_string_equal(s.webhook.secret_file, "s");
	assert_true(s.webhook.personal_data);
	assert_string_equal(s.caldav.user, "ann");
	assert_true(s.mail.owner_full);
	assert_string_equal(s.mail.digest_at, "");
	assert_int_equal(s.retention.quarantine_days, 7);
	assert_int_equal(s.session.idle_minutes, 5);
	assert_int_equal(s.limits.posts_per_10_minutes, 2);
	assert_int_equal(s.limits.leads_per_hour, 0);
	assert_int_equal(s.limits.form_seconds, 9);
	assert_int_equal(s.limits.bookings_per_email, 7);
	assert_int_equal(s.limits.signins_per_minute, 11);
	assert_int_equal(s.limits.failed_signins, 0);
	assert_string_equal(s.trusted_proxy, "unix");
	assert_string_equal(s.legal.privacy, "legal/imprint.md");
}

static void
the_usual_port_follows_the_security(void **state)
{
	struct settings s;

	assert_loads(*state, LEAST "smtp: {security: none}\n", &s);
	assert_int_equal(s.smtp.port, 25);
	assert_loads(*state, LEAST "smtp: {security: tls}\n", &s);
	assert_int_equal(s.smtp.port, 465);
}

static void
production_starts_with_all_it_needs(void **state)
{
	struct settings s;

	assert_loads(*state, PRODUCTION, &s);
	assert_int_equal(s.mode, SITE_PRODUCTION);
}

static void
production_needs_an_https_address_and_a_mail_server(void **state)
{
	static const char head[] = "mode: production\nname: S\n"
	    "owner: {name: A, email: a@b.example}\nzone: UTC\n"
	    "hours: {mon: [\"09:00-12:00\"]}\n";
	struct folder *folder = *state;

	assert_refused(folder, head, "site.yaml:1: production mode needs "
	    "base_url, the address visitors type, like https://example.org");
	assert_refused(folder, arena_printf(folder->arena,
	    "%sbase_url: http://example.org\n", head), "site.yaml:6: base_url "
	    "must begin with https:// (in test mode http:// will do), not be "
	    "\"http://example.org\"");
	assert_refused(folder, arena_printf(folder->arena,
	    "%sbase_url: https://example.org\nsmtp: {host: \"\"}\n", head),
	    "site.yaml:7: production mode needs smtp.host, the mail server "
	    "that sends confirmations, like mail.example.org");
}

static void
a_folder_is_no_legal_text(void **state)
{
	assert_refused(*state, LEAST "legal: {privacy: legal}\n",
	    "legal: cannot be read; it must be a file of text");
	assert_refused(*state, PRODUCTION "legal: {privacy: legal}\n",
	    "legal: cannot be read; it must be a file of text");
}

static void
production_refuses_unfinished_legal_texts(void **state)
{
	struct folder *folder = *state;
	struct settings s;

	write_file(folder, "legal/imprint.md",
	    "## Who {#who}\n\n[FILL IN: your name.]\n");
	assert_loads(folder, LEAST, &s);
	assert_refused(folder, PRODUCTION, "legal/imprint.md:3: production "
	    "mode needs the finished text, and here is still \"[FILL IN\"; "
	    "replace it by your own words, or use mode: test");
	write_file(folder, "legal/imprint.md", "");
	assert_refused(folder, PRODUCTION, "legal/imprint.md: is empty; "
	    "production mode needs the finished text");
	write_file(folder, "legal/privacy.md", "PLACEHOLDER: not yet.\n");
	assert_refused(folder, PRODUCTION, "legal/privacy.md:1: production "
	    "mode needs the finished text, and here is still "
	    "\"PLACEHOLDER:\"; replace it by your own words, or use mode: "
	    "test");
}

static void
the_legal_texts_as_shipped_are_unfinished(void **state)
{
	static const char *const keys[] = { "privacy", "imprint" };
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(keys); i++) {
		char text[16384];
		size_t len;
		FILE *file = fopen(arena_printf(folder->arena,
		    SOURCE_ROOT "/conf/legal/%s.md", keys[i]), "re");

		assert_non_null(file);
		len = fread(text, 1, sizeof(text) - 1, file);
		assert_int_equal(fclose(file), 0);
		text[len] = '\0';
		write_file(folder, arena_printf(folder->arena, "legal/%s.md",
		    keys[i]), text);
		assert_refused(folder, PRODUCTION, arena_printf(folder->arena,
		    "legal/%s.md:1: production mode needs the finished text, "
		    "and here is still \"PLACEHOLDER:\"; replace it by your own "
		    "words, or use mode: test", keys[i]));
		write_file(folder, arena_printf(folder->arena, "legal/%s.md",
		    keys[i]), "Done.\n");
	}
}

static void
a_missing_file_is_named(void **state)
{
	struct folder *folder = *state;
	struct captured captured;
	struct settings settings;
	enum status st;

	captured_begin(&captured);
	st = settings_load(folder->arena, folder->path, &settings);
	captured_end(&captured);
	assert_status(st, NOT_FOUND);
	assert_string_equal(captured.text, arena_printf(folder->arena,
	    "%s/site.yaml: cannot be opened: No such file or directory\n",
	    folder->path));
	remove_file(folder, "legal/privacy.md");
	assert_refused(folder, LEAST, arena_printf(folder->arena,
	    "site.yaml:1: legal.privacy: %s/legal/privacy.md cannot be opened: "
	    "No such file or directory", folder->path));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_least_that_must_be_said_gets_sensible_defaults),
		cmocka_unit_test(
		    the_file_as_shipped_works_and_shows_the_defaults),
		cmocka_unit_test(hours_become_minutes_of_the_week),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(the_usual_port_follows_the_security),
		cmocka_unit_test(production_starts_with_all_it_needs),
		cmocka_unit_test(
		    production_needs_an_https_address_and_a_mail_server),
		cmocka_unit_test(a_folder_is_no_legal_text),
		cmocka_unit_test(production_refuses_unfinished_legal_texts),
		cmocka_unit_test(the_legal_texts_as_shipped_are_unfinished),
		cmocka_unit_test(a_missing_file_is_named),
	};

	return run_in_folders("settings", tests, countof(tests));
}
