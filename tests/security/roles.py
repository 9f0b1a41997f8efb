#!/usr/bin/python3
"""A role by itself, as a service of the package runs it: the public one and the
courier without any right to the office's database."""

import contextlib
import os
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

# pylint: disable=wrong-import-position
from client import Client  # noqa: E402
from server import Server, rows  # noqa: E402
from tap import case, contains, run, same  # noqa: E402

NOBODY = 65534
COPY = "intake.db.before-3"  # which the backup removes, for nobody else may
SHARED = ("intake.db", "intake.db-wal", "intake.db-shm", "intake.lock")
MADE = (*SHARED[1:], "public.lock", "public.pid", "courier.lock",
        "admin.lock", "public.meters", "courier.meters", COPY)


class Alone(Server):
    """One role of a site whose office.db its user may not open, in a folder
    where it may make no name (store/owners.h)."""

    def __init__(self, role, folder):
        super().__init__(folder=folder, options=("--role", role))
        self.lay_out()

    def lay_out(self):
        for name in MADE:
            with open(self.path(name), "a", encoding="utf-8"):
                pass
        for name in SHARED:
            os.chmod(self.path(name), 0o660)
        if os.geteuid() == 0:
            self.user = NOBODY
            for path, _, names in os.walk(self.folder):
                for name in [path, *(os.path.join(path, name)
                                     for name in names)]:
                    os.chown(name, NOBODY, NOBODY)
        os.utime(self.path(COPY), (0, 0))
        self.close()

    def path(self, name):
        return os.path.join(self.data, name)

    def close(self):
        os.chmod(self.path("office.db"), 0o000)
        os.chmod(self.data, 0o500)

    def open(self):
        os.chmod(self.path("office.db"), 0o600)
        os.chmod(self.data, 0o700)

    def errors(self):
        return [line for line in self.log().splitlines()
                if " error " in line or "pid" in line and "fail" in line]


def is_refused(server, why):
    server.ready_within = 5
    try:
        server.start()
    except AssertionError as refusal:
        contains(str(refusal), why)
    else:
        server.stop()
        raise AssertionError("it started")


def book(server):
    form = Client(server.port).get("/book?tz=Europe/Berlin").page.form("/book")
    return Client(server.port).post("/book", form.fields(
        slot=form.values("slot")[0], name="Ada Example",
        email="ada@example.org", consent="yes"))


@case
def visitors_book_where_the_office_is_closed_to_the_public_role(folder):
    with Alone("public", folder) as server:
        contains(server.ready, "ready public=")
        same(book(server).status, 303)
        same(rows(server, "lead"), 1, "leads")
        server.stop()
        same(server.errors(), [], "errors in the log")


@case
def the_courier_needs_no_office_either(folder):
    with Alone("courier", folder) as server:
        same(server.ready, "ready courier")
        server.stop()
        same([line for line in server.errors() if " courier " in line], [],
             "errors in the log")


@case
def the_control_the_desk_does_not_start_without_it(folder):
    server = Alone("admin", folder)
    is_refused(server, "this user may not open office.db")
    server.open()
    with server:
        contains(server.ready, "ready admin=")


@case
def a_database_that_is_not_up_to_date_is_refused_by_the_role(folder):
    server = Alone("public", folder)
    server.open()
    with contextlib.closing(sqlite3.connect(
            server.path("intake.db"))) as database:
        database.execute("PRAGMA user_version = 3")
    server.lay_out()
    is_refused(server, "run fourways migrate")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fourways-roles-") as where:
        os.chmod(where, 0o755)
        code = run(os.path.join(where, "site"))
    sys.exit(code)
