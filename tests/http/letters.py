#!/usr/bin/env python3
"""What is in the mails, read by programs that others wrote: the calendar files
of a call that is booked, moved and cancelled, who is named to whom, the day's
digest; and mail servers that are of other making, or fall silent."""

import base64
import email
import email.policy
import json
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, os.pardir, "calendar"))

import common
import rfc5545
from calendar_model import Calendar
from client import Client
from mail_server import PASSWORD, USER, Mailbox, certificate, settings
from readers import READERS
from server import (ROOT, Server, database, free_port,
                    wait_for)
from tap import case, contains, lacks, run, same, within

OWNER = "alex@example.org"
START = "2026-10-19T08:00:00Z"      # a Monday
NAME, ADDRESS = 'Zoë "Z" Ångström, Ltd; Öl', "zoe+call@example.net"
MESSAGE = "Zebedee-Marker-7713 is what I wrote."
FOREIGN = ("icalendar", "ical.js")
SOON = 20       # seconds: the courier looks every two


class Office:
    """A site that sends to a port of ours, and what came there."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fourways-letters-")
        self.certificate = certificate(self.folder)
        self.port = free_port()
        self.settings = settings(self.folder, self.port, self.certificate[0])
        self.sites = 0
        self.server = None

    def start(self, now=START, fresh=True, **changed):
        """The site anew, or the one there is at another time."""
        self.stop()
        self.sites += fresh
        folder = os.path.join(self.folder, str(self.sites))
        os.makedirs(folder, exist_ok=True)
        self.server = Server({**self.settings, **changed},
                             ["--test-now", now], folder=folder)
        self.server.start()

    def stop(self):
        if self.server is None:
            return
        try:
            common.the_server_stops_clean_and_reports_no_fault(self.server)
        finally:
            self.server.process.stdout.close()
            self.server = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def mailbox(self, fault=""):
        return Box(self.port, self.certificate, fault)

    def book(self, number=0, **changed):
        """Books; gives the page of one's own."""
        client = Client(self.server.port)
        form = client.get("/book?tz=Asia/Tokyo").page.form("/book")
        answer = client.post("/book", form.fields(
            slot=form.values("slot")[number], **{
                "name": NAME, "email": ADDRESS, "message": MESSAGE,
                "consent": "yes", **changed}))
        same(answer.status, 303, f"{answer}")
        return answer.get("location")

    def send(self, page, action, **fields):
        """The form on a page of one's own that goes to action."""
        client = Client(self.server.port)
        form, = (form for form in client.get(page).page.forms
                 if form.action == action and form.method == "post")
        answer = client.post(action, form.fields(**fields))
        same(answer.status, 303, f"{answer}")

    def slots(self, path):
        page = Client(self.server.port).get(f"{path}/reschedule").page
        form, = (form for form in page.forms if form.method == "post")
        return form.values("slot")

    def outbox(self, columns="kind, state, last_reason"):
        with database(self.server) as db:
            return db.execute(
                f"SELECT {columns} FROM outbox ORDER BY id").fetchall()


class Box(Mailbox):
    """The mail server, for the time of a with statement."""

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def take(self, count):
        """The next so many mails, and not one more."""
        same(self.wait(count, SOON), count, "mails")
        time.sleep(0.3)
        same(len(self.mails), count, "mails after a while")
        found, self.mails = self.parsed(), []
        return found


def whole(mail):
    """All that a reader or a search would find in a mail, decoded too."""
    parts = [mail.as_string()]
    for part in mail.walk():
        if part.get_content_maintype() != "multipart":
            parts.append(part.get_payload(decode=True).decode("utf-8"))
    return "\n".join(parts)


def to(mails, address):
    found = [mail for recipients, mail in mails if recipients == [address]]
    same(len(found), 1, f"mails to {address}")
    return found[0]


def invite(mail):
    """The calendar file of a mail, as each foreign reader has it; they say
    the same."""
    part, = (part for part in mail.walk()
             if part.get_content_type() == "text/calendar")
    data = part.get_payload(decode=True)
    method = part.get_param("method")
    same(rfc5545.problems(data, method), [], "problems of the file")
    seen = [READERS[reader][0]([data])[0] for reader in FOREIGN]
    same([one["method"] for one in seen], [method] * 2, "METHOD")
    for name in ("uid", "sequence", "starts", "ends", "status"):
        same(seen[0][name], seen[1][name], name)
    return seen[1]


