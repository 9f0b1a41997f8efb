#!/usr/bin/env python3
"""conf/nginx.conf as Debian's nginx reads it, with the real program behind.

    nginx.py PROGRAM
    FAULTS=long nginx.py PROGRAM     with testssl.sh, a minute more
"""

import base64
import contextlib
import hashlib
import os
import re
import signal
import socket
import ssl
import sys
import threading
import time

from proxy import (CONF, DESK, LONG, SITE, Behind, Proxy, Visitor, testssl,
                   tls_connect)

# pylint: disable=wrong-import-position,wrong-import-order
import observatory  # noqa: E402
from client import answers  # noqa: E402
from common import headers_are_safe  # noqa: E402
from server import (EMAIL, PASSPHRASE, database, rows, wait_for)  # noqa: E402
from tap import case, contains, lacks, run, same  # noqa: E402

ZONE = "Europe/Berlin"
HSTS = "max-age=63072000; includeSubDomains; preload"
SETTINGS = {"base_url": f'"https://{SITE}"',
            "limits.posts_per_10_minutes": "3"}
ANSWERS = answers


def seen(answer):
    ANSWERS.append(answer)
    return answer


def plain(port, data):
    """Bytes there and back without TLS."""
    with socket.create_connection(("127.0.0.1", port), 10) as there:
        there.sendall(data.encode())
        out = b""
        while part := there.recv(65536):
            out += part
    return out.decode("latin-1")


def secure(proxy, data, **options):
    """The same with TLS: for what curl would not send."""
    with tls_connect(proxy.https, proxy.cert, **options) as there:
        there.sendall(data)
        out = b""
        with contextlib.suppress(OSError):
            while part := there.recv(65536):
                out += part
    return out.decode("latin-1")


def write(visitor, **headers):
    """A message through the form; whether it was taken."""
    form = visitor.get("/contact").page.form("/contact")
    return visitor.post("/contact", form.fields(
        name="Ada Example", email="ada@example.org", message="Good day.",
        consent="yes"), headers)


def held(server):
    with database(server) as db:
        return [row[0] for row in db.execute(
            "SELECT quarantine FROM lead ORDER BY id")]


@case
def the_main_job_runs_over_tls_and_http_2(server, proxy):
    visitor = Visitor(proxy)
    for path in ("/", "/guides", "/guides/java", "/assessment"):
        answer = seen(visitor.get(path))
        same((answer.status, answer.version), (200, "HTTP/2"), path)
    answer = visitor.get("/assessment?team=js&hard=data&life=grow&lang=poly")
    same((answer.status, answer.get("location")),
         (303, "/assessment/js-data-grow-poly"))
    same(seen(visitor.get(answer.get("location"))).status, 200)
    form = visitor.get(f"/book?tz={ZONE}&result=js-data-grow-poly").page.form(
        "/book")
    answer = seen(visitor.post("/book", form.fields(
        slot=form.values("slot")[0], name="Ada Example", consent="yes",
        email="ada@example.org", message="First line\r\nSecond line"),
        {"Origin": f"https://{SITE}", "Sec-Fetch-Site": "same-origin"}))
    same(answer.status, 303, answer.text)
    own = answer.get("location")
    assert re.fullmatch(r"/booking/[\w-]{43}", own), own
    contains(seen(visitor.get(own)).page.text, ZONE)
    contains(visitor.get(own + "/invite.ics").text, "BEGIN:VCALENDAR")
    same(seen(visitor.post(own + "/cancel", {})).status, 303)
    contains(visitor.get(own).text.lower(), "cancelled")
    same((rows(server, "lead"), rows(server, "booking")), (1, 1))


@case
def a_form_of_another_site_is_refused_behind_nginx_too(_, proxy):
    answer = write(Visitor(proxy, source="127.0.0.7"),
                   Origin="https://evil.test")
    same(answer.status, 403)


@case
def without_tls_there_is_only_the_way_to_the_configured_name(_, proxy):
    for host in (SITE, "evil.test", "127.0.0.1", f"{SITE}:81"):
        for method in ("GET", "POST"):
            answer = plain(proxy.http, f"{method} /guides?x=1 HTTP/1.1\r\n"
                           f"Host: {host}\r\nContent-Length: 0\r\n"
                           "Connection: close\r\n\r\n")
            contains(answer, "HTTP/1.1 301 ", host)
            contains(answer, f"Location: https://{SITE}/guides?x=1\r\n", host)
            lacks(answer, "Strict-Transport-Security")
    answer = plain(proxy.http, f"GET /admin HTTP/1.1\r\nHost: {DESK}\r\n"
                   "Connection: close\r\n\r\n")
    contains(answer, f"Location: https://{DESK}/admin\r\n")


