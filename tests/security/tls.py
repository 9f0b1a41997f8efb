#!/usr/bin/env python3
"""TLS by the program itself, without a proxy: serve --tls-cert --tls-key.

    tls.py PROGRAM
    FAULTS=long tls.py PROGRAM     with testssl.sh, a minute more
"""

import concurrent.futures
import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode

from proxy import LONG, SITE, certificate, testssl, tls_connect

# pylint: disable=wrong-import-position,wrong-import-order
import server as ours  # noqa: E402
from client import FORM_TYPE, Connection  # noqa: E402
from common import the_server_stops_clean_and_reports_no_fault  # noqa: E402
from server import Server, children_of, wait_for  # noqa: E402
from tap import case, contains, run, same, within  # noqa: E402

CONFIG, CONNECTIONS = 78, 20
HSTS = "max-age=63072000; includeSubDomains; preload"
GET = b"GET /guides HTTP/1.1\r\nHost: site.test\r\n\r\n"


class Secure(Connection):
    """A client's connection, by TLS."""

    # pylint: disable=super-init-not-called
    def __init__(self, rig, port=None, **options):
        self.socket = tls_connect(port or rig.server.port, rig.cert, **options)
        self.timeout, self.rest = 10.0, b""

    def number(self):
        """Of the certificate that was shown."""
        return ssl.DER_cert_to_PEM_cert(self.socket.getpeercert(True))


class Rig:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fourways-tls-")
        self.cert, self.key = certificate(self.folder)
        self.server = Server(
            {"limits.connections_per_address": str(CONNECTIONS)},
            ["--tls-cert", self.cert, "--tls-key", self.key])

    def get(self, **options):
        with Secure(self, **options) as there:
            there.send(GET)
            return there.read()

    def __enter__(self):
        self.server.start()
        self.slow = Slow(self)
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)


@case
def both_doors_speak_tls_and_say_so(rig):
    contains(rig.server.ready, f"public=https://127.0.0.1:{rig.server.port}")
    answer = rig.get()
    same((answer.status, answer.all("strict-transport-security")),
         (200, [HSTS]))
    contains(answer.text, "/guides/java")
    with Secure(rig, rig.server.admin_port) as there:
        there.send(b"GET /admin/login HTTP/1.1\r\nHost: site.test\r\n\r\n")
        form = there.read().page.form("/admin/login")
        body = urlencode(form.fields(email=ours.EMAIL,
                                     password=ours.PASSPHRASE))
        there.send((f"POST /admin/login HTTP/1.1\r\nHost: site.test\r\n"
                    f"Content-Type: {FORM_TYPE}\r\nSec-Fetch-Site: same-origin"
                    f"\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
        answer = there.read()
    same((answer.status, answer.all("strict-transport-security")),
         (303, [HSTS]))
    for cookie in answer.all("set-cookie"):
        contains(cookie, "__Host-")
        contains(cookie, "; Secure")


@case
def a_form_and_many_requests_go_over_one_connection(rig):
    with Secure(rig) as there:
        for _ in range(20):
            there.send(GET)
            same(there.read().status, 200)
        # Whatever name it asks for behind the one of the handshake.
        for host in (b"other.test", b"site.test:8443", b"127.0.0.1:1"):
            there.send(GET.replace(b"site.test", host))
            same(there.read().status, 200)
        there.send(GET * 5)
        same([there.read().status for _ in range(5)], [200] * 5)
        # As large as a form may be, in pieces that are no records' size.
        body = b"a=" + b"x" * 65534
        data = (b"POST /contact HTTP/1.1\r\nHost: a\r\nContent-Type: "
                + FORM_TYPE.encode() + b"\r\nContent-Length: 65536\r\n\r\n"
                + body)
        for at in range(0, len(data), 5000):
            there.send(data[at:at + 5000])
        answer = there.read()
        same(answer.status, 422, answer)
        there.send(GET.replace(b"\r\n\r\n", b"\r\nHost: b\r\n\r\n"))
        same(there.read().status, 400)


def offer(rig, version, ciphers="ALL:@SECLEVEL=0", port=None):
    context = ssl.create_default_context(cafile=rig.cert)
    context.set_ciphers(ciphers)
    context.minimum_version = context.maximum_version = version
    try:
        with Secure(rig, port, context=context) as there:
            return there.socket.cipher()[0]
    except (ssl.SSLError, ConnectionError):
        return None


@case
def only_tls_1_2_and_1_3_with_the_best_ciphers_are_spoken(rig):
    versions = ssl.TLSVersion
    for port in (rig.server.port, rig.server.admin_port):
        for old in (versions.TLSv1, versions.TLSv1_1):
            same(offer(rig, old, port=port), None, old)
        contains(offer(rig, versions.TLSv1_3, port=port), "TLS_")
        for cipher in ("ECDHE-ECDSA-AES128-GCM-SHA256",
                       "ECDHE-ECDSA-CHACHA20-POLY1305"):
            same(offer(rig, versions.TLSv1_2, cipher + ":@SECLEVEL=0", port),
                 cipher)
        for cipher in ("ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA",
                       "ECDHE-ECDSA-AES128-CCM8", "ECDHE-ECDSA-AES128-SHA"):
            same(offer(rig, versions.TLSv1_2, cipher + ":@SECLEVEL=0", port),
                 None, cipher)


@case
def what_is_no_tls_is_let_go(rig):
    for data in (GET, b"\x16\x03\x01\xff\xff" + b"x" * 2000, b"\0" * 100):
        with Connection(rig.server.port) as there:
            there.send(data)
            rest = there.rest_until_closed(3)
            assert rest is not None and b"HTTP/1" not in rest, rest
    same(rig.get().status, 200)


@case
def no_worker_that_meets_visitors_can_open_the_key(rig):
    """A debugger stands for whoever has taken a worker over."""
    pids = [pid for parent in children_of(rig.server.pid)
            for pid in children_of(parent)
            if ours.status_of(pid).get("Seccomp_filters") == "2"]

    def opened(pid, path):
        done = subprocess.run(
            ["gdb", "-q", "-nx", "-batch", "-p", str(pid), "-ex",
             f'print (int)((int (*)(const char *, int))open)("{path}", 0)'],
            capture_output=True, text=True, timeout=60, check=False)
        return int(re.search(r"^\$1 = (-?\d+)", done.stdout, re.M)[1])
    # Two are the visitors'; the desk's may open files. So may all in a build
    # that writes down which lines ran.
    refused = [opened(pid, rig.key) for pid in pids]
    same((len(refused), refused.count(-1)), (4, 0 if ours.SANITIZED else 2),
         refused)
    same(rig.get().status, 200)


class Slow:
    """A handshake in drops, and how long it was let."""

    def __init__(self, rig):
        self.pool = concurrent.futures.ThreadPoolExecutor(1)
        self.running = self.pool.submit(self.drip, rig.server.port)

    @staticmethod
    def drip(port):
        hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 400
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), 30,
                                      ("127.0.0.9", 0)) as there:
            there.settimeout(1.0)
            for at in range(30):
                try:
                    there.sendall(hello[at:at + 1])
                    if there.recv(100) == b"":
                        break
                except TimeoutError:
                    continue
                except OSError:
                    break
        return time.monotonic() - began


