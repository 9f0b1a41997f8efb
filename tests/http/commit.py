#!/usr/bin/env python3
"""Group commit from outside: what was answered is on the disk, whatever ends
the program, and what finds no room in the queue is told so and keeps what was
typed."""

import fcntl
import os
import signal
import struct
import sys
import threading
import time

import common
import on_server
from client import FORM_TYPE, Client, Closed, Connection, urlencode
from server import (Server, all_gone, children_of, database, place_of, rows,
                    wait_for)
from tap import case, run, same, within

SENDERS = 24
LOAD_SECONDS = 1.5
ROUNDS = 3
QUEUE = 512         # RIM_WRITES_MAX
BEYOND = 40


def message(number):
    return {"name": f"Writer {number}", "email": f"w{number}@example.org",
            "message": f"This is message {number}.", "consent": "yes"}


def request(fields):
    body = urlencode(fields).encode()
    return (b"POST /contact HTTP/1.1\r\nHost: a\r\nContent-Type: "
            + FORM_TYPE.encode() + b"\r\nContent-Length: "
            + str(len(body)).encode() + b"\r\n\r\n" + body)


class Load:
    """Senders that count what was answered, until the server is gone."""

    def __init__(self, server):
        self.server, self.stopped = server, False
        self.answered = [0] * SENDERS
        self.other = []
        self.threads = [threading.Thread(target=self.send, args=(number,))
                        for number in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send(self, number):
        try:
            connection = Connection(self.server.port)
            while not self.stopped:
                connection.send(request(message(number)))
                answer = connection.read()
                if answer.status == 303:
                    self.answered[number] += 1
                else:
                    self.other.append(answer.status)
                if answer.get("connection") == "close":
                    return
        except (Closed, OSError):
            return

    def end(self):
        self.stopped = True
        for thread in self.threads:
            thread.join(30)
        same(self.other, [], "other answers")
        return sum(self.answered)


class FileLock:
    """The lock of those who write, as another process would hold it."""

    def __init__(self, server):
        self.path = os.path.join(server.data, "intake.lock")

    def set(self, kind):
        fcntl.fcntl(self.file, getattr(fcntl, "F_OFD_SETLK", 37),
                    struct.pack("hhqqi4x", kind, os.SEEK_SET, 0, 0, 0))

    def taken(self):
        try:
            self.set(fcntl.F_WRLCK)
            return True
        except BlockingIOError:
            return False

    def __enter__(self):
        assert os.path.exists(self.path), self.path
        self.file = open(self.path, "r+b")
        wait_for(self.taken, 5, "the lock")
        return self

    def __exit__(self, *_):
        self.file.close()


def locked(server):
    url = place_of(server)
    return on_server.locked(url) if url else FileLock(server)


def is_whole(server):
    with database(server) as db:
        if not place_of(server):
            same(db.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        same(db.execute("SELECT count(*) FROM lead WHERE id NOT IN"
                        " (SELECT lead_id FROM outbox)").fetchone()[0], 0,
             "messages without their mail")


@case
def what_was_answered_outlives_a_kill(server):
    for _ in range(ROUNDS):
        before = rows(server, "lead")
        load = Load(server)
        time.sleep(LOAD_SECONDS)
        everyone = server.processes()
        # Children first: those whose parent dies are sent SIGCONT and SIGHUP
        # by the kernel, and would be gone when their turn comes.
        for sign in (signal.SIGSTOP, signal.SIGKILL):
            for pid in reversed(everyone):
                os.kill(pid, sign)
        answered = load.end()
        server.process.wait(10)
        server.process.stdout.close()
        all_gone(everyone, 10, "all are gone")
        server.start()
        stored = rows(server, "lead") - before
        print(f"# answered {answered}, stored {stored}")
        assert answered > SENDERS, "no load"
        # one each may be on the disk and not yet answered
        within(stored, answered, answered + SENDERS, "stored")
        is_whole(server)


@case
def a_stop_under_load_answers_all_that_it_stores(server):
    before = rows(server, "lead")
    load = Load(server)
    time.sleep(LOAD_SECONDS)
    same(server.stop(), 0, "exit code")
    answered = load.end()
    server.process.stdout.close()
    server.start()
    assert answered > SENDERS, "no load"
    same(rows(server, "lead") - before, answered, "stored")
    is_whole(server)


@case
def what_came_before_a_stop_is_stored_and_answered_by_it(server):
    before = rows(server, "lead")
    connections = [Connection(server.port) for _ in range(20)]
    with locked(server):
        for number, connection in enumerate(connections):
            connection.send(request(message(number)))
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        same(rows(server, "lead"), before, "stored so far")
    for connection in connections:
        answer = connection.read()
        same((answer.status, answer.get("connection")), (303, "close"))
        connection.close()
    same(server.process.wait(20), 0, "exit code")
    server.process.stdout.close()
    server.start()
    same(rows(server, "lead") - before, 20, "stored")


@case
def what_nobody_waits_for_any_more_is_stored_all_the_same(server):
    before = rows(server, "lead")
    with locked(server):
        for number in range(10):
            with Connection(server.port) as connection:
                connection.send(request(message(number)))
                time.sleep(0.02)
    wait_for(lambda: rows(server, "lead") == before + 10, 10, "all ten")
    same(Client(server.port).get("/contact").status, 200)


@case
def who_waits_for_a_write_holds_up_nobody_who_reads(server):
    with Connection(server.port, timeout=20) as connection:
        with locked(server):
            connection.send(request(message(1)))
            began = time.monotonic()
            for _ in range(20):
                same(Client(server.port).get("/book").status, 200)
            within(time.monotonic() - began, 0, 4.0,
                   "seconds for twenty pages")
        # Else the next case would count it as one of its own.
        same(connection.read().status, 303)


@case
def a_writer_that_is_stopped_in_its_nap_goes_on(server):
    before = rows(server, "lead")
    workers = server.processes()
    with Connection(server.port, timeout=20) as connection:
        with locked(server):
            connection.send(request(message(2)))
            time.sleep(0.2)
            # Of ten stops one or more falls into the nap between two tries.
            for _ in range(10):
                for sign in (signal.SIGSTOP, signal.SIGCONT):
                    for pid in workers:
                        os.kill(pid, sign)
                    time.sleep(0.02)
            same(server.processes(), workers, "nobody died of it")
        same(connection.read().status, 303, "stored once it can be")
    same(rows(server, "lead"), before + 1, "a lead")


@case
def a_database_that_stays_locked_is_an_answer_that_keeps_the_text(server):
    with locked(server), Connection(server.port, timeout=20) as connection:
        connection.send(request(message(7)))
        answer = connection.read()
    same((answer.status, answer.get("retry-after")), (503, "30"))
    same(answer.page.form("/contact").value("message"),
         "This is message 7.")


@case
def beyond_the_queue_is_a_503_that_keeps_the_text(_):
    with Server(workers=1) as server:
        connections = [Connection(server.port, timeout=20)
                       for _ in range(QUEUE + BEYOND)]
        with locked(server):
            for number, connection in enumerate(connections):
                connection.send(request(message(number)))
            refused = [answer for answer in
                       (early(connection) for connection in connections)
                       if answer]
        same(len(refused), BEYOND, "refused at once")
        for answer in refused:
            same((answer.status, answer.get("retry-after")), (503, "30"))
            text = answer.page.form("/contact").value("message")
            assert text.startswith("This is message "), text
        for connection in connections:
            if not connection.was_early:
                same(connection.read().status, 303)
            connection.close()
        same(rows(server, "lead"), QUEUE)


def early(connection):
    """The answer that is there already, or None."""
    connection.socket.settimeout(0.002)
    try:
        answer = connection.read()
    except TimeoutError:
        answer = None
    connection.was_early = answer is not None
    connection.socket.settimeout(20)
    return answer


case(common.every_answer_carried_the_security_headers)
case(common.the_server_stops_clean_and_reports_no_fault)


if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
