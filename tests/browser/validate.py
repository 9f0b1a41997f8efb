#!/usr/bin/env python3
"""Every page of the public site before the Nu HTML checker, in one run of it.

    validate.py PROGRAM

Errors and warnings alike are failures; the few that are wrong in principle
are named below with the reason.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

from crawler import BASE, crawl_all
from server import Server
from tap import case, contains, run, same, within

CHECKER = os.path.join(HERE, "node_modules", "vnu-jar", "build", "dist",
                       "vnu.jar")
# message, and why it is let through
LET_THROUGH = ()
ENDINGS = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
SECONDS = 120


def check(texts):
    """What the checker says of texts, a table of name: (ending, text), as a
    list of (name, message) without what is let through."""
    with tempfile.TemporaryDirectory(prefix="fourways-") as folder:
        names = {}
        for number, (name, (ending, text)) in enumerate(texts.items()):
            path = os.path.join(folder, f"{number}.{ending}")
            names[path] = name
            with open(path, "wb") as out:
                out.write(text)
        done = subprocess.run(
            ["java", "-Xss4m", "-jar", CHECKER, "--stdout", "--format",
             "json", "--also-check-css", "--also-check-svg",
             "--exit-zero-always", *names], capture_output=True, check=False,
            timeout=SECONDS)
    if done.returncode != 0:
        raise AssertionError(f"the checker: {done.stderr.decode()[:2000]}")
    return [(names[said["url"].removeprefix("file:")], told(said))
            for said in json.loads(done.stdout)["messages"]
            if not any(re.fullmatch(pattern, said["message"])
                       for pattern, _ in LET_THROUGH)]


def told(said):
    return (f"{said.get('subType', said['type'])} in line "
            f"{said.get('lastLine', '?')}: {said['message']} "
            f"{said.get('extract', '')!r}")


@case
def every_page_is_valid(crawl):
    texts = {page.target: (ENDINGS[page.kind], page.answer.body)
             for page in crawl.visits.values()
             if page.kind in ENDINGS and (page.read or not page.is_page)}
    within(len(crawl.pages), 60, 1000, "pages")
    print(f"# {len(texts)} files", flush=True)
    found = check(texts)
    if found:
        raise AssertionError("\n".join(
            f"{name}: {message}" for name, message in found[:40]))


@case
def a_page_that_is_not_valid_is_found(_):
    good = ("<!doctype html><html lang=en><meta charset=utf-8>"
            "<title>T</title><h1>One</h1>")
    found = check({
        "good": ("html", good.encode()),
        "error": ("html", good.encode() + b"<p><div></p>"),
        "warning": ("html", good.encode() + b"<section></section>"),
        "sheet": ("css", b"a { colour: red }"),
        "picture": ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><g>")})
    same(sorted({name for name, _ in found}),
         ["error", "picture", "sheet", "warning"])
    contains(" ".join(dict(found).values()), "warning in line")


if __name__ == "__main__":
    if not os.path.exists(CHECKER):
        print("Bail out! run tests/browser/install.sh first")
        sys.exit(1)
    with Server({"base_url": f'"{BASE}"'}, workers=1) as under_test:
        crawled = crawl_all(under_test.port)
    sys.exit(run(crawled))
