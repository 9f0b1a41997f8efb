/*
 * The laws of a lead's records (domain/lead.h), over any bytes:
 *  - as a packed head, body or own copy they are unpacked or refused; what was
 *    unpacked is UTF-8 and, packed again, the same bytes;
 *  - as texts they are packed and come back.
 */
#include "base/buf.h"
#include "domain/lead.h"
#include "pieces.h"

static void
check_same(const struct buf *packed, const uint8_t *data, size_t size)
{
	law(!packed->failed && packed->len == size &&
	    memcmp(packed->data, data, size) == 0,
	    "one text has one spelling");
}

static void
check_utf8(const char *text)
{
	law(text_is_utf8(text, strlen(text)), "a text is UTF-8");
}

static void
check_head(struct arena *arena, const uint8_t *data, size_t size)
{
	struct lead_head head;
	BUF(packed, 1 << 20);

	if (lead_head_unpack(arena, data, size, &head) != OK)
		return;
	check_utf8(head.name);
	check_utf8(head.email);
	check_utf8(head.company);
	lead_head_pack(&packed, &head);
	check_same(&packed, data, size);
}

static void
check_body(struct arena *arena, const uint8_t *data, size_t size)
{
	struct lead_body body;
	BUF(packed, 1 << 20);

	if (lead_body_unpack(arena, data, size, &body) != OK)
		return;
	check_utf8(body.message);
	lead_body_pack(&packed, &body);
	check_same(&packed, data, size);
}

static void
check_own(struct arena *arena, const uint8_t *data, size_t size)
{
	struct lead_own own;
	BUF(packed, 1 << 20);

	if (lead_own_unpack(arena, data, size, &own) != OK)
		return;
	check_utf8(own.head.name);
	check_utf8(own.body.message);
	lead_own_pack(&packed, &own);
	check_same(&packed, data, size);
}

static void
check_texts(struct arena *arena, struct pieces pieces)
{
	struct lead_own own = {
		.head.name = piece_text(arena, &pieces),
		.head.email = piece_text(arena, &pieces),
		.head.company = piece_text(arena, &pieces),
		.body.message = piece_text(arena, &pieces),
	};
	struct lead_own again;
	BUF(packed, 1 << 20);

	lead_own_pack(&packed, &own);
	law(lead_own_unpack(arena, packed.data, packed.len, &again) == OK &&
	    strcmp(own.head.name, again.head.name) == 0 &&
	    strcmp(own.head.email, again.head.email) == 0 &&
	    strcmp(own.head.company, again.head.company) == 0 &&
	    strcmp(own.body.message, again.body.message) == 0,
	    "what is packed comes back");
	law(lead_own_unpack(arena, packed.data, packed.len - 1, &again) ==
	    INVALID, "but not without its last byte");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);

	check_head(arena, data, size);
	check_body(arena, data, size);
	check_own(arena, data, size);
	check_texts(arena, (struct pieces){ data, size });
	return 0;
}
