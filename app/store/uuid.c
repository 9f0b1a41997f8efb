#include "store/uuid.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/random.h>

#include "base/log.h"

static bool
hyphen_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

enum status
uuid_new(char text[UUID_TEXT_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char bytes[16];

	/* Requests of up to 256 bytes are never cut (getrandom(2)). */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		log_error("store.failed", "no randomness: %s", strerror(errno));
		return FAILED;
	}
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (hyphen_before(i))
			*text++ = '-';
		*text++ = hex[bytes[i] >> 4];
		*text++ = hex[bytes[i] & 15];
	}
	*text = '\0';
	return OK;
}
