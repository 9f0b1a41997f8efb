#include "courier/mime.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/compose.h"
#include "courier/header.h"

enum { HEADER_MAX = 4096, TEXT_MAX = 2 << 20 };

static void
must(CURLcode result)
{
	if (result != CURLE_OK)
		log_fatal("courier.mime", "%s", curl_easy_strerror(result));
}

static void
add(struct curl_slist **list, const char *line)
{
	struct curl_slist *more = curl_slist_append(*list, line);

	if (more == NULL)
		log_fatal("memory", "no memory for a mail");
	*list = more;
}

/* ---- headers ---- */

static enum status
add_mailbox(struct mime *mime, const char *field, const char *name,
    const char *email)
{
	BUF(line, HEADER_MAX);
	enum status st;

	buf_printf(&line, "%s: ", field);
	if ((st = header_mailbox(&line, name, email)) == OK)
		add(&mime->headers, buf_text(&line));
	return st;
}

/* A subject is ours; what of it cannot be written is not. */
static void
add_subject(struct mime *mime, const char *subject)
{
	BUF(line, HEADER_MAX);

	buf_puts(&line, "Subject: ");
	if (header_text(&line, subject) == OK)
		add(&mime->headers, buf_text(&line));
}

static void
add_fixed(struct mime *mime, struct arena *arena,
    const struct settings *settings, const struct mail *mail, int64_t now)
{
	BUF(line, HEADER_MAX);

	buf_puts(&line, "Date: ");
	header_date(&line, now);
	add(&mime->headers, buf_text(&line));
	add(&mime->headers, arena_printf(arena, "Message-ID: <%s%s>",
	    mail->uuid, strchr(settings->smtp.from, '@')));
	add(&mime->headers, "Auto-Submitted: auto-generated");
}

static enum status
add_headers(struct mime *mime, struct arena *arena,
    const struct settings *settings, const struct mail *mail, int64_t now)
{
	enum status st;

	if ((st = add_mailbox(mime, "From", settings->owner.name,
	    settings->smtp.from)) != OK ||
	    (st = add_mailbox(mime, "To", mail->to_name,
	    mail->to_email)) != OK)
		return st;
	if (strcmp(settings->owner.email, mail->to_email) != 0 &&
	    (st = add_mailbox(mime, "Reply-To", settings->owner.name,
	    settings->owner.email)) != OK)
		return st;
	add_subject(mime, mail->subject);
	add_fixed(mime, arena, settings, mail, now);
	return OK;
}

/* ---- parts ---- */

static curl_mimepart *
new_part(curl_mime *parts, const char *type)
{
	curl_mimepart *part = curl_mime_addpart(parts);

	if (part == NULL)
		log_fatal("memory", "no memory for a mail");
	must(curl_mime_type(part, type));
	return part;
}

/* Line breaks of mail are CR LF. */
static void
add_text(curl_mime *parts, const char *type, const char *text)
{
	curl_mimepart *part = new_part(parts, type);
	BUF(lines, TEXT_MAX);

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_putc(&lines, '\r');
		buf_putc(&lines, *text);
	}
	must(curl_mime_data(part, buf_text(&lines), lines.len));
	must(curl_mime_encoder(part, "quoted-printable"));
}

static void
add_file(curl_mime *parts, const char *type, const char *name,
    const struct mail *mail)
{
	curl_mimepart *part = new_part(parts, type);

	must(curl_mime_data(part, mail->ics, mail->ics_len));
	if (name != NULL)
		must(curl_mime_filename(part, name));
	must(curl_mime_encoder(part, "base64"));
}

static void
add_parts(CURL *curl, struct arena *arena, const struct mail *mail,
    struct mime *mime)
{
	curl_mime *alternatives = curl_mime_init(curl);
	struct curl_slist *inlined = NULL;
	curl_mimepart *part;

	mime->parts = curl_mime_init(curl);
	if (mime->parts == NULL || alternatives == NULL)
		log_fatal("memory", "no memory for a mail");
	add_text(alternatives, "text/plain; charset=utf-8", mail->text);
	add_text(alternatives, "text/html; charset=utf-8", mail->html);
	if (mail->ics != NULL)
		add_file(alternatives, arena_printf(arena,
		    "text/calendar; charset=utf-8; method=%s",
		    ics_method_name(mail->method)), NULL, mail);
	part = new_part(mime->parts, "multipart/alternative");
	must(curl_mime_subparts(part, alternatives));
	add(&inlined, "Content-Disposition: inline");
	must(curl_mime_headers(part, inlined, 1));
	if (mail->ics != NULL)
		add_file(mime->parts, "application/ics", "invite.ics", mail);
}

enum status
mime_make(CURL *curl, struct arena *arena, const struct settings *settings,
    const struct mail *mail, int64_t now, struct mime *mime)
{
	enum status st;

	*mime = (struct mime){ 0 };
	st = add_headers(mime, arena, settings, mail, now);
	if (st != OK) {
		mime_free(mime);
		return st;
	}
	add(&mime->recipients, arena_printf(arena, "<%s>", mail->to_email));
	add_parts(curl, arena, mail, mime);
	must(curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(arena,
	    "<%s>", settings->smtp.from)));
	must(curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, mime->recipients));
	must(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, mime->headers));
	must(curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime->parts));
	return OK;
}

void
mime_free(struct mime *mime)
{
	curl_mime_free(mime->parts);
	curl_slist_free_all(mime->headers);
	curl_slist_free_all(mime->recipients);
}
