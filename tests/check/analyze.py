#!/usr/bin/env python3
"""gcc's -fanalyzer over our own files, with the flags the build gave them.

    analyze.py BUILD

Kore's sources are compiled by the same build but are not ours to mend, so
they are left out. Needs a gcc build whose generated headers are made.
"""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

import tree

# gcc 12 does not follow a realloc whose result is stored where the old
# pointer was, and calls it a leak; the sanitizers look for real ones.
EXTRA = ["-fanalyzer", "-Wno-analyzer-malloc-leak", "-Werror", "-fdiagnostics-plain-output",
         "-o", os.devnull]


def own(command):
    path = os.path.normpath(os.path.join(command["directory"],
                                         command["file"]))
    return path.startswith(os.path.join(tree.root_of_project(), "app"))


def without_outputs(words):
    """The words of a compile command that say nothing of files to write."""
    words = iter(words)
    for word in words:
        if word in ("-o", "-MF", "-MQ"):
            next(words)
        elif word != "-MD":
            yield word


def analyze(command):
    words = list(without_outputs(shlex.split(command["command"])))
    done = subprocess.run(words + EXTRA,
                          cwd=command["directory"], check=False,
                          capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def main():
    with open(os.path.join(sys.argv[1], "compile_commands.json"),
              encoding="utf-8") as commands:
        todo = [command for command in json.load(commands) if own(command)]
    if not todo:
        tree.finish([f"{sys.argv[1]}: no file of ours in it"])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tree.finish([text for text in pool.map(analyze, todo) if text])


if __name__ == "__main__":
    main()
