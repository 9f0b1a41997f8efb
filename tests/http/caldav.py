#!/usr/bin/env python3
"""The owner's own calendar, both ways: on a server (Debian's Radicale), where
calls appear, move and disappear and events of the owner's take their slots;
and by the private address that any calendar can subscribe to."""

import datetime
import json
import os
import sys
import time

import common
from client import Client
from radicale import PASSWORD, USER, Radicale
from server import PASSPHRASE, Server, database, files_of, wait_for
from tap import case, contains, lacks, run, same

MARKER = "Zebedee-Marker-8251"
SOON = 25       # seconds: the courier looks every two
SUFFIX = "@fourways"


def free_slots(server):
    answer = Client(server.port).get("/book/slots.json?tz=UTC&days=366")
    same(answer.status, 200)
    return [slot["start"] for slot in json.loads(answer.text)["slots"]]


def basic(instant, minutes=0):
    """RFC 3339 as iCalendar writes it."""
    at = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return (at + datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")


def book(server, number=0):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    slot = form.values("slot")[number]
    answer = client.post("/book", form.fields(
        slot=slot, name=MARKER, email=f"{MARKER}{number}@example.org",
        message=MARKER, consent="yes"))
    same(answer.status, 303, "booking")
    return answer.get("location"), slot


def uid_of_last(server):
    with database(server) as db:
        return db.execute("SELECT uid FROM booking ORDER BY id DESC"
                          " LIMIT 1").fetchone()[0]


def blocked(server):
    with database(server) as db:
        return db.execute("SELECT starts_at, ends_at FROM busy_time"
                          " WHERE source = 'caldav'").fetchall()


def copies(server):
    with database(server) as db:
        return db.execute("SELECT uid FROM calendar_copy").fetchall()


def sync_state(server):
    with database(server) as db:
        return db.execute("SELECT tried_at, synced_at, unreadable, problem"
                          " FROM calendar_sync").fetchone()


def sync(server):
    """A look at the calendar now: a new courier begins with one."""
    before = sync_state(server)
    time.sleep(1.1)     # so that it has another second
    server.process.send_signal(1)
    wait_for(lambda: sync_state(server) != before, SOON, "a look")


def appears(server, peer):
    path, slot = book(server)
    name = uid_of_last(server) + ".ics"
    wait_for(lambda: name in peer.names(), SOON, "the call stands there")
    return path, slot, name


def change(server, path, action, **fields):
    visitor = Client(server.port)
    page = visitor.get(path if action == "cancel" else f"{path}/{action}").page
    form = page.form(f"{path}/{action}")
    same(visitor.post(f"{path}/{action}", form.fields(**fields)).status, 303,
         action)
    return form


@case
def a_booking_appears_moves_and_disappears(server, peer):
    path, slot, name = appears(server, peer)
    event = peer.read(name)
    same(event["UID"], name[:-4] + SUFFIX)
    same(event["DTSTART"], basic(slot))
    same(event["DTEND"], basic(slot, 30))
    same(event["SEQUENCE"], "0")
    same(event["STATUS"], "CONFIRMED")

    later = free_slots(server)[5]
    change(server, path, "reschedule", slot=later)
    wait_for(lambda: peer.read(name)["DTSTART"] == basic(later), SOON,
             "it moves")
    same(peer.read(name)["SEQUENCE"], "1")
    same(peer.names(), [name], "the same event")

    change(server, path, "cancel")
    wait_for(lambda: peer.names() == [], SOON, "it disappears")
    wait_for(lambda: copies(server) == [], SOON, "it is forgotten")


@case
def nothing_of_the_visitor_goes_there(server, peer):
    path, _, name = appears(server, peer)
    text = peer.ask("GET", peer.url + name)[2]
    lacks(text, MARKER)
    lacks(text, "METHOD")
    lacks(text, "ATTENDEE")
    same(peer.read(name)["SUMMARY"], "Discovery call")
    contains(peer.read(name)["URL"], "/admin/leads/")
    change(server, path, "cancel")
    wait_for(lambda: peer.names() == [], SOON, "it disappears")


@case
def an_event_of_the_owners_takes_its_slots_and_gives_them_back(server, peer):
    first, second = free_slots(server)[:2]
    peer.put("dentist", "SUMMARY:Root canal", f"DTSTART:{basic(first)}",
             f"DTEND:{basic(first, 30)}")
    sync(server)
    assert first not in free_slots(server), first
    assert second in free_slots(server), second
    same(len(blocked(server)), 1)
    peer.delete("dentist.ics")
    sync(server)
    same(free_slots(server)[0], first)
    same(blocked(server), [])


@case
def a_weekly_event_takes_every_week_by_its_own_clock(server, peer):
    first = free_slots(server)[0]
    peer.put("gym", "SUMMARY:Gym", f"DTSTART:{basic(first)}",
             "DURATION:PT30M", "RRULE:FREQ=WEEKLY")
    sync(server)
    begin = datetime.datetime.fromisoformat(first.replace("Z", "+00:00"))
    for slot in free_slots(server):
        at = datetime.datetime.fromisoformat(slot.replace("Z", "+00:00"))
        assert (at - begin) % datetime.timedelta(days=7), slot
    assert len(blocked(server)) >= 4, blocked(server)
    peer.delete("gym.ics")
    sync(server)


@case
def of_what_the_owner_does_only_the_times_are_stored(server, peer):
    first = free_slots(server)[0]
    peer.put("secret", "SUMMARY:Whisky-Marker-991", "LOCATION:Cellar-992",
             f"DTSTART:{basic(first)}", f"DTEND:{basic(first, 30)}")
    sync(server)
    for path in files_of(server):
        with open(path, "rb") as content:
            data = content.read()
        assert b"Marker-991" not in data and b"Cellar-992" not in data, path
    peer.delete("secret.ics")
    sync(server)


@case
def our_own_event_is_not_read_back_as_busy(server, peer):
    path, slot, name = appears(server, peer)
    sync(server)
    same(blocked(server), [])
    change(server, path, "cancel")
    assert slot in free_slots(server), "free at once"
    wait_for(lambda: name not in peer.names(), SOON, "it disappears")
    sync(server)
    assert slot in free_slots(server), "free for good"


@case
def what_the_owner_deletes_there_is_written_again(server, peer):
    path, slot, name = appears(server, peer)
    peer.delete(name)
    sync(server)
    wait_for(lambda: name in peer.names(), SOON, "it is back")
    same(peer.read(name)["DTSTART"], basic(slot))
    change(server, path, "cancel")
    wait_for(lambda: peer.names() == [], SOON, "it disappears")


@case
def what_the_owner_moves_out_of_sight_there_comes_back(server, peer):
    path, slot, name = appears(server, peer)
    text = peer.ask("GET", peer.url + name)[2]
    peer.ask("PUT", peer.url + name, text.replace(
        basic(slot), "20350101T100000Z").replace(
        basic(slot, 30), "20350101T103000Z"))
    same(peer.read(name)["DTSTART"], "20350101T100000Z")
    sync(server)
    wait_for(lambda: peer.read(name)["DTSTART"] == basic(slot), SOON,
             "it is back")
    change(server, path, "cancel")
    wait_for(lambda: peer.names() == [], SOON, "it disappears")


@case
def what_the_owner_noted_on_it_stays_until_the_call_moves(server, peer):
    path, _, name = appears(server, peer)
    text = peer.ask("GET", peer.url + name)[2]
    peer.ask("PUT", peer.url + name, text.replace(
        "SUMMARY:Discovery call", "SUMMARY:Ask about Rust"))
    sync(server)
    same(peer.read(name)["SUMMARY"], "Ask about Rust")
    later = free_slots(server)[4]
    change(server, path, "reschedule", slot=later)
    wait_for(lambda: peer.read(name)["DTSTART"] == basic(later), SOON,
             "it moves though its version is another one")
    change(server, path, "cancel")
    wait_for(lambda: peer.names() == [], SOON, "it disappears")


@case
def a_call_of_another_site_keeps_its_time(server, peer):
    first = free_slots(server)[0]
    peer.put("00000000-0000-4000-8000-000000000000" + SUFFIX,
             f"DTSTART:{basic(first)}", f"DTEND:{basic(first, 30)}")
    sync(server)
    assert first not in free_slots(server), "the owner is the visitor there"
    peer.delete("00000000-0000-4000-8000-000000000000" + SUFFIX + ".ics")
    sync(server)


@case
def an_event_that_cannot_be_read_is_counted_and_the_others_count(server, peer):
    first = free_slots(server)[0]
    day = basic(first)[:8]
    peer.put("odd", f"DTSTART;TZID=Mars/Olympus:{day}T200000",
             f"DTEND;TZID=Mars/Olympus:{day}T210000")
    peer.put("even", f"DTSTART:{basic(first)}", f"DTEND:{basic(first, 30)}")
    sync(server)
    same(sync_state(server)[2], 1, "unreadable")
    assert first not in free_slots(server), first
    page = common.signed_in(server).get("/admin/availability")
    contains(page.page.text, "1 event there could not be read")
    peer.delete("odd.ics")
    peer.delete("even.ics")
    sync(server)
    same(sync_state(server)[2], 0, "unreadable")


@case
def a_file_and_the_server_do_not_replace_each_other(server, peer):
    first, second = free_slots(server)[:2]
    with database(server) as db:
        same(db.execute("SELECT count(*) FROM busy_time").fetchone()[0], 0)
    path = os.path.join(server.folder, "busy.ics")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\r\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT",
                               f"DTSTART:{basic(first)}",
                               f"DTEND:{basic(first, 30)}", "END:VEVENT",
                               "END:VCALENDAR", "")))
    command("busy", path, server)
    peer.put("dentist", f"DTSTART:{basic(second)}", f"DTEND:{basic(second, 30)}")
    sync(server)
    command("busy", path, server)
    assert not {first, second} & set(free_slots(server))
    with open(path, "w", encoding="utf-8") as out:
        out.write("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    command("busy", path, server)
    peer.delete("dentist.ics")
    sync(server)
    same(free_slots(server)[:2], [first, second])


def command(word, path, server):
    from server import run as program
    done = program(word, path, "--data", server.data, "--conf", server.conf)
    same(done.returncode, 0, done.stderr)


@case
def the_desk_says_when_it_last_went_well(server, _):
    page = common.signed_in(server).get("/admin/availability").page
    contains(page.text, "Your calendar on the server was last read on")


# ---- the private address ----

def ask_for(browser, what):
    """Presses a button of the settings, passphrase included."""
    form = browser.get("/admin/settings").page.form("/admin/settings/calendar")
    answer = browser.post("/admin/settings/calendar", form.fields(do=what))
    if "/admin/confirm" in answer.text or answer.page.forms and \
            "password" in answer.page.forms[-1].fields():
        form = answer.page.forms[-1]
        answer = browser.post(form.action, form.fields(password=PASSPHRASE))
    return answer


def address_in(text):
    start = text.index("/calendar/")
    return text[start:text.index(".ics", start) + 4]


@case
def the_private_address_shows_calls_and_nobody(server, peer):
    browser = common.signed_in(server)
    same(Client(server.port).get("/calendar/x.ics").status, 404)
    answer = ask_for(browser, "make")
    same(answer.status, 200, answer.text[:1000])
    path = address_in(answer.text)
    lacks(browser.get("/admin/settings").text, path)

    own, slot, _ = appears(server, peer)
    feed = Client(server.port).get(path)
    same(feed.status, 200)
    same(feed.get("content-type"),
         "text/calendar; charset=utf-8; method=PUBLISH")
    same(feed.get("cache-control"), "no-store")
    contains(feed.get("x-robots-tag"), "noindex")
    same(feed.get("referrer-policy"), "no-referrer")
    contains(feed.text, f"DTSTART:{basic(slot)}")
    contains(feed.text, f"UID:{uid_of_last(server)}{SUFFIX}"[:70])
    contains(feed.text, "METHOD:PUBLISH")
    lacks(feed.text, MARKER)

    change(server, own, "cancel")
    lacks(Client(server.port).get(path).text, "BEGIN:VEVENT")
    same(Client(server.port).get(path.replace(".ics", "")).status, 404)
    other = "E" if path[-5] == "A" else "A"
    same(Client(server.port).get(f"{path[:-5]}{other}.ics").status, 404)
    same(Client(server.admin_port).get(path).status, 404)
    wait_for(lambda: peer.names() == [], SOON, "it disappears")


@case
def a_new_address_ends_the_old_one_and_taking_back_ends_all(server, _):
    browser = common.signed_in(server)
    first = address_in(ask_for(browser, "make").text)
    second = address_in(ask_for(browser, "make").text)
    assert first != second
    same(Client(server.port).get(first).status, 404)
    same(Client(server.port).get(second).status, 200)
    same(ask_for(browser, "revoke").status, 303)
    same(Client(server.port).get(second).status, 404)
    page = browser.get("/admin/audit").page.text
    contains(page, "Made a private address for the calendar of calls")
    contains(page, "Took the private address of the calendar back")


@case
def the_token_of_the_address_is_neither_stored_nor_logged(server, _):
    path = address_in(ask_for(common.signed_in(server), "make").text)
    same(Client(server.port).get(path).status, 200)
    token = path.split("/")[-1][:-4].encode()
    for name in files_of(server):
        with open(name, "rb") as content:
            assert token not in content.read(), name


# ---- when it fails; the server is gone from here on ----

@case
def a_wrong_password_is_said_on_the_desk(server, _):
    password(server, "wrong")
    sync(server)
    page = common.signed_in(server).get("/admin/availability").page.text
    contains(page, "the server does not let us in (401)")
    password(server, PASSWORD)
    sync(server)
    same(sync_state(server)[3], "")


@case
def a_password_that_others_may_read_is_refused(server, _):
    path = os.path.join(server.conf, "calendar.secret")
    os.chmod(path, 0o640)
    sync(server)
    contains(sync_state(server)[3], "chmod 600")
    os.chmod(path, 0o600)
    sync(server)
    same(sync_state(server)[3], "")


@case
def without_the_server_what_it_blocked_stays_and_bookings_go_on(server, peer):
    first = free_slots(server)[0]
    peer.put("dentist", f"DTSTART:{basic(first)}", f"DTEND:{basic(first, 30)}")
    sync(server)
    peer.stop()
    sync(server)
    assert sync_state(server)[3], "a problem is noted"
    assert first not in free_slots(server), "what was known stays"
    book(server, 2)
    page = common.signed_in(server).get("/admin/availability").page.text
    contains(page, "The last look at it did not go well")
    contains(page, "was last read on")


def password(server, text):
    path = os.path.join(server.conf, "calendar.secret")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text + "\n")
    os.chmod(path, 0o600)


@case
def the_server_stops_clean_and_reports_no_fault(server, _):
    common.the_server_stops_clean_and_reports_no_fault(server)


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)


if __name__ == "__main__":
    with Radicale() as calendar:
        under_test = Server(settings={
            "notice_minutes": "60", "buffer_minutes": "0",
            "caldav.url": calendar.url, "caldav.user": USER,
            "caldav.password_file": "calendar.secret"})
        password(under_test, PASSWORD)
        with under_test:
            code = run(under_test, calendar)
    sys.exit(code)
