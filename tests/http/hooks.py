#!/usr/bin/env python3
"""Webhooks, to a receiver on this machine: what is told and when, whether the
verifier that everybody uses believes it and nothing else, what becomes of the
answers there are, and where they never go."""

import contextlib
import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time

import common
from client import Client
from server import ROOT, Server, database, files_of, parents, \
    wait_for, with_setting
from tap import case, contains, lacks, run, same, within

SECRET = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"
OTHER = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcZ"
MARKER = "Zebedee-Marker-6402"
SOON = 20       # seconds: the courier looks every two


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what is posted; answers with codes given beforehand, or 200."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got, self.codes = [], []
        self.held = threading.Event()   # answers wait for it
        self.held.set()
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"

    def take(self):
        """What came since the last call."""
        got, self.got = self.got, []
        return got


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        code = self.server.codes.pop(0) if self.server.codes else 200
        self.server.got.append({
            "path": self.path, "body": body,
            "headers": {name.lower(): value
                        for name, value in self.headers.items()}})
        self.server.held.wait(30)
        said = b"Thank you, 4711."
        self.send_response(code)
        if 300 <= code < 400:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(said)))
        with contextlib.suppress(OSError):  # who asked may be gone
            self.end_headers()
            self.wfile.write(said)

    def log_message(self, *_):
        pass


def verdicts(*asked):
    """What the verifier says to (secret, message) pairs."""
    done = subprocess.run(
        ["node", os.path.join(ROOT, "tests", "browser", "hook_verify.mjs")],
        input=json.dumps([{"secret": secret, "headers": message["headers"],
                           "body": message["body"]}
                          for secret, message in asked]),
        capture_output=True, text=True, timeout=60, check=False)
    same(done.returncode, 0, done.stderr)
    return done.stdout.splitlines()


def changed(message, body=None, **headers):
    return {"body": message["body"] if body is None else body,
            "headers": {**message["headers"],
                        **{name.replace("_", "-"): value
                           for name, value in headers.items()}}}


def outbox(server):
    """(kind, state, tries, last_code, last_reason) of each, oldest first."""
    with database(server) as db:
        return db.execute(
            "SELECT kind, state, tries, last_code, last_reason FROM outbox"
            " WHERE channel = 'hook' ORDER BY id").fetchall()


def settled(server, count=1):
    """The state of the newest, once it was tried."""
    wait_for(lambda: outbox(server) and outbox(server)[-1][2] >= count, SOON,
             "it was tried")
    wait_for(lambda: outbox(server)[-1][1] != "waiting"
             or outbox(server)[-1][4], SOON, "its outcome is noted")
    return outbox(server)[-1]


def book(server, number=0):
    client = Client(server.port)
    form = client.get("/book").page.form("/book")
    slot = form.values("slot")[number]
    answer = client.post("/book", form.fields(
        slot=slot, name=MARKER, email=f"{MARKER}{number}@example.org",
        company=MARKER, message=MARKER, consent="yes",
        result="js-data-grow-poly"))
    same(answer.status, 303, "booking")
    return answer.get("location"), slot


def change(server, path, action, **fields):
    visitor = Client(server.port)
    page = visitor.get(path if action == "cancel" else f"{path}/{action}").page
    form = page.form(f"{path}/{action}")
    answer = visitor.post(f"{path}/{action}", form.fields(**fields))
    same(answer.status, 303, action)


def free_slots(server):
    answer = Client(server.port).get("/book/slots.json?tz=UTC&days=366")
    return [slot["start"] for slot in json.loads(answer.text)["slots"]]


def write_to(server):
    client = Client(server.port)
    form = client.get("/contact").page.form("/contact")
    same(client.post("/contact", form.fields(
        name=MARKER, email=f"{MARKER}@example.org", message=MARKER,
        consent="yes")).status, 303, "message")


def arrived(receiver, count):
    wait_for(lambda: len(receiver.got) >= count, SOON, f"{count} messages")
    return receiver.take()


