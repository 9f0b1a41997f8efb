#include "cli/demo_letters.h"

#include "cli/demo_plan.h"
#include "config/settings.h"

enum status
demo_letters_make(struct demo_letters *letters, struct arena *arena,
    enum news_kind kind, const struct demo_lead *lead, const char *token,
    int64_t now, struct outbox_list *list)
{
	const struct lead_own of = demo_texts_of(lead);
	const struct slot *call = kind == NEWS_BOOKED ? &lead->slot :
	    demo_call(lead);
	const struct news news = { .kind = kind, .of = &of, .token = token,
		.starts_at = call->starts_at, .remind = lead->remind };
	const struct news_writer writer = { letters->sealer, &letters->uuids,
		letters->settings->mail.owner_full };

	*list = (struct outbox_list){ NULL, 0 };
	return letters->none ? OK : news_letters(&writer, arena, &news, now, 0,
	    list);
}
