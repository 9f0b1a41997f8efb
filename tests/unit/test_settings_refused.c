/*
 * What is wrong in conf/site.yaml is said in one line: where, what, and how
 * to mend it.
 */
#include "test.h"

#include "settings_folder.h"

static void
what_is_wrong_is_said_with_its_line(void **state)
{
	static const struct {
		const char *yaml;
		const char *message;
	} cases[] = {
		{ LEAST "zonee: UTC\n",
		    "site.yaml:6: unknown key \"zonee\"; did you mean "
		    "\"zone\"?" },
		{ "mode: test\nname: Site\n",
		    "site.yaml:1: the key \"owner\" is missing in the file; "
		    "add it" },
		{ LEAST "slot_minutes: 4\n",
		    "site.yaml:6: slot_minutes must lie between 5 and 480, "
		    "not be 4" },
		{ LEAST "slot_minutes: 30 minutes\n",
		    "site.yaml:6: \"slot_minutes\" must be a whole number "
		    "(digits, no leading zero), not \"30 minutes\"" },
		{ LEAST "horizon_days: 366\n",
		    "site.yaml:6: horizon_days must lie between 1 and 365, "
		    "not be 366" },
		{ LEAST "smtp:\n  port: 0\n",
		    "site.yaml:7: smtp.port must lie between 1 and 65535, "
		    "not be 0" },
		{ LEAST "tagline: \"two\\nlines\"\n",
		    "site.yaml:6: tagline must be one line, without tabs or "
		    "other control characters" },
		{ LEAST "capacity:\n  open: maybe\n",
		    "site.yaml:7: \"open\" must be true or false, not "
		    "\"maybe\"" },
		{ LEAST "capacity:\n  open: true\n  next_free: 2027-02-30\n",
		    "site.yaml:8: capacity.next_free is not a date: "
		    "\"2027-02-30\"; write it as year, month, day, like "
		    "2027-01-11, or leave it empty" },
		{ LEAST "base_url: example.org\n",
		    "site.yaml:6: base_url must begin with https:// (in test "
		    "mode http:// will do), not be \"example.org\"" },
		{ LEAST "base_url: https://example.org/\n",
		    "site.yaml:6: base_url ends with the host or its port, "
		    "without a slash or anything behind it: not "
		    "\"https://example.org/\"" },
		{ LEAST "desk_url: https://desk.example.org/admin\n",
		    "site.yaml:6: desk_url ends with the host or its port, "
		    "without a slash or anything behind it: not "
		    "\"https://desk.example.org/admin\"" },
		{ LEAST "base_url: \"https://ann:x@example.org\"\n",
		    "site.yaml:6: base_url is not an address: "
		    "\"https://ann:x@example.org\"; write it like "
		    "https://example.org, without name, password or spaces" },
		{ LEAST "notice_minutes: 4320\nhorizon_days: 2\n",
		    "site.yaml:6: with a notice of 4320 minutes and a horizon "
		    "of 2 days no call could ever be booked; make "
		    "notice_minutes smaller or horizon_days larger" },
		{ LEAST "mail: {digest_at: \"24:00\"}\n",
		    "site.yaml:6: mail.digest_at is not a time: \"24:00\"; "
		    "write it in 24 hours, like \"07:30\", or leave it empty "
		    "for no digest" },
		{ LEAST "session: {idle_minutes: 120, max_hours: 1}\n",
		    "site.yaml:6: session.idle_minutes is longer than "
		    "session.max_hours, so it could never take effect; make "
		    "it 60 or less" },
		{ LEAST "trusted_proxy: nginx\n",
		    "site.yaml:6: trusted_proxy is the address of the proxy in "
		    "front, like 127.0.0.1, or the word unix, not \"nginx\"" },
		{ LEAST "database: mysql://x\n",
		    "site.yaml:6: database is the URL of a PostgreSQL server, "
		    "like postgres://host/fourways, or empty for files in the "
		    "data folder" },
		{ LEAST "legal: {privacy: /etc/passwd}\n",
		    "site.yaml:6: legal.privacy is a Markdown file within this "
		    "folder, like legal/privacy.md, not \"/etc/passwd\"" },
		{ LEAST "legal: {imprint: legal/../../x}\n",
		    "site.yaml:6: legal.imprint is a Markdown file within this "
		    "folder, like legal/privacy.md, not \"legal/../../x\"" },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(*state, cases[i].yaml, cases[i].message);
}

static void
a_wrong_connection_is_said_with_its_line(void **state)
{
	static const struct {
		const char *yaml;
		const char *message;
	} cases[] = {
		{ LEAST "smtp: {host: \"mail example\", from: a@b.example}\n",
		    "site.yaml:6: smtp.host is the name of a mail server, like "
		    "mail.example.org, not \"mail example\"; the port has its "
		    "own key" },
		{ LEAST "smtp:\n  host: m.example\n",
		    "site.yaml:6: smtp.from is missing; write the address that "
		    "confirmations come from, one that smtp.host may send "
		    "for" },
		{ LEAST "smtp:\n  host: m.example\n  from: nobody\n",
		    "site.yaml:8: smtp.from is not an e-mail address: "
		    "\"nobody\"; write it like name@example.org" },
		{ LEAST "smtp:\n  user: ann\n",
		    "site.yaml:7: smtp.user is given but smtp.host is empty; "
		    "fill in both or neither" },
		{ LEAST "smtp: {host: m.example, from: a@b.example, user: a,"
		    " password_file: p, security: none}\n",
		    "site.yaml:6: with smtp.security none the password would "
		    "cross the network in the clear; use starttls or tls" },
		{ LEAST "smtp: {security: ssl}\n",
		    "site.yaml:6: \"security\" cannot be \"ssl\"; the choices "
		    "are none, starttls and tls" },
		{ LEAST "webhook: {url: \"https://h.example\"}\n",
		    "site.yaml:6: webhook.url needs webhook.secret_file, the "
		    "file with the secret that signs each message" },
		{ LEAST "webhook: {secret_file: s}\n",
		    "site.yaml:6: webhook.secret_file is given but webhook.url "
		    "is empty; fill in both or neither" },
		{ LEAST "caldav: {url: \"ftp://x\"}\n",
		    "site.yaml:6: caldav.url must begin with https:// (in test "
		    "mode http:// will do), not be \"ftp://x\"" },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(*state, cases[i].yaml, cases[i].message);
}

static void
a_proxy_is_an_address_or_the_word_unix(void **state)
{
	static const char *const good[] = { "unix", "127.0.0.1",
		"255.255.255.255", "::1", "::", "2001:db8::1", "fe80::",
		"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8" };
	static const char *const bad[] = { "nginx", "127.0.0", "1.2.3.4.5",
		"256.0.0.1", "01.2.3.4", "1.2.3.", "1.2.3.-4", ".1.2.3.4",
		"1", ":", ":::", ":1", "1:", "1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9", "1::2::3", "12345::1", "::g",
		"1:2:3:4::5:6:7:8", "::1:", ":1::2", "127.0.0.1:80",
		"://e", "::ffff:127.0.0.1", "::ffff:7f00:1" };
	struct folder *folder = *state;
	struct settings settings;

	for (size_t i = 0; i < countof(good); i++)
		assert_loads(folder, arena_printf(folder->arena,
		    LEAST "trusted_proxy: \"%s\"\n", good[i]), &settings);
	for (size_t i = 0; i < countof(bad); i++)
		assert_refused(folder, arena_printf(folder->arena,
		    LEAST "trusted_proxy: \"%s\"\n", bad[i]),
		    arena_printf(folder->arena, "site.yaml:6: trusted_proxy is "
		    "the address of the proxy in front, like 127.0.0.1, or the "
		    "word unix, not \"%s\"", bad[i]));
}

static void
a_wrong_owner_mode_or_zone_is_said_with_its_line(void **state)
{
	static const char *const rest =
	    "hours: {mon: [\"09:00-12:00\"]}\n";
	static const struct {
		const char *yaml;
		const char *message;
	} cases[] = {
		{ "mode: live\nname: S\n"
		    "owner: {name: A, email: a@b.example}\nzone: UTC\n",
		    "site.yaml:1: \"mode\" cannot be \"live\"; the choices are "
		    "test and production" },
		{ "mode: test\nname: \" \"\n"
		    "owner: {name: A, email: a@b.example}\nzone: UTC\n",
		    "site.yaml:2: name is blank; write what the site is "
		    "called" },
		{ "mode: test\nname: S\nowner:\n  name: A\n"
		    "  email: a@b\nzone: UTC\n",
		    "site.yaml:5: owner.email is not an e-mail address: "
		    "\"a@b\"; write it like name@example.org" },
		{ "mode: test\nname: S\n"
		    "owner: {name: A, email: a@b.example}\nzone: Berlin\n",
		    "site.yaml:4: there is no time zone \"Berlin\"; write it "
		    "as continent and city, like Europe/Berlin or "
		    "America/New_York" },
		{ "mode: test\nname: S\n"
		    "owner: {name: A, email: a@b.example}\n"
		    "zone: Europe/Belrin\n",
		    "site.yaml:4: there is no time zone \"Europe/Belrin\"; did "
		    "you mean \"Europe/Berlin\"?" },
		{ "mode: test\nname: S\n"
		    "owner: {name: A, email: a@b.example}\n"
		    "zone: ../../etc/passwd\n",
		    "site.yaml:4: there is no time zone \"../../etc/passwd\"; "
		    "write it as continent and city, like Europe/Berlin or "
		    "America/New_York" },
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(folder, arena_printf(folder->arena, "%s%s",
		    cases[i].yaml, rest), cases[i].message);
}

static void
hours_that_make_no_sense_are_refused(void **state)
{
	static const char *const wrong[] = { "9-12", "09:00", "09:00-",
		"9:00-12:00", "09:00-12:60", "09:00-24:01", "25:00-26:00",
		"12:00-09:00", "09:00-09:00", "09:00-12:-0", "09.00-12.00",
		"09:00~12:00", "24:00-24:00" };
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(wrong); i++)
		assert_refused(folder, arena_printf(folder->arena,
		    "mode: test\nname: S\nowner: {name: A, email: a@b.example}"
		    "\nzone: UTC\nhours:\n  mon: []\n  tue:\n"
		    "    - \"08:00-08:30\"\n    - \"%s\"\n", wrong[i]),
		    arena_printf(folder->arena, "site.yaml:9: \"%s\" is not a "
		    "stretch of open time; write start and end in 24 hours, "
		    "like \"09:00-12:30\"; the end of the day is 24:00",
		    wrong[i]));
}

static void
hours_out_of_order_overlapping_or_too_short_are_refused(void **state)
{
	static const struct {
		const char *hours;
		const char *message;
	} cases[] = {
		{ "[\"14:00-17:00\", \"09:00-12:00\"]",
		    "site.yaml:5: \"09:00-12:00\" begins before the stretch in "
		    "front of it ends; put them in order, without overlap" },
		{ "[\"09:00-12:00\", \"11:59-13:00\"]",
		    "site.yaml:5: \"11:59-13:00\" begins before the stretch in "
		    "front of it ends; put them in order, without overlap" },
		{ "[\"09:00-09:20\"]",
		    "site.yaml:5: \"09:00-09:20\" is too short for a call of "
		    "30 minutes; lengthen it, or make slot_minutes smaller" },
	};
	struct folder *folder = *state;

	for (size_t i = 0; i < countof(cases); i++)
		assert_refused(folder, arena_printf(folder->arena,
		    "mode: test\nname: S\nowner: {name: A, email: a@b.example}"
		    "\nzone: UTC\nhours: {fri: %s}\n", cases[i].hours),
		    cases[i].message);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_said_with_its_line),
		cmocka_unit_test(a_wrong_connection_is_said_with_its_line),
		cmocka_unit_test(a_proxy_is_an_address_or_the_word_unix),
		cmocka_unit_test(
		    a_wrong_owner_mode_or_zone_is_said_with_its_line),
		cmocka_unit_test(hours_that_make_no_sense_are_refused),
		cmocka_unit_test(
		    hours_out_of_order_overlapping_or_too_short_are_refused),
	};

	return run_in_folders("settings_refused", tests, countof(tests));
}
