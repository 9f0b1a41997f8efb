#!/usr/bin/env python3
"""What copies may be kept of which page, by a browser or by a machine between
it and the site, and for how long: every row of the site map has a line here,
and each answer must be what its line says.
"""

import os
import re
import sys

import common
from client import Answer, Client
from server import Server, rows
from tap import case, contains, run, same

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             os.pardir, "security"))

# pylint: disable=wrong-import-position
from site_map import Site, routes  # noqa: E402

CODE = "js-data-grow-poly"
MINUTE, FIVE, DAY, WEEK = 60, 300, 86400, 604800
FOREVER = 31536000
PACKINGS = ("br", "gzip", "identity")

# The kinds of address there are:
#   PAGE   the same for everybody, ready when it is asked for: kept so many
#          seconds, has a tag, and a copy each for brotli, gzip and neither
#   MADE   the same for everybody, made when it is asked for: has no tag
#   OWN    somebody's own, or true at this moment only: kept nowhere
PAGE, MADE, OWN = "page", "made", "own"

KEPT = {
    "/": (PAGE, MINUTE),        # it names the next free time
    "/guides": (PAGE, FIVE),
    "/guides/sources": (PAGE, FIVE),
    "/guides/disagreements": (PAGE, FIVE),
    "/guides/:slug": (PAGE, FIVE),
    "/stacks": (PAGE, FIVE),
    "/stacks/:id": (PAGE, FIVE),
    "/compare": (PAGE, FIVE),
    "/compare/:pair": (PAGE, FIVE),
    "/assessment": (PAGE, FIVE),
    "/assessment/proof": (PAGE, FIVE),
    "/assessment/:code": (PAGE, FIVE),
    "/assessment/:code/vs": (OWN, 0),       # leads on
    "/assessment/:code/vs/:code": (MADE, FIVE),
    "/book": (OWN, 0),
    "/book/slots.json": (OWN, 0),
    "/booking/:token": (OWN, 0),
    "/booking/:token/data.json": (OWN, 0),
    "/booking/:token/cancel": (OWN, 0),
    "/booking/:token/reschedule": (OWN, 0),
    "/booking/:token/correct": (OWN, 0),
    "/booking/:token/erase": (OWN, 0),
    "/booking/:token/invite.ics": (OWN, 0),
    "/calendar/:token": (OWN, 0),
    "/contact": (OWN, 0),
    "/contact/thanks": (OWN, 0),
    "/search": (OWN, 0),        # what somebody looked for is nobody's
    "/privacy": (PAGE, FIVE),
    "/imprint": (PAGE, FIVE),
    "/how-your-data-is-kept": (PAGE, FIVE),
    "/feed.xml": (PAGE, FIVE),
    "/sitemap.xml": (PAGE, FIVE),
    "/pictures/:file": (PAGE, WEEK),
    "/assets/:file": (PAGE, FOREVER),       # its name changes with it
    "/favicon.svg": (PAGE, DAY),
    "/robots.txt": (PAGE, DAY),
    "/healthz": (OWN, 0),
}

# Addresses that a row of the site map answers in another way, or none does.
ALSO = {
    f"/assessment/{CODE}.json": (MADE, FIVE, 200),
    f"/assessment/{CODE}.md": (OWN, 0, 200),
    f"/assessment/{CODE}?from=x": (MADE, FIVE, 200),
    f"/assessment/{CODE}/vs/js-data-mvp-poly?x=1": (MADE, FIVE, 200),
    "/assessment?team=js&edit=1": (MADE, FIVE, 200),
    "/assessment?team=js&hard=data&life=grow&lang=poly": (OWN, 0, 303),
    "/assessment?team=js&hard=none&go=1": (OWN, 0, 422),
    "/assessment/js-none-grow-poly": (OWN, 0, 404),
    f"/assessment/{CODE}/vs/none": (OWN, 0, 404),
    "/compare/python-vs-node": (OWN, 0, 301),
    "/compare/node-vs-none": (OWN, 0, 404),
    "/guides/none": (OWN, 0, 404),
    "/assets/site-0.css": (OWN, 0, 404),
    "/pictures/none.png": (OWN, 0, 404),
    "/booking/" + "A" * 43: (OWN, 0, 404),
    "/book?tz=Mars/Phobos": (OWN, 0, 422),
    "/search?q=java": (OWN, 0, 200),
    "/none": (OWN, 0, 404),
    "/admin": (OWN, 0, 404),
    "/" + "x" * 2500: (OWN, 0, 414),
}


def is_public(gate):
    return gate in ("PUBLIC", "ANYWHERE")


def kind_of(path, gate):
    """A row's line; of the desk only what both listeners have is kept."""
    return KEPT[path] if is_public(gate) else (OWN, 0)


def own_faults(answer):
    if answer.all("cache-control") != ["no-store"]:
        yield f"is no-store by {answer.all('cache-control')}"
    for name in ("etag", "last-modified", "expires", "age"):
        if answer.all(name):
            yield f"has {name}"


