#include "cli/exits.h"

int
exit_of_data(enum status status)
{
	switch (status) {
	case OK:
		return EX_OK;
	case INVALID:
		return EX_DATAERR;
	case NOT_FOUND:
	case CONFLICT:
		return EX_CONFIG;
	case BUSY:
		return EX_TEMPFAIL;
	case DENIED:
	case LIMITED:
	case PENDING:
	case FAILED:
		break;
	}
	return EX_IOERR;
}

int
exit_of_conf(enum status status)
{
	if (status == OK)
		return EX_OK;
	return status == FAILED ? EX_IOERR : EX_CONFIG;
}
