#!/usr/bin/env python3
"""What the address of a request may do and what it may not: paths that mean to
lead to files, ways on that mean to lead elsewhere, and what every answer of
every route says of itself. The controls: what is looked for is found where it
is, and a tracer that sees no file opened sees the request arrive."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import urllib.parse

# pylint: disable=wrong-import-order
from site_map import Site, is_desk
from client import Client, Closed, Connection
from server import EMAIL, PASSPHRASE, ROOT, Server, wait_for
from tap import case, contains, lacks, run, same

MARK = "no-such-file-7281"
TARGETS = ("etc/passwd", "etc/shadow", "proc/self/environ", ".git/config",
           "keys/public.key", "intake.db", "conf/site.yaml", "windows/win.ini")
DOTS = ("..", "%2e%2e", "%2E%2E", "..%00", "%252e%252e", "%c0%ae%c0%ae",
        "%uff0e%uff0e", "....", "..;", ".%2e", "%e0%80%ae%e0%80%ae")
SLASHES = ("/", "%2f", "%5c", "\\", "%252f", "%c0%af", "//")
WAYS = ("https://evil.example", "http://evil.example/", "//evil.example",
        "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/%2fevil.example", "/%5cevil.example", "%2f%2fevil.example",
        "https:evil.example", "https:/evil.example", "javascript:alert(1)",
        "data:text/html,x", "/admin//evil.example", "/admin/../../evil.example",
        "/admin@evil.example", "@evil.example", "evil.example",
        ".evil.example", "/admin.evil.example", "/adminevil.example",
        "/admin\r\nLocation: https://evil.example", "/admin%0d%0aX: 1",
        "/admin\tx", "/ admin", " /admin", "\t//evil.example",
        "/admin/\\evil.example", "http:\\\\evil.example", "/admin#//evil",
        "/admin?x=//evil.example", "/.evil.example", "/..//evil.example",
        "//evil.example/admin", "https://evil.example/admin",
        "https://127.0.0.1@evil.example/admin", "//evil%E3%80%82example",
        "/\u2215evil.example", "/\uff0fevil.example", "/guides", "/book",
        "http://127.0.0.1:1/admin", "ftp://evil.example/admin", "?x", "", "/")
SECRETS = (b"root:x:0", b"[core]", b"SQLite format", b"base_url", b"PATH=")


def payloads():
    """More than 300 ways to ask for a file, as the bytes of a path."""
    for target in TARGETS:
        yield f"/{target}"
        yield f"/./{target}"
        yield f"//{target}"
        for dots in DOTS:
            for slash in SLASHES:
                yield "/" + (dots + slash) * 6 + target
    for start in ("/assets/", "/pictures/", "/guides/", "/booking/"):
        for dots in DOTS:
            for slash in SLASHES:
                yield start + (dots + slash) * 6 + "etc/passwd"


def ask(connection, path):
    connection.send(b"GET " + path.encode("utf-8").replace(b" ", b"%20")
                    + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    return connection.read()


def ask_all(port, paths):
    """The answer to each path, on as few connections as the server keeps."""
    connection = Connection(port)
    for path in paths:
        try:
            answer = ask(connection, path)
        except (Closed, OSError):
            connection = Connection(port)
            answer = ask(connection, path)
        yield path, answer
        if "close" in answer.get("connection"):
            connection.close()
            connection = Connection(port)
    connection.close()


@case
def no_path_leads_out_of_the_table(site):
    wrong, asked = [], 0
    for port in (site.server.port, site.server.admin_port):
        for path, answer in ask_all(port, payloads()):
            asked += 1
            if answer.status not in (400, 404, 414) or any(
                    secret in answer.body for secret in SECRETS):
                wrong.append((path, answer.status))
    same(wrong, [], "paths that led somewhere")
    assert asked > 600, f"only {asked} paths were asked for"


@contextlib.contextmanager
def traced(server, path):
    """What the processes in the sandbox read and open meanwhile, in a file."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-s", "400", "-o", path,
         "-e", "trace=%file,read,recvfrom",
         *[word for pid in server.workers() for word in ("-p", str(pid))]],
        stderr=subprocess.PIPE, text=True)
    try:
        for _ in server.workers():
            contains(tracer.stderr.readline(), "attached")
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait(20)
        tracer.stderr.close()


