#include "courier/smtp.h"

#include <signal.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "courier/compose.h"
#include "courier/mime.h"
#include "courier/smtp_said.h"

enum {
	WAIT_MS = 1000,
};

struct smtp {
	const struct smtp_server *server;
	CURLM *multi;
	bool stuck; /* with a server that does not answer */
};

struct smtp *
smtp_new(const struct smtp_server *server)
{
	struct smtp *smtp = malloc(sizeof(*smtp));

	if (smtp == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		log_fatal("memory", "no memory for sending mail");
	*smtp = (struct smtp){ server, curl_multi_init(), false };
	if (smtp->multi == NULL)
		log_fatal("memory", "no memory for sending mail");
	return smtp;
}

void
smtp_free(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	/* It would say goodbye and wait for a reply; the process ends. */
	if (!smtp->stuck)
		(void)curl_multi_cleanup(smtp->multi);
	free(smtp);
}

static void
must(CURLcode result)
{
	if (result != CURLE_OK)
		log_fatal("courier.smtp", "%s", curl_easy_strerror(result));
}

/* ---- one transfer ---- */

/* "smtp://mail.example.org:587/example.org": behind the slash stands how we
 * greet, by the domain we send from. */
static const char *
url_of(struct arena *arena, const struct settings *settings)
{
	const char *host = settings->smtp.host;
	bool address = strchr(host, ':') != NULL;

	return arena_printf(arena, "%s://%s%s%s:%d/%s",
	    settings->smtp.security == SMTP_TLS ? "smtps" : "smtp",
	    address ? "[" : "", host, address ? "]" : "", settings->smtp.port,
	    strchr(settings->smtp.from, '@') + 1);
}

/* A path that does not begin with "/" is one in the folder of site.yaml. */
static const char *
ca_file(struct arena *arena, const struct smtp_server *server)
{
	const char *path = server->settings->smtp.ca_file;

	return *path == '/' ? path :
	    arena_printf(arena, "%s/%s", server->conf, path);
}

static void
set_server(CURL *curl, struct arena *arena, const struct smtp_server *server)
{
	const struct settings *settings = server->settings;

	must(curl_easy_setopt(curl, CURLOPT_URL, url_of(arena, settings)));
	must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
	must(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
	must(curl_easy_setopt(curl, CURLOPT_USE_SSL,
	    (long)(settings->smtp.security == SMTP_NONE ? CURLUSESSL_NONE :
		CURLUSESSL_ALL)));
	must(curl_easy_setopt(curl, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2));
	if (*settings->smtp.ca_file != '\0')
		must(curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file(arena,
		    server)));
	if (*settings->smtp.user == '\0' || server->password == NULL)
		return;
	must(curl_easy_setopt(curl, CURLOPT_USERNAME, settings->smtp.user));
	must(curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password));
}

static bool
is_ending(void)
{
	sigset_t waiting;

	return sigpending(&waiting) == 0 &&
	    (sigismember(&waiting, SIGTERM) == 1 ||
		sigismember(&waiting, SIGINT) == 1 ||
		sigismember(&waiting, SIGQUIT) == 1);
}

/* libcurl asks at least once a second, also while it waits for a reply to the
 * whole mail, which it does in one call. */
static int
look_for_end(void *context, curl_off_t down_all, curl_off_t down,
    curl_off_t up_all, curl_off_t up)
{
	return is_ending();
}

static void
set_limits(CURL *curl, long seconds)
{
	must(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L));
	must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
	    seconds < SMTP_CONNECT_SECONDS ? seconds :
	    (long)SMTP_CONNECT_SECONDS));
	must(curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds));
	must(curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds));
	must(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L));
	must(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_for_end));
}