def kept_faults(kind, seconds, answer):
    wanted = f"public, max-age={seconds}" + (
        ", immutable" if seconds == FOREVER else "")
    if answer.all("cache-control") != [wanted]:
        yield f"is not {wanted}: {answer.all('cache-control')}"
    if answer.all("set-cookie"):
        yield "sets a cookie"
    if (kind == PAGE) != bool(re.fullmatch(r'"[0-9a-f]{16}-(br|gzip|identity)"',
                                           answer.get("etag"))):
        yield f"has the tag {answer.get('etag')!r}"
    is_text = answer.get("content-type").startswith("text/html")
    if (kind == PAGE or is_text) and answer.all("vary") != ["accept-encoding"]:
        yield f"varies by {answer.all('vary')}"


def faults(line, answer):
    kind, seconds = line
    if kind == OWN or answer.status >= 400:
        return list(own_faults(answer))
    return list(kept_faults(kind, seconds, answer))


def all_kept(site):
    """(target, kind, seconds) of everything of which copies may be kept."""
    for method, path, gate in routes():
        line = kind_of(path, gate)
        if method == "GET" and line[0] != OWN:
            yield site.target(path), *line
    for target, line in ALSO.items():
        if line[0] != OWN:
            yield target, *line[:2]


def calendar_of(site):
    """The address of a private calendar, made just now."""
    form = site.owner.get("/admin/settings").page.form(
        "/admin/settings/calendar")
    page = site.owner.post("/admin/settings/calendar",
                           form.fields(do="make")).text
    return re.search(r"/calendar/[\w-]+\.ics", page).group()


@case
def every_row_of_the_site_map_has_its_line(_):
    public = {path for _, path, gate in routes() if is_public(gate)}
    same(sorted(public - set(KEPT)), [], "rows without a line")
    same(sorted(set(KEPT) - public), [], "lines without a row")


@case
def every_page_may_be_kept_as_long_as_its_line_says(site):
    calendar = calendar_of(site)
    for method, path, gate in routes():
        if method != "GET":
            continue
        target = calendar if path == "/calendar/:token" else site.target(path)
        answer = site.client(gate).get(target)
        line = kind_of(path, gate)
        same(faults(line, answer), [], f"{target}, {answer.status}")
        if line[0] != OWN or path.startswith(("/booking", "/calendar")):
            same(answer.status, 405 if path.endswith("/cancel") else 200,
                 target)


@case
def so_may_what_the_same_rows_answer_otherwise(site):
    for target, (kind, seconds, status) in ALSO.items():
        answer = site.visitor.get(target)
        same(answer.status, status, target)
        same(faults((kind, seconds), answer), [], target)


@case
def what_answers_a_form_is_kept_nowhere(site):
    """Empty ones, refused ones and one that is taken."""
    for method, path, gate in routes():
        if method != "POST":
            continue
        target = site.target(path).replace(site.token, "A" * 43)
        for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
            answer = site.client(gate).post(target, {"token": "x"}, headers)
            same(faults((OWN, 0), answer), [], f"{target}, {answer.status}")
    form = site.visitor.get("/contact").page.form("/contact")
    answer = site.visitor.post("/contact", form.fields(
        name="Ada Example", email="ada@example.org", message="Good day.",
        consent="yes"))
    same(answer.status, 303, answer.text)
    same(faults((OWN, 0), answer), [], "a message that was taken")


@case
def what_is_refused_before_it_is_read_is_kept_nowhere(site):
    visitor = site.visitor
    for method, target, headers, status in (
            ("PUT", "/guides", {}, 405), ("POST", "/guides", {}, 405),
            ("GET", "/guides", {"X-Long": "x" * 9000}, 431),
            ("GET", "/guides", {"Transfer-Encoding": "chunked"}, 501)):
        body = None if method == "GET" else b"a=b"
        answer = visitor.request(method, target, headers, body)
        same(answer.status, status, f"{method} {headers}")
        same(faults((OWN, 0), answer), [], f"{method} {headers}")


@case
def no_visitor_gets_a_cookie(site):
    """Neither the pages nor a booking made one: the client would have it."""
    same(site.visitor.cookies, {}, "cookies")
    assert site.owner.cookies, "the desk's cookie was not seen either"


@case
def who_has_a_page_is_told_so_and_may_keep_it_as_long_again(site):
    for target, kind, seconds in all_kept(site):
        for packing in PACKINGS if kind == PAGE else ():
            whole = site.visitor.get(target, {"Accept-Encoding": packing})
            tag = whole.get("etag")
            for held in (tag, f"W/{tag}", f'"other", {tag}'):
                answer = site.visitor.get(target, {
                    "Accept-Encoding": packing, "If-None-Match": held})
                same((answer.status, answer.body), (304, b""), target)
                for name in ("etag", "cache-control", "vary"):
                    same(answer.all(name), whole.all(name),
                         f"{name} of {target}")
            same(site.visitor.get(target, {
                "If-None-Match": '"0123456789abcdef-br"'}).status, 200)
            same(faults((kind, seconds), whole), [], target)