def looked_at(proxy):
    """Pages as a scanner fetches them, and where they are without TLS."""
    way = re.search(r"Location: (\S+)", plain(
        proxy.http, f"GET / HTTP/1.1\r\nHost: {SITE}\r\n"
        "Connection: close\r\n\r\n"))[1]
    pages = [Visitor(proxy).get(path)
             for path in ("/", "/book", "/guides/java", "/nowhere")]
    return [*pages, Visitor(proxy, desk=True).get("/admin/login")], way


@case
def every_page_earns_an_a_plus_of_observatory(_, proxy):
    pages, way = looked_at(proxy)
    for page in pages:
        observatory.earns(page, way)


@case
def the_control_what_a_page_lacks_costs_points(_, proxy):
    pages, way = looked_at(proxy)
    observatory.each_part_counts(pages[0], way)


@case
def another_name_gets_no_certificate_and_no_page(_, proxy):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name in ("evil.test", None):
        try:
            tls_connect(proxy.https, proxy.cert, name, context=context).close()
            raise AssertionError(f"a handshake for {name}")
        except ssl.SSLError:
            pass
    answer = secure(proxy, b"GET / HTTP/1.1\r\nHost: evil.test\r\n"
                    b"Connection: close\r\n\r\n")
    contains(answer, "HTTP/1.1 421 ")


@case
def only_tls_1_2_and_1_3_with_the_best_ciphers_are_spoken(_, proxy):
    def offer(version, ciphers="ALL:@SECLEVEL=0"):
        context = ssl.create_default_context(cafile=proxy.cert)
        context.set_ciphers(ciphers)
        context.minimum_version = context.maximum_version = version
        try:
            with tls_connect(proxy.https, proxy.cert,
                             context=context) as there:
                return there.cipher()[0]
        except (ssl.SSLError, ConnectionError):
            return None
    versions = ssl.TLSVersion
    for old in (versions.TLSv1, versions.TLSv1_1):
        same(offer(old), None, old)
    contains(offer(versions.TLSv1_3), "TLS_")
    for cipher in ("ECDHE-ECDSA-AES128-GCM-SHA256",
                   "ECDHE-ECDSA-AES256-GCM-SHA384",
                   "ECDHE-ECDSA-CHACHA20-POLY1305"):
        same(offer(versions.TLSv1_2, cipher + ":@SECLEVEL=0"), cipher)
    for cipher in ("ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA",
                   "ECDHE-ECDSA-AES128-CCM8"):
        same(offer(versions.TLSv1_2, cipher + ":@SECLEVEL=0"), None, cipher)


def testssl_finds_nothing(_, proxy):
    same(testssl(proxy.https, proxy.folder), [])


if LONG:
    case(testssl_finds_nothing)


@case
def what_the_program_packed_passes_as_it_is(_, proxy):
    visitor = Visitor(proxy)
    for accepted, packing in (("gzip, deflate, br, zstd", "br"),
                              ("br;q=1.0, gzip;q=0.8", "br"),
                              ("br;q=0, gzip", "gzip"), ("gzip", "gzip"),
                              ("gzip;q=0.000", ""), ("brotli", ""),
                              ("identity", "")):
        for _ in range(2):      # the second from the copy
            answer = seen(visitor.get("/guides/java",
                                      {"Accept-Encoding": accepted}))
            same(answer.get("content-encoding"), packing, accepted)
            same(answer.get("vary"), "accept-encoding")
            same(int(answer.get("content-length")), len(answer.body))
    answer = visitor.get("/book", {"Accept-Encoding": "gzip, br"})
    same(answer.get("content-encoding"), "gzip")
    contains(answer.text, "<h1")


@case
def who_has_the_page_is_told_so(_, proxy):
    visitor = Visitor(proxy)
    tag = visitor.get("/guides").get("etag")
    answer = visitor.get("/guides", {"If-None-Match": tag})
    same((answer.status, answer.body), (304, b""))


def uses(proxy, path):
    """How nginx answered the requests for a path, by its log."""
    wait_for(lambda: path in proxy.log(), 2, f"{path} in the log")
    return re.findall(rf'"GET {re.escape(path)}" \d+ \d+ \S+ (\S+)',
                      proxy.log())


