#!/usr/bin/env python3
"""Holds tests/security/asvs5.tsv against OWASP ASVS 5.0, levels 1 and 2, and
against the tests it names.

Each requirement has one row: what is asked in our words, and a verdict with its
proof. "test": file and case, which is there and is run. "doc": file and one of
its headings. "n/a" and "no": the reason, in three words or more; what we do not
meet is counted and listed, for it must not be forgotten.

    asvs.py [ROOT]
"""

import os
import re
import sys

import requirements
import tree

TABLE = "tests/security/asvs5.tsv"
COLUMNS = ["id", "level", "what", "verdict", "file", "case", "reason"]
NOTHING = "-"

# Level of requirement 1, 2, ... of each section; those of level 3 come last
# there and are left out.
LEVELS = {
    "1.1": "22", "1.2": "111112222", "1.3": "11222222222", "1.4": "222",
    "1.5": "12", "2.1": "122", "2.2": "112", "2.3": "1222", "2.4": "2",
    "3.2": "11", "3.3": "1222", "3.4": "112222", "3.5": "11122", "3.7": "22",
    "4.1": "122", "4.2": "2", "4.3": "22", "4.4": "1222", "5.1": "2",
    "5.2": "112", "5.3": "11", "5.4": "222", "6.1": "122",
    "6.2": "111111112222", "6.3": "1122", "6.4": "1122", "6.5": "22222",
    "6.6": "222", "6.8": "2222", "7.1": "222", "7.2": "1111", "7.3": "22",
    "7.4": "11222", "7.5": "22", "7.6": "22", "8.1": "12", "8.2": "112",
    "8.3": "1", "8.4": "2", "9.1": "111", "9.2": "1222", "10.1": "22",
    "10.2": "22", "10.3": "2222", "10.4": "11111222222", "10.5": "22222",
    "10.6": "22", "10.7": "222", "11.1": "22", "11.2": "222", "11.3": "112",
    "11.4": "1222", "11.5": "2", "11.6": "2", "12.1": "122", "12.2": "11",
    "12.3": "2222", "13.1": "2", "13.2": "22222", "13.3": "22",
    "13.4": "12222", "14.1": "22", "14.2": "1222", "14.3": "122",
    "15.1": "122", "15.2": "122", "15.3": "1222222", "16.1": "2",
    "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "222",
    "17.1": "2", "17.2": "2222", "17.3": "22",
}
# As the standard counts them itself.
COUNTS = {"1": 70, "2": 183}


def wanted():
    """id: level of every requirement there must be, in order."""
    return {f"{section}.{number}": level
            for section, levels in LEVELS.items()
            for number, level in enumerate(levels, 1)}


def problem_of_document(root, path, heading):
    """What is wrong with a heading that a row names, or None."""
    if not os.path.isfile(os.path.join(root, path)):
        return f"there is no {path}"
    if not re.search(rf"^#+ {re.escape(heading)}$", tree.read(root, path),
                     re.MULTILINE):
        return f"{path} has no heading {heading}"
    return None


def check_row(root, row):
    """What is wrong with a row, or None."""
    if len(row) != len(COLUMNS) or not all(part.strip() for part in row):
        return "not seven columns, each with a text"
    number, level, _, verdict, path, name, reason = row
    if wanted().get(number) != level:
        return f"{number} of level {level} is no requirement of the standard"
    if verdict in ("n/a", "no"):
        return None if len(reason.split()) >= 3 and path == name == NOTHING \
            else f"{verdict} needs a reason of three words, and no test"
    if reason != NOTHING:
        return f"{verdict} needs no reason"
    if verdict == "doc":
        return problem_of_document(root, path, name)
    return requirements.problem_of(root, path, name) if verdict == "test" \
        else f"{verdict} is no verdict"


def summary(rows):
    """What the table says in all, and what is not met."""
    verdicts = [row[3] for row in rows]
    yield ", ".join(f"{verdicts.count(word)} {word}"
                    for word in ("test", "doc", "n/a", "no"))
    for row in rows:
        if row[3] == "no":
            yield f"not met: {row[0]} {row[2]}: {row[6]}"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    if not os.path.isfile(os.path.join(root, TABLE)):
        tree.finish([f"there is no {TABLE}"])
    rows = requirements.rows_of(root, TABLE)
    problems = []
    levels = list(wanted().values())
    if any(levels.count(level) != count for level, count in COUNTS.items()):
        problems.append("the levels are not those of the standard")
    if not rows or rows[0][1] != COLUMNS:
        problems.append(f"{TABLE}:1: the columns are {', '.join(COLUMNS)}")
    for line, row in rows[1:]:
        problem = check_row(root, row)
        if problem is not None:
            problems.append(f"{TABLE}:{line}: {problem}")
    named = [row[0] for _, row in rows[1:]]
    problems += [f"{TABLE}: {number} has {named.count(number)} rows"
                 for number in wanted() if named.count(number) != 1]
    if not problems:
        print("\n".join(summary([row for _, row in rows[1:]])))
    tree.finish(problems)


if __name__ == "__main__":
    main()
