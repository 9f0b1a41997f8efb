#ifndef WEB_XML_H
#define WEB_XML_H

struct buf;

/*
 * Values into XML 1.0, as text of an element or in a quoted attribute: & < >
 * " ' as references; a character that XML cannot hold at all, not even as a
 * reference (control bytes, U+FFFE, U+FFFF), as U+FFFD. text is UTF-8.
 */
void xml_text(struct buf *out, const char *text);

/* <name>text</name> on a line of its own. */
void xml_element(struct buf *out, const char *name, const char *text);

#endif
