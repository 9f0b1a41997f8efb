#!/usr/bin/env python3
"""Holds tests/security/requirements.tsv against the tests it names.

A row is: number, what is asked, file, case. Each number of the list below has
a row at least, each case is there and is run; where file is "n/a", case says
why no test is needed.

    requirements.py [ROOT]
"""

import os
import re
import sys

import tree

TABLE = "tests/security/requirements.tsv"
COLUMNS = ["number", "what", "file", "case"]
NUMBERS = range(1, 76)

# How a test case of this name looks, by the kind of file: where it is written
# and where it is run.
CASES = {
    ".c": (r"^{name}\(void \*\*state\)$", r"\(\s*{name}\s*[,)]"),
    ".py": (r"^def {name}\(|^case\(\w+\.{name}\)$",
            r"^@case(?:_of_files)?\ndef {name}\(|^case\((\w+\.)?{name}\)$"),
    ".mjs": (r"step\('{name}'", r"step\('{name}'"),
}


def problem_of(root, path, name):
    """What is wrong with a test that a row names, or None."""
    kind = CASES.get(os.path.splitext(path)[1])
    if kind is None:
        return f"{path} is no test"
    if not os.path.isfile(os.path.join(root, path)):
        return f"there is no {path}"
    text = tree.read(root, path)
    written, run = (pattern.replace("{name}", re.escape(name))
                    for pattern in kind)
    if not re.search(written, text, re.MULTILINE):
        return f"{path} has no case {name}"
    if not re.search(run, text, re.MULTILINE):
        return f"{path} does not run {name}"
    return None


def rows_of(root, table=TABLE):
    """line, columns of each row; the first row names them."""
    lines = tree.read(root, table).split("\n")
    return [(at, line.split("\t")) for at, line in enumerate(lines, 1) if line]


def check_row(root, row):
    """What is wrong with a row."""
    if len(row) != len(COLUMNS) or not all(part.strip() for part in row):
        return "not four columns, each with a text"
    number, _, path, name = row
    if not number.isdecimal() or int(number) not in NUMBERS:
        return f"{number} is no requirement of the list"
    return None if path == "n/a" else problem_of(root, path, name)


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    if not os.path.isfile(os.path.join(root, TABLE)):
        tree.finish([f"there is no {TABLE}"])
    rows = rows_of(root)
    problems = []
    if not rows or rows[0][1] != COLUMNS:
        problems.append(f"{TABLE}:1: the columns are {', '.join(COLUMNS)}")
    for line, row in rows[1:]:
        problem = check_row(root, row)
        if problem is not None:
            problems.append(f"{TABLE}:{line}: {problem}")
    named = {row[0] for _, row in rows[1:]}
    problems += [f"{TABLE}: requirement {number} is missing"
                 for number in NUMBERS if str(number) not in named]
    tree.finish(problems)


if __name__ == "__main__":
    main()
