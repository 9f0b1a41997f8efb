#include "web/pages/lead_write.h"

#include "web/counts.h"
#include "web/pages/doubt.h"
#include "web/request.h"

enum status
lead_write_start(struct request *req, struct lead_write *lead,
    enum status (*run)(struct store *store, struct write *write))
{
	enum status st;

	lead->at = req->now;
	lead->write.run = run;
	lead->write.stays = true;
	if ((st = request_write(req, &lead->write)) == PENDING)
		doubt_handed_over(req, lead->at);
	return st;
}

enum status
lead_write_end(struct request *req, struct lead_write *lead, size_t what)
{
	enum status st = lead->write.status;

	if (person_records_again(req, &lead->of, &lead->records, &st) &&
	    (st = request_write(req, &lead->write)) == PENDING)
		return PENDING;
	if (st != OK || lead->repeated)
		doubt_not_stored(req, lead->at);
	else if (lead->doubt == DOUBT_NONE)
		request_count(req, what);
	return st;
}
