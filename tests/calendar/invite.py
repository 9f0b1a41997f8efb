#!/usr/bin/env python3
"""A call is booked, moved and cancelled on the site, and a calendar that takes
the file each time ends up right.

    invite.py PROGRAM READER

READER is one of readers.py. The files come from the sandboxed worker.
"""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import common
import rfc5545
from calendar_model import Calendar
from client import Client
from readers import READERS
from server import Server
from tap import case, contains, lacks, run, same, within

ZONE = "Asia/Kathmandu"
VISITOR = {"name": 'Zoë "Z" Ångström, Ltd; Öl', "company": "", "message": "",
           "email": "zoe+call@example.org", "consent": "yes"}
TYPE = re.compile(r"text/calendar; charset=utf-8; method=(REQUEST|CANCEL)")
FILES = 2000


class Site:
    def __init__(self, server, reader):
        self.server, self.read = server, READERS[reader][0]
        self.client = Client(server.port)

    def book(self):
        form = self.client.get(f"/book?tz={ZONE}").page.form("/book")
        answer = self.client.post("/book", form.fields(
            slot=form.values("slot")[0], **VISITOR))
        same(answer.status, 303, f"status of {answer}")
        return answer.get("location")

    def send(self, page, action, **fields):
        """The form of a page that goes to action, filled in."""
        form, = (form for form in self.client.get(page).page.forms
                 if form.action == action and form.method == "post")
        slots = form.values("slot")
        answer = self.client.post(action, form.fields(
            **({"slot": slots[-1]} if slots else {}), **fields))
        same(answer.status, 303, f"status of {answer}")

    def file(self, path):
        """The calendar file of a booking, sound and read."""
        answer = self.client.get(f"{path}/invite.ics")
        same(answer.status, 200, f"status of {answer}")
        said = TYPE.fullmatch(answer.get("content-type"))
        assert said, answer.get("content-type")
        same(answer.get("content-disposition"),
             'attachment; filename="discovery-call.ics"')
        same(answer.get("cache-control"), "no-store")
        found = rfc5545.problems(answer.body, said[1])
        if found:
            raise AssertionError("\n".join(found) + f"\n{answer.body!r}")
        return self.read([answer.body])[0]


@case
def a_calendar_follows_a_call_that_is_booked_moved_and_cancelled(site):
    calendar = Calendar()
    path = site.book()
    booking = site.file(path)
    calendar.take(booking)
    same(calendar.shown(), [(booking["starts"], [86400, 900])])
    site.send(f"{path}/reschedule", f"{path}/reschedule")
    move = site.file(path)
    assert move["starts"] > booking["starts"], (move, booking)
    calendar.take(move)
    same(calendar.shown(), [(move["starts"], [86400, 900])])
    site.send(path, f"{path}/cancel")
    gone = site.file(path)
    calendar.take(gone)
    same(calendar.shown(), [])
    same([found["method"] for found in (booking, move, gone)],
         ["REQUEST", "REQUEST", "CANCEL"])
    same([found["status"] for found in (booking, move, gone)],
         ["CONFIRMED", "CONFIRMED", "CANCELLED"])
    same([found["sequence"] for found in (booking, move, gone)], [0, 1, 2])
    same({found["uid"] for found in (booking, move, gone)}, {booking["uid"]})


@case
def the_file_says_who_and_when_as_the_page_does(site):
    path = site.book()
    found = site.file(path)
    same(found["attendee"], {"name": VISITOR["name"].replace('"', "'"),
                             "address": f"mailto:{VISITOR['email']}"})
    page = site.client.get(path).page.text
    label = found["description"].split("\n")[0]
    contains(label, f", {ZONE}")
    contains(page, label, "the page")
    contains(found["url"], path)


@case
def who_has_no_link_has_no_file(site):
    path = site.book()
    for other in (path[:-1] + ("A" if path[-1] != "A" else "B"),
                  path + "A", "/booking/x"):
        answer = site.client.get(f"{other}/invite.ics")
        same(answer.status, 404, other)
        lacks(answer.text, "VCALENDAR")


@case
def a_worker_in_its_sandbox_writes_file_after_file(site):
    path = f"{site.book()}/invite.ics"
    workers = sorted(site.server.workers())
    sizes = set()
    for number in range(FILES):
        sizes.add(len(site.client.get(path).body))
        if number == FILES // 10:
            before = site.server.rss_kib()
    same(len(sizes), 1, "number of sizes")
    same(sorted(site.server.workers()), workers, "workers")
    within(site.server.rss_kib() - before, -10 ** 6, common.GROWTH_KIB,
           "KiB grown")


@case
def every_answer_was_safe(_):
    common.every_answer_carried_the_security_headers()


@case
def every_refusal_said_what_is_wrong(_):
    common.every_error_was_a_page_that_says_what_is_wrong()


@case
def the_server_stops_clean(site):
    common.the_server_stops_clean_and_reports_no_fault(site.server)


if __name__ == "__main__":
    with Server({"zone": "Europe/Berlin", "limits.form_seconds": "0",
                 "limits.bookings_per_email": "0"}) as under_test:
        sys.exit(run(Site(under_test, sys.argv[2])))
