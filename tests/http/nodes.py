#!/usr/bin/env python3
"""Two machines serve one site from one PostgreSQL database: what only one may
get one gets, what one began the other goes on with, and one of them sends."""

import json
import logging
import re
import sys
import tempfile
import time
from collections import Counter

import common
from client import Client
from machines import Machines, moved
from mail_server import Mailbox, certificate, settings
from server import (SANITIZED, Server, database, free_port, rows,
                    run as command, wait_for, writing)
from tap import case, contains, lacks, run, same, within
from visitors import (all_at_once, keeps_what_was_typed, prepared,
                      starts_are_unique, wish)

VISITORS, SLOTS = 200, 10
TAKES_OVER_SECONDS = 5 * (5 if SANITIZED else 1)
MAILS_EACH = 2          # to the visitor and to the owner


class Site(Machines):
    """Two machines, and the mail server of both."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="fourways-")
        names = certificate(self.folder.name)
        self.box = Mailbox(free_port(), names)
        super().__init__(Server({
            **settings(self.folder.name, self.box.port, names[0]),
            "buffer_minutes": "0", "notice_minutes": "60"}))

    def begin(self):
        self.box.start()

    def end(self):
        self.box.stop()
        self.folder.cleanup()


def told(server, word):
    return len(re.findall(rf" courier\.{word} ", server.log()))


# ---- what visitors want ----

@case
def two_hundred_visitors_of_both_get_ten_slots_once_each(site):
    # Who opened the form at one machine may send it to the other.
    posts = []
    slots = prepared(site.first, 0)[1].values("slot")[:SLOTS]
    for number in range(VISITORS):
        _, form = prepared(site.both[number % 2], number)
        posts.append((site.both[number // 2 % 2], "/book",
                      wish(form, slots[number % SLOTS], number)))
    answers = all_at_once(posts)
    same(Counter(answer.status for answer in answers),
         {303: SLOTS, 409: VISITORS - SLOTS})
    same((rows(site.first, "booking"), rows(site.first, "lead")),
         (SLOTS, SLOTS))
    for (_, _, fields), answer in zip(posts, answers):
        if answer.status == 409:
            keeps_what_was_typed(answer, fields)
    winners = Counter(server is site.first for (server, _, _), answer in
                      zip(posts, answers) if answer.status == 303)
    print(f"# won at the first {winners[True]}, at the second "
          f"{winners[False]}")
    starts_are_unique(site.second)


@case
def one_form_sent_to_both_is_one_booking_and_one_message(site):
    before = rows(site.first, "booking"), rows(site.first, "lead")
    _, form = prepared(site.first, 0)
    contact = Client(site.second.port).get("/contact").page.form("/contact")
    for path, fields in (
            ("/book", wish(form, form.values("slot")[20], 1)),
            ("/contact", contact.fields(
                name="Twice", email="twice@example.org", consent="yes",
                message="Sent to both."))):
        answers = all_at_once([(site.both[number % 2], path, fields)
                               for number in range(40)])
        same(Counter(answer.status for answer in answers), {303: 40}, path)
        same(len({answer.get("location") for answer in answers}), 1, path)
    same((rows(site.first, "booking"), rows(site.first, "lead")),
         (before[0] + 1, before[1] + 2))


@case
def a_call_booked_at_one_is_moved_and_cancelled_at_the_other(site):
    _, form = prepared(site.first, 0)
    slots = form.values("slot")
    path = Client(site.first.port).post(
        "/book", wish(form, slots[30], 7)).get("location")
    other = Client(site.second.port)
    contains(other.get(path).page.text, "Visitor 7")
    assert slots[30] not in prepared(site.second, 0)[1].values("slot")
    same(other.post(f"{path}/reschedule", {"slot": slots[31]}).status, 303)
    here = json.loads(Client(site.first.port).get(f"{path}/data.json").text)
    same(here["booking"]["start"], slots[31])
    same(Client(site.first.port).post(f"{path}/cancel", {}).status, 303)
    there = json.loads(other.get(f"{path}/data.json").text)
    same(there["booking"]["state"], "cancelled")


# ---- the desk ----

@case
def who_signed_in_at_one_works_at_the_other_and_leaves_both(site):
    browser = common.signed_in(site.first)
    other = moved(browser, site.second)
    page = other.get("/admin/leads")
    same(page.status, 200)
    contains(page.page.text, "Visitor ")
    token = other.get("/admin/leads/1").page.form(
        "/admin/leads/1/note").value("token")
    same(other.post("/admin/leads/1/note", {
        "note": "Written at the second", "token": token}).status, 303)
    contains(browser.get("/admin/leads/1").text, "Written at the second")
    form, = (form for form in browser.get("/admin/leads").page.forms
             if form.action == "/admin/logout")
    same(browser.post("/admin/logout", form.fields()).status, 303)
    same(other.get("/admin/leads").status, 303, "signed out there too")


@case
def each_seals_by_a_key_of_its_own_and_the_owner_reads_all(site):
    for number, server in enumerate(site.both):
        form = Client(server.port).get("/contact").page.form("/contact")
        same(Client(server.port).post("/contact", form.fields(
            name=f"Writer {number}", email="w@example.org", consent="yes",
            message="Hello")).status, 303)
    with database(site.first) as db:
        epochs = [row[0] for row in db.execute(
            "SELECT seal_epoch FROM lead ORDER BY id DESC LIMIT 2")]
    same(len(set(epochs)), 2, f"epochs of two messages, {epochs}")
    for server in site.both:
        text = common.signed_in(server).get("/admin/leads").page.text
        contains(text, "Writer 0")
        contains(text, "Writer 1")
    done = command("lead", "list", "--data", site.second.data,
                   "--passphrase-file", site.first.passphrase_file)
    same((done.returncode, done.stderr), (0, ""))
    same(len(re.findall("Writer [01]", done.stdout)), 2, "leads listed")
    done = command("audit", "verify", "--data", site.second.data)
    same((done.returncode, done.stderr), (0, ""))


# ---- one courier ----

def waits(site):
    with database(site.first) as db:
        return db.execute("SELECT count(*) FROM outbox WHERE state ="
                          " 'waiting' AND kind NOT LIKE 'reminder%'"
                          ).fetchone()[0]


def everything_leaves(site):
    wait_for(lambda: waits(site) == 0, 60, "all mails leave")


def book(server, count):
    for number in range(count):
        _, form = prepared(server, number)
        same(Client(server.port).post("/book", wish(
            form, form.values("slot")[-1], number)).status, 303)


@case
def of_two_couriers_one_sends(site):
    wait_for(lambda: told(site.second, "waits") + told(site.first, "waits"),
             10, "one of them waits")
    time.sleep(2.5)     # a turn of both
    same(sorted(told(server, "waits") for server in site.both), [0, 1],
         "couriers that wait")
    same([told(server, "elected") for server in site.both], [0, 0],
         "couriers that took over")
    site.sender, site.waiter = site.both if told(site.second, "waits") else \
        reversed(site.both)


@case
def a_machine_that_dies_leaves_the_sending_to_the_other(site):
    everything_leaves(site)
    site.box.delay = 0.05
    before = len(site.box.mails)
    book(site.waiter, 30)   # whichever machine its visitors come to
    wait_for(lambda: len(site.box.mails) >= before + 10, 30, "the one sends")
    assert waits(site) > 0, "it died too late"
    site.sender.process.kill()
    began = time.monotonic()
    site.sender.process.wait()
    wait_for(lambda: told(site.waiter, "elected"), TAKES_OVER_SECONDS,
             "the other one takes over")
    print(f"# it died after {len(site.box.mails) - before} mails; the other "
          f"took over within {time.monotonic() - began:.2f} s")
    same(told(site.waiter, "elected"), 1)
    site.box.delay = 0
    wait_for(lambda: waits(site) <= 1, 30, "all mails but one leave")
    # The one it died with was noted as tried, and has to wait a minute.
    with writing(site.waiter) as db:
        db.execute("UPDATE outbox SET next_try_at = 0 WHERE state = 'waiting'"
                   " AND kind NOT LIKE 'reminder%'")
    everything_leaves(site)


@case
def no_mail_came_twice_but_the_one_it_died_with(site):
    ids = Counter(site.box.ids())
    with database(site.waiter) as db:
        sent = db.execute("SELECT count(*) FROM outbox WHERE state = 'sent'"
                          " AND channel = 'mail'").fetchone()[0]
    print(f"# {len(ids)} mails, {sum(ids.values())} deliveries")
    same(len(ids), sent, "mails that came, and that are noted as sent")
    assert len(ids) >= 30 * MAILS_EACH, len(ids)
    within(sum(ids.values()), len(ids), len(ids) + 1, "deliveries")


@case
def who_comes_back_waits(site):
    site.sender.process.stdout.close()
    begins = told(site.sender, "begins")
    site.sender.start()
    wait_for(lambda: told(site.sender, "begins") > begins and
             told(site.sender, "waits"), 10, "it waits")
    book(site.sender, 3)
    everything_leaves(site)
    same(told(site.sender, "elected"), 0, "took over")


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)


@case
def both_stop_clean(site):
    for server in site.both:
        lacks(server.log(), "SQLSTATE")
        common.the_server_stops_clean_and_reports_no_fault(server)


if __name__ == "__main__":
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with Site() as under_test:
        code = run(under_test)
    sys.exit(code)