@case
def two_foreign_calendars_follow_a_call_to_its_end(office):
    office.start()
    visitor, owner = Calendar(), Calendar()
    files = []
    with office.mailbox() as box:
        path = office.book()
        steps = [box.take(2)]
        slot = office.slots(path)[-1]
        office.send(f"{path}/reschedule", f"{path}/reschedule", slot=slot)
        steps.append(box.take(2))
        office.send(path, f"{path}/cancel")
        steps.append(box.take(2))
    for mails in steps:
        files.append((invite(to(mails, ADDRESS)), invite(to(mails, OWNER))))
        visitor.take(files[-1][0])
        owner.take(files[-1][1])
        same(len(visitor.shown()), len(owner.shown()), "calls shown")
        if files[-1][0]["method"] != "CANCEL":
            same(visitor.shown()[0][0], files[-1][0]["starts"], "the call")
    same((visitor.shown(), owner.shown()), ([], []), "calls in the end")
    same([one["method"] for one, _ in files],
         ["REQUEST", "REQUEST", "CANCEL"])
    same([one["method"] for _, one in files],
         ["PUBLISH", "PUBLISH", "CANCEL"])
    for side in (0, 1):
        same([both[side]["sequence"] for both in files], [0, 1, 2])
    same(len({one["uid"] for both in files for one in both}), 1, "UIDs")
    same(files[0][0]["attendee"]["address"], f"mailto:{ADDRESS}")
    assert all(both[1]["attendee"] is None for both in files), files


def owner_mails(office):
    """One of each kind that goes to the owner about a person."""
    with office.mailbox() as box:
        path = office.book()
        found = [to(box.take(2), OWNER)]
        office.send(f"{path}/reschedule", f"{path}/reschedule",
                    slot=office.slots(path)[-1])
        found.append(to(box.take(2), OWNER))
        office.send(path, f"{path}/cancel")
        found.append(to(box.take(2), OWNER))
        client = Client(office.server.port)
        form = client.get("/contact").page.form("/contact")
        same(client.post("/contact", form.fields(
            name=NAME, email=ADDRESS, message=MESSAGE,
            consent="yes")).status, 303, "message")
        both = box.take(2)
        found.append(to(both, OWNER))
        answer = to(both, ADDRESS)
    same(answer["subject"], "We have your message")
    contains(whole(answer), "within 24 hours")
    lacks(whole(answer), "Zebedee", "what is sent to any address")
    return found


@case
def a_message_is_answered_and_the_owner_s_mails_name_nobody(office):
    office.start()
    for mail in owner_mails(office):
        for secret in ("Zoë", "Zo=C3=AB", "ngstr", ADDRESS, "zoe+call",
                       "Zebedee"):
            lacks(whole(mail), secret, mail["subject"])


@case
def the_owner_who_wants_it_all_gets_it_all(office):
    office.start(**{"mail.owner_full": "true"})
    for mail in owner_mails(office):
        contains(whole(mail), NAME, mail["subject"])
        contains(whole(mail), ADDRESS, mail["subject"])
        contains(whole(mail), MESSAGE, mail["subject"])


@case
def an_erasure_cancels_the_call_and_names_nobody_even_then(office):
    with office.mailbox() as box:
        path = office.book()
        box.take(2)
        office.send(f"{path}/erase", f"{path}/erase")
        mail = to(box.take(1), OWNER)
    contains(whole(mail), "erased what they had written")
    same(invite(mail)["method"], "CANCEL")
    for secret in ("ngstr", ADDRESS, "Zebedee", "/leads/"):
        lacks(whole(mail), secret)


@case
def the_digest_comes_once_and_only_where_something_is_due(office):
    office.start("2026-10-19T05:31:00Z")     # half past seven in Berlin
    with office.mailbox() as box:
        time.sleep(3)
        same(box.mails, [], "nothing is due on Monday")
        path = office.book()                 # the first slot: on Tuesday
        same(time.gmtime(invite(to(box.take(2), ADDRESS))["starts"])[:3],
             (2026, 10, 20), "day of the call")
    admin = common.signed_in(office.server)
    form, = (form for form in admin.get("/admin/leads/1").page.forms
             if form.action == "/admin/leads/1/follow-up"
             and "follow_up" in form.fields())
    same(admin.post(form.action, form.fields(
        follow_up="2026-10-20")).status, 303, "planning")
    for now, *expected in (("2026-10-20T05:28:30Z",),
                           ("2026-10-20T05:30:05Z",
                            "Today: 1 call, 1 follow-up due",
                            "Tuesday 20 October 2026"),
                           ("2026-10-20T06:10:00Z",),
                           ("2026-10-21T05:31:00Z", "Today: 1 overdue",
                            "Wednesday 21 October 2026")):
        with office.mailbox() as box:
            office.start(now, fresh=False)
            if not expected:
                time.sleep(3)
            mails = box.take(1 if expected else 0)
        for _, mail in mails:
            same(mail["subject"], expected[0])
            contains(whole(mail), expected[1])
            lacks(whole(mail), path)


