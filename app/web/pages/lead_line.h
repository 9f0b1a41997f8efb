#ifndef WEB_PAGES_LEAD_LINE_H
#define WEB_PAGES_LEAD_LINE_H

#include "store/taken.h"
#include "vault/leads.h"
#include "web/pages/lead_query.h"
#include "web/views_leads.h"

struct request;
struct response;

/* What the list of leads and its board have in common. Texts are in the
 * request's arena. */

/* The rows as they are shown. */
struct lead_lines lead_lines(struct request *req,
    const struct lead_rows *rows, const struct seen_rows *seen);

/* The leads asked for, opened, one more than limit where there are more. What
 * cannot be taken in now, on a full disk, is opened all the same. */
enum status lead_lines_find(struct request *req,
    const struct lead_asked *asked, int64_t limit, struct lead_rows *rows,
    struct seen_rows *seen);

/* The form, the saved filters, and what was just done. */
void lead_filter_view(struct request *req, const struct lead_asked *asked,
    const struct lead_counts *counts, struct leads_filter_view *view);

/* How many match, in words: of a page of shown with more behind it or not. */
enum status lead_count_text(struct request *req,
    const struct lead_asked *asked, const struct lead_counts *counts,
    size_t shown, bool more, const char **text);

/* The board, for admin_leads_index. */
enum status lead_board_show(struct request *req, struct response *res,
    struct lead_asked *asked);

/* What the field "done" tells of many: "Moved 4 leads to Proposal.", and which
 * changes that were; both "" for nothing. */
void leads_notice(struct request *req, struct leads_filter_view *view);

#endif
