#include "web/passphrase_job.h"

#include "base/arena.h"
#include "vault/unlock.h"

static void
run(struct job *job)
{
	struct passphrase_job *try = (struct passphrase_job *)job;
	uint8_t key[PASSPHRASE_KEY_SIZE];

	try->status = unlock_try(try->admin, try->passphrase, key);
	if (try->status == OK && try->then != NULL)
		try->status = try->then(try, key);
	crypto_wipe(key, sizeof(key));
	crypto_wipe(try->passphrase, strlen(try->passphrase));
}

enum status
passphrase_defer(struct request *req, struct passphrase_job *job,
    const struct admin *admin, const char *passphrase)
{
	job->admin = admin;
	job->passphrase = arena_strdup(req->arena, passphrase);
	job->job.run = run;
	return request_defer(req, &job->job);
}
