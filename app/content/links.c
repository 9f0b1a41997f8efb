#include "content/links.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "content/guides.h"
#include "domain/assessment.h"

struct check {
	const struct guides *guides;
	enum status status;
};

/* "/guides/SLUG" or "/guides/SLUG#SECTION" */
static bool
leads_somewhere(const struct guides *guides, const char *href)
{
	static const char prefix[] = "/guides/";
	ARENA(arena);
	const struct guide *guide;
	const char *slug;
	size_t len;

	if (!text_starts(href, prefix))
		return false;
	slug = href + sizeof(prefix) - 1;
	len = strcspn(slug, "#");
	guide = guides_find(guides, arena_strndup(arena, slug, len));
	if (guide == NULL)
		return false;
	return slug[len] == '\0' ||
	    guide_section_find(guide, slug + len + 1) != NULL;
}

static void
check_note(void *context, const struct note *note)
{
	struct check *check = context;

	if (*note->href == '\0' || leads_somewhere(check->guides, note->href))
		return;
	log_error("links", "assessment.yaml: \"%s\" links to %s, which is not "
	    "in the guides; mend the href or add the section", note->text,
	    note->href);
	check->status = INVALID;
}

enum status
links_check(const struct guides *guides, const struct assessment *assessment)
{
	struct check check = { guides, OK };

	assessment_each_note(assessment, check_note, &check);
	return check.status;
}
