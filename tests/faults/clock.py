#!/usr/bin/env python3
"""The machine's clock jumps while the program runs, an hour back and a day
ahead: no session gets longer, no wait either, what is to be done each minute
is done, and free times are right over every change of summer time.

faults.c is preloaded and adds to what the clock says in all processes; the
sandbox, which has no clock of its own to ask, is as always. (A name space of
time moves the monotonic clock only, and libfaketime opens a file at each look,
which the sandbox forbids.)
"""

import contextlib
import datetime
import logging
import sys
import tempfile
import time
import zoneinfo

from house import OPEN, Preloaded, environment, free_port, pick
from common import signed_in
from client import Client
from mail_server import Mailbox, certificate, settings
from server import rows, run as command, wait_for
from tap import case, contains, run, same, within

LIBRARY = sys.argv[2]
HOUR, DAY = 3600, 86400
UTC = datetime.timezone.utc


def ahead(server, seconds):
    """Sets the clock to so many seconds ahead of the machine's."""
    server.set(server.CLOCK, seconds)


@contextlib.contextmanager
def clocked(**more):
    few = {"slot_minutes": "30", "horizon_days": "14"}
    with Preloaded(LIBRARY, settings={**OPEN, **few, **more}) as server:
        yield server


def is_in(browser):
    return browser.get("/admin/bookings").status == 200


def date_of(server):
    text = Client(server.port).get("/").get("date")
    return datetime.datetime.strptime(
        text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).timestamp()


@case
def every_page_carries_the_new_time(server):
    for shift in (0, -HOUR, DAY, -HOUR, 0):
        ahead(server, shift)
        within(date_of(server) - time.time() - shift, -2, 2, "Date")


@case
def a_clock_set_back_ends_a_session_and_brings_none_back(server):
    ahead(server, 0)
    browser = signed_in(server)
    assert is_in(browser), "signed in"
    ahead(server, -HOUR)
    assert not is_in(browser), "an hour back"
    ahead(server, 0)
    assert not is_in(browser), "the right time again"


@case
def a_session_that_is_over_stays_over_when_the_clock_goes_back(server):
    # in any case, and when idle
    for over in pick((13 * HOUR,), (13 * HOUR, 2 * HOUR)):
        ahead(server, 0)
        browser = signed_in(server)
        assert is_in(browser), "signed in"
        ahead(server, over)
        assert not is_in(browser), "when its time is over"
        for shift in (HOUR, 0, -60):
            ahead(server, shift)
            assert not is_in(browser), f"with the clock at {shift}"
    ahead(server, 0)


@case
def a_session_is_no_longer_for_small_steps_back(server):
    """Forward by ten minutes, back by five, again and again: half a day by
    this clock after it began it is over."""
    ahead(server, 0)
    browser, shift, used = signed_in(server), 0, 0
    while is_in(browser):
        used += 1
        assert shift < 13 * HOUR, "it lives on"
        # half a minute back is a clock being set right, which ends nothing
        ahead(server, shift - 30)
        assert is_in(browser), f"half a minute back at {shift}"
        shift += 600
        ahead(server, shift)
    within(shift, 12 * HOUR, 12 * HOUR + 1200, "seconds it lived")
    ahead(server, 0)


def wrong(server, name):
    admin = Client(server.admin_port)
    form = admin.get("/admin/login").page.form("/admin/login")
    return admin.post("/admin/login", form.fields(
        email=name, password="not the right passphrase"))


@case
def no_jump_makes_the_wait_after_failures_longer(_):
    with clocked(**{"limits.failed_signins": "3",
                    "limits.signins_per_minute": "0"}) as server:
        tries = iter(range(9))
        while (answer := wrong(server, "a@example.org")).status == 422:
            assert next(tries) < 8, "nobody has to wait"
        for shift in (0, -HOUR, -DAY):
            ahead(server, shift)
            answer = wrong(server, "a@example.org")
            same(answer.status, 429, f"at {shift}")
            within(int(answer.get("retry-after")), 1, 64, f"wait at {shift}")
        time.sleep(int(answer.get("retry-after")))
        same(wrong(server, "a@example.org").status, 422,
             "after the wait, by a clock a day late")
        ahead(server, DAY)
        same(wrong(server, "a@example.org").status, 422, "two days later")


@case
def no_jump_keeps_an_address_out_for_longer(_):
    with clocked(**{"limits.signins_per_minute": "2"}) as server:
        for shift in pick((0, -HOUR), (0, -HOUR, DAY)):
            ahead(server, shift)
            same([wrong(server, f"{number}@example.org").status
                  for number in range(3)], [422, 422, 429],
                 f"the clock at {shift}")


@case
def mail_goes_on_after_every_jump(_):
    with tempfile.TemporaryDirectory(prefix="fourways-") as folder:
        port, good = free_port(), certificate(folder)
        box = Mailbox(port, good)
        box.start()
        try:
            with clocked(**settings(folder, port, good[0])) as server:
                # The relay's certificate is of this minute, not before.
                ahead(server, 2 * HOUR)
                for count, shift in enumerate(
                        pick((-HOUR, DAY), (0, -HOUR, DAY, -HOUR)), 1):
                    ahead(server, 2 * HOUR + shift)
                    book(server, count)
                    # two mails a booking; what the owner gets besides
                    # (the morning's summary) is not counted
                    wait_for(lambda n=count: len({
                        to[0] for to, _ in box.mails
                        if to[0].startswith("v")}) == n, 8,
                        f"the mail of booking {count}, clock at {shift}")
        finally:
            box.stop()


