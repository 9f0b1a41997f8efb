/*
 * The form decoder's laws, over any bytes:
 *  - a form that is OK holds each non-empty piece between "&", in order, and
 *    each matches what was sent, byte by byte;
 *  - names are unique and of 1 to FORM_NAME_MAX bytes; all texts are UTF-8;
 *  - a form that is not says why, and what it still holds is as good;
 *  - a form encoded again, every byte escaped, decodes to the same.
 */
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/form.h"

/* Whether an encoded text of len bytes stands for this decoded one. */
static bool
stands_for(const char *sent, size_t len, const char *text)
{
	const char *end = sent + len;

	for (; sent < end; text++) {
		unsigned char byte = (unsigned char)*sent;
		char hex[3] = { 0 };

		if (*sent == '%') {
			hex[0] = sent[1];
			hex[1] = sent[2];
			byte = (unsigned char)strtoul(hex, NULL, 16);
			sent += 3;
		} else {
			byte = *sent == '+' ? ' ' : byte;
			sent++;
		}
		if (byte == '\0' || (unsigned char)*text != byte)
			return false;
	}
	return *text == '\0';
}

/* A whole form: piece by piece what was sent. */
static void
check_matches(const struct form *form, const char *sent, size_t size)
{
	const char *end = sent + size;
	size_t count = 0;

	for (const char *stop; sent < end; sent = stop + 1) {
		const char *equals;

		stop = memchr(sent, '&', (size_t)(end - sent));
		stop = stop != NULL ? stop : end;
		if (stop == sent)
			continue;
		law(count < form->len, "each piece is a field");
		equals = memchr(sent, '=', (size_t)(stop - sent));
		law(stands_for(sent, (size_t)((equals ? equals : stop) - sent),
		    form->at[count].name), "a name is what was sent");
		law(equals == NULL ? *form->at[count].value == '\0' :
		    stands_for(equals + 1, (size_t)(stop - equals - 1),
		    form->at[count].value), "a value is what was sent");
		count++;
	}
	law(count == form->len, "each field is a piece");
}

static void
check_fields(const struct form *form)
{
	law(form->len <= FORM_FIELDS_MAX, "fields have their limit");
	for (size_t i = 0; i < form->len; i++) {
		const struct form_field *field = &form->at[i];
		size_t len = strlen(field->name);

		law(len > 0 && len <= FORM_NAME_MAX, "a name has its limits");
		law(text_is_utf8(field->name, len), "a name is UTF-8");
		law(text_is_utf8(field->value, strlen(field->value)),
		    "a value is UTF-8");
		law(form_get(form, field->name) == field->value,
		    "a name is there once");
	}
}

static void
add_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_printf(out, "%%%02x", (unsigned)(unsigned char)*text);
}

/* Every field encoded and decoded again is the same. */
static void
check_again(struct arena *arena, const struct form *form)
{
	BUF(out, FORM_BYTES_MAX);
	struct form again;
	const char *problem;

	for (size_t i = 0; i < form->len; i++) {
		add_escaped(&out, form->at[i].name);
		buf_putc(&out, '=');
		add_escaped(&out, form->at[i].value);
		buf_putc(&out, '&');
	}
	if (out.failed)
		return;
	law(form_decode(arena, out.data, out.len, &again, &problem) == OK,
	    "what was decoded can be sent again");
	law(again.len == form->len, "and has as many fields");
	for (size_t i = 0; i < form->len; i++)
		law(strcmp(again.at[i].name, form->at[i].name) == 0 &&
		    strcmp(again.at[i].value, form->at[i].value) == 0,
		    "and is the same");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA(arena);
	const char *problem = "unset";
	struct form form;

	if (form_decode(arena, (const char *)data, size, &form, &problem) == OK) {
		law(problem == NULL, "a good form has no problem");
		check_matches(&form, (const char *)data, size);
	} else {
		law(problem != NULL && text_is_utf8(problem, strlen(problem)),
		    "a bad form has a problem");
	}
	check_fields(&form);
	check_again(arena, &form);
	return 0;
}
