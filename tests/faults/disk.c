#include "disk.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { FDS = 1024, NAMES = 64, NAME_SIZE = 48, KILLED = 77 };

/* What a descriptor is. */
struct open_file {
	enum { FOREIGN, FILE_OURS, FOLDER_OURS } kind;
	int object; /* -1: not recorded */
	char name[NAME_SIZE];
};

struct named {
	char name[NAME_SIZE];
	int object;
};

static struct {
	pthread_mutex_t lock;
	char dir[256];
	size_t dir_len; /* 0: nothing is watched */
	struct open_file files[FDS];

	struct disk_fault fault;
	bool armed;
	bool kills;
	bool failed;

	struct disk_log *log;
	struct named names[NAMES];
	size_t names_len;
} disk = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* What <fcntl.h> and <unistd.h> call it where offsets have 64 bits. */
static const char *
symbol_of(const char *name)
{
	static const char *const wide[][2] = {
		{ "open", "open64" }, { "pread", "pread64" },
		{ "pwrite", "pwrite64" }, { "ftruncate", "ftruncate64" },
		{ "mmap", "mmap64" }, { "stat", "stat64" },
		{ "lstat", "lstat64" },
	};

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (strcmp(name, wide[i][0]) == 0)
			return wide[i][1];
	return name;
}

static void
find_real(void *function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, symbol_of(name));

	if (found == NULL)
		abort();
	memcpy(function, &found, sizeof(found));
}

