#!/usr/bin/env python3
"""Many mixed requests to both roles: no process grows and none keeps a file
open. A million in the long version, twenty thousand in the short one.

wrk asks, with the Lua of the bench; python would take an hour.
"""

import json
import os
import re
import subprocess
import sys
import time

from house import (HERE, OPEN, Writers, descriptors, pick, promises_were_kept,
                   rss_kib)
from common import signed_in
from client import Client, urlencode
from server import SANITIZED, Server, rows, status_of, wait_for
from tap import case, run, same, within

REQUESTS = pick(20_000, 1_000_000)
FIRST = REQUESTS // 10
GROWTH_KIB = 262144 if SANITIZED else 2048
SCRIPT = os.path.join(HERE, os.pardir, "bench", "job.lua")

MESSAGE = urlencode({"name": "Soak", "email": "soak@example.org",
                     "message": "One of very many. " * 10, "consent": "yes"})
READ = [
    "GET /", "GET /guides", "GET /guides/java", "GET /book?tz=Europe/Berlin",
    "GET /search?q=node+memory", "GET /search?q=", "GET /assessment",
    "GET /assessment?team=js&hard=io&life=grow&lang=one",
    "GET /assessment/js-io-grow-one", "GET /assessment/js-data-grow-poly",
    "GET /compare", "GET /nowhere", "GET /sitemap.xml", "GET /feed.xml",
    "GET /healthz", "HEAD /guides/java", "GET /contact", "GET /privacy",
    "GET /book?tz=Mars/Phobos", "GET /guides/none", "GET /robots.txt",
    "POST /book name=A&email=nobody", "POST /contact name=A", "DELETE /book"]
PREPARED = ["GET /", "GET /guides/java", "GET /guides/how-to-choose",
            "GET /stacks", "GET /contact"]
# As much of it as visitors do: most read.
PUBLIC = READ + PREPARED * 40 + ["POST /contact " + MESSAGE]
DESK = ["GET /admin", "GET /admin/leads", "GET /admin/bookings",
        "GET /admin/outbox", "GET /admin/insights", "GET /admin/nowhere",
        "GET /admin/settings", "GET /admin/login"]
seen = {}


def wrk(port, lines, seconds, connections, headers=""):
    """Starts one; what it says comes by ended()."""
    return subprocess.Popen(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout",
         "20s", "-s", SCRIPT, f"http://127.0.0.1:{port}"], text=True,
        env={**os.environ, "JOB_LINES": "\n".join(lines),
             "JOB_HEADERS": headers},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def ended(running):
    said, _ = running.communicate(timeout=120)
    found = re.search(r"^JSON (.*)$", said, re.MULTILINE)
    assert found, said
    return json.loads(found.group(1))


def round_of(server, cookie, seconds):
    """How many requests were answered in about so many seconds."""
    both = [wrk(server.port, PUBLIC, seconds, 24),
            wrk(server.admin_port, DESK, seconds, 2, cookie)]
    total = 0
    for counts in map(ended, both):
        total += counts["requests"]
        errors = [counts[kind] for kind in ("connect", "read", "write",
                                            "timeout")]
        same(errors, [0] * 4, "broken connections")
    return total


def look(server):
    """{pid: (KiB, descriptors)} when all connections are closed."""
    wait_for(lambda: not connections(server), 15, "connections are closed")
    time.sleep(0.3)
    return {pid: (rss_kib(pid), descriptors(pid))
            for pid in server.processes()}


def connections(server):
    ports = {f":{port:04X}" for port in (server.port, server.admin_port)}
    with open("/proc/net/tcp", encoding="utf-8") as table:
        return [line for line in table
                if line.split()[1][-5:] in ports and line.split()[3] == "01"]


@case
def many_requests_are_answered(server):
    with Writers(server) as load:       # so that there is something to show
        wait_for(lambda: len(load.acked) > 300, 30, "some leads")
    browser = signed_in(server)
    same(browser.get("/admin/leads").status, 200)
    cookie = "Cookie: " + "; ".join(f"{name}={value}" for name, value
                                    in browser.cookies.items())
    began, total = time.monotonic(), 0
    while total < REQUESTS or len(seen) < 2:
        total += round_of(server, cookie, pick(1, 5))
        if total >= FIRST and "first" not in seen:
            seen["first"] = look(server)
            seen["after"] = total
        elif total >= REQUESTS:
            seen["last"] = look(server)
    seconds = time.monotonic() - began
    print(f"# {total} requests in {seconds:.0f} s, {total / seconds:.0f} a "
          f"second; {rows(server, 'lead')} leads; the first look after "
          f"{seen['after']}")


@case
def no_process_died_or_came(server):
    same(sorted(seen["last"]), sorted(seen["first"]), "processes")


@case
def no_process_grows(server):
    for pid, (before, _) in seen["first"].items():
        after = seen["last"][pid][0]
        role = "sandboxed" if status_of(pid)["Seccomp"] == "2" else "parent"
        print(f"# {role} {pid}: {before} KiB, then {after} KiB "
              f"({after - before:+})")
    for pid, (before, _) in seen["first"].items():
        within(seen["last"][pid][0] - before, -1 << 30, GROWTH_KIB,
               f"growth of {pid} in KiB")


@case
def no_process_keeps_a_descriptor(server):
    same({pid: look[1] for pid, look in seen["last"].items()},
         {pid: look[1] for pid, look in seen["first"].items()}, "descriptors")


@case
def the_site_is_whole_afterwards(server):
    same(Client(server.port).get("/healthz").status, 200)
    promises_were_kept(server, [], stored=[])
    same(server.stop(), 0, "exit code")
    for word in (" fatal ", "died from", "child_died"):
        assert word not in server.log(), server.log()[-2000:]


if __name__ == "__main__":
    wide = {**OPEN, "slot_minutes": "30", "horizon_days": "2"}
    with Server(settings=wide) as under_test:
        code = run(under_test)
    sys.exit(code)
