#ifndef TESTS_TEMPLATES_VIEWS_H
#define TESTS_TEMPLATES_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/html.h"

/* The structs of the fixtures. */
struct inner {
	const char *name;
};

struct inners {
	const struct inner *at;
	size_t len;
};

/* fixtures/uncompilable: struct any, of which each template misuses some. */
struct any {
	const char *title;
	int64_t number;
	bool flag;
	double fraction;
	struct safe_html html;
	struct inner inner;
	const struct inner *pointer;
	struct inners inners;
};

/* fixtures/good */
struct values_view {
	const char *text;
	char array[16];
	const char *none;
	int64_t large;
	int small;
	struct safe_html html;
};

struct urls_view {
	const char *path;
	const char *absolute;
	const char *script;
	const char *word;
	const char *address;
	const char *nothing;
	int64_t number;
	bool absolute_wanted;
};

struct blocks_view {
	const char *text;
	const char *empty;
	const char *none;
	int64_t large;
	int small;
	bool yes;
	bool no;
	size_t count;
	struct safe_html html;
	struct safe_html no_html;
	const struct inner *pointer;
};

struct tree {
	const char *name;
	struct {
		const struct tree *at;
		size_t len;
	} children;
};

struct lists_view {
	const char *name;
	struct inners structs;
	const struct inners *behind_pointer;
	struct {
		const struct inner *const *at;
		size_t len;
	} pointers;
	struct {
		const char *const *at;
		size_t len;
	} texts;
	struct {
		struct inner at[4];
		size_t len;
	} array;
	struct inners empty;
	struct tree tree;
};

struct parts_view {
	struct inner inner;
	const struct inner *pointer;
	struct {
		struct inner inner;
	} outer;
	struct inners inners;
	struct tree tree;
};

struct attributes_view {
	bool checked;
	bool disabled;
	const char *value;
	const char *kind;
	struct inners names;
};

struct lines_view {
	bool yes;
	bool no;
	const char *text;
	struct inners names;
};

#endif
