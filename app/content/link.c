#include "content/link.h"

#include "base/text.h"

bool
link_is_allowed(const char *url)
{
	if (strpbrk(url, " \\") != NULL || text_has_control(url))
		return false;
	if (url[0] == '/')
		return url[1] != '/';
	return url[0] == '#' || url[0] == '?' ||
	    (text_starts(url, "https://") && url[8] != '\0') ||
	    (text_starts(url, "mailto:") && url[7] != '\0');
}
