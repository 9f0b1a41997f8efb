#!/usr/bin/env python3
"""The same four jobs from the stacks our guides talk about, side by side.

    peers.py setup|check|run|report|list [--program FILE] [--peers a,b]
             [--rounds N] [--seconds N] [--tries N] [--quick] [--guide]

setup builds what this machine can build and keeps the reason for what it
cannot; check has every peer do the whole job; run measures and writes
peers.json; report prints the table, with --guide the one of our guide. One
server is alive at a time, started anew on fresh data for every visit, in
another order every round. README.md has the contract of a peer.
"""

import argparse
import contextlib
import gzip
import json
import os
import re
import subprocess
import sys
import time

import contract
import machine
import nginx
import ours
import peers_table
from load import CONNECTIONS, quiet_sample, wrk
from machine import STATE, house, say
from peer import BUILT, OURS, STATIC, WORKERS, Ours, Peer, tools
from peer_check import problems

ORDER = ["raw", "raw-commit", "nginx", "rust", "go", "go-batch", "fastify",
         "express", "fastapi", "django"]
RATES = {"page": 1000, "list": 100}  # a second, open loop


def everyone(wanted):
    """Fourways first, then the peers in order."""
    names = [OURS, *ORDER]
    if wanted:
        unknown = set(wanted) - set(names)
        if unknown:
            raise SystemExit(f"no such peer: {', '.join(sorted(unknown))}")
        names = [name for name in names if name in wanted]
    return [Ours() if name == OURS else Peer(name) for name in names]


# ---- setup ----

def keep_pages():
    """What the static peers send: the bytes a whole peer makes, as files for
    nginx and as whole answers for raw."""
    source = next((peer for peer in map(Peer, ("fastify", "go", "fastapi",
                                               "express", "django"))
                   if peer.why_not() is None), None)
    if source is None:
        for name in ("raw", "nginx"):
            Peer(name).keep_reason("has no page to send: needs fastify, go, "
                                   "fastapi, express or django")
        return
    with source.server() as visit:
        visit.prepare()
        page = os.path.join(STATIC, "site", contract.GUIDE.lstrip("/"))
        os.makedirs(os.path.dirname(page), exist_ok=True)
        body = visit.one("page")[2]
        for path, content in ((page, body),
                              (page + ".gz", gzip.compress(body, 9))):
            with open(path, "wb") as out:
                out.write(content)
        for job, name in (("page", "page"), ("page 304", "page-304"),
                          ("page gzip", "page-gzip"), ("list", "list"),
                          ("assessment", "result")):
            with open(os.path.join(STATIC, name), "wb") as out:
                out.write(whole(*visit.one(job)))


def whole(status, headers, body):
    kept = [f"{name}: {value}" for name, value in headers.items()
            if name.lower() not in ("content-length", "transfer-encoding",
                                    "connection", "keep-alive")]
    if status != 304:
        kept.append(f"Content-Length: {len(body)}")
    return "\r\n".join([f"HTTP/1.1 {status} Again", *kept, "", ""]
                       ).encode() + body


def setup(given):
    for peer in everyone(given.peers):
        began = time.monotonic()
        done = peer.setup()
        say(f"setup {peer.name}:", "done" if done else peer.why_not(),
            f"({time.monotonic() - began:.0f} s)")
    keep_pages()


# ---- check ----

def found_wrong(peer):
    """What a peer that is there does not do."""
    try:
        with peer.server() as visit:
            if "page" in peer.jobs:
                visit.prepare()
            return problems(peer, visit)
    except (AssertionError, OSError, RuntimeError) as why:
        return [str(why)]


def check(given):
    bad = 0
    for peer in everyone(given.peers):
        if missing := peer.why_not():
            say(f"check {peer.name}: is missing: {missing}")
            continue
        found = found_wrong(peer)
        bad += len(found)
        say(f"check {peer.name}:", "; ".join(found) or (
            "has its own tests" if peer.name == OURS else
            "does the whole job"))
    return 1 if bad else 0


# ---- run ----

def at_rate(visit, job, seconds):
    """Milliseconds at a fixed rate, from the planned time of sending."""
    target, asked = visit.target(job), visit.jobs[job]
    head = "".join(f"{line}\r\n" for line in (
        f"Host: 127.0.0.1:{target.url.rsplit(':', 1)[1]}", *asked.headers))
    path = os.path.join(STATE, "requests")
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.writelines(f"GET {line.split()[1]} HTTP/1.1\r\n{head}\r\n\n%%\n"
                       for line in asked.lines)
    before = machine.cpu_seconds(visit.pids())
    said = subprocess.run(
        [os.path.join(tools(), "rate"), target.url.rsplit(":", 1)[1],
         str(CONNECTIONS), str(RATES[job]), str(seconds), path],
        capture_output=True, text=True, timeout=seconds + 30, check=True)
    found = json.loads(said.stdout)
    used = machine.cpu_seconds(visit.pids()) - before
    return {**found, "cpu_us": used / max(1, found["done"]) * 1e6}


