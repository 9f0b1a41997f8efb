#include "domain/proof.h"

#include "base/buf.h"
#include "domain/recommendation.h"

static const char *
id_or_dash(const struct stack *stack)
{
	return stack == NULL ? "-" : stack->id;
}

static void
add_scores(struct buf *out, const struct assessment *model,
    const struct verdict *verdict)
{
	for (size_t s = 0; s < model->stacks.len; s++)
		buf_printf(out, "%s%s:%d", s == 0 ? " " : ",",
		    model->stacks.at[s].id, verdict->scores[s]);
}

static void
add_reasons(struct buf *out, const struct reasons *reasons)
{
	if (reasons->len == 0)
		buf_puts(out, " -");
	for (size_t i = 0; i < reasons->len; i++) {
		const struct reason *reason = &reasons->at[i];

		buf_printf(out, "%s%s:%+d:", i == 0 ? " " : ",",
		    reason->question->id, reason->points);
		for (size_t c = 0; c < reason->claims.len; c++)
			buf_printf(out, "%s%s", c == 0 ? "" : "+",
			    reason->claims.at[c]);
		if (reason->judgement)
			buf_putc(out, '~');
	}
}

static void
add_tensions(struct buf *out, const struct recommendation *r)
{
	if (r->tensions.len == 0)
		buf_puts(out, " -");
	for (size_t i = 0; i < r->tensions.len; i++) {
		const struct option *answer = r->tensions.at[i].answer;
		const struct option *against = r->tensions.at[i].against;

		buf_printf(out, "%s%s.%s/%s.%s", i == 0 ? " " : ",",
		    answer->question->id, answer->id, against->question->id,
		    against->id);
	}
}

static void
add_flips(struct buf *out, const struct recommendation *r)
{
	if (r->flips.len == 0)
		buf_puts(out, " -");
	for (size_t i = 0; i < r->flips.len; i++) {
		const struct flip *flip = &r->flips.at[i];

		buf_printf(out, "%s%s:%s:%s:%s", i == 0 ? " " : ",",
		    flip->code, verdict_kind_id(flip->kind), flip->primary->id,
		    id_or_dash(flip->partner));
	}
}

void
proof_line(struct buf *out, const struct assessment *model,
    const struct recommendation *r)
{
	const struct verdict *v = &r->verdict;

	buf_printf(out, "%s %s %s %s %s %d %s", r->code,
	    verdict_kind_id(v->kind), v->primary->id, id_or_dash(v->partner),
	    v->rule == NULL ? "-" : v->rule->id, v->margin,
	    v->margin <= model->close_margin ? "close-call" : r->confidence);
	add_scores(out, model, v);
	buf_printf(out, " %s %s %s %c", id_or_dash(v->runner_up),
	    v->team_overruled ? "yes" : "no", v->guarded ? "yes" : "no",
	    v->tie == NULL ? '-' : v->tie->letter);
	add_reasons(out, &r->reasons);
	add_tensions(out, r);
	add_flips(out, r);
	buf_putc(out, '\n');
}
