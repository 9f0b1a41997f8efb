#!/usr/bin/python3
"""How the program was built, and what its memory may become."""

import json
import mmap
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

# pylint: disable=wrong-import-position
from client import Client  # noqa: E402
from server import Server, program  # noqa: E402
from tap import case, run, same  # noqa: E402

GREEN = {"relro": "full", "canary": "yes", "nx": "yes", "pie": "yes",
         "rpath": "no", "runpath": "no", "fortify_source": "yes"}


def checksec(path):
    done = subprocess.run(["checksec", f"--file={path}", "--output=json"],
                          capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)[path]
    return {key: seen[key] for key in GREEN}


def both_written_and_run(pid):
    """Mappings of a process that are writable and executable."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        return [line.strip() for line in maps
                if {"w", "x"} <= set(line.split()[1])]


@case
def the_program_is_built_with_all_that_checksec_knows(_):
    same(checksec(program()), GREEN)


@case
def the_control_a_program_built_without_is_told(_):
    with tempfile.TemporaryDirectory(prefix="fourways-built-") as folder:
        path = os.path.join(folder, "bare")
        subprocess.run(["cc", "-x", "c", "-", "-o", path, "-no-pie",
                        "-fno-stack-protector", "-U_FORTIFY_SOURCE",
                        "-z", "norelro", "-z", "execstack"],
                       input="int main(void) { return 0; }", text=True,
                       check=True)
        bare = checksec(path)
    for key in ("relro", "canary", "nx", "pie", "fortify_source"):
        assert bare[key] != GREEN[key], f"{key}: {bare}"


@case
def no_memory_of_any_process_is_both_written_and_run(server):
    same(Client(server.port).get("/").status, 200)
    pids = [server.pid, *server.processes()]
    assert len(pids) > 6, pids
    for pid in pids:
        same(both_written_and_run(pid), [], f"process {pid}")


@case
def the_control_such_memory_is_found(_):
    with mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE |
                   mmap.PROT_EXEC):
        same(len(both_written_and_run(os.getpid())), 1)


if __name__ == "__main__":
    with Server() as serving:
        code = run(serving)
    sys.exit(code)
