#!/usr/bin/env python3
"""Requests no browser sends: each gets its answer, and the next one its own.

What is malformed is refused with a page and the connection closed, for after
it nobody can say where the next request begins. What is odd but right is
answered and the connection stays open.
"""

import socket
import sys
import threading
import time

import common
from client import FORM_TYPE, Client, Closed, Connection
from server import Server
from tap import case, contains, run, same, within

HOST = b"Host: a\r\n"
END = HOST + b"\r\n"
FORM = b"Content-Type: " + FORM_TYPE.encode() + b"\r\n"
OPEN, SHUT = False, True


def get(path, head=END, version=b"HTTP/1.1"):
    return b"GET " + path + b" " + version + b"\r\n" + head


def post(path, head, body=b""):
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + FORM + head \
        + b"\r\n" + body


def headers(count):
    return b"".join(b"X%d: y\r\n" % number for number in range(count))


# what it is, bytes, statuses of all answers, whether the server closes
TABLE = (
    ("a plain request", get(b"/"), [200], OPEN),
    ("HTTP/1.0", get(b"/", version=b"HTTP/1.0"), [200], SHUT),
    ("HTTP/1.0 with keep-alive", get(
        b"/", b"Connection: keep-alive\r\n" + END, b"HTTP/1.0"), [200], SHUT),
    ("HTTP/1.0 without Host", get(b"/", b"\r\n", b"HTTP/1.0"), [400], SHUT),
    ("HTTP/1.1 without Host", get(b"/", b"X: y\r\n\r\n"), [400], SHUT),
    ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505], SHUT),
    ("HTTP/1.2", get(b"/", version=b"HTTP/1.2"), [505], SHUT),
    ("HTTP/0.9", b"GET /\r\n", [400], SHUT),
    ("OPTIONS", b"OPTIONS / HTTP/1.1\r\n" + END, [405], OPEN),
    ("OPTIONS *", b"OPTIONS * HTTP/1.1\r\n" + END, [400], SHUT),
    ("TRACE", b"TRACE / HTTP/1.1\r\n" + END, [501], SHUT),
    ("CONNECT", b"CONNECT a:443 HTTP/1.1\r\n" + END, [400], SHUT),
    ("PUT", b"PUT / HTTP/1.1\r\nContent-Length: 1\r\n" + END + b"x", [405],
     OPEN),
    ("PUT without a length", b"PUT / HTTP/1.1\r\n" + END, [411], SHUT),
    ("a method in small letters", b"get / HTTP/1.1\r\n" + END, [501], SHUT),
    ("three requests in one segment", get(b"/") * 3, [200] * 3, OPEN),
    ("a request for nothing here", get(b"/nope"), [404], OPEN),
    ("dots in the path", get(b"/guides/../../etc/passwd"), [404], OPEN),
    ("dots, encoded", get(b"/guides/%2e%2e%2fetc"), [404], OPEN),
    ("an absolute form", get(b"http://a/"), [400], SHUT),
    ("a fragment", get(b"/#x"), [400], SHUT),
    ("a bad escape in the path", get(b"/guides/%zz%1"), [404], OPEN),
    ("NUL in the path", get(b"/a\0b"), [400], SHUT),
    ("NUL in a header", get(b"/", b"X: a\0b\r\n" + END), [400], SHUT),
    ("raw bytes in the path", get(b"/\xc3\xa9\xff"), [400], SHUT),
    ("raw bytes in a header", get(b"/", b"X: J\xc3\xb6\r\n" + END), [400],
     SHUT),
    ("a header without a value", get(b"/", b"X-Empty:\r\n" + END), [200],
     OPEN),
    ("a tab in a header", get(b"/", b"X: a\tb\r\n" + END), [400], SHUT),
    ("a space before the colon", get(b"/", b"X : b\r\n" + END), [400], SHUT),
    ("a folded header", get(b"/", b"X: b\r\n  folded\r\n" + END), [400],
     SHUT),
    ("two Hosts", get(b"/", b"Host: b\r\n" + END), [400], SHUT),
    ("a header that begins like Host", get(b"/", b"Hostile: evil\r\n" + END),
     [400], SHUT),
    ("HostX before Host", get(b"/", b"HostX: evil\r\n" + END), [400], SHUT),
    ("an empty Host", get(b"/", b"Host:\r\n\r\n"), [400], SHUT),
    ("a Host with a path", get(b"/", b"Host: a/b\r\n\r\n"), [400], SHUT),
    ("22 headers and Host", get(b"/", headers(22) + END), [200], OPEN),
    ("30 headers", get(b"/", headers(30) + END), [431], SHUT),
    ("30 headers behind Host", get(b"/", HOST + headers(30) + b"\r\n"),
     [431], SHUT),
    ("Content-Length as header 31", post(
        b"/book", headers(28) + b"Content-Length: 1\r\n", b"a"), [431], SHUT),
    ("a header of 9,000 bytes", get(b"/", b"X: " + b"a" * 9000 + b"\r\n"
                                    + END), [431], SHUT),
    ("a path of 3,000 bytes", get(b"/" + b"a" * 3000), [414], SHUT),
    ("POST without a length", post(b"/book", b""), [411], SHUT),
    ("POST of nothing", post(b"/book", b"Content-Length: 0\r\n"), [422],
     OPEN),
    ("chunks", post(b"/book", b"Transfer-Encoding: chunked\r\n",
                    b"5\r\nname=\r\n0\r\n\r\n"), [501], SHUT),
    ("chunks and a length", post(
        b"/book", b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        b"a=b"), [501], SHUT),
    ("a length and chunks", post(
        b"/book", b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        b"a=b"), [501], SHUT),
    ("two lengths", post(b"/book", b"Content-Length: 3\r\n"
                         b"Content-Length: 5\r\n", b"a=b"), [400], SHUT),
    ("two equal lengths", post(b"/book", b"Content-Length: 3\r\n" * 2,
                               b"a=b"), [400], SHUT),
    ("a list of lengths", post(b"/book", b"Content-Length: 3, 3\r\n",
                               b"a=b"), [400], SHUT),
    ("a negative length", post(b"/book", b"Content-Length: -1\r\n"), [400],
     SHUT),
    ("a length with a plus", post(b"/book", b"Content-Length: +3\r\n",
                                  b"a=b"), [400], SHUT),
    ("a length in hex", post(b"/book", b"Content-Length: 0x3\r\n", b"a=b"),
     [400], SHUT),
    ("a length past all numbers", post(
        b"/book", b"Content-Length: 99999999999999999999999\r\n"), [413],
     SHUT),
    ("a length over the limit", post(b"/book", b"Content-Length: 65537\r\n"),
     [413], SHUT),
    ("a form with little in it", post(b"/book", b"Content-Length: 16\r\n",
                                      b"name=a&email=b@c"), [422], OPEN),
    ("GET with a body", get(b"/", b"Content-Length: 5\r\n" + END) + b"abcde",
     [400], SHUT),
    ("GET with a request as its body", get(
        b"/", b"Content-Length: 44\r\n" + END) + get(b"/book"), [400], SHUT),
    ("HEAD with a body", b"HEAD / HTTP/1.1\r\nContent-Length: 1\r\n" + END
     + b"x", [400], SHUT),
    ("GET with a body of nothing", get(b"/", b"Content-Length: 0\r\n" + END),
     [200], OPEN),
    ("a form and a request behind it", post(
        b"/book", b"Content-Length: 1\r\n", b"a") + get(b"/"), [422, 200],
     OPEN),
    ("a form longer than it says", post(
        b"/book", b"Content-Length: 1\r\n", b"aGARBAGE\r\n\r\n"), [422, 400],
     SHUT),
    ("another expectation", post(
        b"/book", b"Expect: 200-ok\r\nContent-Length: 1\r\n", b"a"), [417],
     SHUT),
    ("a range", get(b"/", b"Range: bytes=0-9\r\n" + END), [200], OPEN),
    ("half of a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00", [400], SHUT),
    ("garbage", b"\x00\x01\x02\r\n\r\n", [400], SHUT),
    ("lines without CR", b"GET / HTTP/1.1\nHost: a\n\n", [400], SHUT),
    ("a CR alone", get(b"/", b"X: a\rb\r\n" + END), [400], SHUT),
    ("an empty line before the request", b"\r\n" + get(b"/"), [200], OPEN),
    ("two spaces in the request line", b"GET  / HTTP/1.1\r\n" + END, [400],
     SHUT),
    ("an upgrade to HTTP/2", get(
        b"/", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n" + END), [200], OPEN),
    ("close among other words", get(
        b"/", b"Connection: keep-alive, close\r\n" + END), [200], SHUT),
    ("a smuggled request behind a refusal", get(
        b"/", b"Transfer-Encoding: x\r\n" + END) + get(b"/"), [501], SHUT),
)


def exchange(port, data, wanted):
    """The statuses of all answers, and whether the server closed."""
    with Connection(port) as connection:
        connection.send(data)
        seen = [connection.read() for _ in wanted]
        # A closing server closes now; an open one would answer once more.
        rest = connection.rest_until_closed(1.0 if seen[-1].all("connection")
                                            else 0.15)
        return seen, rest


def check_row(server, name, data, wanted, shut):
    seen, rest = exchange(server.port, data, wanted)
    same([answer.status for answer in seen], wanted, name)
    same(rest, b"" if shut else None, f"after the answers to {name}")
    if shut:
        same(seen[-1].all("connection"), ["close"], name)
    if seen[-1].status >= 400:
        contains(seen[-1].get("content-type"), "text/html", name)
        assert seen[-1].page.headings, f"{name}: an answer without a heading"


def row_case(row):
    def check(server):
        check_row(server, *row)
    check.__name__ = row[0]
    return case(check)


for each in TABLE:
    row_case(each)


@case
def the_same_bytes_one_by_one_are_the_same_request(server):
    for data, wanted in ((get(b"/"), 200),
                         (post(b"/book", b"Content-Length: 3\r\n", b"a=b"),
                          422),
                         (get(b"/", b"Host: b\r\n" + END), 400)):
        with Connection(server.port) as connection:
            connection.socket.setsockopt(socket.IPPROTO_TCP,
                                         socket.TCP_NODELAY, 1)
            for byte in data:
                try:
                    connection.send(bytes([byte]))
                except OSError:
                    break
            same(connection.read().status, wanted)


@case
def twenty_pipelined_requests_are_answered_in_order(server):
    paths = [f"/assessment?team=js&hard=io&life=grow&lang=one&n={n}"
             if n % 4 == 0 else f"/nothing-{n}" if n % 4 == 1
             else "/guides" if n % 4 == 2 else "/book" for n in range(20)]
    wanted = [{0: 303, 1: 404, 2: 200, 3: 200}[n % 4] for n in range(20)]
    with Connection(server.port) as connection:
        connection.send(b"".join(get(path.encode()) for path in paths))
        seen = [connection.read() for _ in paths]
        same([answer.status for answer in seen], wanted)
        for answer in seen[2::4]:
            contains(answer.text, "/guides/")
        same(connection.rest_until_closed(0.2), None, "the connection")


@case
def a_client_that_stops_sending_still_gets_its_answers(server):
    with Connection(server.port) as connection:
        connection.send(get(b"/guides") * 5)
        connection.socket.shutdown(socket.SHUT_WR)
        same([connection.read().status for _ in range(5)], [200] * 5)
        same(connection.rest_until_closed(2), b"")


@case
def an_expectant_client_is_told_to_go_on(server):
    with Connection(server.port) as connection:
        connection.send(post(b"/book", b"Expect: 100-continue\r\n"
                             b"Content-Length: 6\r\n"))
        same(connection.read().status, 100)
        connection.send(b"name=a")
        same(connection.read().status, 422)


@case
def an_expectant_client_is_refused_before_it_sends(server):
    with Connection(server.port) as connection:
        connection.send(post(b"/book", b"Expect: 100-continue\r\n"
                             b"Content-Length: 700000\r\n"))
        same(connection.read().status, 413)


@case
def a_body_without_end_is_cut_off(server):
    stream = (post(b"/book", b"Content-Length: 1\r\n", b"aa"),
              b"z" * 65536, 50 << 20)
    Client(server.port).get("/book")
    before, sent = server.rss_kib(), 0
    with Connection(server.port, timeout=5) as connection:
        connection.send(stream[0])
        try:
            while sent < stream[2]:
                connection.send(stream[1])
                sent += len(stream[1])
        except OSError:
            pass
    assert sent < 16 << 20, f"the server swallowed {sent} bytes"
    within(server.rss_kib() - before, -1 << 30, common.GROWTH_KIB,
           "growth of all processes, KiB")


@case
def a_hundred_streams_of_garbage_leave_no_memory_behind(server):
    def one():
        with Connection(server.port) as connection:
            try:
                connection.send(b"POST /book HTTP/1.1\r\nHost: a\r\n"
                                b"Content-Length: 65536\r\n\r\n" + b"x" * 60000)
            except OSError:
                pass
    # First as many at once as may be, so that the heap is as high as it gets.
    crowd = [threading.Thread(target=one) for _ in range(40)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    before = server.rss_kib()
    for _ in range(100):
        one()
    # The last of them may still be on their way through the server.
    until = time.monotonic() + 10
    while (server.rss_kib() - before > common.GROWTH_KIB
           and time.monotonic() < until):
        time.sleep(0.2)
    within(server.rss_kib() - before, -1 << 30, common.GROWTH_KIB,
           "growth of all processes, KiB")


@case
def connections_that_vanish_do_no_harm(server):
    for _ in range(50):
        with Connection(server.port) as connection:
            connection.send(get(b"/guides") * 3)
            connection.socket.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER,
                b"\1\0\0\0\0\0\0\0")
    same(Client(server.port).get("/").status, 200)


@case
def nobody_gets_an_answer_meant_for_another(server):
    body = b"name=" + b"A" * 4039 + get(b"/nowhere-smuggled")
    for _ in range(30):
        with Connection(server.port) as attacker:
            attacker.send(get(b"/", b"Content-Length: %d\r\n" % len(body)
                              + END) + body)
            with Connection(server.port) as victim:
                victim.send(get(b"/guides"))
                answer = victim.read()
                same(answer.status, 200)
                contains(answer.text, "/guides/")
            try:
                same(attacker.read().status, 400)
            except Closed:
                pass


@case
def the_server_is_quick_again_afterwards(server):
    began = time.monotonic()
    with Connection(server.port) as connection:
        for _ in range(100):
            connection.send(get(b"/guides"))
            same(connection.read().status, 200)
    within(time.monotonic() - began, 0, 10 if common.SANITIZED else 2,
           "seconds for a hundred pages")


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
