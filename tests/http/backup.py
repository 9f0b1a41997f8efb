#!/usr/bin/env python3
"""Backups under load, and back: what was acknowledged is in them, what was
erased stays erased, what is damaged or somebody else's is refused, and being
killed half-way costs nothing."""

import contextlib
import glob
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

from client import Client
from server import EMAIL, PASSPHRASE, Server, program, rows, run as command
from tap import case, contains, run, same

FLIPS = 40


def backup(server, path, *words):
    return command("backup", path, "--data", server.data, *words)


def restore(path, data):
    return command("restore", path, "--data", data)


def good(done):
    same(done.returncode, 0, done.stderr)
    return done.stdout


def refused(done, code, *words):
    same(done.returncode, code, done.stdout + done.stderr)
    for word in words:
        contains(done.stderr, word)


def inside(server, name):
    return os.path.join(server.folder, name)


def lead_names(server, data):
    done = good(command("lead", "list", "--data", data, "--email", EMAIL,
                        "--passphrase-file", server.passphrase_file))
    return set(re.findall(r"Writer [\d.]+", done))


class Writers:
    """People who write all the while; what was acknowledged."""

    def __init__(self, server):
        self.server, self.sent, self.faults = server, [], []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(number,))
                        for number in range(3)]

    def write(self, number):
        visitor = Client(self.server.port)
        count = 0
        while not self.over.is_set():
            name = f"Writer {number}.{count}"
            count += 1
            form = visitor.get("/contact").page.form("/contact")
            answer = visitor.post("/contact", form.fields(
                name=name, email="w@example.org", message="Hello",
                consent="yes"))
            if answer.status == 303:
                self.sent.append(name)
            else:
                self.faults.append(answer.status)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


@case
def five_backups_while_people_write_hold_all_that_was_acknowledged(server):
    taken = []
    with Writers(server) as writers:
        for number in range(5):
            while len(writers.sent) < 20 * (number + 1):
                time.sleep(0.01)
            before = set(writers.sent)
            path = inside(server, f"under-load-{number}")
            good(backup(server, path))
            taken.append((path, before))
    same(writers.faults, [], "what people met meanwhile")
    for path, before in taken:
        same(os.stat(path).st_mode & 0o777, 0o600, "who may read it")
        with contextlib.closing(sqlite3.connect(path)) as db:
            same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        data = path + ".data"
        good(restore(path, data))
        there = lead_names(server, data)
        same(before - there, set(), "acknowledged and not in the backup")
        shutil.rmtree(data)


@case
def a_restored_site_starts_elsewhere_with_the_same_counts(server):
    path = inside(server, "moved")
    said = good(backup(server, path))
    counts = [rows(server, table) for table in ("lead", "booking")]
    contains(said, f"{counts[0]} leads, {counts[1]} bookings")
    with Server(folder=inside(server, "elsewhere")) as other:
        pass
    shutil.rmtree(other.data)
    good(restore(path, other.data))
    good(command("audit", "verify", "--data", other.data))
    with other:
        same([rows(other, table) for table in ("lead", "booking")], counts)
        browser = Client(other.admin_port)
        form = browser.get("/admin/login").page.form("/admin/login")
        same(browser.post("/admin/login", form.fields(
            email=EMAIL, password=PASSPHRASE)).status, 303, "sign in")
        contains(browser.get("/admin/leads").text, "Writer")
        visitor = Client(other.port)
        form = visitor.get("/contact").page.form("/contact")
        same(visitor.post("/contact", form.fields(
            name="Later", email="l@example.org", message="Hello",
            consent="yes")).status, 303, "a lead after it")


