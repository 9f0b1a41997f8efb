#!/usr/bin/env python3
"""Stops, starts and reloads under load: nobody who was answered loses
anything, nobody is cut off, and a second program on the same data steps back.

What http/reload.py has: what readers see of a reload. What http/commit.py has:
one stop under load.
"""

import signal
import subprocess
import sys
import time

from house import OPEN, Writers, pick, promises_were_kept, serves
from server import SANITIZED, Server, all_gone, wait_for
from tap import case, run, same, within

RESTARTS, RELOADS = pick(2, 20), pick(2, 20)
DRAIN = 20 if SANITIZED else 5      # seconds
writers = []


def start_again(server):
    server.process.stdout.close()
    server.ready = ""
    server.start()


@case
def a_stop_drains_within_five_seconds_and_loses_nothing(server):
    slowest_stop = slowest_start = 0.0
    with Writers(server) as load:
        writers.append(load)
        for _ in range(RESTARTS):
            time.sleep(0.5)
            everyone, began = server.processes(), time.monotonic()
            same(server.stop(), 0, "exit code")
            seconds = time.monotonic() - began
            within(seconds, 0, DRAIN, "seconds to stop")
            all_gone(everyone, 1, "no process is left")
            slowest_stop = max(slowest_stop, seconds)
            start_again(server)
            slowest_start = max(slowest_start, server.ready_seconds)
    print(f"# {RESTARTS} stops and starts: {slowest_stop * 1000:.0f} ms to "
          f"stop and {slowest_start * 1000:.0f} ms to start at most; "
          f"{len(load.acked)} acknowledged")
    assert len(load.acked) > 100 * RESTARTS, "no load"


@case
def a_reload_cuts_off_nobody_who_writes(server):
    with Writers(server, first_slot=30000) as load:
        writers.append(load)
        for number in range(RELOADS):
            time.sleep(0.3)
            before = set(server.processes())
            server.process.send_signal(signal.SIGHUP)
            wait_for(lambda b=before: not b & set(server.processes()) -
                     {server.pid} and serves(server), 20,
                     f"other processes after reload {number}")
    print(f"# {RELOADS} reloads: {len(load.acked)} acknowledged, slowest "
          f"{load.slowest * 1000:.0f} ms, {load.broken} cut off")
    same(load.broken, 0, "forms without an answer")
    same(set(load.statuses), {303}, "answers")


@case
def a_second_program_on_these_data_steps_back_at_any_time(server):
    """Again and again while the first one writes; http/faults.py has the
    words."""
    second = Server(folder=server.folder)
    with Writers(server, first_slot=60000) as load:
        writers.append(load)
        for role in ("all", "public", "admin", "courier"):
            done = subprocess.run(
                [*second.command(), "--role", role], text=True, check=False,
                capture_output=True, cwd=server.folder, timeout=30)
            same(done.returncode, 75, done.stderr)
            same(len(done.stderr.splitlines()), 1, done.stderr)
    same((load.broken, set(load.statuses)), (0, {303}), "the first one")


@case
def what_was_acknowledged_is_stored_once(server):
    print("# %d acknowledged, %d stored" % promises_were_kept(
        server, writers))


@case
def the_server_stops_clean_and_no_process_died(server):
    same(server.stop(), 0, "exit code")
    for word in (" fatal ", "died from", "child_died"):
        assert word not in server.log(), server.log()[-2000:]


if __name__ == "__main__":
    with Server(settings=OPEN) as under_test:
        code = run(under_test)
    sys.exit(code)
