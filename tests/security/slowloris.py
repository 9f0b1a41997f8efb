#!/usr/bin/env python3
"""A thousand clients who take their time, and one who wants a page.

    slowloris.py PROGRAM
    FAULTS=long slowloris.py PROGRAM     a minute of it; slowhttptest, too

Through nginx with conf/nginx.conf: every page is served, and how long it took
is printed. The control is an nginx with room for fewer connections.
"""

import contextlib
import re
import resource
import select
import socket
import ssl
import subprocess
import sys
import threading
import time

from proxy import LONG, SITE, Behind, Proxy, Visitor, change, tls_connect

# pylint: disable=wrong-import-position,wrong-import-order
from tap import case, run, same, within  # noqa: E402

CLIENTS = 1000
SECONDS = 60 if LONG else 2.5
P99 = 1.0 if not LONG else 0.5      # seconds; what is seen is printed
HEAD = b"GET / HTTP/1.1\r\nHost: site.test\r\nX: "
BODY = (b"POST /contact HTTP/1.1\r\nHost: site.test\r\n"
        b"Content-Length: 60000\r\n\r\n")
COLOUR = re.compile("\x1b[^m]*m")
CONNECTED = re.compile(r"connected:\s+(\d+)")


class Crowd:
    """Slow connections of four kinds, from fifty addresses. Who is let go
    comes again."""

    def __init__(self, proxy, size=CLIENTS):
        self.proxy, self.seen, self.again = proxy, [], -size
        self.context = ssl.create_default_context(cafile=proxy.cert)
        self.open = [None] * size
        self.come()

    def come(self):
        for number, there in enumerate(self.open):
            if there is None:
                with contextlib.suppress(OSError):
                    self.open[number] = self.join(number)
                    self.again += 1

    def join(self, number):
        kind, source = number % 4, f"127.0.2.{number % 50 + 1}"
        if kind == 0:       # nothing but a connection, where TLS is awaited
            return socket.create_connection(("127.0.0.1", self.proxy.https),
                                            2, (source, 0))
        if kind == 1:       # half a head, without TLS
            there = socket.create_connection(("127.0.0.1", self.proxy.http),
                                             2, (source, 0))
        else:
            there = tls_connect(self.proxy.https, self.proxy.cert,
                                source=source, context=self.context)
        there.sendall(BODY if kind == 3 else HEAD)
        return there

    def part(self):
        """Who has been let go is forgotten."""
        poll = select.poll()
        for there in filter(None, self.open):
            poll.register(there, select.POLLRDHUP)
        gone = {number for number, _ in poll.poll(0)}
        for number, there in enumerate(self.open):
            if there is not None and there.fileno() in gone:
                there.close()
                self.open[number] = None
        self.seen.append(sum(there is not None for there in self.open))

    def there(self):
        """How many there were, on average, before who had gone came again."""
        return sum(self.seen) // len(self.seen)

    def drip(self):
        """A byte each, where bytes are awaited."""
        for number, there in enumerate(self.open):
            if there is not None and number % 4:
                with contextlib.suppress(OSError):
                    there.sendall(b"x")

    def leave(self):
        for there in filter(None, self.open):
            with contextlib.suppress(OSError):
                there.close()


# Thirty requests a second are what nginx takes from an address for long.
PAUSE = 0.05


class Reader(threading.Thread):
    """One who wants pages, each on a new connection, till told to stop."""

    def __init__(self, proxy):
        super().__init__()
        self.proxy, self.seconds, self.faults = proxy, [], []
        self.done = threading.Event()
        self.context = ssl.create_default_context(cafile=proxy.cert)
        self.start()

    def run(self):
        paths = (b"/guides", b"/search?q=java")
        while not self.done.is_set():
            began = time.monotonic()
            try:
                self.read(paths[len(self.seconds) % len(paths)])
                self.seconds.append(time.monotonic() - began)
            except (OSError, AssertionError) as fault:
                self.faults.append(repr(fault))
            self.done.wait(PAUSE)

    def read(self, path):
        with tls_connect(self.proxy.https, self.proxy.cert,
                         context=self.context, source="127.0.0.2") as there:
            there.settimeout(2)
            there.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: site.test\r\n"
                          b"Connection: close\r\n\r\n")
            answer = b""
            while part := there.recv(65536):
                answer += part
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:100]

    def stop(self):
        self.done.set()
        self.join()
        self.seconds.sort()
        return self

    def p99(self):
        return self.seconds[int(len(self.seconds) * 0.99)]


