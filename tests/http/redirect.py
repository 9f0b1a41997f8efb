#!/usr/bin/env python3
"""The door without TLS beside the one with it: --redirect-listen, --acme."""

import contextlib
import os
import signal
import ssl
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "security"))

# pylint: disable=wrong-import-position,wrong-import-order
from proxy import SITE, certificate, tls_connect  # noqa: E402
from client import Client, Closed, Connection  # noqa: E402
from common import (every_answer_carried_the_security_headers,  # noqa: E402
                    every_error_was_a_page_that_says_what_is_wrong,
                    the_server_stops_clean_and_reports_no_fault)
from server import Server, free_port, wait_for  # noqa: E402
import server as ours  # noqa: E402
from tap import case, contains, lacks, run, same  # noqa: E402

USAGE, UNAVAILABLE, CONFIG = 64, 69, 78
BELOW = "/.well-known/acme-challenge/"
NAME, PROOF = "r4Qx-_" + "a" * 37, "r4Qx.thumb_print-of-a-key"


class Rig:
    """A site with TLS, the plain door, and a folder for proofs."""

    def __init__(self):
        self.server = Server({"base_url": f'"https://{SITE}"'})
        folder = self.server.folder
        self.cert, self.key = certificate(folder)
        self.port = free_port()
        self.proofs = os.path.join(folder, "www" + BELOW)
        os.makedirs(self.proofs)
        self.server.options += [
            "--tls-cert", self.cert, "--tls-key", self.key,
            "--redirect-listen", f"127.0.0.1:{self.port}",
            "--acme", os.path.join(folder, "www")]

    def get(self, target, headers=None, method="GET", body=None):
        return Client(self.port).request(method, target, headers, body)

    def lead(self, name, text):
        """What certbot does: makes a file, writes it, closes it."""
        with open(os.path.join(self.proofs, name), "wb") as out:
            out.write(text)

    def shown(self, name):
        answer = self.get(BELOW + name)
        return answer.text if answer.status == 200 else None


def leads_on(answer, target):
    same((answer.status, answer.body), (308, b""))
    same(answer.all("location"), [f"https://{SITE}{target}"])
    same(answer.all("strict-transport-security"), [])


@case
def whatever_is_asked_without_tls_leads_to_the_same_page_with_it(rig):
    contains(rig.server.ready, f" redirect=http://127.0.0.1:{rig.port}")
    for target in ("/", "/guides/java", "/guides?tag=a%20b&x=1", "/x?", "/?",
                   "/a//b/../c", "/%0d%0aSet-Cookie:%20a=b", "//evil.test/a",
                   "/admin", "/book?" + "a" * 1500, BELOW, BELOW + "unknown",
                   BELOW + "../../site.yaml", BELOW + NAME + "?x"):
        leads_on(rig.get(target), target)
    for method, body in (("POST", b"email=a"), ("HEAD", None), ("PUT", b"x"),
                         ("DELETE", None)):
        with contextlib.suppress(Closed):
            leads_on(rig.get("/contact", method=method, body=body), "/contact")


@case
def the_name_is_that_of_the_settings_and_not_the_one_asked_for(rig):
    for headers in ({"Host": "evil.test"}, {"Host": "evil.test:81"},
                    {"Host": SITE, "X-Forwarded-Host": "evil.test",
                     "Forwarded": "host=evil.test"}):
        leads_on(rig.get("/guides", headers), "/guides")


@case
def the_way_ends_at_the_page_itself(rig):
    context = ssl.create_default_context(cafile=rig.cert)
    with tls_connect(rig.server.port, rig.cert, context=context) as there:
        there.sendall(f"GET /guides HTTP/1.1\r\nHost: {SITE}\r\n"
                      "Connection: close\r\n\r\n".encode())
        answer = there.recv(65536).decode("latin-1")
    contains(answer, "HTTP/1.1 200 ")
    contains(answer, "strict-transport-security: max-age=63072000")