/* libc's own function of this name. */
#define REAL(name)                                                        \
	static __typeof__(name) *real;                                    \
	if (real == NULL)                                                 \
		find_real(&real, #name)

static void
enter(void)
{
	(void)pthread_mutex_lock(&disk.lock);
}

static void
leave(void)
{
	const int error = errno;

	(void)pthread_mutex_unlock(&disk.lock);
	errno = error;
}

/* The name below the watched folder, "" for itself; NULL: elsewhere. */
static const char *
name_of(const char *path)
{
	if (disk.dir_len == 0 || path == NULL ||
	    strncmp(path, disk.dir, disk.dir_len) != 0)
		return NULL;
	path += disk.dir_len;
	if (*path == '\0')
		return path;
	return *path == '/' && strlen(path) <= NAME_SIZE ? path + 1 : NULL;
}

static struct open_file *
file_of(int fd)
{
	return fd >= 0 && fd < FDS && disk.files[fd].kind != FOREIGN ?
	    &disk.files[fd] : NULL;
}

void
disk_watch(const char *dir)
{
	enter();
	disk.dir_len = dir == NULL ? 0 : strlen(dir);
	if (disk.dir_len >= sizeof(disk.dir))
		abort();
	if (dir != NULL)
		memcpy(disk.dir, dir, disk.dir_len + 1);
	memset(disk.files, 0, sizeof(disk.files));
	leave();
}

/* ---- faults ---- */

void
disk_fail(const struct disk_fault *fault)
{
	enter();
	disk.fault = *fault;
	disk.armed = true;
	disk.kills = disk.failed = false;
	leave();
}

bool
disk_heal(void)
{
	disk.armed = false;
	return disk.failed;
}

void
disk_kill_at(unsigned calls, int64_t nth)
{
	disk_fail(&(struct disk_fault){ .calls = calls, .nth = nth });
	disk.kills = true;
}

/* Whether this call is to fail; errno is set then. */
static bool
fails(enum disk_call call)
{
	if (!disk.armed || (disk.fault.calls & call) == 0)
		return false;
	if (--disk.fault.nth > 0 || (disk.fault.nth < 0 && !disk.fault.lasting))
		return false;
	if (disk.kills)
		_exit(KILLED);
	disk.failed = true;
	errno = disk.fault.error;
	return true;
}

/* ---- recording ---- */

static struct disk_event *
record(enum disk_event_kind kind, int object)
{
	struct disk_log *log = disk.log;

	if (log->len == log->room) {
		log->room = log->room == 0 ? 4096 : log->room * 2;
		log->at = reallocarray(log->at, log->room, sizeof(*log->at));
		if (log->at == NULL)
			abort();
	}
	log->at[log->len] = (struct disk_event){ .kind = kind,
		.object = object };
	return &log->at[log->len++];
}

static void
record_bytes(int object, int64_t offset, const void *bytes, size_t len)
{
	struct disk_event *event = record(DISK_WROTE, object);

	event->offset = offset;
	event->len = len;
	event->bytes = malloc(len + 1);
	if (event->bytes == NULL)
		abort();
	memcpy(event->bytes, bytes, len);
}

static void
copy_name(char to[NAME_SIZE], const char *name)
{
	memcpy(to, name, strlen(name) + 1);
}

static struct named *
find_name(const char *name)
{
	for (size_t i = 0; i < disk.names_len; i++)
		if (strcmp(disk.names[i].name, name) == 0)
			return &disk.names[i];
	return NULL;
}

static void
forget_name(const char *name)
{
	struct named *found = find_name(name);

	if (found != NULL)
		*found = disk.names[--disk.names_len];
}

static void
put_name(const char *name, int object)
{
	if (disk.names_len == NAMES)
		abort();
	copy_name(disk.names[disk.names_len].name, name);
	disk.names[disk.names_len++].object = object;
}

static int
object_made(const char *name)
{
	const int object = disk.log->objects++;

	put_name(name, object);
	copy_name(record(DISK_MADE, object)->name, name);
	return object;
}

static bool
is_recorded(const char *name)
{
	const size_t len = strlen(name);

	return disk.log != NULL &&
	    (len < 4 || strcmp(name + len - 4, "-shm") != 0);
}

static int
object_of(const char *name)
{
	const struct named *found = find_name(name);

	return found == NULL ? object_made(name) : found->object;
}

/* One file that was there before. */
static void
record_file(const char *name)
{
	static uint8_t bytes[1 << 16];
	int fd = openat(AT_FDCWD, disk.dir, O_RDONLY | O_DIRECTORY);
	int file = openat(fd, name, O_RDONLY);
	const int object = object_made(name);
	int64_t offset = 0;
	ssize_t got;

	while ((got = read(file, bytes, sizeof(bytes))) > 0) {
		record_bytes(object, offset, bytes, (size_t)got);
		offset += got;
	}
	(void)record(DISK_SYNCED, object);
	(void)close(file);
	(void)close(fd);
}

/* The files of the folder, or of one in it; prefix is "" or ends in a slash. */
static void
record_folder(const char *prefix)
{
	int fd = openat(AT_FDCWD, disk.dir, O_RDONLY | O_DIRECTORY);
	DIR *listing = fdopendir(openat(fd, *prefix == '\0' ? "." : prefix,
	    O_RDONLY | O_DIRECTORY));
	struct dirent *entry;
	char name[NAME_SIZE + 256];

	while ((entry = readdir(listing)) != NULL) {
		(void)snprintf(name, sizeof(name), "%s%s%s", prefix,
		    entry->d_name, entry->d_type == DT_DIR ? "/" : "");
		if (entry->d_type != DT_DIR && is_recorded(name))
			record_file(name);
		else if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			record_folder(name);
	}
	(void)closedir(listing);
	(void)close(fd);
	copy_name(record(DISK_NAMES_SYNCED, -1)->name, prefix);
}

void
disk_record(struct disk_log *log)
{
	*log = (struct disk_log){ 0 };
	disk.names_len = 0;
	disk.log = log;
	record_folder("");
}

void
disk_record_end(void)
{
	disk.log = NULL;
}

void
disk_log_free(struct disk_log *log)
{
	for (size_t i = 0; i < log->len; i++)
		free(log->at[i].bytes);
	free(log->at);
	*log = (struct disk_log){ 0 };
}

void
disk_acknowledge(int64_t what)
{
	enter();
	record(DISK_ACKNOWLEDGED, -1)->offset = what;
	leave();
}

/* ---- in front of libc ---- */

static void
opened(int fd, const char *name, int flags)
{
	struct open_file *file = &disk.files[fd];
	const size_t len = strlen(name);
	const bool folder = len == 0 || (flags & O_DIRECTORY) != 0 ||
	    strcmp(name, "keys") == 0;

	*file = (struct open_file){ folder ? FOLDER_OURS : FILE_OURS, -1, "" };
	copy_name(file->name, name);
	if (folder && len > 0 && len + 2 <= NAME_SIZE)
		memcpy(file->name + len, "/", 2);
	if (!folder && is_recorded(name))
		file->object = object_of(name);
	if (file->object != -1 && (flags & O_TRUNC) != 0)
		record(DISK_TRUNCATED, file->object)->offset = 0;
}

int
open(const char *path, int flags, ...)
{
	const char *name;
	va_list args;
	mode_t mode = 0;
	int fd = -1;

	REAL(open);
	if ((flags & O_CREAT) != 0) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	enter();
	name = name_of(path);
	if (name == NULL || !fails(DISK_OPEN))
		fd = real(path, flags, mode);
	if (fd >= 0 && fd < FDS && name != NULL)
		opened(fd, name, flags);
	leave();
	return fd;
}

int
close(int fd)
{
	struct open_file *file;

	REAL(close);
	enter();
	if ((file = file_of(fd)) != NULL)
		file->kind = FOREIGN;
	leave();
	return real(fd);
}

ssize_t
read(int fd, void *bytes, size_t len)
{
	ssize_t got = -1;

	REAL(read);
	if (file_of(fd) == NULL)
		return real(fd, bytes, len);
	enter();
	if (!fails(DISK_READ))
		got = real(fd, bytes, len);
	leave();
	return got;
}

ssize_t
pread(int fd, void *bytes, size_t len, off_t offset)
{
	ssize_t got = -1;

	REAL(pread);
	enter();
	if (file_of(fd) == NULL || !fails(DISK_READ))
		got = real(fd, bytes, len, offset);
	leave();
	return got;
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
	const struct open_file *file;
	ssize_t put = -1;

	REAL(pwrite);
	enter();
	file = file_of(fd);
	if (file == NULL || !fails(DISK_WRITE))
		put = real(fd, bytes, len, offset);
	else if (disk.fault.half && real(fd, bytes, len / 2, offset) >= 0)
		errno = disk.fault.error;
	if (put > 0 && file != NULL && file->object != -1 && disk.log != NULL)
		record_bytes(file->object, offset, bytes, (size_t)put);
	leave();
	return put;
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
	const struct open_file *file;
	ssize_t put = -1;
	off_t offset;

	REAL(write);
	if (file_of(fd) == NULL)
		return real(fd, bytes, len);
	enter();
	file = file_of(fd);
	offset = lseek(fd, 0, SEEK_CUR);
	if (!fails(DISK_WRITE))
		put = real(fd, bytes, len);
	if (put > 0 && file->object != -1 && disk.log != NULL)
		record_bytes(file->object, offset, bytes, (size_t)put);
	leave();
	return put;
}

int
ftruncate(int fd, off_t len)
{
	const struct open_file *file;
	int code = -1;

	REAL(ftruncate);
	enter();
	file = file_of(fd);
	if (file == NULL || !fails(DISK_TRUNCATE))
		code = real(fd, len);
	if (code == 0 && file != NULL && file->object != -1 &&
	    disk.log != NULL)
		record(DISK_TRUNCATED, file->object)->offset = len;
	leave();
	return code;
}

/* 0 or -1 with errno; what is ours is not synced in earnest. */
static int
synced(const struct open_file *file)
{
	if (fails(DISK_SYNC))
		return -1;
	if (disk.log != NULL && file->kind == FOLDER_OURS)
		copy_name(record(DISK_NAMES_SYNCED, -1)->name, file->name);
	else if (disk.log != NULL && file->object != -1)
		(void)record(DISK_SYNCED, file->object);
	return 0;
}

int
fsync(int fd)
{
	int code;

	REAL(fsync);
	if (file_of(fd) == NULL)
		return real(fd);
	enter();
	code = synced(file_of(fd));
	leave();
	return code;
}

int
fdatasync(int fd)
{
	int code;

	REAL(fdatasync);
	if (file_of(fd) == NULL)
		return real(fd);
	enter();
	code = synced(file_of(fd));
	leave();
	return code;
}

int
unlink(const char *path)
{
	const char *name;
	int code = -1;

	REAL(unlink);
	enter();
	name = name_of(path);
	if (name == NULL || !fails(DISK_NAME))
		code = real(path);
	if (code == 0 && name != NULL && is_recorded(name)) {
		copy_name(record(DISK_REMOVED, -1)->name, name);
		forget_name(name);
	}
	leave();
	return code;
}

static void
renamed(const char *name, const char *other)
{
	struct disk_event *event = record(DISK_RENAMED, -1);
	const int object = object_of(name);

	copy_name(event->name, name);
	copy_name(event->other, other);
	forget_name(name);
	forget_name(other);
	put_name(other, object);
}

int
rename(const char *path, const char *to)
{
	const char *name;
	int code = -1;

	REAL(rename);
	enter();
	name = name_of(path);
	if (name == NULL || !fails(DISK_NAME))
		code = real(path, to);
	if (code == 0 && name != NULL && is_recorded(name))
		renamed(name, name_of(to));
	leave();
	return code;
}

int
access(const char *path, int mode)
{
	bool failed;

	REAL(access);
	enter();
	failed = name_of(path) != NULL && fails(DISK_LOOK);
	leave();
	return failed ? -1 : real(path, mode);
}

int
stat(const char *path, struct stat *info)
{
	bool failed;

	REAL(stat);
	enter();
	failed = name_of(path) != NULL && fails(DISK_LOOK);
	leave();
	return failed ? -1 : real(path, info);
}

void *
mmap(void *at, size_t len, int prot, int flags, int fd, off_t offset)
{
	bool failed;

	REAL(mmap);
	if (file_of(fd) == NULL)
		return real(at, len, prot, flags, fd, offset);
	enter();
	failed = fails(DISK_MAP);
	leave();
	return failed ? MAP_FAILED : real(at, len, prot, flags, fd, offset);
}
