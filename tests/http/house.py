#!/usr/bin/env python3
"""Data on a PostgreSQL server: backups and restores, moving there and back,
and what is refused. Runs within tests/postgres.py."""

import contextlib
import os
import re
import sys

import on_server
from client import Client
from server import EMAIL, Server, run as command, writing
from tap import case, contains, lacks, run, same

DATA, TEMPORARY, CONFIGURATION = 65, 75, 78


class Site(Server):
    """A site that is stopped and started between cases."""

    def names(self, data=None):
        done = command("lead", "list", "--data", data or self.data,
                       "--email", EMAIL,
                       "--passphrase-file", self.passphrase_file)
        same(done.returncode, 0, done.stderr)
        return sorted(re.findall(r"Writer \d+", done.stdout))

    def write(self, *numbers):
        visitor = Client(self.port)
        for number in numbers:
            form = visitor.get("/contact").page.form("/contact")
            same(visitor.post("/contact", form.fields(
                name=f"Writer {number}", email="w@example.org",
                message="Hello", consent="yes")).status, 303)

    def move(self, to):
        return command("migrate", "--data", self.data, "--to", to)

    def set_place(self, url):
        path = os.path.join(self.conf, "site.yaml")
        with open(path, encoding="utf-8") as site:
            text = site.read()
        with open(path, "w", encoding="utf-8") as site:
            site.write(re.sub(r"(?m)^database:.*$", f'database: "{url}"',
                              text))


def good(done):
    same(done.returncode, 0, done.stdout + done.stderr)
    return done.stdout


def refused(done, code, *words):
    same(done.returncode, code, done.stdout + done.stderr)
    for word in words:
        contains(done.stderr, word)


def schemas(url):
    with on_server.connect(url, "public") as db:
        return sorted(row[0] for row in db.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname ~"
            " '^(intake|office)'").fetchall())


@contextlib.contextmanager
def at_work(site):
    site.start()
    try:
        yield
    finally:
        site.stop()


@case
def a_restore_brings_back_what_the_backup_has(site):
    with at_work(site):
        site.write(1, 2, 3)
        file = os.path.join(site.folder, "one.backup")
        contains(good(command("backup", file, "--data", site.data)),
                 "3 leads")
        site.write(4)
    same(site.names(), ["Writer 1", "Writer 2", "Writer 3", "Writer 4"])
    contains(good(command("restore", file, "--data", site.data)), "restored")
    same(site.names(), ["Writer 1", "Writer 2", "Writer 3"])
    same(len(schemas(site.url)), 4, schemas(site.url))


@case
def who_was_erased_since_is_erased_again(site):
    file = os.path.join(site.folder, "one.backup")
    good(command("lead", "erase", "2", "--data", site.data, "--email", EMAIL,
                 "--passphrase-file", site.passphrase_file))
    same(site.names(), ["Writer 1", "Writer 3"])
    contains(good(command("restore", file, "--data", site.data)),
             "1 who had been erased since were erased again")
    same(site.names(), ["Writer 1", "Writer 3"])


@case
def with_the_server_gone_a_backup_becomes_files(site):
    file = os.path.join(site.folder, "two.backup")
    empty = os.path.join(site.folder, "elsewhere")
    good(command("backup", file, "--data", site.data))
    good(command("restore", file, "--data", empty))
    same(site.names(empty), ["Writer 1", "Writer 3"])
    assert os.path.exists(os.path.join(empty, "intake.db"))
    assert not os.path.exists(os.path.join(empty, "database"))


@case
def check_finds_all_in_order(site):
    done = command("check", "--data", site.data, "--conf", site.conf)
    lacks(done.stdout, "BAD")
    contains(done.stdout, "good intake database: version")


@case
def moving_needs_the_site_stopped(site):
    with at_work(site):
        refused(site.move("files"), TEMPORARY, "is in use", "stop it first")


@case
def there_and_back_is_the_same(site):
    digest = re.compile(r"digest ([0-9a-f]{64})")
    names = site.names()
    out = good(site.move("files"))
    contains(out, 'write "database: """ into site.yaml')
    refused(site.move("files"), CONFIGURATION, "in files already")
    refused(site.move(site.url), CONFIGURATION, "schema intake or office")
    other = on_server.make()
    try:
        there = good(site.move(other))
        same(digest.findall(there), digest.findall(out), "of all rows")
        same(site.names(), names)
        refused(site.move(other), CONFIGURATION, "on a server already")
        with open(os.path.join(site.data, "database"),
                  encoding="utf-8") as note:
            same(note.read(), other + "\n")
        site.set_place(other)
        with at_work(site):
            site.write(9)
        same(site.names(), [*names, "Writer 9"])
        good(site.move("files"))
        same(site.names(), [*names, "Writer 9"])
    finally:
        on_server.drop(other)


@case
def a_place_that_disagrees_is_said_at_start(site):
    # The last case has left the data in files, and site.yaml at a server.
    done = command("serve", "--data", site.data, "--conf", site.conf,
                   "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
    refused(done, CONFIGURATION, "are in files", "fourways migrate --to")
    site.set_place("")
    with at_work(site):
        site.write(10)


@case
def what_is_no_server_is_refused_and_changes_nothing(site):
    names = site.names()
    folder = os.environ["FOURWAYS_POSTGRES"]
    for to, code, words in (
            ("somewhere", DATA, ("URL like postgres://",)),
            ("postgres://me:secret@/x", DATA, ("secrets/pgpass",)),
            (f"postgres://owner@/nowhere?host={folder}", 74,
             ("does not exist",)),
            (f"postgres://owner@/x?host={site.folder}", TEMPORARY,
             ("cannot reach PostgreSQL",))):
        done = site.move(to)
        refused(done, code, *words)
        lacks(done.stderr + done.stdout, "secret@", to)
        same(site.names(), names, to)
    refused(command("migrate", "--data", site.data, "--to", "files", "--try"),
            64, "leave one of them out")


@case
def a_row_that_cannot_go_there_is_named(site):
    names = site.names()
    with writing(site) as db:
        db.execute("UPDATE lead SET zone = CAST(x'ff' AS TEXT) WHERE id ="
                   " (SELECT max(id) FROM lead)")
    other = on_server.make()
    try:
        done = site.move(other)
        refused(done, 74, "COPY lead, line 4, column zone")
        same(schemas(other), [])
    finally:
        on_server.drop(other)
    with writing(site) as db:
        db.execute("UPDATE lead SET zone = '' WHERE id ="
                   " (SELECT max(id) FROM lead)")
    same(site.names(), names)


@case
def an_init_on_a_server_is_whole_or_nothing(site):
    data = os.path.join(site.folder, "fresh")
    words = ("init", "--data", data, "--email", EMAIL, "--passphrase-file",
             site.passphrase_file, "--recovery-file",
             os.path.join(site.folder, "recovery-2"))
    refused(command(*words, "--database", site.url), CONFIGURATION,
            "schema intake or office")
    same(os.path.exists(os.path.join(data, "database")), False)
    other = on_server.make()
    try:
        good(command(*words, "--database", other))
        same(site.names(data), [])
        same(schemas(other), ["intake", "office"])
        # The folder still says where its data are.
        refused(command(*words[:-1], words[-1] + "-again", "--database",
                        site.url), CONFIGURATION, "holds data already")
        same(site.names(data), [])
    finally:
        on_server.drop(other)


if __name__ == "__main__":
    SITE = Site()
    try:
        CODE = run(SITE)
    finally:
        SITE.__exit__()
    sys.exit(CODE)
