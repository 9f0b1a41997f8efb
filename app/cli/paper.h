#ifndef CLI_PAPER_H
#define CLI_PAPER_H

struct arena;

/*
 * A recovery code on its way to paper: shown on the terminal, where four of its
 * groups are asked back, or written to a file that only its owner may read.
 */
struct paper {
	const char *path; /* NULL: the terminal */
	int fd;
};

/* Opens the file, which must not be there, or sees that there is a terminal:
 * before anything is changed, for a code that cannot be written down must not
 * come into being. EX_OK, or an exit code after the line on standard error. */
int paper_open(const char *path, struct paper *paper);

/* Hands the code over. EX_OK, or an exit code after the line on standard error:
 * it was not written down. */
int paper_write(struct arena *arena, struct paper *paper, const char *code);

/* Removes the file again: its code opens nothing. */
void paper_drop(struct paper *paper);

#endif
