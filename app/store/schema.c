#include "store/schema.h"

#include "base/embedded.h"

/* Made by the build from migrations/intake and migrations/office. */
extern const struct embedded_file migrations_intake[];
extern const size_t migrations_intake_len;
extern const struct embedded_file migrations_office[];
extern const size_t migrations_office_len;

/* And from migrations/postgres. */
extern const struct embedded_file migrations_postgres_intake[];
extern const size_t migrations_postgres_intake_len;
extern const struct embedded_file migrations_postgres_office[];
extern const size_t migrations_postgres_office_len;

struct schema
schema_intake(void)
{
	return (struct schema){
		.name = "intake",
		.file = "intake.db",
		.lock = "intake.lock",
		.application_id = 0x4657696e,
		.steps = migrations_intake,
		.len = migrations_intake_len,
		.postgres_steps = migrations_postgres_intake,
		.postgres_len = migrations_postgres_intake_len,
	};
}

struct schema
schema_office(void)
{
	return (struct schema){
		.name = "office",
		.file = "office.db",
		.lock = "office.lock",
		.application_id = 0x46576f66,
		.steps = migrations_office,
		.len = migrations_office_len,
		.postgres_steps = migrations_postgres_office,
		.postgres_len = migrations_postgres_office_len,
	};
}
