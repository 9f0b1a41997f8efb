#!/usr/bin/env python3
"""Scanners on the site with sample data, and on a site full of holes.

nginx stands in front of each on https://localhost, with TLS and, for ours, what
promises it (HSTS); a scanner must find something on the rig, or its silence on ours means nothing.
What it finds on ours is a failure, but for what is let through below with its
reason. Needs ports 80 and 443 of this machine, so root.

    scan.py PROGRAM [MINUTES [SCANNER...]]

MINUTES is what sqlmap and wapiti may take on each site; from 10 on sqlmap tries
all it has on every parameter, whether it shows a sign or not. Without SCANNER
all are run.
"""

import contextlib
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

import rig
# pylint: disable=wrong-import-order
from paths import payloads
from server import Server, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
SITE = "https://localhost/"
THOROUGH = 600      # seconds
OBSERVATORY = os.path.join(HERE, "node_modules", "@mdn",
                           "mdn-http-observatory")
# scanner, what its finding holds, and why it is none.
LET_THROUGH = (
    ("testssl", "BREACH", "only pages for visitors are compressed, and none of "
     "them holds a secret"),
    ("wapiti", "POST /book Lack of anti CSRF token", "a visitor has no session; "
     "forms of other sites are refused by Sec-Fetch-Site and Origin"),
    ("wapiti", "POST /contact Lack of anti CSRF token", "the same"),
    ("wapiti", "X-XSS-Protection", "browsers have dropped it; the policy of "
     "content stands in its place"),
)

CONF = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
	access_log off;
	server_tokens off;
	client_body_temp_path {folder}/body;
	proxy_temp_path {folder}/proxy;
	fastcgi_temp_path {folder}/fastcgi;
	uwsgi_temp_path {folder}/uwsgi;
	scgi_temp_path {folder}/scgi;
	server {{
		listen 127.0.0.1:80;
		return 301 https://localhost$request_uri;
	}}
	server {{
		listen 127.0.0.1:443 ssl;
		ssl_certificate {folder}/cert.pem;
		ssl_certificate_key {folder}/key.pem;
		{tls}
		location / {{
			proxy_pass http://127.0.0.1:{port};
			proxy_set_header Host $host;
		}}
	}}
}}
"""
GOOD_TLS = """add_header Strict-Transport-Security
			"max-age=63072000; includeSubDomains" always;
		ssl_protocols TLSv1.2 TLSv1.3;
		ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
		ssl_ecdh_curve X25519:secp384r1;
		ssl_session_tickets off;"""
BAD_TLS = """ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
		ssl_ciphers ALL:!aNULL:@SECLEVEL=0;"""


class Place:
    """Where a scan happens: a site behind nginx, and a folder for reports."""

    def __init__(self, folder, seconds):
        self.folder, self.seconds = folder, seconds

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *words, seconds=None):
        """A scanner's output; one that takes too long has said what it has."""
        with open(self.path("output"), "w+", encoding="utf-8",
                  errors="replace") as out:
            process = subprocess.Popen(
                words, stdout=out, stderr=subprocess.STDOUT, cwd=self.folder,
                stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "HOME": self.folder,
                     "NODE_EXTRA_CA_CERTS": self.path("cert.pem")})
            try:
                process.wait(seconds or self.seconds)
            except subprocess.TimeoutExpired:
                print(f"# {words[0]}: cut off, with what it has by then",
                      flush=True)
            finally:
                # What it has started ends with it.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            out.seek(0)
            return out.read()


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days",
         "30", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
         os.path.join(folder, "key.pem"), "-out",
         os.path.join(folder, "cert.pem")],
        check=True, capture_output=True, timeout=60)


def fetch():
    context = ssl._create_unverified_context()
    with urllib.request.urlopen(SITE, context=context, timeout=5) as answer:
        return answer.headers


@contextlib.contextmanager
def nginx(folder, port, tls):
    with open(os.path.join(folder, "nginx.conf"), "w",
              encoding="utf-8") as conf:
        conf.write(CONF.format(folder=folder, port=port, tls=tls))
    server = subprocess.Popen(
        ["nginx", "-p", folder, "-c", "nginx.conf", "-e",
         os.path.join(folder, "error.log")], stderr=subprocess.DEVNULL)

    def answers():
        if server.poll() is not None:
            with open(os.path.join(folder, "error.log"),
                      encoding="utf-8") as log:
                raise AssertionError(f"nginx did not start: {log.read()}")
        with contextlib.suppress(OSError):
            return fetch()
        return None
    try:
        wait_for(answers, 10, "nginx answers on port 443")
        yield
    finally:
        server.terminate()
        server.wait(10)


# ---- one scanner each: a list of findings, each a line of text ----

def must_reach(name, found):
    """A scanner that sees nothing of a site finds nothing on it either."""
    count = int(found.group(1)) if found else 0
    print(f"# {name}: {count} addresses and forms reached", flush=True)
    if count < 5:
        raise AssertionError(f"{name} reached {count} addresses: {found}")


