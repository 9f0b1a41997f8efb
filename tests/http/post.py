#!/usr/bin/env python3
"""Mail on its way, against a mail server with every fault one may have: nothing
is lost, nothing comes twice, and no visitor waits for it."""

import logging
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from email.header import decode_header, make_header

from client import Client
from common import signed_in
from mail_server import PASSWORD, USER, Mailbox, certificate, settings
from server import (Server, database, free_port,
                    run as program, wait_for)
from tap import case, contains, lacks, run, same, within

OWNER = "alex@example.org"
START = "2026-10-19T08:00:00Z"   # a Monday; Berlin's clock goes back on the 25th
ACK_SECONDS = 1.5   # less than any of the relay's faults takes

HOSTILE = [
    "Zoë", "名前 太郎", "\"Q\" <x@evil.example>", "a, b <c@evil.example>",
    "=?utf-8?Q?Bcc:_x=40evil.example?=", "%0d%0aBcc: x@evil.example",
    "\\r\\nBcc: x@evil.example", "semi; colon: (comment)", "😀" * 40,
    "x" * 100, "a\u202eb", "a\u2028Bcc: x@evil.example", "' OR 1=1 --",
    "<script>alert(1)</script>", ">,<evil@evil.example", "a@evil.example",
    "To: x@evil.example", "..", ".", "http://evil.example/now",
]
PIECES = ["a", "é", "😀", " ", "\"", "<", ">", ",", "=?utf-8?Q?", "?=", "_",
          "=", "@", ";", ":", "\\", "名", "%0d%0a", "Bcc: ", "\u2029", "(", ")"]


def hostile(count):
    """The names above and others of chance, all different."""
    chance = random.Random(41)
    names = dict.fromkeys(HOSTILE)
    while len(names) < count:
        name = "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        names.setdefault(" ".join(name.split(" ")).strip()[:100].strip()
                         or "-")
    return list(names)


NAMES = hostile(200)
HEADERS = {"from", "to", "reply-to", "subject", "date", "message-id",
           "auto-submitted", "mime-version", "content-type"}


class Relay:
    """A mail server that comes and goes, and what it accepted in all."""

    def __init__(self, folder):
        self.port = free_port()
        self.good = certificate(folder)
        self.foreign = certificate(folder, "foreign")
        self.mails = []
        self.box = None

    def __call__(self, fault, delay=0.0):
        self.box = Mailbox(self.port, self.foreign if fault == "tls"
                           else self.good, fault)
        self.box.delay = delay
        self.box.start()
        return self

    def __enter__(self):
        return self.box

    def __exit__(self, *_):
        self.box.stop()
        self.mails += self.box.parsed()