@case
def public_pages_are_kept_and_others_never(_, proxy):
    visitor = Visitor(proxy)
    for _ in range(3):
        same(visitor.get("/compare").status, 200)
        for path in ("/book", "/healthz", "/search?q=java", "/no-such-page"):
            visitor.get(path)
    assert "HIT" in uses(proxy, "/compare"), uses(proxy, "/compare")
    for path in ("/book", "/healthz", "/search", "/no-such-page"):
        same(set(uses(proxy, path)), {"MISS"}, path)
    kept = b""
    for folder, _, names in os.walk(os.path.join(proxy.folder, "fourways")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                kept += file.read()
    assert f"KEY: {SITE}/compare|".encode() in kept
    for path in (b"/book", b"/booking", b"/search", b"/admin", b"/contact"):
        assert b"KEY: " + SITE.encode() + path not in kept, path


@case
def each_visitor_is_counted_by_the_address_he_comes_from(server, proxy):
    """A header cannot give an address more tries, nor take another's."""
    before = len(held(server))
    for number in range(5):
        same(write(Visitor(proxy, source="127.0.0.20"), **{
            "X-Forwarded-For": f"192.0.2.{number}",
            "X-Real-IP": f"198.51.100.{number}",
            "Forwarded": f"for=192.0.2.{number}"}).status, 303)
    same(held(server)[before:], [""] * 3 + ["posts"] * 2)
    # Whoever was named in those headers has lost nothing; neither have others.
    for source in ("127.0.0.21", "127.0.0.22"):
        same(write(Visitor(proxy, source=source)).status, 303)
    same(held(server)[before + 5:], [""] * 2)


@case
def a_form_that_came_past_nginx_is_refused(server, proxy):
    """On the socket, without the header that nginx sets."""
    with socket.socket(socket.AF_UNIX) as there:
        there.connect(server.address(False).removeprefix("unix:"))
        for lines, wanted in ((b"", b" 400 "), (b"X-Real-IP: x\r\n", b" 400 "),
                              (b"X-Real-IP: 192.0.2.9\r\n", b" 422 ")):
            there.sendall(b"POST /contact HTTP/1.1\r\nHost: a\r\nContent-Type:"
                          b" application/x-www-form-urlencoded\r\n" + lines +
                          b"Content-Length: 3\r\n\r\na=b")
            answer = there.recv(65536)
            assert wanted in answer[:20], answer
            if wanted == b" 400 ":
                assert b"X-Real-IP" in answer, answer
    visitor = Visitor(proxy)
    same(visitor.get("/healthz").status, 200)


@case
def the_desk_has_a_name_of_its_own(_, proxy):
    desk, site = Visitor(proxy, desk=True), Visitor(proxy)
    same(desk.get("/").get("location"), f"https://{DESK}:{proxy.https}/admin")
    form = desk.get("/admin/login").page.form("/admin/login")
    answer = seen(desk.post("/admin/login", form.fields(
        email=EMAIL, password=PASSPHRASE), {"Sec-Fetch-Site": "same-origin"}))
    same(answer.status, 303)
    assert answer.get("set-cookie").startswith("__Host-"), answer
    same(seen(desk.get("/admin")).status, 200)
    for path in ("/admin", "/admin/login", "/admin/leads"):
        same(site.get(path).status, 404, path)
    same(desk.get("/book").status, 404)


@case
def the_numbers_for_programs_pass_no_proxy(_, proxy):
    answer = Visitor(proxy, desk=True).get("/metrics")
    same(answer.status, 404)
    contains(answer.text, "That request was not taken")
    same(Visitor(proxy).get("/metrics").status, 404)


@case
def what_is_too_large_is_refused_with_a_page(_, proxy):
    visitor = Visitor(proxy)
    large = "x" * 5000
    for answer, wanted in (
            (visitor.post("/contact", b"a" * 65537), 413),
            (visitor.request("/" + large, "--http1.1"), 414),
            (visitor.get("/" + "x" * 2500), 414),
            (visitor.request("/", "--http1.1",
                             headers={"X-Large": large}), 400),
            (visitor.post("/contact", b"a=" + b"a" * 65534), 422)):
        same(answer.status, wanted)
        same(answer.get("strict-transport-security"), HSTS)
        assert answer.page.headings, answer
        if wanted in (413, 400):
            contains(answer.text, "That request was not taken")
            contains(answer.get("content-security-policy"), "default-src")


@case
def a_rush_of_forms_is_refused_with_a_page(_, proxy):
    visitor = Visitor(proxy, source="127.0.0.30")
    seen_now = []
    with tls_connect(proxy.https, proxy.cert, source="127.0.0.30") as there:
        for _ in range(30):
            there.sendall(b"POST /contact HTTP/1.1\r\nHost: " + SITE.encode() +
                          b"\r\nContent-Length: 0\r\n\r\n")
            head = b""
            while b"\r\n\r\n" not in head:
                head += there.recv(1)
            seen_now.append(int(head.split()[1]))
            size = re.search(rb"(?i)content-length: (\d+)", head)
            left = int(size[1])
            while left:
                left -= len(there.recv(left))
    assert 429 in seen_now[20:] and 429 not in seen_now[:20], seen_now
    same(visitor.get("/guides").status, 200)
    answer = visitor.post("/contact", b"a=b")
    same(answer.status, 429)
    contains(answer.text, "many requests came from your network")
    same(Visitor(proxy).post("/contact", b"a=b").status, 422)


@case
def the_log_names_no_person_and_no_secret(_, proxy):
    visitor = Visitor(proxy, source="127.0.0.40")
    visitor.get("/search?q=my-illness")
    visitor.get("/booking/" + "B" * 43)
    visitor.get("/booking/" + "B" * 43 + "/invite.ics?x=my-illness")
    visitor.get("/calendar/" + "C" * 43 + ".ics")
    log = wait_for(lambda: "/calendar/-" in proxy.log() and proxy.log(), 2,
                   "the log")
    for word in ("my-illness", "BBBB", "CCCC", "127.0.0.40", "127.0.0.1 "):
        lacks(log, word)
    contains(log, "127.0.0.0 ")
    contains(log, '"GET /booking/-"')
    for line in log.splitlines():
        assert re.fullmatch(
            r'127\.0\.0\.0 \S+ \S+ "[A-Z]* \S*" \d{3} \d+ [\d.]+ \S+',
            line), line
    same(proxy.errors(), "", "what nginx calls critical")


@case
def addresses_are_cut_as_they_should_be(_, proxy):
    """The expressions of the map, held against addresses."""
    with open(proxy.conf, encoding="utf-8") as file:
        block = re.search(r"map \$remote_addr \$log_address \{(.*?)\n\t\}",
                          file.read(), re.DOTALL)[1]
    rules = [(re.compile(found[0].replace("?<", "?P<")), found[1])
             for found in re.findall(r'"~(\S+)"\s+(\S+);', block)]

    def cut(address):
        for rule, made in rules:
            if match := rule.search(address):
                for name, value in match.groupdict().items():
                    made = made.replace(f"${name}", value)
                return made
        return "-"
    for address, wanted in (("192.0.2.77", "192.0.2.0"),
                            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"),
                            ("2001:db8:1::6", "2001:db8:1::"),
                            ("2001:db8::1", "2001:db8::"),
                            ("2001::1:2", "2001::"), ("::1", "-"),
                            ("unix:", "-")):
        same(cut(address), wanted, address)


def lint(text):
    """What must not stand in the file, and what must: faults found."""
    text = re.sub(r"#.*", "", text)
    faults = []
    for upstream in re.findall(r"upstream \w+ \{(.*?)\n\t\}", text, re.DOTALL):
        if "keepalive" in upstream:
            faults.append("connections to the program are used twice")
    for word in ("proxy_http_version", "$http_host", "$proxy_add_x_forwarded",
                 "non_idempotent", "$host$request", "TLSv1;", "TLSv1.1"):
        if word in text:
            faults.append(word)
    for line in ("proxy_set_header X-Real-IP $remote_addr;",
                 "proxy_set_header Host $server_name;",
                 "proxy_pass_request_headers off;",
                 "proxy_request_buffering on;", "proxy_next_upstream off;",
                 "ssl_protocols TLSv1.2 TLSv1.3;", "server_tokens off;",
                 "proxy_max_temp_file_size 0;"):
        if text.count(line) != 1:
            faults.append(f"{text.count(line)} times {line}")
    # A location that sets one header itself loses all that were set above.
    for body in re.findall(r"location [^{]*\{([^{}]*)\}", text):
        if "proxy_pass " in body and ("proxy_set_header" in body or
                                      "add_header" in body):
            faults.append("a location with headers of its own")
    return faults


@case
def the_file_holds_no_setting_that_lets_requests_mix(_, proxy):
    with open(os.path.join(CONF, "nginx.conf"), encoding="utf-8") as file:
        text = file.read()
    same(lint(text), [])
    for old, new in (("upstream fourways_public {",
                      "upstream fourways_public {\n\t\tkeepalive 16;"),
                     ("proxy_buffering on;",
                      "proxy_buffering on;\n\tproxy_http_version 1.1;"),
                     ("X-Real-IP $remote_addr",
                      "X-Real-IP $proxy_add_x_forwarded_for"),
                     ("https://$server_name", "https://$host"),
                     ("proxy_next_upstream off",
                      "proxy_next_upstream error non_idempotent"),
                     ("proxy_cache off;",
                      "proxy_set_header X-Real-IP $http_x_real_ip;")):
        assert old in text, old
        assert lint(text.replace(old, new)), f"{new} is not noticed"
    assert proxy.process.poll() is None


@case
def the_pages_of_nginx_are_allowed_their_style(_, proxy):
    with open(proxy.conf, encoding="utf-8") as file:
        allowed = set(re.findall(r"'sha256-([^']+)'", file.read()))
    for name in ("nginx-unavailable.html", "nginx-refused.html"):
        with open(os.path.join(CONF, name), encoding="utf-8") as file:
            text = file.read()
        style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest())
        same(allowed, {digest.decode()}, name)
        contains(text, "mailto:")


