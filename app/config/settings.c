#include "config/settings.h"

#include "base/arena.h"
#include "base/util.h"
#include "config/settings_raw.h"

enum status
settings_load(struct arena *arena, const char *dir, struct settings *settings)
{
	static enum status (*const steps[])(const struct settings_loader *) = {
		settings_values, settings_hours, settings_rules, settings_legal,
	};
	struct yaml yaml;
	enum status st = yaml_read_file(arena,
	    arena_printf(arena, "%s/site.yaml", dir), &settings_schema, &yaml);

	*settings = (struct settings){ 0 };
	for (size_t i = 0; st == OK && i < countof(steps); i++)
		st = steps[i](&(struct settings_loader){ arena, dir, &yaml,
		    yaml.data, settings });
	return st;
}
