#ifndef WEB_VIEWS_DESIGN_H
#define WEB_VIEWS_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "web/views_booking.h"
#include "web/views_insights.h"
#include "web/views_leads.h"
#include "web/views_page.h"
#include "web/views_today.h"

/* templates/admin_design.html: view admin_design_page. See views.h. */

/* A colour of the style sheet, by day and by night. */
struct design_shade {
	const char *value;  /* "#0a5240" */
	const char *paper;  /* contrast of it on paper: "9.1" */
	const char *raised; /* on what is raised */
	const char *ink;    /* of ink on it */
};

struct design_colour {
	const char *name; /* "green", without the dashes */
	struct design_shade light;
	struct design_shade dark; /* the same where it has no other */
};

struct admin_design_view {
	struct page page;
	struct {
		const struct design_colour *at;
		size_t len;
	} colours;
	struct today_lead_view waiting; /* a row of the day */
	struct lead_line_view card;     /* of the board */
	struct lead_line_view late;
	struct insights_chart chart;
	struct insights_lines bars;
	struct slot_list_view slots;
};

#endif
