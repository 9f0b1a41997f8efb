#include "redirect.h"

#include <stddef.h>
#include <sysexits.h>

#include "base/text.h"
#include "config/settings.h"
#include "serve_options.h"
#include "web/acme.h"

int
redirect_open(const struct serve_options *o, struct redirect *redirect)
{
	int code;

	*redirect = (struct redirect){ .socket = { .fd = -1 } };
	if (o->redirect_listen == NULL)
		return EX_OK;
	code = listen_open(o->redirect_listen, false, &redirect->socket);
	if (code == EX_OK && o->acme != NULL)
		code = acme_open(o->acme, &redirect->acme);
	return code;
}

int
redirect_check(const struct redirect *redirect,
    const struct settings *settings)
{
	if (redirect->socket.fd == -1 ||
	    text_starts(settings->base_url, "https://"))
		return EX_OK;
	return serve_refuse(EX_CONFIG, "--redirect-listen leads to \"base_url\" "
	    "of site.yaml, which has to be an address with https://");
}

int
redirect_watch_fd(const struct redirect *redirect)
{
	return redirect->acme == NULL ? -1 : acme_watch_fd(redirect->acme);
}
