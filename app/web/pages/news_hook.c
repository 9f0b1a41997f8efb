#include "web/pages/news_hook.h"

#include <jansson.h>

#include "base/buf.h"
#include "calendar/instant.h"
#include "crypto/mail_seal.h"
#include "domain/hook.h"
#include "web/app.h"
#include "web/pages/news.h"
#include "web/request.h"

/* A message of some news. */
struct hook {
	enum hook_kind kind; /* 0: no more */
	enum outbox_when when;
	bool fresh; /* it says whether it waits for the owner */
};

static const struct hook hooks[NEWS_KIND_COUNT][NEWS_HOOKS_MAX] = {
	[NEWS_BOOKED] = { { HOOK_BOOKING_CREATED, OUTBOX_IF_SURE, true },
	    { HOOK_BOOKING_CREATED, OUTBOX_IF_DOUBTFUL, true } },
	[NEWS_BY_HAND] = { { HOOK_BOOKING_CREATED, OUTBOX_ALWAYS, true } },
	[NEWS_MOVED] = { { HOOK_BOOKING_MOVED } },
	[NEWS_CANCELLED] = { { HOOK_BOOKING_CANCELLED } },
	[NEWS_CALLED_OFF] = { { HOOK_BOOKING_CANCELLED } },
	[NEWS_MESSAGE] = { { HOOK_LEAD_CREATED, OUTBOX_IF_SURE, true },
	    { HOOK_LEAD_CREATED, OUTBOX_IF_DOUBTFUL, true } },
};

/* Without memory *json becomes NULL and stays so: it cannot be written. */
static void
put(json_t **json, const char *key, json_t *value)
{
	if (json_object_set_new(*json, key, value) == 0)
		return;
	json_decref(*json);
	*json = NULL;
}

static void
put_time(json_t **json, const char *key, int64_t at)
{
	char text[INSTANT_TEXT_SIZE];

	instant_format(at, text);
	put(json, key, json_string(text));
}

static json_t *
person(const struct lead_own *of)
{
	return json_pack("{s:s, s:s, s:s, s:s}", "name", of->head.name,
	    "email", of->head.email, "company", of->head.company, "message",
	    of->body.message);
}

static json_t *
data_of(struct request *req, const struct news *news, bool fresh,
    bool quarantined)
{
	json_t *json = json_object();

	put(&json, "uuid", json_string(news->lead_uuid));
	if (news->starts_at != 0) {
		put_time(&json, "start", news->starts_at);
		put_time(&json, "end", news->ends_at);
	}
	put(&json, "result", json_string(news->result));
	if (fresh)
		put(&json, "quarantined", json_boolean(quarantined));
	if (req->app->settings.webhook.personal_data)
		put(&json, "person", person(news->of));
	return json;
}

static int
add_text(const char *text, size_t len, void *out)
{
	buf_add(out, text, len);
	return 0;
}

/* Seals the text of a JSON object, which is then freed. */
static enum status
seal(struct request *req, enum hook_kind kind, json_t *data,
    struct outbox_new *message)
{
	BUF(text, SEAL_TEXT_MAX);
	int failed = json_dump_callback(data, add_text, &text, JSON_COMPACT);
	enum status st;

	json_decref(data);
	if (failed != 0 || text.failed)
		return FAILED;
	*message = (struct outbox_new){
		.channel = OUTBOX_HOOK,
		.kind = hook_id(kind),
		.due_at = req->now,
	};
	if ((st = uuid_next(&req->app->uuids, message->uuid)) == OK)
		st = mail_seal(req->app->mail_sealer, req->arena,
		    message->uuid, text.data, text.len, req->now,
		    &message->epoch, &message->sealed);
	return st;
}

static bool
is_wanted(const struct request *req)
{
	return *req->app->settings.webhook.url != '\0' && !req->app->demo;
}

enum status
news_hook_add(struct request *req, const struct news *news,
    struct outbox_list *list)
{
	const struct hook *wanted = hooks[news->kind];
	enum status st = OK;

	if (!is_wanted(req))
		return OK;
	for (size_t i = 0; st == OK && i < NEWS_HOOKS_MAX; i++) {
		if (wanted[i].kind == 0)
			continue;
		st = seal(req, wanted[i].kind, data_of(req, news,
		    wanted[i].fresh, wanted[i].when == OUTBOX_IF_DOUBTFUL),
		    &list->at[list->len]);
		list->at[list->len].when = wanted[i].when;
		list->len += st == OK;
	}
	return st;
}

enum status
news_hook_again(struct request *req, const char *word,
    const struct news *news, bool quarantined, struct outbox_new *message)
{
	enum hook_kind kind;

	if (!is_wanted(req) || hook_find(word, &kind) != OK)
		return CONFLICT;
	return seal(req, kind, data_of(req, news,
	    kind == HOOK_BOOKING_CREATED || kind == HOOK_LEAD_CREATED,
	    quarantined), message);
}

enum status
news_hook_test(struct request *req, struct outbox_new *message)
{
	return seal(req, HOOK_TEST, json_object(), message);
}
