#include "web/pages/booking_record.h"

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/own_copy.h"
#include "domain/lead.h"
#include "vault/sealing.h"
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

struct lead_own
person_texts(const struct person *person)
{
	return (struct lead_own){
		.head = { person->name, person->email, person->company },
		.body = { person->message },
	};
}

static enum status
seal(struct request *req, const struct person_lead *of,
    struct person_records *records)
{
	const struct lead_own texts = person_texts(of->person);

	return sealing_lead(req->app->sealer, req->arena, records->uuid,
	    &texts, req->now, &records->lead);
}

static enum status
name_lead(struct request *req, const char *uuid,
    struct person_records *records)
{
	if (uuid == NULL)
		return uuid_next(&req->app->uuids, records->uuid);
	if (strlen(uuid) != UUID_TEXT_SIZE - 1)
		return FAILED;
	memcpy(records->uuid, uuid, UUID_TEXT_SIZE);
	return OK;
}

enum status
person_records_make(struct request *req, const struct person_lead *of,
    struct person_records *records)
{
	const struct lead_own own = person_texts(of->person);
	enum status st;

	*records = (struct person_records){ .own = "" };
	if ((st = name_lead(req, of->uuid, records)) != OK ||
	    (st = seal(req, of, records)) != OK)
		return st;
	form_email_hash(&req->app->form_key,
	    email_fold(req->arena, of->person->email), records->email_hash);
	return of->token == NULL ? OK :
	    pack_own(req, &own, of->token, records);
}

bool
person_records_again(struct request *req, const struct person_lead *of,
    struct person_records *records, enum status *st)
{
	const int64_t before = sealer_generation(req->app->sealer);
	enum status renewed;

	if (*st != DENIED)
		return false;
	renewed = sealing_renew(req->app->store, req->app->sealer);
	if (renewed == OK &&
	    sealer_generation(req->app->sealer) != before)
		renewed = seal(req, of, records);
	else if (renewed == OK)
		renewed = FAILED;
	*st = renewed;
	return renewed == OK;
}
