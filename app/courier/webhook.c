#include "courier/webhook.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "config/settings.h"
#include "courier/secret_file.h"

enum {
	ANSWER_MAX = 4096, /* bytes that are kept of an answer */
	DIALOGUE_MAX = 65536,
};

enum status
webhook_load(struct arena *arena, const struct settings *settings,
    const char *conf, const char *admin_url, struct webhook *webhook,
    const char **problem)
{
	const char *text;

	*webhook = (struct webhook){
		.url = settings->webhook.url,
		.admin_url = admin_url,
		.test = settings->mode == SITE_TEST,
	};
	if (*webhook->url == '\0')
		return OK;
	if (secret_file_read(arena, conf, settings->webhook.secret_file, &text,
	    problem) != OK)
		return FAILED;
	if (webhook_secret_read(text, &webhook->secret) == OK)
		return OK;
	*problem = arena_printf(arena, "%s holds no secret for webhooks; it "
	    "is \"whsec_\" and %d to %d bytes in base64",
	    settings->webhook.secret_file, WEBHOOK_SECRET_MIN,
	    WEBHOOK_SECRET_MAX);
	return FAILED;
}

/* ---- the body ---- */

static const char *
link_to(struct arena *arena, const struct webhook *webhook, int64_t lead_id)
{
	if (lead_id == 0)
		return arena_printf(arena, "%s/admin", webhook->admin_url);
	return arena_printf(arena, "%s/admin/leads/%lld", webhook->admin_url,
	    (long long)lead_id);
}

static const char *
dump(struct arena *arena, const json_t *json)
{
	const size_t len = json_dumpb(json, NULL, 0, JSON_COMPACT);
	char *text = arena_alloc(arena, len + 1);

	if (len == 0)
		return NULL;
	(void)json_dumpb(json, text, len, JSON_COMPACT);
	return text;
}

const char *
webhook_body(struct arena *arena, const struct webhook *webhook,
    const struct webhook_message *message)
{
	json_t *data = json_loadb(message->data, message->len,
	    JSON_REJECT_DUPLICATES, NULL);
	char at[INSTANT_TEXT_SIZE];
	const char *text = NULL;
	json_t *json;

	instant_format(message->at, at);
	/* Takes data over, whatever comes of it. */
	json = json_pack("{s:s, s:s, s:o}", "type", message->kind,
	    "timestamp", at, "data", data);
	if (json_is_object(data) && json_object_set_new(data, "link",
	    json_string(link_to(arena, webhook, message->lead_id))) == 0)
		text = dump(arena, json);
	json_decref(json);
	return text;
}

/* ---- sending it ---- */

struct http *
webhook_begin(struct arena *arena, const struct webhook *webhook,
    const char *uuid, const char *body, int64_t now)
{
	struct http_call *call = arena_alloc(arena, sizeof(*call));
	const char **headers = arena_array(arena, 5, sizeof(*headers));
	char signature[WEBHOOK_SIGNATURE_SIZE];

	webhook_sign(&webhook->secret, uuid, now, body, strlen(body),
	    signature);
	headers[0] = "content-type: application/json";
	headers[1] = arena_printf(arena, "webhook-id: %s", uuid);
	headers[2] = arena_printf(arena, "webhook-timestamp: %lld",
	    (long long)now);
	headers[3] = arena_printf(arena, "webhook-signature: %s", signature);
	*call = (struct http_call){
		.method = "POST",
		.url = webhook->url,
		.headers = headers,
		.body = body,
		.body_len = strlen(body),
		.test = webhook->test,
		.answer_max = ANSWER_MAX,
	};
	return http_begin(arena, call);
}

/* ---- what came of it ---- */

enum retry_verdict
webhook_verdict(int code)
{
	if (code >= 200 && code < 300)
		return RETRY_DONE;
	if (code < 400 || code >= 500 || code == 408 || code == 425 ||
	    code == 429)
		return RETRY_LATER;
	return RETRY_NEVER;
}

enum retry_verdict
webhook_verdict_of(enum status ended, const struct http_answer *answer)
{
	if (ended == DENIED)
		return RETRY_NEVER;
	return ended == OK ? webhook_verdict(answer->code) : RETRY_LATER;
}

const char *
webhook_reason(struct arena *arena, enum status ended,
    const struct http_answer *answer)
{
	if (ended != OK)
		return answer->problem;
	if (answer->code >= 300 && answer->code < 400)
		return arena_printf(arena, "answered %d, and a redirect is "
		    "not followed", answer->code);
	return arena_printf(arena, "answered %d", answer->code);
}

/* What somebody's server said, as text: bytes that are none become "?". */
static const char *
as_text(struct arena *arena, const char *bytes, size_t len)
{
	char *text = arena_strndup(arena, bytes, len);
	const bool is_utf8 = text_is_utf8(bytes, len);

	for (size_t i = 0; i < len; i++) {
		const unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ||
		    (c > 0x7f && !is_utf8))
			text[i] = '?';
	}
	return text;
}

const char *
webhook_dialogue(struct arena *arena, const struct webhook *webhook,
    const char *body, enum status ended, const struct http_answer *answer)
{
	BUF(said, DIALOGUE_MAX);

	buf_printf(&said, "> POST %s\n> %s\n", webhook->url, body);
	if (ended == OK) {
		buf_puts(&said, "< ");
		buf_puts(&said, as_text(arena, answer->head,
		    strlen(answer->head)));
		buf_putc(&said, '\n');
		buf_puts(&said, as_text(arena, answer->body,
		    answer->body_len));
		buf_puts(&said, answer->cut ? "\n(there was more)\n" : "\n");
	} else {
		buf_printf(&said, "! %s\n", answer->problem);
	}
	return arena_strdup(arena, buf_text(&said));
}
