#!/usr/bin/env python3
"""What a visitor types is nowhere but sealed: every personal field carries a
marker, through booking, message, correction and the owner's note; then the
databases, their logs, a backup, the program's log, and the memory of every
process of the public role and of the desk, are searched for the markers, in
every encoding somebody could look for. The controls: the same search finds
them where they are."""

import base64
import contextlib
import fcntl
import os
import re
import signal
import socket
import sqlite3
import struct
import sys
import termios
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "http"))

# pylint: disable=wrong-import-position
from client import Client, Connection  # noqa: E402
from server import EMAIL, PASSPHRASE, Server, run as program, \
    wait_for  # noqa: E402
from tap import case, contains, run, same  # noqa: E402

# What is not a letter or digit makes the encodings differ.
FIELDS = {
    "name": "Zoë Canary & Daughters 7261",
    "email": "canary-7262@marker.example",
    "company": "Canarï / Works 7263",
    "message": "Canary text: 7264 = half + half\nsecond cänary line 7265",
}
NOTE = "Cänary note & thought 7266"
LATER = {
    "name": "Zoë Corrected-Canary 7271",
    "email": "canary-7272@marker.example",
    "company": "Canarï & Sons 7273",
    "message": "Corrected cänary text 7274",
}

# As /proc/net/tcp writes them.
ESTABLISHED = b"01"
NOTHING_QUEUED = b"00000000:00000000"


