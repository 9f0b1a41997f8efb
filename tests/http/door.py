#!/usr/bin/env python3
"""The door from outside: floods, second factors, admins from the shell.

Argon2id runs at its real cost here, half a second and 256 MiB a try.
"""

import base64
import hashlib
import hmac
import math
import os
import re
import signal
import statistics
import struct
import sys
import threading
import time

import common
from client import Client
from server import (EMAIL, PASSPHRASE, SANITIZED, Server, children_of,
                    database, run as command, status_of, wait_for)
from tap import case, contains, lacks, run, same, within

OTHER = "other@example.org"
OTHER_PASSPHRASE = "eleven geese in the morning fog"
FRESH = "nine otters under the old bridge"

# The limits as they come, but for what a test does in seconds.
LIMITS = {"limits.signins_per_minute": "10", "limits.failed_signins": "5"}


def stranger(server):
    return Client(server.admin_port)


def sign_in(browser, email=EMAIL, passphrase=PASSPHRASE, code=""):
    return browser.post("/admin/login", {
        "email": email, "password": passphrase, "code": code},
        {"Origin": browser.origin})


def signed_in(server, email=EMAIL, passphrase=PASSPHRASE, code=""):
    browser = stranger(server)
    same(sign_in(browser, email, passphrase, code).status, 303, "sign in")
    return browser


def send(browser, page, action, **fields):
    """Fills the form for action on a page, as a browser does."""
    form = browser.get(page).page.form(action)
    return browser.post(action, form.fields(**fields),
                        {"Origin": browser.origin})


def is_in(browser):
    return browser.get("/admin/settings").status == 200


def totp(secret, at=None):
    """RFC 6238, from the key that the page shows."""
    step = int((time.time() if at is None else at) // 30)
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step),
                   hashlib.sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff
    return f"{number % 1000000:06d}"


def in_parallel(count, work):
    """What work() gave, count times at once."""
    seen, lock, gate = [], threading.Lock(), threading.Barrier(count)

    def one(number):
        gate.wait()
        result = work(number)
        with lock:
            seen.append(result)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def secret_file(server, name, text):
    path = os.path.join(server.folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text + "\n")
    return path


def admin(server, word, *options):
    return command("admin", word, "--data", server.data, *options)


# ---- sessions ----

@case
def new_processes_end_no_session(server):
    browser = signed_in(server)
    before = set(server.workers())
    os.kill(server.pid, signal.SIGHUP)
    wait_for(lambda: before.isdisjoint(server.workers()), 20,
             "new processes after SIGHUP")
    assert is_in(browser)


@case
def three_browsers_and_one_that_ends_the_others(server):
    one, two, three = (signed_in(server) for _ in range(3))
    answer = send(three, "/admin/settings", "/admin/settings/sessions",
                  end="others")
    same(answer.status, 303)
    same([is_in(b) for b in (one, two, three)], [False, False, True])
    answer = send(three, "/admin/settings", "/admin/settings/sessions",
                  end="all")
    same(answer.get("location"), "/admin/login")
    assert not is_in(three)


@case
def nothing_changes_without_the_sessions_token(server):
    browser = signed_in(server)
    for fields in ({"end": "all"}, {"end": "all", "token": "x"}):
        answer = browser.post("/admin/settings/sessions", fields,
                              {"Origin": browser.origin})
        same(answer.status, 403)
    assert is_in(browser)


@case
def what_matters_asks_for_the_passphrase_again_and_goes_on(server):
    browser = signed_in(server)
    with database(server, "office.db") as db:
        proved = db.execute("SELECT max(proved_at) FROM session").fetchone()[0]
    within(time.time() - proved, -2, 60, "seconds since the passphrase")
    same(browser.get("/admin/settings/recovery").status, 200)
    answer = browser.post("/admin/confirm", {"proof": PASSPHRASE},
                          {"Origin": browser.origin})
    same(answer.status, 403, "without a token")


# ---- the second factor ----

@case
def the_second_factor_is_turned_on_used_and_turned_off(server):
    browser = signed_in(server)
    page = browser.get("/admin/settings/second-factor")
    form = page.page.form("/admin/settings/second-factor")
    secret = form.value("secret")
    contains(page.text, "<svg class=\"qr\"")
    # The last step, so that the current code is still good for a login.
    answer = browser.post("/admin/settings/second-factor", form.fields(
        code=totp(secret, time.time() - 30), password=PASSPHRASE),
        {"Origin": browser.origin})
    same(answer.status, 200)
    spare = re.findall(r"<li><code>([0-9A-Z-]{29})</code>", answer.text)
    same(len(set(spare)), 10, "spare codes")

    same(sign_in(stranger(server)).status, 422, "without a code")
    code = totp(secret)
    seen = in_parallel(3, lambda _: sign_in(stranger(server), code=code)
                       .status)
    # A passphrase takes its turn; who waits too long on a busy machine is
    # told to come again, and is not let in either.
    same((seen.count(303), set(seen) <= {303, 422, 503}), (1, True),
         f"one code, three at once: {seen}")
    same(sign_in(browser, code=spare[0]).status, 303, "a spare code")
    same(sign_in(stranger(server), code=spare[0]).status, 422,
         "the same again")
    answer = send(browser, "/admin/settings/second-factor",
                  "/admin/settings/second-factor/off", password=PASSPHRASE)
    same(answer.status, 303)
    same(sign_in(browser).status, 303, "without a code again")


