#!/usr/bin/env python3
"""Clients that take their time, and clients that take too many connections.

The limits are ten seconds for a head, ten for a body, ten between requests.
All slow clients of this test are slow at the same time.
"""

import concurrent.futures
import sys
import time

import common
from client import FORM_TYPE, Client, Closed, Connection
from server import Server, wait_for
from tap import case, run, same, within

LIMIT = 10.0        # seconds
LATE = 3.0          # what a busy machine may add
CONNECTIONS = 20    # allowed at once from one address

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = (b"POST /book HTTP/1.1\r\nHost: a\r\nContent-Type: "
        + FORM_TYPE.encode() + b"\r\nContent-Length: 1000\r\n\r\n")


def until_closed(connection, drip=b""):
    """Seconds until the server closed, and what it said; 30 at the most."""
    began = time.monotonic()
    while time.monotonic() - began < 30:
        rest = connection.rest_until_closed(0.4)
        if rest is not None:
            break
        try:
            connection.send(drip)
        except OSError:
            rest = connection.rest_until_closed(0.1) or b""
            break
    return time.monotonic() - began, connection.rest


def slow(server, first, drip=b"", answered=0):
    with Connection(server.port) as connection:
        connection.send(first)
        for _ in range(answered):
            connection.read()
        return until_closed(connection, drip)


CLIENTS = {
    "silent": (b"",),
    "half a head, then silent": (b"GET / HTTP/1.1\r\nHost: a\r\nX: ",),
    "a head in drops": (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a"),
    "a body in drops": (POST, b"x"),
    "half a body, then silent": (POST + b"x" * 500,),
    "kept alive, then silent": (GET, b"", 1),
    "kept alive, then half a head": (GET + b"GET / HT", b"", 1),
}
seen = {}


@case
def all_slow_clients_are_let_go_while_others_are_served(server):
    with concurrent.futures.ThreadPoolExecutor(len(CLIENTS)) as pool:
        running = {name: pool.submit(slow, server, *how)
                   for name, how in CLIENTS.items()}
        while not all(future.done() for future in running.values()):
            began = time.monotonic()
            same(Client(server.port).get("/guides").status, 200)
            within(time.monotonic() - began, 0, 1, "seconds for a guide list")
            time.sleep(0.5)
        for name, future in running.items():
            seen[name] = future.result()


def closed_in_time(name):
    seconds, said = seen[name]
    within(seconds, LIMIT - 3, LIMIT + LATE, f"seconds of {name}")
    return said


def said_nothing_or_408(name):
    said = closed_in_time(name)
    assert said == b"" or said.startswith(b"HTTP/1.1 408 "), said[:200]


@case
def a_silent_connection_is_closed_without_a_word(_):
    same(closed_in_time("silent"), b"")


@case
def half_a_head_is_not_waited_for(_):
    said_nothing_or_408("half a head, then silent")


@case
def a_head_in_drops_is_refused(_):
    said_nothing_or_408("a head in drops")


@case
def a_body_in_drops_is_refused(_):
    said_nothing_or_408("a body in drops")


@case
def half_a_body_is_not_waited_for(_):
    said_nothing_or_408("half a body, then silent")


@case
def a_kept_connection_is_closed_without_a_word(_):
    same(closed_in_time("kept alive, then silent"), b"")


@case
def half_a_second_request_is_not_waited_for(_):
    said_nothing_or_408("kept alive, then half a head")


def crowd(server, size):
    """Answers to one request on each of so many open connections."""
    open_now, answers = [], []
    try:
        for _ in range(size):
            open_now.append(Connection(server.port))
        for connection in open_now:
            try:
                connection.send(GET)
                answers.append(connection.read())
            except (Closed, ConnectionResetError, BrokenPipeError):
                answers.append(None)
    finally:
        for connection in open_now:
            connection.close()
    return answers


def served(answers):
    return sum(answer is not None and answer.status == 200
               for answer in answers)


def all_served(server):
    return served(crowd(server, CONNECTIONS)) == CONNECTIONS


@case
def one_address_holds_no_more_connections_than_allowed(server):
    wait_for(lambda: all_served(server), 5, "the allowed number is served")
    time.sleep(0.5)
    answers = crowd(server, 2 * CONNECTIONS)
    same(served(answers), CONNECTIONS, "connections served")
    for answer in answers:
        if answer is not None and answer.status != 200:
            same(answer.status, 429)
            assert answer.get("retry-after").isdigit(), answer


@case
def connections_given_back_can_be_had_again(server):
    wait_for(lambda: all_served(server), 5, "the allowed number again")


@case
def a_killed_worker_takes_its_counts_with_it(server):
    import os
    import signal
    held = wait_for(lambda: hold(server), 5, "the allowed number is held")
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    for connection in held:
        connection.close()
    wait_for(lambda: tries(server), 5, "the allowed number after a crash")


def hold(server):
    """Connections that were answered, as many as are allowed, or None: that
    the ones before are closed takes a worker a moment to see."""
    held, answers = [], []
    for _ in range(CONNECTIONS):
        held.append(Connection(server.port))
        held[-1].send(GET)
        answers.append(held[-1].read())
    if served(answers) == CONNECTIONS:
        return held
    for connection in held:
        connection.close()
    return None


def tries(server):
    try:
        return all_served(server)
    except OSError:
        return False


case(common.every_answer_carried_the_security_headers)

if __name__ == "__main__":
    limits = {"limits.connections_per_address": str(CONNECTIONS)}
    with Server(settings=limits) as under_test:
        code = run(under_test)
    sys.exit(code)
