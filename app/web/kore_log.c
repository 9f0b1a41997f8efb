/*
 * What Kore says, as lines of our log. The linker puts this in front of Kore's
 * own, which would write in a form of its own to standard output.
 */
#include "web/kore_rim.h"

#include <stdarg.h>

#include "base/log.h"

void __wrap_kore_log(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void
__wrap_kore_log(int priority, const char *format, ...)
{
	char said[1024];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(said, sizeof(said), format, args);
	va_end(args);
	if (priority <= LOG_ERR)
		log_error("kore.said", "text=%s", said);
	else
		log_warn("kore.said", "text=%s", said);
}
