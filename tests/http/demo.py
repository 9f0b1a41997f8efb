#!/usr/bin/env python3
"""The demonstration from outside: what it shows, that nothing leaves it, and
that it is put back to the beginning while people read.

    demo.py PROGRAM
"""

import contextlib
import os
import shutil
import socket
import sys
import tempfile
import threading

import common
from client import Client
from server import (EMAIL, QUIET, SANITIZED, Server, free_port, rows,
                    run as command, wait_for)
from tap import case, contains, lacks, run, same, within

PASSPHRASE = "four ways to start"
PATIENCE = 90 if SANITIZED else 15
CONFIG = 78
# Four o'clock in Berlin, when everything goes back, is some seconds off.
ALMOST_FOUR = "2026-11-24T02:59:30Z" if SANITIZED else "2026-11-24T02:59:54Z"
DESK = ["/admin", "/admin/leads", "/admin/bookings", "/admin/availability",
        "/admin/quarantine", "/admin/insights", "/admin/outbox",
        "/admin/audit", "/admin/settings", "/admin/design"]
PUBLIC = ["/", "/guides", "/guides/java", "/stacks", "/compare", "/assessment",
          "/assessment/js-io-mvp-one", "/book", "/contact", "/search",
          "/privacy", "/imprint", "/nothing-here", "/how-your-data-is-kept"]


class Deaf:
    """A mail server nobody should call; it counts who does."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.calls += 1


class World:
    """A demonstration as anybody gets it, with a mail server in its
    settings; and room for others."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="fourways-demo-")
        self.relay = Deaf()
        self.server = Server(
            {"smtp.host": f"127.0.0.1\n  port: {self.relay.port}",
             "smtp.security": "none", "smtp.from": "site@example.org"},
            ["--demo", "--demo-leads", "200",
             "--test-now", "2026-11-24T09:30:00Z"])
        self.server.start()
        self.owner = signed_in(self.server)
        # One that cannot go back, while others are looked at.
        self.stuck = self.small("stuck")
        os.makedirs(self.stuck.data + ".anew")
        with open(os.path.join(self.stuck.data + ".anew", "diary"), "w",
                  encoding="utf-8") as file:
            file.write("mine")
        self.stuck.start()

    def remove(self):
        self.server.__exit__()
        self.stuck.__exit__()
        shutil.rmtree(self.path)

    def small(self, name, now=ALMOST_FOUR):
        """A small one in a folder that stays."""
        folder = os.path.join(self.path, name)
        os.makedirs(folder, exist_ok=True)
        return Server(QUIET, ["--demo", "--test-now", now], folder=folder)


def signed_in(server):
    """By what the page for it says."""
    browser = Client(server.admin_port)
    page = browser.get("/admin/login").page
    contains(page.text, EMAIL)
    contains(page.text, PASSPHRASE)
    same(browser.post("/admin/login", page.form("/admin/login").fields(
        email=EMAIL, password=PASSPHRASE)).status, 303, "sign in")
    return browser


def book(server):
    """A call; the way to its page."""
    visitor = Client(server.port)
    form = visitor.get("/book").page.form("/book")
    answer = visitor.post("/book", form.fields(
        slot=form.values("slot")[0], name="Visitor Example", consent="yes",
        email="visitor@example.net", message="Good day."))
    same(answer.status, 303, "booking")
    return answer.get("location")


def made(server):
    with open(os.path.join(server.data, "demonstration"),
              encoding="utf-8") as mark:
        return mark.read().split("made ")[1].split("\n")[0]


def is_reset(server, before):
    return wait_for(lambda: made(server) != before and
                    server.log().count("demo.reset"), PATIENCE, "a reset")


@case
def every_page_says_what_it_is_and_when_it_ends(world):
    visitor = Client(world.server.port)
    for path in PUBLIC:
        page = visitor.get(path).page.text
        contains(page, "Demonstration.", path)
        contains(page, "04:00 (Europe/Berlin)", path)
    for path in ["/admin/login", *DESK, "/admin/leads/3"]:
        browser = world.owner if path != "/admin/login" else Client(
            world.server.admin_port)
        page = browser.get(path).page.text
        contains(page, "Demonstration.", path)
        contains(page, "04:00 (Europe/Berlin)", path)


