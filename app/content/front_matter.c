#include "content/front_matter.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "config/refusal.h"
#include "config/yaml.h"
#include "config/date.h"
#include "content/source.h"

enum { TITLE_MAX = 80, SUMMARY_MAX = 200, ORDER_MAX = 999 };

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_POINTER,
	    struct front_matter, title, 1, 4 * TITLE_MAX),
	CYAML_FIELD_STRING_PTR("summary", CYAML_FLAG_POINTER,
	    struct front_matter, summary, 1, 4 * SUMMARY_MAX),
	CYAML_FIELD_INT("order", CYAML_FLAG_DEFAULT, struct front_matter,
	    order),
	CYAML_FIELD_STRING_PTR("published", CYAML_FLAG_POINTER,
	    struct front_matter, published, 1, 40),
	CYAML_FIELD_STRING_PTR("updated", CYAML_FLAG_POINTER,
	    struct front_matter, updated, 1, 40),
	CYAML_FIELD_STRING_PTR("checked", CYAML_FLAG_POINTER,
	    struct front_matter, checked, 1, 40),
	CYAML_FIELD_STRING_PTR("prefill",
	    CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct front_matter,
	    prefill, 0, 200),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct front_matter, fields),
};

static bool
is_fence(struct line line)
{
	return line.len == 3 && memcmp(line.at, "---", 3) == 0;
}

/* Divides a file into YAML and body. */
static enum status
divide(const struct source *file, struct yaml_source *yaml,
    struct front_matter_body *body)
{
	struct line line = source_line_at(file, NULL);
	const char *end = file->text + file->len;
	int number = 2;

	if (file->len >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0)
		return refuse(file->file, 1,
		    "begins with a byte order mark; save the file without");
	if (!is_fence(line))
		return refuse(file->file, 1,
		    "no front matter; begin the file with a line \"---\", "
		    "title, summary, order and dates, and another \"---\"");
	line = source_next(file, line);
	yaml->bytes = line.at;
	for (; line.at != NULL && !is_fence(line); number++)
		line = source_next(file, line);
	if (line.at == NULL)
		return refuse(file->file, 1,
		    "the front matter does not end; put a line \"---\" "
		    "behind it");
	yaml->len = (size_t)(line.at - yaml->bytes);
	line = source_next(file, line);
	body->text = line.at == NULL ? end : line.at;
	body->len = (size_t)(end - body->text);
	body->first_line = number + 1;
	return OK;
}

static enum status
check_text(const struct yaml *yaml, const char *key, const char *text,
    size_t max)
{
	if (text_length(text) > max)
		return yaml_refuse(yaml, key,
		    "%s has %zu characters; at most %zu are allowed", key,
		    text_length(text), max);
	if (text_has_control(text) || text[strspn(text, " ")] == '\0')
		return yaml_refuse(yaml, key,
		    "%s must be one line of text", key);
	return OK;
}

static enum status
check_date(const struct yaml *yaml, const char *key, const char *date)
{
	if (!date_is_day(date))
		return yaml_refuse(yaml, key,
		    "%s \"%s\" is not a day; write it as 2026-11-21", key,
		    date);
	return OK;
}

static bool
is_question(const char *key, size_t len)
{
	static const char *const questions[] = { "team", "hard", "life",
		"lang" };

	for (size_t i = 0; i < countof(questions); i++)
		if (strlen(questions[i]) == len &&
		    memcmp(questions[i], key, len) == 0)
			return true;
	return false;
}

/* Whether a key is already among those before `at`. */
static bool
is_repeated(const char *prefill, const char *at, size_t len)
{
	for (const char *pair = prefill; pair < at;
	    pair += strcspn(pair, "&") + 1)
		if (strncmp(pair, at, len) == 0 && pair[len] == '=')
			return true;
	return false;
}

/* "hard=rules&life=long": known questions, each once, answers in letters. */
static bool
is_prefill(const char *prefill)
{
	const char *at = prefill;

	while (*at != '\0') {
		size_t key = strcspn(at, "=");
		size_t value;

		if (at[key] != '=' || !is_question(at, key) ||
		    is_repeated(prefill, at, key))
			return false;
		value = strspn(at + key + 1, "abcdefghijklmnopqrstuvwxyz");
		at += key + 1 + value;
		if (value == 0 || (*at != '\0' && (*at != '&' || !at[1])))
			return false;
		at += *at == '&';
	}
	return true;
}

static enum status
check(const struct yaml *yaml, const struct front_matter *front)
{
	enum status st;

	if ((st = check_text(yaml, "title", front->title, TITLE_MAX)) != OK ||
	    (st = check_text(yaml, "summary", front->summary, SUMMARY_MAX)) !=
		OK ||
	    (st = check_date(yaml, "published", front->published)) != OK ||
	    (st = check_date(yaml, "updated", front->updated)) != OK ||
	    (st = check_date(yaml, "checked", front->checked)) != OK)
		return st;
	if (front->order < 1 || front->order > ORDER_MAX)
		return yaml_refuse(yaml, "order",
		    "order must be a number from 1 to %d", ORDER_MAX);
	/* Dates of this form sort as texts. */
	if (strcmp(front->published, front->updated) > 0)
		return yaml_refuse(yaml, "updated",
		    "updated is before published; mend one of them");
	if (!is_prefill(front->prefill))
		return yaml_refuse(yaml, "prefill",
		    "prefill \"%s\" must be answers to team, hard, life or "
		    "lang, for instance hard=rules&life=long",
		    front->prefill);
	return OK;
}

enum status
front_matter_read(struct arena *arena, const char *file, const char *bytes,
    size_t len, struct front_matter *front, struct front_matter_body *body)
{
	struct source source = source_new(bytes, len, file, 1);
	struct yaml_source head = { .name = file, .first_line = 2 };
	struct yaml yaml;
	enum status st;

	if ((st = divide(&source, &head, body)) != OK ||
	    (st = yaml_read(arena, &head, &schema, &yaml)) != OK)
		return st;
	*front = *(struct front_matter *)yaml.data;
	if (front->prefill == NULL)
		front->prefill = "";
	return check(&yaml, front);
}