def siege(proxy, seconds=SECONDS):
    """A reader's experience while the crowd is there."""
    crowd = Crowd(proxy)
    reader = Reader(proxy)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        crowd.part()
        crowd.come()
        crowd.drip()
        time.sleep(0.3)
    reader.stop()
    crowd.leave()
    return reader, crowd


def judge(reader, slow, words):
    """Whether the reader was served while there were so many slow ones."""
    print(f"# {slow} slow ones{words}; {len(reader.seconds)} pages, "
          f"median {reader.seconds[len(reader.seconds) // 2] * 1000:.1f} ms, "
          f"p99 {reader.p99() * 1000:.1f} ms, {len(reader.faults)} failed")
    same(reader.faults[:3], [])
    assert len(reader.seconds) > 20, len(reader.seconds)
    assert slow > CLIENTS * 0.8, slow
    within(reader.p99(), 0, P99, "p99 in seconds")


@case
def everybody_is_served_while_a_thousand_dawdle(_, proxy):
    reader, crowd = siege(proxy)
    judge(reader, crowd.there(), f", {crowd.again} came again")


@case
def the_program_has_no_slow_connection(server, proxy):
    """nginx asks when all is there: nobody waits behind it."""
    crowd = Crowd(proxy, 200)
    with open("/proc/net/unix", encoding="ascii") as table:
        busy = sum(server.folder in line and line.split()[5] == "03"
                   for line in table)
    crowd.leave()
    within(busy, 0, 5, "connections to the program")


@case
def the_control_a_smaller_nginx_turns_people_away(server, _):
    with Proxy(server, lambda text: change(
            text, "worker_connections 8192;", "worker_connections 300;")) \
            as small:
        reader, _ = siege(small, 1.5)
    print(f"# {len(reader.faults)} of "
          f"{len(reader.faults) + len(reader.seconds)} pages failed")
    assert reader.faults, "nobody was turned away: this test would see nothing"


def anybody(text):
    """slowhttptest asks for no name and comes from one address: it is let in
    as if it were a thousand visitors."""
    for old, new in (
            ("ssl_reject_handshake on;\n\t\treturn 421;",
             "location / {\n\t\t\tproxy_pass http://fourways_public;\n\t\t}"),
            ("server_name _;", "server_name 127.0.0.1;"),
            ("limit_conn connections 64;", ""),
            ("rate=30r/s", "rate=9000r/s"), ("rate=1r/s", "rate=9000r/s")):
        text = change(text, old, new)
    return text


def dawdle(proxy, words, seconds):
    """The most connections slowhttptest had, which ends when all its
    connections have been closed and then comes again."""
    until, most = time.monotonic() + seconds, 0
    while (rest := until - time.monotonic()) > 1:
        said = subprocess.run(
            ["slowhttptest", *words, "-c", str(CLIENTS), "-r", "500", "-p",
             "3", "-l", str(int(rest)), "-u",
             f"https://127.0.0.1:{proxy.https}/guides"],
            capture_output=True, text=True, check=False,
            timeout=seconds + 60).stdout
        most = max([most, *map(int, CONNECTED.findall(COLOUR.sub("", said)))])
        time.sleep(0.1)
    return most


def slowhttptest(*words):
    def check(server, _):
        with Proxy(server, anybody) as proxy:
            reader = Reader(proxy)
            most = dawdle(proxy, words, SECONDS)
            reader.stop()
        judge(reader, most, " at the most")
    check.__name__ = f"slowhttptest_{words[0]}_does_no_harm"
    return case(check)


if LONG:
    slowhttptest("-H", "-i", "2")
    slowhttptest("-B", "-i", "2", "-s", "8192")
    slowhttptest("-X", "-w", "1", "-y", "16", "-n", "2", "-z", "8")


@case
def it_is_all_quiet_afterwards(server, proxy):
    same(Visitor(proxy).get("/guides").status, 200)
    same(proxy.process.poll(), None)
    same(server.stop(), 0, "exit code")


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with Behind({"base_url": f'"https://{SITE}"'}) as behind, \
            Proxy(behind) as in_front:
        code = run(behind, in_front)
    sys.exit(code)
