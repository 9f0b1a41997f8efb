#ifndef TESTS_CAPTURED_H
#define TESTS_CAPTURED_H

/*
 * What a call writes on standard error: begin, call, end. One at a time.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct captured {
	FILE *file;
	int kept; /* the real standard error */
	char text[8192];
};

static inline void
captured_begin(struct captured *captured)
{
	captured->file = tmpfile();
	assert_non_null(captured->file);
	captured->kept = dup(STDERR_FILENO);
	assert_true(captured->kept >= 0);
	assert_true(dup2(fileno(captured->file), STDERR_FILENO) >= 0);
}

static inline void
captured_end(struct captured *captured)
{
	size_t len;

	assert_true(dup2(captured->kept, STDERR_FILENO) >= 0);
	close(captured->kept);
	rewind(captured->file);
	len = fread(captured->text, 1, sizeof(captured->text) - 1,
	    captured->file);
	captured->text[len] = '\0';
	fclose(captured->file);
}

#endif
