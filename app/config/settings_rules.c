#include "config/settings_raw.h"

#include <arpa/inet.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "domain/booking.h"
#include "domain/hours.h"

static bool
is_given(const char *text)
{
	return text[0] != '\0';
}

/* The part of a URL after its scheme, or NULL when the scheme is not one that
 * the mode allows. */
static const char *
after_scheme(const struct settings *settings, const char *url)
{
	if (text_starts(url, "https://"))
		return url + strlen("https://");
	if (settings->mode == SITE_TEST && text_starts(url, "http://"))
		return url + strlen("http://");
	return NULL;
}

/* A host, its port and what follows: visible ASCII without quotes. */
static bool
is_url_rest(const char *rest)
{
	if (*rest == '\0' || *rest == '/' || *rest == ':')
		return false;
	for (; *rest != '\0'; rest++)
		if (*rest <= ' ' || *rest >= 0x7f || strchr("\"'<>\\@", *rest))
			return false;
	return true;
}

static enum status
check_url(const struct settings_loader *loader, const char *key,
    const char *url)
{
	const char *rest = after_scheme(loader->settings, url);

	if (rest == NULL)
		return yaml_refuse(loader->yaml, key, "%s must begin with "
		    "https:// (in test mode http:// will do), not be \"%s\"",
		    key, url);
	if (!is_url_rest(rest))
		return yaml_refuse(loader->yaml, key, "%s is not an address: "
		    "\"%s\"; write it like https://example.org, without name, "
		    "password or spaces", key, url);
	return OK;
}

/* One that paths are put behind. */
static enum status
check_host_url(const struct settings_loader *loader, const char *key,
    const char *url)
{
	const char *host = after_scheme(loader->settings, url);
	enum status st;

	if ((st = check_url(loader, key, url)) != OK)
		return st;
	if (host != NULL && strpbrk(host, "/?#") != NULL)
		return yaml_refuse(loader->yaml, key, "%s ends with the host "
		    "or its port, without a slash or anything behind it: not "
		    "\"%s\"", key, url);
	return OK;
}

static enum status
check_base_url(const struct settings_loader *loader)
{
	const char *url = loader->settings->base_url;

	if (is_given(url))
		return check_host_url(loader, "base_url", url);
	return loader->settings->mode == SITE_TEST ? OK :
	    yaml_refuse(loader->yaml, "base_url", "production mode needs "
	    "base_url, the address visitors type, like https://example.org");
}

static enum status
check_desk_url(const struct settings_loader *loader)
{
	const char *url = loader->settings->desk_url;

	return is_given(url) ? check_host_url(loader, "desk_url", url) : OK;
}

static enum status
check_name(const struct settings_loader *loader)
{
	if (!is_given(loader->settings->name))
		return yaml_refuse(loader->yaml, "name", "name is blank; "
		    "write what the site is called");
	if (!is_given(loader->settings->owner.name))
		return yaml_refuse(loader->yaml, "owner.name", "owner.name is "
		    "blank; write the name of who takes the calls");
	return OK;
}

static enum status
check_email(const struct settings_loader *loader, const char *key,
    const char *email)
{
	if (email_is_valid(email))
		return OK;
	return yaml_refuse(loader->yaml, key, "%s is not an e-mail address: "
	    "\"%s\"; write it like name@example.org", key, email);
}

static enum status
check_owner(const struct settings_loader *loader)
{
	return check_email(loader, "owner.email",
	    loader->settings->owner.email);
}

enum status
settings_notice(struct arena *arena, const struct availability *hours,
    const char **problem)
{
	/* The last day offered ends at most this far from now. */
	if (hours->notice_minutes < (hours->horizon_days + 1) * 24 * 60)
		return OK;
	*problem = arena_printf(arena, "with a notice of %d minutes and a "
	    "horizon of %d days no call could ever be booked; make "
	    "notice_minutes smaller or horizon_days larger",
	    hours->notice_minutes, hours->horizon_days);
	return INVALID;
}

