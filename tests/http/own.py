#!/usr/bin/env python3
"""A visitor's own booking from outside: what may look at it without harm, what
erasing leaves, and what happens to forms that a program may have sent."""

import hashlib
import json
import os
import sys
import time

import common
from client import Client
from server import (Server, case_of_files, database, everything, files_of,
                    place_of, rows, run as program)
from tap import case, contains, lacks, run, same

MARKER = "Zebedee-Marker-7261"
PAGES = ("", "/data.json", "/invite.ics", "/reschedule", "/correct", "/erase")

# As the site is shipped, but for the connections of one machine.
STRICT = {"limits.posts_per_10_minutes": "5", "limits.leads_per_hour": "10",
          "limits.form_seconds": "3", "limits.bookings_per_email": "2"}


def opened(server, **headers):
    client = Client(server.port, headers)
    return client, client.get("/book").page.form("/book")


def wish(form, number=0, **changed):
    fields = {"slot": form.values("slot")[number], "name": MARKER,
              "email": f"{MARKER}{number}@example.org", "company": MARKER,
              "message": f"{MARKER}\r\n{MARKER}", "consent": "yes", **changed}
    return form.fields(**fields)


def book(server, number=0, **changed):
    client, form = opened(server)
    answer = client.post("/book", wish(form, number, **changed))
    same(answer.status, 303, "booking")
    return answer.get("location")


def quarantined(server):
    with database(server) as db:
        return [row[0] for row in db.execute(
            "SELECT quarantine FROM lead ORDER BY id")]


def digest_of_database(server):
    digest = hashlib.sha256()
    if place_of(server):
        digest.update(repr(everything(server)).encode())
    for name in ("intake.db", "intake.db-wal", "office.db", "office.db-wal"):
        path = os.path.join(server.data, name)
        if os.path.exists(path):
            with open(path, "rb") as content:
                digest.update(content.read())
    return digest.hexdigest()


def places_of(server, text):
    """The files that the server wrote, log included, that hold text, or
    bytes."""
    wanted = text.encode() if isinstance(text, str) else text
    found = []
    for path in files_of(server):
        with open(path, "rb") as content:
            if wanted in content.read():
                found.append(os.path.basename(path))
    return found


@case
def a_link_scanner_changes_not_a_byte(server):
    path = book(server, 1)
    before = digest_of_database(server)
    for page in PAGES:
        for method in ("GET", "GET", "GET", "HEAD"):
            answer = Client(server.port).request(method, path + page)
            same(answer.status, 200, f"{method} {page}")
            same(answer.get("referrer-policy"), "no-referrer")
            same(answer.get("cache-control"), "no-store")
    for action in ("cancel", "reschedule", "correct", "erase"):
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = Client(server.port).request(method, f"{path}/{action}")
            assert answer.status in (405, 411, 501), (method, answer.status)
    same(digest_of_database(server), before, "the databases")


@case
def another_site_cannot_change_a_booking(server):
    path = book(server, 2)
    for headers in ({"Origin": "https://evil.example"},
                    {"Sec-Fetch-Site": "cross-site"}):
        for action in ("cancel", "erase"):
            answer = Client(server.port).post(f"{path}/{action}", {}, headers)
            same(answer.status, 403, action)
    data = json.loads(Client(server.port).get(path + "/data.json").text)
    same(data["booking"]["state"], "confirmed")


@case
def the_token_is_neither_stored_nor_logged(server):
    path = book(server, 3)
    for page in PAGES:
        Client(server.port).get(path + page)
    Client(server.port).post(f"{path}/cancel", {})
    same(places_of(server, path.split("/")[-1]), [])


@case
def without_the_link_the_visitors_copy_opens_for_nobody(server):
    path = book(server, 4)
    with database(server) as db:
        copies = [row[0] for row in db.execute(
            "SELECT own FROM booking WHERE length(own) > 0")]
    assert copies and all(MARKER.encode() not in copy for copy in copies)
    contains(Client(server.port).get(path).text, MARKER)


@case_of_files
def what_was_erased_is_in_no_file(server):
    for row in range(1, 5):     # the marker of the cases before
        with database(server) as db:
            same(db.execute("SELECT count(*) FROM lead WHERE id = ?",
                            (row,)).fetchone()[0], 1)
    path = book(server, 5, name="Erasmus-Marker", email="e@example.org",
                company="", message="Erasmus-Marker once more")
    with database(server) as db:
        sealed = db.execute("SELECT head, body FROM lead"
                            " ORDER BY id DESC LIMIT 1").fetchone()
    # The control: what was sealed is found. What was typed never was there.
    # (A page of the database may break the longer one up.)
    same([bool(places_of(server, part[:64])) for part in sealed],
         [True, True])
    same(places_of(server, "Erasmus-Marker"), [])
    answer = Client(server.port).post(f"{path}/erase", {})
    same((answer.status, answer.get("location")), (303, path))
    same([places_of(server, part[:64]) for part in sealed], [[], []])
    answer = Client(server.port).get(path)
    same(answer.status, 410)
    contains(answer.page.text, "Everything about this booking is erased")
    lacks(answer.text, "Erasmus")


