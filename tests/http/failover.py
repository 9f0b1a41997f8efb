#!/usr/bin/env python3
"""The primary of two PostgreSQL servers dies while two machines take forms: the
pages stay, forms are asked to come back with what was typed, and once the
standby is promoted the machines find it by themselves. Nothing that was
acknowledged is lost, nothing is there twice."""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir))

# pylint: disable=wrong-import-position
import common  # noqa: E402
import on_server  # noqa: E402
import postgres  # noqa: E402
from client import Client, Closed  # noqa: E402
from machines import Machines  # noqa: E402
from server import (Server, free_port, run as command,  # noqa: E402
                    wait_for, with_setting)
from tap import case, contains, run, same, within  # noqa: E402
from visitors import starts_are_unique  # noqa: E402

WRITERS, CALLERS = 3, 2     # at each machine
LOAD_SECONDS = 1.5
AWAY_SECONDS = 2.0
BACK_WITHIN = 10
PAGES = ("/", "/guides", "/guides/java", "/assessment", "/contact",
         "/assessment/js-data-grow-poly", "/search?q=event", "/privacy")
SETTINGS = {**postgres.DURABLE, "dynamic_shared_memory_type": "mmap",
            "wal_sender_timeout": "5s"}


class Pair:
    """A primary and its standby, which has all that was acknowledged."""

    def __init__(self):
        self.primary = postgres.Server(SETTINGS)
        self.standby = None
        try:
            self.primary.start()
            self.standby = postgres.Server(SETTINGS, of=self.primary)
            self.standby.start()
            self.folders = f"{self.primary.folder},{self.standby.folder}"
            self.wait_for_each_other("*")
        except BaseException:
            self.remove()
            raise

    def ask(self, sql):
        # pylint: disable=protected-access
        url = on_server._url("postgres", self.primary.folder)
        with on_server.connect(url, "public", readonly=False) as db:
            cursor = db.execute(sql)
            return cursor.fetchall() if cursor.description else None

    def wait_for_each_other(self, names):
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.ask("SELECT pg_reload_conf()")
        wait_for(lambda: self.ask("SELECT sync_state FROM pg_stat_replication")
                 == [("sync" if names else "async",)], 10,
                 "the standby follows")

    def remove(self):
        for server in (self.standby, self.primary):
            if server is not None:
                server.remove()


class Visitor(threading.Thread):
    """Sends one form after the other, each until it is taken."""

    def __init__(self, number, server):
        super().__init__()
        self.number, self.server = number, server
        self.taken = {}         # name: when it was acknowledged
        self.unsure = set()     # names of forms that got no answer, or no yes
        self.statuses = Counter()
        self.fault = None
        self.stopped = False

    def run(self):
        count = 0
        while not self.stopped and self.fault is None:
            try:
                self.send_until_taken(f"{self.kind} {self.number} {count}")
            except (AssertionError, KeyError, IndexError) as fault:
                self.fault = repr(fault)
            count += 1

    def send_until_taken(self, name):
        fields = self.form(name)
        self.unsure.add(name)
        while fields and not self.stopped:
            status = self.send(fields)
            self.statuses[status] += 1
            if status == 303:
                self.taken[name] = time.monotonic()
                self.unsure.discard(name)
                return
            time.sleep(0.1)

    def send(self, fields):
        try:
            answer = Client(self.server.port, timeout=30).post(self.path,
                                                               fields)
        except (Closed, OSError) as broken:
            return type(broken).__name__
        if answer.status != 303:
            same(answer.status, 503, f"{answer}")
            assert int(answer.get("retry-after")) > 0
            form = answer.page.form(self.path)
            for key in ("name", "message", "nonce"):
                same(form.value(key), fields[key], f"{key} shown again")
        return answer.status

    def form(self, name):
        """The form as it is to be sent; None when it cannot be had."""
        answer = Client(self.server.port, timeout=30).get(self.path)
        self.statuses[f"form {answer.status}"] += 1
        time.sleep(self.pause)
        if answer.status != 200:
            return None
        return answer.page.form(self.path).fields(
            name=name, email=f"v{self.number}@example.org", consent="yes",
            message=f"This is {name}.", **self.more())

    def more(self):
        return {}


class Writer(Visitor):
    kind, path, pause = "Writer", "/contact", 0.01


class Caller(Visitor):
    kind, path, pause = "Caller", "/book", 0.1
    slots = []

    def more(self):
        return {"slot": self.slots.pop()}