/* Works until the transfer has ended. */
static CURLcode
work(CURLM *multi, CURL *curl)
{
	CURLcode result = CURLE_FAILED_INIT;
	CURLMsg *message;
	int running = 1;
	int left;

	if (curl_multi_add_handle(multi, curl) != CURLM_OK)
		log_fatal("courier.smtp", "cannot begin");
	while (running > 0) {
		if (curl_multi_perform(multi, &running) != CURLM_OK)
			log_fatal("courier.smtp", "cannot go on");
		if (running > 0)
			(void)curl_multi_poll(multi, NULL, 0, WAIT_MS, NULL);
	}
	while ((message = curl_multi_info_read(multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			result = message->data.result;
	(void)curl_multi_remove_handle(multi, curl);
	return result;
}

/* ---- what became of it ---- */

/* What a failure was, where no reply decided. whole: the next mail would fare
 * the same. */
static const struct {
	CURLcode result;
	bool whole;
	const char *reason;
} troubles[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, true,
	    "the mail server's name is not known" },
	{ CURLE_COULDNT_CONNECT, true, "connection refused" },
	{ CURLE_OPERATION_TIMEDOUT, true,
	    "the mail server did not answer in time" },
	{ CURLE_USE_SSL_FAILED, true, "the mail server offers no TLS" },
	{ CURLE_SSL_CONNECT_ERROR, true, "TLS failed" },
	{ CURLE_PEER_FAILED_VERIFICATION, true,
	    "the mail server's certificate is not good" },
	{ CURLE_SSL_CACERT_BADFILE, true, "smtp.ca_file cannot be read" },
	{ CURLE_LOGIN_DENIED, true, "the mail server refused the sign-in" },
	{ CURLE_WEIRD_SERVER_REPLY, true,
	    "the mail server did not greet as one" },
};

static void
explain(struct smtp_result *result, const char *reason)
{
	BUF(text, SMTP_REASON_SIZE - 1);

	buf_puts(&text, reason);
	if (result->code != 0)
		buf_printf(&text, " (%d)", result->code);
	memcpy(result->reason, buf_text(&text), text.len + 1);
}

static void
judge(CURL *curl, CURLcode ended, struct smtp_result *result)
{
	const char *reason = "the connection broke";
	long code = 0;

	result->accepted = ended == CURLE_OK;
	if (result->accepted)
		return;
	/* Only a refusal decides: 250 or 354 may be the last that was heard
	 * of a server that fell silent. */
	must(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code));
	if (code >= 400 && code < 600) {
		result->code = (int)code;
		reason = code < 500 ? "the mail server put it off" :
		    "the mail server refused it";
	}
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		if (troubles[i].result != ended)
			continue;
		result->whole = troubles[i].whole;
		reason = troubles[i].reason;
	}
	explain(result, reason);
}

static CURL *
new_transfer(void)
{
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		log_fatal("memory", "no memory for sending mail");
	return curl;
}

/* What it came to; a server we are stuck with is not said goodbye to. */
static void
transfer(struct smtp *smtp, CURL *curl, struct smtp_result *result)
{
	CURLcode ended = work(smtp->multi, curl);

	result->stopped = ended == CURLE_ABORTED_BY_CALLBACK;
	smtp->stuck = result->stopped;
	if (!result->stopped)
		judge(curl, ended, result);
}

void
smtp_send(struct smtp *smtp, struct arena *arena, const struct mail *mail,
    int64_t now, struct buf *said, struct smtp_result *result)
{
	const struct settings *settings = smtp->server->settings;
	struct smtp_said talk = { .out = said };
	struct mime mime;
	CURL *curl = new_transfer();

	*result = (struct smtp_result){ 0 };
	if (mime_make(curl, arena, settings, mail, now, &mime) != OK) {
		result->code = 553; /* the code for such an address */
		explain(result, "that is no address we write to");
		curl_easy_cleanup(curl);
		return;
	}
	set_server(curl, arena, smtp->server);
	set_limits(curl, SMTP_SECONDS);
	if (said != NULL)
		smtp_said_watch(&talk, curl);
	transfer(smtp, curl, result);
	curl_easy_cleanup(curl);
	mime_free(&mime);
}

void
smtp_try(struct smtp *smtp, struct arena *arena, struct smtp_result *result)
{
	CURL *curl = new_transfer();

	*result = (struct smtp_result){ 0 };
	set_server(curl, arena, smtp->server);
	set_limits(curl, SMTP_TRY_SECONDS);
	must(curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP"));
	must(curl_easy_setopt(curl, CURLOPT_NOBODY, 1L));
	transfer(smtp, curl, result);
	curl_easy_cleanup(curl);
}
