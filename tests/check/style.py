#!/usr/bin/env python3
"""Sizes, widths and leftovers: what no reader should have to look for.

    style.py [ROOT]
"""

import re
import statistics
import sys

import tree

FILE_LINES = 400
QUERIES_LINES = 600     # store/queries.c: the whole data access on three pages
FUNCTION_LINES = 60
TEST_LINES = 100        # a test may hold its table
MEDIAN_LINES = 15
P90_LINES = 45
WIDTH = 88              # columns, a tab to the next eighth

TEXT = (".c", ".h", ".html", ".css", ".js", ".mjs", ".py", ".sh", ".sql",
        ".yaml", ".yml", ".md", ".build", ".conf", ".service", ".timer",
        "Makefile", ".ci/run", ".txt", ".json")
# The brackets keep this file from finding itself.
LEFTOVER = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|not i[m]plemented|"
                      r"lorem i[p]sum")
OURS_ALONE = re.compile(r"/(w[o]rk|r[o]ot|h[o]me|U[s]ers)/")
NAME = re.compile(r"(?:.*\W)?(\w+)\(")


def functions(lines):
    """(name, first line, number of lines) of each function, by KNF's braces."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            named = [m.group(1) for text in lines[max(0, start - 8):start - 1]
                     if (m := NAME.match(text)) and not text[0].isspace()]
            yield named[-1] if named else "?", start, number - start - 1
            start = None


def check_c(path, lines, sizes):
    ours = path.startswith("app/")
    limit = QUERIES_LINES if path.endswith("store/queries.c") else FILE_LINES
    longest = FUNCTION_LINES if ours else TEST_LINES
    if ours and len(lines) > limit:
        yield f"{path}:1: {len(lines)} lines, more than {limit}: split by noun"
    for name, start, size in functions(lines):
        if ours:
            sizes.append(size)
        if size > longest:
            yield f"{path}:{start}: {name} has {size} lines, more than {longest}"
    for number, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > WIDTH:
            yield f"{path}:{number}: wider than {WIDTH} columns"
        if re.match(r" {8}", line):
            yield f"{path}:{number}: indented with spaces, not tabs"


def check_text(path, text):
    if text and not text.endswith("\n"):
        yield f"{path}: no line break at its end"
    if "\r" in text:
        yield f"{path}: carriage returns"
    for number, line in enumerate(text.splitlines(), 1):
        if LEFTOVER.search(line):
            yield f"{path}:{number}: left over: {line.strip()[:60]}"
        if OURS_ALONE.search(line):
            yield f"{path}:{number}: a path of one machine: {line.strip()[:60]}"
        if line != line.rstrip() and not path.endswith(".md"):
            yield f"{path}:{number}: white space at the end of the line"


def problems(root):
    found, sizes = [], []
    for path in tree.files(root, *TEXT):
        if "/fixtures/" in path or path.endswith("package-lock.json"):
            continue
        text = tree.read(root, path)
        found += check_text(path, text)
        if path.endswith((".c", ".h")) and path.startswith(("app/", "tests/")):
            found += check_c(path, text.splitlines(), sizes)
    if len(sizes) < 2:
        return found + [f"{root}: no function found, nothing was measured"]
    median, p90 = statistics.median(sizes), statistics.quantiles(sizes, n=10)[8]
    if median > MEDIAN_LINES or p90 > P90_LINES:
        found.append(f"functions: median {median}, 90 % under {p90:.0f} lines; "
                     f"wanted {MEDIAN_LINES} and {P90_LINES}")
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    tree.finish(problems(root))


if __name__ == "__main__":
    main()
