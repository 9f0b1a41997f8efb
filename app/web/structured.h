#ifndef WEB_STRUCTURED_H
#define WEB_STRUCTURED_H

#include "base/html.h"

struct app;
struct arena;
struct page_head;

/*
 * What a page says, once more for machines: the vocabulary of schema.org as
 * JSON-LD, in the <script> element that carries such data. A browser does not
 * run it and the content security policy does not speak of it, as its type is
 * that of no script.
 *
 * Article for a guide, with the dates the page shows (published, updated, and
 * "facts checked" as the review of the page that holds it) and its picture;
 * BreadcrumbList for a page whose way is named. Nothing that the page does not
 * say as well.
 */

/*
 * The element for head, in arena; empty when there is nothing to say. The
 * second maker of struct safe_html besides content: no byte of a text can end
 * the element, as < > & and whatever is not ASCII stand there as \uXXXX.
 */
struct safe_html structured_data(struct arena *arena, const struct app *app,
    const struct page_head *head);

#endif
