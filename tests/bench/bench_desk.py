#!/usr/bin/env python3
"""The list of leads and its search, over 10,000 and 100,000 sealed leads.

    bench_desk.py [PROGRAM] [FILLER] [--seconds N] [--rounds N] [--counts N,N]

wrk asks for a page of fifty as somebody who is signed in does, one thread, 16
keep-alive connections. A list that nobody has changed comes from memory, so
the list is also asked for after a change each time, one request after the
other. CPU a request counts the processes of the admin role, user and kernel
time; the best round counts, as busy neighbours must not. Prints Markdown.
"""

import argparse
import contextlib
import os
import re
import sqlite3
import subprocess
import time

from machine import cpu_seconds, house

from admin import signed_in

GOAL_CPU, GOAL_SEARCH, GOAL_GROWTH = 165, 100, 1.2
CONNECTIONS = 16

# What is asked for, and the words for it.
PAGES = [("the list", "/admin/leads"),
         ("by next date", "/admin/leads?sort=next"),
         ("page 100", "/admin/leads?before=5000"),
         ("one stage", "/admin/leads?stage=proposal"),
         ("overdue", "/admin/leads?follow=overdue"),
         ("one stack", "/admin/leads?stack=node"),
         ("board", "/admin/leads?view=board")]


def cookies(browser):
    return "; ".join(f"{name}={value}"
                     for name, value in browser.cookies.items())


def wrk(url, cookie, seconds):
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H",
         f"Cookie: {cookie}", url],
        capture_output=True, text=True, check=True).stdout
    if "Socket errors" in done or "Non-2xx" in done:
        raise SystemExit(f"wrk met errors at {url}:\n{done}")
    count = int(re.search(r"(\d+) requests in", done).group(1))
    return count, float(re.search(r"Requests/sec:\s+([\d.]+)",
                                  done).group(1))


def page_cost(server, path, cookie, given):
    """Requests a second and µs of CPU a request, of the best round."""
    url = f"http://127.0.0.1:{server.admin_port}{path}"
    wrk(url, cookie, 1)
    rounds = []
    for _ in range(given.rounds):
        before = cpu_seconds(server.processes())
        count, rate = wrk(url, cookie, given.seconds)
        used = cpu_seconds(server.processes()) - before
        rounds.append((used / count * 1e6, rate))
    return min(rounds)


def changed_cost(server, browser, rounds=3, requests=400):
    """µs of CPU a request, when something was written before each."""
    costs = []
    path = os.path.join(server.data, "intake.db")
    with contextlib.closing(sqlite3.connect(path)) as db:
        for _ in range(rounds):
            before = cpu_seconds(server.processes())
            for number in range(requests):
                db.execute("UPDATE lead SET touched_at = ? WHERE id = 1",
                           (60 * number,))
                db.commit()
                browser.get("/admin/leads")
            used = cpu_seconds(server.processes()) - before
            costs.append(used / requests * 1e6)
    return min(costs)


def search_time(browser, words, rounds=7):
    """Milliseconds until the whole answer is there, the best of some."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = browser.get(f"/admin/leads?q={words}")
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"search: {answer.status}")
    return min(times)


def measure(count, given):
    with house.Server(options=["--no-limits"], workers=2,
                      settings={"session.idle_minutes": "600"}) as server:
        subprocess.run([given.filler, server.data, str(count)], check=True)
        browser = signed_in(server)
        began = time.perf_counter()
        browser.get("/admin/leads")
        print(f"\n{count:,} leads (taken in and first shown in "
              f"{time.perf_counter() - began:.1f} s)\n")
        print("| page | bytes | requests/s | CPU/request |\n|---|---|---|---|")
        costs = {}
        for words, path in PAGES:
            size = len(browser.get(path).body)
            cpu, rate = page_cost(server, path, cookies(browser), given)
            costs[words] = cpu
            print(f"| {words} | {size:,} | {rate:,.0f} | {cpu:.0f} µs |",
                  flush=True)
        print(f"| the list after a change | | | "
              f"{changed_cost(server, browser):.0f} µs |")
        for words in ("season", "nobody-wrote-this", "person777"):
            print(f"\nsearch for “{words}”: "
                  f"{search_time(browser, words):.1f} ms")
        return costs["the list"], search_time(browser, "nobody-wrote-this")


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("program", nargs="?", default="build-release/fourways")
    words.add_argument("filler", nargs="?",
                       default="build-release/tests/bench/fill_leads")
    words.add_argument("--seconds", type=int, default=3)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--counts", default="10000,100000")
    given = words.parse_args()
    house.program = lambda: os.path.abspath(given.program)
    given.filler = os.path.abspath(given.filler)
    counts = [int(count) for count in given.counts.split(",")]
    found = {count: measure(count, given) for count in counts}
    few, many = found[counts[0]], found[counts[-1]]
    print(f"\nGoals: the list at most {GOAL_CPU} µs: {few[0]:.0f}; searched "
          f"in less than {GOAL_SEARCH} ms: {few[1]:.0f}; {counts[-1]:,} leads "
          f"at most {GOAL_GROWTH} times that: {many[0] / few[0]:.2f}.")


if __name__ == "__main__":
    main()
