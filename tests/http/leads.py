#!/usr/bin/env python3
"""Leads on the command line: read, taken out and in, erased; another key."""

import contextlib
import csv
import io
import json
import os
import sqlite3
import sys

import common
from client import Client
from server import EMAIL, PASSPHRASE, Server, database, rows, run as program
from tap import case, contains, lacks, run, same

EVIL = ("=1+1", "+cmd", "-2", "@SUM(A1)")
MESSAGE = "First line\r\nsecond, \"quoted\"\r\n=third"


def lead(server, *words, data=None, passphrase=PASSPHRASE):
    path = os.path.join(server.folder, "given")
    with open(path, "w", encoding="utf-8") as out:
        out.write(passphrase + "\n")
    return program(*words, "--data", data or server.data,
                   "--passphrase-file", path)


def good(done):
    same(done.returncode, 0, done.stderr)
    return done.stdout


def write(server, **changed):
    visitor = Client(server.port)
    form = visitor.get("/contact").page.form("/contact")
    fields = {"name": "Ann", "email": "ann@example.org", "company": "",
              "message": MESSAGE, "consent": "yes", **changed}
    same(visitor.post("/contact", form.fields(**fields)).status, 303, "sent")


def desk(server):
    browser = Client(server.admin_port)
    form = browser.get("/admin/login").page.form("/admin/login")
    same(browser.post("/admin/login",
                      form.fields(email=EMAIL, password=PASSPHRASE),
                      {"Origin": browser.origin}).status, 303, "sign in")
    return browser


def act(browser, number, what, **fields):
    """Does something with a lead, with the token of its page's forms."""
    page = f"/admin/leads/{number}"
    token = browser.get(page).page.form(f"{page}/note").value("token")
    answer = browser.post(f"{page}/{what}", {**fields, "token": token},
                          {"Origin": browser.origin})
    same(answer.status, 303, f"{what} {fields}")


@case
def a_wrong_passphrase_reads_nothing(server):
    for words in (("list",), ("show", "1"), ("export",), ("erase", "1")):
        done = lead(server, "lead", *words, passphrase="not this one at all")
        same(done.returncode, 77, words[0])
        same(done.stdout, "")
    same(lead(server, "key", "rotate",
              passphrase="not this one at all").returncode, 77)


@case
def list_and_show_read_what_visitors_wrote(server):
    contains(good(lead(server, "lead", "list")), "ann@example.org")
    shown = good(lead(server, "lead", "show", "1"))
    contains(shown, "First line\nsecond, \"quoted\"")
    same(lead(server, "lead", "show", "99").returncode, 65)
    same(lead(server, "lead", "show", "x").returncode, 65)


@case
def csv_is_no_formula_and_keeps_line_breaks(server):
    for name in EVIL:
        write(server, name=name, company=name)
    text = good(lead(server, "lead", "export", "--format", "csv"))
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    same(len(table), rows(server, "lead"))
    for name in EVIL:
        same([row for row in table if row["name"] == "'" + name][0]["company"],
             "'" + name)
    same(table[0]["message"], "First line\nsecond, \"quoted\"\n=third")
    same(lead(server, "lead", "export", "--format", "xml").returncode, 65)


@case
def the_desk_gives_the_same_files_as_the_command_line(server):
    browser = desk(server)
    act(browser, 1, "stage", stage="proposal")
    act(browser, 1, "follow-up", follow_up="2030-02-28")
    act(browser, 1, "recommended", primary="node", partner="python")
    act(browser, 1, "note", note="Rang.\n=2+2, \"said\" they")
    act(browser, 2, "stage", stage="won")
    for kind in ("csv", "json"):
        file = browser.get(f"/admin/leads.{kind}")
        same(file.status, 200, kind)
        contains(file.get("content-disposition"), "attachment")
        same(file.text.replace("\r\n", "\n"),
             good(lead(server, "lead", "export", "--format", kind)), kind)
    table = list(csv.DictReader(io.StringIO(
        browser.get("/admin/leads.csv").text, newline="")))
    same(table[0]["message"], "First line\nsecond, \"quoted\"\n=third")
    same((table[0]["follow_up"], table[0]["recommended"]),
         ("2030-02-28", "node+python"))
    for row in table:
        for cell in row.values():
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r"), row
    one = json.loads(browser.get("/admin/leads/1/export.json").text)
    same(one, json.loads(browser.get("/admin/leads.json").text)[:1])
    same([change["kind"] for change in one[0]["changes"]],
         ["stage", "follow_up", "recommended"])
    won = json.loads(browser.get("/admin/leads.json?stage=won").text)
    same([found["stage"] for found in won], ["won"])