class Peer:
    """npm smtp-server as the relay, while a with statement lasts."""

    def __init__(self, office):
        self.path = os.path.join(office.folder, "peer")
        self.command = ["node", os.path.join(
            ROOT, "tests", "browser", "mail_peer.mjs"), str(office.port),
            *office.certificate, USER, PASSWORD]

    def __enter__(self):
        with open(self.path, "wb") as out:
            self.process = subprocess.Popen(self.command, stdout=out)
        try:
            wait_for(self.lines, SOON, "the peer is ready")
        except BaseException:
            self.__exit__()
            raise
        return self

    def lines(self):
        with open(self.path, encoding="utf-8") as out:
            return out.read().splitlines()

    def mails(self):
        """What it took so far, by whom it is for."""
        return sorted((json.loads(line) for line in self.lines()[1:]),
                      key=lambda mail: mail["to"])

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


@case
def a_mail_server_of_other_make_takes_a_mail_and_refuses_a_wrong_password(
        office):
    office.start()
    with Peer(office) as peer:
        office.book()
        wait_for(lambda: {row[1] for row in office.outbox()} == {"sent"},
                 SOON, "both are marked sent")
    found = peer.mails()
    same([one["to"] for one in found], [[OWNER], [ADDRESS]])
    same({one["user"] for one in found}, {USER}, "signed in as")
    same({one["secure"] for one in found}, {True}, "by TLS")
    mail = email.message_from_bytes(base64.b64decode(found[1]["mail"]),
                                    policy=email.policy.default)
    same(invite(mail)["attendee"]["address"], f"mailto:{ADDRESS}")
    wrong = os.path.join(office.folder, "wrong")
    with open(wrong, "w", encoding="utf-8") as out:
        out.write("not the password\n")
    os.chmod(wrong, 0o600)
    office.start(**{"smtp.password_file": wrong})
    with Peer(office) as peer:
        office.book()
        wait_for(lambda: all(row[2] for row in office.outbox()), SOON,
                 "both were tried")
        same({row[1] for row in office.outbox()}, {"waiting"})
        contains(office.outbox()[0][2], "refused the sign-in")
        contains(common.signed_in(office.server).get("/admin/outbox").page.text,
                 "the mail server refused the sign-in")
    same(peer.mails(), [], "mails with a wrong password")


def held_up(office, what):
    """While one mail is held up by a silent server, the others can be looked
    at, and the courier still ends when it is told to."""
    for number in range(3):
        office.book(number, email=f"v{number}@example.net")
    wait_for(lambda: max(row[0] for row in office.outbox("tries")) == 1,
             SOON, f"one is tried: {what}")
    same(sum(row[0] for row in office.outbox("tries")), 1, "tries in all")
    page = common.signed_in(office.server).get("/admin/outbox").page.text
    same(page.count("Waiting"), 5, f"waiting: {what}")
    same(page.count("Not sent"), 1, f"tried: {what}")
    began = time.monotonic()
    office.stop()
    within(time.monotonic() - began, 0, 5, f"seconds to stop: {what}")


@case
def a_server_that_falls_silent_hides_nothing_and_holds_nobody(office):
    office.start()
    with socket.create_server(("127.0.0.1", office.port)):
        held_up(office, "it takes the call and says nothing")
    office.start()
    with office.mailbox("hang"):
        held_up(office, "it takes the mail and says nothing")
    with office.mailbox() as box:
        office.start("2026-10-19T08:30:00Z", fresh=False)
        mails = box.take(6)
    same(len({mail["message-id"] for _, mail in mails}), 6, "mails")


def main():
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    office = Office()
    try:
        return run(office)
    finally:
        office.close()


if __name__ == "__main__":
    sys.exit(main())
