#include "version.h"

#include <brotli/encode.h>
#include <curl/curl.h>
#include <cyaml/cyaml.h>
#include <gnu/libc-version.h>
#include <jansson.h>
#include <liboath/oath.h>
#include <libpq-fe.h>
#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <qrencode.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sysexits.h>
#include <yaml.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "cli/options.h"
#include "web/kore_serve.h"

struct library {
	const char *name;
	const char *version;
	const char *licence; /* by SPDX, but for what has none */
};

/* Twelve bits each for the second and third part. */
static const char *
brotli_version(struct arena *arena)
{
	const uint32_t version = BrotliEncoderVersion();

	return arena_printf(arena, "%u.%u.%u", version >> 24,
	    version >> 12 & 0xfff, version & 0xfff);
}

/* "20914" is 2.9.14. */
static const char *
xml_version(struct arena *arena)
{
	const long version = strtol(xmlParserVersion, NULL, 10);

	return arena_printf(arena, "%ld.%ld.%ld", version / 10000,
	    version / 100 % 100, version % 100);
}

/* 150018 is 15.18. */
static const char *
libpq_version(struct arena *arena)
{
	const int number = PQlibVersion();

	return arena_printf(arena, "%d.%d", number / 10000, number % 10000);
}

static void
print_libraries(struct arena *arena)
{
	const struct library libraries[] = {
		{ "Kore", kore_version, "ISC" },
		{ "SQLite", sqlite3_libversion(), "public domain" },
		{ "libpq", libpq_version(arena), "PostgreSQL" },
		{ "libsodium", sodium_version_string(), "ISC" },
		{ "OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING),
		    "Apache-2.0" },
		{ "md4c", MD4C_RELEASE, "MIT" },
		{ "libcyaml", cyaml_version_str, "ISC" },
		{ "libyaml", yaml_get_version_string(), "MIT" },
		{ "libical", ICAL_RELEASE, "LGPL-2.1-only OR MPL-2.0" },
		{ "jansson", jansson_version_str(), "MIT" },
		{ "liboath", oath_check_version(NULL), "LGPL-2.1-or-later" },
		{ "libqrencode", QRcode_APIVersionString(),
		    "LGPL-2.1-or-later" },
		{ "zlib", zlibVersion(), "Zlib" },
		{ "brotli", brotli_version(arena), "MIT" },
		{ "libcurl", curl_version_info(CURLVERSION_NOW)->version,
		    "curl" },
		{ "libxml2", xml_version(arena), "MIT" },
		{ "glibc", gnu_get_libc_version(), "LGPL-2.1-or-later" },
	};

	for (size_t i = 0; i < countof(libraries); i++)
		(void)printf("%-12s %-8s %s\n", libraries[i].name,
		    libraries[i].version, libraries[i].licence);
}

int
version_command(int argc, char **argv)
{
	const char *words[1];
	const char *zones;
	ARENA(arena);

	if (!options_read(argc, argv, NULL, 0, words, 0))
		return EX_USAGE;
	(void)printf("%-12s %-8s %s\n", "fourways", FOURWAYS_VERSION, "ISC");
	print_libraries(arena);
	zones = zone_release()->name;
	(void)printf("%-12s %-8s %s\n", "tzdata",
	    *zones == '\0' ? "unknown" : zones, "public domain");
	return EX_OK;
}