@case
def many_requests_go_over_one_connection_and_are_well_formed(rig):
    request = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    with Connection(rig.port) as there:
        there.send(request * 5)
        for _ in range(5):
            leads_on(there.read(), "/a")
    for bad, code in ((b"GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
                      (b"GET http://evil.test/ HTTP/1.1\r\nHost: a\r\n\r\n",
                       400),
                      (b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                       b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
                      (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
                       414)):
        with Connection(rig.port) as there:
            there.send(bad)
            answer = there.read()
        same((answer.status, answer.all("strict-transport-security"),
              answer.all("location")), (code, [], []), bad)
    # A handshake is no request.
    with Connection(rig.port) as there:
        there.send(b"\x16\x03\x01\x00\x05hello\r\n\r\n")
        same(there.read().status, 400)


@case
def a_proof_is_shown_as_soon_as_it_is_written_and_gone_when_it_is(rig):
    same(rig.shown(NAME), None)
    rig.lead(NAME, PROOF.encode())
    wait_for(lambda: rig.shown(NAME) == PROOF, 2, "the proof")
    answer = rig.get(BELOW + NAME)
    same((answer.get("content-type"), answer.get("cache-control")),
         ("text/plain", "no-store"))
    rig.lead(NAME, b"another\n")
    wait_for(lambda: rig.shown(NAME) == "another\n", 2, "the newer one")
    # It is not what is below it, beside it or on the other door.
    for other in (NAME[:-1], NAME + "/", NAME + "/x", "../" + NAME,
                  "./" + NAME, NAME.upper()):
        same(rig.shown(other), None, other)
    same(rig.get("/.well-known/" + NAME).status, 308)
    os.remove(os.path.join(rig.proofs, NAME))
    wait_for(lambda: rig.shown(NAME) is None, 2, "no proof")


@case
def what_is_no_proof_is_never_shown(rig):
    os.symlink(rig.key, os.path.join(rig.proofs, "link"))
    os.mkdir(os.path.join(rig.proofs, "folder"))
    os.mkfifo(os.path.join(rig.proofs, "pipe"))
    for name, text in (("binary", b"a\0b"), ("long", b"x" * 513),
                       ("letters.of.others", b"x"), ("x" * 129, b"x"),
                       (".hidden", b"x"), ("empty", b"")):
        rig.lead(name, text)
    rig.lead("good", b"x" * 512)
    wait_for(lambda: rig.shown("good") == "x" * 512, 2, "the good one")
    for name in os.listdir(rig.proofs):
        if name != "good":
            same(rig.shown(name), None, name)
    contains(rig.server.log(), "acme.passed_over")
    lacks(rig.server.log(), "PRIVATE")


@case
def more_proofs_than_there_is_room_for_are_told(rig):
    for name in os.listdir(rig.proofs):
        path = os.path.join(rig.proofs, name)
        (os.rmdir if os.path.isdir(path) else os.remove)(path)
    for number in range(20):
        rig.lead(f"many{number}", b"x")
    wait_for(lambda: sum(rig.shown(f"many{number}") == "x"
                         for number in range(20)) == 16, 2, "sixteen of them")
    for number in range(19):
        os.remove(os.path.join(rig.proofs, f"many{number}"))
    wait_for(lambda: rig.shown("many19") == "x", 2, "the last one")


@case
def both_go_on_after_a_reload(rig):
    rig.server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "loaded anew" in rig.server.log(), 5, "a reload")
    leads_on(rig.get("/guides"), "/guides")
    rig.lead("after", b"a reload")
    wait_for(lambda: rig.shown("after") == "a reload", 2, "the proof")


@case
def who_may_not_have_it_is_told_why(rig):
    folder = rig.server.folder
    tls = ["--tls-cert", rig.cert, "--tls-key", rig.key]
    door = ["--redirect-listen", "127.0.0.1:0"]
    conf = os.path.join(folder, "plain")
    ours.copy_conf(conf, {})
    for words, code, why in (
            (door, USAGE, "needs --tls-cert and --tls-key"),
            (["--acme", folder], USAGE, "--acme needs --redirect-listen"),
            ([*tls, *door, "--role", "admin"], USAGE, "public role"),
            ([*tls, "--redirect-listen", "here"], USAGE, "write it as"),
            ([*tls, "--redirect-listen", f"127.0.0.1:{rig.port}"],
             UNAVAILABLE, "it is in use"),
            ([*tls, *door, "--acme", conf], CONFIG, "mkdir -p"),
            ([*tls, *door], CONFIG, "base_url")):
        done = ours.run("serve", "--demo", "--data",
                        os.path.join(folder, "demo"), "--conf", conf,
                        "--listen", "127.0.0.1:0", "--admin-listen",
                        "127.0.0.1:0", *words)
        same((done.returncode, done.stdout), (code, ""), done.stderr)
        contains(done.stderr, why)


case(every_answer_carried_the_security_headers)
case(every_error_was_a_page_that_says_what_is_wrong)


@case
def it_stops_as_clean_as_any(rig):
    the_server_stops_clean_and_reports_no_fault(rig.server)


if __name__ == "__main__":
    under_test = Rig()
    with under_test.server:
        CODE = run(under_test)
    sys.exit(CODE)
