#ifndef TESTS_FUZZ_VALUES_H
#define TESTS_FUZZ_VALUES_H

/*
 * For harnesses that read YAML: a mutator that changes values and leaves the
 * file whole, so that what lies behind the parser is reached. A number becomes
 * one at a boundary; any other value becomes one that its key has elsewhere,
 * which doubles an id or makes a reference lead to another. The harness calls
 * it from LLVMFuzzerCustomMutator.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

/* libFuzzer's own; replay.c, which changes nothing, has none. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
    __attribute__((weak));

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned seed);

enum { VALUE_MAX = 64 }; /* longer ones are not put elsewhere */

/* "key: value" or "key: [value, value]"; offsets into the text. */
struct value {
	size_t key;
	size_t key_len;
	size_t at;
	size_t len;
};

/* Finds the next value at or after from; false: there is none. */
static inline bool
value_next(const char *text, size_t size, size_t from, struct value *value)
{
	const char *colon = memmem(text + from, size - from, ": ", 2);
	const char *ends = ",}\n";
	size_t end;

	if (colon == NULL)
		return false;
	end = value->key = (size_t)(colon - text);
	while (value->key > 0 &&
	    (isalnum((unsigned char)text[value->key - 1]) ||
	    text[value->key - 1] == '_'))
		value->key--;
	value->key_len = end - value->key;
	value->at = end += 2;
	if (end < size && text[end] == '[')
		ends = "\n";
	while (end < size && memchr(ends, text[end], strlen(ends)) == NULL)
		end++;
	value->len = end - value->at;
	return true;
}

static inline bool
value_is_number(const char *text, const struct value *value)
{
	return value->len > 0 &&
	    isdigit((unsigned char)text[value->at + value->len - 1]) &&
	    (isdigit((unsigned char)text[value->at]) ||
	    text[value->at] == '-');
}

/* Any value, each as likely as the others: a number when number is set, one of
 * this key when key is. False: there is none. */
static inline bool
value_any(const char *text, size_t size, bool number, const struct value *key,
    unsigned *seed, struct value *found)
{
	struct value value = { 0 };
	int count = 0;

	while (value_next(text, size, value.at + value.len, &value)) {
		if (number && !value_is_number(text, &value))
			continue;
		if (key != NULL && (key->key_len != value.key_len ||
		    memcmp(text + key->key, text + value.key,
		    value.key_len) != 0))
			continue;
		if (rand_r(seed) % ++count == 0)
			*found = value;
	}
	return count > 0;
}

/* Puts a word where a value is, unless the text became too long; gives back
 * its size. */
static inline size_t
value_put(char *text, size_t size, size_t max_size, const struct value *value,
    const char *word, size_t len)
{
	size_t rest = value->at + value->len;

	if (size - value->len + len > max_size)
		return size;
	memmove(text + value->at + len, text + rest, size - rest);
	memcpy(text + value->at, word, len);
	return size - value->len + len;
}

static inline size_t
value_change(char *text, size_t size, size_t max_size, unsigned *seed)
{
	static const char *const numbers[] = { "0", "1", "-1", "98", "99",
		"-99", "100", "-100", "101", "127", "128", "-128", "-129",
		"32768", "2147483647", "-2147483648", "2147483648" };
	bool number = rand_r(seed) % 2 == 0;
	struct value value, other;
	char word[VALUE_MAX];

	if (!value_any(text, size, number, NULL, seed, &value))
		return size;
	if (number && rand_r(seed) % 4 != 0) {
		const char *one = numbers[(size_t)rand_r(seed) %
		    (sizeof(numbers) / sizeof(*numbers))];

		return value_put(text, size, max_size, &value, one,
		    strlen(one));
	}
	if (!value_any(text, size, false, &value, seed, &other) ||
	    other.len > sizeof(word))
		return size;
	memcpy(word, text + other.at, other.len);
	return value_put(text, size, max_size, &value, word, other.len);
}

/* What LLVMFuzzerCustomMutator gives back: every other time libFuzzer does
 * what it always does, else one value changes, or two, or more, each half as
 * likely as one less. */
static inline size_t
values_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	if (rand_r(&seed) % 2 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	do
		size = value_change((char *)data, size, max_size, &seed);
	while (rand_r(&seed) % 2 == 0);
	return size;
}

#endif
