"""What insights.mjs walks through: twelve weeks of counts, calls with and
without an outcome, and forms that wait in quarantine."""

import contextlib
import os
import sqlite3

from client import Client

MONDAY = 20780      # 2026-11-23, on which the walk begins
WEEKS = 12
CODES = ("js-data-grow-poly", "py-io-mvp-two", "jvm-rules-long-poly",
         "go-io-grow-nofe", "cs-rules-legacy-two", "mix-sys-long-one")
STACKS = ("node", "python", "java", "go", "dotnet", "rust")
ANSWERS = (("team", "js", 31), ("team", "py", 22), ("team", "cs", 9),
           ("team", "jvm", 12), ("team", "gr", 2), ("team", "mix", 6),
           ("hard", "io", 30), ("hard", "rules", 22), ("hard", "data", 18),
           ("hard", "crud", 12), ("life", "mvp", 40), ("life", "grow", 42),
           ("lang", "one", 30), ("lang", "two", 25), ("lang", "poly", 27))


def counts():
    """(day, page, count) of all weeks, the same each time."""
    for week in range(WEEKS):
        day = MONDAY - 7 * (WEEKS - 1 - week)
        some = 20 + week * 7 + week * 5 % 11
        yield day, "guide/java", some
        yield day, "guide/how-to-choose", some // 2
        yield day, "bot:guide/java", some * 2
        yield day, "answered", some // 5
        yield day, "result/single/" + STACKS[week % 6], some // 4
        yield day, "result/close/node", some // 6
        yield day, "result/hybrid/python", some // 9
        yield day, "book", some // 8
        yield day, "search", 3
        if week % 3:
            yield day, "booked", week % 3
        if week % 4 == 1:
            yield day, "contact", 1
    for question, option, times in ANSWERS:
        yield MONDAY - 1, f"answer/{question}/{option}", times


def book(server, number, **changed):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    client.post("/book", form.fields(**{
        "slot": form.values("slot")[0], "name": f"Person {number}",
        "email": f"p{number}@example.org", "company": f"Works {number}",
        "message": "Two services, one of them slow.", "consent": "yes",
        **changed}))


def fill(server):
    for number in range(12):
        book(server, number, result=CODES[number % 6])
    for number in range(12, 15):
        book(server, number, website="https://example.org")
    path = os.path.join(server.data, "intake.db")
    with contextlib.closing(sqlite3.connect(path, timeout=5)) as db:
        db.executemany("INSERT INTO page_count VALUES (?, ?, ?)"
                       " ON CONFLICT DO UPDATE SET"
                       " count = count + excluded.count", counts())
        for number in range(10):
            db.execute("UPDATE lead SET recommended = ? WHERE id = ?",
                       (STACKS[(number * 5 + 1) % 6] if number % 3
                        else STACKS[number % 6], number + 1))
        db.commit()
