#!/usr/bin/env python3
"""The desk from outside: who comes in, what they see, how they leave."""

import re
import sys
import time

import common
from client import Client
from server import EMAIL, PASSPHRASE, Server, run as command
from tap import case, contains, lacks, run, same, within

EVIL = "<script>alert('name')</script>\"'&lt;"
MESSAGE = "First line\r\n</p><img src=x onerror=alert(1)>\r\n{{name}} %s %n"


def stranger(server):
    return Client(server.admin_port)


def sign_in(browser, email=EMAIL, passphrase=PASSPHRASE, path="/admin/login"):
    form = browser.get(path).page.form("/admin/login")
    return browser.post("/admin/login",
                        form.fields(email=email, password=passphrase),
                        {"Origin": browser.origin})


def signed_in(server):
    browser = stranger(server)
    same(sign_in(browser).status, 303, "sign in")
    return browser


def book(server, **changed):
    visitor = Client(server.port)
    form = visitor.get("/book?tz=Europe/Berlin").page.form("/book")
    fields = {"slot": form.values("slot")[0], "name": "Ada Example",
              "email": "ada@example.org", "company": "Example",
              "message": "", "consent": "yes", **changed}
    same(visitor.post("/book", form.fields(**fields)).status, 303, "booking")


@case
def without_a_session_every_page_leads_to_the_door(server):
    for path in ("/admin", "/admin/leads", "/admin/leads/1"):
        answer = stranger(server).get(path)
        same(answer.status, 303, path)
        contains(answer.get("location"), "/admin/login")
    answer = stranger(server).post("/admin/logout", {})
    same(answer.status, 303)


@case
def the_admin_side_serves_no_public_page(server):
    for path in ("/", "/guides", "/book", "/assessment"):
        same(stranger(server).get(path).status, 404, path)


@case
def a_wrong_passphrase_and_an_unknown_address_look_the_same(server):
    pages = {}
    for email, passphrase in ((EMAIL, "not the right passphrase"),
                              ("nobody@example.org", PASSPHRASE),
                              (EMAIL, PASSPHRASE + " "),
                              (EMAIL, PASSPHRASE.upper())):
        browser = stranger(server)
        answer = sign_in(browser, email, passphrase)
        same(answer.status, 422, email)
        same(browser.cookies, {}, "cookies")
        lacks(answer.text, passphrase)
        pages[answer.text.replace(email, "X")] = email
    same(len(pages), 1, "different pages")


@case
def the_time_does_not_tell_either(server):
    seconds = {}
    for email in (EMAIL, "nobody@example.org"):
        taken = []
        for _ in range(3):
            began = time.monotonic()
            sign_in(stranger(server), email, "not the right passphrase")
            taken.append(time.monotonic() - began)
        seconds[email] = min(taken)
    within(seconds[EMAIL] / seconds["nobody@example.org"], 0.5, 2,
           "known to unknown")


@case
def missing_fields_are_asked_for(server):
    for email, passphrase in (("", ""), (EMAIL, ""), ("", PASSPHRASE)):
        answer = sign_in(stranger(server), email, passphrase)
        same(answer.status, 422)
        same(answer.page.form("/admin/login").value("email"), email)


@case
def the_cookie_is_bound_to_this_host_and_hidden_from_script(server):
    browser = stranger(server)
    answer = sign_in(browser)
    same(answer.status, 303)
    assert answer.get("location").startswith("/admin"), answer
    always = {"path=/", "secure", "httponly", "samesite=strict"}
    # The session, and the mark of a browser that has signed in before.
    wanted = {"__Host-sid": always,
              "__Host-device": always | {"max-age=34560000"}}
    cookies = answer.all("set-cookie")
    same(len(cookies), len(wanted))
    for cookie in cookies:
        name, value = cookie.split(";")[0].split("=", 1)
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", value), value
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        same(attributes, wanted[name], name)


@case
def the_way_on_stays_on_this_site(server):
    answer = sign_in(stranger(server), path="/admin/login?next=%2Fadmin%2Fleads")
    same(answer.get("location"), "/admin/leads")
    for way in ("https://evil.example/", "//evil.example", "/\\evil.example",
                "/admin/../..//evil.example", "javascript:alert(1)",
                "/admin/x%0d%0aSet-Cookie:%20a=b"):
        browser = stranger(server)
        form = browser.get("/admin/login").page.form("/admin/login")
        answer = browser.post("/admin/login", form.fields(
            email=EMAIL, password=PASSPHRASE, next=way))
        same(answer.status, 303, way)
        lacks(answer.get("location"), "evil")
        same({line.split("=")[0] for line in answer.all("set-cookie")},
             {"__Host-sid", "__Host-device"})


