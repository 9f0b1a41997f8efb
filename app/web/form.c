#include "web/form.h"

#include <stdarg.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/bytes.h"

/* What decoding needs at hand. */
struct decoder {
	struct arena *arena;
	struct form *form;
	char *out;           /* where the next decoded text goes */
	const char *problem; /* the first one, or NULL */
};

/* Notes what is wrong, unless something was before. */
__attribute__((format(printf, 2, 3)))
static void
decoder_refuse(struct decoder *decoder, const char *format, ...)
{
	va_list args;

	if (decoder->problem != NULL)
		return;
	va_start(args, format);
	decoder->problem = arena_vprintf(decoder->arena, format, args);
	va_end(args);
}

/* Undoes "+" and "%XX" into out and sets *size; false at a bad escape. */
static bool
unescape(const char *at, const char *end, char *out, size_t *size)
{
	char *to = out;

	for (; at < end; at++) {
		if (*at == '+') {
			*to++ = ' ';
		} else if (*at != '%') {
			*to++ = *at;
		} else {
			int high = end - at > 2 ? byte_hex((uint8_t)at[1]) : -1;
			int low = end - at > 2 ? byte_hex((uint8_t)at[2]) : -1;

			if (high < 0 || low < 0)
				return false;
			*to++ = (char)(high << 4 | low);
			at += 2;
		}
	}
	*size = (size_t)(to - out);
	return true;
}

/* The decoded text, or NULL with the problem noted. */
static const char *
decode(struct decoder *decoder, const char *at, const char *end)
{
	char *text = decoder->out;
	size_t size;

	if (!unescape(at, end, text, &size)) {
		decoder_refuse(decoder, "A \"%%\" in what was sent is not followed"
		    " by two hexadecimal digits. Please go back to the page"
		    " and send it again from there.");
		return NULL;
	}
	if (memchr(text, '\0', size) != NULL) {
		decoder_refuse(decoder, "What was sent holds a NUL character."
		    " Please take it out and send it again.");
		return NULL;
	}
	if (!text_is_utf8(text, size)) {
		decoder_refuse(decoder, "What was sent is not valid UTF-8 text."
		    " Please type it anew and send it again.");
		return NULL;
	}
	text[size] = '\0';
	decoder->out += size + 1;
	return text;
}

/* Whether a further field may have this name; notes the problem if not. */
static bool
name_is_good(struct decoder *decoder, const char *name)
{
	if (*name == '\0') {
		decoder_refuse(decoder, "A field without a name was sent. Please"
		    " go back to the page and send it again from there.");
		return false;
	}
	if (strlen(name) > FORM_NAME_MAX) {
		decoder_refuse(decoder, "A field with a name of more than %d"
		    " bytes was sent. Please go back to the page and send it"
		    " again from there.", FORM_NAME_MAX);
		return false;
	}
	if (form_get(decoder->form, name) != NULL) {
		decoder_refuse(decoder, "The field \"%s\" was sent twice."
		    " Please send it once.", name);
		return false;
	}
	return true;
}

/* Takes one NAME=VALUE or NAME. */
static void
take_pair(struct decoder *decoder, const char *at, const char *end)
{
	const char *equals = memchr(at, '=', (size_t)(end - at));
	const char *name = decode(decoder, at, equals != NULL ? equals : end);
	const char *value = "";
	struct form *form = decoder->form;

	if (name == NULL || !name_is_good(decoder, name))
		return;
	if (equals != NULL)
		value = decode(decoder, equals + 1, end);
	if (value != NULL)
		form->at[form->len++] = (struct form_field){ name, value };
}

enum status
form_decode(struct arena *arena, const char *bytes, size_t len,
    struct form *form, const char **problem)
{
	struct decoder decoder = { .arena = arena, .form = form };

	form->len = 0;
	if (len > FORM_BYTES_MAX) {
		decoder_refuse(&decoder, "What was sent is too large: %d bytes"
		    " are allowed. Please shorten it.", FORM_BYTES_MAX);
		len = 0;
	}
	/* Decoding never lengthens a text, and each NUL stands for a "=" or
	 * "&", but for the one at the end. */
	decoder.out = arena_alloc(arena, len + 1);
	for (size_t at = 0, size; at < len; at += size + 1) {
		const char *stop = memchr(bytes + at, '&', len - at);

		size = stop != NULL ? (size_t)(stop - bytes) - at : len - at;
		if (size > 0 && form->len == FORM_FIELDS_MAX) {
			decoder_refuse(&decoder, "More than %d fields were sent."
			    " Please go back to the page and send it again from"
			    " there.", FORM_FIELDS_MAX);
			break;
		}
		if (size > 0)
			take_pair(&decoder, bytes + at, bytes + at + size);
	}
	*problem = decoder.problem;
	return decoder.problem == NULL ? OK : INVALID;
}

const char *
form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->len; i++)
		if (strcmp(form->at[i].name, name) == 0)
			return form->at[i].value;
	return NULL;
}

const char *
form_text(const struct form *form, const char *name)
{
	const char *value = form_get(form, name);

	return value != NULL ? value : "";
}
