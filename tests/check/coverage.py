#!/usr/bin/env python3
"""Which lines and branches of app/ the tests reach, held against the goals.

    coverage.py TRACE.json...     what gcovr --json wrote; several are added up

Prints a table by folder, the files whose branches must all be taken, and what
is missing there line by line. Fails below a goal.
"""

import collections
import json
import os
import sys

LINES_GOAL = 95.0       # percent, of all of app/
LISTED_BELOW = 90.0     # files with a smaller share of their lines are named

# What strangers' bytes, keys and other people's time depend on: each branch.
CRITICAL = (
    "app/base/html.c",
    "app/crypto/aead.c", "app/crypto/open.c", "app/crypto/opener.c",
    "app/crypto/seal.c", "app/crypto/session_key.c",
    "app/domain/audit.c", "app/domain/availability.c",
    "app/domain/open_hours.c",
    "app/store/audit_events.c", "app/store/audit_head.c",
    "app/store/audit_verify.c", "app/store/sessions.c",
    "app/web/cookie.c", "app/web/form.c", "app/web/guard.c",
    "app/web/guard_line.c", "app/web/session.c",
)


class File:
    """Counts of one source file over all traces."""

    def __init__(self):
        self.lines = collections.Counter()
        self.branches = collections.Counter()

    def add(self, lines):
        for line in lines:
            if line.get("gcovr/noncode"):
                continue
            number = line["line_number"]
            self.lines[number] += line["count"]
            for at, branch in enumerate(line["branches"]):
                self.branches[number, at] += branch["count"]

    def missed_lines(self):
        return sorted(n for n, count in self.lines.items() if count == 0)

    def missed_branches(self):
        """line: how many of its branches, of how many."""
        missed = collections.Counter(
            n for (n, _), count in self.branches.items() if count == 0)
        of = collections.Counter(n for n, _ in self.branches)
        return {n: (missed[n], of[n]) for n in sorted(missed)}


def read(paths):
    files = collections.defaultdict(File)
    for path in paths:
        with open(path, encoding="utf-8") as trace:
            for entry in json.load(trace)["files"]:
                files[entry["file"]].add(entry["lines"])
    return files


def share(counters):
    """(reached, all, percent) of the counters of several files."""
    counts = [count for counter in counters for count in counter.values()]
    hit = sum(1 for count in counts if count > 0)
    return hit, len(counts), 100.0 * hit / len(counts) if counts else 100.0


def row(name, files):
    lines = share(file.lines for file in files)
    branches = share(file.branches for file in files)
    print(f"{name:30} {lines[0]:6} of {lines[1]:6} {lines[2]:6.1f} %"
          f" {branches[0]:6} of {branches[1]:6} {branches[2]:6.1f} %")
    return lines[2]


def runs(numbers):
    """1, 2, 3, 7 as "1-3, 7"."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def print_folders(files):
    folders = collections.defaultdict(list)
    for path, file in files.items():
        folders[os.path.dirname(path)].append(file)
    print(f"{'folder':30} {'lines':>16} {'':8} {'branches':>16}")
    for folder in sorted(folders):
        row(folder, folders[folder])
    return row("all", files.values())


def print_low(files):
    print(f"\nfiles with less than {LISTED_BELOW:.0f} % of their lines")
    for path in sorted(files):
        file = files[path]
        if share([file.lines])[2] < LISTED_BELOW:
            row(path.removeprefix("app/"), [file])
            print(f"    lines {runs(file.missed_lines())}")


def print_critical(files):
    """What keeps a critical file from its goal."""
    problems = []
    print("\nfiles of which every branch must be taken")
    for path in CRITICAL:
        if path not in files:
            problems.append(f"{path}: no test ran it")
            continue
        file = files[path]
        row(path.removeprefix("app/"), [file])
        for number, (count, of) in file.missed_branches().items():
            problems.append(f"{path}:{number}: {count} of {of} branches"
                            " not taken")
    return problems


def main(paths):
    files = read(paths)
    percent = print_folders(files)
    print_low(files)
    problems = print_critical(files)
    if percent < LINES_GOAL:
        problems.append(f"app: {percent:.2f} % of the lines, not"
                        f" {LINES_GOAL:.0f} %")
    print()
    for problem in problems:
        print(problem)
    print(f"{0 if problems else 1} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
