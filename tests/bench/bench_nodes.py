#!/usr/bin/env python3
"""Calls booked on several machines: Fourways with its data on a PostgreSQL
server, served by one node and by two, beside Fourways with its data in files
and the peer in Go that commits each call by itself.

    bench_nodes.py [PROGRAM] [--rounds N] [--seconds N]

Everything is on this machine and on its disk: each commit is synced before it
is answered. Interleaved rounds; medians and spread. A page is measured too,
which no database has a part in. Bounded: five rounds of two seconds take two
minutes.
"""

import argparse
import concurrent.futures
import contextlib
import dataclasses
import os
import statistics
import sys

import machine
import ours
from contract import JOBS as PEER_JOBS
from load import CONNECTIONS, Target, wrk
from machine import HERE, STATE, Watch, house, say
from peer import Peer

sys.path.insert(0, os.path.join(HERE, os.pardir))

import machines
import on_server
import postgres

DISK = {**postgres.DURABLE, "autovacuum": "on", "shared_buffers": "128MB",
        "max_wal_size": "1GB"}
HALF_A_YEAR = 180 * 86400  # the second node books that much later
GO = "Go, SQLite, a commit each"


def jobs_of(nodes):
    """A job for each node, none of which asks for another's slots."""
    return [dataclasses.replace(
        job, first_slot=job.first_slot + number * HALF_A_YEAR)
        for number, job in enumerate(map(ours.bookings, nodes))]


def together(targets, jobs, pids, rows, seconds):
    """One visit at all of them at once."""
    stored, watch = rows(), Watch(pids)
    each = CONNECTIONS // len(targets)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        counts = list(pool.map(lambda pair: wrk(*pair, seconds, each),
                               zip(targets, jobs)))
    seen = watch.stop(sum(count["cpu"] for count in counts))
    done = sum(count["requests"] - count["refused"] for count in counts)
    return {"rate": sum((count["requests"] - count["refused"]) /
                        (count["us"] / 1e6) for count in counts),
            "cpu_us": seen["cpu_seconds"] / max(1, done) * 1e6,
            "p50": max(count["p50"] for count in counts) / 1000,
            "p99": max(count["p99"] for count in counts) / 1000,
            "foreign": seen["foreign"],
            "refused": sum(count["refused"] for count in counts),
            "lost": max(0, done - (rows() - stored))}


@contextlib.contextmanager
def in_files():
    with house.Server(ours.SETTINGS, ["--no-limits"]) as server:
        yield [server], server.processes


@contextlib.contextmanager
def on_postgres(count):
    """As many nodes, and the database they share."""
    where = postgres.Server(DISK, where=lambda: STATE)
    try:
        where.start()
        with contextlib.ExitStack() as stack:
            first = house.Server(ours.SETTINGS, ["--no-limits"],
                                 workers=2 // count,
                                 url=on_server.make(where.folder))
            nodes = [stack.enter_context(first)]
            if count == 2:
                nodes.append(stack.enter_context(machines.another(
                    first, ["--no-limits"], 1)))
            yield nodes, lambda: [
                pid for root in (where.process.pid, *(n.pid for n in nodes))
                for pid in (root, *house.children_of(root))]
    finally:
        where.remove()


def visit_ours(contestant, seconds):
    """Bookings, and then pages of the first node."""
    with contestant() as (nodes, pids):
        targets = [Target(f"http://127.0.0.1:{node.port}", node.processes)
                   for node in nodes]
        jobs = jobs_of(nodes)
        together(targets, jobs, pids, lambda: 0, 1)  # statements prepared
        found = together(targets, jobs, pids,
                         lambda: house.rows(nodes[0], "booking"), seconds)
        page = ours.page(ours.page_path(nodes[0]))
        count = wrk(targets[0], page, seconds)
        found["pages"] = count["requests"] / (count["us"] / 1e6)
        return found


def visit_go(seconds):
    with Peer("go").server() as visit:
        target = Target(f"http://127.0.0.1:{visit.port}", visit.pids)
        job = PEER_JOBS["booking"]
        together([target], [job], visit.pids, lambda: 0, 1)
        return together([target], [job], visit.pids, visit.rows, seconds)


CONTESTANTS = {
    "Fourways, PostgreSQL, two nodes": lambda seconds: visit_ours(
        lambda: on_postgres(2), seconds),
    "Fourways, PostgreSQL, one node": lambda seconds: visit_ours(
        lambda: on_postgres(1), seconds),
    "Fourways, files": lambda seconds: visit_ours(in_files, seconds),
    GO: visit_go,
}


def spread(found, name, form="{:,.0f}"):
    values = sorted(sample[name] for sample in found if name in sample)
    if not values:
        return "–"
    middle, low, high = (form.format(value) for value in (
        statistics.median(values), values[0], values[-1]))
    return middle if low == high else f"{middle} ({low}–{high})"


def table(results):
    yield "| | bookings/s | CPU µs each | p99 ms | pages/s | lost | refused |"
    yield "|---|---|---|---|---|---|---|"
    for name, found in results.items():
        cells = [name, spread(found, "rate"), spread(found, "cpu_us"),
                 spread(found, "p99", "{:.1f}"), spread(found, "pages"),
                 *(str(sum(sample[what] for sample in found))
                   for what in ("lost", "refused"))]
        yield "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--only", default="")
    wanted = parser.parse_args()
    contestants = {name: visit for name, visit in CONTESTANTS.items()
                   if wanted.only in name}
    if Peer("go").why_not():
        say(f"without the peer: {Peer('go').why_not()}; make bench-peers")
        contestants.pop(GO, None)
    results = {name: [] for name in contestants}
    with machine.alone():
        os.makedirs(STATE, exist_ok=True)
        for _ in range(wanted.rounds):
            for name, visit in contestants.items():
                machine.Quiet(10).wait()
                found = visit(wanted.seconds)
                results[name].append(found)
                say(f"{name}: {found['rate']:,.0f}/s, "
                    f"{found['cpu_us']:.0f} µs, others {found['foreign']:.0%}")
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
