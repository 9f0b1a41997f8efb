"""Databases on the PostgreSQL server of tests/postgres.py.

What tests ask of them is SQL that both engines understand, with "?" where a
value goes.
"""

import contextlib
import itertools
import os

OWNER = "owner"
# What the program locks before it writes to the intake: see store/schema.c.
INTAKE = 0x4657696e
BYTEA, NUMERIC = 17, 1700
_numbers = itertools.count(1)


def _url(name, folders=None):
    """folders: of one server or, with a comma between them, of several."""
    folders = folders or os.environ["FOURWAYS_POSTGRES"]
    return f"postgresql://{OWNER}@/{name}?host={folders}"


def _open(url, **settings):
    import psycopg2
    from psycopg2 import extensions as types
    connection = psycopg2.connect(types.make_dsn(
        url, target_session_attrs="read-write", **settings))
    connection.autocommit = True
    # As sqlite3 gives them.
    for number, name, read in (
            (BYTEA, "BYTEA", lambda text, _: None if text is None else
             bytes.fromhex(text[2:])),
            (NUMERIC, "NUMERIC", lambda text, _: None if text is None else
             int(text))):
        types.register_type(types.new_type((number,), name, read), connection)
    return connection


def _on_all(sql, folders=None):
    with contextlib.closing(_open(_url("postgres", folders))) as connection:
        connection.cursor().execute(sql)


def make(folders=None):
    """The URL of a new, empty database."""
    name = f"http_{os.getpid()}_{next(_numbers)}"
    _on_all(f"CREATE DATABASE {name}", folders)
    return _url(name, folders)


def drop(url):
    name, folders = url.split("/", 3)[3].split("?host=")
    _on_all(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", folders)


def files():
    """Where a server keeps what it is given, and its log, on the disk by
    now."""
    _on_all("CHECKPOINT")
    folder = os.environ["FOURWAYS_POSTGRES"]
    return [os.path.join(folder, "data", "base"),
            os.path.join(folder, "data", "pg_wal"),
            os.path.join(folder, "log")]


class Connection:
    """As much of sqlite3's connection as the tests use."""

    def __init__(self, connection):
        self.connection = connection

    def execute(self, sql, values=None):
        cursor = self.connection.cursor()
        if values is not None:
            sql = sql.replace("%", "%%").replace("?", "%s")
        cursor.execute(sql, values)
        return cursor

    def close(self):
        self.connection.close()


def connect(url, schema, readonly=True):
    connection = _open(url, options=f"-c search_path={schema}")
    connection.set_session(readonly=readonly, autocommit=True)
    return contextlib.closing(Connection(connection))


@contextlib.contextmanager
def locked(url):
    """As long as another node would write."""
    with connect(url, "intake") as db:
        db.execute("SELECT pg_advisory_lock(?)", (INTAKE,))
        yield
