"""What the fault tests share: servers on ports no client takes by chance,
visitors who write down what they were promised, and what became of it.

FAULTS=long in the environment makes every test of this folder a long one.
"""

import contextlib
import datetime
import json
import os
import random
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import server as http_server
from client import FORM_TYPE, Client, Closed, Connection, urlencode
from server import EMAIL, Server, children_of, database, status_of, wait_for
from tap import contains, same

LONG = os.environ.get("FAULTS", "") == "long"

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Calls of five minutes at all hours, so that no writer runs out of slots.
OPEN = {**{f"hours.{day}": '["00:00-24:00"]' for day in DAYS},
        "zone": "UTC", "slot_minutes": "5", "horizon_days": "365",
        "notice_minutes": "0"}


def pick(short, long):
    """The number for this run."""
    return long if LONG else short


def free_port():
    """One outside the range from which connections take theirs: a client that
    calls a server that is down could else be connected to itself."""
    while True:
        port = random.randrange(20000, 30000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


http_server.free_port = free_port

# `fourways init` takes a second, and a program here has up to seven servers.
first = tempfile.TemporaryDirectory(prefix="fourways-")
init = Server.init


def copy_data(server):
    made = os.path.join(first.name, "data")
    if not os.path.exists(made):
        init(server)
        shutil.copytree(server.data, made)
        shutil.copy(server.passphrase_file, first.name)
        return
    shutil.copytree(made, server.data)
    shutil.copy(os.path.join(first.name, "passphrase"),
                server.passphrase_file)


Server.init = copy_data


@contextlib.contextmanager
def environment(**words):
    """With these set for what is started."""
    before = dict(os.environ)
    os.environ.update(words)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Preloaded(Server):
    """One whose processes all see the page of faults.c; the words below change
    it while they run."""

    CLOCK, WRITE_ERROR, ENDLESS = range(3)

    def __init__(self, library, **options):
        super().__init__(**options)
        self.library = os.path.abspath(library)
        self.page = os.path.join(self.folder, "faults")
        if not os.path.exists(self.page):
            with open(self.page, "wb") as page:
                page.write(bytes(4096))

    def start(self):
        calm = os.environ.get("ASAN_OPTIONS", "")
        with environment(LD_PRELOAD=self.library, FAULTS_PAGE=self.page,
                         ASAN_OPTIONS=f"{calm}:verify_asan_link_order=0"):
            return super().start()

    def set(self, place, number):
        with open(self.page, "r+b", buffering=0) as page:
            page.seek(place * 8)
            page.write(number.to_bytes(8, "little", signed=True))


# ---- who is who ----

def parent_of(pid):
    try:
        return int(status_of(pid)["PPid"])
    except (OSError, KeyError):
        return 0


def role_parent(server, role):
    """The process of "public" or "admin" whose children are its workers."""
    with open(os.path.join(server.data, role + ".pid"),
              encoding="ascii") as written:
        return int(written.read())


def workers(server, role):
    parent = role_parent(server, role)
    return [pid for pid in server.workers() if parent_of(pid) == parent]


def both_workers(server, role, seconds):
    """One that has just been forked is not known as a worker yet."""
    found = []

    def are_there():
        found[:] = workers(server, role)
        return len(found) == 2
    wait_for(are_there, seconds, "both workers")
    return found


def courier(server):
    parents = [role_parent(server, role) for role in ("public", "admin")]
    [pid] = [pid for pid in children_of(server.pid)
             if parent_of(pid) == server.pid and pid not in parents]
    return pid


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def rss_kib(pid):
    return int(status_of(pid)["VmRSS"].split()[0])


# ---- visitors ----

FIRST_DAY = datetime.datetime.now(datetime.timezone.utc).replace(
    hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=2)


class Writers:
    """Visitors who book or write, one form after the other. A form without an
    answer is sent again as it was, until there is one; each has an address of
    its own, so that what is stored can be held against what was promised."""

    SENDERS = 8
    KEEP = 20   # requests on one connection

    def __init__(self, server, senders=SENDERS, first_slot=0, pause=0.0):
        self.server, self.pause = server, pause
        self.stopped = False
        self.acked, self.refused = set(), set()
        self.statuses, self.broken = Counter(), 0
        self.slots = iter(range(first_slot, 10 ** 9))
        self.lock = threading.Lock()
        self.pages = []         # of the refusals
        self.slowest = 0.0
        self.threads = [threading.Thread(target=self.run, args=(number,))
                        for number in range(senders)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped = True
        for thread in self.threads:
            thread.join(60)

    def form(self, number, count):
        """(path, address, bytes) of a form never sent before."""
        address = f"w{number}-{count}-{secrets.token_hex(4)}@example.org"
        fields = {"name": f"Writer {number}", "email": address,
                  "nonce": secrets.token_urlsafe(32), "consent": "yes",
                  "message": f"Message {count} of {number}.\r\n" + "x" * 200}
        if count % 2 == 0:
            return "/contact", address, urlencode(fields).encode()
        with self.lock:
            at = next(self.slots)
        start = FIRST_DAY + datetime.timedelta(minutes=5 * at)
        fields["slot"] = start.strftime("%Y-%m-%dT%H:%M:%SZ")
        return "/book", address, urlencode(fields).encode()

    def run(self, number):
        connection, used = None, 0
        for count in range(10 ** 9):
            path, address, body = self.form(number, count)
            head = (f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: "
                    f"{FORM_TYPE}\r\nContent-Length: {len(body)}\r\n\r\n")
            while True:
                if self.stopped:
                    return
                try:
                    if connection is None or used >= self.KEEP:
                        connection, used = Connection(self.server.port), 0
                    began = time.monotonic()
                    connection.send(head.encode() + body)
                    answer = connection.read()
                    break
                except (Closed, OSError):
                    self.broken += 1
                    connection = None
                    time.sleep(0.01)
            used = self.KEEP if answer.get("connection") == "close" \
                else used + 1
            self.take(address, answer, time.monotonic() - began)
            time.sleep(self.pause)

    def take(self, address, answer, seconds):
        with self.lock:
            self.slowest = max(self.slowest, seconds)
            self.statuses[answer.status] += 1
            if answer.status == 303:
                self.acked.add(address)
            else:
                self.refused.add(address)
                self.pages.append(answer)


def export(server):
    """Every address that is stored, as the owner's own export tells it."""
    done = http_server.run(
        "lead", "export", "--format", "json", "--data", server.data,
        "--email", EMAIL, "--passphrase-file", server.passphrase_file)
    same(done.returncode, 0, done.stderr)
    return [lead["email"] for lead in json.loads(done.stdout)]


def promises_were_kept(server, writers, stored=None):
    """acknowledged <= stored, nothing twice, nothing that was refused, and
    databases without a fault."""
    stored = Counter(export(server) if stored is None else stored)
    acked = set().union(*(each.acked for each in writers))
    refused = set().union(*(each.refused for each in writers))
    same(acked - set(stored), set(), "acknowledged and lost")
    same([address for address, count in stored.items() if count > 1], [],
         "stored twice")
    same(refused & set(stored), set(), "refused and stored")
    databases_are_whole(server)
    return len(acked), len(stored)


def databases_are_whole(server):
    for name in ("intake.db", "office.db"):
        with database(server, name) as db:
            same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)],
                 name)
            same(db.execute("PRAGMA foreign_key_check").fetchall(), [], name)
    with database(server) as db:
        same(db.execute(
            "SELECT count(*) FROM lead WHERE id NOT IN"
            " (SELECT lead_id FROM outbox)").fetchone()[0], 0,
            "messages without their mail")
        same(db.execute(
            "SELECT count(*) FROM booking a JOIN booking b ON a.id < b.id"
            " AND a.starts_at = b.starts_at WHERE a.state <> 'cancelled'"
            " AND b.state <> 'cancelled'").fetchone()[0], 0,
            "slots given twice")


def serves(server):
    try:
        return (Client(server.port, timeout=2).get("/guides").status == 200
                and Client(server.admin_port, timeout=2).get(
                    "/admin/login").status == 200)
    except (OSError, Closed):
        return False


def is_a_page_for_people(answer):
    """503 as a person needs it: words, and when to come again."""
    same(answer.status, 503)
    assert answer.get("retry-after").isdigit(), answer
    contains(answer.get("content-type"), "text/html")
    assert answer.page.headings and len(answer.page.text) > 100, answer
