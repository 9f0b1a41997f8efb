#ifndef TESTS_FUZZ_SAID_H
#define TESTS_FUZZ_SAID_H

/*
 * What the code under test says on standard error, and the laws of a refusal.
 * A harness that uses it calls said_begin, the code, said_end.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/* One at a time; the file lies in memory and is made once. */
static struct {
	int file;
	int kept;   /* standard error as it was */
	bool ready;
	char text[64 * 1024];
} said;

/* Where a sanitizer reports to, if one is in the program: not into what is
 * looked at, where nobody would read it. */
extern void __sanitizer_set_report_fd(void *file) __attribute__((weak));

static inline void
said_begin(void)
{
	if (!said.ready) {
		said.file = memfd_create("said", MFD_CLOEXEC);
		said.kept = dup(STDERR_FILENO);
		law(said.file != -1 && said.kept != -1, "there are files");
		if (__sanitizer_set_report_fd != NULL)
			__sanitizer_set_report_fd((void *)(intptr_t)law_output);
		said.ready = true;
	}
	law(ftruncate(said.file, 0) == 0, "the file is empty");
	law(lseek(said.file, 0, SEEK_SET) == 0, "from its beginning");
	(void)dup2(said.file, STDERR_FILENO);
}

/* What was said since; until the next time. */
static inline const char *
said_end(void)
{
	ssize_t len = pread(said.file, said.text, sizeof(said.text) - 1, 0);

	(void)dup2(said.kept, STDERR_FILENO);
	law(len >= 0 && (size_t)len < sizeof(said.text) - 1,
	    "nobody says that much");
	said.text[len] = '\0';
	return said.text;
}

/* How many lines bytes have at most, one that is not ended or is empty
 * included: to YAML, CR and three characters of Unicode end one too. */
static inline long
lines_of(const uint8_t *data, size_t size)
{
	long lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += memchr("\n\r\x85\xa8\xa9", data[i], 5) != NULL;
	return lines;
}

/* "FILE:LINE: what", or "FILE: what", in one line that no byte of the file
 * can end or colour; the line is one the file has. */
static inline void
check_refusal(const char *text, const char *file, long lines)
{
	size_t len = strlen(file);
	char *end;

	law(*text != '\0', "a refusal says why");
	law(strchr(text, '\n') == text + strlen(text) - 1, "in one line");
	for (const char *c = text; c[1] != '\0'; c++)
		law(!iscntrl((unsigned char)*c), "without control bytes");
	law(strncmp(text, file, len) == 0 && text[len] == ':',
	    "a refusal names the file");
	if (text[len + 1] == ' ')
		return;
	law(strtol(text + len + 1, &end, 10) >= 1 && *end == ':',
	    "and the line");
	law(strtol(text + len + 1, NULL, 10) <= lines + 1,
	    "a line that the file has");
}

#endif
