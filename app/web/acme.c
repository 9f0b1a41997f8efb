#include "web/acme.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

static const char below[] = "/.well-known/acme-challenge";

struct proof {
	char name[ACME_NAME_MAX + 1];
	char text[ACME_TEXT_MAX + 1];
};

/* Two tables by turns: who reads one sees by the turn whether it was written
 * meanwhile. */
struct shared {
	atomic_uint turn;
	struct proof tables[2][ACME_PROOFS_MAX]; /* up to an empty name */
};

struct acme {
	int folder;
	int watch;
	struct shared *shared;
};

static int
refuse(const char *path, const char *why)
{
	(void)fprintf(stderr, "fourways: --acme: %s: %s\n", path, why);
	return EX_CONFIG;
}

static int
watch(struct acme *acme, const char *path)
{
	acme->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (acme->folder == -1 && errno == ENOENT)
		return refuse(path, "there is no such folder; make it with "
		    "mkdir -p");
	acme->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (acme->folder == -1 || acme->watch == -1 ||
	    inotify_add_watch(acme->watch, path, IN_CLOSE_WRITE | IN_MOVED_TO |
	    IN_MOVED_FROM | IN_DELETE) == -1)
		return refuse(path, strerror(errno));
	return EX_OK;
}

int
acme_open(const char *folder, struct acme **out)
{
	ARENA(arena);
	struct acme *acme = calloc(1, sizeof(*acme));
	struct shared *shared = mmap(NULL, sizeof(*shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int code;

	if (acme == NULL || shared == MAP_FAILED)
		log_fatal("memory", "out of memory for proofs");
	acme->shared = shared;
	*out = acme;
	code = watch(acme, arena_printf(arena, "%s%s", folder, below));
	if (code == EX_OK)
		acme_read(acme);
	return code;
}

int
acme_watch_fd(const struct acme *acme)
{
	return acme->watch;
}

/* Letters as in base64url, which is what tokens are written in. */
static bool
is_name(const char *name)
{
	size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return len > 0 && len <= ACME_NAME_MAX && name[len] == '\0';
}

static bool
is_text(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != '\n' && (text[i] < ' ' || text[i] > '~'))
			return false;
	return len > 0 && len <= ACME_TEXT_MAX;
}

/* The bytes of a regular file in text, one more than may be at most; -1. */
static ssize_t
read_file_of(const struct acme *acme, const char *name,
    char text[ACME_TEXT_MAX + 1])
{
	int fd = openat(acme->folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	ssize_t len = -1;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		len = read(fd, text, ACME_TEXT_MAX + 1);
	(void)close(fd);
	return len;
}

static bool
read_proof(const struct acme *acme, const char *name, struct proof *proof)
{
	ssize_t len;

	*proof = (struct proof){ 0 };
	if (!is_name(name))
		return false;
	len = read_file_of(acme, name, proof->text);
	if (len <= 0 || !is_text(proof->text, (size_t)len)) {
		*proof = (struct proof){ 0 };
		return false;
	}
	memcpy(proof->name, name, strlen(name) + 1);
	return true;
}

static void
read_folder(const struct acme *acme, DIR *dir,
    struct proof table[ACME_PROOFS_MAX])
{
	struct dirent *entry;
	size_t len = 0;

	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (len < ACME_PROOFS_MAX &&
		    read_proof(acme, entry->d_name, &table[len]))
			len++;
		else
			log_warn("acme.passed_over", "of %d files at most, "
			    "each up to %d bytes of text: %.40s",
			    ACME_PROOFS_MAX, ACME_TEXT_MAX, entry->d_name);
	}
	if (len < ACME_PROOFS_MAX)
		table[len].name[0] = '\0';
}

void
acme_read(struct acme *acme)
{
	unsigned int turn = atomic_load(&acme->shared->turn) + 1;
	char events[4096];
	DIR *dir;
	int fd;

	while (read(acme->watch, events, sizeof(events)) > 0)
		continue;
	fd = openat(acme->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		log_error("acme.folder", "%s", strerror(errno));
		return;
	}
	read_folder(acme, dir, acme->shared->tables[turn % 2]);
	(void)closedir(dir);
	atomic_store(&acme->shared->turn, turn);
}

static bool
look(const struct proof table[ACME_PROOFS_MAX], const char *name,
    char text[ACME_TEXT_MAX + 1])
{
	for (size_t i = 0; i < ACME_PROOFS_MAX && *table[i].name != '\0'; i++)
		if (strcmp(table[i].name, name) == 0) {
			memcpy(text, table[i].text, ACME_TEXT_MAX + 1);
			return true;
		}
	return false;
}

bool
acme_find(const struct acme *acme, const char *path,
    char text[ACME_TEXT_MAX + 1])
{
	unsigned int turn;
	bool found;

	if (acme == NULL || !text_starts(path, below) ||
	    path[sizeof(below) - 1] != '/')
		return false;
	do {
		turn = atomic_load(&acme->shared->turn);
		found = look(acme->shared->tables[turn % 2],
		    path + sizeof(below), text);
	} while (atomic_load(&acme->shared->turn) != turn);
	return found;
}