static enum status
check_notice(const struct settings_loader *loader)
{
	const char *problem;

	if (settings_notice(loader->arena, &loader->settings->availability,
	    &problem) == OK)
		return OK;
	return yaml_refuse(loader->yaml, "notice_minutes", "%s", problem);
}

static enum status
check_capacity(const struct settings_loader *loader)
{
	const char *next_free = loader->settings->capacity.next_free;
	int64_t midnight;

	loader->settings->availability.closed =
	    !loader->settings->capacity.open;
	if (!is_given(next_free))
		return OK;
	if (instant_parse(arena_printf(loader->arena, "%sT00:00:00Z",
	    next_free), &midnight) != OK)
		return yaml_refuse(loader->yaml, "capacity.next_free",
		    "capacity.next_free is not a date: \"%s\"; write it as "
		    "year, month, day, like 2027-01-11, or leave it empty",
		    next_free);
	loader->settings->availability.first_day = midnight / 86400;
	return OK;
}

/* Keys that say nothing while another one is empty. */
static enum status
check_companion(const struct settings_loader *loader, const char *key,
    const char *value, const char *needed, const char *needed_value)
{
	if (!is_given(value) || is_given(needed_value))
		return OK;
	return yaml_refuse(loader->yaml, key, "%s is given but %s is empty; "
	    "fill in both or neither", key, needed);
}

