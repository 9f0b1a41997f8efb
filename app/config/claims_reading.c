#include "config/claims_reading.h"

#include "base/arena.h"
#include "base/text.h"

const char *
reading_path(const struct reading *r, const char *list, size_t i,
    const char *key)
{
	return arena_printf(r->scratch, "%s[%zu]%s%s", list, i,
	    *key == '\0' ? "" : ".", key);
}

const char *
reading_keep(const struct reading *r, const char *text)
{
	return arena_strdup(r->arena, text);
}

const char *const *
reading_keep_all(const struct reading *r, const struct raw_ids *raw)
{
	const char **list =
	    arena_array(r->arena, raw->count, sizeof(*list));

	for (unsigned i = 0; i < raw->count; i++)
		list[i] = reading_keep(r, raw->at[i]);
	return list;
}

enum status
reading_text(const struct reading *r, const char *where, const char *raw,
    const char **text)
{
	*text = text_trim(r->arena, raw);
	if (**text == '\0')
		return yaml_refuse(r->yaml, where,
		    "the text is empty; write one");
	if (text_has_control(*text))
		return yaml_refuse(r->yaml, where, "the text must be one "
		    "paragraph; fold long lines with >- and leave no line "
		    "empty");
	return OK;
}

enum status
reading_number(const struct reading *r, const char *list, char letter,
    size_t i, const char *id, const char **anchor)
{
	const char *due = arena_printf(r->scratch, "%c%zu", letter, i + 1);

	*anchor = arena_printf(r->arena, "%c%zu", letter | 0x20, i + 1);
	if (strcmp(id, due) == 0)
		return OK;
	return yaml_refuse(r->yaml, reading_path(r, list, i, "id"),
	    "the id \"%s\" stands where %s is due; number them without gaps",
	    id, due);
}
