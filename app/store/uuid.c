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

static enum status
draw(uint8_t *bytes, size_t size)
{
	/* Requests of up to 256 bytes are never cut (getrandom(2)). */
	if (getrandom(bytes, size, 0) == (ssize_t)size)
		return OK;
	log_error("store.failed", "no randomness: %s", strerror(errno));
	return FAILED;
}

static void
format(uint8_t bytes[16], char text[UUID_TEXT_SIZE])
{
	static const char hex[] = "0123456789abcdef";

	bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < 16; i++) {
		if (hyphen_before(i))
			*text++ = '-';
		*text++ = hex[bytes[i] >> 4];
		*text++ = hex[bytes[i] & 15];
	}
	*text = '\0';
}

enum status
uuid_new(char text[UUID_TEXT_SIZE])
{
	uint8_t bytes[16];
	enum status st = draw(bytes, sizeof(bytes));

	if (st == OK)
		format(bytes, text);
	return st;
}

enum status
uuid_next(struct uuid_run *run, char text[UUID_TEXT_SIZE])
{
	uint8_t bytes[16];
	enum status st = draw(bytes, sizeof(bytes));

	if (st != OK)
		return st;
	if (run->left-- == 0)
		memcpy(run->start, bytes, sizeof(run->start));
	memcpy(bytes, run->start, sizeof(run->start));
	format(bytes, text);
	return OK;
}
