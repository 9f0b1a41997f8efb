#ifndef WEB_QR_H
#define WEB_QR_H

#include "base/html.h"

struct arena;

/*
 * A text as a QR code (ISO/IEC 18004; bytes, error correction M) for a
 * telephone to read off the screen: an <svg class="qr"> of one path, dark on
 * light in whatever colours the page has, with the quiet zone of four modules
 * that readers want. It is named "QR code", so whatever it says must stand
 * beside it as text too.
 *
 * A maker of struct safe_html: numbers of ours and nothing of the text. Empty,
 * and logged, for a text of more than 2,331 bytes. In arena.
 */
struct safe_html qr_svg(struct arena *arena, const char *text);

#endif
