#include "config/settings_raw.h"

#include <errno.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "config/legal_text.h"
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
check_finished(const char *path, int number, const char *line)
{
	const char *mark = mark_in(line);

	if (mark == NULL)
		return OK;
	return refuse(path, number, "production mode needs the finished text, "
	    "and here is still \"%s\"; replace it by your own words, or use "
	    "mode: test", mark);
}

static enum status
check_lines(const struct settings *settings, FILE *file, const char *path)
{
	bool production = settings->mode == SITE_PRODUCTION;
	enum status st = OK;
	char *line = NULL;
	size_t room = 0;
	int number = 0;
	ssize_t len;

	while (st == OK && (len = getline(&line, &room, file)) != -1) {
		BUF(filled, LEGAL_TEXT_MAX);

		st = legal_text_fill(settings, path, ++number, line,
		    (size_t)len, &filled);
		if (st == OK && production)
			st = check_finished(path, number, line);
	}
	free(line);
	if (st == OK && ferror(file) != 0)
		return refuse(path, 0, "cannot be read; it must be a file of "
		    "text");
	if (number == 0 && production)
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
	enum status st;
	FILE *file;

	if (!is_inside(name))
		return yaml_refuse(loader->yaml, key, "%s is a Markdown file "
		    "within this folder, like legal/privacy.md, not \"%s\"",
		    key, name);
	file = fopen(path, "re");
	if (file == NULL)
		return yaml_refuse(loader->yaml, key, "%s: %s cannot be "
		    "opened: %s", key, path, strerror(errno));
	st = check_lines(loader->settings, file, path);
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
