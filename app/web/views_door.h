#ifndef WEB_VIEWS_DOOR_H
#define WEB_VIEWS_DOOR_H

#include "web/views_page.h"

/*
 * The pages of signing in and of one's account; see views.h.
 */

/* templates/login.html: view login_page */
struct login_view {
	struct page page;
	const char *email;   /* as typed */
	const char *problem; /* "" or a sentence */
	const char *next;    /* hidden field: a path of ours to go on to, or "" */
};

/* templates/confirm.html: view confirm_page */
struct carried_view {
	const char *name;
	const char *value;
};

struct confirm_view {
	struct page page;
	const char *problem; /* "" or a sentence */
	const char *action;  /* where the form goes */
	const char *next;    /* hidden field: the page asked for, or "" */
	int minutes;         /* how long the passphrase holds */
	struct {
		const struct carried_view *at;
		size_t len;
	} carried;           /* the form that was sent */
};

/* templates/settings.html: view settings_page */
struct session_row_view {
	int64_t id;
	const char *began;
	const char *seen;
	bool here; /* the one of this request */
};

struct admin_row_view {
	const char *email;
	const char *added;
	bool has_factor;
	bool here;
};

struct settings_view {
	struct page page;
	const char *notice;  /* what was done just now, or "" */
	const char *email;
	bool has_factor;
	int64_t spare_left;
	const char *recovery_made; /* when, or "" for one of an older program */
	bool alone;          /* no other admin can unlock */
	struct {
		const struct admin_row_view *at;
		size_t len;
	} admins;
	struct {
		const struct session_row_view *at;
		size_t len;
	} sessions;
	bool has_others;
	const char *calendar_made; /* when its address was, or "" for none */
	int idle_minutes;
	int max_hours;
	const char *zone;
	const char *tzdata; /* its release, "2025b", or "" where unknown */
	bool tzdata_old;
};

/* templates/private_calendar.html: view private_calendar_page */
struct private_calendar_view {
	struct page page;
	const char *address;
};

/* templates/passphrase.html: view passphrase_page */
struct passphrase_view {
	struct page page;
	struct problems_view problems;
	struct field_view password;
	struct field_view fresh;
	struct field_view again;
	int length_min; /* characters */
};

/* templates/second_factor.html: view second_factor_page */
struct second_factor_view {
	struct page page;
	struct problems_view problems;
	bool on;
	int64_t spare_left;
	const char *secret; /* as an app wants it typed; while it is off */
	struct safe_html qr; /* the same */
	struct field_view code;
	struct field_view password;
};

/* templates/spare_codes.html: view spare_codes_page */
struct spare_codes_view {
	struct page page;
	bool begun; /* the second factor was turned on just now */
	struct {
		const struct text_view *at;
		size_t len;
	} codes;
};

/* templates/recovery_code.html: view recovery_code_page */
struct group_view {
	int number;
	const char *field;
	struct field_view typed;
};

struct recovery_code_view {
	struct page page;
	struct problems_view problems;
	const char *code;
	struct {
		const struct group_view *at;
		size_t len;
	} groups; /* that are asked back */
};

#endif
