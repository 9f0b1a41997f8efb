"""Fourways as it is measured: a data folder filled with sealed leads, hours
wide enough for every call a run books, and the jobs asked of it.

What differs from a site as it is installed (also printed with the results):
see SETTING.
"""

import datetime
import hashlib
import os
import shutil
import subprocess
import time
import urllib.parse

from admin import sign_in
from client import Client
from load import Job, Target
from machine import STATE, house, say

SETTING = (
    "Fourways runs with --no-limits and with the limits of forms at 0: every "
    "form is still counted per address and its token still checked, only "
    "nothing is refused, held back or logged for it. Calls of five minutes at "
    "all hours of 365 days, so that each booking of a run finds a free slot. "
    "Sessions do not end for idleness.")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SETTINGS = {**{f"hours.{day}": '["00:00-24:00"]' for day in DAYS},
            "zone": "UTC", "slot_minutes": "5", "horizon_days": "365",
            "notice_minutes": "0", "session.idle_minutes": "600"}

# As many bytes as a lead of fill_leads.c has, within ten.
MESSAGE = ("We run a booking platform for small theatres and have outgrown the "
           "prototype: seats are sold twice on busy evenings. What would you "
           "pick, and what would you leave alone until later?")
PERSON = {"name": "Anna Keller", "email": "anna.keller@example.com",
          "company": "Meyer & Sons", "message": MESSAGE, "consent": "yes",
          "website": "", "tz": "UTC"}
STAGES = ("new", "proposal", "won", "open")


class NoRoom(Exception):
    """This machine has not what a data set needs; the words say what."""


def stamp(filler):
    """Changes when leads filled in before would no longer fit."""
    mark = hashlib.sha256(b"filled and taken in")
    folder = os.path.join(house.ROOT, "migrations")
    for name in sorted(os.listdir(folder)):
        mark.update(name.encode())
    with open(filler, "rb") as program:
        mark.update(program.read())
    return mark.hexdigest()


def take_in(server, seconds):
    """The desk has taken the new leads in when it first shows them."""
    server.ready_within = seconds
    with server:
        browser = Client(server.admin_port, timeout=seconds)
        began = time.monotonic()
        if (sign_in(browser).status, browser.get("/admin/leads").status) != (
                303, 200):
            raise RuntimeError("the desk does not show what was filled in")
        return time.monotonic() - began


def fill(folder, filler, count, seconds):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    server = house.Server(folder=folder)  # makes the data folder
    try:
        subprocess.run([filler, server.data, str(count)], check=True,
                       timeout=seconds)
    except subprocess.TimeoutExpired:
        shutil.rmtree(folder)
        raise NoRoom("they were not filled in within "
                     f"{seconds:.0f} s") from None
    say(f"{count:,} leads taken in and shown in "
        f"{take_in(server, seconds):.1f} s")
    with open(os.path.join(folder, "stamp"), "w", encoding="utf-8") as out:
        out.write(stamp(filler))


def filled(filler, count, seconds=300):
    """A folder with so many leads, made unless it is there, within so many
    seconds."""
    folder = os.path.join(STATE, f"leads-{count}")
    try:
        with open(os.path.join(folder, "stamp"), encoding="utf-8") as read:
            if read.read() == stamp(filler):
                return folder
    except OSError:
        pass
    needed = count * 2000 * 3  # the folder, a copy, and what SQLite adds
    if shutil.disk_usage(STATE).free < needed + 2**30:
        raise NoRoom(f"they need {needed >> 30} GiB of disk")
    began = time.monotonic()
    fill(folder, filler, count, seconds)
    say(f"filled in {count:,} leads in {time.monotonic() - began:.0f} s")
    return folder


class Ours(house.Server):
    """One start of Fourways on a copy of a filled folder."""

    ready_within = PATIENCE = 120  # seconds; a million leads take their time

    def __init__(self, source, settings=None, options=(), workers=2):
        self.source = source
        super().__init__({**SETTINGS, **(settings or {})},
                         ["--no-limits", *options], workers=workers)
        self.browser = None
        self.scheme = "https" if "--tls-cert" in options else "http"

    def init(self):
        shutil.copytree(os.path.join(self.source, "data"), self.data)

    def rows(self):
        with house.database(self) as db:
            return db.execute("SELECT count(*) FROM lead").fetchone()[0]

    def target(self, port=None, rows=None):
        return Target(f"{self.scheme}://127.0.0.1:{port or self.port}",
                      self.processes, rows)

    def desk(self):
        return self.target(self.admin_port)

    def cookie(self):
        """Of a session on the desk, which has taken the leads in."""
        if self.browser is None:
            self.browser = Client(self.admin_port, timeout=self.PATIENCE)
            if sign_in(self.browser).status != 303:
                raise RuntimeError("the desk lets nobody in")
            self.browser.get("/admin/leads")
        return "Cookie: " + "; ".join(
            f"{name}={value}" for name, value in self.browser.cookies.items())


def form(fields):
    """Fields as a form sends them; {marks} of job.lua stay as they are."""
    body = urllib.parse.urlencode(fields, quote_via=urllib.parse.quote_plus)
    return body.replace("%7B", "{").replace("%7D", "}")


def page_path(server, size=12000):
    """The path of the smallest page that is made at the start, a guide or a
    stack's profile, and no smaller than the peers' page."""
    visitor = Client(server.port)
    paths = {link for start in ("/guides", "/stacks")
             for link in visitor.get(start).page.links
             if link.startswith((start + "/"))}
    sizes = {path: len(visitor.get(path).body) for path in paths}
    return min((path for path in sorted(paths) if sizes[path] >= size),
               key=sizes.get)


def page(path, *headers):
    return Job([f"GET {path}"], headers)


def unchanged(server, path):
    etag = Client(server.port).get(path).get("etag")
    return page(path, f"If-None-Match: {etag}")


def assessments():
    """The answers sent and the result shown: two requests are one job."""
    lines = []
    for team in ("js", "py", "cs", "mix"):
        for hard in ("io", "rules", "data", "crud"):
            for life, lang in (("mvp", "one"), ("grow", "two"),
                               ("long", "poly"), ("legacy", "nofe")):
                lines += [f"GET /assessment?team={team}&hard={hard}"
                          f"&life={life}&lang={lang}",
                          f"GET /assessment/{team}-{hard}-{life}-{lang}"]
    return Job(lines, requests=2)


def bookings(server):
    """A call each, in the next free five minutes; the form's token is real."""
    token = Client(server.port).get("/book?tz=UTC").page.form(
        "/book").value("nonce")
    now = datetime.datetime.now(datetime.timezone.utc).replace(
        minute=0, second=0, microsecond=0)
    first = int((now + datetime.timedelta(hours=2)).timestamp())
    return Job(["POST /book " + form({**PERSON, "nonce": token,
                                      "slot": "{start}"})],
               counted=True, first_slot=first)


def messages():
    """A message each, with a token that is checked and is no real one."""
    return Job(["POST /contact " + form({**PERSON, "nonce": "{nonce}"})],
               counted=True)


def lists(server, count):
    """Fifty leads each: four filters, four places in the list."""
    places = [""] + [f"&before={count * part // 4}" for part in (3, 2, 1)]
    return Job([f"GET /admin/leads?stage={stage}{place}"
                for stage in STAGES for place in places],
               (server.cookie(),))
