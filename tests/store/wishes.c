#include "wishes.h"

#include "folder.h"

static enum status
book(struct store *store, struct write *write)
{
	struct wish *wish = (struct wish *)write;

	wish->runs++;
	return store_booking_add(store, &wish->booking, now, &wish->repeated);
}

static void
ask(struct store *store, struct write *write)
{
	store_booking_ask(store, &((struct wish *)write)->booking, now);
}

void
wish_for(struct wish *wish, int hour, int mark)
{
	*wish = (struct wish){ 0 };
	wish->write = (struct write){ book, .stays = true, .ask = ask };
	wish->booking = folder_booking(ten + hour * 3600, wish->token, mark);
}

void
wishes_link(struct wish *wishes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		wishes[i].write.next =
		    i + 1 < count ? &wishes[i + 1].write : NULL;
}

void
wishes_do(struct store *store, struct wish *wishes, size_t count)
{
	enum status begun = writes_begin(store);

	wishes_link(wishes, count);
	writes_end(store, begun, &wishes[0].write);
}
