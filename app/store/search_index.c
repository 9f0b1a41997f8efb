/*
 * The index of a search: how it is made, and what is asked of it. Its SQL
 * stands here, for it is no database of queries.c.
 */
#include "store/search_private.h"

#include "base/log.h"
#include "base/util.h"
#include "store/connection.h"

/* Nothing may ever reach a disk. */
static const char settings[] = "PRAGMA temp_store = MEMORY;";

static const char tables[] =
    "BEGIN;"
    "CREATE VIRTUAL TABLE page USING fts5(title, parent, words, text,"
    " href UNINDEXED, kind UNINDEXED, weight UNINDEXED,"
    " tokenize = 'porter unicode61 remove_diacritics 2 tokenchars ''#+''');";

static const char insert[] =
    "INSERT INTO page (title, parent, words, text, href, kind, weight)"
    " VALUES (:title, :parent, :words, :text, :href, :kind, :weight)";

/*
 * The index knows words by their stems ("databas"), which nobody would want
 * to be asked about: a second one, thrown away at once, lists them as they are
 * written. Numbers and the shortest words are near to too much else.
 */
static const char words[] =
    "INSERT INTO page (page) VALUES ('optimize');"
    "CREATE VIRTUAL TABLE written USING fts5(text, content = '',"
    " columnsize = 0, detail = none,"
    " tokenize = 'unicode61 remove_diacritics 2 tokenchars ''#+''');"
    "INSERT INTO written (rowid, text)"
    " SELECT rowid, title || ' ' || parent || ' ' || text FROM page;"
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(written, row);"
    "CREATE TABLE word ("
    " text TEXT NOT NULL,"
    " pages INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO word (text, pages)"
    " SELECT term, doc FROM vocabulary"
    " WHERE length(term) > 3 AND term NOT GLOB '*[0-9]*';"
    "DROP TABLE vocabulary;"
    "DROP TABLE written;"
    "COMMIT;"
    "PRAGMA query_only = ON;";

/* What unicode61 is told above, once more for the words of queries. */
static const char *reader_options[] = { "remove_diacritics", "2",
	"tokenchars", "#+" };

/* A title weighs more than a text, and what it is called besides lies between;
 * the title of its page weighs least, for all parts have it. bm25 is the
 * smaller the better. */
static const char *const query_texts[SEARCH_QUERIES] = {
	[SEARCH_HAS] = "SELECT 1 FROM page WHERE page MATCH :words LIMIT 1",
	[SEARCH_RANK] =
	    "SELECT rowid FROM page WHERE page MATCH :words"
	    " ORDER BY bm25(page, 8.0, 0.5, 3.0, 1.0) * weight, rowid",
	[SEARCH_HIT] =
	    "SELECT href, kind,"
	    " highlight(page, 0, char(1), char(2)),"
	    " highlight(page, 1, char(1), char(2)),"
	    " snippet(page, 3, char(1), char(2), '…', 32)"
	    " FROM page WHERE page MATCH :words AND rowid = :id",
	[SEARCH_NEAR] =
	    "SELECT text, pages FROM word"
	    " WHERE length(text) BETWEEN :from AND :to",
};

static int
open_memory(sqlite3 **db)
{
	int code = sqlite3_open_v2(":memory:", db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
	    NULL);

	if (*db == NULL)
		log_fatal("memory", "out of memory in SQLite");
	if (code == SQLITE_OK)
		code = sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1,
		    NULL);
	if (code == SQLITE_OK)
		code = connection_run(*db, settings, sizeof(settings) - 1);
	return code;
}

static int
add_documents(sqlite3 *db, const struct search_document *documents, size_t len)
{
	struct query query;
	int code = sqlite_query(db, insert, &query);

	for (size_t i = 0; i < len && code == SQLITE_OK; i++) {
		const struct search_document *document = &documents[i];

		query_text(&query, ":title", document->title);
		query_text(&query, ":parent", document->parent);
		query_text(&query, ":words", document->words);
		query_text(&query, ":text", document->text);
		query_text(&query, ":href", document->href);
		query_text(&query, ":kind", document->kind);
		query_int(&query, ":weight", document->weight);
		(void)sqlite3_step(query.sqlite);
		code = sqlite3_reset(query.sqlite);
	}
	(void)sqlite3_finalize(query.sqlite);
	return code;
}

static int
prepare(struct search *search)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < SEARCH_QUERIES && code == SQLITE_OK; i++)
		code = sqlite_query(search->db, query_texts[i],
		    &search->queries[i]);
	return code;
}

/* SQLite's own way to its tokenizers: a pointer handed to a function. */
static fts5_api *
find_fts5(sqlite3 *db)
{
	sqlite3_stmt *query;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &query, NULL) !=
	    SQLITE_OK)
		return NULL;
	if (sqlite3_bind_pointer(query, 1, &api, "fts5_api_ptr", NULL) ==
	    SQLITE_OK)
		(void)sqlite3_step(query);
	(void)sqlite3_finalize(query);
	return api;
}

static int
make_reader(struct search *search)
{
	fts5_api *api = find_fts5(search->db);
	void *context;
	int code;

	if (api == NULL)
		return SQLITE_ERROR;
	code = api->xFindTokenizer(api, "unicode61", &context,
	    &search->tokenizer);
	if (code != SQLITE_OK)
		return code;
	return search->tokenizer.xCreate(context, reader_options,
	    countof(reader_options), &search->reader);
}

enum status
search_new(const struct search_document *documents, size_t len,
    struct search **search)
{
	struct search *made = calloc(1, sizeof(*made));
	enum status st;
	int code;

	*search = NULL;
	if (made == NULL)
		log_fatal("memory", "out of memory for a search");
	if ((code = open_memory(&made->db)) == SQLITE_OK &&
	    (code = connection_run(made->db, tables, sizeof(tables) - 1)) ==
	    SQLITE_OK &&
	    (code = add_documents(made->db, documents, len)) == SQLITE_OK &&
	    (code = connection_run(made->db, words, sizeof(words) - 1)) ==
	    SQLITE_OK &&
	    (code = prepare(made)) == SQLITE_OK)
		code = make_reader(made);
	st = connection_status(made->db, code);
	if (st == OK)
		*search = made;
	else
		search_free(made);
	return st == OK ? OK : FAILED;
}

void
search_free(struct search *search)
{
	if (search == NULL)
		return;
	if (search->reader != NULL)
		search->tokenizer.xDelete(search->reader);
	for (size_t i = 0; i < SEARCH_QUERIES; i++)
		(void)sqlite3_finalize(search->queries[i].sqlite);
	connection_close(search->db);
	free(search);
}

enum status
search_row(struct query *query)
{
	int code = sqlite3_step(query->sqlite);

	if (code == SQLITE_ROW)
		return OK;
	if (code == SQLITE_DONE)
		return NOT_FOUND;
	if (code == SQLITE_NOMEM)
		log_fatal("memory", "out of memory in SQLite");
	log_error("search.failed", "code=%d", code);
	return FAILED;
}
