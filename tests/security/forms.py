#!/usr/bin/env python3
"""What a form may do and what it may not, whoever sends it: every way of
saying where it comes from, every form that is none, reading that must change
nothing; and what the source and the program are made of."""

import json
import os
import re
import subprocess
import sys
import tempfile

# pylint: disable=wrong-import-order
from site_map import Site, is_desk, routes
from client import FORM_TYPE
from server import EMAIL, ROOT, Server, database, program, rows
from tap import case, contains, lacks, run, same

ACTION = "/admin/settings/sessions"
# A field twice, one too many, bytes that are no text, half an escape, no name.
NO_FORMS = (b"a=1&a=2", b"&".join(b"f%d=" % n for n in range(65)), b"a=%ff",
            b"a=b%00c", b"a=%C3%28", b"a=%zz", b"a=%", b"=x",
            b"n" * 65 + b"=x")
# What is written while one only looks: who looked, when, and how often.
MAY_CHANGE = {"audit_event", "session", "page_count", "record_key",
              "lead_index"}
# libsodium's, and what stands behind each.
SODIUM = {"crypto_aead_xchacha20poly1305_ietf", "crypto_auth_hmacsha256",
          "crypto_box", "crypto_box_seal", "crypto_box_seed",
          "crypto_generichash", "crypto_hash_sha256", "crypto_kdf_derive_from",
          "crypto_pwhash", "crypto_scalarmult_base"}
WEAK = re.compile(r"^(MD[245]|RC[24]|DES|BF_|CAST|IDEA|EVP_(md5|des|rc4)|"
                  r"s?rand(_r|om|48)?|[dlm]rand48|crypt)(_|@|$)")


def source(*folders):
    """path, text of every file of C in folders of app/."""
    for folder in folders:
        for place, _, names in os.walk(os.path.join(ROOT, "app", folder)):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(place, name)
                    with open(path, encoding="utf-8") as text:
                        yield path, text.read()


def is_let_through(fetch_site, origin, ours):
    if fetch_site is not None:
        return fetch_site in ("same-origin", "none")
    return origin in (None, ours)


def headers_of(fetch_site, origin):
    found = {}
    if fetch_site is not None:
        found["Sec-Fetch-Site"] = fetch_site
    if origin is not None:
        found["Origin"] = origin
    return found


@case
def origin_and_token_let_the_right_cells_of_the_matrix_through(site):
    wrong, through = [], 0
    sites = (None, "same-origin", "same-site", "cross-site", "none")
    tokens = (site.form_token, site.form_token[::-1], "", "x", None)
    for client, path, good in ((site.owner, ACTION, 303),
                               (site.visitor, "/contact", 422)):
        origins = (None, client.origin, "https://evil.example", "null",
                   client.origin + "1")
        for fetch_site in sites:
            for origin in origins:
                for token in tokens if path == ACTION else (None,):
                    fields = {"end": "999", "token": token}
                    answer = client.post(
                        path, {name: value for name, value in fields.items()
                               if value is not None},
                        headers_of(fetch_site, origin))
                    right = is_let_through(fetch_site, origin, client.origin) \
                        and (path != ACTION or token == site.form_token)
                    through += right
                    if answer.status != (good if right else 403):
                        wrong.append((path, fetch_site, origin, token,
                                      answer.status))
    same(wrong, [], "cells that answer otherwise")
    same(through, 24, "cells that let through")


def tables(server):
    """Every row of every table of both databases."""
    found = {}
    for name in ("intake.db", "office.db"):
        with database(server, name) as db:
            for (table,) in db.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table'"):
                found[table] = db.execute(f'SELECT * FROM "{table}"').fetchall()
    return found


@case
def no_get_changes_a_row_of_any_table(site):
    before = tables(site.server)
    for gate, path, answer in list(site.gets()):
        assert answer.status < 500, f"{gate} {path}: {answer.status}"
    after = tables(site.server)
    same([table for table in after if after[table] != before.get(table)
          and table not in MAY_CHANGE], [], "tables that reading changed")


@case
def the_control_a_form_that_is_sent_changes_a_table(site):
    before = tables(site.server)
    same(site.owner.post("/admin/leads/1/note", {
        "note": "A note.", "token": site.form_token},
        {"Origin": site.owner.origin}).status, 303)
    after = tables(site.server)
    assert after["note"] != before["note"]
    assert "note" not in MAY_CHANGE


@case
def a_form_that_is_no_form_of_ours_is_refused_everywhere(site):
    leads, wrong = rows(site.server, "lead"), []
    token = f"&token={site.form_token}".encode()
    for method, path, gate in routes():
        if method != "POST":
            continue
        client = site.client(gate)
        for body in NO_FORMS:
            answer = client.post(
                site.target(path), body + (token if is_desk(gate) else b""),
                {"Origin": client.origin})
            if answer.status not in (400, 403, 422):
                wrong.append((path, body[:20], answer.status))
    same(wrong, [], "forms that were taken")
    same(rows(site.server, "lead"), leads, "leads")