@case
def each_page_of_the_desk_is_alive(world):
    for path, words in (
            ("/admin", ("Overdue", "late", "Example")),
            ("/admin/leads", ("197", "Proposal", "Won")),
            ("/admin/leads?stage=lost", ("Lost",)),
            ("/admin/leads?follow=overdue", ("Overdue",)),
            ("/admin/leads?q=bakery", ("Example Bakery",)),
            ("/admin/bookings", ("Ada Example", "held", "cancelled")),
            ("/admin/availability", ("Europe/Lisbon",)),
            ("/admin/quarantine", ("let in", "the same network")),
            ("/admin/insights", ("Guides read", "All 12 weeks")),
            ("/admin/outbox", ("Mail box", "Confirmation")),
            ("/admin/audit", ("Moved to another stage", "get back"))):
        answer = world.owner.get(path)
        same(answer.status, 200, path)
        for word in words:
            contains(answer.page.text.lower(), word.lower(), path)


@case
def every_lead_opens_and_most_have_a_story(world):
    stories = 0
    for number in range(1, 201, 4):
        answer = world.owner.get(f"/admin/leads/{number}")
        assert answer.status in (200, 404), (number, answer)
        lacks(answer.text, "cannot be read")
        stories += "note" in answer.text
    within(stories, 40, 50, "leads with a page")


@case
def the_audit_log_is_whole(world):
    done = command("audit", "verify", "--data", world.server.data)
    same(done.returncode, 0, done.stdout + done.stderr)


@case
def no_mail_leaves_but_can_be_read_in_the_desk(world):
    where = book(world.server)
    wait_for(lambda: "visitor@example.net" in
             world.owner.get("/admin/outbox").page.text, PATIENCE,
             "the letter in the mail box")
    page = world.owner.get("/admin/outbox").text
    contains(page, where)
    same(Client(world.server.port).get(where).status, 200, where)
    same(world.relay.calls, 0, "calls of the mail server")
    # Which would have been heard.
    socket.create_connection(("127.0.0.1", world.relay.port)).close()
    wait_for(lambda: world.relay.calls == 1, PATIENCE, "one of ours")


@case
def it_goes_back_to_the_beginning_while_people_read(world):
    with world.small("reset") as server:
        began, pid = made(server), server.pid
        where = book(server)
        same(rows(server, "lead"), 4)
        seen, over = [], threading.Event()

        def read():
            while not over.is_set():
                for path in ("/", "/book", "/guides/java"):
                    seen.append(Client(server.port).get(path).status)

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        is_reset(server, began)
        wait_for(lambda: Client(server.port).get(where).status == 404,
                 PATIENCE, "another public process")
        over.set()
        for reader in readers:
            reader.join()
        same(set(seen), {200}, f"statuses of {len(seen)} answers")
        same(rows(server, "lead"), 3)
        same(server.pid, pid)
        contains(signed_in(server).get("/admin/leads").page.text,
                 "Ada Example")
        lacks(signed_in(server).get("/admin/leads").page.text,
              "Visitor Example")
        assert not os.path.exists(server.data + ".anew")
        where = book(server)
        same(Client(server.port).get(where).status, 200, "after it")
        second = Server(folder=server.folder, options=["--demo"])
        done = command(*second.command()[1:])
        same(done.returncode, 75, done.stderr)
        contains(done.stderr, "another instance")
        same(server.stop(), 0)


@case
def it_goes_on_with_its_data_until_then(world):
    noon = "2026-11-24T11:00:00Z"
    with world.small("kept", noon) as server:
        where, began = book(server), made(server)
        same(server.stop(), 0)
    with world.small("kept", "2026-11-25T02:00:00Z") as server:
        same(Client(server.port).get(where).status, 200, where)
        same(made(server), began)
        same(server.stop(), 0)
    # It was off at four, so it is late.
    with world.small("kept", "2026-11-25T09:00:00Z") as server:
        is_reset(server, began)
        wait_for(lambda: Client(server.port).get(where).status == 404,
                 PATIENCE, "the beginning")
        same(rows(server, "lead"), 3)


