"""Many visitors at one moment, each with a form that was opened before."""

import threading

from client import Client
from server import database
from tap import same


def prepared(server, number):
    """A visitor with the form open: (number, form)."""
    page = Client(server.port).get("/book?tz=Europe/London").page
    return number, page.form("/book")


def wish(form, slot, number):
    return form.fields(slot=slot, name=f"Visitor {number}", consent="yes",
                       email=f"visitor{number}@example.org",
                       message=f"Line one of {number}\r\nline two")


def all_at_once(requests):
    """Every (server, path, fields) at once; the answers in the same order."""
    answers = [None] * len(requests)
    gate = threading.Barrier(len(requests))

    def send(index, server, path, fields):
        gate.wait()
        answers[index] = Client(server.port, timeout=30).post(path, fields)

    threads = [threading.Thread(target=send, args=(index, *request))
               for index, request in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def starts_are_unique(server):
    with database(server) as db:
        same(db.execute("SELECT count(*) FROM booking a JOIN booking b"
                        " ON a.id < b.id AND a.starts_at < b.ends_at"
                        " AND b.starts_at < a.ends_at"
                        " WHERE a.state <> 'cancelled'"
                        " AND b.state <> 'cancelled'").fetchone()[0], 0,
             "overlapping pairs")


def keeps_what_was_typed(answer, post):
    form = answer.page.form("/book")
    for name in ("name", "email"):
        same(form.value(name), post[name])
    same(form.value("message").replace("\r\n", "\n"),
         post["message"].replace("\r\n", "\n"))
    assert post["slot"] not in form.values("slot"), "offered again"