@case
def a_field_that_no_form_has_changes_nothing(site):
    form = site.visitor.get("/contact").page.form("/contact")
    answer = site.visitor.post("/contact", {**form.fields(
        name="Bob Example", email="bob@example.org", message="Hello",
        consent="yes"), "id": "1", "stage": "won", "quarantine": "",
        "created_at": "0", "admin_id": "1", "seal_epoch": "1"})
    same(answer.status, 303)
    with database(site.server) as db:
        stages = db.execute("SELECT id, stage FROM lead ORDER BY id").fetchall()
    same(stages[-1], (2, "new"), "the lead's number and stage")


@case
def what_is_encoded_twice_is_decoded_once(site):
    form = site.visitor.get("/contact").page.form("/contact")
    body = "&".join(f"{name}={value}" for name, value in form.fields(
        name="%2541%2526lt;", email="x").items()
        if name in ("nonce", "name", "email"))
    answer = site.visitor.post("/contact", body.encode())
    same(answer.status, 422)
    contains(answer.text, 'value="%41%26lt;"')


@case
def no_account_is_there_that_nobody_made(site):
    with database(site.server, "office.db") as db:
        same(db.execute("SELECT email FROM admin").fetchall(), [(EMAIL,)])


# Which tables are copied and which schemas made stands in lists of these files:
# names cannot be bound. Nothing that a visitor sends comes here.
OF_NAMES = ("app/store/moving.c", "app/store/moving_sqlite.c",
            "app/store/moving_postgres.c", "app/store/postgres_migrate.c")


@case
def no_statement_of_sql_is_put_together_from_text(_):
    words = r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA|ATTACH)\b"
    made = re.compile(r"(printf|buf_puts|buf_add|arena_strdup)\s*\([^;]*" + words)
    found, calls = [], 0
    for path, text in source("."):
        name = os.path.relpath(path, ROOT)
        calls += text.count("sqlite3_prepare_v")
        if "sqlite3_exec" in text or "sqlite3_mprintf" in text:
            found.append(f"{name} runs text as SQL")
        found += [f"{name}: {match.group()[:60]}"
                  for match in made.finditer(text)
                  if name not in OF_NAMES
                  and not re.search(r"log_\w+|fprintf", match.group())]
    same(found, [], "places where SQL is made from text")
    assert calls > 5, "no statement was found at all"


@case
def no_function_without_bounds_is_called(_):
    banned = os.path.join(ROOT, "app", "base", "banned.h")
    calls = ("strcpy(a, a)", "strcat(a, a)", "sprintf(a, \"\")", "gets(a)",
             "strtok(a, a)", "atoi(a)", "system(a)", "popen(a, a)",
             "tmpnam(a)", "strlen(a)")
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.c")
        for call in calls:
            with open(path, "w", encoding="utf-8") as text:
                text.write(f"void f(char *a);\nvoid f(char *a) {{ {call}; }}\n")
            done = subprocess.run(["gcc", "-fsyntax-only", "-w", "-include",
                                   banned, path], capture_output=True,
                                  check=False, timeout=60)
            if done.returncode == 0:
                taken.append(call)
    same(taken, ["strlen(a)"], "calls that compile; the last one may")
    with open(os.path.join(ROOT, "meson.build"), encoding="utf-8") as text:
        contains(text.read(), "banned.h", "meson.build")


@case
def only_the_libraries_of_cryptography_do_cryptography(_):
    done = subprocess.run(["nm", "-D", "--undefined-only", program()],
                          capture_output=True, text=True, check=True,
                          timeout=60)
    names = [line.split()[-1] for line in done.stdout.splitlines()]
    ours = {re.sub(r"_(encrypt|decrypt|init|update|final|open|keypair|key)$",
                   "", name) for name in names if name.startswith("crypto_")}
    same(ours - SODIUM, set(), "other algorithms of libsodium")
    contains(ours, "crypto_aead_xchacha20poly1305_ietf")
    same([name for name in names if WEAK.match(name)], [], "weak functions")
    assert WEAK.match("MD5_Init@OPENSSL_3.0.0") and WEAK.match("rand@GLIBC")


@case
def npm_is_for_the_tests_alone(_):
    for folder in ("browser", "security"):
        folder = os.path.join(ROOT, "tests", folder)
        with open(os.path.join(folder, "package.json"),
                  encoding="utf-8") as text:
            lacks(json.load(text), "dependencies", "package.json")
        with open(os.path.join(folder, "package-lock.json"),
                  encoding="utf-8") as text:
            lock = json.load(text)["packages"]
        same([name for name, entry in lock.items()
              if name and not entry.get("dev")], [], "packages of no test")
    found = []
    for place, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in
                      ("tests", ".git", ".ci") and not name.startswith("build")]
        found += [name for name in names
                  if name in ("package.json", "package-lock.json")]
    same(found, [], "packages outside the tests")


def main():
    with Server() as server:
        return run(Site(server))


if __name__ == "__main__":
    sys.exit(main())
