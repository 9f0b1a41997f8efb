#include "replay.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "ground.h"

enum { SECTOR = 512, NAMES = 64 };

/* A file: what is on the disk for certain, and what was done to it since. */
struct object {
	uint8_t *bytes;
	size_t len;
	size_t room;
	size_t *pending; /* events */
	size_t pending_len;
	size_t pending_room;
};

struct entry {
	char name[48];
	int object;
};

struct names {
	struct entry at[NAMES];
	size_t len;
};

struct replay {
	const struct disk_log *log;
	struct object *objects;
	struct names names;
	size_t pending[NAMES]; /* events about names */
	size_t pending_len;
	size_t next;
	uint64_t lies; /* what decides which; 0: it does not */
};

uint64_t
replay_random(uint64_t *state, uint64_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (*state >> 11) % limit;
}

struct replay *
replay_new(const struct disk_log *log)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	if (replay == NULL)
		abort();
	replay->log = log;
	replay->objects = calloc((size_t)log->objects + 1,
	    sizeof(*replay->objects));
	if (replay->objects == NULL)
		abort();
	return replay;
}

void
replay_free(struct replay *replay)
{
	for (int i = 0; i < replay->log->objects; i++) {
		free(replay->objects[i].bytes);
		free(replay->objects[i].pending);
	}
	free(replay->objects);
	free(replay);
}

void
replay_lie(struct replay *replay, uint64_t seed)
{
	replay->lies = seed;
}

/* ---- contents ---- */

static void
set_length(struct object *object, size_t len)
{
	if (len > object->room) {
		object->room = len * 2;
		object->bytes = realloc(object->bytes, object->room);
		if (object->bytes == NULL)
			abort();
	}
	if (len > object->len)
		memset(object->bytes + object->len, 0, len - object->len);
	object->len = len;
}

static void
put_bytes(struct object *object, const struct disk_event *event, size_t from,
    size_t to)
{
	const size_t offset = (size_t)event->offset;

	if (offset + to > object->len)
		set_length(object, offset + to);
	memcpy(object->bytes + offset + from, event->bytes + from, to - from);
}

static void
apply(struct object *object, const struct disk_event *event)
{
	if (event->kind == DISK_TRUNCATED)
		set_length(object, (size_t)event->offset);
	else
		put_bytes(object, event, 0, event->len);
}

static void
add_pending(struct object *object, size_t event)
{
	if (object->pending_len == object->pending_room) {
		object->pending_room = object->pending_room * 2 + 64;
		object->pending = reallocarray(object->pending,
		    object->pending_room, sizeof(*object->pending));
		if (object->pending == NULL)
			abort();
	}
	object->pending[object->pending_len++] = event;
}

static void
sync_object(const struct replay *replay, struct object *object)
{
	for (size_t i = 0; i < object->pending_len; i++)
		apply(object, &replay->log->at[object->pending[i]]);
	object->pending_len = 0;
}

/* ---- names ---- */

static void
remove_name(struct names *names, const char *name)
{
	for (size_t i = 0; i < names->len; i++) {
		if (strcmp(names->at[i].name, name) != 0)
			continue;
		names->at[i] = names->at[--names->len];
		return;
	}
}

static void
put_name(struct names *names, const char *name, int object)
{
	remove_name(names, name);
	if (names->len == NAMES)
		abort();
	memcpy(names->at[names->len].name, name, strlen(name) + 1);
	names->at[names->len++].object = object;
}

static void
rename_in(struct names *names, const char *name, const char *other)
{
	for (size_t i = 0; i < names->len; i++) {
		const int object = names->at[i].object;

		if (strcmp(names->at[i].name, name) != 0)
			continue;
		remove_name(names, name);
		put_name(names, other, object);
		return;
	}
}

static void
apply_name(struct names *names, const struct disk_event *event)
{
	if (event->kind == DISK_MADE)
		put_name(names, event->name, event->object);
	else if (event->kind == DISK_REMOVED)
		remove_name(names, event->name);
	else
		rename_in(names, event->name, event->other);
}

/* Whether a file of this name stands in a folder, "" or "keys/". */
static bool
is_in(const char *name, const char *folder)
{
	const char *slash = strchr(name, '/');
	const size_t len = slash == NULL ? 0 : (size_t)(slash + 1 - name);

	return len == strlen(folder) && memcmp(name, folder, len) == 0;
}

static void
sync_names(struct replay *replay, const char *folder)
{
	size_t left = 0;

	for (size_t i = 0; i < replay->pending_len; i++) {
		const struct disk_event *event =
		    &replay->log->at[replay->pending[i]];

		if (is_in(event->name, folder))
			apply_name(&replay->names, event);
		else
			replay->pending[left++] = replay->pending[i];
	}
	replay->pending_len = left;
}

