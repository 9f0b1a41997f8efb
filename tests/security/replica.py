#!/usr/bin/env python3
"""A second machine that keeps copies of the public pages: Debian's nginx with
what conf/nginx-replica.sed makes of conf/nginx.conf, in front of the first
machine's nginx with the program behind.

    replica.py PROGRAM
"""

import os
import re
import subprocess
import sys
import time

from proxy import CONF, DESK, SITE, Behind, Proxy, Visitor, change

# pylint: disable=wrong-import-position,wrong-import-order
from common import headers_are_safe  # noqa: E402
from server import database, rows, wait_for  # noqa: E402
from tap import case, contains, lacks, run, same  # noqa: E402

ZONE = "Europe/Berlin"
HSTS = "max-age=63072000; includeSubDomains; preload"
SETTINGS = {"base_url": f'"https://{SITE}"',
            "limits.posts_per_10_minutes": "3"}
NEVER = ("/book", "/contact", "/search?q=java", "/healthz", "/no-such-page",
         "/book/slots.json", "/booking/" + "B" * 43)
FRESH = 1           # second for which a copy of five minutes is fresh here
OLD = FRESH + 1.1   # and after so many it is old: nginx counts whole ones


def with_replicas(text):
    """The first machine's file, as an owner of replicas changes it; and pages
    that say one second where they say five minutes."""
    text = change(text, "# set_real_ip_from 192.0.2.20;     # YOURS",
                  "set_real_ip_from 127.0.0.1;")
    text = change(text, "# real_ip_header X-Real-IP;",
                  "real_ip_header X-Real-IP;")
    text = change(text, "proxy_next_upstream off;", f"""proxy_next_upstream off;
	proxy_hide_header Cache-Control;
	map $upstream_http_cache_control $shorter {{
		default                $upstream_http_cache_control;
		"public, max-age=300"  "public, max-age={FRESH}";
	}}""")
    return change(text, f'add_header Strict-Transport-Security "{HSTS}" always;'
                  "\n\n\t\tlocation / {\n\t\t\tproxy_pass",
                  f'add_header Strict-Transport-Security "{HSTS}" always;\n'
                  "\t\tadd_header Cache-Control $shorter always;"
                  "\n\n\t\tlocation / {\n\t\t\tproxy_pass")


def sed(text):
    return subprocess.run(
        ["sed", "-f", os.path.join(CONF, "nginx-replica.sed")], input=text,
        capture_output=True, text=True, check=True).stdout


class Replica(Proxy):
    """The same file with the changes that the script makes."""

    def __init__(self, behind, first, trusted):
        def edit(text):
            text = change(sed(text), "192.0.2.10:443;",
                          f"127.0.0.1:{first.https};")
            return change(text, "/etc/ssl/certs/ca-certificates.crt", trusted)
        super().__init__(behind, edit)


class Both:
    """The program, the first machine's nginx, and the replica."""

    def __init__(self, server, first, replica):
        self.server, self.first, self.replica = server, first, replica

    def visitor(self, source="127.0.0.1", desk=False):
        return Visitor(self.replica, desk, source)


def uses(proxy, path):
    """(status, how) of each GET of a path, by the log of an nginx."""
    return re.findall(rf'"GET {re.escape(path)}" (\d+) \d+ \S+ (\S+)',
                      proxy.log())


def asked(both, path, count, how=None):
    """Until a log has so many requests: the replica's, or the first one's."""
    proxy = both.first if how is None else both.replica
    return wait_for(lambda: len(found := uses(proxy, path)) >= count and found,
                    2, f"{count} requests for {path} in a log")


