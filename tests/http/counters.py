#!/usr/bin/env python3
"""What is counted of visits, from outside: known requests against the real
server, the database compared with them to the last row, and the numbers of
the insights page."""

import collections
import os
import re
import signal
import sys

import common
from client import Client, Connection
from server import (EMAIL, PASSPHRASE, Server, all_gone, database, everything,
                    files_of, wait_for, writing)
from tap import case, contains, run, same

FIREFOX = ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
           "Firefox/128.0")
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1)"
CODE = "js-data-grow-poly"
wanted = collections.Counter()


def counts(server):
    """page_count as {page: count}, whatever the day."""
    with database(server) as db:
        return dict(db.execute(
            "SELECT page, sum(count) FROM page_count GROUP BY page"))


def restart(server):
    """Ends in an orderly way, which writes what was counted, and goes on."""
    same(server.stop(), 0, "exit code")
    server.start()


def visitor(server, agent=FIREFOX, **headers):
    return Client(server.port, {"User-Agent": agent, **headers})


def ask(client, target, counted=(), status=200, method="GET"):
    same(client.request(method, target).status, status, target)
    wanted.update(counted)


def book(server, number, name, result=""):
    client = visitor(server)
    ask(client, "/book" + (f"?result={result}" if result else ""), ["book"])
    form = client.get("/book").page.form("/book")
    wanted.update(["book"])
    answer = client.post("/book", form.fields(
        slot=form.values("slot")[number], name=name, result=result,
        email=f"{name}@example.org", consent="yes"))
    same(answer.status, 303, "booking")
    wanted.update(["booked"])


def page(server):
    """The insights page, as whoever is signed in sees it."""
    desk = Client(server.admin_port)
    form = desk.get("/admin/login").page.form("/admin/login")
    same(desk.post("/admin/login", form.fields(
        email=EMAIL, password=PASSPHRASE),
        {"Origin": desk.origin}).status, 303, "sign in")
    answer = desk.get("/admin/insights")
    same(answer.status, 200)
    return answer.text


def row(text, heading):
    """A row of a table as {label: text}."""
    found = re.search(r"<tr>\s*<th scope=\"row\">" + heading +
                      r".*?</th>(.*?)</tr>", text, re.DOTALL)
    assert found, f"no row {heading}"
    return dict(re.findall(r'data-label="([^"]+)">([^<]*)<', found.group(1)))


@case
def nothing_is_counted_before_anybody_came(server):
    restart(server)
    same(counts(server), {})
    contains(page(server), "No assessment was answered in these weeks")


@case
def each_request_is_counted_as_what_it_is(server):
    person = visitor(server)
    for target in ("/guides/java", "/guides/java", "/guides/java?utm=1"):
        ask(person, target, ["guide/java"])
    ask(person, "/guides/two-services", ["guide/two-services"])
    for target in ("/", "/guides", "/guides/sources", "/contact", "/search",
                   "/stacks", "/stacks/node", "/compare/node-vs-python",
                   "/assessment", "/assessment/proof", "/privacy",
                   f"/assessment/{CODE}.json", f"/assessment/{CODE}.md"):
        ask(person, target)
    ask(person, "/guides/no-such", status=404)
    ask(person, "/assessment?team=js", status=422)
    ask(person, "/book?tz=Mars", status=422)
    ask(person, "/search?q=event+loop", ["search"])
    for _ in range(2):
        ask(person, f"/assessment/{CODE}", ["result/hybrid/node"])
    for life, times in (("grow", 6), ("mvp", 2)):
        for _ in range(times):
            ask(person,
                f"/assessment?team=js&hard=data&life={life}&lang=poly",
                ["answered", "answer/team/js", "answer/hard/data",
                 f"answer/life/{life}", "answer/lang/poly"], status=303)
    ask(visitor(server, CRAWLER), "/guides/java", ["bot:guide/java"])
    ask(visitor(server, CRAWLER), "/book", ["bot:book"])
    ask(person, "/guides/java", ["head:guide/java"], method="HEAD")
    ask(visitor(server, **{"Sec-Purpose": "prefetch"}), "/guides/java",
        ["ahead:guide/java"])
    ask(visitor(server, Purpose="prefetch"), f"/assessment/{CODE}",
        ["ahead:result/hybrid/node"])
    book(server, 0, "ann", CODE)
    book(server, 1, "bob")
    form = person.get("/contact").page.form("/contact")
    same(person.post("/contact", form.fields(
        name="Cid", email="cid@example.org", message="Hello there",
        consent="yes")).status, 303, "message")
    wanted.update(["contact"])
    restart(server)
    same(counts(server), dict(wanted))


