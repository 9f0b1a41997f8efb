"""Cases that end every suite, whatever it asked the server."""

import json

from client import Client, answers
from server import EMAIL, PASSPHRASE, SANITIZED
from tap import same

WANTED = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
PRESENT = ("content-security-policy", "referrer-policy",
           "permissions-policy", "cache-control", "date")


def signed_in(server):
    """A browser that the desk of a server lets in."""
    browser = Client(server.admin_port)
    form = browser.get("/admin/login").page.form("/admin/login")
    same(browser.post("/admin/login", form.fields(
        email=EMAIL, password=PASSPHRASE)).status, 303, "sign in")
    return browser


def headers_are_safe(answer):
    for name, value in WANTED.items():
        same(answer.all(name), [value], f"{name} of {answer}")
    for name in PRESENT:
        same(len(answer.all(name)), 1, f"number of {name} of {answer}")
    policy = answer.get("content-security-policy")
    assert "frame-ancestors 'none'" in policy, policy
    assert "default-src" in policy and "unsafe" not in policy, policy
    assert "server" not in dict(answer.headers), answer
    assert "x-powered-by" not in dict(answer.headers), answer


def every_answer_carried_the_security_headers(*_):
    assert answers, "no answer was seen"
    for answer in answers:
        headers_are_safe(answer)


def every_error_was_a_page_that_says_what_is_wrong(*_):
    for answer in answers:
        kind = answer.get("content-type")
        if answer.status >= 400 and kind == "application/json":
            assert json.loads(answer.text)["error"], answer
        elif answer.status >= 400 and answer.body:
            assert kind.startswith("text/html"), answer
            page = answer.page
            assert page.headings and page.headings[0].strip(), answer
            assert len(page.text) > 100, answer


def the_server_stops_clean_and_reports_no_fault(server):
    same(server.stop(), 0, "exit code")
    log = server.log()
    for word in ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
                 "runtime error:", " fatal ", "died from"):
        at = log.find(word)
        assert at == -1, f"{word} in the log: {log[max(0, at - 500):at + 3000]}"


# Memory that the sanitizers set aside is not the program's.
GROWTH_KIB = 262144 if SANITIZED else 2048
