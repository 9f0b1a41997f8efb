#!/usr/bin/env python3
"""The main job from outside: read, answer, decide, book."""

import gzip
import json
import re
import sys

import common
from client import FORM_TYPE, Client, Connection
from server import Server, rows
from tap import case, contains, lacks, run, same, within

ZONE = "Europe/Berlin"
VISITOR = {"name": "Ada Example", "email": "ada@example.org",
           "company": "Example & Sons", "consent": "yes",
           "message": "First line\r\nSecond line\r\n\r\n\tindented"}
TOKEN = re.compile(r"/booking/[A-Za-z0-9_-]{43}$")


def client(server):
    return Client(server.port)


def booking_form(server, zone=ZONE):
    answer = client(server).get(f"/book?tz={zone}")
    same(answer.status, 200)
    return answer.page.form("/book")


def book(server, **changed):
    """A booking as a browser sends it: hidden fields kept, names filled."""
    form = booking_form(server)
    fields = {"slot": form.values("slot")[0], **VISITOR, **changed}
    return client(server).post("/book", form.fields(**fields))


def refused(server, form, wanted, **changed):
    """A booking that must come back as 422 with everything still in it."""
    before = rows(server, "lead")
    typed = {"slot": form.values("slot")[0], **VISITOR, **changed}
    answer = client(server).post("/book", form.fields(**typed))
    same(answer.status, wanted, f"status with {changed}")
    same(rows(server, "lead"), before, "stored leads")
    again = answer.page.form("/book")
    for name in ("name", "email", "company", "message"):
        if typed[name] is not None:
            same(again.value(name).replace("\r\n", "\n"),
                 typed[name].replace("\r\n", "\n"), f"{name} shown again")
    return answer


@case
def the_front_page_leads_to_guides_assessment_and_call(server):
    page = client(server).get("/").page
    for link in ("/guides", "/assessment", "/book"):
        assert any(href.startswith(link) for href in page.links), link
    same(page.scripts, 0, "scripts")


@case
def every_guide_in_the_list_can_be_read(server):
    links = {link for link in client(server).get("/guides").page.links
             if re.fullmatch(r"/guides/[a-z0-9-]+", link)}
    assert len(links) >= 2, links
    for link in links:
        answer = client(server).get(link)
        same(answer.status, 200, link)
        page = answer.page
        assert len(page.text.split()) > 400, f"{link} is short"
        for anchor in page.links:
            if anchor.startswith("#"):
                assert anchor[1:] in page.ids, f"{link}{anchor} leads nowhere"


@case
def no_page_links_to_nowhere(server):
    seen, todo = set(), ["/"]
    while todo:
        path = todo.pop()
        answer = client(server).get(path)
        same(answer.status, 200, path)
        if "text/html" not in answer.get("content-type"):
            continue
        for link in answer.page.links:
            link = link.split("#")[0]
            if link.startswith("/") and link not in seen and len(seen) < 120:
                seen.add(link)
                todo.append(link)
    assert len(seen) > 8, seen


@case
def a_page_that_has_not_changed_is_not_sent_again(server):
    answer = client(server).get("/guides")
    tag = answer.get("etag")
    assert re.fullmatch(r'(W/)?"[^"]+"', tag), tag
    for header in (tag, f'"other", {tag}', "*"):
        again = client(server).get("/guides", {"If-None-Match": header})
        same(again.status, 304, header)
        same(again.get("etag"), tag)
        same(again.body, b"")
    again = client(server).get("/guides", {"If-None-Match": '"other"'})
    same(again.status, 200)


@case
def a_compressed_page_holds_the_same_bytes(server):
    plain = client(server).get("/guides")
    same(plain.all("content-encoding"), [])
    packed = client(server).get("/guides", {"Accept-Encoding": "gzip"})
    same(packed.get("content-encoding"), "gzip")
    same(gzip.decompress(packed.body), plain.body)
    best = client(server).get("/guides", {"Accept-Encoding": "gzip, br"})
    same(best.get("content-encoding"), "br")
    assert len(best.body) <= len(packed.body), "brotli is larger than gzip"
    for answer in (plain, packed, best):
        contains(answer.get("vary").lower(), "accept-encoding")
    assert len({a.get("etag") for a in (plain, packed, best)}) == 3 or \
        plain.get("etag").startswith("W/"), "one strong tag for several bodies"
    none = client(server).get("/guides", {"Accept-Encoding": "gzip;q=0"})
    same(none.body, plain.body)


