#ifndef CONTENT_DIAGRAM_H
#define CONTENT_DIAGRAM_H

#include "base/buf.h"
#include "base/status.h"

struct arena;

/*
 * A drawing in a guide, "![what it shows](name.svg)": the file of that name
 * beside the guide, an SVG that stands in the page itself, so that it takes
 * the page's colours, light and dark. For screen readers it is one picture
 * with the words of the Markdown as its name.
 *
 * What stands in the file is taken as it is, so little is allowed to: shapes,
 * paths, groups and text, with the attributes that draw them. No script,
 * style, link, image, id or reference of any kind, no comment and no entity.
 * It begins with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 W H">;
 * classes are those of the style sheet (site.css, "diagrams").
 */

/*
 * Whether name is one that a drawing can have: small letters, digits and
 * hyphens, and ".svg".
 */
bool diagram_is_name(const char *name);

/*
 * Adds the drawing in the file path to html, named by alt. OK; NOT_FOUND when
 * there is no such file, and nothing is said; INVALID or FAILED with
 * "file:line: what" on standard error when it cannot be taken or read.
 */
enum status diagram_add(struct arena *arena, const char *path,
    const char *alt, struct buf *html);

#endif
