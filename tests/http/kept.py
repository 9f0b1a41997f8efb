#!/usr/bin/env python3
"""How long things are kept and what is left of them, from outside: erasing,
the nightly run of the courier by a test clock, the audit log on the command
line, and the days in the privacy notice."""

import base64
import contextlib
import datetime
import os
import re
import sys
import urllib.parse

import common
from client import Client
from server import (Server, case_of_files, database, files_of, place_of,
                    run as program, wait_for, writing)
from tap import case, contains, lacks, run, same

MARKER = "Quillfeather-Canary-8154"
DAY = 86400


# ---- looking for a text, however it may be written down ----

def shapes_of(data):
    """The bytes under which data might stand in a file."""
    shapes = {"raw": data, "hex": data.hex().encode(),
              "HEX": data.hex().upper().encode()}
    with contextlib.suppress(UnicodeDecodeError):
        text = data.decode()
        shapes["UTF-16LE"] = text.encode("utf-16-le")
        shapes["UTF-16BE"] = text.encode("utf-16-be")
        shapes["URL"] = urllib.parse.quote_plus(text).encode()
        shapes["URL of every byte"] = "".join(
            f"%{byte:02X}" for byte in data).encode()
    for skip in range(3):
        # What stands before shifts the groups of three; the edges depend on
        # their neighbours and are left out.
        whole = base64.b64encode(b"\0" * skip + data).rstrip(b"=")
        inner = whole[(skip * 8 + 5) // 6:-1]
        shapes[f"base64+{skip}"] = inner
        shapes[f"base64url+{skip}"] = inner.translate(
            bytes.maketrans(b"+/", b"-_"))
    return shapes


def places_of(server, data, folder=None):
    """(file, shape) wherever data stands in what the server wrote."""
    found = []
    shapes = shapes_of(data)
    for path in files_of(server, folder):
        with contextlib.suppress(FileNotFoundError):
            with open(path, "rb") as content:
                text = content.read()
            found += [(os.path.basename(path), shape)
                      for shape, wanted in shapes.items() if wanted in text]
    return found


def book(server, number):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    answer = client.post("/book", form.fields(
        slot=form.values("slot")[number], name=MARKER,
        email=f"{MARKER}@example.org", company=MARKER,
        message=f"{MARKER}\r\nand {MARKER}", consent="yes"))
    same(answer.status, 303, "booking")
    return answer.get("location")


def sealed_of(server):
    """Some of the bytes that stand in the database for the newest lead."""
    with database(server) as db:
        head, body = db.execute("SELECT head, body FROM lead ORDER BY id DESC"
                                " LIMIT 1").fetchone()
        own = db.execute("SELECT own FROM booking ORDER BY id DESC"
                         " LIMIT 1").fetchone()[0]
    # Long records go on in other pages: a piece of each.
    return [head[8:40], body[8:40], own[8:40]]


def audit(server):
    return program("audit", "verify", "--data", server.data)


# ---- erasing ----

@case
def the_search_finds_a_text_in_every_shape(server):
    control = os.path.join(server.folder, "control")
    for shape, data in shapes_of(MARKER.encode()).items():
        with open(control, "wb") as out:
            out.write(b"some\x00bytes" + data + b"\xff and more")
        assert ("control", shape) in places_of(server, MARKER.encode()), shape
    for skip in range(3):
        with open(control, "wb") as out:
            out.write(base64.b64encode(b"x" * skip + MARKER.encode() + b"yz"))
        assert places_of(server, MARKER.encode()), f"base64 {skip}"
    os.unlink(control)


@case
def what_a_visitor_writes_is_readable_in_no_file(server):
    book(server, 0)
    same(places_of(server, MARKER.encode()), [])
    # The control: what was sealed is there.
    assert places_of(server, sealed_of(server)[0]), "a search that finds it"


@case_of_files
def what_a_visitor_erases_is_in_no_file_even_sealed(server):
    path = book(server, 1)
    sealed = sealed_of(server)
    for piece in sealed:    # the control: until then it is there
        found = places_of(server, piece, server.data)
        assert ("intake.db", "raw") in found or \
            ("intake.db-wal", "raw") in found
    same(Client(server.port).post(f"{path}/erase", {}).status, 303)
    for piece in sealed:
        same(places_of(server, piece), [], "what was sealed")
    same(places_of(server, MARKER.encode()), [])
    same(Client(server.port).get(path).status, 410)


@case
def what_the_command_line_erases_is_gone_too(server):
    book(server, 2)
    sealed = sealed_of(server)
    with database(server) as db:
        lead = db.execute("SELECT max(id) FROM lead").fetchone()[0]
    done = program("lead", "erase", str(lead), "--data", server.data,
                   "--passphrase-file", server.passphrase_file)
    same((done.returncode, done.stderr), (0, ""))
    for piece in sealed:
        if not place_of(server):    # its vacuum comes in its own time
            same(places_of(server, piece), [], "what was sealed")
    with database(server, "office.db") as db:
        same(db.execute("SELECT count(*) FROM audit_event WHERE kind ="
                        " 'lead.erased' AND subject = ? AND admin_id = 1",
                        (lead,)).fetchone()[0], 1)


# ---- the audit log ----

@case
def a_whole_log_is_said_to_be_whole(server):
    done = audit(server)
    same((done.returncode, done.stderr), (0, ""))
    assert re.search(r"^good audit log: \d+ events, none changed, none "
                     r"missing\n     last: event \d+, [0-9a-f]{64}\n$",
                     done.stdout), done.stdout


@case
def the_log_holds_no_personal_data(server):
    # Names of kinds and numbers; nothing that anybody typed.
    with database(server, "office.db") as db:
        for kind, subject in db.execute(
                "SELECT kind, subject FROM audit_event"):
            assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind), kind
            assert subject is None or isinstance(subject, int), subject


