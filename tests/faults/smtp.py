#!/usr/bin/env python3
"""Relays worse than those of http/post.py: silent ones, ones that talk
nonsense or hang in the middle, and a courier killed just when its mail was
taken. And the retries, by the schedule, of a courier that runs all the time.

The clock is set ahead by faults.c, so that days pass in seconds.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter

from house import OPEN, Preloaded, courier, free_port, pick
from common import signed_in
from client import Client
from mail_server import Mailbox, certificate, settings
from server import database, is_alive, wait_for
from tap import case, contains, run, same, within

LIBRARY = sys.argv[2]
MINUTES = (1, 5, 15, 60, 480, 960, 1440)    # between the eight tries
ACK = 1.5           # seconds; a relay's fault takes longer. 100 ms wanted
STOP = 5.0          # seconds
# What a relay says before it falls silent, and whether that is a reason.
RUDE = ((b"HTTP/1.1 400 Bad Request\r\n\r\n", True), (b"", False),
        (b"220 " + b"x" * 100000 + b"\r\n", True), (b"22", False),
        (b"554 no service here\r\n", True))


class Late(Mailbox):
    """A relay that takes a mail and says so only after `late` seconds."""

    late = 0.0

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((list(envelope.rcpt_tos), envelope.content))
        await asyncio.sleep(self.late)
        return "250 OK queued"


class Rude:
    """A listener that answers whoever connects with these bytes, and then
    nothing."""

    def __init__(self, port, bytes_):
        self.bytes, self.calls, self.held = bytes_, 0, []
        self.socket = socket.create_server(("127.0.0.1", port))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self.socket.accept()
                self.calls += 1
                self.held.append(caller)
                caller.sendall(self.bytes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        for caller in self.held:
            caller.close()


class Site:
    def __init__(self, folder):
        self.port = free_port()
        self.good = certificate(folder)
        self.server = Preloaded(LIBRARY, settings={
            **OPEN, **settings(folder, self.port, self.good[0]),
            "slot_minutes": "30", "horizon_days": "30",
            "mail.digest_at": '""'})
        self.shift, self.booked, self.slowest = 0, 0, 0.0

    def ahead(self, seconds):
        self.shift += seconds
        self.server.set(self.server.CLOCK, self.shift)

    def now(self):
        return time.time() + self.shift

    def book(self):
        """Acknowledged at once, whatever the relay does."""
        client = Client(self.server.port)
        form = client.get("/book").page.form("/book")
        began = time.monotonic()
        answer = client.post("/book", form.fields(
            slot=form.values("slot")[-1], name="V", consent="yes",
            email=f"v{self.booked}@example.net"))
        seconds = time.monotonic() - began
        same(answer.status, 303, "a booking")
        within(seconds, 0, ACK, "seconds to be acknowledged")
        self.slowest = max(self.slowest, seconds)
        self.booked += 1

    def ask(self, sql):
        with database(self.server) as db:
            return db.execute(sql).fetchall()

    def all_tried(self, tries, seconds=15):
        wait_for(lambda: self.ask(
            "SELECT count(*) FROM outbox WHERE state = 'waiting' AND"
            f" (tries < {tries} OR last_reason = '')") == [(0,)], seconds,
            f"every mail is tried {tries} times")

    def all_sent(self, seconds=30):
        """Jumps to when the next is due until nothing waits."""
        deadline = time.monotonic() + seconds
        while waiting := self.ask("SELECT min(next_try_at) FROM outbox"
                                  " WHERE state = 'waiting'")[0][0]:
            assert time.monotonic() < deadline, self.ask(
                "SELECT tries, last_reason FROM outbox")
            if waiting > self.now():
                self.ahead(int(waiting - self.now()) + 2)
            time.sleep(0.1)


@case
def retries_keep_the_schedule_while_the_courier_runs(site):
    tries = pick(3, 8)
    site.book()             # nobody listens
    for number in range(1, tries):
        site.all_tried(number)
        low = MINUTES[number - 1] * 60
        for (at,) in site.ask("SELECT next_try_at FROM outbox"):
            within(at - site.now(), low - 5, low * 1.1 + 1,
                   f"seconds until try {number + 1}")
        if pick(number == 1, True):
            site.ahead(low - 10)
            time.sleep(3)       # more than the courier's tick
            same(site.ask("SELECT DISTINCT tries FROM outbox"), [(number,)],
                 "tries before it is time")
            site.ahead(10)
        site.ahead(low // 10 + 5)
    if tries < 8:
        return
    wait_for(lambda: site.ask("SELECT DISTINCT state FROM outbox") ==
             [("dead",)], 15, "the eighth try is the last")
    text = signed_in(site.server).get("/admin/outbox").page.text
    contains(text, "Given up : connection refused")


@case
def a_relay_that_never_answers_holds_up_nobody(site):
    """A silent one, one in the middle of a word, and one that does not speak
    SMTP; each fails with a reason or is still waited for."""
    site.ahead(7 * 86400)
    for said, reason in pick(RUDE[:2], RUDE):
        with Rude(site.port, said) as relay:
            site.book()
            wait_for(lambda r=relay: r.calls > 0, 10, "a call to the relay")
            if reason:
                wait_for(lambda: site.ask(
                    "SELECT last_reason FROM outbox ORDER BY id DESC LIMIT 1"
                    ) != [("",)], 30, f"a reason after {said[:20]}")
            site.book()
    print(f"# slowest acknowledgement {site.slowest * 1000:.0f} ms")


@case
def a_courier_that_waits_for_a_relay_stops_at_once(site):
    with Rude(site.port, b"") as relay:
        site.book()
        wait_for(lambda: relay.calls > 0, 20, "a call to the relay")
        began = time.monotonic()
        same(site.server.stop(), 0, "exit code")
        within(time.monotonic() - began, 0, STOP, "seconds to stop")
    site.server.process.stdout.close()
    site.server.ready = ""
    site.server.start()


@case
def killed_in_the_crash_window_it_repeats_that_one_mail_alone(site):
    """The relay has taken the mail and the courier does not know it yet."""
    box = Late(site.port, site.good)
    box.start()
    try:
        site.ahead(86400)
        site.all_sent()
        sent = len(box.mails)
        for _ in range(pick(1, 10)):
            box.late = 60.0
            site.book()
            wait_for(lambda: len(box.mails) > sent, 15, "a mail is taken")
            pid = courier(site.server)
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda p=pid: not is_alive(p), 5, "it is gone")
            box.late = 0.0
            # One has the try that was cut off behind it, the other none.
            wait_for(lambda: site.ask(
                "SELECT count(*) FROM outbox WHERE state = 'waiting'"
                " AND tries = 0") == [(0,)], 15, "the other one is sent")
            site.all_sent()
            same(len(box.mails) - sent, 3, "two mails, one of them twice")
            same(sorted(Counter(box.ids()[sent:]).values()), [1, 2])
            sent = len(box.mails)
    finally:
        box.stop()


@case
def in_the_end_every_mail_has_left_or_is_on_the_desk(site):
    same(site.ask("SELECT count(*) FROM outbox WHERE state = 'waiting'"),
         [(0,)], "waiting")
    same(site.ask("SELECT count(*) FROM outbox"), [(2 * site.booked,)],
         "mails")
    dead = site.ask("SELECT count(*) FROM outbox WHERE state = 'dead'")[0][0]
    text = signed_in(site.server).get("/admin/outbox").page.text
    same(text.count("Given up :"), dead, "dead letters on the desk")
    same(site.server.stop(), 0, "exit code")


def main():
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="fourways-") as folder:
        site = Site(folder)
        with site.server:
            return run(site)


if __name__ == "__main__":
    sys.exit(main())