# ---- admins from the shell ----

@case
def a_second_admin_is_added_and_both_can_sign_in(server):
    done = admin(server, "add", "--email", OTHER, "--passphrase-file",
                 secret_file(server, "other", OTHER_PASSPHRASE),
                 "--as-passphrase-file", server.passphrase_file)
    same((done.returncode, done.stderr), (0, ""))
    signed_in(server)
    signed_in(server, OTHER, OTHER_PASSPHRASE)
    listed = admin(server, "list").stdout
    contains(listed, EMAIL)
    contains(listed, OTHER)
    same(len(listed.splitlines()), 3)


@case
def a_wrong_passphrase_adds_nobody(server):
    for words, code in (
            (["--email", "third@example.org"], 77),
            (["--email", OTHER], 77), ([], 64), (["--email", "x"], 64)):
        done = admin(server, "add", *words, "--passphrase-file",
                     os.path.join(server.folder, "other"),
                     "--as-passphrase-file",
                     os.path.join(server.folder, "other"))
        same(done.returncode, code, words)
        same(len(done.stderr.splitlines()), 1, done.stderr)
    done = admin(server, "add", "--email", OTHER.upper(), "--passphrase-file",
                 os.path.join(server.folder, "other"),
                 "--as-passphrase-file", server.passphrase_file)
    same(done.returncode, 65, done.stderr)
    contains(done.stderr, "is an admin already")
    done = admin(server, "add", "--email", "third@example.org",
                 "--passphrase-file", secret_file(server, "weak", "too short"),
                 "--as-passphrase-file", server.passphrase_file)
    same(done.returncode, 65)
    same(len(done.stderr.splitlines()), 1, done.stderr)
    same(len(admin(server, "list").stdout.splitlines()), 3)


@case
def a_passphrase_changed_on_the_web_ends_the_other_sessions(server):
    one = signed_in(server, OTHER, OTHER_PASSPHRASE)
    two = signed_in(server, OTHER, OTHER_PASSPHRASE)
    mine = signed_in(server)
    answer = send(two, "/admin/settings/passphrase",
                  "/admin/settings/passphrase", password=OTHER_PASSPHRASE,
                  new=FRESH, again=FRESH)
    same(answer.status, 303)
    same([is_in(b) for b in (one, two, mine)], [False, True, True])
    same(sign_in(stranger(server), OTHER, OTHER_PASSPHRASE).status, 422)
    signed_in(server, OTHER, FRESH)


@case
def a_passphrase_changed_in_the_shell_does_too(server):
    browser = signed_in(server, OTHER, FRESH)
    old = secret_file(server, "fresh", FRESH)
    new = os.path.join(server.folder, "other")
    done = admin(server, "passphrase", "--email", OTHER, "--passphrase-file",
                 old, "--new-passphrase-file", new)
    same((done.returncode, done.stderr), (0, ""))
    assert not is_in(browser)
    done = admin(server, "passphrase", "--email", OTHER, "--passphrase-file",
                 old, "--new-passphrase-file", new)
    same(done.returncode, 77)
    contains(done.stderr, "fourways admin recover")
    signed_in(server, OTHER, OTHER_PASSPHRASE)


@case
def the_recovery_code_sets_a_new_passphrase_once(server):
    code = os.path.join(server.folder, "recovery")
    fresh = os.path.join(server.folder, "fresh")
    browser = signed_in(server)
    kept = os.path.join(server.folder, "recovery-2")
    done = admin(server, "recover", "--code-file", code, "--passphrase-file",
                 fresh, "--recovery-file", kept)
    same((done.returncode, done.stderr), (0, ""))
    same(os.stat(kept).st_mode & 0o777, 0o600)
    assert not is_in(browser)
    same(sign_in(stranger(server)).status, 422, "the old passphrase")
    signed_in(server, EMAIL, FRESH)

    again = os.path.join(server.folder, "recovery-3")
    done = admin(server, "recover", "--code-file", code, "--passphrase-file",
                 server.passphrase_file, "--recovery-file", again)
    same(done.returncode, 77, done.stderr)
    same(len(done.stderr.splitlines()), 1, done.stderr)
    assert not os.path.exists(again), "a file for a code that was not made"
    done = admin(server, "recover", "--code-file", kept, "--passphrase-file",
                 server.passphrase_file, "--recovery-file", again)
    same((done.returncode, done.stderr), (0, ""))
    signed_in(server)


