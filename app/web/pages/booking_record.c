#include "web/pages/booking_record.h"

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/own_copy.h"
#include "domain/lead.h"
#include "web/app.h"
#include "web/request.h"

enum { RECORD_MAX = 65536 }; /* bytes of a packed record */

static const void *
keep(struct arena *arena, const struct buf *buf)
{
	void *bytes = arena_alloc(arena, buf->len);

	if (buf->len > 0)
		memcpy(bytes, buf->data, buf->len);
	return bytes;
}

static enum status
pack_own(struct request *req, const struct lead_own *own, const char *token,
    struct person_records *records)
{
	BUF(packed, RECORD_MAX);
	BUF(sealed, RECORD_MAX);
	enum status st;

	lead_own_pack(&packed, own);
	st = own_copy_seal(token, packed.data, packed.len, &sealed);
	if (st != OK)
		return st;
	records->own = keep(req->arena, &sealed);
	records->own_len = sealed.len;
	return OK;
}

enum status
person_records_pack(struct request *req, const struct person *person,
    const char *token, struct person_records *records)
{
	const struct lead_own own = {
		.head = { person->name, person->email, person->company },
		.body = { person->message },
	};
	BUF(head, RECORD_MAX);
	BUF(body, RECORD_MAX);

	*records = (struct person_records){ .own = "" };
	lead_head_pack(&head, &own.head);
	lead_body_pack(&body, &own.body);
	records->head = keep(req->arena, &head);
	records->head_len = head.len;
	records->body = keep(req->arena, &body);
	records->body_len = body.len;
	form_email_hash(&req->app->form_key,
	    email_fold(req->arena, person->email), records->email_hash);
	return token == NULL ? OK : pack_own(req, &own, token, records);
}
