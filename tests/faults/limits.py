#!/usr/bin/env python3
"""How much is taken, to the byte; two thousand connections that say nothing;
and passphrases, of which one at a time is tried.

What http/hostile.py has: what is far beyond a limit. What http/slow.py has:
when a slow client is let go. What http/door.py has: a flood of sign-ins and
what the public pages take meanwhile.
"""

import resource
import sys
import threading
import time
from collections import Counter

from house import OPEN, Preloaded, both_workers, pick, serves, workers
from client import FORM_TYPE, Client, Connection
from server import SANITIZED, Server, is_alive, status_of, wait_for
from tap import case, contains, run, same, within

HEAD, TARGET, BODY = 8192, 1998, 65536      # web/guard.h
IDLE = 2000
LOGINS = 50
HASH_MIB = 256      # what trying one passphrase takes


def ask(server, data, head=False):
    with Connection(server.port) as connection:
        connection.send(data)
        return connection.read(head=head)


def get(target, more=b""):
    return b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n" + more + b"\r\n"


def is_refused(answer, code):
    same(answer.status, code)
    same(answer.get("connection"), "close")
    contains(answer.get("content-type"), "text/html")
    assert answer.page.headings, answer


@case
def a_target_may_be_1998_bytes_long_and_no_longer(server):
    longest = b"/search?q=" + b"a" * (TARGET - 10)
    assert ask(server, get(longest)).status != 414, "the longest"
    is_refused(ask(server, get(longest + b"a")), 414)


@case
def a_head_may_have_8192_bytes_and_no_more(server):
    for more, code in ((0, 200), (1, 431)):
        bare = len(get(b"/")) + len(b"X: \r\n")
        data = get(b"/", b"X: " + b"a" * (HEAD - bare + more) + b"\r\n")
        same(len(data), HEAD + more)
        same(ask(server, data).status, code, f"{len(data)} bytes")


def form(size):
    return (b"POST /contact HTTP/1.1\r\nHost: a\r\nContent-Type: "
            + FORM_TYPE.encode() + b"\r\nContent-Length: %d\r\n\r\n" % size)


@case
def a_body_may_have_65536_bytes_and_one_more_is_not_even_read(server):
    body = b"name=A&message=" + b"x" * (BODY - 15)
    same(ask(server, form(BODY) + body).status, 422, "a body as long as may be")
    # Refused by its head alone: not a byte of the body was sent.
    is_refused(ask(server, form(BODY + 1)), 413)


# ---- idle connections ----

def idle(server, count):
    return [Connection(server.port) for _ in range(count)]


@case
def two_thousand_idle_connections_keep_nobody_out(server):
    held = idle(server, IDLE)
    times = []
    try:
        for number in range(pick(50, 500)):
            began = time.monotonic()
            same(Client(server.port).get("/guides").status, 200)
            times.append(time.monotonic() - began)
        before = status_of(workers(server, "public")[0])["VmRSS"]
        # They are people, too: each of some gets its answer.
        for connection in held[::100]:
            connection.send(get(b"/"))
            same(connection.read().status, 200)
    finally:
        for connection in held:
            connection.close()
    times.sort()
    print(f"# with {IDLE} idle connections: median "
          f"{times[len(times) // 2] * 1000:.1f} ms, slowest "
          f"{times[-1] * 1000:.1f} ms; a worker has {before}")
    within(times[-1], 0, 2, "the slowest answer in seconds")


@case
def beyond_what_a_worker_holds_others_wait_and_are_served(_):
    """More than all workers hold at once: who comes later waits in the
    kernel's queue and is served when others have gone."""
    with Server(workers=1) as server:
        held = idle(server, 4096)
        late = threading.Thread(target=lambda: answers.append(
            Client(server.port, timeout=30).get("/guides").status))
        answers = []
        late.start()
        time.sleep(0.5)
        for connection in held:
            connection.close()
        late.join(30)
        same(answers, [200])
        same(server.process.poll(), None, "the supervisor")
        assert " fatal " not in server.log(), server.log()


# ---- a request that never ends ----

