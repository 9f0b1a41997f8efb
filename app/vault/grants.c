#include "vault/grants.h"

struct grant
grant_of_row(const struct office_grant *row)
{
	struct grant grant = { .generation = row->generation,
		.admin_id = row->admin_id };

	memcpy(grant.public_key, row->public_key, sizeof(grant.public_key));
	memcpy(grant.sealed, row->sealed, sizeof(grant.sealed));
	memcpy(grant.vouch, row->vouch, sizeof(grant.vouch));
	return grant;
}

struct office_grant
grant_row(const struct grant *grant)
{
	struct office_grant row = { .generation = grant->generation,
		.admin_id = grant->admin_id };

	memcpy(row.public_key, grant->public_key, sizeof(row.public_key));
	memcpy(row.sealed, grant->sealed, sizeof(row.sealed));
	memcpy(row.vouch, grant->vouch, sizeof(row.vouch));
	return row;
}
