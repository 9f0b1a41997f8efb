#include "courier/test_mail.h"

#include "base/arena.h"
#include "base/log.h"
#include "config/settings.h"
#include "courier/compose.h"
#include "courier/secret_file.h"
#include "courier/smtp.h"
#include "store/outbox.h"
#include "store/uuid.h"

static enum status
read_settings(struct arena *arena, const struct settings *settings,
    const char *conf, struct smtp_server *server, const char **problem)
{
	*server = (struct smtp_server){ settings, conf, "" };
	*problem = "no mail server is set; fill in smtp.host in site.yaml";
	if (*settings->smtp.host == '\0')
		return INVALID;
	if (*settings->smtp.password_file == '\0')
		return OK;
	return secret_file_read(arena, conf, settings->smtp.password_file,
	    &server->password, problem) == OK ? OK : INVALID;
}

enum status
test_mail_send(struct arena *arena, const struct settings *settings,
    const char *conf, const char *email, int64_t now, struct buf *said,
    struct smtp_result *result, const char **problem)
{
	const struct compose compose = { .settings = settings,
		.public_url = settings->base_url, .admin_url = "",
		.now = now };
	const struct letter letter = { { { "", email, "" }, { "" } }, "" };
	char uuid[UUID_TEXT_SIZE];
	const struct outbox_row row = { .uuid = uuid,
		.kind = letter_id(LETTER_TEST) };
	struct smtp_server server;
	struct smtp *smtp;
	struct mail mail;
	enum status st;

	if ((st = read_settings(arena, settings, conf, &server, problem)) !=
		OK || (st = uuid_new(uuid)) != OK ||
	    (st = compose_mail(arena, &compose, &row, &letter, &mail,
	    problem)) != OK)
		return st;
	smtp = smtp_new(&server);
	smtp_send(smtp, arena, &mail, now, said, result);
	smtp_free(smtp);
	return result->accepted ? OK : FAILED;
}