class Post:
    """A site whose mail goes to the relay; restarted with its clock moved on."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fourways-post-")
        self.relay = Relay(self.folder)
        self.settings = settings(self.folder, self.relay.port,
                                 self.relay.good[0])
        self.server = None
        self.booked = 0
        self.slowest = 0.0

    def start(self, now=START):
        if self.server is not None:
            self.server.stop()
            self.server.process.stdout.close()
        self.server = Server(self.settings, ["--test-now", now],
                             folder=self.folder)
        self.server.start()

    def book(self, count, **changed):
        client = Client(self.server.port)
        paths = []
        for _ in range(count):
            form = client.get("/book").page.form("/book")
            fields = {"slot": form.values("slot")[-1], "consent": "yes",
                      "name": NAMES[self.booked % len(NAMES)],
                      "email": f"v{self.booked}@example.net", **changed}
            began = time.monotonic()
            answer = client.post("/book", form.fields(**fields))
            self.slowest = max(self.slowest, time.monotonic() - began)
            same(answer.status, 303, f"booking {self.booked}")
            paths.append(answer.get("location"))
            self.booked += 1
        return paths

    def count(self, where):
        with database(self.server) as db:
            return db.execute("SELECT count(*) FROM outbox WHERE "
                              + where).fetchone()[0]

    def all_tried(self, seconds=20):
        """Until nothing waits that was not tried once."""
        wait_for(lambda: self.count("state = 'waiting' AND last_reason = ''"
                                    " AND kind NOT LIKE 'reminder%'") == 0,
                 seconds, "every message is tried")

    def reasons(self):
        with database(self.server) as db:
            return {row[0] for row in db.execute(
                "SELECT last_reason FROM outbox WHERE state <> 'sent'")}


def later(hours):
    base = time.mktime(time.strptime(START, "%Y-%m-%dT%H:%M:%SZ"))
    return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                         time.localtime(base + hours * 3600))


@case
def no_fault_of_the_relay_is_noticed_by_a_visitor(post):
    post.start()
    post.book(28)                       # refused: nobody listens
    post.all_tried()
    contains(" ".join(post.reasons()), "connection refused")
    for fault, reason in (("4xx", "put it off (450)"),
                          ("greylist", "put it off (451)"),
                          ("drop", "the connection broke"),
                          ("tls", "certificate is not good"),
                          ("login", "refused the sign-in"),
                          ("5xx", "refused it (550)")):
        with post.relay(fault):
            post.book(24)
            post.all_tried()
        contains(" ".join(post.reasons()), reason, fault)
    with post.relay("", delay=0.02) as box:    # slow, but it works
        post.book(28)
        post.all_tried(40)
        same(box.wait(56, 10), 56, "mails through the slow one")
    same(post.booked, 200)
    within(post.slowest, 0, ACK_SECONDS, "the slowest answer")
    print(f"# slowest of 200 answers {post.slowest * 1000:.1f} ms")


@case
def the_desk_says_what_holds_the_mail_up(post):
    admin = signed_in(post.server)
    target, text = "/admin/outbox", ""
    while target:
        answer = admin.get(target)
        same(answer.status, 200)
        text += answer.page.text
        older = [link for link in answer.page.links if "before=" in link]
        target = older[0] if older else None
    contains(text, "Not sent : connection refused, try 1 of 8, next ")
    contains(text, "Given up : the mail server refused it (550)")


@case
def a_courier_that_is_killed_loses_nothing_and_repeats_one_at_most(post):
    with post.relay("", delay=0.03) as box:
        post.start(later(3))
        box.wait(20, 20)
        log = post.server.log()
        pid = int(re.findall(r"courier\.begins pid=(\d+)", log)[-1])
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: len(re.findall(r"courier\.begins", post.server.log()))
                 > len(re.findall(r"courier\.begins", log)), 10,
                 "the courier is started again")
        wait_for(lambda: post.count("state = 'waiting' AND tries < 2"
                                    " AND kind NOT LIKE 'reminder%'") == 0,
                 60, "all others leave")
    with post.relay(""):
        post.start(later(9))
        resend_the_dead(post)
        wait_for(lambda: post.count("state IN ('waiting', 'dead')"
                                    " AND kind NOT LIKE 'reminder%'") == 0,
                 60, "the rest leaves")


def resend_the_dead(post):
    admin = signed_in(post.server)
    with database(post.server) as db:
        dead = [row[0] for row in db.execute(
            "SELECT id FROM outbox WHERE state = 'dead'")]
    same(len(dead), 48, "letters that were given up")
    for number in dead:
        action = f"/admin/outbox/{number}/resend"
        form = admin.get(f"/admin/outbox/{number}").page.form(action)
        same(admin.post(action, form.fields()).status, 303)


@case
def every_mail_came_once(post):
    visitors = {}
    ids = {}
    for recipients, mail in post.relay.mails:
        same(len(recipients), 1, "recipients of a mail")
        ids[mail["message-id"]] = ids.get(mail["message-id"], 0) + 1
        visitors.setdefault(recipients[0], set()).add(mail["message-id"])
    same(len(ids), 400, "different mails")
    within(sum(ids.values()), 400, 401, "mails in all: one twice at most")
    same(len(visitors.pop(OWNER)), 200, "mails to the owner")
    same({len(of) for of in visitors.values()}, {1}, "mails to a visitor")
    same(len(visitors), 200, "visitors")
    with database(post.server) as db:
        same(db.execute("SELECT count(*) FROM outbox WHERE body IS NOT NULL"
                        ).fetchone()[0], 0, "bodies that are left")
        same(db.execute("SELECT count(*) FROM mail_epoch").fetchone()[0], 0)


@case
def no_name_makes_a_header_or_a_recipient(post):
    for recipients, mail in post.relay.mails:
        lacks({name.lower() for name in mail.keys()} - HEADERS, "bcc")
        same({name.lower() for name in mail.keys()} - HEADERS, set())
        same([len(mail.get_all(name)) for name in ("from", "to", "subject")],
             [1, 1, 1])
        same([a.addr_spec for a in mail["to"].addresses], recipients)
        number = re.match(r"v(\d+)@", recipients[0])
        if number:
            same(name_in(mail), NAMES[int(number[1]) % len(NAMES)],
                 "the name")


def name_in(mail):
    """The name in the To header, decoded by the older of Python's two readers:
    the newer leaves blanks between encoded words, which RFC 2047 forbids."""
    raw = [value for name, value in mail.raw_items() if name == "To"][0]
    return str(make_header(decode_header(raw[:raw.rindex("<")].strip())))


@case
def every_mail_has_text_and_html_and_its_calendar_file(post):
    for _, mail in post.relay.mails:
        kinds = [part.get_content_type() for part in mail.walk()]
        same(kinds.count("text/plain"), 1)
        same(kinds.count("text/html"), 1)
        calendar = [part for part in mail.walk()
                    if part.get_content_type() == "text/calendar"]
        same(len(calendar), 1)
        text = calendar[0].get_content()
        method = calendar[0].get_param("method")
        contains(text, f"METHOD:{method}\r\n")
        attached = [part for part in mail.walk()
                    if part.get_filename() == "invite.ics"]
        same(attached[0].get_payload(decode=True).decode("utf-8"), text)


@case
def the_owner_s_mails_name_nobody(post):
    for recipients, mail in post.relay.mails:
        if recipients == [OWNER]:
            lacks(mail.as_string(), "@example.net")
            for part in mail.walk():
                if part.get_content_maintype() != "multipart":
                    lacks(part.get_content() if isinstance(
                        part.get_content(), str) else
                        part.get_content().decode("utf-8"), "@example.net")


@case
def reminders_come_a_day_and_an_hour_before_across_a_clock_change(post):
    post.start(later(24))
    client = Client(post.server.port)
    form = client.get("/book?tz=Europe/Berlin").page.form("/book")
    # Monday 26 October 09:00 by the clock in Berlin, which is 08:00Z.
    slot = [s for s in form.values("slot") if s.startswith("2026-10-26T08:00")]
    other = [s for s in form.values("slot") if s.startswith("2026-10-26T09:00")]
    with post.relay("") as box:
        for wanted, name in ((slot[0], "stays"), (other[0], "goes")):
            same(client.post("/book", form.fields(
                slot=wanted, name=name, email=f"{name}@example.net",
                consent="yes", remind="yes")).status, 303, name)
            form = client.get("/book?tz=Europe/Berlin").page.form("/book")
        same(box.wait(4, 10), 4)
        goes = [mail for to, mail in box.parsed()
                if to == ["goes@example.net"]][0]
        path = re.search(r"/booking/[\w-]{43}", text_of(goes))[0]
        token = path.rsplit("/", 1)[1]
        same(client.post(f"/booking/{token}/cancel", {}).status, 303)
        same(box.wait(6, 10), 6)
    for now, expected in (("2026-10-25T07:59:30Z", 0),
                          ("2026-10-25T08:00:01Z", 1),
                          ("2026-10-26T06:59:30Z", 0),
                          ("2026-10-26T07:00:01Z", 1),
                          ("2026-10-26T08:30:00Z", 0)):
        with post.relay("") as box:
            post.start(now)
            if expected:
                box.wait(expected, 10)
            else:
                time.sleep(2.5)
            mails = [(to, mail) for to, mail in box.parsed()
                     if "Reminder" in mail["subject"]]
            same([to for to, _ in mails],
                 [["stays@example.net"]] * expected, now)
            for _, mail in mails:
                contains(text_of(mail), "Monday 26 October 2026, 09:00")


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


@case
def the_command_line_shows_the_whole_dialogue(post):
    conf = post.server.conf
    with post.relay("") as box:
        done = program("mail", "test", "me@example.net", "--conf", conf)
        same(done.returncode, 0, done.stderr)
        contains(done.stdout, "< 220 relay.example.org")
        contains(done.stdout, "> STARTTLS")
        contains(done.stdout, "> AUTH ")
        contains(done.stdout, "> RCPT TO:<me@example.net>")
        contains(done.stdout, "< 250 OK queued")
        lacks(done.stdout, PASSWORD)
        lacks(done.stdout, __import__("base64").b64encode(
            f"\0{USER}\0{PASSWORD}".encode()).decode())
        same(len(box.mails), 1)
    done = program("mail", "test", "me@example.net", "--conf", conf)
    same(done.returncode, 69)
    contains(done.stderr, "connection refused")
    same(program("mail", "test", "nobody", "--conf", conf).returncode, 64)


@case
def the_desk_shows_the_dialogue_of_a_test(post):
    admin = signed_in(post.server)
    with post.relay("5xx"):
        form = admin.get("/admin/outbox").page.form("/admin/outbox/test")
        answer = admin.post("/admin/outbox/test", form.fields(
            address="me@example.net"))
        same(answer.status, 303)
        place = answer.get("location")
        page = wait_for(lambda: (seen := admin.get(place)) and
                        "Given up" in seen.text and seen, 10,
                        "the test is given up")
        contains(page.page.text, "Given up : the mail server refused it (550)")
        contains(page.page.text, "550 5.1.1")
        contains(page.page.text, "> RCPT TO:<me@example.net>")


@case
def health_says_when_mail_has_stood_for_an_hour(post):
    client = Client(post.server.port)
    same(client.get("/healthz").status, 200)
    post.book(1)
    post.start("2026-10-26T09:45:00Z")
    answer = Client(post.server.port).get("/healthz")
    same(answer.status, 503)
    contains(answer.text, "the oldest mail that has not left")
    with post.relay(""):
        post.start("2026-10-26T12:30:00Z")
        wait_for(lambda: Client(post.server.port).get(
            "/healthz").status == 200, 20, "it is well again")


def main():
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    post = Post()
    try:
        return run(post)
    finally:
        if post.server is not None:
            post.server.stop()
            post.server.process.stdout.close()
        subprocess.run(["rm", "-rf", post.folder], check=False)


if __name__ == "__main__":
    sys.exit(main())
