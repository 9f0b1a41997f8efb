#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "tmplc.h"

/* What every generated function relies on. */
static const char prologue[] =
    "\n"
    "/* What compiles by a mere warning must not: it is a mistake here. */\n"
    "#pragma GCC diagnostic error \"-Wimplicit-function-declaration\"\n"
    "#pragma GCC diagnostic error \"-Wincompatible-pointer-types\"\n"
    "#pragma GCC diagnostic error \"-Wint-conversion\"\n"
    "\n"
    "/* The address of a struct, or a pointer to one as it is (5). */\n"
    "#define HTML_AT(x) __builtin_choose_expr( \\\n"
    "    __builtin_classify_type(x) == 5, (x), &(x))\n"
    "\n"
    "/* A part is a template and no other function that would take the same,\n"
    " * and write it as it is. */\n"
    "#define TEMPLATE(name) ((void)is_template_##name, name)\n"
    "\n";

struct options {
	const char *header;  /* to be written, or NULL */
	const char *source;  /* to be written, or NULL */
	const char *include; /* for either */
	char **files;
	size_t count;
};

void
refuse(const struct place *place, const char *format, ...)
{
	va_list args;

	(void)fprintf(stderr, "%s:%d: ", place->file, place->line);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
	exit(1);
}

noreturn static void
fail(const char *path)
{
	(void)fprintf(stderr, "tmplc: %s: %s\n", path, strerror(errno));
	exit(1);
}

/* The whole file with a NUL behind it, to be freed; NULL with errno set. */
static char *
file_read(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	ssize_t got;
	size_t size = 0;

	if (file == NULL)
		return NULL;
	errno = 0;
	got = getdelim(&text, &size, '\0', file);
	if (got < 0 && errno == 0 && text != NULL)
		text[0] = '\0';
	*len = got < 0 ? 0 : (size_t)got;
	if (errno != 0) {
		free(text);
		text = NULL;
	}
	(void)fclose(file);
	return text;
}

/* Only LF, no NUL, valid UTF-8: what the pages are served as. */
static void
text_check(const char *file, const char *text, size_t len)
{
	struct place place = { file, 1 };
	mbstate_t state = { 0 };
	size_t n = 1;

	for (const char *at = text; at < text + len; at += n) {
		n = mbrlen(at, (size_t)(text + len - at), &state);
		if (n == 0)
			refuse(&place, "a NUL byte; remove it");
		if (n > len)
			refuse(&place, "invalid UTF-8; save the file as UTF-8");
		if (*at == '\r')
			refuse(&place, "a carriage return; save the file with "
			    "line breaks of Unix");
		place.line += *at == '\n';
	}
}

static char *
template_read(struct template *t, const char *path)
{
	size_t len;
	char *text = file_read(path, &len);

	if (text == NULL)
		fail(path);
	text_check(path, text, len);
	*t = (struct template){ .place = { path, 1 }, .at = text };
	return text;
}

/* Leaves a file that is the same alone, so that make and ninja rest. */
static void
file_write(const char *path, const char *text, size_t len)
{
	size_t old_len;
	char *old = file_read(path, &old_len);
	bool same = old != NULL && old_len == len &&
	    memcmp(old, text, len) == 0;
	FILE *file;

	free(old);
	if (same)
		return;
	file = fopen(path, "wb");
	if (file == NULL || fwrite(text, 1, len, file) != len ||
	    fclose(file) != 0)
		fail(path);
}

static void
made_from(FILE *out, const char *what)
{
	(void)fprintf(out, "/* Made by tmplc from %s; change that. */\n", what);
}

/* Two views of one name would only be found by the linker. */
static void
name_check(const struct template *all, size_t count)
{
	struct slice name = all[count].name;
	struct place place = { all[count].place.file, all[count].view_line };

	for (size_t i = 0; i < count; i++)
		if (all[i].name.len == name.len &&
		    memcmp(all[i].name.at, name.at, name.len) == 0)
			refuse(&place, "the view %.*s is in %s:%d too; rename "
			    "one", (int)name.len, name.at, all[i].place.file,
			    all[i].view_line);
}

static void
header_make(FILE *out, const struct options *options)
{
	size_t count = options->count;
	struct template *all = calloc(count, sizeof(*all));
	char **texts = calloc(count, sizeof(*texts));

	if (all == NULL || texts == NULL)
		fail("memory");
	made_from(out, "the templates");
	(void)fprintf(out, "#pragma once\n\n#include \"%s\"\n\n"
	    "struct buf;\n\n", options->include);
	for (size_t i = 0; i < count; i++) {
		texts[i] = template_read(&all[i], options->files[i]);
		template_open(&all[i]);
		name_check(all, i);
		template_prototype(&all[i], out);
	}
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
	free(all);
}

static void
source_make(FILE *out, const struct options *options)
{
	struct template t;
	char *text = template_read(&t, options->files[0]);

	made_from(out, t.place.file);
	(void)fprintf(out, "#include \"base/html.h\"\n#include \"%s\"\n%s",
	    options->include, prologue);
	template_open(&t);
	template_function(&t, out);
	free(text);
}

noreturn static void
usage(void)
{
	(void)fputs("usage: tmplc --header OUT --include VIEWS FILE...\n"
	    "       tmplc --source OUT --include HEADER FILE\n", stderr);
	exit(2);
}

static void
options_read(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "header", required_argument, NULL, 'h' },
		{ "include", required_argument, NULL, 'i' },
		{ "source", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'h')
			options->header = optarg;
		else if (option == 's')
			options->source = optarg;
		else if (option == 'i')
			options->include = optarg;
		else
			usage();
	}
	options->files = argv + optind;
	options->count = (size_t)(argc - optind);
	if ((options->header == NULL) == (options->source == NULL) ||
	    options->include == NULL || options->count == 0 ||
	    (options->source != NULL && options->count != 1))
		usage();
}

int
main(int argc, char **argv)
{
	struct options options = { 0 };
	char *text = NULL;
	size_t len = 0;
	FILE *out;

	options_read(argc, argv, &options);
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		fail("the locale C.UTF-8");
	out = open_memstream(&text, &len);
	if (out == NULL)
		fail("memory");
	if (options.header != NULL)
		header_make(out, &options);
	else
		source_make(out, &options);
	if (fclose(out) != 0)
		fail("memory");
	file_write(options.header ? options.header : options.source, text, len);
	free(text);
	return 0;
}