@case
def json_comes_into_an_empty_office_as_it_was(server):
    text = good(lead(server, "lead", "export", "--format", "json"))
    out = json.loads(text)
    same(len(out), rows(server, "lead"))
    other = os.path.join(server.folder, "other")
    path = os.path.join(server.folder, "leads.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    same(program("init", "--data", other, "--email", "b@example.org",
                 "--passphrase-file", server.passphrase_file,
                 "--recovery-file", path + ".code").returncode, 0)
    contains(good(lead(server, "lead", "import", path, data=other)),
             f"{len(out)} leads came in")
    back = good(lead(server, "lead", "export", "--format", "json", data=other))
    same(json.loads(back), out)
    with database(server) as old, contextlib.closing(
            sqlite3.connect(os.path.join(other, "intake.db"))) as new:
        for what in ("SELECT uuid, stage, follow_up_on, next_on, recommended,"
                     " touched_at FROM lead ORDER BY id",
                     "SELECT lead_id, at, kind, before, after"
                     " FROM lead_change ORDER BY id"):
            same(new.execute(what).fetchall(), old.execute(what).fetchall())
    again = lead(server, "lead", "import", path, data=other)
    same(again.returncode, 65, "the same twice")
    contains(again.stderr, "is there already")
    with open(path, "w", encoding="utf-8") as file:
        file.write('[{"uuid": "x"}]')
    broken = lead(server, "lead", "import", path, data=other)
    same(broken.returncode, 65)
    contains(broken.stderr, "lead 1 of the file")
    for wrong in ({"follow_up": "soon"}, {"changes": [{"at": 0}]},
                  {"changes": [{"at": 0, "kind": "stage", "before": "won",
                                "after": "won"}]},
                  # of no year that a page can show
                  {"created_at": 10 ** 18}, {"stage_at": -60},
                  {"wishes": [0, 10 ** 18]}, {"touched_at": 10 ** 18},
                  {"changes": [{"at": 10 ** 18, "kind": "stage",
                                "before": "new", "after": "won"}]},
                  {"\x1b[2J\n": ""}):
        with open(path, "w", encoding="utf-8") as file:
            json.dump([{**out[0], "uuid": "0" * 36, **wrong}], file)
        broken = lead(server, "lead", "import", path, data=other)
        same(broken.returncode, 65, wrong)
        contains(broken.stderr, "lead 1 of the file")
        same((broken.stderr.count("\n"), "\x1b" in broken.stderr),
             (1, False), "one line, and nothing for the terminal")


@case
def a_file_of_an_older_program_comes_in_without_a_history(server):
    out = json.loads(good(lead(server, "lead", "export", "--format", "json")))
    older = {key: value for key, value in out[0].items() if key not in
             ("follow_up", "recommended", "touched_at", "changes")}
    path = os.path.join(server.folder, "older.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump([{**older, "uuid": "1" * 36}], file)
    other = os.path.join(server.folder, "other")
    contains(good(lead(server, "lead", "import", path, data=other)),
             "1 leads came in")


@case
def another_key_is_taken_up_while_the_site_serves(server):
    before = good(lead(server, "lead", "export", "--format", "json"))
    contains(good(lead(server, "key", "rotate")), "the site has a new key")
    write(server, name="After")
    with database(server) as db:
        same(db.execute("SELECT DISTINCT generation FROM seal_epoch"
                        ).fetchall(), [(2,)])
    after = json.loads(good(lead(server, "lead", "export",
                                 "--format", "json")))
    same(after[:-1], json.loads(before))
    same(after[-1]["name"], "After")


@case
def an_erased_lead_is_gone(server):
    good(lead(server, "lead", "erase", "1"))
    lacks(good(lead(server, "lead", "list")), "\n1\t")
    same(lead(server, "lead", "erase", "1").returncode, 65)


@case
def the_server_stops_clean(server):
    common.the_server_stops_clean_and_reports_no_fault(server)


def main():
    with Server() as server:
        write(server)
        return run(server)


if __name__ == "__main__":
    sys.exit(main())