@case
def what_stands_in_the_way_of_a_reset_stops_nobody(world):
    server = world.stuck
    wait_for(lambda: "is in the way" in server.log(), PATIENCE, "a word")
    contains(server.log(), "tried again in 10 minutes")
    where = book(server)
    same(Client(server.port).get(where).status, 200, where)
    assert os.path.exists(os.path.join(server.data + ".anew", "diary"))


def is_refused(server, *words):
    before = {}
    for folder, _, names in os.walk(server.data):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                before[path] = file.read()
    done = command(*server.command()[1:])
    same(done.returncode, CONFIG, done.stderr)
    same(done.stdout, "")
    lines = done.stderr.splitlines()
    same(len(lines), 1, done.stderr)
    for word in (server.data, *words, "choose another --data"):
        contains(lines[0], word)
    for path, held in before.items():
        with open(path, "rb") as file:
            same(file.read() == held, True, path)


@case
def a_real_site_is_never_taken_for_one(world):
    folder = os.path.join(world.path, "real")
    os.makedirs(folder)
    real = Server(QUIET, folder=folder)
    real.options.append("--demo")
    is_refused(real, "was not made by --demo")
    # Nor with a mark somebody has copied into it, or one of somebody's own.
    shutil.copy(os.path.join(world.server.data, "demonstration"), real.data)
    is_refused(real, "has another key")
    with open(os.path.join(real.data, "demonstration"), "w",
              encoding="utf-8") as mark:
        mark.write("yes\n")
    is_refused(real, "did not write")


@case
def a_real_site_restored_into_its_folder_is_safe(world):
    folder = os.path.join(world.path, "restored")
    os.makedirs(folder)
    demo = world.small("restored", "2026-11-24T11:00:00Z")
    with demo:
        same(demo.stop(), 0)
    real = Server(QUIET, folder=os.path.join(world.path, "real"))
    backup = os.path.join(world.path, "backup.db")
    done = command("backup", backup, "--data", real.data)
    same(done.returncode, 0, done.stderr)
    os.unlink(os.path.join(demo.data, "keys", "public.key"))
    done = command("restore", backup, "--data", demo.data)
    same(done.returncode, 0, done.stderr)
    is_refused(demo, "has another key")


@case
def the_number_of_people_is_checked(world):
    folder = os.path.join(world.path, "number")
    for words, part in ((["--demo", "--demo-leads", "2"], "from 3 to 200"),
                        (["--demo", "--demo-leads", "201"], "from 3 to 200"),
                        (["--demo", "--demo-leads", "x"], "from 3 to 200"),
                        (["--demo-leads", "3"], "belongs to --demo")):
        done = command("serve", "--data", folder, *words)
        same(done.returncode, 64, done.stderr)
        contains(done.stderr, part)
    assert not os.path.exists(folder)


@case
def wrong_settings_are_said_before_anything_is_made(world):
    folder = os.path.join(world.path, "wrong")
    shutil.copytree(world.server.conf, folder)
    with open(os.path.join(folder, "site.yaml"), "a",
              encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    data = os.path.join(world.path, "wrong-data")
    done = command("serve", "--demo", "--data", data, "--conf", folder,
                   "--listen", f"127.0.0.1:{free_port()}",
                   "--admin-listen", f"127.0.0.1:{free_port()}")
    same(done.returncode, CONFIG, done.stderr)
    contains(done.stderr, "nonsense")
    assert not os.path.exists(data)


@case
def the_server_stops_clean(world):
    common.the_server_stops_clean_and_reports_no_fault(world.server)


if __name__ == "__main__":
    given = World()
    try:
        code = run(given)
    finally:
        given.remove()
    sys.exit(code)