@case
def whoever_was_erased_since_stays_erased(server):
    path, data = inside(server, "before-erasure"), inside(server, "erased")
    good(backup(server, path))
    good(restore(path, data))
    name = sorted(lead_names(server, data))[0]
    shown = good(command("lead", "list", "--data", data, "--email", EMAIL,
                         "--passphrase-file", server.passphrase_file))
    number = next(line.split("\t")[0] for line in shown.splitlines()
                  if f"\t{name}\t" in line)
    good(command("lead", "erase", number, "--data", data, "--email", EMAIL,
                 "--passphrase-file", server.passphrase_file))
    contains(good(restore(path, data)), "1 who had been erased since")
    same(name in lead_names(server, data), False, "is it back")
    # One of the two databases is enough to know it.
    for lost in ("intake.db", "office.db"):
        with open(os.path.join(data, lost), "r+b") as spoilt:
            spoilt.write(b"\0" * 4096)
        contains(good(restore(path, data)), "1 who had been erased since")
        same(name in lead_names(server, data), False, f"without {lost}")


@case
def where_nobody_knows_who_was_erased_it_says_so(server):
    path, data = inside(server, "moved"), inside(server, "lost")
    good(restore(path, data))
    for lost in ("intake.db", "office.db"):
        with open(os.path.join(data, lost), "r+b") as spoilt:
            spoilt.write(b"\0" * 4096)
    done = restore(path, data)
    good(done)
    contains(done.stderr, "must be erased again")
    same(len(glob.glob(os.path.join(data, "*.db.before-restore-*"))) >= 2,
         True, "what was there is kept")


@case
def a_backup_that_was_changed_anywhere_is_refused_or_the_same(server):
    path, bad = inside(server, "moved"), inside(server, "changed")
    data = inside(server, "from-changed")
    with open(path, "rb") as whole:
        good_bytes = whole.read()
    chance = random.Random(7)
    found = 0
    for _ in range(FLIPS):
        spoilt = bytearray(good_bytes)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        with open(bad, "wb") as out:
            out.write(spoilt)
        done = restore(bad, data)
        if done.returncode == 65:
            found += 1
            same(os.path.exists(os.path.join(data, "intake.db")), False,
                 "nothing was put in place")
        else:
            good(done)
            same(lead_names(server, data) >= {"Writer 0.0"}, True)
        shutil.rmtree(data)
    same(found > FLIPS * 0.8, True, f"{found} of {FLIPS} were found")


@case
def what_is_no_backup_is_refused_in_one_line(server):
    path, data = inside(server, "moved"), inside(server, "nothing")
    short = inside(server, "short")
    with open(path, "rb") as whole, open(short, "wb") as out:
        out.write(whole.read()[:50000])
    empty = inside(server, "empty")
    with open(empty, "wb"):
        pass
    for bad in (short, empty, server.passphrase_file,
                os.path.join(server.data, "intake.db")):
        done = restore(bad, data)
        refused(done, 65)
        same(len(done.stderr.splitlines()), 1, done.stderr)
    refused(restore(inside(server, "not-there"), data), 65, "no file")
    same(command("restore").returncode, 64)
    same(command("backup").returncode, 64)
    refused(backup(server, path), 64, "never writes over")
    refused(command("backup", short + "2", "--data", inside(server, "no")),
            78, "no data")


@case
def a_site_of_another_key_is_not_replaced(server):
    path = inside(server, "moved")
    other = Server(folder=inside(server, "another"))
    before = sorted(os.listdir(other.data))
    refused(restore(path, other.data), 78, "another key")
    same([name for name in sorted(os.listdir(other.data))
          if not name.endswith(".lock")],
         [name for name in before if not name.endswith(".lock")])


@case
def nothing_is_restored_under_a_running_site(server):
    refused(restore(inside(server, "moved"), server.data), 75, "in use")


@case
def a_restore_that_is_killed_leaves_a_whole_site_and_can_go_on(server):
    path, data = inside(server, "moved"), inside(server, "killed")
    good(restore(path, data))
    wanted = lead_names(server, data)
    chance = random.Random(11)
    began = time.monotonic()
    good(restore(path, data))
    usual = time.monotonic() - began
    for _ in range(12):
        process = subprocess.Popen(
            [program(), "restore", path, "--data", data],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, usual))
        process.send_signal(signal.SIGKILL)
        process.wait()
        same(lead_names(server, data), wanted, "after a kill")
    good(restore(path, data))
    good(command("audit", "verify", "--data", data))
    same(lead_names(server, data), wanted)
    same(os.path.exists(os.path.join(data, "restore-work")), False)


