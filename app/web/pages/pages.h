#ifndef WEB_PAGES_PAGES_H
#define WEB_PAGES_PAGES_H

#include "base/status.h"

struct request;
struct response;

/*
 * The handlers, by family; routes.c says where each answers. All follow one
 * shape: read the form, ask the domain, one store call, show a view.
 */

/* pages/home.c */
enum status home_show(struct request *req, struct response *res);
enum status privacy_show(struct request *req, struct response *res);
enum status imprint_show(struct request *req, struct response *res);

/* pages/guides.c */
enum status guides_index(struct request *req, struct response *res);
enum status guides_show(struct request *req, struct response *res);

/* pages/registers.c */
enum status sources_show(struct request *req, struct response *res);
enum status disagreements_show(struct request *req, struct response *res);

/* pages/stacks.c */
enum status stacks_index(struct request *req, struct response *res);
enum status stacks_show(struct request *req, struct response *res);
enum status comparisons_index(struct request *req, struct response *res);

/* pages/compare.c: a pair, and a 301 for the pair the other way round. */
enum status comparisons_show(struct request *req, struct response *res);

/* pages/assessment.c: the form, which a complete query turns into a 303. */
enum status assessment_show(struct request *req, struct response *res);

/* pages/result.c: CODE as a page, CODE.json as data, CODE.md as a record. */
enum status result_show(struct request *req, struct response *res);

/* pages/versus.c: two results held against each other, and which other. */
enum status versus_show(struct request *req, struct response *res);
enum status versus_find(struct request *req, struct response *res);

/* pages/proof.c: all results there are. */
enum status proof_show(struct request *req, struct response *res);

/* pages/search.c */
enum status search_show(struct request *req, struct response *res);

/* pages/booking.c: the form, and what was sent with it. */
enum status booking_show(struct request *req, struct response *res);
enum status booking_create(struct request *req, struct response *res);

/* pages/booking_slots.c: free times as data. */
enum status booking_slots(struct request *req, struct response *res);

/* pages/calendar.c: the calls, for the owner's own calendar. */
enum status calendar_show(struct request *req, struct response *res);

/* pages/own_page.c: a visitor's own booking, as a page and as data. */
enum status booking_own(struct request *req, struct response *res);
enum status booking_data(struct request *req, struct response *res);

/* pages/own_change.c: and what they may do with it. */
enum status own_cancel(struct request *req, struct response *res);
enum status own_move_show(struct request *req, struct response *res);
enum status own_move(struct request *req, struct response *res);
enum status own_correct_show(struct request *req, struct response *res);
enum status own_correct(struct request *req, struct response *res);
enum status own_erase_show(struct request *req, struct response *res);
enum status own_erase(struct request *req, struct response *res);

/* pages/contact.c: a message without a slot. */
enum status contact_show(struct request *req, struct response *res);
enum status contact_submit(struct request *req, struct response *res);
enum status contact_thanks(struct request *req, struct response *res);

/* pages/booking_ics.c: the call as a calendar file. */
enum status booking_invite(struct request *req, struct response *res);

/* pages/data_kept.c: what is sealed, and what is not. */
enum status data_kept_show(struct request *req, struct response *res);

/* pages/files.c: style sheet and script, icon, pictures, robots. */
enum status style_show(struct request *req, struct response *res);
enum status icon_show(struct request *req, struct response *res);
enum status picture_show(struct request *req, struct response *res);
enum status robots_show(struct request *req, struct response *res);

/* pages/health.c and pages/metrics.c: for programs that watch this one. */
enum status health_show(struct request *req, struct response *res);
enum status metrics_show(struct request *req, struct response *res);

/* pages/feed.c: every guide in full. */
enum status feed_show(struct request *req, struct response *res);

/* pages/sitemap.c: every page that is there to be found. */
enum status sitemap_show(struct request *req, struct response *res);

/* pages/login.c */
enum status login_show(struct request *req, struct response *res);
enum status login_submit(struct request *req, struct response *res);
enum status logout_submit(struct request *req, struct response *res);