def setting(server, **keys):
    """Other settings, and the courier that has read them."""
    path = os.path.join(server.conf, "site.yaml")
    with open(path, encoding="utf-8") as site:
        text = site.read()
    for key, value in keys.items():
        text = with_setting(text, f"webhook.{key}", value)
    with open(path, "w", encoding="utf-8") as site:
        site.write(text)
    before = server.processes()
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: not set(before[1:]) & set(server.processes()), SOON,
             "new processes")
    wait_for(lambda: answers(server), SOON, "they answer")


def answers(server):
    try:
        return Client(server.port).get("/healthz").status in (200, 503)
    except OSError:
        return False


def press(browser, path, button):
    form = browser.get(path).page.form(button)
    return browser.post(button, form.fields())


@case
def each_event_is_told_once_and_the_verifier_believes_it(server, receiver):
    path, slot = book(server)
    later = free_slots(server)[5]
    change(server, path, "reschedule", slot=later)
    change(server, path, "cancel")
    write_to(server)
    got = arrived(receiver, 4)
    told = [json.loads(message["body"]) for message in got]
    same([one["type"] for one in told],
         ["booking.created", "booking.moved", "booking.cancelled",
          "lead.created"])
    same(verdicts(*((SECRET, message) for message in got)), ["ok"] * 4)
    same(len({message["headers"]["webhook-id"] for message in got}), 4)
    for message in got:
        same(message["headers"]["content-type"], "application/json")
        same(message["path"], "/hook")

    data = told[0]["data"]
    same(data["start"], slot)
    same(data["result"], "js-data-grow-poly")
    same(data["quarantined"], False)
    same(told[1]["data"]["start"], later)
    same(told[2]["data"]["start"], later)
    same({one["data"]["uuid"] for one in told[:3]}, {data["uuid"]})
    assert "start" not in told[3]["data"], told[3]
    time.sleep(4)
    same(receiver.take(), [], "nothing comes twice")
    same({row[:3] for row in outbox(server)},
         {(kind, "sent", 1) for kind in
          ("booking.created", "booking.moved", "booking.cancelled",
           "lead.created")})


@case
def the_link_leads_to_the_lead(server, receiver):
    path, _ = book(server)
    link = json.loads(arrived(receiver, 1)[0]["body"])["data"]["link"]
    origin = f"http://127.0.0.1:{server.admin_port}"
    assert link.startswith(origin), link
    page = common.signed_in(server).get(link[len(origin):])
    same(page.status, 200)
    contains(page.text, MARKER)
    change(server, path, "cancel")
    arrived(receiver, 1)


@case
def nothing_of_the_visitor_is_told_unless_it_is_wished(server, receiver):
    path, _ = book(server)
    lacks(arrived(receiver, 1)[0]["body"], MARKER)
    change(server, path, "cancel")
    lacks(arrived(receiver, 1)[0]["body"], MARKER)

    setting(server, personal_data="true")
    path, _ = book(server)
    same(json.loads(arrived(receiver, 1)[0]["body"])["data"]["person"],
         {"name": MARKER, "email": f"{MARKER}0@example.org",
          "company": MARKER, "message": MARKER})
    change(server, path, "cancel")
    same(json.loads(arrived(receiver, 1)[0]["body"]
                    )["data"]["person"]["name"], MARKER)
    setting(server, personal_data="false")


@case
def what_waits_is_sealed(server, receiver):
    setting(server, personal_data="true")
    receiver.codes += [500]
    path, _ = book(server)
    settled(server)
    for name in files_of(server, server.data):
        with open(name, "rb") as content:
            assert MARKER.encode() not in content.read(), name
    browser = common.signed_in(server)
    again(browser, server)
    settled(server, 1)
    arrived(receiver, 2)
    setting(server, personal_data="false")
    change(server, path, "cancel")
    arrived(receiver, 1)


def again(browser, server):
    """Presses "Try now" of the newest."""
    with database(server) as db:
        number = db.execute("SELECT max(id) FROM outbox WHERE"
                            " channel = 'hook'").fetchone()[0]
    same(press(browser, "/admin/outbox",
               f"/admin/outbox/{number}/resend").status, 303)


