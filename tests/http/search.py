#!/usr/bin/env python3
"""The search in the sandbox: ten thousand queries that leave no trace.

Every query carries a word of its own that stands nowhere else; afterwards that
word is looked for in every file the server could have written, whatever its
name, and in what its processes hold open.
"""

import os
import statistics
import sys
import time
from urllib.parse import quote

import common
from client import Client, Connection, answers
from server import Server, files_of, status_of
from tap import case, contains, lacks, run, same, within

QUERIES = 10000
WARM_UP = 500
CANARY = "xq7canary"
SHAPES = ("{0}", "hiring {0}", "node vs python {0}", "\"{0}", "{0}*",
          "NEAR({0} hiring)", "{0}' OR 1=1 --", "<script>{0}</script>",
          "title:{0}", "{0} évén loop")
FEW = 20            # answers kept for the common cases

# what is asked, its status; None: any answer that is a page
HOSTILE = (
    ("q=", 200), ("", 200), ("q=%20%09", 200), ("other=1", 200),
    ("q=%22", 422), ("q=%00", 422), ("q=%ff%fe", 422), ("q=%zz", 422),
    ("q=%ed%a0%80", 422), ("q=a&q=b", 422), ("q=" + "x" * 120, 200),
    ("q=" + "x" * 121, 422), ("q=" + "x" * 1900, 422),
    ("q=" + "%F0%9D%95%8F" * 120, 200), ("q=" + "%22" * 120, 422),
    ("q=" + "(" * 120, 422), ("q=" + "a%20" * 119, 422),
    ("q=" + "+".join("abcdefghijklmnopqrstuvwxyz"), 200),
    ("q=hiring%20AND", 200), ("q=hiring%20OR", 200), ("q=NOT%20hiring", 200),
    ("q=NEAR(hiring%2C1)", 200), ("q=%7Btitle%7D%3Ahiring", 200),
    ("q=hiring%22%22%22", 200), ("q=-hiring", 200), ("q=%5Ehiring*", 200),
    ("q=rowid", 200), ("q=%27%3B+DROP+TABLE+page%3B--", 200),
    ("q=hiring%01%02", 200), ("q=hiring%0D%0ASet-Cookie:%20a=b", 200),
    ("q=%CC%81", None), ("q=%EE%80%80", None), ("q=%E2%80%AEhiring", 200),
    ("q=%EF%BF%BEhiring%F4%8F%BF%BF", None),
    ("q=<script>alert(1)</script>", 200),
)


def ask(connection, query):
    connection.send(f"GET /search?{query} HTTP/1.1\r\nHost: a\r\n\r\n"
                    .encode("ascii"))
    answer = connection.read()
    if len(answers) > FEW:
        answers.pop()
    return answer


def open_files(server):
    """What the server's processes hold open, by name; memory is no file. Those
    with keys, which search nothing, show it to root alone."""
    for pid in server.processes():
        folder = f"/proc/{pid}/fd"
        if not os.access(folder, os.R_OK):
            continue
        for number in os.listdir(folder):
            try:
                yield pid, os.readlink(os.path.join(folder, number))
            except FileNotFoundError:
                pass


@case
def a_search_works_in_the_sandbox(server):
    page = Client(server.port).get("/search?q=hiring")
    same(page.status, 200)
    contains(page.text, "<mark>Hiring</mark>")
    same(page.page.scripts, 0)
    form = page.page.form("/search")
    same((form.method, form.value("q")), ("get", "hiring"))
    assert any(href.startswith("/guides/") and "#" in href
               for href in page.page.links), "no section of a guide"
    for pid in server.workers():
        same(status_of(pid)["Seccomp"], "2")


@case
def a_script_is_shown_and_not_run(server):
    page = Client(server.port).get(
        "/search?q=" + quote("<script>alert(1)</script>")).text
    lacks(page, "<script")
    contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;")


@case
def no_query_breaks_the_search(server):
    before = set(server.workers())
    with Connection(server.port) as connection:
        for query, status in HOSTILE:
            answer = ask(connection, query)
            same(answer.status, status or answer.status, query)
            assert answer.status in (200, 422), query
            lacks(answer.text, "<script", query)
            same(len(answer.page.headings), 1, query)
    same(set(server.workers()), before, "the workers")


@case
def a_query_of_ten_kilobytes_is_refused(server):
    with Connection(server.port) as connection:
        answer = ask(connection, "q=" + "x" * 10240)
    assert answer.status in (414, 431), answer


@case
def ten_thousand_queries_are_answered_without_growing(server):
    workers, taken = set(server.workers()), []
    with Connection(server.port) as connection:
        for number in range(QUERIES):
            query = SHAPES[number % len(SHAPES)].format(f"{CANARY}{number}")
            began = time.monotonic()
            answer = ask(connection, "q=" + quote(query))
            taken.append((time.monotonic() - began) * 1000)
            same(answer.status, 200, query)
            if number == WARM_UP:
                before = server.rss_kib()
    print(f"# a query takes {statistics.median(taken):.2f} ms, "
          f"99 % less than {statistics.quantiles(taken, n=100)[98]:.2f} ms")
    within(server.rss_kib() - before, -1 << 30, common.GROWTH_KIB,
           "growth of all processes, KiB")
    same(set(server.workers()), workers, "the workers")


@case
def none_of_them_left_a_word_on_the_disk(server):
    searched = list(files_of(server))
    assert any("intake.db" in path or "pg_wal" in path
               for path in searched), searched
    for path in searched:
        with open(path, "rb") as file:
            content = file.read().lower()
        assert CANARY.encode() not in content, path
        assert CANARY.encode("utf-16-le") not in content, path


@case
def none_of_them_left_a_word_in_the_log(server):
    log = server.log()
    lacks(log, CANARY, "the log")
    lacks(log, "search", "the log")


@case
def the_server_holds_no_file_for_them(server):
    for pid, name in open_files(server):
        assert "deleted" not in name, f"{pid} holds {name}"
        assert not name.startswith(("/tmp/", "/var/tmp/", "/dev/shm/")) or \
            name.startswith(server.folder), f"{pid} holds {name}"


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)


@case
def nor_did_stopping_write_one(server):
    for path in files_of(server):
        with open(path, "rb") as file:
            assert CANARY.encode() not in file.read().lower(), path


if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