@case
def a_page_that_is_asked_for_again_is_read_again(server):
    person = visitor(server)
    tag = person.get("/guides/java").get("etag")
    same(person.get("/guides/java", {"If-None-Match": tag}).status, 304)
    wanted.update(["guide/java"] * 2)
    restart(server)
    same(counts(server), dict(wanted))


@case
def the_page_shows_these_numbers_and_no_others(server):
    week = row(page(server), r"\d+ \w+ \d{4} <span")
    same(week, {
        "Guides read": "6", "Assessments answered": "8",
        "of guides read": "133\xa0%", "Results opened": "2",
        "Bookings started": "4", "of results opened": "200\xa0%",
        "Calls booked": "2", "of bookings started": "50\xa0%",
        "Messages sent": "1"})
    text = page(server)
    total = re.search(r'<tr class="sum">(.*?)</tr>', text, re.DOTALL).group(1)
    same(dict(re.findall(r'data-label="([^"]+)">([^<]*)<', total)), week)
    same(row(text, "Crawlers"), {"Guides": "1", "Assessments": "0",
                                 "Results": "0", "Booking page": "1"})
    same(row(text, "Fetched ahead"), {"Guides": "1", "Assessments": "0",
                                      "Results": "1", "Booking page": "0"})
    same(row(text, "Asked for the head"), {"Guides": "1", "Assessments": "0",
                                           "Results": "0",
                                           "Booking page": "0"})
    contains(text, "2 results opened, 2 bookings made, 1 of them without a "
             "result, or erased since.")
    contains(text, "Searches: 1.")


@case
def small_numbers_of_answers_are_not_shown(server):
    """Eight answered: eight said js, six of eight grow and two mvp."""
    text = page(server)
    part = text[text.index('id="answers"'):text.index('id="claims"')]
    cells = re.findall(
        r'<th scope="row">([^<]*)</th>.*?<td class="number">(.*?)</td>',
        part, re.DOTALL)
    shown = [re.sub(r"<[^>]*>", "", cell) for _, cell in cells]
    assert len(cells) > 15, cells
    # Six said grow: two and nothing twice stay hidden, and one cannot tell
    # which is which. Of the other questions one option has all, and the rest
    # would be known to have none.
    same(collections.Counter(shown),
         {"hidden*": len(shown) - 1, "6 75\xa0%": 1})
    contains(part, "fewer than 5")


@case
def a_thousand_visits_leave_counts_and_nothing_else(server):
    before = everything(server)
    with Connection(server.port) as connection:
        for number in range(1000):
            connection.send(
                f"GET /guides/java?visit={number % 7} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{server.port}\r\nUser-Agent: {FIREFOX}\r\n"
                f"Referer: https://example.org/{number}\r\n"
                f"Cookie: id={number}\r\n\r\n".encode("ascii"))
            same(connection.read().status, 200)
    wanted.update(["guide/java"] * 1000)
    restart(server)
    same(counts(server), dict(wanted))
    after = everything(server)
    same(after.keys(), before.keys(), "tables")
    for table, rows in before.items():
        if table[1] not in ("page_count", "audit_event", "session", "deed"):
            same(after[table], rows, f"{table}")
    with database(server) as db:
        columns = [name for name, *_ in
                   db.execute("SELECT * FROM page_count").description]
    same(columns, ["day", "page", "count"])


@case
def calls_are_held_against_the_assessment(server):
    with writing(server) as db:
        db.execute("UPDATE lead SET recommended = 'java' WHERE result = ?",
                   (CODE,))
        db.execute("UPDATE lead SET recommended = 'node' WHERE id = 2")
        (lead,) = db.execute("SELECT id FROM lead WHERE result = ?",
                             (CODE,)).fetchone()
    text = page(server)
    contains(text, "In <b>0 of 1</b> calls (0\xa0%)")
    contains(text, f'<a href="/admin/leads/{lead}">Lead {lead}</a>')
    contains(text, "1 more could not be compared")
    same(row(text, "<a[^>]*>Lead")["You recommended"], "Java")


@case
def a_worker_that_is_killed_takes_no_count_with_it(server):
    person = visitor(server)
    for _ in range(5):
        ask(person, "/guides/java", ["guide/java"])
    workers = server.workers()
    assert len(workers) >= 2, workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    all_gone(workers, 5, "the workers are gone")
    wait_for(lambda: Client(server.port).get("/healthz").status == 200, 10,
             "answers again")
    restart(server)
    same(counts(server), dict(wanted))


@case
def no_visitor_stands_in_the_files(server):
    """Neither address nor browser nor where somebody came from."""
    for path in files_of(server, server.data):
        with open(path, "rb") as content:
            text = content.read()
        for part in (b"Firefox", b"Googlebot", b"127.0.0.1",
                     b"example.org/9", b"utm="):
            assert part not in text, f"{part} in {path}"


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as given:
        sys.exit(run(given))
