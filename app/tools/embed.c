/*
 * Files into C arrays, as base/embedded.h says:
 *
 *   embed --out OUT --name SYMBOL FILE...
 *
 * Sorted by name without folders; two files of one name are refused. Style
 * sheets go without their comments, which are for us and not for visitors.
 * Exit 0; 1 with a message; 2 for wrong arguments.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>

noreturn static void
fail(const char *path, const char *what)
{
	(void)fprintf(stderr, "embed: %s: %s\n", path, what);
	exit(1);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(base_name(*left), base_name(*right));
}

static void
names_check(char *const *files, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (by_name(&files[i - 1], &files[i]) == 0) {
			(void)fprintf(stderr, "embed: %s and %s have one name; "
			    "rename one, or embed them apart\n", files[i - 1],
			    files[i]);
			exit(1);
		}
}

/* A file on its way into an array. */
struct source {
	const char *path;
	FILE *file;
	bool comments; /* are left out */
	int quote;     /* that ends the text it is in, or 0 */
};

static struct source
source_open(const char *path)
{
	const char *dot = strrchr(path, '.');
	struct source source = { .path = path, .file = fopen(path, "rb"),
		.comments = dot != NULL && strcmp(dot, ".css") == 0 };

	if (source.file == NULL)
		fail(path, strerror(errno));
	return source;
}

/* Behind the two characters that begin it. */
static void
skip_comment(const struct source *source)
{
	int last = 0;
	int byte;

	while ((byte = fgetc(source->file)) != EOF) {
		if (last == '*' && byte == '/')
			return;
		last = byte;
	}
	fail(source->path, "a comment does not end");
}

/* The next byte outside of comments, or EOF. */
static int
next_byte(struct source *source)
{
	int byte = fgetc(source->file);
	int next;

	if (!source->comments || (source->quote != 0 && byte != source->quote))
		return byte;
	if (byte == '"' || byte == '\'')
		source->quote = source->quote == 0 ? byte : 0;
	if (byte != '/')
		return byte;
	next = fgetc(source->file);
	if (next == '*') {
		skip_comment(source);
		return next_byte(source);
	}
	(void)ungetc(next, source->file);
	return byte;
}

/* One array; returns how many bytes the file has. */
static size_t
write_bytes(FILE *out, const char *path, size_t number)
{
	struct source source = source_open(path);
	size_t size = 0;
	int byte;

	(void)fprintf(out, "static const uint8_t file_%zu[] = {", number);
	while ((byte = next_byte(&source)) != EOF)
		(void)fprintf(out, "%s%d,", size++ % 16 == 0 ? "\n\t" : "",
		    byte);
	if (ferror(source.file))
		fail(path, strerror(errno));
	(void)fclose(source.file);
	(void)fputs("\n\t0\n};\n\n", out);
	return size;
}

static void
write_name(FILE *out, const char *name)
{
	(void)fputc('"', out);
	for (; *name != '\0'; name++)
		(void)fprintf(out, *name == '"' || *name == '\\' ? "\\%c" : "%c",
		    *name);
	(void)fputc('"', out);
}

static void
write_all(FILE *out, const char *symbol, char *const *files, size_t count)
{
	size_t *sizes = calloc(count, sizeof(*sizes));

	if (sizes == NULL)
		fail(symbol, "out of memory");
	(void)fputs("/* Made by embed; change the files. */\n"
	    "#include \"base/embedded.h\"\n\n", out);
	for (size_t i = 0; i < count; i++)
		sizes[i] = write_bytes(out, files[i], i);
	(void)fprintf(out, "extern const struct embedded_file %s[];\n"
	    "extern const size_t %s_len;\n\n"
	    "const struct embedded_file %s[] = {\n", symbol, symbol, symbol);
	for (size_t i = 0; i < count; i++) {
		(void)fputs("\t{ ", out);
		write_name(out, base_name(files[i]));
		(void)fprintf(out, ", file_%zu, %zu },\n", i, sizes[i]);
	}
	(void)fprintf(out, "};\nconst size_t %s_len = %zu;\n", symbol, count);
	free(sizes);
}

noreturn static void
usage(void)
{
	(void)fputs("usage: embed --out OUT --name SYMBOL FILE...\n", stderr);
	exit(2);
}

static void
options_read(int argc, char **argv, const char **path, const char **symbol)
{
	static const struct option known[] = {
		{ "out", required_argument, NULL, 'o' },
		{ "name", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'o')
			*path = optarg;
		else if (option == 'n')
			*symbol = optarg;
		else
			usage();
	}
	if (*path == NULL || *symbol == NULL || optind == argc)
		usage();
}

int
main(int argc, char **argv)
{
	const char *path = NULL;
	const char *symbol = NULL;
	char **files;
	size_t count;
	FILE *out;
	char *text = NULL;
	size_t len = 0;

	options_read(argc, argv, &path, &symbol);
	files = argv + optind;
	count = (size_t)(argc - optind);
	qsort(files, count, sizeof(*files), by_name);
	names_check(files, count);
	/* In memory first: a file that fails leaves no half of an output. */
	out = open_memstream(&text, &len);
	if (out == NULL)
		fail(path, strerror(errno));
	write_all(out, symbol, files, count);
	if (fclose(out) != 0)
		fail(path, strerror(errno));
	out = fopen(path, "wb");
	if (out == NULL || fwrite(text, 1, len, out) != len || fclose(out) != 0)
		fail(path, strerror(errno));
	free(text);
	return 0;
}
