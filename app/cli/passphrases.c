#include "cli/passphrases.h"

#include "crypto/passphrase.h"
#include "store/office.h"

const char passphrases_cheap[] = "an admin's passphrase is as cheap to guess "
    "as a demonstration's, which is not for \"mode: production\"; set new ones "
    "with \"fourways admin passphrase\"";

enum status
passphrases_look(struct office *office, bool *cheap)
{
	struct passphrase_cost least = { 0 };
	enum status st = office_admin_cost_least(office, &least.memory,
	    &least.passes);

	*cheap = st == OK && !passphrase_cost_is_enough(&least);
	return st;
}
