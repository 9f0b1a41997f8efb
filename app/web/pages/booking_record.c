#include "web/pages/booking_record.h"

#include "base/arena.h"
#include "domain/lead.h"
#include "vault/sealing.h"
#include "web/app.h"
#include "web/request.h"

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
	    sealing_own(req->arena, &own, of->token, &records->own,
	    &records->own_len);
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
