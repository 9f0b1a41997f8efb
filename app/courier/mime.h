#ifndef COURIER_MIME_H
#define COURIER_MIME_H

#include <stdint.h>

#include <curl/curl.h>

#include "base/status.h"

struct arena;
struct mail;
struct settings;

/*
 * A mail as libcurl sends it: headers safe by construction (header.h), text
 * and HTML as alternatives, and where there is a calendar file, that as a
 * third one with its METHOD (RFC 6047) and as an attachment, because some
 * readers look for the one and some for the other.
 */
struct mime {
	curl_mime *parts;
	struct curl_slist *headers;
	struct curl_slist *recipients;
};

/*
 * Puts a mail into a handle, dated at now; freed by mime_free after the
 * handle's end. OK; INVALID: its address is none we write to, and there is
 * nothing to free.
 */
enum status mime_make(CURL *curl, struct arena *arena,
    const struct settings *settings, const struct mail *mail, int64_t now,
    struct mime *mime);
void mime_free(struct mime *mime);

#endif