@case
def a_copy_for_one_browser_is_not_taken_for_anothers(site):
    """Each packing has a tag of its own; what says nothing gets it plain."""
    for target, kind, _ in all_kept(site):
        seen = {}
        for packing in (*PACKINGS, None):
            answer = site.visitor.get(
                target, {} if packing is None else {
                    "Accept-Encoding": packing})
            coding = answer.get("content-encoding", "identity")
            assert coding in (packing or "identity", "identity"), (
                target, packing, coding)
            assert seen.get(coding, answer.get("etag")) == answer.get("etag")
            seen[coding] = answer.get("etag")
        if kind == PAGE:
            same(len(set(seen.values())), len(seen), f"tags of {target}")


def undated(answer):
    return [pair for pair in answer.headers if pair[0] != "date"]


@case
def what_may_be_kept_is_the_same_whoever_asks(site):
    strange = {"Cookie": "__Host-session=" + "A" * 43, "User-Agent":
               "Googlebot/2.1", "Accept-Language": "de", "Referer":
               "https://example.org/", "Sec-Purpose": "prefetch",
               "X-Forwarded-Host": "evil.example", "X-Forwarded-For":
               "192.0.2.1", "X-Real-IP": "192.0.2.1", "Range": "bytes=0-9",
               "Cache-Control": "no-cache", "Origin": "https://evil.example"}
    for target, _, _ in all_kept(site):
        usual, other = (site.visitor.get(target, headers)
                        for headers in ({}, strange))
        same((other.status, undated(other), other.body),
             (usual.status, undated(usual), usual.body), target)
    head = site.visitor.request("HEAD", "/guides")
    same(faults(KEPT["/guides"], head), [], "HEAD")


@case
def no_copy_holds_a_form_that_stores_something(site):
    """So none can offer a time, or hold what belongs to one visitor."""
    seen = 0
    for target, _, _ in all_kept(site):
        answer = site.visitor.get(target)
        if not answer.get("content-type").startswith("text/html"):
            continue
        for form in answer.page.forms:
            same(form.method, "get", f"a form of {target}")
            assert not form.values("slot") and not form.values("nonce"), target
            seen += 1
    assert seen > 3, seen
    form = site.visitor.get("/book").page.form("/book")
    assert form.values("slot") and form.values("nonce")


@case
def a_page_of_times_that_somebody_kept_books_nothing_that_is_taken(site):
    """As if a copy were shown in spite of no-store."""
    old = site.visitor.get("/book").page.form("/book")
    slot, before = old.values("slot")[0], rows(site.server, "lead")
    for number, status in ((1, 303), (2, 409)):
        form = old if status == 409 else Client(site.server.port).get(
            "/book").page.form("/book")
        answer = site.visitor.post("/book", form.fields(
            slot=slot, name=f"Visitor {number}", consent="yes",
            email=f"visitor{number}@example.org", message="kept for long"))
        same(answer.status, status, answer.text)
        same(faults((OWN, 0), answer), [], f"booking, {status}")
    contains(answer.text, "kept for long")
    assert slot not in answer.page.form("/book").values("slot")
    same(rows(site.server, "lead"), before + 1)


@case
def each_rule_of_this_file_finds_what_breaks_it(_):
    def answer(status, **headers):
        good = {"cache-control": "public, max-age=300", "vary":
                "accept-encoding", "etag": '"0123456789abcdef-br"',
                "content-type": "text/html; charset=utf-8"}
        good.update({name.replace("_", "-"): value
                     for name, value in headers.items()})
        return Answer(status, [pair for pair in good.items() if pair[1]])
    page, made, own = (PAGE, FIVE), (MADE, FIVE), (OWN, 0)
    nothing = {"cache_control": "no-store", "etag": "", "vary": ""}
    same(faults(page, answer(200)), [])
    same(faults(made, answer(200, etag="")), [])
    same(faults(own, answer(200, **nothing)), [])
    for line, wrong in (
            (page, answer(200, cache_control="public, max-age=301")),
            (page, answer(200, cache_control="private, max-age=300")),
            (page, answer(200, cache_control="no-store")),
            (page, answer(200, set_cookie="a=b")),
            (page, answer(200, etag="")), (page, answer(200, vary="")),
            (page, answer(200, vary="accept-encoding, cookie")),
            (page, answer(404)), (made, answer(422, etag="")),
            (made, answer(200)), (made, answer(200, etag="", vary="")),
            (own, answer(200, etag="", vary="")),
            (own, answer(200, **{**nothing, "etag": '"x"'})),
            (own, answer(200, **{**nothing, "expires": "0"})),
            (own, answer(200, **{**nothing,
                                 "cache_control": "private, no-cache"}))):
        assert faults(line, wrong), (line, wrong)


case(common.every_answer_carried_the_security_headers)


@case
def the_server_stops_clean(site):
    common.the_server_stops_clean_and_reports_no_fault(site.server)


if __name__ == "__main__":
    with Server(workers=1) as under_test:
        code = run(Site(under_test))
    sys.exit(code)
