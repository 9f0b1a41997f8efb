#!/usr/bin/env python3
"""What Prometheus is told, from outside: known requests against the real
server and the numbers compared, who gets them, what promtool says of their
form, and what they say when processes die."""

import os
import re
import signal
import subprocess
import sys
import threading

import common
from client import Client, Closed, Connection
from server import (Server, all_gone, database, run as command, status_of,
                    wait_for)
from tap import case, contains, run, same

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="[^"]*",?)*)\})? (\S+)')
PROXIES = ("X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded",
           "Via")
REQUESTS = "fourways_http_requests_total"
SECONDS = "fourways_http_request_duration_seconds"
CRAWLERS, EACH = 4, 150


class Numbers:
    """One answer of /metrics: its text, and {(name, labels): value}."""

    def __init__(self, server):
        answer = Client(server.admin_port).get("/metrics")
        same(answer.status, 200, answer.text)
        self.text = answer.text
        self.of = {}
        for line in self.text.splitlines():
            if not line.startswith("#"):
                name, labels, value = SAMPLE.fullmatch(line).groups()
                labels = frozenset(re.findall(r'([a-z]+)="([^"]*)"',
                                              labels or ""))
                assert (name, labels) not in self.of, line
                self.of[name, labels] = float(value)

    def get(self, name, **labels):
        return self.of.get((name, frozenset(labels.items())), 0)

    def answered(self, route, status, method="GET", role="public"):
        return self.get(REQUESTS, role=role, method=method, route=route,
                        status=str(status))