@case
def no_file_is_opened_for_a_request(site):
    trace = os.path.join(site.server.folder, "trace")
    with traced(site.server, trace):
        for port in (site.server.port, site.server.admin_port):
            for start in ("/", "/assets/", "/pictures/", "/guides/",
                          "/assets/..%2f..%2f", "/admin/"):
                Client(port).get(f"{start}{MARK}")

        def seen():
            with open(trace, encoding="latin-1") as text:
                return text.read().count(f"{MARK} HTTP")
        wait_for(lambda: seen() >= 12, 10, "the tracer sees each request")
    with open(trace, encoding="latin-1") as text:
        lines = [line for line in text if MARK in line]
    same([line for line in lines if "recvfrom" not in line
          and "read(" not in line], [], "files that were looked for")


@case
def no_way_on_leads_to_another_site(site):
    desk, wrong = Client(site.server.admin_port), []
    for way in WAYS:
        answers = [
            desk.get("/admin/login?" + urllib.parse.urlencode({"known": way})),
            desk.post("/admin/login", {
                "email": "x", "password": "x", "next": way},
                {"Origin": desk.origin}),
            site.owner.post("/admin/confirm", {
                "next": way, "token": site.form_token},
                {"Origin": desk.origin}),
            site.visitor.get("/assessment/js-data-grow-poly/vs?"
                             + urllib.parse.urlencode({"code": way})),
            site.visitor.get("/book?" + urllib.parse.urlencode({"tz": way})),
        ]
        for number, answer in enumerate(answers):
            place = answer.get("location")
            if not re.fullmatch(r"(|/(admin|assessment|book)[\w/?=&.%+-]*)",
                                place) or "//" in place:
                wrong.append((number, way, place))
            if "evil" in re.sub(r"value=\"[^\"]*\"|>[^<]*<", "",
                                answer.text if answer.status < 300 else ""):
                wrong.append((number, way, "in the page"))
    same(wrong, [], "ways that lead elsewhere")
    assert len(WAYS) >= 40


@case
def signing_in_goes_on_only_within_the_desk(site):
    for way in ("//evil.example", "/admin//evil.example", "/book"):
        browser = Client(site.server.admin_port)
        answer = browser.post("/admin/login", {
            "email": EMAIL, "password": PASSPHRASE, "next": way},
            {"Origin": browser.origin})
        same((answer.status, answer.get("location")), (303, "/admin"), way)


@case
def no_header_is_made_by_a_request(site):
    broken = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<b>"
    for client, paths in ((site.visitor, (
            "/", "/book?tz=", "/search?q=", "/guides/",
            "/assessment/js-data-grow-poly/vs?code=", "/assessment?team=")),
            (site.owner, ("/admin/login?next=", "/admin/leads?q=",
                          "/admin/login?known="))):
        for path in paths:
            answer = client.get(path + broken)
            same(answer.all("x-injected"), [], path)
            lacks(answer.text, "\r\n<b>", path)


@case
def no_error_tells_how_it_works_inside(site):
    inside = re.compile(r"(?i:sqlite)|SELECT |\.c:\d|/tmp/|\bKore\b|\bassert"
                        r"|0x[0-9a-f]{6}|errno|Traceback")
    asked = [site.visitor.get(path) for path in (
        "/%00", "/book?tz=%ff", "/assessment/x/vs?code=%27", "/guides/%27",
        "/search?q=" + "a" * 1500, "/booking/%27", "/calendar/%22.ics")]
    asked += [site.owner.get(path) for path in (
        "/admin/leads/99999999999999999999", "/admin/leads/%27",
        "/admin/leads?after=%27", "/admin/outbox/-1", "/admin/audit?page=x",
        "/admin/leads?sort=%27%3B--&q=%22")]
    asked += [site.visitor.post("/book", b"%", {"Origin": site.visitor.origin}),
              site.visitor.request("PUT", "/book", body=b"x")]
    for answer in asked:
        assert 200 <= answer.status < 500, answer
        found = inside.search(answer.page.text)
        assert found is None, f"{found.group()} in {answer.page.text}"
    assert inside.search("SQL logic error in app/store/query.c:12")