def book(server, number):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    same(client.post("/book", form.fields(
        slot=form.values("slot")[-number], name="V", consent="yes",
        email=f"v{number}@example.net")).status, 303, f"booking {number}")


@case
def visits_are_written_down_each_minute_after_a_jump(server):
    ahead(server, 0)
    for shift, name in ((-HOUR, "java"), (120, "how-to-choose"),
                        (-2 * HOUR, "two-services")):
        ahead(server, shift)
        before = rows(server, "page_count")
        same(Client(server.port).get(f"/guides/{name}").status, 200, name)
        ahead(server, shift + 61)
        wait_for(lambda b=before: rows(server, "page_count") > b, 8,
                 f"counts after {shift}")
    ahead(server, 0)


# ---- free times over the changes of summer time ----

CHANGES = (
    ("Europe/Berlin", ("2026-10-25", "2027-03-28")),
    ("America/New_York", ("2026-11-01", "2027-03-14")),
    ("Australia/Lord_Howe", ("2026-10-04", "2027-04-04")))
HOURS = ((0, 5), (14, 17))      # the change is in the first


def open_minutes(zone, first, days):
    """Five minutes each in which the wall clock stands within the hours, and
    shows nothing it has shown before: an hour that comes twice is one."""
    at, shown = first, ""
    for _ in range(days * 288):
        wall = at.astimezone(zoneinfo.ZoneInfo(zone))
        text = wall.strftime("%Y-%m-%dT%H:%M")
        if text > shown and any(a <= wall.hour < b for a, b in HOURS):
            yield at
        shown = max(shown, text)
        at += datetime.timedelta(minutes=5)


def expected(zone, now, days):
    """Half hours one after the other in each stretch of open minutes, from
    `now` on."""
    first = now.replace(hour=0, minute=0, second=0) - datetime.timedelta(1)
    step, found, run_of = datetime.timedelta(minutes=5), [], []
    for at in [*open_minutes(zone, first, days + 2),
               first + datetime.timedelta(days=99)]:
        if run_of and at != run_of[-1] + step:
            run_of = []
        run_of.append(at)
        if len(run_of) % 6 == 0 and run_of[-6] >= now:
            found.append(run_of[-6].strftime("%Y-%m-%dT%H:%M:%SZ"))
    return found


def check_change(server, zone, day):
    """What is offered from two days before a change to two days after."""
    change = datetime.datetime.fromisoformat(day).replace(tzinfo=UTC)
    for before in pick((49, 1), (49, 25, 13, 3, 2, 1, 0, -1, -12)):
        now = change - datetime.timedelta(hours=before, seconds=-7)
        ahead(server, int(now.timestamp() - time.time()))
        form = Client(server.port).get("/book?tz=UTC").page.form("/book")
        offered = form.values("slot")
        wanted = expected(zone, now, 6)
        # The horizon is days of the owner's, not of 24 hours: not to its end.
        least = [slot for slot in wanted if slot < (
            now + datetime.timedelta(days=4)).strftime("%Y-%m-%dT%H:%M:%SZ")]
        same(offered[:len(least)], least, f"slots {before} h before {day}")
        same(set(offered) <= set(wanted), True, "slots out of hours")


@case
def free_times_are_right_over_each_change(_):
    hours = '["' + '", "'.join(f"{a:02}:00-{b:02}:00" for a, b in HOURS) + '"]'
    week = {name: hours for name in OPEN if name.startswith("hours.")}
    for zone, days in CHANGES:
        with clocked(**week, zone=zone, slot_minutes="30",
                     horizon_days="5") as server:
            for day in days:
                check_change(server, zone, day)


def clock_line(server, shift):
    ahead(server, shift)
    with environment(LD_PRELOAD=server.library, FAULTS_PAGE=server.page):
        done = command("check", "--data", server.data, "--conf", server.conf)
    ahead(server, 0)
    return done.stdout.splitlines()[-1], done.stderr


@case
def check_tells_a_clock_behind_the_data_or_the_program(server):
    """Rows of half a day ahead are there, from what was tried before."""
    line, _ = clock_line(server, 2 * DAY)
    assert "something was stored" not in line, line
    line, _ = clock_line(server, -HOUR)
    assert line.startswith("warn clock: it says "), line
    contains(line, "something was stored at ")
    line, errors = clock_line(server, -20 * 365 * DAY)
    same(line, "BAD  clock")
    contains(errors, "and this program was built at ")


@case
def the_server_stops_clean_and_logs_no_fault(server):
    same(server.stop(), 0, "exit code")
    for word in (" fatal ", "died from", "child_died"):
        assert word not in server.log(), server.log()


if __name__ == "__main__":
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with clocked() as under_test:
        code = run(under_test)
    sys.exit(code)