@case
def a_mistyped_recovery_code_is_told_from_a_wrong_one(server):
    with open(os.path.join(server.folder, "recovery-3"),
              encoding="ascii") as kept:
        code = kept.read().strip()
    typo = ("1" if code[0] == "0" else "0") + code[1:]
    for text, wanted in ((typo, "may be misread"), ("", "first line is empty"),
                         (code + "0", "seven groups")):
        done = admin(server, "recover", "--code-file",
                     secret_file(server, "typo", text), "--passphrase-file",
                     server.passphrase_file, "--recovery-file",
                     os.path.join(server.folder, "nowhere"))
        assert done.returncode not in (0, 1), done
        contains(done.stderr, wanted)
        assert not os.path.exists(os.path.join(server.folder, "nowhere"))


@case
def a_removed_admin_is_out_and_the_last_one_stays(server):
    theirs = signed_in(server, OTHER, OTHER_PASSPHRASE)
    done = admin(server, "remove", "--email", EMAIL, "--as-passphrase-file",
                 server.passphrase_file)
    same(done.returncode, 64, done.stderr)
    done = admin(server, "remove", "--email", OTHER, "--as-passphrase-file",
                 server.passphrase_file)
    same((done.returncode, done.stderr), (0, ""))
    assert not is_in(theirs)
    same(sign_in(stranger(server), OTHER, OTHER_PASSPHRASE).status, 422)
    signed_in(server)
    with database(server, "office.db") as db:
        for table in ("key_grant", "session", "device"):
            same(db.execute(f"SELECT count(*) FROM {table} WHERE admin_id = 2")
                 .fetchone()[0], 0, table)
    done = command("audit", "verify", "--data", server.data)
    same(done.returncode, 0, done.stderr)


# ---- guessing, at a server with its limits on ----

@case
def of_fifty_tries_at_once_on_one_account_five_are_made(_):
    began = time.monotonic()
    seen = in_parallel(50, lambda _: sign_in(
        stranger(strict), "flood@example.org", "x" * 20))
    codes = [answer.status for answer in seen]
    # On a slow machine one second goes by, then two, and each lets one in.
    waits = int(math.log2(time.monotonic() - began + 1))
    within(codes.count(422), 1, 5 + waits, "tries that were made")
    same(set(codes) <= {422, 429, 503}, True, codes)
    for answer in seen:
        if answer.status != 422:
            within(int(answer.get("retry-after")), 1, 60, "retry-after")


@case
def the_owners_browser_is_let_in_while_others_guess(_):
    for _ in range(12):
        sign_in(stranger(strict), EMAIL, "not the right passphrase")
    same(sign_in(stranger(strict)).status, 429, "from elsewhere")
    same(sign_in(known).status, 303, "from a known browser")


# ---- a flood ----


def latencies(server, until, seen):
    browser = Client(server.port)
    while not until.is_set():
        began = time.monotonic()
        same(browser.get("/").status, 200)
        seen.append(time.monotonic() - began)
        time.sleep(0.005)


def peak_rss(server, until, seen):
    while not until.is_set():
        total = 0
        for pid in [server.pid, *children_of(server.pid)]:
            try:
                total += int(status_of(pid)["VmRSS"].split()[0])
            except (OSError, KeyError):
                continue
        seen.append(total // 1024)
        time.sleep(0.02)


@case
def a_flood_of_logins_leaves_the_public_side_and_the_memory_alone(server):
    done, times, memory = threading.Event(), [], []
    watch = [threading.Thread(target=latencies, args=(server, done, times)),
             threading.Thread(target=peak_rss, args=(server, done, memory))]
    for thread in watch:
        thread.start()
    codes = []
    for turn in range(4):
        codes += in_parallel(50, lambda n, turn=turn: sign_in(
            stranger(server), f"user{turn}-{n}@example.org", "y" * 20).status)
    done.set()
    for thread in watch:
        thread.join()
    times.sort()
    p99 = times[int(len(times) * 0.99)] * 1000
    print(f"# {len(codes)} logins: " + ", ".join(
        f"{codes.count(c)} x {c}" for c in sorted(set(codes))))
    print(f"# public answers meanwhile: {len(times)}, median "
          f"{statistics.median(times) * 1000:.1f} ms, p99 {p99:.1f} ms; "
          f"RSS at most {max(memory)} MiB", flush=True)
    same(set(codes), {422, 503}, "answers")
    if not SANITIZED:
        within(p99, 0, 250, "p99 in ms")
        within(max(memory), 0, 700, "RSS in MiB")


@case
def no_log_holds_a_cookie_or_a_passphrase(server):
    for log in (server.log(), strict.log()):
        for word in (PASSPHRASE, FRESH, OTHER_PASSPHRASE, "__Host-sid",
                     "__Host-device", *known.cookies.values()):
            lacks(log, word, "log")


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as calm, Server(LIMITS) as strict:
        known = signed_in(strict)
        code = run(calm)
    sys.exit(code)
