#ifndef BASE_SECRECY_H
#define BASE_SECRECY_H

/*
 * What a process that has keys or people's words in its memory asks of the
 * system. For the whole of its life and of what it forks.
 */

/* No core file is written when it crashes (RLIMIT_CORE, setrlimit(2)). */
void secrecy_no_core(void);

/* Nobody but root may look into it, whoever runs it: PR_SET_DUMPABLE,
 * prctl(2). No core file either. */
void secrecy_no_looking(void);

#endif
