#ifndef VERSION_H
#define VERSION_H

/*
 * "fourways version": this program, each library it is made of with its
 * version and licence, and the time zone data. Asks the library that is
 * linked where that can be asked, else what it was built with.
 */
int version_command(int argc, char **argv);

#endif