class Load:
    def __init__(self, servers):
        slots = Client(servers[0].port).get("/book?tz=UTC").page.form(
            "/book").values("slot")
        kinds = [(kind, server) for server in servers for kind, count in
                 ((Writer, WRITERS), (Caller, CALLERS)) for _ in range(count)]
        self.visitors = [kind(number, server) for number, (kind, server) in
                         enumerate(kinds)]
        callers = [visitor for visitor in self.visitors
                   if isinstance(visitor, Caller)]
        for number, caller in enumerate(callers):
            caller.slots = slots[number::len(callers)]
        for visitor in self.visitors:
            visitor.start()

    def seen(self):
        return sum((visitor.statuses for visitor in self.visitors), Counter())

    def taken_after(self, instant, server):
        return sorted(at for visitor in self.visitors
                      if visitor.server is server
                      for at in list(visitor.taken.values()) if at > instant)

    def end(self):
        for visitor in self.visitors:
            visitor.stopped = True
        for visitor in self.visitors:
            visitor.join(60)
        same([visitor.fault for visitor in self.visitors if visitor.fault], [])
        return ({name for visitor in self.visitors for name in visitor.taken},
                {name for visitor in self.visitors for name in visitor.unsure})


class Verdict:
    """What became of what was sent, by the leads that the owner can read."""

    def __init__(self, server, passphrase_file, taken, unsure):
        done = command("lead", "export", "--format", "json", "--data",
                       server.data, "--passphrase-file", passphrase_file)
        same(done.returncode, 0, done.stderr)
        stored = Counter(lead["name"] for lead in json.loads(done.stdout))
        self.taken = len(taken)
        self.lost = sorted(taken - set(stored))
        self.doubled = sorted(name for name in stored if stored[name] > 1)
        self.unknown = sorted(set(stored) - taken - unsure)
        self.unsure = len(unsure & set(stored))

    def __str__(self):
        return (f"acknowledged {self.taken}, lost {len(self.lost)}, doubled "
                f"{len(self.doubled)}, stored without an answer {self.unsure}")


class Site(Machines):
    """Two machines on such a pair."""

    def __init__(self):
        self.pair = Pair()
        os.environ["FOURWAYS_POSTGRES"] = self.pair.folders
        super().__init__(Server(
            {"buffer_minutes": "0", "slot_minutes": "15",
             "horizon_days": "60"}, url=on_server.make(self.pair.folders)))

    def end(self):
        self.pair.remove()

    def verdict(self, load):
        seen = Verdict(self.second, self.first.passphrase_file, *load.end())
        print(f"# {seen}; {dict(load.seen())}")
        return seen


def pages_stay(server):
    slowest = 0.0
    for path in PAGES:
        began = time.monotonic()
        same(Client(server.port).get(path).status, 200, path)
        slowest = max(slowest, time.monotonic() - began)
    return slowest


@case
def nothing_acknowledged_is_lost_with_the_primary(_):
    with Site() as site:
        load = Load(site.both)
        time.sleep(LOAD_SECONDS)
        killed = time.monotonic()
        site.pair.primary.kill()
        slowest, rounds = 0.0, 0
        while time.monotonic() < killed + AWAY_SECONDS:
            slowest = max(slowest, *map(pages_stay, site.both))
            rounds += 1
            time.sleep(0.1)
        print(f"# without a database {rounds} rounds of {2 * len(PAGES)} "
              f"pages, the slowest {slowest * 1000:.0f} ms; the form of a "
              f"booking {Client(site.first.port).get('/book').status}")
        assert load.seen()[503] > 0, load.seen()
        promoted = time.monotonic()
        site.pair.standby.promote()
        for server in site.both:
            wait_for(lambda s=server: len(load.taken_after(promoted, s)) > 5,
                     BACK_WITHIN, "it takes forms again")
        time.sleep(LOAD_SECONDS)
        back = max(load.taken_after(promoted, server)[0]
                   for server in site.both)
        print(f"# without service {back - killed:.2f} s, of which "
              f"{back - promoted:.2f} s after the promotion began")
        seen = site.verdict(load)
        assert seen.taken > 50, seen
        same((seen.lost, seen.doubled, seen.unknown), ([], [], []))
        starts_are_unique(site.second)
        desks_and_couriers_are_back(site)


def desks_and_couriers_are_back(site):
    for server in site.both:
        contains(common.signed_in(server).get("/admin/leads").page.text,
                 "Writer ")
        same(Client(server.port).get("/healthz").status, 200)
        same(server.process.poll(), None, "the supervisor")
        same(server.stop(), 0, "exit code")
        for word in (" fatal ", "died from"):
            assert word not in server.log(), server.log()[-3000:]


