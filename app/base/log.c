#include "base/log.h"

#include <assert.h>
#include <stdbool.h>
#include <sys/stat.h>

enum {
	LOG_LINE_SIZE = 2048,
	LOG_TAIL = 8, /* what an end may need: "...\"" and a line's end */
};

/* By the level of syslog(3), which a journal takes in front of a line. */
enum level { FATAL = 2, ERROR = 3, WARN = 4, INFO = 6 };

struct line {
	char text[LOG_LINE_SIZE];
	size_t len;
	bool cut;
};

static const char *log_role_name = "main";
static enum { UNKNOWN, FILE_OR_PIPE, JOURNAL } log_to;

/* systemd names the journal's stream by device and inode (systemd.exec(5)):
 * a standard error that is turned elsewhere is none. */
static void
find_journal(void)
{
	const char *named = getenv("JOURNAL_STREAM");
	struct stat info;
	char here[64];

	log_to = FILE_OR_PIPE;
	if (named == NULL || fstat(STDERR_FILENO, &info) == -1)
		return;
	(void)snprintf(here, sizeof(here), "%llu:%llu",
	    (unsigned long long)info.st_dev, (unsigned long long)info.st_ino);
	if (strcmp(named, here) == 0)
		log_to = JOURNAL;
}

void
log_role(const char *role)
{
	log_role_name = role;
	find_journal();
}

/* ---- bytes ---- */

/* Everything outside printable ASCII becomes \xNN. */
static void
put(struct line *line, char byte)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char c = (unsigned char)byte;

	if (line->cut)
		return;
	if (line->len > LOG_LINE_SIZE - 4 - LOG_TAIL) {
		line->cut = true;
		memcpy(line->text + line->len, "...", 3);
		line->len += 3;
	} else if (c >= 0x20 && c < 0x7f) {
		line->text[line->len++] = byte;
	} else {
		line->text[line->len++] = '\\';
		line->text[line->len++] = 'x';
		line->text[line->len++] = hex[c >> 4];
		line->text[line->len++] = hex[c & 15];
	}
}

static void
put_text(struct line *line, const char *text)
{
	for (; *text != '\0'; text++)
		put(line, *text);
}

/* In quotes, with a \ before those and itself. Ends in one however long it
 * is. */
static void
put_quoted(struct line *line, const char *text)
{
	put(line, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			put(line, '\\');
		put(line, *text);
	}
	line->text[line->len++] = '"';
}

/* ---- values ---- */

static bool
is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/+@,-";

	return *text != '\0' && text[strspn(text, plain)] == '\0';
}

static void
put_value(struct line *line, const char *text)
{
	if (is_plain(text))
		put_text(line, text);
	else
		put_quoted(line, text);
}

static void
put_number(struct line *line, long long number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", number);
	put_text(line, text);
}

/* One conversion, of those that fields have; what stands behind it. */
static const char *
put_argument(struct line *line, const char *format, va_list *args)
{
	assert(*format == 's' || *format == 'd' ||
	    strncmp(format, "zu", 2) == 0 || strncmp(format, "lld", 3) == 0);
	if (*format == 's')
		put_value(line, va_arg(*args, const char *));
	else if (*format == 'd')
		put_number(line, va_arg(*args, int));
	else if (*format == 'z')
		put_number(line, (long long)va_arg(*args, size_t));
	else
		put_number(line, va_arg(*args, long long));
	return format + (*format == 'l' ? 3 : *format == 'z' ? 2 : 1);
}

static void
put_fields(struct line *line, const char *format, va_list *args)
{
	while (*format != '\0') {
		if (*format == '%')
			format = put_argument(line, format + 1, args);
		else
			put(line, *format++);
	}
}

/* ---- lines ---- */

static bool
has_fields(const char *format)
{
	size_t key = strspn(format, "abcdefghijklmnopqrstuvwxyz_");

	return key > 0 && format[key] == '=';
}

__attribute__((format(printf, 2, 0))) static void
put_details(struct line *line, const char *format, va_list args)
{
	char message[LOG_LINE_SIZE];
	va_list copy;

	if (has_fields(format)) {
		va_copy(copy, args);
		put_fields(line, format, &copy);
		va_end(copy);
		return;
	}
	(void)vsnprintf(message, sizeof(message), format, args);
	put_text(line, "message=");
	put_quoted(line, message);
}

static void
put_beginning(struct line *line, enum level level)
{
	char time[32];
	struct timespec now;
	struct tm tm;

	if (log_to == UNKNOWN)
		find_journal();
	if (log_to == JOURNAL) {
		put(line, '<');
		put_number(line, level);
		put(line, '>');
		return;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &tm);
	(void)strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ ", &tm);
	put_text(line, time);
}

static const char *
name_of(enum level level)
{
	switch (level) {
	case INFO:
		return "info";
	case WARN:
		return "warn";
	case ERROR:
		return "error";
	case FATAL:
		break;
	}
	return "fatal";
}

__attribute__((format(printf, 3, 0))) static void
log_write(enum level level, const char *event, const char *format,
    va_list args)
{
	struct line line;

	line.len = 0;
	line.cut = false;
	put_beginning(&line, level);
	put_text(&line, name_of(level));
	put(&line, ' ');
	put_text(&line, log_role_name);
	put(&line, ' ');
	put_text(&line, event);
	put(&line, ' ');
	put_details(&line, format, args);
	line.text[line.len++] = '\n';
	/* One write, so that lines of several processes do not mix. A log that
	 * cannot be written has nowhere to be reported. */
	if (write(STDERR_FILENO, line.text, line.len) == -1)
		return;
}

void
log_info(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(INFO, event, format, args);
	va_end(args);
}

void
log_warn(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(WARN, event, format, args);
	va_end(args);
}

void
log_error(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(ERROR, event, format, args);
	va_end(args);
}

noreturn void
log_fatal(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(FATAL, event, format, args);
	va_end(args);
	abort();
}
