#ifndef STORE_POSTGRES_PIPELINE_H
#define STORE_POSTGRES_PIPELINE_H

#include "store/engine.h"
#include "store/postgres.h"

/*
 * Statements go to a server one behind the other, and the answers come back in
 * that order when one of them is wanted: a round for all (PostgreSQL 15, 34.5).
 * What is sent and not waited for lies in this process until then.
 */

/*
 * Sends a statement, whose values may go afterwards; wanted says that somebody
 * waits for its answer, which is in query->postgres->result after a drain, and
 * NULL there when the connection was lost. OK; otherwise it was not sent: BUSY
 * without a connection, or a status of postgres_status when the server refuses
 * the statement.
 */
enum status postgres_send(struct query *query, bool wanted);

/* Takes the answers to all that was sent. What fails of the others sets
 * server->later, unless something has before. */
void postgres_drain(struct postgres *server);

/* Nobody waits for the answer any more. */
void postgres_forget(struct postgres *server, struct postgres_query *own);

#endif