@case
def a_standby_that_was_not_waited_for_loses_some(_):
    """The control: the same count sees what is lost."""
    with Site() as site:
        site.pair.wait_for_each_other("")
        load = Load(site.both)
        time.sleep(LOAD_SECONDS / 2)
        site.pair.standby.stop()
        time.sleep(LOAD_SECONDS)
        site.pair.primary.kill()
        promoted = time.monotonic()
        site.pair.standby.start()
        site.pair.standby.promote()
        for server in site.both:
            wait_for(lambda s=server: len(load.taken_after(promoted, s)) > 5,
                     BACK_WITHIN, "it takes forms again")
        seen = site.verdict(load)
        assert len(seen.lost) > 10, seen
        same((seen.doubled, seen.unknown), ([], []))


def restarts(site):
    return site.log().count("restarting worker")


@case
def a_worker_that_ends_without_a_database_is_started_now_and_then(_):
    database = postgres.Server()
    try:
        database.start()
        with Server(url=on_server.make(database.folder)) as site:
            workers = wait_for(lambda: len(site.workers()) == 4 and
                               site.workers(), BACK_WITHIN, "all are there")
            database.stop()
            for pid in workers[::2]:   # one that meets visitors, one desk
                os.kill(pid, signal.SIGKILL)
            time.sleep(3)
            same(Client(site.port).get("/").status, 200)
            within(restarts(site), 2, 10, "starts in three seconds")
            database.start()
            wait_for(lambda: len(site.workers()) == len(workers),
                     BACK_WITHIN, "all are back")
            wait_for(lambda: Client(site.port).get("/book").status == 200,
                     BACK_WITHIN, "it takes bookings again")
            same(site.stop(), 0, "exit code")
    finally:
        database.remove()


# ---- the rights of a process that meets visitors ----

ROLES = (on_server.OWNER, "fourways_public", "fourways_admin",
         "fourways_courier")


def with_passwords():
    """A server that listens on this machine's name, and asks for them."""
    server = postgres.Server({"listen_addresses": "localhost",
                              "port": str(free_port())})
    with open(os.path.join(server.data, "pg_hba.conf"), "w",
              encoding="ascii") as rules:
        rules.write("local all all trust\nhost all all localhost "
                    "scram-sha-256\n")
    return server


def over_the_network(server, url):
    """The same database by the server's name, each role with a password."""
    with on_server.connect(server.url, "public", readonly=False) as db:
        for role in ROLES:
            db.execute(f"ALTER ROLE {role} PASSWORD 'of {role}'")
    os.mkdir(os.path.join(server.data, "secrets"), 0o700)
    for name, lines in (("database", [url]),
                        ("secrets/pgpass", [f"*:*:*:{role}:of {role}"
                                            for role in ROLES])):
        path = os.path.join(server.data, name)
        with open(path, "w", encoding="ascii") as out:
            out.writelines(f"{line}\n" for line in lines)
        os.chmod(path, 0o600)
    path = os.path.join(server.conf, "site.yaml")
    with open(path, encoding="utf-8") as site:
        text = with_setting(site.read(), "database", url)
    with open(path, "w", encoding="utf-8") as site:
        site.write(text)


def write(server):
    form = Client(server.port).get("/contact").page.form("/contact")
    return Client(server.port).post("/contact", form.fields(
        name="A", email="a@example.org", message="Hi", consent="yes")).status


@case
def a_lost_connection_by_name_and_password_is_made_anew(_):
    peer = with_passwords()
    try:
        peer.start()
        port = peer.settings["port"]
        by_socket = on_server.make(f"{peer.folder}&port={port}")
        server = Server(url=by_socket)
        name = by_socket.split("/", 3)[3].split("?")[0]
        over_the_network(server,
                         f"postgresql://owner@localhost:{port}/{name}")
        with server:
            same(write(server), 303)
            with on_server.connect(by_socket, "public", readonly=False) as db:
                ended = db.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM"
                    " pg_stat_activity WHERE usename <> 'owner'").fetchone()[0]
            assert ended >= 5, ended
            same([write(server) for _ in range(4)], [303] * 4)
            same(Client(server.port).get("/book").status, 200)
            common.signed_in(server)
    finally:
        peer.remove()


case(common.every_answer_carried_the_security_headers)

if __name__ == "__main__":
    sys.exit(run(None))
