#!/usr/bin/env python3
"""What a broken-in worker may ask of the kernel. A debugger stands for whoever
has taken it over, and makes the calls from inside. The control: what a worker
needs for its work is let through by the same way."""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "http"))

# pylint: disable=wrong-import-position
from client import Client  # noqa: E402
from server import (Server, children_of, is_alive, status_of,  # noqa: E402
                    wait_for)
from tap import case, run, same  # noqa: E402

NOBODY = 65534
EACCES, EPERM = 13, 1
GETPID, SOCKET, EXECVE, PTRACE, CLONE, MPROTECT = 39, 41, 59, 101, 56, 10
CLONE3, A_THREAD = 435, 0x3d0f00   # as glibc makes one
PR_GET_DUMPABLE = 3


def inside(pid, expression):
    """What a call made in the process answers; None when it died of it."""
    done = subprocess.run(
        ["gdb", "-q", "-nx", "-batch", "-p", str(pid),
         "-ex", "set confirm off",
         "-ex", f"print (long){expression}",
         "-ex", "print *(int *)((long (*)(void))__errno_location)()"],
        capture_output=True, text=True, timeout=60, check=False)
    values = re.findall(r"^\$\d+ = (-?\d+)", done.stdout, re.MULTILINE)
    if not values:
        assert "SIGSYS" in done.stdout + done.stderr, \
            f"{expression}: {done.stdout} {done.stderr}"
        return None
    return int(values[0]), int(values[-1])


def call(number, *arguments):
    words = ", ".join(f"{word}L" for word in (number, *arguments, 0, 0, 0))
    return f"((long (*)(long, ...))syscall)({words})"


def workers(server):
    """Of visitors, then of the desk: they have three, it has two."""
    found = []
    for parent in children_of(server.pid):
        below = [pid for pid in children_of(parent)
                 if status_of(pid).get("Seccomp_filters") == "2"]
        if below:
            found.append(below)
    found.sort(key=len, reverse=True)
    return found if [len(below) for below in found] == [3, 2] else None


def visitors_worker(server):
    return wait_for(lambda: workers(server), 5, "all workers")[0][0]


def desks_worker(server):
    return wait_for(lambda: workers(server), 5, "all workers")[1][0]


def answers(server):
    return wait_for(lambda: Client(server.port).get("/").status == 200, 5,
                    "an answer after the worker was lost")


def is_refused(server, expression, whose=(visitors_worker, desks_worker)):
    for worker in whose:
        seen = inside(worker(server), expression)
        if seen is not None:
            same(seen[0], -1, expression)
            assert seen[1] in (EACCES, EPERM), f"{expression}: {seen[1]}"
        answers(server)


@case
def the_control_what_a_worker_may_ask_is_answered(server):
    pid = visitors_worker(server)
    same(inside(pid, call(GETPID))[0], pid)
    assert is_alive(pid), "the debugger killed it"


@case
def no_program_is_started(server):
    is_refused(server, call(EXECVE))


@case
def no_process_is_made(server):
    is_refused(server, call(CLONE, 17))


@case
def no_thread_is_made_beside_the_one_there_is(server):
    for worker in (visitors_worker, desks_worker):
        pid = worker(server)
        threads = os.listdir(f"/proc/{pid}/task")
        same(len(threads), 2, "threads of a worker")
        for thread in threads:
            with open(f"/proc/{pid}/task/{thread}/status",
                      encoding="utf-8") as status:
                assert "Seccomp_filters:\t2\n" in status.read(), \
                    f"thread {thread} has another sandbox"
        same(inside(worker(server), call(CLONE, A_THREAD)), None, "clone")
        answers(server)
        same(inside(worker(server), call(CLONE3))[0], -1, "clone3")


@case
def no_connection_goes_out(server):
    is_refused(server, call(SOCKET, 2, 1))


@case
def no_other_process_is_looked_into(server):
    is_refused(server, call(PTRACE, 16, server.pid))


@case
def no_memory_becomes_a_program(server):
    pid = visitors_worker(server)
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        for line in maps:
            rights = line.split()[1]
            assert not {"w", "x"} <= set(rights), line


@case
def no_file_of_the_office_or_the_system_is_opened(server):
    for path in ("/etc/passwd", os.path.join(server.data, "office.db"),
                 os.path.join(server.data, "keys", "audit.key")):
        is_refused(server, f'((int (*)(const char *, int))open)("{path}", 0)',
                   [visitors_worker])


@case
def no_process_leaves_a_core_and_those_with_keys_show_nothing(server):
    for pid in server.processes():
        with open(f"/proc/{pid}/limits", encoding="utf-8") as limits:
            line = re.search(r"^Max core file size +(\S+) +(\S+)",
                             limits.read(), re.MULTILINE)
        same(line.groups(), ("0", "0"), f"limits of {pid}")
    dumpable = {}
    for pid in server.processes():
        if status_of(pid).get("Seccomp") != "2":
            seen = inside(pid, f"((int (*)(int))prctl)({PR_GET_DUMPABLE})")
            dumpable.setdefault(seen[0], []).append(pid)
    # Supervisor and the public role's parent, which hold no key, may be
    # looked at; the parents of desk and courier may not, nor what they fork.
    same(sorted(dumpable), [0, 1], "both kinds")
    assert len(dumpable[0]) >= 2, f"closed: {dumpable}"


@case
def it_runs_without_any_right_of_root(_):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o777)
        before = os.geteuid()
        if before == 0:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        try:
            humble = Server(folder=os.path.join(folder, "site"))
        finally:
            if before == 0:
                os.seteuid(0)
                os.setegid(0)
        humble.user = NOBODY if before == 0 else None
        with humble:
            same(Client(humble.port).get("/").status, 200)
            for pid in humble.processes():
                status = status_of(pid)
                same(status["Uid"].split().count("0"), 0, "root among uids")
                same(int(status["CapEff"], 16), 0, "capabilities")
                same(int(status["CapPrm"], 16), 0, "capabilities")


if __name__ == "__main__":
    with Server(workers=3) as serving:
        code = run(serving)
    sys.exit(code)
