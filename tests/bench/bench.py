#!/usr/bin/env python3
"""The four jobs of Fourways beside nginx and a raw epoll loop, and growth.

    bench.py [PROGRAM] [--quick] [--json FILE]

Interleaved rounds; medians and spread; CPU a job from /proc; memory, start;
1,000 to 1,000,000 leads; 1 to 4,000 connections; one and two workers; TLS;
behind nginx. Prints Markdown and writes JSON. Bounded: ten minutes, with
--quick one; what does not fit is named under "Left out". README.md says how to
read it.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import subprocess
import time

import machine
import nginx
import ours
import table
from client import Client
from contract import JOBS as PEER_JOBS, fresh_database
from load import Target, quiet_sample, wrk
from machine import STATE, house, say


@dataclasses.dataclass
class Plan:
    seconds: int = 2          # of a sample
    rounds: int = 5           # of the four jobs
    side_rounds: int = 2      # of everything else
    connections: tuple = (1, 64, 512, 4000)
    leads: tuple = (1000, 10000, 100000, 1000000)
    whole: int = 580          # seconds
    patience: int = 30        # of them, to wait for a quiet machine
    tries: int = 2            # of a sample that others disturbed

    def __str__(self):
        return (f"{self.rounds} interleaved rounds of {self.seconds} s "
                f"({self.side_rounds} beyond the four jobs)")


QUICK = Plan(1, 1, 1, (512,), (1000,), 58, 3, 1)
RAW = "raw loop"
COMMIT = "raw loop, one commit a batch"


class Program:
    """raw or raw_commit on a free port, until the block ends."""

    def __init__(self, name, *words):
        self.path = os.path.join(os.path.dirname(house.program()), "tests",
                                 "bench", name)
        self.port = house.free_port()
        self.words = [str(self.port), *words]

    def __enter__(self):
        self.process = subprocess.Popen([self.path, *self.words])
        house.wait_for(self.listens, 5, f"{self.path} listens")
        return self

    def listens(self):
        with contextlib.suppress(OSError):
            return Client(self.port).get("/guides/x")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def target(self, rows=None):
        return Target(f"http://127.0.0.1:{self.port}", lambda: [
            self.process.pid, *house.children_of(self.process.pid)], rows)


def as_sent(answer, words):
    """An answer as bytes, to be sent again by raw."""
    lines = [f"HTTP/1.1 {answer.status} {words}",
             *(f"{name}: {value}" for name, value in answer.headers)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body


def answers_of(server, path):
    """A folder with what Fourways answers to each job, for raw."""
    folder = os.path.join(STATE, "answers")
    os.makedirs(folder, exist_ok=True)
    visitor, admin = Client(server.port), Client(server.admin_port)
    server.cookie()
    admin.cookies = dict(server.browser.cookies)
    first = ours.assessments().lines
    etag = visitor.get(path).get("etag")
    for name, answer in (
            ("page", visitor.get(path)),
            ("page-304", visitor.get(path, {"If-None-Match": etag})),
            ("page-gzip", visitor.get(path, {"Accept-Encoding": "gzip"})),
            ("redirect", visitor.get(first[0].split()[1])),
            ("result", visitor.get(first[1].split()[1])),
            ("list", admin.get("/admin/leads"))):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(as_sent(answer, "Again"))
    return folder


def extra_headers(answer):
    """What an answer has beyond what nginx sends of itself."""
    own = {"date", "content-type", "content-length", "connection", "etag",
           "last-modified", "server", "accept-ranges", "vary",
           "content-encoding"}
    return [(name, value) for name, value in answer.headers if name not in own]


def same_bytes(one, other, path):
    if Client(one).get(path).body != Client(other).get(path).body:
        raise SystemExit(f"nginx serves other bytes at {path}")


class Bench:
    def __init__(self, plan, filler):
        self.plan, self.filler = plan, filler
        self.began, self.missing = time.monotonic(), set()
        self.quiet = machine.Quiet(plan.patience, plan.tries)
        self.doc = {"about": machine.about(
                        wrk=machine.first_line("wrk", "-v"),
                        nginx=machine.first_line(nginx.binary(), "-v")),
                    "plan": str(plan), "setting": ours.SETTING, "tables": {},
                    "memory": {}, "start_ms": {}, "search_ms": {},
                    "skipped": []}

    def left(self):
        return self.plan.whole - (time.monotonic() - self.began)

    def has_time(self, samples, what, more=0):
        """Whether there is time for so many samples, a start, and more."""
        if self.left() < samples * (self.plan.seconds + 0.5) + 4 + more:
            self.doc["skipped"].append(
                f"{what}: no time left of {self.plan.whole} s")
            return False
        return True

    def measure(self, section, name, server, target, job, connections=64):
        if self.left() < self.plan.seconds:
            self.doc["skipped"].append(
                f"{section}: {name}, {server}: no time left")
            return
        found = quiet_sample(target, job, self.plan.seconds, self.quiet,
                             connections)
        self.doc["tables"].setdefault(section, {}).setdefault(
            name, {}).setdefault(server, []).append(found)
        say(f"{section}: {name}, {server}: {found['rate']:,.0f}/s, "
            f"{found['cpu_us']:.1f} µs, others {found['foreign']:.0%}")

    def note_start(self, server, count):
        self.doc["start_ms"].setdefault(f"{count:,}", []).append(
            server.ready_seconds * 1000)

    def note_memory(self, name, pids):
        self.doc["memory"].setdefault(name, []).append(
            {**machine.memory_mib(pids), "processes": len(pids)})

    # ---- the four jobs ----

    def contest(self, server, files, raw, commit):
        """(job, contestant -> (target, job)), in the order of a round."""
        path = ours.page_path(server)
        mine, flat = server.target(), raw.target()
        static = Target(f"http://127.0.0.1:{files.port}", files.pids)
        etag = Client(files.port).get(path).get("etag")
        stored, desk = server.target(rows=server.rows), server.desk()
        zipped = ours.page(path, "Accept-Encoding: gzip")
        old, page = ours.unchanged(server, path), ours.page(path)
        lists = ours.lists(server, 10000)
        yield "page", {"Fourways": (mine, page), "nginx": (static, page),
                       RAW: (flat, page)}
        yield "page 304", {
            "Fourways": (mine, old), RAW: (flat, old),
            "nginx": (static, ours.page(path, f"If-None-Match: {etag}"))}
        yield "page gzip", {"Fourways": (mine, zipped), RAW: (flat, zipped),
                            "nginx": (static, zipped)}
        yield "assessment", {"Fourways": (mine, ours.assessments()),
                             RAW: (flat, ours.assessments())}
        yield "list", {"Fourways": (desk, lists), RAW: (flat, lists)}
        yield "booking", {"Fourways": (stored, ours.bookings(server)),
                          COMMIT: (commit.target(), PEER_JOBS["booking"])}
        yield "message", {"Fourways": (stored, ours.messages())}

    def one_round(self, number):
        source = ours.filled(self.filler, 10000)
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(ours.Ours(source))
            self.note_start(server, 10000)
            raw = stack.enter_context(
                Program("raw", "2", answers_of(server, ours.page_path(server))))
            commit = stack.enter_context(Program(
                "raw_commit", fresh_database(os.path.join(STATE, "run"))))
            files = self.files_of(server, stack, 2)
            wrk(server.target(), ours.page(ours.page_path(server)), 1)
            for job, contest in self.contest(server, files, raw, commit):
                names = sorted(contest, reverse=number % 2 == 1)
                for name in names:
                    target, asked = contest[name]
                    self.measure("jobs", job, name, target, asked)
            self.note_memory("Fourways", server.processes())
            self.note_memory("nginx", files.pids())
            self.note_memory(RAW, raw.target().pids())

    def files_of(self, server, stack, workers, tls=None):
        path = ours.page_path(server)
        answer = Client(server.port).get(path)
        files = nginx.of_files(path, answer.body, extra_headers(answer),
                               workers, tls)
        stack.callback(files.stop)
        if not tls:
            same_bytes(server.port, files.port, path)
        return files

    def four_jobs(self):
        for number in range(self.plan.rounds):
            if not self.has_time(16, f"round {number + 1} of the four jobs"):
                return
            self.one_round(number)

    # ---- growth ----

    def grown(self, count):
        source = ours.filled(self.filler, count)
        with ours.Ours(source) as server:
            self.note_start(server, count)
            lists, desk = ours.lists(server, count), server.desk()
            stored = server.target(rows=server.rows)
            page = ours.page(ours.page_path(server))
            messages, size = ours.messages(), f"{count:,}"
            self.search(server, size)
            for _ in range(self.plan.side_rounds):
                self.measure("growth", f"{size}: list", "Fourways", desk, lists)
                self.measure("growth", f"{size}: page", "Fourways",
                             server.target(), page)
            for _ in range(self.plan.side_rounds):
                self.measure("growth", f"{size}: message", "Fourways", stored,
                             messages)
            self.note_memory(f"Fourways, {size} leads", server.processes())

    def search(self, server, size):
        for _ in range(1 if len(size) > len("100,000") else 3):
            began = time.monotonic()
            server.browser.get("/admin/leads?q=nobody-wrote-this")
            self.doc["search_ms"].setdefault(size, []).append(
                (time.monotonic() - began) * 1000)

    def growth(self):
        for count in self.plan.leads:
            if count in self.missing or not self.has_time(
                    3 * self.plan.side_rounds, f"growth, {count:,} leads",
                    count / 25000):
                continue
            try:
                self.grown(count)
            except (ours.NoRoom, AssertionError, OSError, RuntimeError) as why:
                self.doc["skipped"].append(f"growth, {count:,} leads: {why}")

    # ---- connections, workers, ways in ----

    def shapes(self, workers):
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(
                ours.Ours(ours.filled(self.filler, 1000), workers=workers))
            path = ours.page_path(server)
            raw = stack.enter_context(
                Program("raw", str(workers), answers_of(server, path)))
            files = self.files_of(server, stack, workers)
            page, name = ours.page(path), f"{workers} worker" + (
                "s" if workers > 1 else "")
            targets = {"Fourways": server.target(), RAW: raw.target(),
                       "nginx": Target(f"http://127.0.0.1:{files.port}",
                                       files.pids)}
            for count in self.plan.connections:
                for _ in range(self.plan.side_rounds):
                    for who, target in targets.items():
                        self.measure("connections", f"{name}, {count:,}", who,
                                     target, page, count)
            stored = server.target(rows=server.rows)
            self.measure("connections", f"{name}, 64: message", "Fourways",
                         stored, ours.messages())

    def connections(self):
        for workers in (1, 2):
            samples = len(self.plan.connections) * self.plan.side_rounds * 3
            if self.has_time(samples + 1, f"connections, workers: {workers}"):
                self.shapes(workers)

    def way(self, name, servers):
        """servers: name -> (target, job name, job), in turns."""
        for _ in range(self.plan.side_rounds):
            for who, (target, what, job) in servers.items():
                self.measure("ways", f"{name}, {what}", who, target, job)

    def tls(self):
        pair = nginx.certificate(STATE)
        options = ["--tls-cert", pair[0], "--tls-key", pair[1]]
        source = ours.filled(self.filler, 1000)
        with contextlib.ExitStack() as stack:
            plain = stack.enter_context(ours.Ours(source))
            files = self.files_of(plain, stack, 2, pair)
            path = ours.page_path(plain)
            coded = stack.enter_context(ours.Ours(source, options=options))
            self.way("TLS", {
                "Fourways": (coded.target(), "page", ours.page(path)),
                "nginx": (Target(f"https://127.0.0.1:{files.port}",
                                 files.pids), "page", ours.page(path))})

    def behind_nginx(self):
        source = ours.filled(self.filler, 1000)
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(
                ours.Ours(source, {"trusted_proxy": "127.0.0.1"}))
            proxy = nginx.before(f"127.0.0.1:{server.port}", 2)
            stack.callback(proxy.stop)

            def everyone():
                return [*server.processes(), *proxy.pids()]
            page = ours.page(ours.page_path(server))
            front = f"http://127.0.0.1:{proxy.port}"
            self.way("behind nginx", {
                "Fourways and nginx": (Target(front, everyone), "page",
                                       page)})
            self.way("behind nginx", {
                "Fourways and nginx": (Target(front, everyone, server.rows),
                                       "message", ours.messages())})

    def ways(self):
        if self.has_time(2 * self.plan.side_rounds, "TLS"):
            self.tls()
        if self.has_time(2 * self.plan.side_rounds, "behind nginx"):
            self.behind_nginx()

    def fill(self):
        """The data, before the clock begins; later runs find it there."""
        for count in sorted({1000, 10000, *self.plan.leads}):
            try:
                ours.filled(self.filler, count)
            except (ours.NoRoom, AssertionError, OSError, RuntimeError) as why:
                self.doc["skipped"].append(f"growth, {count:,} leads: {why}")
                self.missing.add(count)

    def run(self):
        self.fill()
        self.began = time.monotonic()
        self.four_jobs()
        self.growth()
        self.connections()
        self.ways()


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("program", nargs="?", default="build-release/fourways")
    words.add_argument("--quick", action="store_true")
    words.add_argument("--json", default=os.path.join(STATE, "bench.json"))
    given = words.parse_args()
    program = os.path.abspath(given.program)
    house.program = lambda: program
    os.makedirs(STATE, exist_ok=True)
    filler = os.path.join(os.path.dirname(program), "tests/bench/fill_leads")
    with machine.alone():
        bench = Bench(QUICK if given.quick else Plan(), filler)
        try:
            bench.run()
        finally:
            with open(given.json, "w", encoding="utf-8") as out:
                json.dump(bench.doc, out, indent=1)
    print(table.bench(bench.doc))
    say(f"{time.monotonic() - bench.began:.0f} s; figures in {given.json}")


if __name__ == "__main__":
    main()