@case
def a_request_that_never_ends_is_ended_and_the_others_go_on(_):
    """Five seconds of CPU time are as many of the clock on a machine that
    has nothing else to do."""
    with Preloaded(sys.argv[2], settings=OPEN, workers=pick(1, 2)) as server:
        for pid in workers(server, "public"):
            began = time.monotonic()
            server.set(server.ENDLESS, pid)
            wait_for(lambda p=pid: not is_alive(p), 90,
                     "the worker that runs away is gone")
            gone = time.monotonic()
            wait_for(lambda: serves(server), 10 if SANITIZED else 1,
                     "another in its place")
            print(f"# ended after {gone - began:.1f} s, served "
                  f"{(time.monotonic() - gone) * 1000:.0f} ms later")
        same(server.process.poll(), None, "the supervisor")


# ---- passphrases ----

def sign_ins(server):
    """Fifty at once; the answers."""
    answers, gate = [], threading.Barrier(LOGINS)

    def one(number):
        admin = Client(server.admin_port, timeout=60)
        path = "/admin/login"
        fields = admin.get(path).page.form(path).fields(
            email=f"user{number}@example.org", password="y" * 20)
        gate.wait()
        answers.append(admin.post(path, fields))

    threads = [threading.Thread(target=one, args=(number,))
               for number in range(LOGINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


class Memory(threading.Thread):
    """What the desk's workers have between them, looked at all the time."""

    def __init__(self, server):
        super().__init__()
        self.pids = workers(server, "admin")
        self.most, self.looks, self.ended = 0, 0, False

    def mib(self):
        return sum(int(status_of(pid)["VmRSS"].split()[0])
                   for pid in self.pids) // 1024

    def run(self):
        self.least = self.mib()
        while not self.ended:
            self.most = max(self.most, self.mib())
            self.looks += 1
            time.sleep(0.002)


class Visitor(threading.Thread):
    """Somebody who reads, and how long each page took."""

    def __init__(self, server):
        super().__init__()
        self.server, self.times, self.ended = server, [], False

    def run(self):
        with Connection(self.server.port) as connection:
            while not self.ended:
                began = time.monotonic()
                connection.send(get(b"/guides/java"))
                same(connection.read().status, 200)
                self.times.append(time.monotonic() - began)
                time.sleep(0.003)


@case
def of_fifty_sign_ins_one_passphrase_at_a_time_is_tried(server):
    codes = Counter()
    with_hash, visitor = Memory(server), Visitor(server)
    with_hash.start()
    visitor.start()
    for _ in range(pick(1, 6)):
        answers = sign_ins(server)
        same(len(answers), LOGINS, "answers")
        codes.update(answer.status for answer in answers)
        for answer in answers:
            if answer.status == 503:
                within(int(answer.get("retry-after")), 1, 600, "retry-after")
                assert answer.page.headings, answer
    for thread in (with_hash, visitor):
        thread.ended = True
        thread.join()
    times = sorted(visitor.times)
    print(f"# {dict(codes)}; the desk's workers have {with_hash.least} MiB, "
          f"and {with_hash.most} at most in {with_hash.looks} looks; of "
          f"{len(times)} pages p99 "
          f"{times[int(len(times) * 0.99)] * 1000:.1f} ms (50 wanted)")
    same(set(codes), {422, 503}, "answers")
    assert codes[503] > 0, "the queue took all fifty"
    if SANITIZED:
        return
    grown = with_hash.most - with_hash.least
    within(grown, HASH_MIB // 2, HASH_MIB + 64, "MiB for passphrases")
    # On a machine of its own; this one may have other things to do.
    within(times[int(len(times) * 0.99)], 0, 0.5, "p99 in seconds")


@case
def the_server_is_as_before_and_stops_clean(server):
    for client in (Client(server.port), Client(server.admin_port)):
        same(client.get("/healthz").status, 200)
    both_workers(server, "public", 5)
    same(server.stop(), 0, "exit code")
    for word in (" fatal ", "died from", "child_died"):
        assert word not in server.log(), server.log()[-2000:]


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20000, most), most))
    with Server(settings=OPEN) as under_test:
        code = run(under_test)
    sys.exit(code)
