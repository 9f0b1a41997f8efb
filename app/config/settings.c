#include "config/settings.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/settings_raw.h"

/* The checks, once the file is read. */
static enum status
check(struct arena *arena, const char *dir, const struct yaml *yaml,
    struct settings *settings)
{
	static enum status (*const steps[])(const struct settings_loader *) = {
		settings_values, settings_hours, settings_rules, settings_legal,
	};
	enum status st = OK;

	for (size_t i = 0; st == OK && i < countof(steps); i++)
		st = steps[i](&(struct settings_loader){ arena, dir, yaml,
		    yaml->data, settings });
	return st;
}

enum status
settings_load(struct arena *arena, const char *dir, struct settings *settings)
{
	struct yaml yaml;
	enum status st = yaml_read_file(arena,
	    arena_printf(arena, "%s/site.yaml", dir), &settings_schema, &yaml);

	*settings = (struct settings){ 0 };
	return st == OK ? check(arena, dir, &yaml, settings) : st;
}

enum status
settings_read(struct arena *arena, const struct yaml_source *source,
    const char *dir, struct settings *settings)
{
	struct yaml yaml;
	enum status st = yaml_read(arena, source, &settings_schema, &yaml);

	*settings = (struct settings){ 0 };
	return st == OK ? check(arena, dir, &yaml, settings) : st;
}
