/*
 * Runs a harness over every file of a folder, as one TAP test a file. A crash
 * or a broken law ends the program, which the test runner sees as failed.
 */
#include <dirent.h>
#include <unistd.h>

#include "fuzz.h"

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The whole file, in memory of just its size so that ASan sees its end. */
static uint8_t *
read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	uint8_t *data;
	long end;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 ||
	    (end = ftell(file)) < 0)
		return NULL;
	rewind(file);
	*size = (size_t)end;
	data = malloc(*size > 0 ? *size : 1);
	if (data == NULL || fread(data, 1, *size, file) != *size)
		return NULL;
	fclose(file);
	return data;
}

int
main(int argc, char **argv)
{
	struct dirent **entries;
	int count = -1;

	if (argc == 2 && chdir(argv[1]) == 0)
		count = scandir(".", &entries, is_file, alphasort);
	if (count < 1) {
		puts("Bail out! no corpus; usage: replay FOLDER");
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		size_t size;
		uint8_t *data = read_file(entries[i]->d_name, &size);

		if (data == NULL) {
			printf("not ok %d - %s cannot be read\n", i + 1,
			    entries[i]->d_name);
			return 1;
		}
		(void)LLVMFuzzerTestOneInput(data, size);
		printf("ok %d - %s\n", i + 1, entries[i]->d_name);
		fflush(stdout);
		free(data);
		free(entries[i]);
	}
	free(entries);
	return 0;
}
