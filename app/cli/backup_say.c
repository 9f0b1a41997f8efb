#include "cli/backup_say.h"

#include <stdio.h>

#include "base/arena.h"
#include "calendar/instant.h"
#include "store/backup.h"

const char *
backup_stamp(struct arena *arena, int64_t at)
{
	char text[INSTANT_TEXT_SIZE];
	char *stamp;
	size_t len = 0;

	instant_format(at, text);
	stamp = arena_strdup(arena, text);
	for (const char *c = text; *c != '\0'; c++)
		if (*c != '-' && *c != ':')
			stamp[len++] = *c;
	stamp[len] = '\0';
	return stamp;
}

void
backup_say(struct arena *arena, const char *path,
    const struct backup_about *about)
{
	char made[INSTANT_TEXT_SIZE];

	instant_format(about->made_at, made);
	(void)printf("%s: as of %s, %lld leads, %lld bookings, %lld erased, "
	    "%lld KiB of databases; checked\n", path, made,
	    (long long)about->leads, (long long)about->bookings,
	    (long long)about->erased, (long long)(about->bytes / 1024));
}
