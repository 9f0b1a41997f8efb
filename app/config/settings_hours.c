#include "config/settings_raw.h"

#include "base/arena.h"
#include "base/text.h"
#include "calendar/zone.h"
#include "config/refusal.h"
#include "domain/hours.h"

static const char *const day_keys[7] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

static enum status
check_zone(const struct settings_loader *loader)
{
	const char *name = text_trim(loader->arena, loader->raw->zone);
	const char **names = arena_array(loader->arena, zone_count(),
	    sizeof(*names));
	const char *meant;

	loader->settings->availability.zone = zone_find(name);
	if (loader->settings->availability.zone != NULL)
		return OK;
	for (size_t i = 0; i < zone_count(); i++)
		names[i] = zone_name(zone_at(i));
	meant = refusal_suggest(name, names, zone_count());
	if (meant != NULL)
		return yaml_refuse(loader->yaml, "zone", "there is no time "
		    "zone \"%s\"; did you mean \"%s\"?", name, meant);
	return yaml_refuse(loader->yaml, "zone", "there is no time zone "
	    "\"%s\"; write it as continent and city, like Europe/Berlin or "
	    "America/New_York", name);
}

static enum status
add_window(const struct settings_loader *loader, const char *where,
    const char *text, struct windows *windows)
{
	const int slot = loader->settings->availability.slot_minutes;
	struct window window;

	if (hours_window(loader->arena, text, &window) != OK)
		return yaml_refuse(loader->yaml, where, "\"%s\" is not a "
		    "stretch of open time; write start and end in 24 hours, "
		    "like \"09:00-12:30\"; the end of the day is 24:00", text);
	if (windows->len > 0 &&
	    window.from_minute < windows->at[windows->len - 1].to_minute)
		return yaml_refuse(loader->yaml, where, "\"%s\" begins before "
		    "the stretch in front of it ends; put them in order, "
		    "without overlap", text);
	if (window.to_minute - window.from_minute < slot)
		return yaml_refuse(loader->yaml, where, "\"%s\" is too short "
		    "for a call of %d minutes; lengthen it, or make "
		    "slot_minutes smaller", text, slot);
	windows->at[windows->len++] = window;
	return OK;
}

enum status
settings_hours(const struct settings_loader *loader)
{
	enum status st = check_zone(loader);

	for (size_t day = 0; st == OK && day < 7; day++) {
		const struct raw_day *raw = &loader->raw->hours.day[day];
		struct windows *windows =
		    &loader->settings->availability.week[day];

		windows->len = 0;
		windows->at = arena_array(loader->arena, raw->count,
		    sizeof(*windows->at));
		for (unsigned i = 0; st == OK && i < raw->count; i++)
			st = add_window(loader, arena_printf(loader->arena,
			    "hours.%s[%u]", day_keys[day], i), raw->at[i],
			    windows);
	}
	return st;
}