@case_of_files
def check_looks_at_the_log_too(server):
    done = program("check", "--data", server.data, "--conf", server.conf,
                   "--assets", server.assets)
    same(done.returncode, 0, done.stderr)
    contains(done.stdout, "good audit log\n")
    contains(done.stdout, "good leads kept no longer than promised\n")


def tampered(server, *statements):
    """The log's verdict after this, which is undone again."""
    same(server.stop(), 0)
    path = os.path.join(server.data, "office.db")
    with open(path, "rb") as content:
        before = content.read()
    with writing(server, "office.db") as db:
        db.execute("DROP TRIGGER audit_event_is_not_edited")
        db.execute("DROP TRIGGER audit_event_is_not_removed")
        for statement in statements:
            db.execute(statement)
    done = audit(server)
    checked = program("check", "--data", server.data, "--conf", server.conf,
                      "--assets", server.assets)
    with open(path, "wb") as out:
        out.write(before)
    same(audit(server).returncode, 0, "undone")
    same(checked.returncode, 78, "check")
    contains(checked.stdout, "BAD  audit log\n")
    server.start()
    return done


@case_of_files
def tampering_is_named_and_the_exit_code_says_so(server):
    for statement, sentence in (
            ("DELETE FROM audit_event WHERE id = 2", "event 2 was removed."),
            ("UPDATE audit_event SET at = at + 1 WHERE id = 3",
             "event 3 was changed, or stands in another one's place."),
            ("DELETE FROM audit_event WHERE id > 1", " were removed."),
            ("DELETE FROM audit_event WHERE id ="
             " (SELECT max(id) FROM audit_event)", " was removed.")):
        done = tampered(server, statement)
        same(done.returncode, 65, statement)
        contains(done.stderr, sentence)
        contains(done.stderr, "office.db: event")


@case
def a_log_without_data_is_no_data(server):
    done = program("audit", "verify", "--data",
                   os.path.join(server.folder, "nowhere"))
    same(done.returncode, 78)
    contains(done.stderr, "there is no data in")
    done = program("audit", "--data", server.data)
    same(done.returncode, 64)
    contains(done.stderr, "audit needs a word behind it")
    same(program("audit", "burn").returncode, 64)


case(common.every_answer_carried_the_security_headers)
case(common.the_server_stops_clean_and_reports_no_fault)


# ---- the courier and its nights ----

def count(server, sql):
    with database(server) as db:
        return db.execute(sql).fetchone()[0]