@case
def an_old_folder_gets_the_key_it_lacks(server):
    same(server.stop(), 0)
    key = os.path.join(server.data, "keys", "form.key")
    same(os.stat(key).st_mode & 0o777, 0o400)
    os.unlink(key)
    server.start()
    same(os.stat(key).st_mode & 0o777, 0o400)
    book(server, 6)
    with open(key, encoding="ascii") as content:
        first = content.read()
    same(server.stop(), 0)
    server.start()
    with open(key, encoding="ascii") as content:
        same(content.read(), first, "the key after a restart")
    same(server.stop(), 0)
    os.chmod(key, 0o600)
    with open(key, "w", encoding="ascii") as content:
        content.write("no key\n")
    done = program("serve", "--data", server.data, "--conf", server.conf)
    same(done.returncode, 65)
    contains(done.stderr, "form.key holds no key; remove it")
    with open(key, "w", encoding="ascii") as content:
        content.write(first)
    server.start()


case(common.every_answer_carried_the_security_headers)
case(common.the_server_stops_clean_and_reports_no_fault)


# ---- as shipped, limits and all ----

@case
def an_ordinary_visitor_is_never_held_back(*_):
    with Server(settings=STRICT) as server:
        client, form = opened(server)
        time.sleep(3.1)
        answer = client.post("/book", wish(form, 0))
        same(answer.status, 303)
        contains(client.get(answer.get("location")).page.text,
                 "Your call is booked")
        same(quarantined(server), [""])
        # a form opened before a restart is as good as before
        client, form = opened(server)
        same(server.stop(), 0)
        server.start()
        time.sleep(3.1)
        client.post("/book", wish(form, 1))
        same(quarantined(server), ["", ""])


@case
def what_a_program_sends_waits_behind_a_neutral_page(*_):
    with Server(settings=STRICT) as server:
        client, form = opened(server)
        answer = client.post("/book", wish(form, 0, website="x"))
        page = client.get(answer.get("location")).page
        contains(page.text, "We have your request")
        assert "/contact" in page.links
        client.post("/book", wish(opened(server)[1], 1))
        same(quarantined(server), ["trap", "haste"])
        # what waits keeps its slot
        assert form.values("slot")[0] not in \
            opened(server)[1].values("slot"), "offered again"


@case
def more_than_five_forms_in_ten_minutes_wait_whichever_worker_takes_them(*_):
    settings = {**STRICT, "limits.form_seconds": "0", "notice_minutes": "60"}
    with Server(settings=settings, workers=2) as server:
        for number in range(8):
            book(server, number)
        same(quarantined(server), [""] * 5 + ["posts"] * 3)
        # the same from another address, told by the proxy, is not mixed up
    with Server(settings={**settings, "trusted_proxy": "127.0.0.1"}) as server:
        for number in range(8):
            client, form = opened(server, **{"X-Real-IP": f"192.0.2.{number}"})
            client.post("/book", wish(form, number))
        same(quarantined(server), [""] * 8)
        for number in range(8, 15):
            client, form = opened(server, **{"X-Real-IP": "192.0.2.99"})
            client.post("/book", wish(form, number))
        same(quarantined(server)[8:], [""] * 5 + ["posts"] * 2)


@case
def far_too_many_forms_are_asked_to_come_back_later(*_):
    settings = {**STRICT, "limits.form_seconds": "0",
                "limits.posts_per_10_minutes": "1"}
    with Server(settings=settings) as server:
        client, form = opened(server)
        fields = wish(form, 0, message="kept")
        statuses = set()
        for number in range(24):
            client, form = opened(server)
            answer = client.post("/contact", {
                **client.get("/contact").page.form("/contact").fields(),
                "name": "A", "email": "a@example.org", "message": "hello",
                "consent": "yes"})
            statuses.add(answer.status)
        same(statuses, {303, 429})
        answer = client.post("/book", fields)
        same(answer.status, 429)
        same(answer.get("retry-after"), "600")
        contains(answer.text, "kept</textarea>")
        assert rows(server, "lead") <= 20, rows(server, "lead")


@case
def without_limits_nothing_waits(*_):
    with Server(settings=STRICT, options=["--no-limits"]) as server:
        for number in range(14):
            book(server, number, website="x")
        same(set(quarantined(server)), {""})
        contains(server.log(), "limits are counted but refuse nothing")
        contains(server.log(), "form.doubt reason=trap ignored=yes")


if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
