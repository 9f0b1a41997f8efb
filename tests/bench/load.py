"""Load by wrk: what a job asks for, and what one sample of it found."""

import dataclasses
import json
import os
import re
import subprocess

from machine import HERE, NOISE, Watch

CONNECTIONS = 64


@dataclasses.dataclass
class Job:
    """Requests in turn ("METHOD /path body" each) or, counted, one whose
    {marks} change (job.lua); so many requests make one job."""

    lines: list
    headers: tuple = ()
    counted: bool = False
    requests: int = 1
    first_slot: int = 0


class Target:
    """Where a server answers, whose processes work for it, and how far the
    counted requests to it have come."""

    def __init__(self, url, pids, rows=None):
        self.url, self.pids, self.rows = url, pids, rows
        self.counted = 0


def environment(job, first):
    words = {"JOB_LINES": "\n".join(job.lines),
             "JOB_HEADERS": "\n".join(job.headers),
             "JOB_FIRST_SLOT": str(job.first_slot)}
    if job.counted:
        words["JOB_COUNT"] = str(first)
    return {**os.environ, **words}


def wrk(target, job, seconds, connections=CONNECTIONS):
    """What wrk counted; "cpu" is its own CPU time."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, seconds)}s",
               "--timeout", "10s", "-s", os.path.join(HERE, "job.lua"),
               target.url]
    running = subprocess.Popen(
        command, env=environment(job, target.counted), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = running.stdout.read()
    running.stdout.close()
    _, code, usage = os.wait4(running.pid, 0)
    running.returncode = code
    found = re.search(r"^JSON (.*)$", said, re.MULTILINE)
    if not found:
        raise RuntimeError(f"wrk at {target.url}: {said.strip()}")
    counts = json.loads(found.group(1))
    counts["cpu"] = usage.ru_utime + usage.ru_stime
    # What was on its way at the end has taken numbers as well.
    if job.counted:
        target.counted += counts["requests"] + 2 * connections + 8
    return counts


def sample(target, job, seconds, connections=CONNECTIONS):
    """One visit of wrk, per job: rate, milliseconds, CPU microseconds."""
    stored = target.rows() if target.rows else 0
    watch = Watch(target.pids)
    counts = wrk(target, job, seconds, connections)
    seen = watch.stop(counts["cpu"])
    jobs = max(1, counts["requests"] / job.requests)
    times = {name: counts[name] / 1000 * job.requests
             for name in ("p50", "p99", "max")}
    result = {
        "rate": jobs / (counts["us"] / 1e6), **times, "jobs": round(jobs),
        "cpu_us": seen.pop("cpu_seconds") / jobs * 1e6, **seen,
        "bytes": counts["bytes"] / jobs, "refused": counts["refused"],
        "errors": sum(counts[kind] for kind in
                      ("connect", "read", "write", "timeout"))}
    if target.rows:
        result["stored"] = target.rows() - stored
        result["lost"] = max(0, counts["requests"] - counts["refused"] -
                             result["stored"])
    return result


def quiet_sample(target, job, seconds, quiet, connections=CONNECTIONS):
    """A sample that others did not disturb, or the least disturbed."""
    best = None
    for _ in range(quiet.tries):
        quiet.wait()
        found = sample(target, job, seconds, connections)
        if best is None or found["foreign"] < best["foreign"]:
            best = found
        if best["foreign"] <= NOISE:
            break
    return best
