#include "domain/booking.h"

#include "base/text.h"
#include "domain/consent.h"

void
booking_form_check(struct arena *arena, const struct booking_form *form,
    struct booking_details *details, struct problems *problems)
{
	*details = (struct booking_details){
		.result = text_trim(arena,
		    form->result == NULL ? "" : form->result),
		.remind = tick_check(form->remind, "remind", problems),
	};
	person_check(arena, &form->person, &details->person, problems);
	consent_check(form->consent, problems);
}
