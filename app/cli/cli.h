#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stddef.h>

/*
 * The commands that talk to the operator. Each takes its own words in argv
 * (argv[0] is its name) and returns an exit code of cli/exits.h. What it has
 * to say of trouble is one line on standard error.
 */
int init_command(int argc, char **argv);
int check_command(int argc, char **argv);
int proof_command(int argc, char **argv);
int migrate_command(int argc, char **argv);
int busy_command(int argc, char **argv);
int key_command(int argc, char **argv);
int admin_command(int argc, char **argv);
int lead_command(int argc, char **argv);
int audit_command(int argc, char **argv);
int mail_command(int argc, char **argv);
int backup_command(int argc, char **argv);
int restore_command(int argc, char **argv);

#endif
