#!/usr/bin/env python3
"""What must not become a page: templates that tmplc refuses, templates whose C
does not compile, and wrong calls of the build tools. Prints TAP.

    refused.py TMPLC EMBED FIXTURES CC [ARGUMENT...]

The first line of each fixture is {{! line N: MESSAGE}}. In refused/ tmplc must
say "FILE:N: MESSAGE...", in uncompilable/ the compiler must report an error
there that matches the pattern MESSAGE. Closing braces are left out of both, as
a remark ends with them.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

TMPLC, EMBED, FIXTURES = sys.argv[1:4]
CC = sys.argv[4:]
# A tool that refuses exits at once and leaves its memory to the system. What
# it leaks otherwise is found where the build itself runs it.
ENVIRONMENT = {
    **os.environ, "LC_ALL": "C",
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
}
EXPECTED = re.compile(r"\{\{! line (\d+): (.+)\}\}")


def run(*command):
    """(exit code, standard output, standard error)"""
    done = subprocess.run(command, capture_output=True, timeout=60,
                          env=ENVIRONMENT)
    return (done.returncode, done.stdout.decode(),
            done.stderr.decode(errors="backslashreplace"))


def source(template, out):
    return run(TMPLC, "--source", out, "--include", "templates.h", template)


def refusal(result, start, out):
    """None, or what is wrong with the way a tool refused."""
    code, said, why = result
    if code != 1:
        return f"exit {code}, not 1; it says {why!r}"
    if said or why.count("\n") != 1:
        return f"not one line on standard error: {said!r} {why!r}"
    if not why.replace("}}", "").startswith(start):
        return f"it says {why!r}, not {start!r}"
    if os.path.exists(out):
        return f"it wrote {out}"
    return None


def expected(fixture):
    return EXPECTED.fullmatch(fixture.read_text().split("\n")[0]).groups()


def refused(fixture, folder):
    line, message = expected(fixture)
    out = f"{folder}/{fixture.stem}.c"
    return refusal(source(fixture, out), f"{fixture}:{line}: {message}", out)


def uncompilable(fixture, folder):
    line, pattern = expected(fixture)
    out = f"{folder}/{fixture.stem}.c"
    header = run(TMPLC, "--header", f"{folder}/templates.h",
                 "--include", "views.h", fixture)
    if header[0] != 0 or source(fixture, out)[0] != 0:
        return "tmplc refused it already"
    code, _, why = run(*CC, "-I", folder, "-fsyntax-only", out)
    if code == 0:
        return "it compiles"
    place = re.escape(f"{fixture}:{line}:") + r"\d+: error: .*" + pattern
    return None if re.search(place, why) else f"no error like {place!r} in {why}"


def bytes_refused(text, line, message):
    def case(folder):
        template, out = f"{folder}/bytes.html", f"{folder}/bytes.c"
        pathlib.Path(template).write_bytes(text)
        return refusal(source(template, out),
                       f"{template}:{line}: {message}", out)
    return case


def two_views_of_one_name(folder):
    out = f"{folder}/two.h"
    one, two = f"{folder}/one.html", f"{folder}/two.html"
    pathlib.Path(one).write_text("{{view same(struct any)}}\n")
    pathlib.Path(two).write_text("\n{{view same(struct inner)}}\n")
    return refusal(run(TMPLC, "--header", out, "--include", "views.h", one, two),
                   f"{two}:2: the view same is in {one}:1 too; rename", out)


def a_missing_template(folder):
    out = f"{folder}/missing.c"
    return refusal(source(f"{folder}/no.html", out),
                   f"tmplc: {folder}/no.html: No such file", out)


def a_folder_as_template(folder):
    out = f"{folder}/folder.c"
    return refusal(source(folder, out), f"tmplc: {folder}: Is a directory", out)


def an_output_that_cannot_be_written(folder):
    template, out = f"{folder}/fine.html", f"{folder}/no/fine.c"
    pathlib.Path(template).write_text("{{view fine(struct any)}}\n")
    return refusal(source(template, out), f"tmplc: {out}: No such file", out)


def an_embedding_that_cannot_be_written(folder):
    file, out = f"{folder}/a.css", f"{folder}/no/a.c"
    pathlib.Path(file).write_text("p { color: red }\n")
    return refusal(run(EMBED, "--out", out, "--name", "x", file),
                   f"embed: {out}: No such file", out)


def an_unchanged_output_is_left_alone(folder):
    template, out = f"{folder}/kept.html", f"{folder}/kept.c"
    pathlib.Path(template).write_text("{{view kept(struct any)}}\ntext\n")
    source(template, out)
    os.utime(out, (1, 1))
    source(template, out)
    if os.stat(out).st_mtime != 1:
        return "it was written again"
    pathlib.Path(template).write_text("{{view kept(struct any)}}\nmore\n")
    source(template, out)
    return "it is old" if os.stat(out).st_mtime == 1 else None


def wrong_arguments(*arguments):
    def case(folder):
        code, said, why = run(*arguments)
        if code != 2 or said or "usage: " not in why:
            return f"exit {code}, {said!r} {why!r}"
        return None
    return case


def a_missing_file_to_embed(folder):
    out = f"{folder}/embedded.c"
    return refusal(run(EMBED, "--out", out, "--name", "x", f"{folder}/no.css"),
                   f"embed: {folder}/no.css: No such file", out)


def a_folder_to_embed(folder):
    out = f"{folder}/embedded.c"
    return refusal(run(EMBED, "--out", out, "--name", "x", folder),
                   f"embed: {folder}: Is a directory", out)


def two_files_of_one_name_to_embed(folder):
    out = f"{folder}/embedded.c"
    return refusal(run(EMBED, "--out", out, "--name", "x", "a/b.css", "c/b.css"),
                   "embed: a/b.css and c/b.css have one name", out)


VIEW = b"{{view bytes(struct any)}}\n"
CASES = {
    "a carriage return": bytes_refused(
        VIEW + b"text\r\n", 2, "a carriage return; save the file with"),
    "a NUL byte": bytes_refused(
        VIEW + b"\ntext\0\n", 3, "a NUL byte; remove it"),
    "a byte of Latin 1": bytes_refused(
        VIEW + b"caf\xe9 noir\n", 2, "invalid UTF-8; save the file as UTF-8"),
    "half a character at the end": bytes_refused(
        VIEW + b"\xe2\x82", 2, "invalid UTF-8; save the file as UTF-8"),
    "an overlong character": bytes_refused(
        VIEW + b"\xc0\xbcscript>", 2, "invalid UTF-8; save the file as UTF-8"),
    "an empty file": bytes_refused(
        b"", 1, "the view must come first; begin with {{view "),
    "two views of one name": two_views_of_one_name,
    "a missing template": a_missing_template,
    "a folder as template": a_folder_as_template,
    "an output that cannot be written": an_output_that_cannot_be_written,
    "an unchanged output is left alone": an_unchanged_output_is_left_alone,
    "tmplc without arguments": wrong_arguments(TMPLC),
    "tmplc with an unknown option": wrong_arguments(TMPLC, "--verbose", "a"),
    "tmplc without include": wrong_arguments(TMPLC, "--source", "a", "b"),
    "tmplc with header and source": wrong_arguments(
        TMPLC, "--header", "a", "--source", "b", "--include", "c", "d"),
    "tmplc --source of two files": wrong_arguments(
        TMPLC, "--source", "a", "--include", "b", "c", "d"),
    "tmplc without a file": wrong_arguments(
        TMPLC, "--header", "a", "--include", "b"),
    "embed without a file": wrong_arguments(
        EMBED, "--out", "a", "--name", "b"),
    "embed with an unknown option": wrong_arguments(EMBED, "--verbose", "a"),
    "embed without a name": wrong_arguments(EMBED, "--out", "a", "b"),
    "a missing file to embed": a_missing_file_to_embed,
    "a folder to embed": a_folder_to_embed,
    "an embedding that cannot be written":
        an_embedding_that_cannot_be_written,
    "two files of one name to embed": two_files_of_one_name_to_embed,
}


def cases():
    for kind, judge in (("refused", refused), ("uncompilable", uncompilable)):
        for fixture in sorted(pathlib.Path(FIXTURES, kind).glob("*.html")):
            name = fixture.stem.replace("_", " ")
            yield f"{kind}: {name}", lambda folder, j=judge, f=fixture: j(f, folder)
    yield from CASES.items()


def main():
    failures = 0
    every = list(cases())
    print(f"1..{len(every)}")
    for number, (name, judge) in enumerate(every, 1):
        with tempfile.TemporaryDirectory() as folder:
            problem = judge(folder)
        print(f"{'not ok' if problem else 'ok'} {number} - {name}", flush=True)
        if problem:
            failures += 1
            print("\n".join("# " + line for line in problem.splitlines()))
    return 1 if failures else 0


sys.exit(main())
