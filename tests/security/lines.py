#!/usr/bin/env python3
"""The log of the running program: what a line looks like, what goes wrong at
its door and stands there, whom it never names, and that nothing else takes
lines."""

import os
import re
import signal
import sys

# pylint: disable=wrong-import-order
from site_map import Site
from client import Client, Closed, Connection
from server import EMAIL, Server, database, wait_for
from tap import case, contains, lacks, run, same

FIELD = r'[a-z_]+=([\w.:/+@,-]+|"([^"\\]|\\.)*")'
DETAILS = (r"(info|warn|error) (main|public|admin|courier) "
           rf"[a-z_]+(\.[a-z_]+)?( {FIELD})+")
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ " + DETAILS,
                  re.ASCII)
# Files of the data folder, and what each is for.
FILES = re.compile(r"(intake|office)\.db(-wal|-shm)?|(keys/)?[a-z]+\."
                   r"(lock|pid|key|pub|head|meters)")
SECRET = "a wrong passphrase 7291"
STRICT = {"limits.form_seconds": "3"}


def lines(server, event):
    return [line for line in server.log().splitlines() if f" {event} " in line]


def awaited(server, event, part):
    """The line with part of that event, once it is there."""
    return wait_for(lambda: [line for line in lines(server, event)
                             if part in line], 5, f"{event} {part}")


@case
def a_sign_in_that_fails_is_a_line_and_one_that_does_not_an_event(site):
    browser = Client(site.server.admin_port)
    for email in (EMAIL, "nobody@example.org"):
        same(browser.post("/admin/login", {
            "email": email, "password": SECRET},
            {"Origin": browser.origin}).status, 422)
    wait_for(lambda: len(lines(site.server, "login.refused")) == 2, 5,
             "a line for each")
    contains(lines(site.server, "login.refused")[0], "reason=wrong")
    with database(site.server, "office.db") as db:
        began = db.execute("SELECT count(*) FROM audit_event WHERE "
                           "kind = 'session.began'").fetchone()[0]
    same(began, 1, "events of signing in")


@case
def a_form_that_was_refused_is_a_line(site):
    evil = {"Origin": "https://evil.example"}
    same(site.visitor.post("/contact", {}, evil).status, 403)
    awaited(site.server, "request.refused", "code=403 method=POST route=/contact")
    same(site.owner.post("/admin/leads/1/note", {"token": "x"},
                         {"Origin": site.owner.origin}).status, 403)
    awaited(site.server, "request.refused", "route=/admin/leads/:id/note")
    same(site.visitor.request("POST", "/contact", {
        "Content-Type": "application/json"}, b"{}").status, 415)
    awaited(site.server, "request.refused", "code=415")


@case
def what_gets_round_a_rule_is_a_line(site):
    form = site.visitor.get("/contact").page.form("/contact")
    site.visitor.post("/contact", form.fields(
        name="Bot", email="bot@example.org", message="Hello", consent="yes"))
    awaited(site.server, "form.doubt", "reason=")
    with Connection(site.server.port) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        try:
            same(connection.read().status, 400)
        except Closed:
            pass
    awaited(site.server, "guard.refused", "code=400")


@case
def a_worker_that_dies_is_a_line_and_so_is_a_role(site):
    server = site.server
    os.kill(server.workers()[0], signal.SIGKILL)
    awaited(server, "kore.said", "gone")
    courier = re.search(r"courier\.begins pid=(\d+)", server.log()).group(1)
    os.kill(int(courier), signal.SIGKILL)
    awaited(server, "supervisor.child_died", "role=courier signal=9")
    wait_for(lambda: len(lines(server, "courier.begins")) == 2, 5,
             "the courier is started again")


@case
def every_line_has_its_form(site):
    seen = site.server.log().splitlines()
    assert len(seen) >= 7, seen
    same([line for line in seen if not LINE.fullmatch(line)], [], "other lines")
    assert not LINE.fullmatch("2026-11-21 09:30 info public a.b")
    for wrong in ("\x1b[31m", "without a key", "key=two words", 'key="a" b"',
                  'key="a"b', ""):
        assert not LINE.fullmatch("2026-11-21T09:30:00Z info public a.b "
                                  + wrong), wrong


@case
def no_line_names_anybody(site):
    log = site.server.log()
    for text in (EMAIL, "nobody@example.org", "ada@example.org", SECRET, "Bot",
                 "evil.example", site.token, site.form_token):
        lacks(log, text, "the log")


@case
def no_other_file_takes_lines(site):
    found = []
    for place, _, names in os.walk(site.server.data):
        found += [os.path.relpath(os.path.join(place, name), site.server.data)
                  for name in names]
    same([name for name in found if not FILES.fullmatch(name)], [],
         "files nobody knows")
    assert "office.db" in found and not FILES.fullmatch("access.log")


def main():
    with Server(STRICT) as server:
        return run(Site(server))


if __name__ == "__main__":
    sys.exit(main())