@case
def no_address_holds_more_handshakes_than_connections(rig):
    silent = [socket.create_connection(("127.0.0.1", rig.server.port), 5)
              for _ in range(3 * CONNECTIONS)]

    def closed():
        count = 0
        for there in silent:
            there.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                count += there.recv(1) == b""
        return count >= 2 * CONNECTIONS
    wait_for(closed, 3, "those over the limit are let go")
    same(rig.get(source="127.0.0.8").status, 200)
    for there in silent:
        there.close()


def dated(folder, pair, begins, ends):
    """A certificate for the key of a pair, from one day to another."""
    made, conf = (os.path.join(folder, name) for name in (ends, "ca.conf"))
    for name, text in (("ca.conf", f"""[ca]
default_ca = it
[it]
database = {folder}/ca.index
serial = {folder}/ca.serial
new_certs_dir = {folder}
default_md = sha256
policy = any
[any]
commonName = supplied
"""), ("ca.index", "")):
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write(text)
    subprocess.run(["openssl", "req", "-new", "-key", pair[1], "-subj",
                    f"/CN={SITE}", "-out", made + ".csr"], check=True)
    subprocess.run(["openssl", "ca", "-selfsign", "-batch", "-notext",
                    "-create_serial", "-config", conf, "-in", made + ".csr",
                    "-keyfile", pair[1], "-out", made, "-startdate", begins,
                    "-enddate", ends], check=True, capture_output=True)
    return made, pair[1]


def refusal(*words, folder):
    done = ours.run("serve", "--demo", "--demo-leads", "3", "--data",
                    os.path.join(folder, "data"), "--listen", "127.0.0.1:0",
                    "--admin-listen", "127.0.0.1:0", *words)
    same(done.stdout, "")
    lines = [line for line in done.stderr.splitlines()
             if line.startswith("fourways: ")]
    same((done.returncode, len(lines)), (CONFIG, 1), done.stderr)
    return lines[0]