@case
def a_planted_session_is_not_adopted(server):
    browser = stranger(server)
    browser.cookies["__Host-sid"] = "A" * 43
    same(browser.get("/admin/leads").status, 303)
    same(sign_in(browser).status, 303)
    assert browser.cookies["__Host-sid"] != "A" * 43


@case
def a_booking_appears_in_the_list_and_on_its_page(server):
    book(server, name="Grace Example", company="Harbour Ltd",
         message="Two lines\r\nof message")
    browser = signed_in(server)
    answer = browser.get("/admin/leads")
    same(answer.status, 200)
    same(answer.get("cache-control"), "no-store")
    for word in ("Grace Example", "Harbour Ltd", "ada@example.org",
                 "Call booked"):
        contains(answer.page.text, word)
    links = [link for link in answer.page.links
             if re.fullmatch(r"/admin/leads/\d+", link)]
    page = browser.get(links[0])
    same(page.status, 200)
    contains(page.page.text, "Two lines of message")
    contains(page.text, "Two lines\nof message")


@case
def what_visitors_type_is_text_in_the_desk(server):
    book(server, name=EVIL, company=EVIL, message=MESSAGE)
    browser = signed_in(server)
    listed = browser.get("/admin/leads")
    link = next(link for link in listed.page.links
                if re.fullmatch(r"/admin/leads/\d+", link))
    shown = browser.get(link)
    for answer in (listed, shown):
        same(answer.page.scripts, 1, "scripts: ours, that locks the desk")
        contains(answer.page.text, EVIL)
        lacks(answer.text, "<script>alert")
        lacks(answer.text, "<img src=x")
    contains(shown.page.text, "{{name}} %s %n")


@case
def an_unknown_lead_is_not_found(server):
    browser = signed_in(server)
    for name in ("999999", "0", "-1", "x", "1x", "99999999999999999999"):
        same(browser.get(f"/admin/leads/{name}").status, 404, name)


@case
def signing_out_ends_the_session_everywhere(server):
    browser = signed_in(server)
    form = browser.get("/admin/leads").page.form("/admin/logout")
    thief = stranger(server)
    thief.cookies = dict(browser.cookies)
    same(thief.get("/admin/leads").status, 200)
    answer = browser.post("/admin/logout", form.fields(),
                          {"Origin": browser.origin})
    same(answer.status, 303)
    same(answer.get("clear-site-data"), '"cache", "cookies", "storage"')
    assert "__Host-sid" not in browser.cookies, browser.cookies
    same(thief.get("/admin/leads").status, 303, "the old cookie")


@case
def a_form_from_elsewhere_is_refused(server):
    browser = signed_in(server)
    fields = browser.get("/admin/leads").page.form("/admin/logout").fields()
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"},
                    {"Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": "same-site"}):
        same(browser.post("/admin/logout", fields, headers).status, 403,
             headers)
    same(browser.get("/admin/leads").status, 200, "still signed in")


@case
def a_cookie_sent_twice_is_not_trusted(server):
    browser = signed_in(server)
    token = browser.cookies["__Host-sid"]
    answer = stranger(server).get("/admin/leads", {
        "Cookie": f"__Host-sid={token}; __Host-sid={token}"})
    same(answer.status, 303)


@case
def one_login_does_not_hold_up_the_others(server):
    import threading
    logins = [threading.Thread(
        target=sign_in, args=(stranger(server), EMAIL, "wrong wrong wrong"))
        for _ in range(3)]
    for login in logins:
        login.start()
    for _ in range(5):
        began = time.monotonic()
        same(stranger(server).get("/admin/login").status, 200)
        within(time.monotonic() - began, 0, 5 if common.SANITIZED else 0.5,
               "seconds for the login page")
    for login in logins:
        login.join()


@case
def the_command_line_lists_the_same_leads(server):
    done = command("lead", "list", "--data", server.data,
                   "--passphrase-file", server.passphrase_file)
    same((done.returncode, done.stderr), (0, ""))
    for word in ("Grace Example", "ada@example.org"):
        contains(done.stdout, word)
    lacks(done.stdout, "\x1b")


@case
def the_command_line_asks_for_the_passphrase_too(server):
    wrong = server.passphrase_file + "-wrong"
    with open(wrong, "w", encoding="utf-8") as out:
        out.write("not the right passphrase\n")
    done = command("lead", "list", "--data", server.data,
                   "--passphrase-file", wrong)
    assert done.returncode not in (0, 1), done
    same(done.stdout, "")
    same(len(done.stderr.splitlines()), 1, done.stderr)


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