def copies(proxy):
    kept = b""
    for folder, _, names in os.walk(os.path.join(proxy.folder, "fourways")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                kept += file.read()
    return kept


def held(server):
    with database(server) as db:
        return [row[0] for row in db.execute(
            "SELECT quarantine FROM lead ORDER BY id")]


def write(visitor, **headers):
    form = visitor.get("/contact").page.form("/contact")
    return visitor.post("/contact", form.fields(
        name="Ada Example", email="ada@example.org", message="Good day.",
        consent="yes"), headers)


@case
def the_script_changes_all_that_it_means_to(both):
    with open(os.path.join(CONF, "nginx.conf"), encoding="utf-8") as file:
        before = file.read()
    after = sed(before)
    for part in ("server 192.0.2.10:443;", "proxy_pass https://fourways_public",
                 "proxy_ssl_verify on;",
                 "proxy_hide_header Strict-Transport-Security;",
                 "proxy_cache_revalidate on;", "proxy_ignore_headers Vary;",
                 "http_502 http_503 http_504;", "only while the first machine"):
        lacks(before, part)
        same(after.count(part), 1, part)
    same(after.count("return 404;"), before.count("return 404;") + 1)
    for part in ("http://fourways", "127.0.0.1:8080;", "proxy_cache_valid",
                 "fresh for a second", "updating"):
        contains(before, part)
        lacks(after, part)
    assert both.replica.process.poll() is None


@case
def a_page_is_asked_for_once_and_is_the_same_there(both):
    visitor, direct = both.visitor(), Visitor(both.first)
    for packing in ("br", "gzip", "identity"):
        wanted = {"Accept-Encoding": packing}
        there = direct.get("/pictures/java.png", wanted)
        for _ in range(3):
            answer = visitor.get("/pictures/java.png", wanted)
            same((answer.status, answer.body), (200, there.body), packing)
            for name in ("etag", "cache-control", "vary", "content-type",
                         "content-encoding", "content-security-policy"):
                same(answer.all(name), there.all(name), name)
            same(answer.all("strict-transport-security"), [HSTS])
            headers_are_safe(without_server(answer))
    seen = asked(both, "/pictures/java.png", 9, "replica")
    same([how for _, how in seen].count("HIT"), 6, seen)
    same(len(uses(both.first, "/pictures/java.png")), 6, "three of them ours")


def without_server(answer):
    same(answer.all("server"), ["nginx"])
    answer.headers = [pair for pair in answer.headers if pair[0] != "server"]
    return answer


@case
def an_old_copy_is_asked_for_by_its_tag(both):
    visitor = both.visitor()
    whole = visitor.get("/compare").body
    time.sleep(OLD)
    same(visitor.get("/compare").body, whole)
    same([how for _, how in asked(both, "/compare", 2, "replica")],
         ["MISS", "REVALIDATED"])
    same([status for status, _ in asked(both, "/compare", 2)],
         ["200", "304"])
    answer = visitor.get("/compare", {
        "If-None-Match": visitor.get("/compare").get("etag")})
    same((answer.status, answer.body), (304, b""))


@case
def what_is_somebodys_own_is_asked_for_each_time_and_kept_nowhere(both):
    visitor = both.visitor()
    for path in NEVER:
        known = path.split("?")[0].replace("/" + "B" * 43, "/-")
        before = len(uses(both.first, known))
        for _ in range(2):
            visitor.get(path)
        seen = asked(both, known, before + 2)
        same(len(seen), before + 2, path)
    kept = copies(both.replica)
    assert f"KEY: {SITE}/compare|".encode() in kept
    for path in NEVER:
        assert f"KEY: {SITE}{path}".encode() not in kept, path


@case
def a_call_is_booked_and_cancelled_through_it(both):
    visitor, before = both.visitor("127.0.0.9"), rows(both.server, "booking")
    form = visitor.get(f"/book?tz={ZONE}").page.form("/book")
    slot = form.values("slot")[0]
    answer = visitor.post("/book", form.fields(
        slot=slot, name="Ada Example", consent="yes", email="ada@example.org",
        message="Hello"), {"Origin": f"https://{SITE}"})
    same(answer.status, 303, answer.text)
    own = answer.get("location")
    contains(visitor.get(own).page.text, ZONE)
    assert slot not in visitor.get("/book").page.form("/book").values("slot")
    same(visitor.post(own + "/cancel", {}).status, 303)
    contains(visitor.get(own).text.lower(), "cancelled")
    same(rows(both.server, "booking"), before + 1)
    assert own.encode() not in copies(both.replica)


@case
def each_visitor_is_counted_by_the_address_he_comes_from(both):
    before = len(held(both.server))
    for number in range(5):
        same(write(both.visitor("127.0.0.20"), **{
            "X-Real-IP": f"198.51.100.{number}",
            "X-Forwarded-For": f"192.0.2.{number}"}).status, 303)
    same(held(both.server)[before:], [""] * 3 + ["posts"] * 2)
    same(write(both.visitor("127.0.0.21")).status, 303)
    same(held(both.server)[before + 5:], [""])


@case
def the_desk_is_not_there(both):
    for path in ("/admin", "/admin/login", "/"):
        answer = both.visitor(desk=True).get(path)
        same(answer.status, 303 if path == "/" else 404, path)
    same(both.visitor().get("/admin").status, 404)
    same(Visitor(both.first, desk=True).get("/admin/login").status, 200)
    assert DESK.encode() not in copies(both.replica)


@case
def another_machine_in_the_place_of_the_first_is_not_believed(both):
    with Replica(both.server, both.first, both.replica.cert) as other:
        answer = Visitor(other).get("/guides")
        same(answer.status, 503)
        contains(answer.text, "We are away for a moment")


@case
def while_the_first_machine_is_away_the_pages_are_there(both):
    visitor = both.visitor("127.0.0.30")
    pages = ("/", "/guides", "/guides/java", "/stacks/go", "/assessment",
             "/assessment/js-data-grow-poly", "/feed.xml")
    for path in pages:
        same(visitor.get(path).status, 200, path)
    form = visitor.get("/contact").page.form("/contact")
    stored = rows(both.server, "lead")
    both.first.__exit__()
    time.sleep(OLD)
    for path in pages:
        same(visitor.get(path).status, 200, path)
    same(asked(both, "/guides/java", 2, "replica")[-1][1], "STALE")
    for answer in (visitor.get("/book"), visitor.get("/stacks/rust"),
                   visitor.post("/contact", form.fields())):
        same(answer.status, 503)
        contains(answer.text, "We are away for a moment")
        same(answer.get("cache-control"), "no-store")
        same(answer.all("strict-transport-security"), [HSTS])
    same(rows(both.server, "lead"), stored)
    same(both.replica.errors(), "", "what nginx calls critical")


if __name__ == "__main__":
    with Behind(SETTINGS) as behind, Proxy(behind, with_replicas) as one, \
            Replica(behind, one, one.cert) as other:
        code = run(Both(behind, one, other))
    sys.exit(code)
