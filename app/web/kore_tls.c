#include "web/kore_tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/log.h"

static enum status
check_pair(const char *cert, const char *key)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	enum status st = OK;

	if (context == NULL)
		return FAILED;
	if (SSL_CTX_use_certificate_chain_file(context, cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(context) != 1) {
		(void)fprintf(stderr, "fourways: --tls-cert %s and --tls-key "
		    "%s: %s\n", cert, key,
		    ERR_reason_error_string(ERR_peek_last_error()));
		st = INVALID;
	}
	SSL_CTX_free(context);
	return st;
}

static EVP_PKEY *
make_group(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	EVP_PKEY *group = NULL;

	if (context != NULL && EVP_PKEY_paramgen_init(context) == 1 &&
	    EVP_PKEY_CTX_set_group_name(context, "ffdhe2048") == 1)
		(void)EVP_PKEY_paramgen(context, &group);
	EVP_PKEY_CTX_free(context);
	return group;
}

static enum status
write_group(const char *path)
{
	EVP_PKEY *group = make_group();
	BIO *file = BIO_new_file(path, "w");
	bool good = group != NULL && file != NULL &&
	    PEM_write_bio_Parameters(file, group) == 1;

	BIO_free(file);
	EVP_PKEY_free(group);
	if (!good)
		log_error("tls.group", "cannot write %s: %s", path,
		    strerror(errno));
	return good ? OK : FAILED;
}

enum status
kore_tls_prepare(const char *data, const char *cert, const char *key)
{
	ARENA(arena);
	enum status st = check_pair(cert, key);

	if (st != OK)
		return st;
	return write_group(arena_printf(arena, "%s/dhparam.pem", data));
}
