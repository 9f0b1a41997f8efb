#!/usr/bin/env python3
"""Holds the C files against .clang-format, statement by statement.

Left to the author, because there they carry meaning or clang-format 14 has no
word for them: where a long statement breaks, how columns stand inside a line
(tables, comments behind members), macros of several lines, [[nodiscard]] on
an enum. Everything else must come out of clang-format as it went in.

    format.py [ROOT]
"""

import re
import subprocess
import sys
from itertools import zip_longest

import tree

MACRO = "/* a macro, left alone */"
# names in C, grammar in C++: clang-format reads both as one language
CPP_WORD = re.compile(r"\b(and|class|delete|namespace|new|operator|private|public|"
                      r"not|or|template|this|try|xor)\b")
LITERAL = re.compile(r"'(?:[^'\\]|\\.)'" r'|"(?:[^"\\]|\\.)*"')
LABEL = re.compile(r"\s*(case\b.*|default|\w+)\s*:$")
ATTRIBUTE = re.compile(r"__attribute__\(\(.*\)\)$")
TAIL_COMMENT = re.compile(r"\s*/\*.*\*/$")


def prepared(text):
    """text, line for line, without what clang-format cannot read."""
    inside = False
    for line in text.splitlines():
        was_inside, inside = inside, line.endswith("\\")
        if was_inside or (inside and line.lstrip().startswith("#")):
            yield MACRO
        else:
            line = line.replace("enum [[nodiscard]] ", "enum ")
            yield CPP_WORD.sub(r"\1_", line)


def statements(lines):
    """(line number, text) of each statement, its breaks made one space.

    A break before column 1 or a lone brace is KNF's, not the author's.
    """
    start, parts, comment = 0, [], False
    for number, line in enumerate(lines, 1):
        line = MACRO if line.strip() == MACRO else line.rstrip()
        comment = comment or line.lstrip().startswith("/*")
        if parts and (line.strip() == "{" or not line[:1].isspace()
                      and not ATTRIBUTE.match(parts[-1])):
            yield start, one_line(parts)
            parts = []
        start = start if parts else number
        parts.append(line if not parts else line.strip())
        if comment or ends_statement(parts, TAIL_COMMENT.sub("", line)):
            yield start, one_line(parts)
            parts = []
        comment = comment and "*/" not in line
    if parts:
        yield start, one_line(parts)


def ends_statement(parts, line):
    if line.lstrip()[:1] in ("", "#"):
        return True
    bare = LITERAL.sub("", " ".join(parts))
    whole = bare.count("(") == bare.count(")")
    return whole and (line[-1] in ";{}" or bool(LABEL.match(line)))


def one_line(parts):
    indent = re.match(r"\s*", parts[0]).group()
    text = re.sub(r"\s+", " ", " ".join(parts)).strip()
    # clang-format takes some "<" for a template of C++, and what follows it.
    text = re.sub(r" ?(->|[<>]) ?", r"\1", text)
    return indent + re.sub(r"([({\[]) | ([)}\]])", r"\1\2", text)


def formatted(root, path, lines):
    return subprocess.run(
        ["clang-format-14", "--style=file", "--assume-filename=" + path],
        input="\n".join(lines) + "\n", capture_output=True, text=True,
        check=True, cwd=root).stdout.splitlines()


def differences(root, path):
    before = list(prepared(tree.read(root, path)))
    after = formatted(root, path, before)
    for ours, theirs in zip_longest(statements(before), statements(after),
                                    fillvalue=(0, "")):
        if ours[1] != theirs[1]:
            yield f"{path}:{ours[0]}: {ours[1]!r}"
            yield f"    .clang-format has {theirs[1]!r}"
            return


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    problems = []
    for path in tree.files(root, ".c", ".h"):
        if path.startswith(("app/", "tests/")) and "/fixtures/" not in path:
            problems += differences(root, path)
    tree.finish(problems)


if __name__ == "__main__":
    main()
