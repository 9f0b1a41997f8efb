#!/usr/bin/env python3
"""kill -9 of every process while visitors book and write: what was
acknowledged is stored, once, and the site is back within a second.

What http/commit.py has: everything killed at one moment. What http/faults.py
has: each process killed without load.
"""

import os
import signal
import sys
import time

from house import (OPEN, Writers, courier, pick, promises_were_kept,
                   role_parent, serves, workers)
from server import SANITIZED, Server, all_gone, wait_for
from tap import case, run, same, within

ROUNDS = pick(1, 8)     # of seven kills each
LOAD = 0.3              # seconds of load before each kill
# Seconds; a machine that does other things besides may take its time.
BACK = 10 if SANITIZED else pick(3, 1)

# A round: the supervisor comes last and takes all others with it.
VICTIMS = (("a public worker", lambda s: workers(s, "public")[:1]),
           ("both public workers", lambda s: workers(s, "public")),
           ("both desk workers", lambda s: workers(s, "admin")),
           ("the courier", lambda s: [courier(s)]),
           ("the public role", lambda s: [role_parent(s, "public")]),
           ("the desk's role", lambda s: [role_parent(s, "admin")]))
writers, kills, slowest = [], [], {}


def whole(server):
    """Every process is there, and a whole set of them answers."""
    try:
        return (len(workers(server, "public")) == 2 and
                len(workers(server, "admin")) == 2 and courier(server) and
                serves(server))
    except (OSError, ValueError):
        return False


def kill(server, name, pids):
    time.sleep(LOAD)
    began = time.monotonic()
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    all_gone(pids, 1, f"{name} is gone")
    wait_for(lambda: serves(server), BACK, f"the site is back after {name}")
    seconds = time.monotonic() - began
    slowest[name] = max(slowest.get(name, 0), seconds)
    kills.append(name)
    wait_for(lambda: whole(server), 10, f"all are there again after {name}")
    same(server.process.poll(), None, "the supervisor")


def kill_supervisor(server):
    time.sleep(LOAD)
    everyone = server.processes()
    server.process.kill()
    server.process.wait()
    all_gone(everyone, 1, "no process outlives the supervisor")
    server.process.stdout.close()
    kills.append("the supervisor")
    server.start()


@case
def the_site_is_back_within_a_second_of_any_kill(server):
    for number in range(ROUNDS):
        with Writers(server, first_slot=number * 10000) as load:
            writers.append(load)
            for name, find in VICTIMS:
                wait_for(lambda: whole(server), 10, "a whole site")
                kill(server, name, find(server))
            kill_supervisor(server)
            time.sleep(LOAD)
        assert len(load.acked) > 100, "no load"
    same(len(kills), 7 * ROUNDS, "kills")
    print(f"# {len(kills)} kills; back at the latest after " + ", ".join(
        f"{name} {seconds * 1000:.0f} ms"
        for name, seconds in slowest.items()))


@case
def no_kill_loses_or_doubles_what_was_acknowledged(server):
    same(set().union(*(load.statuses for load in writers)), {303},
         "other answers")
    acked, stored = promises_were_kept(server, writers)
    broken = sum(load.broken for load in writers)
    print(f"# {acked} acknowledged, {stored} stored, {broken} without an "
          "answer and sent again")
    assert broken > 0, "no kill hit a form on its way"
    # One of each visitor may be stored without his having heard of it.
    within(stored - acked, 0, sum(len(load.threads) for load in writers),
           "stored and not acknowledged")


@case
def the_server_stops_clean_afterwards(server):
    same(server.stop(), 0, "exit code")


if __name__ == "__main__":
    with Server(settings=OPEN) as under_test:
        code = run(under_test)
    sys.exit(code)