/* ---- going on ---- */

static void
add_pending_name(struct replay *replay, size_t event)
{
	if (replay->pending_len == NAMES)
		abort();
	replay->pending[replay->pending_len++] = event;
}

static void
step(struct replay *replay, size_t index)
{
	const struct disk_event *event = &replay->log->at[index];

	switch (event->kind) {
	case DISK_WROTE:
	case DISK_TRUNCATED:
		add_pending(&replay->objects[event->object], index);
		break;
	case DISK_SYNCED:
		if (replay->lies == 0 ||
		    replay_random(&replay->lies, 4) != 0)
			sync_object(replay, &replay->objects[event->object]);
		break;
	case DISK_NAMES_SYNCED:
		sync_names(replay, event->name);
		break;
	case DISK_MADE:
	case DISK_REMOVED:
	case DISK_RENAMED:
		add_pending_name(replay, index);
		break;
	case DISK_ACKNOWLEDGED:
		break;
	}
}

void
replay_to(struct replay *replay, size_t events)
{
	while (replay->next < events)
		step(replay, replay->next++);
}

/* ---- a cut ---- */

enum how { NOTHING, ALL, BEGINNING, SOME_WRITES, SOME_SECTORS, HOWS };

static void
apply_sectors(struct object *object, const struct disk_event *event,
    uint64_t *random)
{
	for (size_t from = 0; from < event->len;) {
		/* Sectors begin where the disk's do, not the write's. */
		size_t to = from + SECTOR -
		    ((size_t)event->offset + from) % SECTOR;

		if (to > event->len)
			to = event->len;
		if (replay_random(random, 2) == 0)
			put_bytes(object, event, from, to);
		from = to;
	}
}

static void
apply_some(const struct replay *replay, struct object *object, enum how how,
    uint64_t *random)
{
	const size_t end = how != BEGINNING ? object->pending_len :
	    replay_random(random, object->pending_len + 1);

	for (size_t i = 0; how != NOTHING && i < end; i++) {
		const struct disk_event *event =
		    &replay->log->at[object->pending[i]];
		const bool torn = how == SOME_SECTORS ||
		    (how == BEGINNING && i + 1 == end);

		if (torn && event->kind == DISK_WROTE)
			apply_sectors(object, event, random);
		else if ((how != SOME_WRITES && !torn) ||
		    replay_random(random, 2) == 0)
			apply(object, event);
	}
}

static void
write_whole(int at, const char *name, const struct object *object)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || pwrite(fd, object->bytes, object->len, 0) !=
	    (ssize_t)object->len)
		abort();
	(void)close(fd);
}

/* One file, with what was left of what was not synced. */
static void
write_object(const struct replay *replay, const struct entry *entry,
    enum how how, uint64_t *random, int at)
{
	const struct object *object = &replay->objects[entry->object];
	struct object copy = *object;

	if (object->pending_len == 0) {
		write_whole(at, entry->name, object);
		return;
	}
	copy.room = object->len + 1;
	if ((copy.bytes = malloc(copy.room)) == NULL)
		abort();
	if (object->len > 0)
		memcpy(copy.bytes, object->bytes, object->len);
	apply_some(replay, &copy, how, random);
	write_whole(at, entry->name, &copy);
	free(copy.bytes);
}

/* The names as they are after the first few changes. */
static struct names
names_after(const struct replay *replay, size_t kept)
{
	struct names names = replay->names;

	for (size_t i = 0; i < kept; i++)
		apply_name(&names, &replay->log->at[replay->pending[i]]);
	return names;
}

static int
open_empty(const char *dir)
{
	int at;

	ground_empty(dir);
	at = openat(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY);
	if (at == -1 || (mkdirat(at, "keys", 0700) == -1 && errno != EEXIST))
		abort();
	return at;
}

void
replay_cut(const struct replay *replay, uint64_t *random, const char *dir)
{
	const struct names names = names_after(replay,
	    replay_random(random, replay->pending_len + 1));
	int at = open_empty(dir);

	for (size_t i = 0; i < names.len; i++)
		write_object(replay, &names.at[i],
		    (enum how)replay_random(random, HOWS), random, at);
	(void)close(at);
}

void
replay_kill(const struct replay *replay, const char *dir)
{
	const struct names names = names_after(replay, replay->pending_len);
	uint64_t random = 1;
	int at = open_empty(dir);

	for (size_t i = 0; i < names.len; i++)
		write_object(replay, &names.at[i], ALL, &random, at);
	(void)close(at);
}
