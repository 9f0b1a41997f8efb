#include "calendar/zone_release.h"

#include <ctype.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/util.h"
#include "calendar/civil.h"

enum {
	LINE_SIZE = 128,
	YEAR_DIGITS = 4,
	DAY_SECONDS = 86400,
	YEAR_SECONDS = 365 * DAY_SECONDS,
};

static const struct {
	const char *file;
	const char *before; /* what stands before the name */
} places[] = {
	{ "tzdata.zi", "# version " },
	{ "+VERSION", "" },
};

/* A year, a letter, and what somebody who changed it put behind: "2025b",
 * "2025b-rearguard". */
static bool
is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < YEAR_DIGITS; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	for (size_t i = YEAR_DIGITS; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    strchr("-.+", text[i]) == NULL)
			return false;
	return len < ZONE_RELEASE_SIZE &&
	    islower((unsigned char)text[YEAR_DIGITS]);
}

static bool
take_name(const char *line, const char *before,
    struct zone_release *release)
{
	const char *name = line + strlen(before);
	size_t len;

	if (strncmp(line, before, strlen(before)) != 0)
		return false;
	len = strcspn(name, " \t\r\n");
	if (!is_name(name, len))
		return false;
	memcpy(release->name, name, len);
	return true;
}

static bool
read_from(FILE *file, const char *before, struct zone_release *release)
{
	char line[LINE_SIZE] = "";
	struct stat info;

	if (fgets(line, sizeof(line), file) == NULL ||
	    !take_name(line, before, release))
		return false;
	if (fstat(fileno(file), &info) == 0)
		release->packed_at = info.st_mtime;
	return true;
}

void
zone_release_read(const char *folder, struct zone_release *release)
{
	*release = (struct zone_release){ 0 };
	for (size_t i = 0; i < countof(places); i++) {
		char path[PATH_MAX];
		bool found;
		FILE *file;

		if (snprintf(path, sizeof(path), "%s/%s", folder,
			places[i].file) >= (int)sizeof(path) ||
		    (file = fopen(path, "re")) == NULL)
			continue;
		found = read_from(file, places[i].before, release);
		(void)fclose(file);
		if (found)
			return;
	}
}

int64_t
zone_release_out_by(const struct zone_release *release)
{
	const int year = (int)strtol(release->name, NULL, 10);
	const int64_t begins = civil_days(year, 1, 1) * DAY_SECONDS;
	const int64_t ends = civil_days(year + 1, 1, 1) * DAY_SECONDS;

	if (*release->name == '\0')
		return 0;
	return release->packed_at >= begins && release->packed_at < ends ?
	    release->packed_at : ends;
}

bool
zone_release_is_old(const struct zone_release *release, int64_t now)
{
	return *release->name != '\0' &&
	    now - zone_release_out_by(release) > YEAR_SECONDS;
}