@case
def head_says_what_get_would_say(server):
    for path in ("/", "/guides", "/book", "/assessment", "/nowhere"):
        with Connection(server.port) as connection:
            host = b"Host: 127.0.0.1\r\n\r\n"
            connection.send(b"HEAD %s HTTP/1.1\r\n" % path.encode() + host)
            head = connection.read(head=True)
            connection.send(b"GET %s HTTP/1.1\r\n" % path.encode() + host)
            get = connection.read()
        same(head.status, get.status, path)
        same(head.get("content-type"), get.get("content-type"), path)
        same(head.get("content-length"), get.get("content-length"), path)


@case
def the_style_sheet_may_be_kept_for_ever(server):
    text = client(server).get("/").text
    path = re.search(r'<link rel="stylesheet" href="([^"]+)"', text).group(1)
    answer = client(server).get(path)
    same(answer.status, 200)
    contains(answer.get("content-type"), "text/css")
    contains(answer.get("cache-control"), "immutable")


@case
def health_and_robots_answer_machines(server):
    for path in ("/healthz", "/robots.txt"):
        answer = client(server).get(path)
        same(answer.status, 200, path)
        contains(answer.get("content-type"), "text/plain")


@case
def four_answers_lead_to_their_own_page(server):
    answer = client(server).get(
        "/assessment?team=js&hard=data&life=grow&lang=poly")
    same(answer.status, 303)
    same(answer.get("location"), "/assessment/js-data-grow-poly")
    page = client(server).get("/assessment/js-data-grow-poly").page
    contains(page.text, "Node")
    contains(page.text, "Python")
    assert any(link.startswith("/book") for link in page.links), page.links


@case
def a_missing_answer_is_asked_for_and_the_others_kept(server):
    answer = client(server).get("/assessment?team=js&life=grow&lang=poly")
    same(answer.status, 422)
    form = answer.page.form("/assessment")
    same(form.fields(), {"team": "js", "life": "grow", "lang": "poly"})
    assert "#hard" in answer.page.links, answer.page.links


@case
def an_unknown_or_doubled_answer_is_refused(server):
    for query in ("team=banana&hard=io&life=grow&lang=one",
                  "team=js&team=py&hard=io&life=grow&lang=one",
                  "team=js&hard=io&life=grow&lang=",
                  "team=%ff&hard=io&life=grow&lang=one",
                  "team=js%00&hard=io&life=grow&lang=one"):
        answer = client(server).get("/assessment?" + query)
        same(answer.status, 422, query)
        lacks(answer.text, "banana")


@case
def an_unknown_code_is_not_found(server):
    for code in ("js-data-grow-nope", "js-data-grow", "js", "JS-data-grow-poly",
                 "js-data-grow-poly-x", "js-data-grow-poly.xml",
                 "js-data-grow-nope.json", "js--grow-poly"):
        answer = client(server).get(f"/assessment/{code}")
        same(answer.status, 404, code)


@case
def the_result_is_there_as_data_too(server):
    answer = client(server).get("/assessment/js-data-grow-poly.json")
    same(answer.status, 200)
    contains(answer.get("content-type"), "application/json")
    data = json.loads(answer.text)
    for key in ("edition", "code", "answers", "kind", "primary", "partner",
                "rule", "margin", "scores", "confidence", "team_overruled",
                "reasons", "against", "flips", "tensions"):
        assert key in data, f"no {key} in {sorted(data)}"
    same(data["code"], "js-data-grow-poly")
    same(data["answers"], {"team": "js", "hard": "data", "life": "grow",
                           "lang": "poly"})
    same((data["kind"], data["primary"], data["partner"], data["rule"]),
         ("hybrid", "node", "python", "H1"))
    for reason in data["reasons"] + data["against"]:
        for key in ("question", "option", "stack", "points", "text", "claims",
                    "href"):
            assert key in reason, f"no {key} in {reason}"


