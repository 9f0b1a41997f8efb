#include "store/audit_head.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"

enum { BLOCK = 128, CODED_MAX = 256, PLACE_STEP = 512 };

/* One of the two places. Numbers are little-endian. */
struct place {
	uint8_t label[16];
	uint8_t turn[8]; /* the higher one is the newer */
	uint8_t id[8];
	uint8_t hash[AUDIT_HASH_SIZE];
	uint8_t code[AUDIT_HASH_SIZE]; /* of all above */
};

static const uint8_t place_label[16] = "fourways head 1";

static_assert(sizeof(struct place) == 96, "no holes in what is on the disk");

static void
put_number(uint8_t bytes[8], int64_t number)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)((uint64_t)number >> 8 * i);
}

static int64_t
get_number(const uint8_t bytes[8])
{
	uint64_t number = 0;

	for (int i = 7; i >= 0; i--)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

/* ---- opening ---- */

static enum status
failed(const char *what, const char *path)
{
	log_error("audit.head", "cannot %s %s: %s", what, path,
	    strerror(errno));
	return FAILED;
}

static enum status
make_key(const char *path)
{
	uint8_t key[AUDIT_KEY_SIZE];
	bool good;
	int fd;

	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return failed("draw", path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1)
		return failed("make", path);
	good = write(fd, key, sizeof(key)) == (ssize_t)sizeof(key) &&
	    fsync(fd) == 0;
	(void)close(fd);
	explicit_bzero(key, sizeof(key));
	if (good)
		return OK;
	(void)unlink(path);
	return failed("write", path);
}

/* OK; NOT_FOUND without a file; INVALID; FAILED. */
static enum status
read_key(const char *path, uint8_t key[AUDIT_KEY_SIZE])
{
	uint8_t bytes[AUDIT_KEY_SIZE + 1];
	struct stat info;
	ssize_t len = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return errno == ENOENT ? NOT_FOUND : failed("open", path);
	if (fstat(fd, &info) == 0)
		len = read(fd, bytes, sizeof(bytes));
	(void)close(fd);
	if (len == -1)
		return failed("read", path);
	if ((info.st_mode & 077) != 0 || len != AUDIT_KEY_SIZE) {
		log_error("audit.head", "%s %s", path,
		    len != AUDIT_KEY_SIZE ? "holds no key: put it back from a "
		    "copy, or remove it and audit.head, and a new one is made" :
		    "may be read by others: run chmod 600 on it");
		return INVALID;
	}
	memcpy(key, bytes, AUDIT_KEY_SIZE);
	explicit_bzero(bytes, sizeof(bytes));
	return OK;
}

static enum status
make_files(const char *keys, const char *key)
{
	if (mkdir(keys, 0700) == -1 && errno != EEXIST)
		return failed("make", keys);
	return make_key(key);
}

enum status
audit_head_open(const char *dir, office_hash *hash, struct audit_head *head)
{
	ARENA(arena);
	const char *keys = arena_printf(arena, "%s/keys", dir);
	const char *key = arena_printf(arena, "%s/audit.key", keys);
	const char *path = arena_printf(arena, "%s/audit.head", keys);
	enum status st;
	bool anew;

	*head = (struct audit_head){ .fd = -1, .hash = hash };
	st = read_key(key, head->key);
	anew = st == NOT_FOUND;
	if (anew && (st = make_files(keys, key)) == OK)
		st = read_key(key, head->key);
	if (st != OK)
		return st == NOT_FOUND ? FAILED : st;
	head->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC |
	    (anew ? O_TRUNC : 0), 0600);
	if (head->fd == -1)
		return failed("open", path);
	return anew ? folder_sync(keys) : OK;
}

void
audit_head_close(struct audit_head *head)
{
	if (head->fd != -1)
		(void)close(head->fd);
	explicit_bzero(head, sizeof(*head));
	head->fd = -1;
}

/* ---- reading and writing ---- */

void
audit_head_code(const struct audit_head *head, const void *bytes, size_t len,
    uint8_t code[AUDIT_HASH_SIZE])
{
	uint8_t input[BLOCK + CODED_MAX] = { 0 };

	assert(len <= CODED_MAX);
	memcpy(input, head->key, sizeof(head->key));
	memcpy(input + BLOCK, bytes, len);
	head->hash(code, input, BLOCK + len);
	explicit_bzero(input, sizeof(input));
}

static bool
is_good(const struct audit_head *head, const struct place *place)
{
	uint8_t code[AUDIT_HASH_SIZE];

	audit_head_code(head, place, offsetof(struct place, code), code);
	return memcmp(place->label, place_label, sizeof(place_label)) == 0 &&
	    memcmp(place->code, code, sizeof(code)) == 0;
}

/* Reads a place. OK; NOT_FOUND when it was never written; INVALID; FAILED. */
static enum status
read_place(const struct audit_head *head, int index, struct place *place)
{
	ssize_t len = pread(head->fd, place, sizeof(*place),
	    index * PLACE_STEP);

	if (len == -1)
		return failed("read", "audit.head");
	if (len == 0)
		return NOT_FOUND;
	return len == (ssize_t)sizeof(*place) && is_good(head, place) ? OK :
	    INVALID;
}

/* The newer of the good places and which of the two it is. */
static enum status
newest(const struct audit_head *head, struct place *found, int *index,
    bool *torn)
{
	bool any = false;

	*torn = false;
	for (int i = 0; i < 2; i++) {
		struct place place;
		enum status st = read_place(head, i, &place);

		if (st == FAILED)
			return FAILED;
		*torn |= st == INVALID;
		if (st != OK || (any && get_number(place.turn) <
		    get_number(found->turn)))
			continue;
		any = true;
		*found = place;
		*index = i;
	}
	return any ? OK : *torn ? INVALID : NOT_FOUND;
}

enum status
audit_head_read(const struct audit_head *head, struct audit_end *end,
    bool *torn)
{
	struct place place = { 0 };
	int index = 0;
	enum status st = newest(head, &place, &index, torn);

	if (st != OK)
		return st;
	end->id = get_number(place.id);
	memcpy(end->hash, place.hash, sizeof(end->hash));
	return OK;
}

void
audit_head_write(const struct audit_head *head, const struct audit_end *end)
{
	struct place last = { 0 };
	struct place place = { 0 };
	bool torn;
	int index = 1;

	if (newest(head, &last, &index, &torn) == FAILED)
		return;
	memcpy(place.label, place_label, sizeof(place_label));
	put_number(place.turn, get_number(last.turn) + 1);
	put_number(place.id, end->id);
	memcpy(place.hash, end->hash, sizeof(place.hash));
	audit_head_code(head, &place, offsetof(struct place, code),
	    place.code);
	if (pwrite(head->fd, &place, sizeof(place), (1 - index) * PLACE_STEP) !=
	    (ssize_t)sizeof(place) || fdatasync(head->fd) == -1)
		(void)failed("write", "audit.head");
}
