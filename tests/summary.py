#!/usr/bin/env python3
"""Counts test cases over all suites of one `meson test`.

Reads meson's testlog.json, in which every program's TAP output stands, names
each case that was skipped or failed, with the end of what a failed one said,
and ends with "N passed, N failed". What meson calls a failure without a "not
ok" in the output (a crash, a time-out, fewer cases than planned) counts as one
more failed case. No case at all is a failure: a suite that did not run proves
nothing.
"""

import json
import re
import sys

PLAN = re.compile(r"1\.\.(\d+)")
CASE = re.compile(r"(not )?ok\b\s*\d*\s*-?\s*([^#]*)(#\s*SKIP\b.*)?",
                  re.IGNORECASE)
SHOWN = 40
WORDS = 12     # lines of what the failed cases of a program said
GOOD = {"OK", "SKIP", "EXPECTEDFAIL"}


def count(test):
    """The cases of one program: passed, and the names of failed and skipped."""
    passed, failed, skipped, planned = 0, [], [], 0
    for line in test.get("stdout", "").splitlines():
        plan, case = PLAN.match(line), CASE.match(line)
        if plan:
            planned += int(plan.group(1))
        elif case and case.group(3):
            skipped.append(f"{test['name']}: {line}")
        elif case and case.group(1):
            failed.append(f"{test['name']}: {case.group(2).strip()}")
        elif case:
            passed += 1
    missing = planned - passed - len(failed) - len(skipped)
    if missing > 0:
        failed += [f"{test['name']}: case {planned - missing + number} "
                   f"of {planned} did not run"
                   for number in range(1, missing + 1)]
    elif test["result"] not in GOOD and not failed:
        failed.append(f"{test['name']}: {test['result'].lower()}")
    elif passed == 0 and not failed and not skipped:
        failed.append(f"{test['name']}: printed no case")
    return passed, failed, skipped


def said(test):
    """The end of what its failed cases said."""
    words, heard = [], False
    for line in test.get("stdout", "").splitlines():
        if CASE.match(line):
            heard = line.startswith("not ok")
        elif heard and line.startswith("#"):
            words.append(f"{test['name']}: {line}")
    return words[-WORDS:]


def main(path):
    try:
        with open(path, encoding="utf-8") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        tests = []
        print(f"no test log: {error}")
    counts = [count(test) for test in tests]
    passed = sum(c[0] for c in counts)
    failed = [name for c in counts for name in c[1]]
    for title, names in (("skipped", [n for c in counts for n in c[2]]),
                         ("FAILED", failed)):
        for name in names[:SHOWN]:
            print(f"{title}: {name}")
        if len(names) > SHOWN:
            print(f"{title}: and {len(names) - SHOWN} more")
    for test in tests:
        for line in said(test):
            print(line)
    if passed == 0 and not failed:
        failed.append("nothing ran")
        print("FAILED: nothing ran")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
