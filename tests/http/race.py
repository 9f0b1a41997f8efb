#!/usr/bin/env python3
"""Fifty visitors want one slot at one moment: one gets it."""

import sys
import threading
from collections import Counter

import common
from client import Client
from server import Server, database, rows
from tap import case, run, same

VISITORS = 50


def prepared(server, number):
    """A visitor with the form open: (number, form)."""
    page = Client(server.port).get("/book?tz=Europe/London").page
    return number, page.form("/book")


def send_all(server, posts):
    """Every post at once; the answers in the order of the posts."""
    answers = [None] * len(posts)
    gate = threading.Barrier(len(posts))

    def send(index, fields):
        gate.wait()
        answers[index] = Client(server.port).post("/book", fields)

    threads = [threading.Thread(target=send, args=(index, fields))
               for index, fields in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@case
def fifty_posts_for_one_slot_make_one_booking(server):
    visitors = [prepared(server, number) for number in range(VISITORS)]
    slot = visitors[0][1].values("slot")[3]
    posts = [form.fields(slot=slot, name=f"Visitor {number}",
                         email=f"visitor{number}@example.org",
                         company=f"Company {number}",
                         message=f"Line one of {number}\r\nline two",
                         consent="yes")
             for number, form in visitors]
    answers = send_all(server, posts)
    same(Counter(answer.status for answer in answers), {303: 1, 409: 49})
    same((rows(server, "booking"), rows(server, "lead")), (1, 1))
    for post, answer in zip(posts, answers):
        if answer.status == 409:
            form = answer.page.form("/book")
            for name in ("name", "email", "company"):
                same(form.value(name), post[name])
            same(form.value("message").replace("\r\n", "\n"),
                 post["message"].replace("\r\n", "\n"))
            assert slot not in form.values("slot"), "offered again"


@case
def fifty_posts_of_one_form_make_one_booking(server):
    before = rows(server, "booking")
    _, form = prepared(server, 0)
    fields = form.fields(slot=form.values("slot")[5], name="Twice", consent="yes",
                         email="twice@example.org")
    answers = send_all(server, [fields] * VISITORS)
    same(Counter(answer.status for answer in answers), {303: VISITORS})
    same(len({answer.get("location") for answer in answers}), 1, "bookings")
    same(rows(server, "booking"), before + 1)


@case
def posts_for_different_slots_all_succeed(server):
    before = rows(server, "booking")
    visitors = [prepared(server, number) for number in range(12)]
    slots = visitors[0][1].values("slot")
    posts = [form.fields(slot=slots[number * 2], name=f"Visitor {number}",
                         email=f"v{number}@example.org", consent="yes")
             for number, form in visitors]
    answers = send_all(server, posts)
    same({answer.status for answer in answers}, {303})
    same(rows(server, "booking"), before + 12)


@case
def no_two_bookings_overlap(server):
    with database(server) as db:
        same(db.execute("SELECT count(*) FROM booking a JOIN booking b"
                        " ON a.id < b.id AND a.starts_at < b.ends_at"
                        " AND b.starts_at < a.ends_at").fetchone()[0], 0)
        same(db.execute("PRAGMA integrity_check").fetchone()[0], "ok")


case(common.every_answer_carried_the_security_headers)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server(settings={"buffer_minutes": "0", "notice_minutes": "60"}) \
            as under_test:
        code = run(under_test)
    sys.exit(code)