@case
def a_backup_that_is_killed_leaves_no_file_that_looks_like_one(server):
    path = inside(server, "broken-off")
    for wait in (0.0, 0.01, 0.02, 0.04, 0.08):
        process = subprocess.Popen(
            [program(), "backup", path, "--data", server.data],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if os.path.exists(path):
            good(restore(path, path + ".data"))
            shutil.rmtree(path + ".data")
            os.remove(path)
    good(backup(server, path))
    same(os.path.exists(path + ".part"), False)
    same(os.path.exists(os.path.join(server.data, "backup-work")), False)


@case
def in_a_folder_it_is_named_by_the_time_and_old_ones_go(server):
    folder = inside(server, "kept")
    os.mkdir(folder)
    old = os.path.join(folder, "fourways-20260101T000000Z.backup")
    foreign = os.path.join(folder, "holiday.jpg")
    copy = os.path.join(server.data, "office.db.before-3")
    for name in (old, foreign, copy):
        with open(name, "wb"):
            pass
        os.utime(name, (time.time() - 36 * 86400,) * 2)
    said = good(backup(server, folder))
    contains(said, "removed, it was older than 35 days")
    same(os.path.exists(old), False)
    same(os.path.exists(copy), False, "of before an update")
    same(os.path.exists(foreign), True)
    made = [name for name in os.listdir(folder) if name != "holiday.jpg"]
    same(len(made), 1, made)
    same(bool(re.fullmatch(r"fourways-\d{8}T\d{6}Z\.backup", made[0])), True,
         made[0])


@case
def it_can_be_encrypted_to_a_key_that_lies_elsewhere(server):
    key, path = inside(server, "age.key"), inside(server, "sealed.age")
    subprocess.run(["age-keygen", "-o", key], check=True, timeout=20,
                   capture_output=True)
    with open(key, encoding="utf-8") as text:
        recipient = re.search(r"age1\w+", text.read()).group()
    good(backup(server, path, "--recipient", recipient))
    with open(path, "rb") as sealed:
        contains(sealed.read(30).decode(), "age-encryption.org")
    same(os.stat(path).st_mode & 0o777, 0o600, "who may read it")
    same(os.path.exists(os.path.join(server.data, "backup-plain")), False)
    refused(restore(path, inside(server, "unread")), 65, "decrypted first")
    plain = inside(server, "opened")
    subprocess.run(["age", "-d", "-i", key, "-o", plain, path], check=True,
                   timeout=20)
    good(restore(plain, inside(server, "from-age")))
    done = backup(server, inside(server, "other.age"), "--recipient",
                  "nonsense")
    same(done.returncode, 74, done.stderr)
    same(glob.glob(inside(server, "other.age*")), [], "what is left of it")


@case
def ten_thousand_leads_are_back_in_seconds(server):
    data, path = inside(server, "many"), inside(server, "many.backup")
    filler = os.path.join(os.path.dirname(program()), "tests", "bench",
                          "fill_leads")
    with Server(folder=inside(server, "drill")) as site:
        pass
    shutil.move(site.data, data)
    subprocess.run([filler, data, "10000"], check=True, timeout=120)
    began = time.monotonic()
    contains(good(command("backup", path, "--data", data)), "10000 leads")
    made = time.monotonic()
    contains(good(restore(path, site.data)), "10000 leads")
    restored = time.monotonic()
    with site:
        same(rows(site, "lead"), 10000)
        print(f"# backup {made - began:.2f} s, restore "
              f"{restored - made:.2f} s, start {site.ready_seconds:.2f} s")


def main():
    with Server(options=("--no-limits",)) as server:
        return run(server)


if __name__ == "__main__":
    sys.exit(main())