@case
def trace_is_not_spoken(site):
    for port in (site.server.port, site.server.admin_port):
        answer = Client(port).request("TRACE", "/", {"X-Secret": MARK})
        same(answer.status, 501)
        lacks(answer.text, MARK)


# ---- what each answer says of itself ----

@case
def every_text_names_its_character_set(site):
    kinds = set()
    for _, path, answer in site.gets():
        kind = answer.get("content-type")
        kinds.add(kind)
        if re.match(r"text/|[\w.+/-]*[/+]xml", kind):
            contains(kind, "; charset=utf-8", path)
    assert len(kinds) >= 7, kinds


@case
def what_is_no_page_is_no_page_to_a_browser(site):
    for _, path, answer in site.gets():
        same(answer.all("x-content-type-options"), ["nosniff"], path)
        contains(answer.get("content-security-policy"), "default-src 'none'")


@case
def a_download_has_a_name_of_ours(site):
    names = [answer.get("content-disposition")
             for _, _, answer in site.gets()
             if answer.all("content-disposition")]
    assert len(names) >= 5, names
    for name in names:
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', name), name
        lacks(name, "Ada")


@case
def no_other_site_is_allowed_to_read_an_answer(site):
    for client, path in ((site.visitor, "/"), (site.visitor, "/book/slots.json"),
                         (site.visitor, f"/booking/{site.token}/data.json"),
                         (site.owner, "/admin/leads.json"),
                         (site.owner, "/admin")):
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
            answer = client.get(path, headers)
            same([name for name, _ in answer.headers
                  if name.startswith("access-control-")], [], path)
            same(answer.get("cross-origin-resource-policy"), "same-origin")


@case
def no_page_of_the_desk_or_of_a_booking_is_kept(site):
    private = 0
    for gate, path, answer in site.gets():
        if is_desk(gate) or path.startswith(("/booking", "/calendar")):
            private += 1
            same(answer.get("cache-control"), "no-store", path)
    assert private > 20, private


@case
def every_page_of_the_desk_has_the_way_out(site):
    pages = 0
    for gate, path, answer in site.gets():
        if gate in ("ADMIN", "ADMIN_FRESH") and "html" in answer.get(
                "content-type"):
            pages += 1
            contains(answer.text, 'action="/admin/logout"', path)
    assert pages > 10, pages


@case
def fields_of_passphrases_are_masked_and_may_be_filled(site):
    fields = []
    for _, path, answer in site.gets():
        if "html" in answer.get("content-type"):
            fields += [(path, field) for field in re.findall(
                r"<input[^>]*(?:password|passphrase|proof)[^>]*>", answer.text)
                if 'type="hidden"' not in field]
    login = Client(site.server.admin_port).get("/admin/login").text
    fields += [("/admin/login", field) for field in
               re.findall(r'<input[^>]*name="password"[^>]*>', login)]
    assert len(fields) >= 3, fields
    for path, field in fields:
        contains(field, 'type="password"', path)
        assert re.search(r'autocomplete="(current|new)-password"', field), field
    for place, _, names in os.walk(os.path.join(ROOT, "assets")):
        for name in names:
            if name.endswith(".js"):
                with open(os.path.join(place, name), encoding="utf-8") as text:
                    lacks(text.read(), "paste", name)


def main():
    with Server() as server:
        return run(Site(server))


if __name__ == "__main__":
    sys.exit(main())
