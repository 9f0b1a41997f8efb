#!/usr/bin/env python3
"""Where the time of each job goes, by perf.

    profile.py [PROGRAM] [--jobs page,list] [--seconds N]

For each of the four jobs: the functions that cost most, as text, and a flame
graph in build-bench/profile-JOB.svg. Needs the right to run perf; where there
is none it says so and ends with 1.
"""

import argparse
import os
import subprocess
import sys

import flame
import machine
import ours
from load import wrk
from machine import STATE, house
from table import JOBS, table

HERTZ = 997


def permitted():
    """None, or why perf cannot record here."""
    try:
        tried = subprocess.run(
            ["perf", "record", "-q", "-o", os.devnull, "--", "true"],
            capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "perf is not installed (Debian: linux-perf)"
    if tried.returncode == 0:
        return None
    with open("/proc/sys/kernel/perf_event_paranoid", encoding="utf-8") as read:
        level = read.read().strip()
    return (f"perf may not record here (kernel.perf_event_paranoid is {level}):"
            f" {tried.stderr.strip().splitlines()[0]}")


def record(target, job, seconds, path):
    """perf.data of the server's processes while wrk asks."""
    pids = ",".join(map(str, target.pids()))
    perf = subprocess.Popen(
        ["perf", "record", "-q", "-F", str(HERTZ), "-g", "-p", pids, "-o", path,
         "--", "sleep", str(seconds)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    counts = wrk(target, job, seconds + 1)
    perf.wait(60)
    return counts


def script(path):
    return subprocess.run(
        ["perf", "script", "-i", path, "-F", "ip,sym,symoff,dso"],
        capture_output=True, text=True, errors="replace", check=True).stdout


def show(name, found, svg):
    print(f"\n## {JOBS[name]}\n\n{sum(found.values()):,} samples; {svg}\n")
    print("\n".join(table(("share", "where"), [
        (f"{share:.1%}", where) for share, where in flame.objects(found)[:8]])))
    print("\n".join(table(("function itself", "in", "share"), [
        (f"`{function}`", where, f"{share:.1%}")
        for share, function, where in flame.top(found)])), flush=True)


def profile(name, target, job, seconds):
    data = os.path.join(STATE, "perf.data")
    wrk(target, job, 1)
    refused = record(target, job, seconds, data)["refused"]
    if refused:
        print(f"\n{name}: {refused:,} requests were refused; the profile is of "
              "refusals as well")
    found = flame.stacks(script(data))
    svg = os.path.join(STATE, f"profile-{name.replace(' ', '-')}.svg")
    with open(svg, "w", encoding="utf-8") as out:
        out.write(flame.svg(found, JOBS[name]))
    show(name, found, os.path.relpath(svg))


def jobs(server):
    """name -> (target, job)."""
    mine = server.target()
    return {"page": (mine, ours.page(ours.page_path(server))),
            "assessment": (mine, ours.assessments()),
            "list": (server.desk(), ours.lists(server, 10000)),
            "booking": (mine, ours.bookings(server)),
            "message": (server.target(), ours.messages())}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("program", nargs="?", default="build-release/fourways")
    words.add_argument("--jobs", default="page,assessment,list,booking,message")
    words.add_argument("--seconds", type=int, default=4)
    given = words.parse_args()
    if why := permitted():
        sys.exit(f"no profile: {why}")
    program = os.path.abspath(given.program)
    house.program = lambda: program
    os.makedirs(STATE, exist_ok=True)
    filler = os.path.join(os.path.dirname(program), "tests/bench/fill_leads")
    with machine.alone(), ours.Ours(ours.filled(filler, 10000)) as server:
        there = jobs(server)
        for name in given.jobs.split(","):
            target, job = there[name]
            profile(name, target, job, given.seconds)


if __name__ == "__main__":
    main()
