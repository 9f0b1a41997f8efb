#include "config/settings_raw.h"

#include <errno.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "config/refusal.h"

/* What only a text that is not finished holds; see conf/legal. */
static const char *const marks[] = { "PLACEHOLDER:", "[FILL IN" };

static const char *
mark_in(const char *line)
{
	for (size_t i = 0; i < countof(marks); i++)
		if (strstr(line, marks[i]) != NULL)
			return marks[i];
	return NULL;
}

static enum status
check_whole(FILE *file, const char *path)
{
	enum status st = OK;
	char *line = NULL;
	size_t room = 0;
	int number = 0;

	while (st == OK && getline(&line, &room, file) != -1) {
		const char *mark = mark_in(line);

		number++;
		if (mark != NULL)
			st = refuse(path, number, "production mode needs the "
			    "finished text, and here is still \"%s\"; replace "
			    "it by your own words, or use mode: test", mark);
	}
	free(line);
	if (number == 0)
		return refuse(path, 0, "is empty; production mode needs the "
		    "finished text");
	return st;
}

/* Within the conf folder, so that no slip publishes another file. */
static bool
is_inside(const char *path)
{
	return *path != '\0' && *path != '/' && strstr(path, "..") == NULL;
}

static enum status
check_text(const struct settings_loader *loader, const char *key,
    const char *name)
{
	const char *path = arena_printf(loader->arena, "%s/%s", loader->dir,
	    name);
	enum status st = OK;
	FILE *file;

	if (!is_inside(name))
		return yaml_refuse(loader->yaml, key, "%s is a Markdown file "
		    "within this folder, like legal/privacy.md, not \"%s\"",
		    key, name);
	file = fopen(path, "re");
	if (file == NULL)
		return yaml_refuse(loader->yaml, key, "%s: %s cannot be "
		    "opened: %s", key, path, strerror(errno));
	if (loader->settings->mode == SITE_PRODUCTION)
		st = check_whole(file, path);
	(void)fclose(file);
	return st;
}

enum status
settings_legal(const struct settings_loader *loader)
{
	enum status st = check_text(loader, "legal.privacy",
	    loader->settings->legal.privacy);

	if (st == OK)
		st = check_text(loader, "legal.imprint",
		    loader->settings->legal.imprint);
	return st;
}
