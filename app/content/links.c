#include "content/links.h"

#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "config/claims_file.h"
#include "config/refusal.h"
#include "content/guides.h"
#include "content/markdown.h"
#include "domain/assessment.h"

static const char guide_prefix[] = "/guides/";

struct check {
	const struct guides *guides;
	enum status status;
};

static void
check_note(void *context, const struct note *note)
{
	struct check *check = context;

	if (*note->href == '\0' || links_resolve(check->guides, note->href))
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

static const struct guide *
guide_of(const struct guides *guides, const char *slug, size_t len)
{
	for (size_t i = 0; i < guides->len; i++)
		if (strlen(guides->at[i].slug) == len &&
		    memcmp(guides->at[i].slug, slug, len) == 0)
			return &guides->at[i];
	return NULL;
}

bool
links_find(const struct guides *guides, const char *href,
    const struct guide **guide, const struct guide_section **section)
{
	const struct guide_section *found = NULL;
	const struct guide *of;
	const char *slug;
	size_t len;

	if (!text_starts(href, guide_prefix))
		return false;
	slug = href + strlen(guide_prefix);
	len = strcspn(slug, "#?");
	of = guide_of(guides, slug, len);
	if (of == NULL)
		return false;
	if (slug[len] == '#') {
		found = guide_section_find(of, slug + len + 1);
		if (found == NULL)
			return false;
	}
	*guide = of;
	*section = found;
	return true;
}

bool
links_resolve(const struct guides *guides, const char *href)
{
	const struct guide_section *section;
	const struct guide *guide;

	return links_find(guides, href, &guide, &section);
}

static bool
has_claim(const struct claim_register *claims, const char *anchor)
{
	for (size_t i = 0; i < claims->claims.len; i++)
		if (strcmp(claims->claims.at[i].anchor, anchor) == 0)
			return true;
	for (size_t i = 0; i < claims->corrections.len; i++)
		if (strcmp(claims->corrections.at[i].anchor, anchor) == 0)
			return true;
	return false;
}

static bool
has_contradiction(const struct claim_register *claims, const char *anchor)
{
	for (size_t i = 0; i < claims->contradictions.len; i++)
		if (strcmp(claims->contradictions.at[i].anchor, anchor) == 0)
			return true;
	return false;
}

/* The two pages made of the register, and what their anchors are. */
static const struct register_page {
	const char *path;
	bool (*has)(const struct claim_register *claims, const char *anchor);
} register_pages[] = {
	{ "/guides/sources", has_claim },
	{ "/guides/disagreements", has_contradiction },
};

static const struct register_page *
register_page_of(const char *url)
{
	for (size_t i = 0; i < countof(register_pages); i++) {
		size_t len = strlen(register_pages[i].path);

		if (strncmp(url, register_pages[i].path, len) == 0 &&
		    (url[len] == '\0' || url[len] == '#'))
			return &register_pages[i];
	}
	return NULL;
}

enum status
links_check_guide(const struct guides *guides,
    const struct claim_register *claims, const char *file,
    const struct markdown_link *link)
{
	const struct register_page *page = register_page_of(link->url);
	const char *anchor = strchr(link->url, '#');
	const char *slug;

	if (!text_starts(link->url, guide_prefix) ||
	    links_resolve(guides, link->url))
		return OK;
	if (page != NULL && (anchor == NULL || page->has(claims, anchor + 1)))
		return OK;
	if (page != NULL)
		return refuse(file, link->line, "a link to \"%s\", but the "
		    "register has no such entry", link->url);
	slug = link->url + strlen(guide_prefix);
	if (guide_of(guides, slug, strcspn(slug, "#?")) != NULL)
		return refuse(file, link->line,
		    "a link to \"%s\", but that guide has no such section",
		    link->url);
	return refuse(file, link->line,
	    "a link to \"%s\", but there is no such guide", link->url);
}

static bool
resolves(const void *guides, const char *href)
{
	return links_resolve(guides, href);
}

static bool
knows(const void *claims, const char *id)
{
	return claim_find(claims, id) != NULL;
}

struct proof
links_proof(const struct guides *guides, const struct claim_register *claims)
{
	return (struct proof){ .resolves = resolves, .knows = knows,
		.links = guides, .claims = claims };
}
