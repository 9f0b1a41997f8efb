#ifndef WEB_PAGES_NEWS_H
#define WEB_PAGES_NEWS_H

#include "base/status.h"
#include "vault/news.h"

struct request;

/*
 * Makes the messages of news, in the request's arena: the letters, and what the
 * webhook is told. OK; INVALID: longer than
 * can be sealed; FAILED (logged).
 */
enum status news_make(struct request *req, const struct news *news,
    struct outbox_list *list);

/* One letter alone, due now, without a link; of are the visitor's texts, of
 * which the letter takes what its kind holds. Statuses as news_make. */
enum status news_letter(struct request *req, enum letter_kind kind,
    const struct lead_own *of, struct outbox_new *message);

#endif
