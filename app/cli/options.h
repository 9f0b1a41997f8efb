#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* Where the contents are unless --assets says so; the package's build says
 * its share folder. */
#ifndef FOURWAYS_ASSETS
#define FOURWAYS_ASSETS "assets"
#endif

/*
 * Command-line options by getopt_long (full names only), and the words that
 * are left. A table of rows says what a command takes; anything else is
 * refused with one line that names it and says where help is.
 */
struct option_row {
	const char *name;   /* "data" for --data */
	const char **value; /* gets the value; NULL for a flag */
	bool *flag;         /* set; NULL for a value */
};

enum { OPTIONS_MAX = 16 };

/*
 * Reads argv[1] to argv[argc - 1]. words gets pointers to what is no option,
 * in order, and NULL behind. false after the line on standard error: unknown
 * option, value missing, given twice, more than words_max words.
 */
bool options_read(int argc, char **argv, const struct option_row *rows,
    size_t rows_len, const char **words, size_t words_max);

#endif
