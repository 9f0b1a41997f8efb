/*
 * TLS by Kore, and what it needs beforehand: everything that could stop a
 * worker is looked for here, where it can still be said in one line.
 */
#include "web/kore_tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "web/kore_start.h"

enum {
	RSA_BITS_MIN = 2048,
	WARN_DAYS = 14, /* certbot renews when thirty are left */
};

/* Authenticated encryption, and no key that opens what was recorded before;
 * TLS 1.3 has no other ciphers. */
static const char ciphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/* One of the two files, as the options name it. */
struct tls_file {
	const char *option;
	const char *path;
};

static enum status
refuse(const struct tls_file *file, const char *why)
{
	(void)fprintf(stderr, "fourways: %s %s: %s\n", file->option,
	    file->path, why);
	ERR_clear_error();
	return INVALID;
}

static enum status
check_file(const struct tls_file *file, bool secret)
{
	FILE *found = fopen(file->path, "re");
	struct stat info = { 0 };

	if (found == NULL)
		return refuse(file, strerror(errno));
	(void)fstat(fileno(found), &info);
	(void)fclose(found);
	if (!S_ISREG(info.st_mode))
		return refuse(file, "it is no file");
	if (secret && (info.st_mode & 077) != 0)
		return refuse(file, "others than its owner can read or change "
		    "it; run chmod 600 on it");
	/* Kore reads the path from a configuration without quotes. */
	if (strpbrk(file->path, " \t\n") != NULL)
		return refuse(file, "a path with a space in it cannot be used");
	return OK;
}

static void
put_day(const ASN1_TIME *time, char day[11])
{
	struct tm tm = { 0 };

	(void)ASN1_TIME_to_tm(time, &tm);
	(void)strftime(day, 11, "%Y-%m-%d", &tm);
}

static enum status
check_dates(const struct tls_file *file, const X509 *cert)
{
	ARENA(arena);
	const ASN1_TIME *from = X509_get0_notBefore(cert);
	const ASN1_TIME *until = X509_get0_notAfter(cert);
	char day[11];
	int days;
	int seconds;

	put_day(until, day);
	if (X509_cmp_current_time(until) <= 0)
		return refuse(file, arena_printf(arena, "the certificate ended "
		    "on %s; get a new one", day));
	if (ASN1_TIME_diff(&days, &seconds, NULL, until) == 1 &&
	    days < WARN_DAYS)
		log_warn("tls.ends", "certificate=%s day=%s", file->path, day);
	put_day(from, day);
	if (X509_cmp_current_time(from) > 0)
		return refuse(file, arena_printf(arena, "the certificate begins "
		    "on %s only; is the clock right?", day));
	return OK;
}

/* Those that Kore can serve with. */
static enum status
check_kind(const struct tls_file *file, const EVP_PKEY *key)
{
	int kind = EVP_PKEY_base_id(key);

	if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
		return refuse(file, "only RSA and ECDSA keys can be used");
	if (kind == EVP_PKEY_RSA && EVP_PKEY_bits(key) < RSA_BITS_MIN)
		return refuse(file, "an RSA key needs 2048 bits at least");
	return OK;
}

/* Both files can be used alone: whether they can together. */
static enum status
check_pair(const struct tls_file files[2], X509 *cert, EVP_PKEY *key)
{
	ARENA(arena);
	SSL_CTX *context;
	enum status st;
	bool whole;

	if ((st = check_dates(&files[0], cert)) != OK ||
	    (st = check_kind(&files[1], key)) != OK)
		return st;
	if (X509_check_private_key(cert, key) != 1)
		return refuse(&files[1], arena_printf(arena, "the key belongs "
		    "to another certificate than %s", files[0].path));
	context = SSL_CTX_new(TLS_server_method());
	whole = context != NULL && SSL_CTX_use_certificate_chain_file(context,
	    files[0].path) == 1;
	SSL_CTX_free(context);
	return whole ? OK : refuse(&files[0], "one of its certificates is "
	    "broken or too weak");
}

static X509 *
read_certificate(const char *path)
{
	FILE *file = fopen(path, "re");
	X509 *cert = NULL;

	if (file != NULL) {
		cert = PEM_read_X509(file, NULL, NULL, NULL);
		(void)fclose(file);
	}
	return cert;
}

/* OpenSSL would ask on the terminal, for ever where there is none. */
static int
no_passphrase(char *buf, int size, int rwflag, void *context)
{
	return -1;
}

EVP_PKEY *
kore_tls_read_key(const char *path)
{
	FILE *file = fopen(path, "re");
	EVP_PKEY *key = NULL;

	if (file != NULL) {
		key = PEM_read_PrivateKey(file, NULL, no_passphrase, NULL);
		(void)fclose(file);
	}
	return key;
}

static enum status
check_files(const struct tls_file files[2])
{
	X509 *cert = read_certificate(files[0].path);
	EVP_PKEY *key = kore_tls_read_key(files[1].path);
	enum status st;

	if (cert == NULL)
		st = refuse(&files[0], "it holds no certificate (PEM)");
	else if (key == NULL)
		st = refuse(&files[1], "it holds no private key (PEM), or one "
		    "that is under a passphrase");
	else
		st = check_pair(files, cert, key);
	X509_free(cert);
	EVP_PKEY_free(key);
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
	const struct tls_file files[2] = { { "--tls-cert", cert },
		{ "--tls-key", key } };
	enum status st;

	if ((st = check_file(&files[0], false)) != OK ||
	    (st = check_file(&files[1], true)) != OK ||
	    (st = check_files(files)) != OK)
		return st;
	return write_group(arena_printf(arena, "%s/dhparam.pem", data));
}

bool
kore_tls_harden(SSL_CTX *context, EVP_PKEY *key)
{
	if (SSL_CTX_use_PrivateKey(context, key) != 1 ||
	    SSL_CTX_check_private_key(context) != 1 ||
	    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(context, ciphers) != 1 ||
	    SSL_CTX_set_num_tickets(context, 0) != 1)
		return false;
	(void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	(void)SSL_CTX_set_options(context,
	    SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
	(void)SSL_CTX_set_mode(context,
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
	return true;
}