def base64_cores(data):
    """The part of its base64 that is the same whatever stands around it."""
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + data)
        yield text[4 if lead else 0:len(text) // 4 * 4 - 4]


def encodings(text):
    """name, bytes of every form that is looked for."""
    raw = text.encode()
    yield "raw", raw
    yield "UTF-16LE", text.encode("utf-16-le")
    yield "UTF-16BE", text.encode("utf-16-be")
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    for number, core in enumerate(base64_cores(raw)):
        yield f"base64 at {number}", core
        yield f"base64url at {number}", core.translate(
            bytes.maketrans(b"+/", b"-_"))
    quoted = urllib.parse.quote(text, safe="").encode()
    yield "URL", quoted
    yield "url", re.sub(rb"%..", lambda found: found.group().lower(), quoted)
    yield "form", urllib.parse.quote_plus(text).encode()


def markers():
    for source in (FIELDS, LATER, {"note": NOTE}):
        for field, text in source.items():
            # A line each: a break may be kept in more than one way.
            for line in text.split("\n"):
                yield field, line


def occurrences(data):
    return [f"{field} as {name}" for field, text in markers()
            for name, form in encodings(text) if form in data]


def files_of(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(place, name)


def found_in_files(folder):
    found = []
    for path in files_of(folder):
        with open(path, "rb") as content:
            found += [f"{os.path.basename(path)}: {what}"
                      for what in occurrences(content.read())]
    return found


def memory_of(pid):
    """Every readable private part of a process's memory."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        ranges = [line.split() for line in maps]
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in ranges:
            start, end = (int(part, 16) for part in line[0].split("-"))
            if "r" not in line[1] or line[-1] in ("[vvar]", "[vsyscall]"):
                continue
            try:
                memory.seek(start)
                yield start, memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue


def found_in_memory(server):
    for pid in server.processes():
        for start, data in memory_of(pid):
            for what in occurrences(data):
                yield f"{pid} at {start:x}: {what}"


def signal_all(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


@contextlib.contextmanager
def held(server):
    """A server that stands still: no limit of time ends what it is at."""
    pids = server.processes()
    try:
        signal_all(pids, signal.SIGSTOP)
        yield
    finally:
        signal_all(pids, signal.SIGCONT)


def end_of(address):
    """An end of a connection as the kernel's table writes it."""
    host, port = address
    return b"%08X:%04X" % (struct.unpack("=I", socket.inet_aton(host))[0],
                           port)


def has_read_all(connection):
    """Whether all that was sent has come to the server, which has read it and
    still waits for more."""
    sent = fcntl.ioctl(connection.socket, termios.TIOCOUTQ, bytes(4))
    ends = [end_of(connection.socket.getpeername()),
            end_of(connection.socket.getsockname())]
    with open("/proc/net/tcp", "rb") as table:
        rows = [line.split()[1:5] for line in table]
    return (sent == bytes(4)
            and ends + [ESTABLISHED, NOTHING_QUEUED] in rows)


def post(client, path, form, **fields):
    answer = client.post(path, form.fields(**fields))
    same(answer.status, 303, path)
    return answer.get("location")


def leave_markers(site, desk):
    visitor = Client(site.port)
    form = visitor.get("/book").page.form("/book")
    own = post(visitor, "/book", form, slot=form.values("slot")[0],
               consent="yes", **FIELDS)
    same(visitor.get(own).status, 200, "own page")
    contains(visitor.get(own + "/data.json").text, FIELDS["email"])
    # Refused, with everything in the form that comes back.
    form = visitor.get("/book").page.form("/book")
    refused = visitor.post("/book", form.fields(**FIELDS))
    same(refused.status, 422, "a form without a slot")
    path = own + "/correct"
    post(visitor, path, visitor.get(path).page.form(path), **LATER)
    form = visitor.get("/contact").page.form("/contact")
    post(visitor, "/contact", form, consent="yes", **FIELDS)
    leave_note(desk)


def leave_note(desk):
    owner = Client(desk.admin_port)
    form = owner.get("/admin/login").page.form("/admin/login")
    same(owner.post("/admin/login", form.fields(
        email=EMAIL, password=PASSPHRASE),
        {"Origin": owner.origin}).status, 303, "signing in")
    page = owner.get("/admin/leads/1")
    contains(page.text, "7274")
    path = "/admin/leads/1/note"
    same(owner.post(path, page.page.form(path).fields(note=NOTE),
                    {"Origin": owner.origin}).status, 303, "note")
    contains(owner.get("/admin/leads/1").text, "7266")
    done = program("backup", os.path.join(desk.folder, "canary.backup"),
                   "--data", desk.data)
    same(done.returncode, 0, done.stderr)
    contains(owner.get("/admin/leads?q=7266").text, "/admin/leads/1")
    # Twice: the second one comes out of the memory of lists.
    for _ in range(2):
        contains(owner.get("/admin/leads").text, "7273")


@case
def what_was_typed_is_in_no_file(site, _):
    same(found_in_files(site.folder), [], "in files")


@case
def what_was_typed_is_in_no_memory_of_the_public_role(site, _):
    same(list(found_in_memory(site)), [], "in memory")


@case
def nor_in_that_of_the_desk_once_it_has_shown_it(_, desk):
    same(list(found_in_memory(desk)), [], "in memory")


@case
def the_control_what_is_being_typed_is_found_in_memory(site, _):
    body = urllib.parse.urlencode(FIELDS).encode()
    with Connection(site.port) as half:
        half.send(b"POST /book HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                  b"Content-Type: application/x-www-form-urlencoded\r\n"
                  b"Content-Length: %d\r\n\r\n%s" % (len(body) + 10, body))
        wait_for(lambda: has_read_all(half), 20, "the half request is read")
        with held(site):
            same(has_read_all(half), True, "the server still waits for it")
            same(any("name as form" in what
                     for what in found_in_memory(site)), True,
                 "the search in memory finds it")


@case
def the_control_what_is_not_sealed_is_found_in_files(site, _):
    path = os.path.join(site.data, "intake.db")
    for name, form in encodings(FIELDS["name"]):
        with sqlite3.connect(path) as db:
            db.execute("UPDATE lead SET head = ? WHERE id = 1", (form,))
        if not any(f"name as {name}" in what
                   for what in found_in_files(site.folder)):
            raise AssertionError(f"the search in files misses {name}")


@case
def the_owner_still_reads_what_the_search_did_not_find(site, _):
    done = program("lead", "show", "2", "--data", site.data,
                   "--passphrase-file", site.passphrase_file)
    same(done.returncode, 0, done.stderr)
    contains(done.stdout, "7265")


def main():
    with Server(options=("--role", "public")) as site, \
            Server(options=("--role", "admin"), folder=site.folder) as desk:
        leave_markers(site, desk)
        return run(site, desk)


if __name__ == "__main__":
    sys.exit(main())