@case
def what_is_wrong_with_the_files_is_said_in_one_line(rig):
    folder = rig.folder
    cert, key = certificate(folder, stem="good")
    other = certificate(folder, stem="other")
    old = dated(folder, (cert, key), "20200101000000Z", "20200301000000Z")
    early = dated(folder, (cert, key), "20480101000000Z", "20490301000000Z")
    weak, kind = (os.path.join(folder, name) for name in ("weak", "kind"))
    for words, stem in ((["-newkey", "rsa:1024"], weak),
                        (["-newkey", "ed25519"], kind)):
        subprocess.run(["openssl", "req", "-x509", *words, "-nodes", "-days",
                        "30", "-subj", "/CN=a", "-keyout", stem + ".key",
                        "-out", stem + ".pem"], check=True,
                       capture_output=True)
        os.chmod(stem + ".key", 0o600)
    locked, open_key = key + ".locked", key + ".open"
    subprocess.run(["openssl", "pkey", "-in", key, "-aes256", "-passout",
                    "pass:secret", "-out", locked], check=True)
    shutil.copy(key, open_key)
    os.chmod(locked, 0o600)
    os.chmod(open_key, 0o640)
    spaced = os.path.join(folder, "with space.pem")
    shutil.copy(cert, spaced)
    for pair, word in (((cert + "x", key), "No such file"),
                       ((cert, key + "x"), "No such file"),
                       ((folder, key), "no file"),
                       ((key, key), "holds no certificate"),
                       ((cert, cert), "others than its owner"),
                       ((cert, open_key), "chmod 600"),
                       ((cert, locked), "under a passphrase"),
                       ((cert, other[1]), "another certificate"),
                       (old, "ended on 2020-03-01"),
                       (early, "begins on 2048-01-01"),
                       ((weak + ".pem", weak + ".key"), "2048 bits"),
                       ((kind + ".pem", kind + ".key"), "RSA and ECDSA"),
                       ((spaced, key), "space")):
        line = refusal("--tls-cert", pair[0], "--tls-key", pair[1],
                       folder=folder)
        contains(line, word)
        assert pair[0] in line or pair[1] in line, line


@case
def an_rsa_certificate_and_paths_from_here_do_as_well(rig):
    folder = tempfile.mkdtemp(dir=rig.folder)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-days", "5", "-subj", f"/CN={SITE}", "-addext",
                    f"subjectAltName=DNS:{SITE}", "-keyout", "rsa.key", "-out",
                    "rsa.pem"], check=True, capture_output=True, cwd=folder)
    os.chmod(os.path.join(folder, "rsa.key"), 0o600)
    with Server(options=["--demo", "--tls-cert", "rsa.pem", "--tls-key",
                         "rsa.key"], folder=folder) as server:
        there = tls_connect(server.port, os.path.join(folder, "rsa.pem"))
        contains(there.cipher()[0], "TLS_")
        there.close()
        wait_for(lambda: "tls.ends" in server.log(), 2,
                 "a warning that it ends in five days")


@case
def a_handshake_in_drops_has_ten_seconds(rig):
    within(rig.slow.running.result(30), 5, 13, "seconds")


@case
def a_certificate_is_renewed_while_people_are_connected(rig):
    old = rig.cert
    with open(old, encoding="ascii") as file:
        before = file.read()
    with Secure(rig) as reader:
        reader.send(GET)
        same(reader.read().status, 200)
        shown = reader.number()
        new = certificate(rig.folder, stem="new")
        for source, target in zip(new, (rig.cert, rig.key)):
            os.replace(source, target)
        rig.server.process.send_signal(signal.SIGHUP)
        # Who is connected is answered, by the process from before or, once
        # that has said goodbye, by the next.
        reader.send(GET)
        same(reader.read().status, 200)
    with open(rig.cert, encoding="ascii") as file:
        assert file.read() != before

    def renewed():
        with contextlib.suppress(ssl.SSLError, OSError):
            with Secure(rig) as there:
                return there.number() != shown
        return False
    wait_for(renewed, 8, "the new certificate")
    same(rig.get().status, 200)


@case
def a_bad_certificate_on_a_reload_changes_nothing(rig):
    with Secure(rig) as there:
        shown = there.number()
    shutil.copy(rig.cert, rig.cert + ".good")
    with open(rig.cert, "w", encoding="ascii") as file:
        file.write("renewed, but badly\n")
    rig.server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "holds no certificate" in rig.server.log(), 8, "a word")
    os.replace(rig.cert + ".good", rig.cert)
    with Secure(rig) as there:
        same(there.number(), shown)


def testssl_finds_nothing(rig):
    same(testssl(rig.server.port, rig.folder), [])


if LONG:
    case(testssl_finds_nothing)


@case
def it_stops_as_clean_as_any(rig):
    the_server_stops_clean_and_reports_no_fault(rig.server)


if __name__ == "__main__":
    with Rig() as under_test:
        code = run(under_test)
    sys.exit(code)