@case
def what_is_over_goes_when_the_courier_starts(*_):
    with Server() as server:
        for number in range(3):
            book(server, number)
        same(server.stop(), 0)
        with writing(server) as db:
            db.execute("UPDATE lead SET stage = 'lost' WHERE id = 1")
            db.execute("UPDATE lead SET quarantine = 'haste',"
                       " quarantined_at = created_at WHERE id = 2")
        # 29 days later nothing is over, half a year later both are.
        now = count(server, "SELECT max(created_at) FROM lead")
        for days, left in ((29, {1, 2, 3}), (300, {3})):
            server.options += ["--test-now", instant(now + days * DAY)]
            server.start()
            wait_for(lambda: leads(server) == left, 15, f"{left} are left")
            same(server.stop(), 0)
            del server.options[-2:]
        same(kinds(server), [("lead.expired", 1), ("quarantine.expired", 2)])
        same(count(server, "SELECT count(*) FROM booking WHERE lead_id IS"
                           " NULL AND length(own) = 0"), 2)
        if not place_of(server):
            done = program("check", "--data", server.data, "--conf",
                           server.conf, "--assets", server.assets)
            contains(done.stdout, "good leads kept no longer than promised")


@case
def what_is_over_at_half_past_three_goes_then(*_):
    # By the owner's clock in Berlin: 02:30 UTC in winter. The clock runs.
    night = 1797906600      # 2026-12-22T02:30:00Z
    with Server() as server:
        book(server, 0)
        same(server.stop(), 0)
        with writing(server) as db:
            db.execute("UPDATE lead SET quarantine = 'trap',"
                       " quarantined_at = ?", (night - 30 * DAY,))
        server.options += ["--test-now", instant(night - 8)]
        server.start()
        same(leads(server), {1}, "before half past three")
        wait_for(lambda: leads(server) == set(), 30, "it went in the night")
        same(kinds(server), [("quarantine.expired", 1)])
        # The line follows once the pages are wiped, after the lead is gone.
        wait_for(lambda: "courier.retention erased=1" in server.log(), 30,
                 "the log tells how many")


@case_of_files
def check_says_when_the_courier_has_not_run(*_):
    with Server(options=("--role", "public")) as server:
        book(server, 0)
        same(server.stop(), 0)
        with writing(server) as db:
            db.execute("UPDATE lead SET quarantine = 'trap',"
                       " quarantined_at = created_at - ?",
                       (40 * DAY,))
        done = program("check", "--data", server.data, "--conf", server.conf,
                       "--assets", server.assets)
        contains(done.stdout, "warn leads kept no longer than promised: 1 "
                              "should have been erased a day ago")


def instant(at):
    return datetime.datetime.fromtimestamp(
        at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def leads(server):
    with database(server) as db:
        return {row[0] for row in db.execute("SELECT id FROM lead")}


def kinds(server):
    """The notes of what was done, taken into the log or not."""
    with database(server) as db:
        noted = db.execute("SELECT kind, subject FROM deed").fetchall()
    with database(server, "office.db") as db:
        noted += db.execute("SELECT kind, subject FROM audit_event WHERE"
                            " kind LIKE '%.expired'").fetchall()
    return sorted(noted)


# ---- the days in the notice ----

@case
def the_days_stand_in_the_notice_by_themselves(*_):
    with Server(settings={"retention.closed_days": "91",
                          "retention.quarantine_days": "17"}) as server:
        for path in ("/privacy", "/how-your-data-is-kept"):
            text = Client(server.port).get(path).page.text
            contains(text, "91 days")
            contains(text, "17 days")
            contains(text, "14 days")
            lacks(text, "{{")


@case
def an_unknown_placeholder_is_refused_with_its_line(*_):
    with Server() as server:
        same(server.stop(), 0)
        path = os.path.join(server.conf, "legal", "imprint.md")
        with open(path, "w", encoding="utf-8") as out:
            out.write("## Us {#us}\n\nGone after {{closed_day}} days.\n")
        for words in (("serve", "--data", server.data), ("check", "--data",
                                                         server.data)):
            done = program(*words, "--conf", server.conf)
            same(done.returncode, 78, words[0])
            contains(done.stderr, "legal/imprint.md:3: {{closed_day}} is "
                     "nothing that is filled in here; did you mean "
                     '"closed_days"?')


if __name__ == "__main__":
    with Server() as instance:
        sys.exit(run(instance))
