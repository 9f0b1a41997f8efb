#include "crypto/crockford.h"

#include <string.h>

const char crockford[CROCKFORD_BASE + 1] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The value of a typed character, or -1. */
static int
value_of(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - ('a' - 'A'));
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == '\0' || (at = strchr(crockford, c)) == NULL)
		return -1;
	return (int)(at - crockford);
}

int
crockford_read(const char *typed, uint8_t *values, int max)
{
	int count = 0;

	for (; *typed != '\0'; typed++) {
		int value = value_of(*typed);

		if (*typed == ' ' || *typed == '-')
			continue;
		if (value == -1 || count == max)
			return -1;
		values[count++] = (uint8_t)value;
	}
	return count;
}