def measure(peer, visit, kept, given, quiet):
    kept.setdefault("cold_ms", []).append(visit.cold)
    if "page" in peer.jobs:
        visit.prepare()
    for job in (name for name in contract.JOBS if name in peer.jobs):
        target = visit.target(job)
        wrk(target, visit.jobs[job], 1)
        found = quiet_sample(target, visit.jobs[job], given.seconds, quiet)
        if job == "assessment" or job not in kept.setdefault("bytes", {}):
            kept["bytes"][job] = found["bytes"]
        kept.setdefault("jobs", {}).setdefault(job, []).append(found)
        say(f"{peer.name}: {job}: {found['rate']:,.0f}/s, "
            f"{found['cpu_us']:.1f} µs, others {found['foreign']:.0%}")
    for job in ("page", "list"):
        if job in peer.jobs and not peer.limit:
            kept.setdefault("rate", {}).setdefault(job, []).append(
                at_rate(visit, job, given.seconds))
    kept.setdefault("memory", []).append(
        {**machine.memory_mib(visit.pids()), "processes": len(visit.pids())})


def number_in(words):
    """The version that a program's line about itself names."""
    number = re.search(r"\d+(\.\d+)+", words or "")
    return number.group() if number else None


def versions():
    asked = {"Node.js": ("node", "-v"), "Rust": ("rustc", "-V"),
             "Python": ("/usr/bin/python3", "-V"),
             "Go": ("/usr/lib/go-1.19/bin/go", "version"),
             "nginx": (nginx.binary(), "-v"), "wrk": ("wrk", "-v"),
             "SQLite": ("sqlite3", "--version")}
    found = {name: number_in(machine.first_line(*command))
             for name, command in asked.items()}
    for name in ("fastify", "express", "better-sqlite3"):
        with contextlib.suppress(OSError):
            folder = os.path.join(BUILT, "express" if name == "express"
                                  else "fastify", "node_modules", name)
            with open(os.path.join(folder, "package.json"),
                      encoding="utf-8") as read:
                found[name.capitalize() if "-" not in name else name] = (
                    json.load(read)["version"])
    for name in ("Django", "FastAPI"):
        found[name] = machine.first_line(
            "/usr/bin/python3", "-c", f"import {name.lower()} as it; "
            "print(it.__version__)")
    return {name: said for name, said in found.items() if said}


def new_document(peers, given):
    return {"about": machine.about(versions=versions()),
            "rounds": given.rounds, "seconds": given.seconds,
            "connections": CONNECTIONS, "workers": WORKERS,
            "rates": RATES, "setting": ours.SETTING,
            "peers": {peer.name: {"label": peer.label, "limit": peer.limit,
                                  "missing": peer.why_not(), "faults": [],
                                  "kept": {}}
                      for peer in peers}}


def one_round(number, peers, doc, given, quiet):
    first = number * 3 % len(peers)  # another order every round
    for peer in peers[first:] + peers[:first]:
        said = doc["peers"][peer.name]
        if said["missing"]:
            continue
        try:
            with machine.alone(), peer.server() as visit:
                measure(peer, visit, said["kept"], given, quiet)
        except (RuntimeError, AssertionError, OSError,
                subprocess.SubprocessError) as why:
            said["faults"].append(f"round {number + 1}: {why}"[:200])
            say(f"{peer.name}: {why}")


def run(given):
    peers = everyone(given.peers)
    doc = new_document(peers, given)
    quiet = machine.Quiet(given.rounds * 20, given.tries)
    for number in range(given.rounds):
        one_round(number, peers, doc, given, quiet)
        with open(given.json, "w", encoding="utf-8") as out:
            json.dump(doc, out, indent=1)
    for peer in peers:
        if not peer.why_not():
            doc["peers"][peer.name]["footprint_mib"] = peer.footprint_mib()
    with open(given.json, "w", encoding="utf-8") as out:
        json.dump(doc, out, indent=1)
    report(given)


def report(given):
    with open(given.json, encoding="utf-8") as read:
        doc = json.load(read)
    print(peers_table.guide(doc) if given.guide else peers_table.report(doc))


def names(_):
    print("\n".join([OURS, *ORDER]))


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    todo = {"setup": setup, "check": check, "run": run, "report": report,
            "list": names}
    words.add_argument("what", choices=todo)
    words.add_argument("--program", default="build-release/fourways")
    words.add_argument("--peers", default=[], type=lambda text: text.split(","))
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=int, default=4)
    words.add_argument("--tries", type=int, default=3)
    words.add_argument("--quick", action="store_true")
    words.add_argument("--guide", action="store_true")
    words.add_argument("--json", default=os.path.join(STATE, "peers.json"))
    given = words.parse_args()
    if given.quick:
        given.rounds, given.seconds, given.tries = 1, 1, 1
    program = os.path.abspath(given.program)
    house.program = lambda: program
    os.makedirs(BUILT, exist_ok=True)
    sys.exit(todo[given.what](given))


if __name__ == "__main__":
    main()
