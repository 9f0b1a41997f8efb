#ifndef CLI_DEMO_TEXTS_H
#define CLI_DEMO_TEXTS_H

#include <stddef.h>

struct arena;

/*
 * The words of the demonstration, from demo.txt, which is compiled in: lines
 * of "key: text". All in the arena it was read into.
 */
struct demo_line {
	const char *key;
	const char *text;
};

struct demo_texts {
	struct demo_line *at;
	size_t len;
};

/* A file that is not of that form is a broken program. */
void demo_texts_read(struct arena *arena, struct demo_texts *texts);

/* The text of a key at a place, which goes round: one of three at place 4 is
 * the second. NULL where there is none of that key. */
const char *demo_text(const struct demo_texts *texts, const char *key,
    size_t place);

/* The word of a text at a place, words being parted by single spaces; "" past
 * the last. */
const char *demo_word(struct arena *arena, const char *text, size_t place);

/* A person nobody is; all different for different numbers. */
struct demo_person {
	const char *name;
	const char *email;
	const char *company; /* or "" */
	const char *zone;
};

enum { DEMO_PEOPLE = 203, DEMO_GIVEN = 7 }; /* given names of a family */

void demo_person(struct arena *arena, const struct demo_texts *texts,
    size_t number, struct demo_person *person);

#endif
