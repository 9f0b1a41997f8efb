#include "config/date.h"

#include <assert.h>
#include <stddef.h>

#include "base/arena.h"

static const struct {
	const char *name;
	int days;
} months[] = {
	{ "January", 31 }, { "February", 28 }, { "March", 31 },
	{ "April", 30 }, { "May", 31 }, { "June", 30 }, { "July", 31 },
	{ "August", 31 }, { "September", 30 }, { "October", 31 },
	{ "November", 30 }, { "December", 31 },
};

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
number(const char *digits, int len)
{
	int value = 0;

	for (int i = 0; i < len; i++)
		value = 10 * value + (digits[i] - '0');
	return value;
}

static bool
is_shaped(const char *date)
{
	static const char shape[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; shape[i] != '\0' && date[i] != '\0'; i++) {
		bool digit = date[i] >= '0' && date[i] <= '9';

		if (shape[i] == 'd' ? !digit : date[i] != '-')
			return false;
	}
	return shape[i] == '\0' && date[i] == '\0';
}

bool
date_is_day(const char *date)
{
	int year, month, day, days;

	if (!is_shaped(date))
		return false;
	year = number(date, 4);
	month = number(date + 5, 2);
	day = number(date + 8, 2);
	if (year < 1970 || month < 1 || month > 12)
		return false;
	days = months[month - 1].days + (month == 2 && is_leap(year));
	return day >= 1 && day <= days;
}

const char *
date_label(struct arena *arena, const char *date)
{
	assert(date_is_day(date));
	return arena_printf(arena, "%d %s %d", number(date + 8, 2),
	    months[number(date + 5, 2) - 1].name, number(date, 4));
}