@case
def tampered_old_and_foreign_messages_are_refused_by_the_verifier(
        server, receiver):
    write_to(server)
    good = arrived(receiver, 1)[0]
    head = good["headers"]
    old = str(int(head["webhook-timestamp"]) - 3600)
    within(time.time() - int(head["webhook-timestamp"]), -2, 15, "its age")
    said = verdicts(
        (SECRET, good),
        (SECRET, changed(good, good["body"].replace("lead", "load"))),
        (SECRET, changed(good, webhook_id="another")),
        (SECRET, changed(good, webhook_timestamp=str(
            int(head["webhook-timestamp"]) + 1))),
        (OTHER, good),
        (SECRET, changed(good, webhook_timestamp=old)))
    same(said[0], "ok")
    for line in said[1:5]:
        contains(line, "No matching signature")
    contains(said[5], "too old")


@case
def a_failure_is_tried_again_with_the_same_id(server, receiver):
    browser = common.signed_in(server)
    for code in (500, 503, 429, 408, 425, 302):
        receiver.codes += [code]
        write_to(server)
        first = arrived(receiver, 1)[0]
        _, state, tries, last, reason = settled(server)
        same((state, tries, last), ("waiting", 1, code))
        contains(reason, f"answered {code}")
        with database(server) as db:
            wait = db.execute("SELECT next_try_at FROM outbox ORDER BY id"
                              " DESC LIMIT 1").fetchone()[0] - time.time()
        within(wait, 30, 90, "seconds to the next try")
        again(browser, server)
        second = arrived(receiver, 1)[0]
        same(second["headers"]["webhook-id"], first["headers"]["webhook-id"])
        same(second["body"], first["body"])
        same(second["path"], "/hook", "no redirect is followed")
        same(verdicts((SECRET, second)), ["ok"])
        wait_for(lambda: outbox(server)[-1][1] == "sent", SOON, "it is sent")


@case
def what_the_receiver_does_not_want_is_given_up(server, receiver):
    for code in (400, 401, 404, 410, 422):
        receiver.codes += [code]
        write_to(server)
        arrived(receiver, 1)
        same(settled(server)[1:4], ("dead", 1, code))
    page = common.signed_in(server).get("/admin/outbox").page.text
    contains(page, "Webhook lead.created")
    contains(page, "answered 410")


@case
def what_was_sent_can_be_sent_again_as_a_message_of_its_own(server, receiver):
    path, slot = book(server)
    first = arrived(receiver, 1)[0]
    wait_for(lambda: outbox(server)[-1][1] == "sent", SOON, "it is sent")
    again(common.signed_in(server), server)
    second = arrived(receiver, 1)[0]
    assert second["headers"]["webhook-id"] != first["headers"]["webhook-id"]
    same(json.loads(second["body"])["data"], json.loads(first["body"])["data"])
    same(json.loads(second["body"])["type"], "booking.created")
    same(verdicts((SECRET, second)), ["ok"])
    change(server, path, "cancel")
    arrived(receiver, 1)
    assert slot in free_slots(server)


@case
def a_test_shows_all_that_was_said(server, receiver):
    browser = common.signed_in(server)
    answer = press(browser, "/admin/outbox", "/admin/outbox/test-webhook")
    same(answer.status, 303)
    got = arrived(receiver, 1)[0]
    same(json.loads(got["body"])["type"], "webhook.test")
    same(verdicts((SECRET, got)), ["ok"])
    wait_for(lambda: "4711" in browser.get(answer.get("location")).text, SOON,
             "the answer is shown")
    page = browser.get(answer.get("location")).page.text
    contains(page, "HTTP/1.0 200 OK")
    lacks(page, SECRET)

    receiver.codes += [500]
    answer = press(browser, "/admin/outbox", "/admin/outbox/test-webhook")
    arrived(receiver, 1)
    same(settled(server)[1:4], ("dead", 1, 500), "a test is tried once")


