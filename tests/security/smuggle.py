#!/usr/bin/env python3
"""A request hidden in another is never answered, directly or through nginx.

    smuggle.py PROGRAM NAKED

Each way to hide one is tried with 300 paddings in front of the hidden request,
so that any buffer's end falls on its beginning once: Kore's first read, of
4,096 bytes, does. Through nginx a victim asks behind each attack and must get
its own answer. NAKED is the program without its framing guard: the control,
which behind an nginx that keeps its connections must be seen to fail.
"""

import os
import re
import socket
import sys

from proxy import SITE, Behind, Proxy, change

# pylint: disable=wrong-import-position,wrong-import-order
from tap import case, run, same  # noqa: E402

PADDINGS = range(3780, 4080)
SECRET = b"/search?q=smuggled-answer"
HOST = b"Host: site.test\r\n"
CLOSE = b"Connection: close\r\n"
HIDDEN = b"GET " + SECRET + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
# As long, but without an end: whatever comes next on that connection becomes
# the rest of its last header, and who sent that gets the answer.
UNENDED = HIDDEN[:-len(CLOSE) - 2] + b"X: ".ljust(len(CLOSE) + 2, b"y")
HEAD = re.compile(rb"HTTP/1\.1 (\d{3})[^\r]*\r\n")


def request(first, headers, body, host=HOST, end=b"\r\n"):
    return first + b" HTTP/1.1" + end + host + headers + end + body


def sized(first, padding, headers=b"", length=None, **more):
    """A request whose body, by its Content-Length, hides another."""
    body = b"A" * padding + HIDDEN
    length = length if length is not None else b"%d" % len(body)
    return request(first, headers + CLOSE + b"Content-Length: " + length
                   + b"\r\n", body, **more)


def chunked(first, padding, headers=b"Transfer-Encoding: chunked\r\n",
            extension=b"", **more):
    """One whose chunks end before what its Content-Length, if any, counts."""
    body = b"%x" % padding + extension + b"\r\n" + b"A" * padding \
        + b"\r\n0\r\n\r\n" + HIDDEN
    return request(first, headers, body, **more)


def both(padding, swapped):
    coding = b"Transfer-Encoding: chunked\r\n"
    body = b"0\r\n\r\n" + b"A" * padding + HIDDEN
    length = b"Content-Length: %d\r\n" % len(body)
    return request(b"POST /contact", CLOSE + (
        length + coding if swapped else coding + length), body)


def headers(count):
    return b"".join(b"X%d: y\r\n" % number for number in range(count))


GET, POST, GUIDES = b"GET /search?q=a", b"POST /contact", b"POST /guides"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

