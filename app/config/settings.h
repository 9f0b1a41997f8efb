#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/availability.h"
#include "domain/retention.h"

struct arena;

/*
 * conf/site.yaml, checked: unknown keys, missing keys, wrong types, impossible
 * values are refused with file and line. All texts are in the arena given at
 * loading; optional texts are "" when absent, never NULL.
 */
enum site_mode { SITE_TEST = 1, SITE_PRODUCTION };

enum smtp_security { SMTP_NONE = 1, SMTP_STARTTLS, SMTP_TLS };

struct settings {
	enum site_mode mode;
	const char *base_url; /* "https://example.org", no trailing slash; "" in
	                       * test mode means: the listen address */
	const char *desk_url; /* the same of the desk; "": its listen address */
	const char *name;
	const char *tagline;
	struct {
		const char *name;
		const char *email;
	} owner;
	struct availability availability;
	struct {
		bool open;             /* whether calls can be booked */
		const char *next_free; /* "2027-01-11" or "" */
		const char *reason;    /* said to visitors when closed */
	} capacity;
	int reply_hours; /* what the site promises */
	struct {
		const char *host; /* "" when no mail is sent */
		int port;
		enum smtp_security security;
		const char *user;
		const char *password_file;
		const char *from;
		const char *ca_file; /* of an authority of one's own, or "" */
	} smtp;
	struct {
		const char *url;
		const char *secret_file;
		bool personal_data;
	} webhook;
	struct {
		const char *url;
		const char *user;
		const char *password_file;
	} caldav;
	struct {
		bool owner_full;       /* names in the owner's mails */
		const char *digest_at; /* "07:30", owner's zone */
	} mail;
	struct retention retention;
	struct {
		int idle_minutes;
		int max_hours;
	} session;
	struct {
		int connections_per_address; /* open at once; 0 no limit */
		int posts_per_10_minutes;    /* a client address; 0 no limit */
		int leads_per_hour;          /* a client address; 0 no limit */
		int form_seconds;            /* a person needs at least; 0 off */
		int bookings_per_email;      /* ahead of now; 0 no limit */
		int signins_per_minute;      /* tries of a client address; 0 no
		                              * limit */
		int failed_signins;          /* of an account, until it must
		                              * wait; 0 never */
	} limits;
	const char *trusted_proxy; /* an address whose X-Real-IP is believed, or
	                            * "unix", or "" */
	struct {
		const char *privacy; /* Markdown file, relative to the conf folder */
		const char *imprint;
	} legal;
	const char *database; /* "" means SQLite in the data folder */
};

/*
 * Reads DIR/site.yaml. OK; INVALID when the file is wrong, NOT_FOUND when
 * there is none, FAILED when it cannot be read: in each case one line has gone
 * to standard error: "conf/site.yaml:12: unknown key \"zonee\"; did you mean
 * \"zone\"?" Production mode insists on base_url, legal texts and smtp.
 */
enum status settings_load(struct arena *arena, const char *dir,
    struct settings *settings);

/* The same of a file in memory; the legal texts are those in dir. OK or
 * INVALID. bytes may go away after. */
struct yaml_source;
enum status settings_read(struct arena *arena,
    const struct yaml_source *source, const char *dir,
    struct settings *settings);

/*
 * The judgements of the file, for who sets the same things elsewhere; problem
 * is the sentence it would refuse with, in arena. Whether a key may have this
 * number: OK or INVALID; a key that has none is a broken program. And whether
 * notice and horizon leave anything to be booked.
 */
enum status settings_number(struct arena *arena, const char *key, int number,
    const char **problem);
enum status settings_notice(struct arena *arena,
    const struct availability *hours, const char **problem);

#endif
