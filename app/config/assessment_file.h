#ifndef CONFIG_ASSESSMENT_FILE_H
#define CONFIG_ASSESSMENT_FILE_H

#include "base/status.h"
#include "config/yaml.h"
#include "domain/assessment.h"

struct arena;

/*
 * conf/assessment.yaml, checked and made into the model.
 *
 * Limits: 3 to 8 stacks, exactly 4 questions, 2 to 8 options each, at most
 * one line of points for a stack in an option, -99 to 99 and never 0, up to 8
 * hybrid rules, 8 tie-breaks, 8 tensions, 200 outcomes and 100 answers of
 * older editions. Refused besides what YAML and
 * the schema refuse: ids that are not [a-z0-9]{1,12} or occur twice, unknown
 * stacks and options, reasons with neither a claim nor "judgement: true",
 * names in braces that no text may hold, and any combination of answers
 * whose outcome has no text (the combination is named).
 *
 * A text for an outcome that no answers lead to is kept and logged.
 */

/*
 * Reads DIR/assessment.yaml; the model is in arena and const from then on.
 * OK; INVALID, NOT_FOUND or FAILED with one line on standard error, as
 * yaml_read_file says.
 */
enum status assessment_load(struct arena *arena, const char *dir,
    struct assessment *model);

/* The same from memory. OK or INVALID. bytes may go away after. */
enum status assessment_read(struct arena *arena,
    const struct yaml_source *source, struct assessment *model);

#endif
