#include "cli/options.h"

#include <assert.h>
#include <getopt.h>

static bool
refuse(const char *what, const char *which)
{
	(void)fprintf(stderr, "fourways: %s %s; \"fourways help\" lists what "
	    "there is\n", what, which);
	return false;
}

static bool
take(const struct option_row *row)
{
	if (row->flag != NULL) {
		*row->flag = true;
		return true;
	}
	if (*row->value != NULL)
		return refuse("given twice: the option", row->name);
	*row->value = optarg;
	return true;
}

static bool
take_words(int argc, char **argv, const char **words, size_t words_max)
{
	size_t len = 0;

	for (; optind < argc; optind++) {
		if (len == words_max)
			return refuse("one word too many:", argv[optind]);
		words[len++] = argv[optind];
	}
	words[len] = NULL;
	return true;
}

bool
options_read(int argc, char **argv, const struct option_row *rows,
    size_t rows_len, const char **words, size_t words_max)
{
	struct option table[OPTIONS_MAX + 1] = { 0 };
	int which = 0;
	int rc;

	assert(rows_len <= OPTIONS_MAX);
	for (size_t i = 0; i < rows_len; i++)
		table[i] = (struct option){ rows[i].name,
			rows[i].flag == NULL ? required_argument : no_argument,
			NULL, 0 };
	/* GNU's sign for "start afresh", so that tests may call twice. */
	optind = 0;
	opterr = 0;
	while ((rc = getopt_long(argc, argv, ":", table, &which)) != -1) {
		if (rc == '?')
			return refuse("unknown option", argv[optind - 1]);
		if (rc == ':')
			return refuse("a value is missing after",
			    argv[optind - 1]);
		if (!take(&rows[which]))
			return false;
	}
	return take_words(argc, argv, words, words_max);
}