@case
def free_times_are_offered_in_the_visitors_zone(server):
    answer = client(server).get("/book/slots.json?tz=Asia/Kolkata&days=14")
    same(answer.status, 200)
    data = json.loads(answer.text)
    same(data["zone"], "Asia/Kolkata")
    assert data["slots"], "no slot"
    for slot in data["slots"]:
        for key in ("start", "end"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00Z", slot[key])
        contains(slot["label"], "Asia/Kolkata")
    offered = booking_form(server, "Asia/Kolkata").values("slot")
    starts = [slot["start"] for slot in data["slots"]]
    same(starts, sorted(starts))
    same(starts, offered[:len(starts)], "slots on the page")


@case
def an_unknown_zone_is_refused_with_a_page(server):
    for zone in ("Mars/Phobos", "", "../../etc/passwd", "%ff", "Europe/Berlin%00"):
        answer = client(server).get(f"/book?tz={zone}")
        if zone == "":
            assert answer.status in (200, 422), answer.status
            continue
        same(answer.status, 422, zone)
        answer = client(server).get(f"/book/slots.json?tz={zone}")
        assert answer.status in (400, 422), answer.status
    form = booking_form(server)
    refused(server, form, 422, tz="Mars/Phobos")


@case
def a_booking_gets_a_page_of_its_own(server):
    before = rows(server, "lead")
    form = booking_form(server)
    slot = form.values("slot")[0]
    answer = client(server).post("/book", form.fields(slot=slot, **VISITOR))
    same(answer.status, 303)
    assert TOKEN.match(answer.get("location")), answer.get("location")
    same((rows(server, "lead"), rows(server, "booking")),
         (before + 1, before + 1))
    page = client(server).get(answer.get("location"))
    same(page.status, 200)
    contains(page.page.text, ZONE)
    same(page.get("referrer-policy"), "no-referrer")
    same(page.get("cache-control"), "no-store")
    assert slot not in booking_form(server).values("slot"), "still offered"


@case
def the_same_form_sent_twice_books_once(server):
    form = booking_form(server)
    fields = form.fields(slot=form.values("slot")[0], **VISITOR)
    first = client(server).post("/book", fields)
    before = rows(server, "lead")
    second = client(server).post("/book", fields)
    same((first.status, second.status), (303, 303))
    same(second.get("location"), first.get("location"))
    same(rows(server, "lead"), before)


@case
def a_taken_slot_keeps_what_was_typed(server):
    form, rival = booking_form(server), booking_form(server)
    slot = form.values("slot")[0]
    same(client(server).post(
        "/book", rival.fields(slot=slot, **VISITOR)).status, 303)
    answer = refused(server, form, 409, slot=slot, name="Second Comer",
                     message="\r\nstarts with an empty line")
    assert slot not in answer.page.form("/book").values("slot")


@case
def a_result_can_be_brought_along(server):
    answer = client(server).get(f"/book?tz={ZONE}&result=js-data-grow-poly")
    form = answer.page.form("/book")
    same(form.value("result"), "js-data-grow-poly")
    answer = client(server).post("/book", form.fields(
        slot=form.values("slot")[0], **VISITOR))
    same(answer.status, 303)
    page = client(server).get(answer.get("location")).page
    assert "/assessment/js-data-grow-poly" in page.links, page.links


@case
def each_field_that_is_wrong_is_named_and_nothing_stored(server):
    form = booking_form(server)
    for wrong, field in (({"name": ""}, "name"),
                         ({"name": "   "}, "name"),
                         ({"name": "x" * 101}, "name"),
                         ({"name": "two\r\nlines"}, "name"),
                         ({"email": ""}, "email"),
                         ({"email": "no address"}, "email"),
                         ({"email": "a@b"}, "email"),
                         ({"email": "a@b@example.org"}, "email"),
                         ({"email": "x" * 250 + "@example.org"}, "email"),
                         ({"company": "x" * 101}, "company"),
                         ({"message": "x" * 2001}, "message"),
                         ({"consent": None}, "consent"),
                         ({"consent": "no"}, "consent")):
        answer = refused(server, form, 422, **wrong)
        assert f"#{field}" in answer.page.links, (wrong, answer.page.links)


@case
def text_is_counted_in_characters_not_bytes(server):
    same(book(server, name="ø" * 100, message="漢" * 2000).status, 303)
    refused(server, booking_form(server), 422, name="ø" * 101)


@case
def a_slot_that_is_not_offered_is_refused(server):
    form = booking_form(server)
    offered = form.values("slot")[0]
    for slot in (None, "", "banana", "2020-01-06T09:00:00Z",
                 "2099-01-05T09:00:00Z", offered.replace(":00Z", ":07Z"),
                 offered.replace(":00Z", "Z"), offered + " ",
                 offered[:14] + "07:00Z", "2026-02-30T09:00:00Z"):
        answer = refused(server, form, 422, slot=slot)
        assert "#slot" in answer.page.links, (slot, answer.page.links)


@case
def a_body_that_does_not_decode_is_refused_and_kept(server):
    form = booking_form(server)
    good = (f"slot={form.values('slot')[0].replace(':', '%3A')}"
            f"&tz=Europe%2FBerlin&nonce={form.value('nonce')}"
            "&email=ada%40example.org&company=Example&consent=yes").encode()
    before = rows(server, "lead")
    for bad in (b"&name=%ff%c3", b"&name=a%00b", b"&name=a&name=b",
                b"&name=%zz", b"&name=%e", b"&name=\xff", b"&name=a&=b"):
        answer = client(server).post("/book", good + bad)
        same(answer.status, 422, bad)
        again = answer.page.form("/book")
        same(again.value("email"), "ada@example.org", f"e-mail after {bad}")
    same(rows(server, "lead"), before)


@case
def too_many_fields_are_refused(server):
    body = "&".join(f"f{i}=x" for i in range(33)).encode()
    same(client(server).post("/book", body).status, 422)


@case
def what_looks_like_markup_comes_back_as_text(server):
    evil = '"><script>alert(1)</script>\'&amp;<img src=x onerror=alert(1)>'
    answer = refused(server, booking_form(server), 422, email=evil,
                     name=evil, company=evil, message=evil)
    lacks(answer.text, "<script>alert")
    lacks(answer.text, "<img src=x")


@case
def only_forms_of_this_site_are_taken(server):
    form = booking_form(server)
    fields = form.fields(slot=form.values("slot")[0], **VISITOR)
    before = rows(server, "lead")
    for headers in ({"Origin": "https://evil.example"},
                    {"Origin": "null"},
                    {"Sec-Fetch-Site": "cross-site"}):
        answer = client(server).post("/book", fields, headers)
        same(answer.status, 403, headers)
    same(rows(server, "lead"), before)
    answer = client(server).post("/book", fields, {
        "Origin": client(server).origin, "Sec-Fetch-Site": "same-origin"})
    same(answer.status, 303)


@case
def a_body_of_another_type_is_refused(server):
    answer = client(server).request(
        "POST", "/book", {"Content-Type": "application/json"}, b"{}")
    same(answer.status, 415)
    answer = client(server).request(
        "POST", "/book", {"Content-Type": FORM_TYPE + "; charset=utf-8"},
        b"name=x")
    same(answer.status, 422)


@case
def a_wrong_method_says_which_are_right(server):
    for method, path, allow in (("POST", "/guides", "GET, HEAD"),
                                ("DELETE", "/book", "GET, HEAD, POST"),
                                ("OPTIONS", "/", "GET, HEAD")):
        body = b"" if method == "POST" else None
        answer = client(server).request(method, path, body=body)
        same(answer.status, 405, f"{method} {path}")
        same(answer.get("allow"), allow)


@case
def what_is_too_large_is_said_to_be(server):
    same(client(server).post("/book", b"x" * 65537).status, 413)
    same(client(server).get("/" + "a" * 1998).status, 414)
    same(client(server).get("/" + "a" * 1997).status, 404)


@case
def unknown_paths_and_bookings_are_not_found(server):
    for path in ("/nowhere", "/guides/nowhere", "/guides/", "//", "/book/",
                 "/booking/" + "A" * 43, "/booking/short", "/booking/",
                 "/guides/../assessment", "/assets/nowhere.css",
                 "/guides/%2e%2e/x", "/Guides"):
        answer = client(server).get(path)
        same(answer.status, 404, path)
        assert "/" in answer.page.links, f"{path}: no way on"


@case
def the_public_side_knows_no_admin(server):
    for path in ("/admin", "/admin/", "/admin/login", "/admin/leads"):
        same(client(server).get(path).status, 404, path)
    same(client(server).post("/admin/login", {"email": "x"}).status, 404)


@case
def all_processes_together_fit_in_64_mebibytes(server):
    print(f"# {server.pss_kib()} KiB, and {server.rss_kib()} KiB with shared "
          "pages counted for each process")
    within(server.pss_kib(), 1, 65536 * (20 if common.SANITIZED else 1),
           "memory of all processes, KiB")


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