@case
def a_courier_that_is_killed_meanwhile_tells_it_once_more(server, receiver):
    receiver.held = threading.Event()
    try:
        write_to(server)
        first = arrived(receiver, 1)[0]
        courier = courier_of(server)
        os.kill(courier, signal.SIGKILL)
        wait_for(lambda: courier_of(server) not in (None, courier), SOON,
                 "another one")
    finally:
        receiver.held.set()
    same(outbox(server)[-1][1:3], ("waiting", 1), "the try is counted")
    time.sleep(4)
    same(receiver.take(), [], "not at once")
    again(common.signed_in(server), server)
    second = arrived(receiver, 1)[0]
    same(second["headers"]["webhook-id"], first["headers"]["webhook-id"])
    same(second["body"], first["body"])
    wait_for(lambda: outbox(server)[-1][1] == "sent", SOON, "it is sent")


def courier_of(server):
    """The supervisor's child that has no child. One look at all processes,
    for one that was just killed may go between two."""
    parent_of = parents()
    return next((pid for pid, parent in parent_of.items()
                 if parent == server.pid
                 and pid not in parent_of.values()), None)


@case
def where_it_may_not_go_nothing_is_sent(server, receiver):
    # All of them are in tests/unit/test_egress.c; here is how they are
    # written to get past somebody who reads the address and not where it
    # leads.
    for place in ("10.0.0.1", "169.254.169.254", "0", "167772161",
                  "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[fd00::1]"):
        setting(server, url=f'"http://{place}:{receiver.server_port}/hook"')
        began = time.monotonic()
        write_to(server)
        _, state, _, _, reason = settled(server)
        same(state, "dead", place)
        contains(reason, "not on the public Internet", place)
        within(time.monotonic() - began, 0, 8, "seconds: nothing was tried")
    same(receiver.take(), [])
    setting(server, url=receiver.url)


@case
def a_receiver_that_is_not_there_is_tried_again(server, receiver):
    setting(server, url="http://127.0.0.1:1/hook")
    write_to(server)
    _, state, tries, code, reason = settled(server)
    same((state, tries, code), ("waiting", 1, 0))
    contains(reason.lower(), "connect")
    setting(server, url=receiver.url)
    again(common.signed_in(server), server)
    arrived(receiver, 1)


@case
def without_a_good_secret_messages_wait_and_say_why(server, receiver):
    path = os.path.join(server.conf, "hook.secret")
    for text, mode in (("a password", 0o600), (SECRET, 0o644), ("", 0o600)):
        write_secret(server, text, mode)
        setting(server, url=receiver.url)
        write_to(server)
        wait_for(lambda: outbox(server)[-1][4], SOON, "it says why")
        same(outbox(server)[-1][1:],
             ("waiting", 0, 0, "webhook.secret_file cannot be used"), path)
    same(receiver.take(), [])
    write_secret(server)
    setting(server, url=receiver.url)
    arrived(receiver, 3)


@case
def without_an_address_nothing_is_queued(server, receiver):
    count = len(outbox(server))
    setting(server, url='""', secret_file='""')
    write_to(server)
    same(len(outbox(server)), count)
    lacks(common.signed_in(server).get("/admin/outbox").text, "test-webhook")
    setting(server, url=receiver.url, secret_file="hook.secret")


def write_secret(server, text=SECRET, mode=0o600):
    path = os.path.join(server.conf, "hook.secret")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text + "\n")
    os.chmod(path, mode)


@case
def the_server_stops_clean_and_reports_no_fault(server, _):
    lacks(server.log(), MARKER)
    lacks(server.log(), SECRET)
    common.the_server_stops_clean_and_reports_no_fault(server)


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)


if __name__ == "__main__":
    with Receiver() as listening:
        under_test = Server(settings={
            "notice_minutes": "60", "webhook.url": listening.url,
            "webhook.secret_file": "hook.secret"})
        write_secret(under_test)
        with under_test:
            code = run(under_test, listening)
        listening.shutdown()
    sys.exit(code)