/* pages/admin_call_rules.c: weekly hours and rules in place of site.yaml's. */
enum status admin_call_rules_put(struct request *req, struct response *res);
enum status admin_call_rules_remove(struct request *req,
    struct response *res);

/* pages/admin_quarantine.c: what may be the work of a program, and the way
 * out. */
enum status admin_quarantine_index(struct request *req, struct response *res);
enum status admin_quarantine_rescue(struct request *req,
    struct response *res);

/* pages/insights.c: what was counted, and what calls say. */
enum status insights_show(struct request *req, struct response *res);

/* pages/admin_design.c: what pages are made of; demonstrations alone. */
enum status admin_design_show(struct request *req, struct response *res);

/* proof.c */
enum status confirm_submit(struct request *req, struct response *res);

/* pages/settings.c: one's account and sessions. */
enum status settings_show(struct request *req, struct response *res);
enum status settings_sessions(struct request *req, struct response *res);

/* pages/settings_calendar.c: the address of that calendar. */
enum status settings_calendar(struct request *req, struct response *res);

/* pages/passphrase.c */
enum status passphrase_show(struct request *req, struct response *res);
enum status passphrase_submit(struct request *req, struct response *res);

/* pages/second_factor.c */
enum status second_factor_show(struct request *req, struct response *res);
enum status second_factor_submit(struct request *req, struct response *res);
enum status second_factor_off(struct request *req, struct response *res);
enum status spare_codes_submit(struct request *req, struct response *res);

/* pages/recovery_code.c */
enum status recovery_code_show(struct request *req, struct response *res);
enum status recovery_code_submit(struct request *req, struct response *res);

/* pages/admin_availability.c, and what its forms change. */
enum status admin_availability_show(struct request *req,
    struct response *res);
enum status admin_override_put(struct request *req, struct response *res);
enum status admin_override_remove(struct request *req, struct response *res);
enum status admin_block_add(struct request *req, struct response *res);
enum status admin_block_remove(struct request *req, struct response *res);

/* pages/admin_bookings.c: all calls, and one booked by hand. */
enum status admin_bookings_index(struct request *req, struct response *res);
enum status admin_bookings_create(struct request *req, struct response *res);

/* pages/today.c: the desk in the morning. */
enum status desk_show(struct request *req, struct response *res);

/* pages/admin_leads.c */
enum status admin_leads_index(struct request *req, struct response *res);

/* pages/leads_change.c: one of the list, or those that are ticked. */
enum status admin_leads_stage(struct request *req, struct response *res);
enum status admin_leads_follow_up(struct request *req, struct response *res);
enum status admin_leads_undo(struct request *req, struct response *res);

/* pages/admin_lead.c: one lead, and a note about it. */
enum status admin_leads_show(struct request *req, struct response *res);
enum status admin_leads_note(struct request *req, struct response *res);

/* pages/lead_change.c: what the owner does with one lead. */
enum status admin_lead_stage(struct request *req, struct response *res);
enum status admin_lead_follow_up(struct request *req, struct response *res);
enum status admin_lead_recommended(struct request *req, struct response *res);
enum status admin_lead_call(struct request *req, struct response *res);
enum status admin_lead_undo(struct request *req, struct response *res);

/* pages/lead_export.c: all of a list as files, or one lead. */
enum status admin_leads_csv(struct request *req, struct response *res);
enum status admin_leads_json(struct request *req, struct response *res);
enum status admin_lead_json(struct request *req, struct response *res);

/* pages/admin_lead_erase.c */
enum status admin_lead_erase_show(struct request *req, struct response *res);
enum status admin_lead_erase(struct request *req, struct response *res);

/* pages/admin_outbox.c: what waits to leave, and what has. */
enum status admin_outbox_index(struct request *req, struct response *res);
enum status admin_outbox_show(struct request *req, struct response *res);
enum status admin_outbox_resend(struct request *req, struct response *res);
enum status admin_outbox_test(struct request *req, struct response *res);
enum status admin_outbox_test_hook(struct request *req, struct response *res);

/* pages/admin_audit.c: who did what. */
enum status admin_audit_show(struct request *req, struct response *res);

#endif