def readers(proxy, paths, done, faults):
    """People who read on and on; what went wrong goes to faults."""
    def read(number):
        visitor, count = Visitor(proxy, source=f"127.0.1.{number + 1}"), 0
        while not done.is_set():
            path = paths[count % len(paths)]
            count += 1
            try:
                answer = visitor.get(path)
                if answer.status != 200:
                    faults.append((path, answer.status))
            except OSError as fault:
                faults.append((path, str(fault)))
    threads = [threading.Thread(target=read, args=(number,))
               for number in range(3)]
    for thread in threads:
        thread.start()
    return threads


@case
def no_reader_notices_a_restart(server, proxy):
    """A reload of the program with pages that are never kept among those
    read; then its end and a new start, with those that are."""
    visitor = Visitor(proxy)
    kept = ["/", "/guides", "/guides/java", "/assessment"]
    for path in kept:
        same(visitor.get(path).status, 200)
    for paths, restart in ((kept + ["/book"], reload), (kept, stop_and_start)):
        done, faults = threading.Event(), []
        threads = readers(proxy, paths, done, faults)
        restart(server)
        time.sleep(0.3)
        done.set()
        for thread in threads:
            thread.join()
        same(faults, [], restart.__name__)
    statuses = re.findall(r'" (\d{3}) ', proxy.log())
    print(f"# {len(statuses)} requests so far")


