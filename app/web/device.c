#include "web/device.h"

#include "base/arena.h"
#include "store/sessions.h"
#include "web/app.h"
#include "web/request.h"
#include "web/response.h"

/* As long as browsers keep a cookie: 400 days. */
static const long mark_seconds = 34560000;

enum status
device_of(struct request *req, int64_t admin_id, int64_t *id)
{
	const char *token = request_cookie(req, DEVICE_COOKIE);
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	*id = 0;
	if (token == NULL || token_hash(token, hash) != OK)
		return OK;
	st = office_device(req->app->office, admin_id, hash, id);
	return st == NOT_FOUND ? OK : st;
}

void
device_mark(struct request *req, struct response *res,
    uint8_t hash[TOKEN_HASH_SIZE])
{
	char token[TOKEN_TEXT_SIZE];

	token_new(token);
	(void)token_hash(token, hash);
	response_cookie(res, req, DEVICE_COOKIE, token, mark_seconds);
}

/* Another token for the one that is known. */
static enum status
exchange(struct request *req, const char *token, const uint8_t fresh[32])
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (token == NULL || token_hash(token, hash) != OK)
		return NOT_FOUND;
	return office_device_move(req->app->office, hash, fresh);
}

const char *
device_hand_over(struct request *req)
{
	char *token = arena_alloc(req->arena, TOKEN_TEXT_SIZE);
	uint8_t hash[TOKEN_HASH_SIZE];

	token_new(token);
	(void)token_hash(token, hash);
	if (exchange(req, request_cookie(req, DEVICE_COOKIE), hash) != OK)
		return "";
	return token;
}

void
device_take_back(struct request *req, struct response *res, const char *token)
{
	char fresh[TOKEN_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];

	token_new(fresh);
	(void)token_hash(fresh, hash);
	if (exchange(req, token, hash) == OK)
		response_cookie(res, req, DEVICE_COOKIE, fresh, mark_seconds);
}
