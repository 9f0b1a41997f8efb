#!/usr/bin/env python3
"""Holds the program's proof table against the independent evaluation.

    compare.py PROGRAM [ARGUMENT ...]

PROGRAM prints the table, one line for each combination. Prints TAP: one test
for each field, then the figures that the model is known to have, counted in
the program's own table.
"""

import subprocess
import sys
from collections import Counter

import model

tests = 0
failed = 0


def check(name, good, *details):
    global tests, failed
    tests += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {tests} - {name}")
    for detail in () if good else details[:10]:
        print(f"# {detail}")


def equal(name, seen, wanted):
    check(f"{name}: {wanted}", seen == wanted, f"seen: {seen}")


def rows(lines):
    return {row[0]: dict(zip(model.FIELDS, row))
            for row in (text.split(" ") for text in lines)}


def compare_fields(program, ours):
    for field in model.FIELDS[1:]:
        wrong = [f"{code}: program {program[code][field]}, "
                 f"model {ours[code][field]}"
                 for code in ours if code in program
                 and program[code].get(field) != ours[code][field]]
        check(f"{field} is the same for all combinations", not wrong, *wrong)


def sums_up(row):
    total = sum(int(part.split(":")[1]) for part in row["reasons"].split(",")
                if part != "-")
    scores = dict(part.split(":") for part in row["scores"].split(","))
    return total == int(scores[row["primary"]])


OVERRULED = {
    "js-rules-long-two", "js-rules-long-nofe", "js-rules-long-poly",
    "py-io-mvp-one", "py-io-legacy-one", "cs-io-mvp-one", "jvm-io-mvp-one",
    "jvm-io-mvp-poly", "jvm-crud-mvp-one", "gr-crud-mvp-one",
}


def check_figures(table):
    every = list(table.values())
    pairs = Counter((r["primary"], r["partner"]) for r in every)
    equal("kinds", dict(Counter(r["kind"] for r in every)),
          {"single": 322, "close": 79, "hybrid": 163, "start-one": 12})
    equal("different outcomes", len(pairs), 17)
    equal("different outcomes with their kind",
          len({(r["kind"], r["primary"], r["partner"]) for r in every}), 26)
    equal("stacks advised alone",
          {stack: count for (stack, partner), count in pairs.items()
           if partner == "-"},
          {"go": 87, "dotnet": 85, "python": 75, "node": 69, "java": 61,
           "rust": 24})
    equal("what a new team is told",
          {primary + ("" if partner == "-" else "+" + partner): count
           for (primary, partner), count in Counter(
               (r["primary"], r["partner"]) for r in every
               if r["code"].startswith("mix-")).items()},
          {"python": 27, "go": 20, "dotnet": 19, "node": 17, "rust": 12,
           "node+go": 1})
    overruled = {r["code"] for r in every if r["overruled"] == "yes"}
    check("the team is overruled in the ten combinations known, no other",
          overruled == OVERRULED, *(overruled ^ OVERRULED))
    equal("ties by tie-break",
          dict(Counter(r["tie"] for r in every if r["tie"] != "-")),
          {"a": 5, "b": 11})
    equal("close calls that the team guard made",
          sum(r["guarded"] == "yes" and r["kind"] == "close" for r in every),
          5)
    equal("tension notes", sum(r["tensions"] != "-" for r in every), 118)
    few = [r["code"] for r in every if len(r["flips"].split(",")) < 4]
    check("at least four single answers flip every result", not few, *few)
    for place, (question, wanted) in enumerate(
            zip(model.QUESTIONS, (576, 576, 124, 60))):
        equal(f"results whose stacks {question} alone can change",
              sum(flips_at(table, r, place) for r in every), wanted)
    wrong = [r["code"] for r in every if not sums_up(r)]
    check("the reasons add up to the score", not wrong, *wrong)


def flips_at(table, row, place):
    """Whether another answer at place leads to other stacks."""
    ours = row["code"].split("-")
    for flip in row["flips"].split(","):
        code = flip.split(":")[0]
        other = table.get(code)
        if other and code.split("-")[place] != ours[place] and \
                (other["primary"], other["partner"]) != \
                (row["primary"], row["partner"]):
            return True
    return False


def main():
    run = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True,
                         timeout=60, check=False)
    lines = run.stdout.splitlines()
    ours = [model.line(answers) for answers in model.COMBINATIONS]
    check("the program ends well", run.returncode == 0,
          f"exit code {run.returncode}")
    equal("combinations", len(lines), 576)
    program = rows(lines)
    check("the combinations are the same, in the same order",
          list(program) == list(rows(ours)))
    compare_fields(program, rows(ours))
    check("the two tables are equal byte for byte", lines == ours)
    if set(program) == set(rows(ours)):
        check_figures(program)
    print(f"1..{tests}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