def refused_by_the_guard(server):
    try:
        with Connection(server.port) as connection:
            connection.send(b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\n\r\n")
            same(connection.read().status, 414)
    except Closed:
        pass


def book(server):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    return client.post("/book", form.fields(
        slot=form.values("slot")[0], name="Ada Example",
        email="ada@example.org", consent="yes"))


@case
def requests_are_counted_by_route_and_status(server):
    before = Numbers(server)
    client = Client(server.port)
    tag = client.get("/guides/java").get("etag")
    client.get("/guides/java", {"If-None-Match": tag})
    client.request("HEAD", "/guides/java")
    client.get("/guides/no-such-guide")
    client.get("/somewhere/else?email=ada@example.org")
    client.request("DELETE", "/book")
    client.get("/search?q=event+loop")
    refused_by_the_guard(server)
    same(client.post("/contact", {"name": "Ada"}).status, 422)
    after = Numbers(server)
    for wanted, *which in ((2, "/guides/:slug", 200),
                           (1, "/guides/:slug", 304),
                           (1, "/guides/:slug", 404),
                           (1, "none", 404, "any"), (1, "none", 405, "any"),
                           (1, "/search", 200), (1, "refused", 414, "any"),
                           (1, "/contact", 422, "POST"),
                           (0, "/contact", 200, "POST")):
        same(after.answered(*which) - before.answered(*which), wanted, which)
    same(after.answered("/metrics", 200, role="admin") -
         before.answered("/metrics", 200, role="admin"), 1, "itself")
    for typed in ("java", "somewhere", "ada@"):
        assert typed not in after.text, typed


@case
def times_add_up_to_what_was_answered(server):
    numbers = Numbers(server)
    rows = {labels - {("le", "+Inf")} for name, labels in numbers.of
            if name == f"{SECONDS}_bucket" and ("le", "+Inf") in labels}
    assert len(rows) >= 5, rows
    for row in rows:
        counts = [(float(dict(labels)["le"]), value)
                  for (name, labels), value in numbers.of.items()
                  if name == f"{SECONDS}_bucket" and row < labels]
        same(len(counts), 14, f"buckets of {row}")
        same([value for _, value in sorted(counts)],
             sorted(value for _, value in counts), f"cumulative: {row}")
        count = numbers.of[f"{SECONDS}_count", row]
        same(max(counts)[1], count, f"all of {row}")
        same(sum(value for (name, labels), value in numbers.of.items()
                 if name == REQUESTS and row < labels), count, row)
        seconds = numbers.of[f"{SECONDS}_sum", row]
        assert 0 < seconds < count, (row, seconds)


@case
def no_request_is_lost_however_many_come_at_once(server):
    before = Numbers(server)

    def crawl():
        with Connection(server.port) as connection:
            for _ in range(EACH):
                connection.send(b"GET /guides HTTP/1.1\r\nHost: a\r\n\r\n"
                                b"GET /contact HTTP/1.1\r\nHost: a\r\n\r\n")
                same([connection.read().status for _ in "ab"], [200, 200])

    threads = [threading.Thread(target=crawl) for _ in range(CRAWLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    after = Numbers(server)
    for route in ("/guides", "/contact"):
        same(after.answered(route, 200) - before.answered(route, 200),
             CRAWLERS * EACH, route)


@case
def what_is_stored_is_counted_as_commits(server):
    before = Numbers(server)
    for _ in range(3):
        same(book(server).status, 303, "booking")
    after = Numbers(server)
    name = "fourways_commits_total"
    more = after.get(name, role="public") - before.get(name, role="public")
    assert 3 <= more <= 4, more     # a minute's counts may be among them
    same(after.answered("/book", 303, "POST") -
         before.answered("/book", 303, "POST"), 3, "bookings")
    same(after.get("fourways_commits_failed_total", role="public"), 0)
    same(after.get("fourways_commit_duration_seconds_count", role="public"),
         after.get(name, role="public"), "times of commits")
    same(after.get("fourways_commit_queue"), 0, "who waits")
    with database(server) as db:
        waits = db.execute("SELECT count(*) FROM outbox WHERE state = "
                           "'waiting' AND channel = 'mail'").fetchone()[0]
    assert waits >= 3, waits
    same(after.get("fourways_outbox_waiting", channel="mail"), waits)


@case
def who_is_signed_in_is_counted_and_not_asked(server):
    before = Numbers(server).get("fourways_sessions")
    browser = common.signed_in(server)
    same(Numbers(server).get("fourways_sessions") - before, 1, "sessions")
    same(browser.get("/metrics").status, 200, "to somebody signed in too")


@case
def only_a_program_on_this_machine_is_told(server):
    same(Client(server.port).get("/metrics").status, 404, "to visitors")
    for name in PROXIES:
        same(Client(server.admin_port, {name: "192.0.2.7"}).get(
            "/metrics").status, 404, name)
        same(Client(server.admin_port, {name: "127.0.0.1"}).get(
            "/metrics").status, 404, name)
    same(Client(server.admin_port).post("/metrics", {}, {
        "Origin": f"http://127.0.0.1:{server.admin_port}"}).status, 405)


def promtool(text):
    return subprocess.run(["promtool", "check", "metrics"], input=text,
                          capture_output=True, text=True, timeout=30,
                          check=False)


@case
def promtool_has_nothing_to_say(server):
    done = promtool(Numbers(server).text)
    same((done.returncode, done.stdout, done.stderr), (0, "", ""))
    # The control.
    bad = promtool("# TYPE shownCounter counter\nshownCounter 1\n")
    assert bad.returncode != 0 and "_total" in bad.stdout + bad.stderr, bad


@case
def it_names_its_version_and_its_memory(server):
    numbers = Numbers(server)
    version = command("version").stdout.split()[1]
    same(numbers.get("fourways_build_info", version=version), 1, version)
    for role in ("public", "admin", "courier"):
        same(numbers.get("fourways_role_up", role=role), 1, role)
    for role in ("public", "admin"):
        assert numbers.get("fourways_resident_memory_bytes",
                           role=role) > 1 << 20, role
    contains(Client(server.admin_port).get("/healthz").text,
             f"ok {version} outbox=")


def role_of(server, role):
    """The process that forks a role's workers."""
    with open(os.path.join(server.data, f"{role}.pid"),
              encoding="ascii") as file:
        return int(file.read())


def restarts(server, kind, role):
    return Numbers(server).get(f"fourways_{kind}_restarts_total", role=role)


@case
def deaths_are_counted_and_what_was_counted_stays(server):
    same(restarts(server, "worker", "public"), 0)
    same(restarts(server, "role", "public"), 0)
    before = Numbers(server).answered("/guides", 200)
    public = [pid for pid in server.workers()
              if int(status_of(pid)["PPid"]) == role_of(server, "public")]
    os.kill(public[0], signal.SIGKILL)
    wait_for(lambda: restarts(server, "worker", "public") == 1, 5,
             "the death of a worker is told")
    same(restarts(server, "worker", "admin"), 0)
    gone = role_of(server, "public")
    os.kill(gone, signal.SIGKILL)
    all_gone([gone], 5, "the role ends")
    wait_for(lambda: restarts(server, "role", "public") == 1, 5,
             "the death of a role is told")
    same(restarts(server, "role", "courier"), 0)
    wait_for(lambda: role_of(server, "public") != gone, 10, "it starts again")
    same(Client(server.port).get("/guides").status, 200)
    same(Numbers(server).answered("/guides", 200), before + 1, "all in all")


@case
def a_reload_goes_on_counting(server):
    before = Numbers(server)
    began = before.get("fourways_start_time_seconds", role="public")
    old = server.workers()
    server.process.send_signal(signal.SIGHUP)
    all_gone(old, 20, "the workers of before end")
    same(Client(server.port).get("/guides").status, 200)
    after = Numbers(server)
    same(after.answered("/guides", 200), before.answered("/guides", 200) + 1)
    assert after.get("fourways_start_time_seconds", role="public") >= began
    same(restarts(server, "role", "public"), 1, "a reload is no death")


case(common.every_answer_carried_the_security_headers)


def main():
    # A mail server that is not there, so that mail waits.
    with Server({"smtp.host": "127.0.0.1\n  port: 1", "smtp.security": "none",
                 "smtp.from": "calls@example.org"}) as server:
        return run(server)


if __name__ == "__main__":
    sys.exit(main())