static enum status
check_smtp_host(const struct settings_loader *loader)
{
	const char *host = loader->settings->smtp.host;

	if (host[strspn(host, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:")] == '\0')
		return OK;
	return yaml_refuse(loader->yaml, "smtp.host", "smtp.host is the name "
	    "of a mail server, like mail.example.org, not \"%s\"; the port "
	    "has its own key", host);
}

static bool
is_this_machine(const char *host)
{
	return strcmp(host, "localhost") == 0 ||
	    strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0;
}

static enum status
check_smtp_login(const struct settings_loader *loader)
{
	const struct settings *s = loader->settings;
	enum status st;

	if ((st = check_companion(loader, "smtp.user", s->smtp.user,
	    "smtp.host", s->smtp.host)) != OK ||
	    (st = check_companion(loader, "smtp.from", s->smtp.from,
	    "smtp.host", s->smtp.host)) != OK ||
	    (st = check_companion(loader, "smtp.ca_file", s->smtp.ca_file,
	    "smtp.host", s->smtp.host)) != OK ||
	    (st = check_companion(loader, "smtp.user", s->smtp.user,
	    "smtp.password_file", s->smtp.password_file)) != OK ||
	    (st = check_companion(loader, "smtp.password_file",
	    s->smtp.password_file, "smtp.user", s->smtp.user)) != OK)
		return st;
	if (is_given(s->smtp.user) && s->smtp.security == SMTP_NONE &&
	    !is_this_machine(s->smtp.host))
		return yaml_refuse(loader->yaml, "smtp.security", "with "
		    "smtp.security none the password would cross the network "
		    "in the clear; use starttls or tls");
	return OK;
}

static enum status
check_smtp(const struct settings_loader *loader)
{
	static const int ports[] = { [SMTP_NONE] = 25, [SMTP_STARTTLS] = 587,
		[SMTP_TLS] = 465 };
	struct settings *s = loader->settings;
	enum status st;

	if (s->smtp.port == 0)
		s->smtp.port = ports[s->smtp.security];
	if (!is_given(s->smtp.host) && s->mode == SITE_PRODUCTION)
		return yaml_refuse(loader->yaml, "smtp.host", "production mode "
		    "needs smtp.host, the mail server that sends confirmations, "
		    "like mail.example.org");
	if ((st = check_smtp_host(loader)) != OK ||
	    (st = check_smtp_login(loader)) != OK)
		return st;
	if (is_given(s->smtp.from))
		return check_email(loader, "smtp.from", s->smtp.from);
	if (!is_given(s->smtp.host))
		return OK;
	return yaml_refuse(loader->yaml, "smtp.from", "smtp.from is missing; "
	    "write the address that confirmations come from, one that "
	    "smtp.host may send for");
}

static enum status
check_webhook(const struct settings_loader *loader)
{
	const struct settings *s = loader->settings;

	if (!is_given(s->webhook.url))
		return check_companion(loader, "webhook.secret_file",
		    s->webhook.secret_file, "webhook.url", s->webhook.url);
	if (!is_given(s->webhook.secret_file))
		return yaml_refuse(loader->yaml, "webhook.secret_file",
		    "webhook.url needs webhook.secret_file, the file with "
		    "the secret that signs each message");
	return check_url(loader, "webhook.url", s->webhook.url);
}

static enum status
check_caldav(const struct settings_loader *loader)
{
	const struct settings *s = loader->settings;
	enum status st;

	if ((st = check_companion(loader, "caldav.user", s->caldav.user,
	    "caldav.url", s->caldav.url)) != OK ||
	    (st = check_companion(loader, "caldav.password_file",
	    s->caldav.password_file, "caldav.user", s->caldav.user)) != OK ||
	    (st = check_companion(loader, "caldav.user", s->caldav.user,
	    "caldav.password_file", s->caldav.password_file)) != OK)
		return st;
	return is_given(s->caldav.url) ?
	    check_url(loader, "caldav.url", s->caldav.url) : OK;
}

static enum status
check_digest(const struct settings_loader *loader)
{
	const char *at = loader->settings->mail.digest_at;

	if (!is_given(at) ||
	    (hours_clock(at) >= 0 && hours_clock(at) < 24 * 60))
		return OK;
	return yaml_refuse(loader->yaml, "mail.digest_at", "mail.digest_at is "
	    "not a time: \"%s\"; write it in 24 hours, like \"07:30\", or "
	    "leave it empty for no digest", at);
}

static enum status
check_session(const struct settings_loader *loader)
{
	const struct settings *s = loader->settings;

	if (s->session.idle_minutes <= s->session.max_hours * 60)
		return OK;
	return yaml_refuse(loader->yaml, "session.idle_minutes",
	    "session.idle_minutes is longer than session.max_hours, so it "
	    "could never take effect; make it %d or less",
	    s->session.max_hours * 60);
}

/* Not the long form of an IPv4 address: no peer is told by it. */
static bool
is_address(const char *text)
{
	struct in6_addr six;
	struct in_addr four;

	return inet_pton(AF_INET, text, &four) == 1 ||
	    (inet_pton(AF_INET6, text, &six) == 1 &&
		!IN6_IS_ADDR_V4MAPPED(&six));
}

static enum status
check_proxy(const struct settings_loader *loader)
{
	const char *proxy = loader->settings->trusted_proxy;

	if (!is_given(proxy) || strcmp(proxy, "unix") == 0 ||
	    is_address(proxy))
		return OK;
	return yaml_refuse(loader->yaml, "trusted_proxy", "trusted_proxy is "
	    "the address of the proxy in front, like 127.0.0.1, or the word "
	    "unix, not \"%s\"", proxy);
}

static enum status
check_database(const struct settings_loader *loader)
{
	const char *url = loader->settings->database;

	if (!is_given(url) || text_starts(url, "postgres://") ||
	    text_starts(url, "postgresql://"))
		return OK;
	return yaml_refuse(loader->yaml, "database", "database is the URL of "
	    "a PostgreSQL server, like postgres://host/fourways, or empty for "
	    "files in the data folder");
}

enum status
settings_rules(const struct settings_loader *loader)
{
	static enum status (*const checks[])(const struct settings_loader *) = {
		check_base_url, check_desk_url, check_name, check_owner,
		check_notice, check_capacity, check_smtp, check_webhook,
		check_caldav, check_digest, check_session, check_proxy,
		check_database,
	};
	enum status st = OK;

	for (size_t i = 0; st == OK && i < countof(checks); i++)
		st = checks[i](loader);
	return st;
}
