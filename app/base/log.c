#include "base/log.h"

enum { LOG_LINE_SIZE = 2048 };

static const char *log_role_name = "main";

void
log_role(const char *role)
{
	log_role_name = role;
}

/* Appends text with everything outside printable ASCII as \xNN. */
static size_t
log_escape(char *line, size_t at, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	for (; *text != '\0' && at < LOG_LINE_SIZE - 8; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c < 0x7f) {
			line[at++] = *text;
		} else {
			line[at++] = '\\';
			line[at++] = 'x';
			line[at++] = hex[c >> 4];
			line[at++] = hex[c & 15];
		}
	}
	if (*text != '\0') {
		memcpy(line + at, "...", 3);
		at += 3;
	}
	return at;
}

__attribute__((format(printf, 3, 0))) static void
log_write(const char *level, const char *event, const char *format,
    va_list args)
{
	char line[LOG_LINE_SIZE];
	char details[LOG_LINE_SIZE];
	struct timespec now;
	struct tm tm;
	size_t len;
	int n;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &tm);
	len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%SZ ", &tm);
	n = snprintf(line + len, 128, "%s %s %s ", level, log_role_name, event);
	len += n < 128 ? (size_t)n : 127;
	(void)vsnprintf(details, sizeof(details), format, args);
	len = log_escape(line, len, details);
	line[len++] = '\n';
	/* One write, so that lines of several processes do not mix. A log that
	 * cannot be written has nowhere to be reported. */
	if (write(STDERR_FILENO, line, len) == -1)
		return;
}

void
log_info(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("info", event, format, args);
	va_end(args);
}

void
log_warn(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("warn", event, format, args);
	va_end(args);
}

void
log_error(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("error", event, format, args);
	va_end(args);
}

noreturn void
log_fatal(const char *event, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write("fatal", event, format, args);
	va_end(args);
	abort();
}
