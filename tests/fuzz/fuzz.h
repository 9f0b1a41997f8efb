#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * A harness is one file, fuzz_<noun>.c, with this function: it reads the bytes
 * in every way the code under test can, and aborts when a law is broken.
 * libFuzzer calls it under clang, replay.c in every build.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where that is said: what standard error was when the program began. Later
 * libFuzzer may have closed it to the code under test (-close_fd_mask), or it
 * is looked at (said.h). */
static int law_output;

__attribute__((constructor)) static void
law_output_keep(void)
{
	law_output = dup(STDERR_FILENO);
}

/* Aborts with the law that was broken. */
static inline void
law(int holds, const char *text)
{
	if (holds)
		return;
	(void)dprintf(law_output, "broken: %s\n", text);
	abort();
}

#endif
