#!/usr/bin/env python3
"""The real program on spoilt databases: its exit code, its one line, and that
the last backup is named. What else can be spoilt is in test_damage.c."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "http"))

# pylint: disable=wrong-import-position
from server import Server, program, run as command  # noqa: E402
from tap import case, contains, lacks, run, same  # noqa: E402

DATA = 65
PAGE = 4096


def spoil(data, name):
    """Turns the byte that says what the second page of a database is."""
    with open(os.path.join(data, name), "r+b") as file:
        file.seek(PAGE)
        byte = file.read(1)[0]
        file.seek(PAGE)
        file.write(bytes([byte ^ 0xff]))


class Folder:
    """A data folder made once, copied for each case."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="fourways-")
        self.first = os.path.join(self.path, "first")
        os.makedirs(self.first)
        Server(folder=self.first)

    def server(self, name):
        target = os.path.join(self.path, name)
        shutil.copytree(self.first, target)
        return Server(folder=target)


def refusals(server):
    """serve and migrate on these data: the line each says."""
    for words in (server.command(), [program(), "migrate", "--data",
                                     server.data]):
        done = subprocess.run(words, capture_output=True, text=True,
                              timeout=60, check=False, cwd=server.folder)
        same(done.returncode, DATA, done.stderr)
        same(len(done.stderr.splitlines()), 1, done.stderr)
        same(done.stdout, "", "standard output")
        yield done.stderr


@case
def a_damaged_database_is_refused_and_the_last_backup_named(folder):
    for name in ("intake.db", "office.db"):
        server = folder.server("named-" + name)
        for number in (1, 2):
            backup = os.path.join(server.folder, f"copy{number}.backup")
            same(command("backup", backup, "--data",
                         server.data).returncode, 0)
        spoil(server.data, name)
        for line in refusals(server):
            contains(line, name)
            contains(line, "copy2.backup")
            lacks(line, "copy1.backup")


@case
def without_a_backup_none_is_named(folder):
    server = folder.server("unnamed")
    spoil(server.data, "intake.db")
    for line in refusals(server):
        contains(line, "restore a backup")
        lacks(line, "last one")


@case
def the_backup_that_is_named_is_good(folder):
    server = folder.server("good")
    backup = os.path.join(server.folder, "a.backup")
    same(command("backup", backup, "--data", server.data).returncode, 0)
    spoil(server.data, "intake.db")
    line = next(refusals(server))
    path = line.strip().strip('"').split(" was written to ")[1]
    same(os.path.realpath(path), os.path.realpath(backup))
    again = os.path.join(server.folder, "again")
    done = command("restore", path, "--data", again)
    same(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    given = Folder()
    try:
        sys.exit(run(given))
    finally:
        shutil.rmtree(given.path, ignore_errors=True)