# name, bytes for a padding. Each is refused with a status of 400 or more; but
# where nginx reads chunks, what follows them is a request by itself.
WAYS = {
    "GET with a length": lambda p: sized(GET, p),
    "HEAD with a length": lambda p: sized(b"HEAD /search?q=a", p),
    "OPTIONS with a length": lambda p: sized(b"OPTIONS /", p),
    "a form where there is none": lambda p: sized(GUIDES, p),
    "chunks and a length": lambda p: both(p, False),
    "a length and chunks": lambda p: both(p, True),
    "two lengths, the first too short": lambda p: sized(
        POST, p, b"Content-Length: 3\r\n"),
    "two lengths, the second too short": lambda p: sized(
        POST, p).replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1),
    "a list of lengths": lambda p: sized(POST, p, length=b"3, %d" % (p + 9)),
    "two codings": lambda p: chunked(
        POST, p, CHUNKED + b"Transfer-Encoding: identity\r\n"),
    "a coding nobody knows": lambda p: chunked(
        POST, p, b"Transfer-Encoding: xchunked\r\n"),
    "a coding behind a tab": lambda p: chunked(
        POST, p, b"Transfer-Encoding:\tchunked\tx\r\nContent-Length: 3\r\n"),
    "a folded coding": lambda p: chunked(
        POST, p, b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n"),
    "a folded length": lambda p: sized(POST, p, b"X: y\r\n 1\r\n"),
    "lines without CR": lambda p: sized(
        GET, p, end=b"\n", host=b"Host: site.test\n"),
    "a CR alone": lambda p: sized(GET, p, b"X: a\rContent-Length: 3\r\n"),
    "an extension of a chunk": lambda p: chunked(
        POST, p, extension=b';x="\n' + HIDDEN + b'"'),
    "a negative length": lambda p: sized(POST, p, length=b"-%d" % p),
    "a length past 64 bits": lambda p: sized(
        POST, p, length=b"%d" % (2**64 + 3)),
    "a length with a plus": lambda p: sized(POST, p, length=b"+3"),
    "a length in hex": lambda p: sized(POST, p, length=b"0x3"),
    "a length behind 30 headers": lambda p: sized(GET, p, headers(30)),
    "a space before the colon": lambda p: sized(
        POST, p, b"Content-Length : 3\r\n"),
    "NUL in a header": lambda p: sized(GET, p, b"X: a\0b\r\n"),
    "two Hosts": lambda p: sized(GET, p, b"Host: other.test\r\n"),
    "an absolute address": lambda p: sized(b"GET http://other.test/", p),
    "an upgrade to HTTP/2": lambda p: sized(
        GET, p, b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    "HTTP/1.0 with chunks": lambda p: chunked(POST, p).replace(
        b"HTTP/1.1", b"HTTP/1.0", 1),
}


def ask(port, data, seconds=2.0):
    """All bytes that come back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), seconds) as there:
        out = b""
        try:
            there.sendall(data)
        except OSError:
            pass
        try:
            while part := there.recv(262144):
                out += part
        except OSError:
            pass
        return out


def statuses(data):
    return [int(found) for found in HEAD.findall(data)]


def is_whole(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return length is not None and len(body) >= int(length[1])


class Victims:
    """Somebody who asks behind each attack, on a connection that stays."""

    def __init__(self, port):
        self.port, self.asked, self.poisoned = port, 0, []
        self.stolen = 0
        self.there = None

    def ask(self, way):
        """Notes when the answer is another than the one asked for: stolen, if
        it is the one that the attacker asked for."""
        self.asked += 1
        mark = b"victim-%d" % self.asked
        answer = self.exchange(
            b"GET /search?q=" + mark + b" HTTP/1.1\r\n" + HOST + b"\r\n")
        stolen = b"smuggled-answer" in answer
        self.stolen += stolen
        if stolen or mark not in answer:
            self.poisoned.append((way, answer[:60]))

    def exchange(self, data):
        if self.there is None:
            self.there = socket.create_connection(("127.0.0.1", self.port), 2)
        answer = b""
        try:
            self.there.sendall(data)
            while not is_whole(answer):
                part = self.there.recv(262144)
                if not part:
                    break
                answer += part
        except OSError:
            pass
        if not is_whole(answer) or b"\r\nConnection: close" in answer:
            self.close()
        return answer

    def close(self):
        if self.there is not None:
            self.there.close()
        self.there = None


def without_tls(text):
    """For speed: what nginx does with requests is the same. And nobody else's
    limit is to answer in place of the program."""
    text = change(text, " ssl http2", "")
    text = change(text, "\t\tssl_reject_handshake on;\n", "")
    text = re.sub(r"\tlimit_(req|conn) .*\n", "", text)
    return change(text, "keepalive_timeout 30s;",
                  "keepalive_timeout 30s;\n\tkeepalive_requests 100000;")


def kept_alive(text):
    """The setting that so many recommend and conf/nginx.conf forbids."""
    text = change(without_tls(text), "upstream fourways_public {",
                  "upstream fourways_public {\n\t\tkeepalive 4;")
    text = change(text, "proxy_buffering on;",
                  "proxy_buffering on;\n\tproxy_http_version 1.1;")
    return change(text, "Connection close;", 'Connection "";')


class Naked(Behind):
    """The program without its guard; made and set up by the whole one."""

    def command(self):
        return [os.path.abspath(sys.argv[2]), *super().command()[1:]]


def attack(proxy, ways):
    """Every way with every padding, a victim behind each. What victims saw,
    and which attacks were answered with what they must not be."""
    victims, wrong = Victims(proxy.https), []
    for name, made in ways.items():
        for padding in PADDINGS:
            data = made(padding)
            if not ends_in_chunks(data):
                data = data.replace(HIDDEN, UNENDED)
            wrong += faults_of(name, data, ask(proxy.https, data))
            victims.ask(name)
    victims.close()
    return victims, wrong


def ends_in_chunks(data):
    """Where nginx reads chunks the next request begins at their end, by
    everybody's rules: its answer is for whoever sent it."""
    return b"\r\n0\r\n\r\n" + HIDDEN in data


def faults_of(name, data, answer):
    """What is wrong with an answer to a request that hides another."""
    seen = statuses(answer)
    legal = 2 if ends_in_chunks(data) else 1
    if not seen or seen[0] < 400:
        return [(name, "not refused", seen)]
    if len(seen) > legal:
        return [(name, "more answers than requests", seen)]
    if legal == 1 and b"smuggled-answer" in answer:
        return [(name, "the hidden request was answered", seen)]
    return []


@case
def directly_every_way_is_refused_with_one_answer(direct, *_):
    wrong = []
    for name, made in WAYS.items():
        for padding in PADDINGS:
            answer = ask(direct.port, made(padding))
            seen = statuses(answer)
            if len(seen) != 1 or seen[0] < 400 or \
                    b"smuggled-answer" in answer:
                wrong.append((name, padding, seen))
    print(f"# {len(WAYS)} ways x {len(PADDINGS)} paddings, {len(wrong)} wrong")
    same(wrong[:5], [])


@case
def through_nginx_no_victim_is_poisoned(_, shipped, *__):
    victims, wrong = attack(shipped, WAYS)
    print(f"# {len(WAYS)} ways x {len(PADDINGS)} paddings, {victims.asked} "
          f"victims, {len(victims.poisoned)} poisoned")
    same((victims.poisoned[:5], wrong[:5]), ([], []))


def pipelined(port):
    count = 12
    data = b"".join(b"GET /search?q=mine-%d- HTTP/1.1\r\n" % number + HOST
                    + (CLOSE if number == count - 1 else b"") + b"\r\n"
                    for number in range(count))
    answer = ask(port, data)
    same(statuses(answer), [200] * count)
    places = [answer.index(b"mine-%d-" % number) for number in range(count)]
    same(places, sorted(places), "the order of answers")


@case
def requests_behind_one_another_are_answered_in_their_order(direct, shipped,
                                                            *_):
    pipelined(direct.port)
    pipelined(shipped.https)


GET_ALONE = {"GET with a length": WAYS["GET with a length"]}


@case
def the_control_without_the_guard_a_victim_is_poisoned(*rigs):
    """Kore alone behind an nginx that keeps its connections."""
    naked_kept = rigs[4]
    victims, _ = attack(naked_kept, GET_ALONE)
    print(f"# {victims.asked} victims, {len(victims.poisoned)} with another's "
          f"answer, {victims.stolen} with the attacker's")
    assert victims.stolen > 0, "nobody was poisoned: this test sees nothing"


@case
def the_control_without_the_guard_hidden_requests_are_answered(*rigs):
    naked = rigs[3]
    found = sum(b"smuggled-answer" in ask(naked.port, made(padding), 0.02)
                for made in GET_ALONE.values() for padding in PADDINGS)
    print(f"# {found} of {len(PADDINGS)} hidden requests answered")
    assert found > 0, "none was: this test would see nothing"


@case
def the_guard_alone_is_enough(*rigs):
    """It behind an nginx that keeps its connections."""
    kept = rigs[2]
    victims, wrong = attack(kept, GET_ALONE)
    same((victims.poisoned[:5], wrong[:5]), ([], []))


@case
def conf_nginx_conf_alone_is_enough(*rigs):
    """It before Kore without the guard."""
    naked_shipped = rigs[5]
    victims, _ = attack(naked_shipped, GET_ALONE)
    same(victims.poisoned[:5], [])


@case
def nobody_fell_over(*rigs):
    for server in (rigs[0], rigs[3]):
        same(server.stop(), 0, "exit code")
        for word in (" fatal ", "died from", "Sanitizer"):
            assert word not in server.log(), server.log()[-2000:]


def main():
    settings = {"base_url": f'"https://{SITE}"'}
    with Behind(settings, sockets=False) as direct, \
            Naked(settings, sockets=False) as naked, \
            Proxy(direct, without_tls) as shipped, \
            Proxy(direct, kept_alive) as kept, \
            Proxy(naked, kept_alive) as naked_kept, \
            Proxy(naked, without_tls) as naked_shipped:
        return run(direct, shipped, kept, naked, naked_kept, naked_shipped)


if __name__ == "__main__":
    sys.exit(main())
