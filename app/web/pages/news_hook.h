#ifndef WEB_PAGES_NEWS_HOOK_H
#define WEB_PAGES_NEWS_HOOK_H

#include <stdbool.h>

#include "base/status.h"
#include "store/outbox.h"

struct news;
struct request;

/*
 * What a program of the owner's is told of some news, where site.yaml names
 * one (courier/webhook.h sends it). "data" of the message holds
 *
 *	uuid         of the lead, whatever becomes of its call
 *	start, end   of a call, RFC 3339, UTC
 *	result       the assessment's code the person came with, or ""
 *	quarantined  of what is new: it waits for the owner to look at it
 *	link         into the desk, which the courier adds
 *	person       {name, email, company, message}, only where
 *	             webhook.personal_data says so
 */
enum { NEWS_HOOKS_MAX = 2 };

/* Adds the messages, if any, to a list that has room for NEWS_HOOKS_MAX more.
 * Statuses as news_make. */
enum status news_hook_add(struct request *req, const struct news *news,
    struct outbox_list *list);

/* One of them alone, by its word, due now. Statuses as news_make; CONFLICT:
 * there is no such event, or no webhook is set. */
enum status news_hook_again(struct request *req, const char *word,
    const struct news *news, bool quarantined, struct outbox_new *message);

/* The message that says nothing but that it comes, due now. */
enum status news_hook_test(struct request *req, struct outbox_new *message);

#endif
