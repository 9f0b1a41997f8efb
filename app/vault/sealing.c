#include "vault/sealing.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "crypto/own_copy.h"
#include "store/seals.h"

enum { OWN_MAX = 65536 }; /* bytes of a packed copy */

enum status
sealing_new(struct store *store, struct sealer **sealer)
{
	struct seal_key key;
	enum status st = store_seal_key(store, &key);

	*sealer = NULL;
	if (st == OK)
		*sealer = sealer_new(key.public_key, key.generation);
	else if (st == NOT_FOUND)
		log_error("seal.key", "intake.db has no key to seal leads to; "
		    "run fourways migrate");
	return st;
}

enum status
sealing_renew(struct store *store, struct sealer *sealer)
{
	struct seal_key key;
	enum status st = store_seal_key(store, &key);

	if (st == OK)
		sealer_rekey(sealer, key.public_key, key.generation);
	return st;
}

enum status
sealing_lead(struct sealer *sealer, struct arena *arena, const char *uuid,
    const struct lead_own *texts, int64_t now, struct sealed_lead *lead)
{
	BUF(head, SEAL_TEXT_MAX + 1);
	BUF(body, SEAL_TEXT_MAX + 1);

	lead_head_pack(&head, &texts->head);
	lead_body_pack(&body, &texts->body);
	if (head.failed || body.failed)
		return INVALID;
	return seal_lead(sealer, arena, &(struct seal_texts){
		.uuid = uuid,
		.head = head.data,
		.head_len = head.len,
		.body = body.data,
		.body_len = body.len,
	    }, now, lead);
}

enum status
sealing_own(struct arena *arena, const struct lead_own *texts,
    const char *token, const void **own, size_t *len)
{
	BUF(packed, OWN_MAX);
	BUF(sealed, OWN_MAX);
	enum status st;

	lead_own_pack(&packed, texts);
	st = own_copy_seal(token, packed.data, packed.len, &sealed);
	if (st != OK)
		return st;
	*own = arena_strndup(arena, buf_text(&sealed), sealed.len);
	*len = sealed.len;
	return OK;
}
