#!/usr/bin/env python3
"""When the owner can be called, from outside: the calendar file that the
command line reads, the desk's pages, what check warns of, and what a visitor
is offered after each of them."""

import datetime
import json
import os
import subprocess
import sys

import common
from client import Client
from server import ROOT, Server, case_of_files, database, program, \
    run as command
from tap import case, contains, run, same

OK, USAGE, DATA, IO_ERROR, CONFIG = 0, 64, 65, 74, 78


def event(*lines):
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", *(line for one in events for line in one),
             "END:VCALENDAR"]
    return "\r\n".join(lines) + "\r\n"


def busy(server, text, name="busy.ics"):
    """The command, with a file of this text."""
    path = os.path.join(server.folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return command("busy", path, "--data", server.data, "--conf", server.conf)


def free_slots(server):
    answer = Client(server.port).get("/book/slots.json?tz=UTC&days=366")
    same(answer.status, 200)
    return [slot["start"] for slot in json.loads(answer.text)["slots"]]


def basic(instant, minutes=0):
    """RFC 3339 as iCalendar writes it."""
    at = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return (at + datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")


def takes(instant, minutes=30):
    return calendar(event(f"DTSTART:{basic(instant)}",
                          f"DTEND:{basic(instant, minutes)}"))


def refused(server, text, line, words):
    before = stored(server)
    done = busy(server, text)
    same(done.returncode, DATA, done.stderr)
    same(len(done.stderr.splitlines()), 1, done.stderr)
    contains(done.stderr, f"busy.ics:{line}: ")
    contains(done.stderr, words)
    contains(done.stderr, "Nothing was changed.")
    same(done.stdout, "")
    same(stored(server), before, "busy times")


def stored(server):
    with database(server) as db:
        return db.execute("SELECT source, starts_at, ends_at FROM busy_time"
                          " ORDER BY starts_at").fetchall()


@case
def a_calendar_file_takes_its_time_at_once(server):
    first, second = free_slots(server)[:2]
    done = busy(server, takes(first))
    same(done.returncode, OK, done.stderr)
    contains(done.stdout, "busy.ics: ")
    assert first not in free_slots(server), first
    assert second in free_slots(server), second


@case
def the_next_file_takes_the_place_of_the_last(server):
    first, second = free_slots(server)[:2]
    same(busy(server, takes(first)).returncode, OK)
    same(busy(server, takes(second)).returncode, OK)
    same(len(stored(server)), 1)
    assert first in free_slots(server) and second not in free_slots(server)
    same(busy(server, calendar()).returncode, OK)
    same(stored(server), [])


@case
def a_weekly_event_takes_every_week(server):
    first = free_slots(server)[0]
    same(busy(server, calendar(event(
        f"DTSTART:{basic(first)}", "DURATION:PT30M",
        "RRULE:FREQ=WEEKLY"))).returncode, OK)
    begin = datetime.datetime.fromisoformat(first.replace("Z", "+00:00"))
    for slot in free_slots(server):
        at = datetime.datetime.fromisoformat(slot.replace("Z", "+00:00"))
        assert (at - begin) % datetime.timedelta(days=7), slot
    same(busy(server, calendar()).returncode, OK)


@case
def a_calendar_may_come_through_a_pipe(server):
    first = free_slots(server)[0]
    done = subprocess.run(
        [program(), "busy", "-", "--data", server.data, "--conf",
         server.conf], input=takes(first), capture_output=True, text=True,
        timeout=60, check=False, cwd=ROOT)
    same(done.returncode, OK, done.stderr)
    contains(done.stdout, "standard input")
    assert first not in free_slots(server)


@case
def a_broken_file_is_refused_with_its_line_and_the_last_one_stays(server):
    first = free_slots(server)[0]
    good = takes(first)
    same(busy(server, good).returncode, OK)
    for text, line, words in (
            ("Dear all", 1, "BEGIN:VCALENDAR"),
            (good[:good.index("DTEND")], 2, "cut off"),
            (good.replace("DTEND:", "DTEND:x"), 4, "DTEND cannot be read"),
            (good.replace("DTSTART:", "DTSTART;TZID=Mars/Olympus:"
                          ).replace("Z\r\nDTEND", "\r\nDTEND"), 3,
             "Mars/Olympus"),
            (good.replace("DTEND", "RRULE:FREQ=SECONDLY\r\nDTEND"), 4,
             "by the second or minute"),
            (good.replace("DTEND", "RRULE:FREQ=HOURLY;BYMINUTE=" + ",".join(
                str(minute) for minute in range(60)) + "\r\nDTEND"), 2,
             "more than 10000")):
        refused(server, text, line, words)
    assert first not in free_slots(server)


@case
def a_file_over_one_mebibyte_is_refused(server):
    before = stored(server)
    done = busy(server, calendar(("X-A:" + "x" * (1 << 20),)))
    same(done.returncode, DATA)
    contains(done.stderr, "busy.ics: the file is larger than 1 MiB")
    same(stored(server), before)


@case
def what_cannot_be_read_or_stored_is_told_in_one_line(server):
    nowhere = os.path.join(server.folder, "nowhere")
    good = os.path.join(server.folder, "busy.ics")
    with open(good, "w", encoding="utf-8") as out:
        out.write(calendar())
    for words, code in (
            ([nowhere, "--data", server.data, "--conf", server.conf],
             IO_ERROR),
            ([good, "--data", nowhere, "--conf", server.conf], CONFIG),
            ([good, "--data", server.data, "--conf", nowhere], CONFIG),
            ([], USAGE), ([good, good], USAGE), ([good, "--x"], USAGE)):
        done = command("busy", *words)
        same(done.returncode, code, done.stderr)
        same(len(done.stderr.splitlines()), 1, done.stderr)


@case
def days_off_from_the_desk_are_not_offered(server):
    browser = common.signed_in(server)
    first = free_slots(server)[0]
    form = browser.get("/admin/availability").page.form(
        "/admin/availability/overrides")
    answer = browser.post("/admin/availability/overrides", form.fields(
        **{"from": first[:10], "to": first[:10], "rule": "blocked"}))
    same(answer.status, 303, answer.text[:2000])
    assert not [slot for slot in free_slots(server)
                if slot.startswith(first[:10])]
    form = browser.get("/admin/availability").page.form(
        "/admin/availability/overrides/remove")
    same(browser.post("/admin/availability/overrides/remove",
                      form.fields()).status, 303)
    same(free_slots(server)[0], first)


@case
def a_call_booked_by_hand_is_asked_about_once_it_overlaps(server):
    browser = common.signed_in(server)
    form = browser.get("/admin/bookings").page.form("/admin/bookings")
    typed = {"starts": "2099-03-01T23:17", "minutes": "10", "name": "Bo",
             "email": "bo@example.com"}
    same(browser.post("/admin/bookings", form.fields(**typed)).status, 303)
    form = browser.get("/admin/bookings").page.form("/admin/bookings")
    answer = browser.post("/admin/bookings", form.fields(**typed))
    same(answer.status, 409)
    again = answer.page.form("/admin/bookings")
    same(again.value("name"), "Bo")
    same(again.value("confirm_overlap"), "yes")
    same(browser.post("/admin/bookings", again.fields()).status, 303)
    with database(server) as db:
        same(db.execute("SELECT booking.overlaps FROM booking WHERE starts_at >"
                        " 4000000000 ORDER BY id").fetchall(), [(0,), (1,)])


@case_of_files
def check_warns_of_a_diary_without_a_free_time(server):
    same(busy(server, calendar(event("DTSTART;VALUE=DATE:20000101",
                                     "DTEND;VALUE=DATE:21000101"))
              ).returncode, OK)
    done = command("check", "--data", server.data, "--conf", server.conf)
    same(done.returncode, OK, done.stdout + done.stderr)
    contains(done.stdout, "warn times to book: Everything within")
    same(busy(server, calendar()).returncode, OK)
    done = command("check", "--data", server.data, "--conf", server.conf)
    same(done.returncode, OK, done.stdout + done.stderr)
    contains(done.stdout, "good times to book\n")


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)


if __name__ == "__main__":
    with Server(settings={"notice_minutes": "60", "buffer_minutes": "0"}) \
            as under_test:
        code = run(under_test)
    sys.exit(code)
