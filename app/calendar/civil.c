#include "calendar/civil.h"

enum {
	DAY_SECONDS = 86400,
	ERA_YEARS = 400,
	ERA_DAYS = 146097, /* the days of 400 Gregorian years, always the same */
};

/* Division that rounds down, so that dates before 1970 need no case. */
static int64_t
floor_div(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days from 1 January to the first of a month. */
static int
days_before_month(int year, int month)
{
	int days = 0;

	for (int earlier = 1; earlier < month; earlier++)
		days += month_days(year, earlier);
	return days;
}

/* Days from 1970-01-01 to 1 January of a year. */
static int64_t
days_before_year(int64_t year)
{
	int64_t past = year - 1;

	return 365 * (year - 1970) + (floor_div(past, 4) - 1969 / 4) -
	    (floor_div(past, 100) - 1969 / 100) +
	    (floor_div(past, 400) - 1969 / 400);
}

int64_t
civil_days(int year, int month, int day)
{
	return days_before_year(year) + days_before_month(year, month) + day - 1;
}

struct civil
civil_from_days(int64_t days)
{
	struct civil civil = { .month = 1 };
	int64_t year = 1970 + floor_div(days * ERA_YEARS, ERA_DAYS);
	int rest;

	/* The quotient is the mean year; it is off by one at most. */
	if (days < days_before_year(year))
		year--;
	else if (days >= days_before_year(year + 1))
		year++;
	rest = (int)(days - days_before_year(year));
	civil.year = (int)year;
	while (rest >= month_days(civil.year, civil.month))
		rest -= month_days(civil.year, civil.month++);
	civil.day = rest + 1;
	civil.weekday = (int)(days + 3 - 7 * floor_div(days + 3, 7));
	return civil;
}

int64_t
civil_seconds(const struct civil *civil)
{
	return civil_days(civil->year, civil->month, civil->day) * DAY_SECONDS +
	    civil->hour * 3600 + civil->minute * 60 + civil->second;
}

struct civil
civil_from_seconds(int64_t seconds)
{
	int64_t days = floor_div(seconds, DAY_SECONDS);
	int rest = (int)(seconds - days * DAY_SECONDS);
	struct civil civil = civil_from_days(days);

	civil.hour = rest / 3600;
	civil.minute = rest / 60 % 60;
	civil.second = rest % 60;
	return civil;
}

bool
civil_is_real(const struct civil *civil)
{
	return civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
	    civil->day <= month_days(civil->year, civil->month) &&
	    civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 &&
	    civil->minute <= 59 && civil->second >= 0 && civil->second <= 59;
}
