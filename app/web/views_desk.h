#ifndef WEB_VIEWS_DESK_H
#define WEB_VIEWS_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What pages of the desk have in common; see views.h. pages/desk_lead.h fills
 * it in.
 */

/* templates/desk_notice.html: what was just done, and the way back */
struct desk_notice_view {
	const char *text;  /* "Moved Ann to Proposal.", or "" for nothing */
	int64_t change;    /* that can be undone, or 0 */
	int64_t lead_id;
	const char *token; /* of the session's forms */
	const char *back;  /* this page, where the form leads back to */
};

/* templates/follow_up_buttons.html: the next date in one click */
struct follow_up_buttons_view {
	int64_t lead_id;
	const char *name;     /* whose, for screen readers */
	const char *token;
	const char *back;
	const char *tomorrow; /* as the form sends it: "2026-11-24" */
	const char *in_3_days;
	const char *in_a_week;
};

#endif
