#include "content/stacks.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "config/refusal.h"
#include "content/links.h"
#include "domain/assessment.h"

static const char ending[] = ".yaml";

static enum status
check_sections(const struct guides *guides, const struct profile *profile)
{
	const struct guide_section *section;
	const struct guide *guide;

	for (size_t i = 0; i < profile->sections.len; i++) {
		const struct profile_section *link = &profile->sections.at[i];

		if (!links_find(guides, link->href, &guide, &section) ||
		    section == NULL)
			return refuse(profile->file, link->line, "a link to "
			    "\"%s\", but no guide has that section",
			    link->href);
	}
	return OK;
}

static enum status
load_stack(struct arena *arena, const char *folder, const struct stack *stack,
    const struct claim_register *claims, struct profile *profile)
{
	const char *path = arena_printf(arena, "%s/%s%s", folder, stack->id,
	    ending);
	enum status st =
	    stack_file_load(arena, path, stack->id, claims, profile);

	if (st != OK || strcmp(profile->name, stack->name) == 0)
		return st;
	return refuse(path, 0, "the name is \"%s\", but the assessment calls "
	    "this stack \"%s\"; write it the same in both", profile->name,
	    stack->name);
}

static int
is_profile(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);
	size_t end = strlen(ending);

	return entry->d_name[0] != '.' && len > end &&
	    strcmp(entry->d_name + len - end, ending) == 0;
}

/* A file that nothing would ever read is a mistake in its name. */
static enum status
check_names(struct arena *arena, const char *folder,
    const struct assessment *model)
{
	struct dirent **names;
	enum status st = OK;
	int count = scandir(folder, &names, is_profile, alphasort);

	if (count == -1) {
		st = errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : FAILED;
		(void)refuse(folder, 0, "cannot be opened: %s",
		    strerror(errno));
		return st;
	}
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		const char *id = arena_strndup(arena, name,
		    strlen(name) - strlen(ending));

		if (st == OK && assessment_stack_find(model, id) == NULL)
			st = refuse(arena_printf(arena, "%s/%s", folder,
			    name), 0, "the assessment has no stack \"%s\"; "
			    "rename the file or take it out", id);
		free(names[i]);
	}
	free(names);
	return st;
}

enum status
stacks_load(struct arena *arena, const char *assets,
    const struct assessment *model, const struct claim_register *claims,
    const struct guides *guides, struct profiles *profiles)
{
	const char *folder = arena_printf(arena, "%s/stacks", assets);
	struct profile *list =
	    arena_array(arena, model->stacks.len, sizeof(*list));
	enum status st = check_names(arena, folder, model);

	for (size_t i = 0; i < model->stacks.len && st == OK; i++) {
		st = load_stack(arena, folder, &model->stacks.at[i], claims,
		    &list[i]);
		if (st == OK)
			st = check_sections(guides, &list[i]);
	}
	*profiles = (struct profiles){ list, model->stacks.len };
	return st;
}

const struct profile *
stacks_find(const struct profiles *profiles, const char *id)
{
	for (size_t i = 0; i < profiles->len; i++)
		if (strcmp(profiles->at[i].id, id) == 0)
			return &profiles->at[i];
	return NULL;
}

const char *
profile_text(struct arena *arena, const struct profile *profile)
{
	BUF(out, SIZE_MAX);

	buf_printf(&out, "%s\n", profile->summary);
	for (size_t i = 0; i < PROFILE_ROWS; i++) {
		const struct profile_row *row = &profile->rows[i];

		buf_printf(&out, "%s\n", row->label);
		for (size_t j = 0; j < row->statements.len; j++)
			buf_printf(&out, "%s\n", row->statements.at[j].text);
	}
	return arena_strdup(arena, buf_text(&out));
}
