#!/usr/bin/python3
"""What the processes really ask of the kernel in the main job, held against
what they may: each line of a worker's list is needed, and the units of the
package let through what the roles ask."""

import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
HTTP = os.path.join(HERE, os.pardir, "http")
sys.path.insert(0, HTTP)

# pylint: disable=wrong-import-position
from server import ROOT, program  # noqa: E402
from tap import case, contains, run, same  # noqa: E402

# Lines of the list that the main job does not come to, and what does.
ELSEWHERE = {
    "fchmod": "SQLite, when it makes a log for a database that a group "
              "shares (store/owners.h) and the umask took its bits away",
    "mremap": "realloc of a block of 128 KiB and more, such as SQLite's when "
              "it sorts the rows of many leads",
    "restart_syscall": "the kernel, in the place of a nap that a stop and a "
                       "continue broke off: tests/http/commit.py",
    "sysinfo": "qsort of more than 1 KiB asks once for the memory there is, "
               "which sorting the zones does before the fork: a worker would "
               "die of it if that order were another",
}
# Refused, and asked by the resolver alone: here the server is found by a path.
BY_NAME = {"bind", "sendmmsg", "ioctl", "uname"}
if os.geteuid() != 0:
    ELSEWHERE["fchown"] = "SQLite, when it runs as root"

WRAP = """#!/bin/sh
[ "$1" = serve ] || exec "{program}" "$@"
exec strace -D -ff -qq --signal=none -o "{folder}/t" "{program}" "$@"
"""


class Traces:
    """The calls of every process of a site at its main job."""

    def __init__(self, folder, *within):
        """within: a program that runs the job, with what it needs."""
        wrap = os.path.join(folder, "fourways")
        with open(wrap, "w", encoding="utf-8") as out:
            out.write(WRAP.format(program=program(), folder=folder))
        os.chmod(wrap, 0o755)
        done = subprocess.run(
            [*within, "/usr/bin/python3", os.path.join(HTTP, "main_job.py"),
             wrap],
            capture_output=True, text=True, timeout=120, check=False)
        same((done.returncode, "not ok" in done.stdout), (0, False),
             done.stdout[-2000:] + done.stderr[-2000:])
        self.of_all, self.of_workers = set(), set()
        for path in glob.glob(os.path.join(folder, "t.*")):
            with open(path, encoding="utf-8", errors="replace") as trace:
                self.read(trace.readlines())

    def read(self, lines):
        calls = [found.group(1) for line in lines
                 if (found := re.match(r"(\w+)\(", line))]
        self.of_all |= set(calls)
        closed = [at for at, line in enumerate(lines)
                  if line.startswith(("seccomp(", "prctl(PR_SET_SECCOMP"))]
        if closed:
            self.of_workers |= {
                found.group(1) for line in lines[closed[0] + 1:]
                if (found := re.match(r"(\w+)\(", line))}
        elif calls[:1] in (["rseq"], ["set_robust_list"]):
            self.of_workers |= set(calls)  # a thread of one


def allowed(name):
    """The calls that a list of kore_sandbox.c adds to Kore's, without a
    sanitizer's."""
    with open(os.path.join(ROOT, "app", "web", "kore_sandbox.c"),
              encoding="utf-8") as text:
        inside = text.read().split(f"sock_filter {name}[] = {{\n")[1]
    return re.findall(r"KORE_SYSCALL_(?:ALLOW|DENY)\((\w+)",
                      inside.split("\n};")[0].split("#if defined")[0])


def filter_sets():
    """@set: what is in it, sets included."""
    text = subprocess.run(["systemd-analyze", "syscall-filter"],
                          capture_output=True, text=True, check=True).stdout
    found, name = {}, None
    for line in text.splitlines():
        if line.startswith("@"):
            found[name := line.strip()] = set()
        elif name and (word := line.strip()) and not word.startswith("#"):
            found[name].add(word)
    return found


def expand(word, sets):
    if not word.startswith("@"):
        return {word}
    return set().union(*(expand(part, sets) for part in sets[word]))


def let_through(unit, sets):
    """The calls that a unit's lines leave, as systemd.exec(5) reads them."""
    calls = expand("@default", sets)
    with open(unit, encoding="utf-8") as text:
        for line in re.findall(r"^SystemCallFilter=(.*)$", text.read(),
                               re.MULTILINE):
            taken = line.startswith("~")
            for word in line.lstrip("~").split():
                if taken:
                    calls -= expand(word, sets) - expand("@default", sets)
                else:
                    calls |= expand(word, sets)
    return calls


@case
def each_call_a_worker_may_make_is_needed(traces):
    lines = allowed("common_filter")
    assert len(lines) > 15, lines
    same(sorted(set(lines)), sorted(lines), "each once")
    unseen = {name for name in lines if name not in traces.of_workers}
    same(sorted(unseen), sorted(ELSEWHERE), "lines that nothing made use of")


@case
def each_call_for_a_database_on_a_server_is_needed(_):
    lines = allowed("server_filter")
    assert len(lines) > 3, lines
    with tempfile.TemporaryDirectory() as folder:
        # Debian's Python, which finds Debian's packages.
        traces = Traces(folder, "/usr/bin/python3",
                        os.path.join(ROOT, "tests", "postgres.py"))
    same(set(lines) - traces.of_workers - BY_NAME, set(),
         "lines that nothing made use of")


@case
def the_control_a_call_that_nobody_makes_would_be_told(traces):
    assert "ptrace" not in traces.of_workers
    assert "pwrite64" in traces.of_workers


@case
def the_units_let_through_what_the_roles_ask(traces):
    sets = filter_sets()
    # Only root is asked for another owner of a file: by SQLite.
    asked = traces.of_all - {"fchown"}
    for role in ("public", "admin", "courier", "backup"):
        unit = os.path.join(ROOT, "conf", f"fourways-{role}.service")
        same(sorted(asked - let_through(unit, sets)), [], unit)


@case
def the_control_the_units_refuse_what_no_role_asks(_):
    sets = filter_sets()
    for role in ("public", "admin", "courier", "migrate", "backup"):
        left = let_through(os.path.join(
            ROOT, "conf", f"fourways-{role}.service"), sets)
        same(sorted(left & {"ptrace", "mount", "setuid", "chroot", "bpf",
                            "kexec_load", "reboot", "setpriority"}), [], role)
        contains(sorted(left), "pwrite64")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fourways-calls-") as where:
        code = run(Traces(where))
    sys.exit(code)