def reload(server):
    before = set(server.workers())
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: before.isdisjoint(server.workers()) and
             len(server.workers()) == len(before), 15, "new workers")


def stop_and_start(server):
    same(server.stop(), 0, "exit code")
    time.sleep(0.3)
    server.process.stdout.close()
    server.start()


@case
def while_the_program_is_down_there_is_a_page_and_the_guides(server, proxy):
    visitor, stored = Visitor(proxy), rows(server, "lead")
    same(visitor.get("/guides/java").status, 200)
    form = visitor.get("/contact").page.form("/contact")
    same(server.stop(), 0, "exit code")
    time.sleep(1.2)     # the copies are stale by now
    for path in ("/", "/guides", "/guides/java", "/assessment"):
        answer = seen(visitor.get(path))
        same(answer.status, 200, path)
        assert answer.page.headings, path
    for answer in (visitor.get("/book"), visitor.get("/contact"),
                   Visitor(proxy, desk=True).get("/admin"),
                   Visitor(proxy, source="127.0.0.50").post(
                       "/contact", form.fields())):
        same(answer.status, 503)
        contains(answer.text, "We are away for a moment")
        contains(answer.text, "mailto:alex@example.org")
        same(answer.get("retry-after"), "60")
        same(answer.all("strict-transport-security"), [HSTS])
        contains(answer.get("content-security-policy"), "default-src 'none'")
        same(answer.get("cache-control"), "no-store")
    server.process.stdout.close()
    server.start()
    same(visitor.get("/book").status, 200)
    same(rows(server, "lead"), stored)


@case
def every_page_of_the_program_kept_its_headers(*_):
    assert len(ANSWERS) > 20
    for answer in ANSWERS:
        same(answer.all("strict-transport-security"), [HSTS])
        same(answer.all("server"), ["nginx"])
        answer.headers = [pair for pair in answer.headers
                          if pair[0] != "server"]
        headers_are_safe(answer)


if __name__ == "__main__":
    with Behind(SETTINGS) as behind, Proxy(behind) as in_front:
        code = run(behind, in_front)
    sys.exit(code)
