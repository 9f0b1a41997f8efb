#include "domain/person.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/problems.h"

enum {
	LOCAL_PART_MAX = 64, /* RFC 5321, 4.5.3.1.1 */
	LABEL_MAX = 63,      /* RFC 1035, 2.3.4 */
};

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

static bool
is_beyond_ascii(char c)
{
	return (unsigned char)c >= 0x80;
}

/* RFC 5322, 3.2.3. */
static bool
is_atext(char c)
{
	return is_alnum(c) || is_beyond_ascii(c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
local_part_is_valid(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_PART_MAX || text[0] == '.' ||
	    text[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_atext(text[i]) && (text[i] != '.' || text[i - 1] == '.'))
			return false;
	return true;
}

static bool
label_is_valid(const char *text, size_t len)
{
	if (len == 0 || len > LABEL_MAX || text[0] == '-' ||
	    text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && !is_beyond_ascii(text[i]) &&
		    text[i] != '-')
			return false;
	return true;
}

static bool
domain_is_valid(const char *text)
{
	size_t labels = 1;
	size_t len;

	for (;; labels++) {
		len = strcspn(text, ".");
		if (!label_is_valid(text, len))
			return false;
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	/* No top-level domain is all digits; an address in digits is meant for
	 * machines (RFC 3696, section 2). */
	return labels >= 2 && strspn(text, "0123456789") < len;
}

/* The length of a white space, control or direction character outside ASCII
 * at this place, 0 if there is none: nothing that can be seen. */
static size_t
unseen(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0xa0)
		return 2; /* C1 controls, no-break space */
	if (at[0] == 0xe2 && at[1] == 0x80 &&
	    ((at[2] >= 0x80 && at[2] <= 0x8f) ||
	    (at[2] >= 0xa8 && at[2] <= 0xaf)))
		return 3; /* U+2000 to U+200F, U+2028 to U+202F */
	if (text_starts(text, "\xe1\x9a\x80") ||
	    text_starts(text, "\xe3\x80\x80") ||
	    text_starts(text, "\xef\xbb\xbf"))
		return 3; /* ogham and ideographic space, byte order mark */
	return 0;
}

static bool
has_unseen(const char *text)
{
	for (; *text != '\0'; text++)
		if (unseen(text) > 0)
			return true;
	return false;
}

static bool
is_blank(const char *text)
{
	while (*text != '\0') {
		size_t len = *text == ' ' ? 1 : unseen(text);

		if (len == 0)
			return false;
		text += len;
	}
	return true;
}

bool
email_is_valid(const char *email)
{
	const char *at = strchr(email, '@');

	return at != NULL && strlen(email) <= PERSON_EMAIL_MAX &&
	    !has_unseen(email) &&
	    local_part_is_valid(email, (size_t)(at - email)) &&
	    domain_is_valid(at + 1);
}

char *
email_fold(struct arena *arena, const char *email)
{
	char *folded = arena_strdup(arena, email);

	for (char *at = folded; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at += 'a' - 'A';
	return folded;
}

/* A field of one line: trimmed, checked for length and control bytes. name is
 * what the sentence calls it: "name". */
static const char *
read_line(struct arena *arena, const char *value, const char *field,
    const char *name, size_t max, struct problems *problems)
{
	const char *text = text_trim(arena, value == NULL ? "" : value);
	size_t len = text_length(text);

	if (len > max)
		problems_add(problems, field, arena_printf(arena,
		    "Your %s is %zu characters long, and %zu fit. Please "
		    "shorten it.", name, len, max));
	if (text_has_control(text))
		problems_add(problems, field, arena_printf(arena,
		    "Your %s holds a line break, a tab or another character "
		    "that cannot be shown. Please write it on one line.",
		    name));
	return text;
}

static bool
has_control_but_breaks(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < 0x20 && *text != '\n' &&
		    *text != '\t') || *text == 0x7f)
			return true;
	return false;
}

static const char *
read_message(struct arena *arena, const char *value, struct problems *problems)
{
	const char *text = text_lines(arena, value == NULL ? "" : value);
	size_t len = text_length(text);

	if (len > PERSON_MESSAGE_MAX)
		problems_add(problems, "message", arena_printf(arena,
		    "Your message is %zu characters long, and %d fit. Please "
		    "shorten it.", len, PERSON_MESSAGE_MAX));
	if (has_control_but_breaks(text))
		problems_add(problems, "message", "Your message holds a character "
		    "that cannot be shown. Please type it again without "
		    "pasting.");
	return text;
}

static void
check_name(const char *name, struct problems *problems)
{
	if (is_blank(name))
		problems_add(problems, "name", "Please tell us your name, so that "
		    "we know whom we speak to.");
}

static void
check_email(const char *email, struct problems *problems)
{
	if (email[0] == '\0')
		problems_add(problems, "email", "Please give your e-mail address, "
		    "so that we can reach you.");
	else if (!email_is_valid(email))
		problems_add(problems, "email", "This does not look like an e-mail "
		    "address. Please write it like name@example.org.");
}

void
person_check(struct arena *arena, const struct person_form *form,
    struct person *person, struct problems *problems)
{
	*person = (struct person){
		.name = read_line(arena, form->name, "name", "name",
		    PERSON_NAME_MAX, problems),
		.email = read_line(arena, form->email, "email",
		    "e-mail address", PERSON_EMAIL_MAX, problems),
		.company = read_line(arena, form->company, "company",
		    "company’s name", PERSON_COMPANY_MAX, problems),
		.message = read_message(arena, form->message, problems),
	};
	check_name(person->name, problems);
	check_email(person->email, problems);
}

bool
tick_check(const char *value, const char *field, struct problems *problems)
{
	if (value == NULL || value[0] == '\0')
		return false;
	if (strcmp(value, "yes") != 0)
		problems_add(problems, field, "We could not tell whether this box "
		    "is ticked. Please tick or clear it again.");
	return strcmp(value, "yes") == 0;
}