def wapiti(place):
    report = place.path("wapiti.json")
    # A third of it to look round, the rest for its thirteen attacks.
    third, attack = str(place.seconds // 3), str(max(3, place.seconds // 25))
    # It does not read what Brotli made of a page.
    said = place.run(
        "wapiti", "-u", SITE, "--scope", "domain", "-d", "3",
        "-H", "Accept-Encoding: identity", "--max-links-per-page", "40",
        "--max-scan-time", third, "--max-attack-time", attack,
        "--flush-session", "--no-bugreport", "--verify-ssl", "0",
        "--store-session", place.path("wapiti"), "-m",
        "sql,xss,permanentxss,csrf,crlf,file,exec,redirect,http_headers,"
        "cookieflags,csp,backup,htaccess", "-f", "json", "-o", report)
    if not os.path.exists(report):
        raise AssertionError(f"wapiti made no report: {said[-2000:]}")
    must_reach("wapiti", re.search(r"found (\d+) URLs", said))
    with open(report, encoding="utf-8") as text:
        kinds = json.load(text)["vulnerabilities"]
    return [f"{kind}: {one['method']} {one['path']} {one['info']}"
            for kind, found in kinds.items() for one in found]


def sqlmap(place):
    # Of a kind of page that are many, it is enough to see one; smart: what
    # shows no sign at all is not tried with everything.
    smart = ["--smart"] if place.seconds < THOROUGH else []
    said = place.run("sqlmap", "-u", SITE, "--batch", "--forms", "--crawl=2",
                     "--crawl-exclude=/(guides|stacks|compare|assets)/|#",
                     "--level=5", "--risk=3", *smart, "--technique=BEU",
                     "--threads=4",
                     "--dbms=sqlite", "--timeout=10", "--retries=0",
                     "--answers=crack=N,dict=N,continue=Y,quit=N",
                     "--output-dir", place.path("sqlmap"),
                     "--results-file", place.path("sqlmap.csv"))
    must_reach("sqlmap", re.search(r"found a total of (\d+) targets", said))
    # Not what "appears to be injectable": of that sqlmap tells itself whether
    # it was only that other words find other pages.
    return sorted(set(re.findall(r"parameter '[^']+' is vulnerable", said)))


def ffuf(place):
    with open(place.path("paths"), "w", encoding="ascii") as out:
        for path in payloads():
            out.write(path.lstrip("/").encode("ascii", "ignore").decode() + "\n")
    said = place.run("ffuf", "-s", "-u", SITE + "FUZZ", "-w",
                     place.path("paths"), "-mc", "all", "-fc",
                     "400,404,414", "-t", "4")
    return [line for line in said.splitlines() if line.strip()]


def csp_evaluator(place):
    policy = fetch().get("content-security-policy", "")
    said = place.run("node", os.path.join(HERE, "csp.mjs"), policy)
    # To 30 it is something to mend; above, something to know.
    return [f"{one['directive']} {one.get('value', '')}: {one['description']}"
            for one in json.loads(said) if one["severity"] <= 30]


def observatory(place):
    listed = os.path.join(OBSERVATORY, "conf", "hsts-preload.json")
    if not os.path.exists(listed):
        with open(listed, "w", encoding="ascii") as out:
            out.write("{}")
    said = place.run("node", os.path.join(OBSERVATORY, "src", "scan.js"),
                     "localhost")
    report = json.loads(said[said.index("{"):])
    if "error" in report:
        raise AssertionError(f"observatory: {report['error']}")
    scan = report["scan"]
    print(f"# observatory: {scan['grade']} {scan['score']}", flush=True)
    return [f"{name}: {test['result']}"
            for name, test in report["tests"].items() if not test["pass"]]


def testssl(place):
    report = place.path("testssl.json")
    place.run("testssl", "--quiet", "--color", "0", "--warnings", "off",
              "--nodns", "none", "--severity", "LOW", "-p", "-s", "-f", "-U",
              "--ip", "127.0.0.1", "--jsonfile", report, "localhost:443",
              seconds=300)
    with open(report, encoding="utf-8") as text:
        return [f"{one['severity']} {one['id']}: {one['finding']}"
                for one in json.load(text)
                if one["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")]


SCANNERS = (csp_evaluator, observatory, testssl, ffuf, wapiti, sqlmap)


def is_let_through(scanner, finding):
    return any(scanner == name and part in finding
               for name, part, _ in LET_THROUGH)


def wanted():
    """The scanners that were named, or all."""
    named = sys.argv[3:]
    return [one for one in SCANNERS if not named or one.__name__ in named]


def scan(folder, port, tls, seconds):
    """scanner: (findings, seconds) of one site."""
    found = {}
    with nginx(folder, port, tls):
        for scanner in wanted():
            began = time.monotonic()
            findings = scanner(Place(folder, seconds))
            found[scanner.__name__] = (findings, time.monotonic() - began)
            print(f"# {scanner.__name__}: {len(findings)} findings",
                  flush=True)
    return found


def report(ours, holes):
    """The table, and how many scanners failed."""
    failed = 0
    print(f"{'scanner':15}{'ours':>6}{'let through':>13}{'rig':>6}"
          f"{'seconds':>9}")
    for name, (findings, seconds) in ours.items():
        real = [one for one in findings if not is_let_through(name, one)]
        on_rig, rig_seconds = holes[name]
        failed += bool(real) or not on_rig
        print(f"{name:15}{len(real):6}{len(findings) - len(real):13}"
              f"{len(on_rig):6}{seconds + rig_seconds:9.0f}")
        for one in real:
            print(f"    {one}")
        if not on_rig:
            print("    found nothing on the rig: it would find nothing here")
    for name, part, reason in LET_THROUGH:
        print(f"let through: {name}, {part}: {reason}")
    return failed


def main():
    # An end from outside ends what was started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seconds = int(float(sys.argv[2] if len(sys.argv) > 2 else 3) * 60)
    with tempfile.TemporaryDirectory(prefix="fourways-scan-") as folder:
        make_certificate(folder)
        with rig.serving() as port:
            holes = scan(folder, port, BAD_TLS, seconds)
    with tempfile.TemporaryDirectory(prefix="fourways-scan-") as folder:
        make_certificate(folder)
        with Server({"base_url": '"https://localhost"'},
                    options=("--demo", "--no-limits")) as server:
            ours = scan(folder, server.port, GOOD_TLS, seconds)
    failed = report(ours, holes)
    print(f"{len(ours) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
