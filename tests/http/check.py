#!/usr/bin/env python3
"""fourways check: every line of it, good and not good; and fourways version."""

import base64
import contextlib
import datetime
import hashlib
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from aiosmtpd.controller import Controller

from mail_server import Mailbox, certificate, settings
from server import ROOT, Server, free_port, program, run as command, with_setting
from tap import case, contains, lacks, run, same

NAMES = (
    "site.yaml", "assessment.yaml, every combination", "claims.yaml", "guides",
    "stacks", "every claim used or left out, and none unknown",
    "proof: reasons add up, flips complete, links resolve", "data folder",
    "data closed to others", "passwords closed to others", "room on the disk",
    "intake database", "office database and an admin", "keys", "audit log",
    "times to book", "leads kept no longer than promised",
    "messages on their way", "backup", "the webhook's secret",
    "your calendar on a server", "mail server", "time zones", "clock")
OF_THE_MACHINE = {"time zones", "clock"}
CONTENT = NAMES[1:7]
CONF = 78
DAY = 86400
WRITTEN = "## Us {#us}\n\nAnn Example, Example Street 1.\n"
SILENT_AT_MOST = 20     # seconds
ZONE_FILE = "/usr/share/zoneinfo/tzdata.zi"
NOBODY = 65534


class Verdict:
    """What a check said: by the name of a line its word and what follows."""

    def __init__(self, done):
        self.code, self.errors, self.lines = done.returncode, done.stderr, {}
        for line in done.stdout.splitlines():
            word, rest = line[:4], line[5:]
            name = next(name for name in NAMES
                        if rest == name or rest.startswith(name + ": "))
            assert name not in self.lines, f"twice: {line}"
            self.lines[name] = word.strip(), rest[len(name) + 2:]
        same(tuple(self.lines), NAMES, "lines")

    def words(self, *names):
        return {self.lines[name][0] for name in names}

    def not_good(self):
        return {name for name, (word, _) in self.lines.items()
                if word != "good"} - OF_THE_MACHINE

    def said(self, name):
        return self.lines[name][1]


class Mute(threading.Thread):
    """A check with a mail server that takes a connection and says nothing,
    while the others go on."""

    def __init__(self, site):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.words = ("check", "--data", os.path.join(site.folder, "none"),
                      "--conf", site.conf_with("mute", smtp__port=str(
                          self.socket.getsockname()[1])))
        self.errors = ""
        self.start()

    def run(self):
        self.errors = command(*self.words).stderr


class Site:
    """A site that was set up and does not run, and its mail server."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fourways-check-")
        self.certificate = certificate(self.folder)
        self.port = free_port()
        self.server = Server(
            settings(self.folder, self.port, self.certificate[0]),
            folder=os.path.join(self.folder, "site"))
        self.data, self.conf = self.server.data, self.server.conf
        self.password = os.path.join(self.folder, "password")
        self.mute = Mute(self)

    def check(self, data=None, conf=None):
        return Verdict(command("check", "--data", data or self.data, "--conf",
                               conf or self.conf))

    def path(self, *names):
        return os.path.join(self.data, *names)

    def database(self, name):
        return contextlib.closing(
            sqlite3.connect(self.path(name), isolation_level=None))

    def conf_with(self, name, **changed):
        """The folder of the settings again, some of them changed."""
        folder = os.path.join(self.folder, name)
        shutil.copytree(self.conf, folder)
        path = os.path.join(folder, "site.yaml")
        text = read(path).decode()
        for key, value in changed.items():
            text = with_setting(text, key.replace("__", "."), value)
        write(path, text.encode())
        return folder

    def mailbox(self, fault=""):
        return running(Mailbox(self.port, self.certificate, fault))


@contextlib.contextmanager
def running(mailbox):
    mailbox.start()
    try:
        yield mailbox
    finally:
        mailbox.stop()


def read(path):
    with open(path, "rb") as content:
        return content.read()


def write(path, content):
    with open(path, "wb") as out:
        out.write(content)


@contextlib.contextmanager
def kept(*paths):
    """What these files hold and may, put back in the end."""
    before = [(path, read(path), os.stat(path)) for path in paths]
    try:
        yield
    finally:
        for path, content, info in before:
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)
            write(path, content)
            os.chmod(path, info.st_mode & 0o777)
            os.chown(path, info.st_uid, info.st_gid)


def key():
    return base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=") + b"\n"


def put(path, content):
    """A key's file takes no writing."""
    os.chmod(path, 0o600)
    write(path, content)


def state_of(folder):
    """Each file below it: mode, owner, when it was written, what it holds. But
    for SQLite's own, which whoever closes last takes away."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            if name.endswith(("-wal", "-shm")):
                continue
            path = os.path.join(parent, name)
            info = os.stat(path)
            found[os.path.relpath(path, folder)] = (
                oct(info.st_mode), info.st_uid, info.st_mtime_ns,
                hashlib.sha256(read(path)).hexdigest())
    return found


# ---- all is well ----

def zones_expected():
    """The word of that line, by the rule of calendar/zone_release.h."""
    with open(ZONE_FILE, encoding="utf-8") as lines:
        release = lines.readline().split()[-1]
    begins, ends = (datetime.datetime(
        year, 1, 1, tzinfo=datetime.timezone.utc).timestamp()
        for year in (int(release[:4]), int(release[:4]) + 1))
    packed = os.stat(ZONE_FILE).st_mtime
    out_by = packed if begins <= packed < ends else ends
    return release, "warn" if time.time() - out_by > 365 * DAY else "good"


@case
def every_line_is_good_beside_a_site_that_runs(site):
    with site.mailbox() as box, contextlib.ExitStack() as stack:
        stack.callback(site.server.stop)
        site.server.start()
        seen = site.check()
        same((seen.code, seen.errors, seen.not_good()), (0, "", set()))
        same(box.mails, [], "mails")
    release, word = zones_expected()
    same(seen.words("time zones"), {word}, "time zones")
    contains(seen.said("time zones"), f"tzdata {release}")
    assert seen.lines["clock"][0] == "good" or \
        "nothing keeps it right" in seen.said("clock"), seen.lines["clock"]
    same(seen.said("mail server"),
         f"127.0.0.1, port {site.port}, by STARTTLS, signed in")
    assert re.fullmatch(r"([0-9a-f]{4}-){7}[0-9a-f]{4}", seen.said("keys"))
    contains(seen.said("room on the disk"), "iB free")
    same(seen.said("backup"), "there was none so far")
    for name in ("intake database", "office database and an admin"):
        assert re.fullmatch(r"version \d+, \d+ KiB", seen.said(name))


@case
def nothing_is_changed_by_it(site):
    before = state_of(site.folder)
    site.check()
    after = state_of(site.folder)
    same({name for name in before.keys() | after.keys()
          if before.get(name) != after.get(name)}, set(), "changed")


@case
def without_a_mail_server_that_is_said(site):
    conf = site.conf_with("silent", **{
        "smtp__host": '""', "smtp__user": '""', "smtp__password_file": '""',
        "smtp__from": '""', "smtp__ca_file": '""'})
    seen = site.check(conf=conf)
    same((seen.code, seen.not_good()), (0, set()), seen.errors)
    contains(seen.said("mail server"), "none is set, so no mail leaves")
    same(seen.said("passwords closed to others"), "site.yaml names none")


# ---- who may read it ----

@case
def what_others_may_read_is_named_with_the_cure(site):
    files = [site.path("office.db"), site.path("keys", "form.key"),
             site.path("keys", "public.key"), site.path("intake.lock"),
             site.password]
    stray = site.path("link")
    os.symlink(ZONE_FILE, stray)
    with kept(*files), contextlib.ExitStack() as stack:
        stack.callback(os.remove, stray)
        stack.callback(os.chmod, site.data, 0o700)
        os.chmod(site.data, 0o755)
        for path, mode in zip(files, (0o644, 0o440, 0o444, 0o602, 0o640)):
            os.chmod(path, mode)
        if os.geteuid() == 0:
            os.chown(site.path("intake.lock"), NOBODY, -1)
            os.chown(site.password, NOBODY, -1)
        seen = site.check()
    same(seen.code, CONF)
    same(seen.words("data closed to others", "passwords closed to others",
                    "mail server"), {"BAD"})
    for path in files[:4]:
        contains(seen.errors, f"{path} may be read or written by others than "
                 "its owner; run chmod 600 on it")
    contains(seen.errors, f"{site.data} may be read or written by others than "
             "its owner; run chmod 700 on it")
    contains(seen.errors, f"{stray} may be read")
    contains(seen.errors, f"smtp.password_file: {site.password} may be read "
             "by others than its owner; chmod 600 it")
    if os.geteuid() == 0:
        contains(seen.errors, f"{files[3]} belongs to ")
    same(site.check().words("data closed to others",
                            "passwords closed to others"), {"good"})


@case
def a_group_may_read_the_public_halves_alone(site):
    public = site.path("keys", "public.key")
    with kept(public):
        os.chmod(public, 0o440)
        same(site.check().words("data closed to others"), {"good"})


@case
def a_thousand_files_are_not_a_thousand_lines(site):
    names = [site.path(f"stray-{number}") for number in range(40)]
    for path in names:
        write(path, b"")
        os.chmod(path, 0o604)
    seen = site.check()
    for path in names:
        os.remove(path)
    contains(seen.errors, "28 more files are not as they should be")
    same(seen.errors.count("may be read or written"), 12)


@case
def a_password_that_the_courier_cannot_read_is_named(site):
    gone = site.password + ".gone"
    os.rename(site.password, gone)
    seen = site.check()
    os.rename(gone, site.password)
    same(seen.words("passwords closed to others", "mail server"), {"BAD"})
    contains(seen.errors, f"smtp.password_file: {site.password} cannot be ")


# ---- keys ----

@case
def keys_that_do_not_belong_together_are_named(site):
    files = [site.path("keys", name) for name in (
        "public.key", "form.key", "courier.key")]
    with kept(*files):
        put(files[0], key())
        put(files[1], b"short\n")
        put(files[2], key())
        seen = site.check()
    same((seen.code, seen.words("keys")), (CONF, {"BAD"}))
    assert re.search(r"keys/public\.key is [0-9a-f-]{39}, but intake\.db has "
                     r"[0-9a-f-]{39}: put back", seen.errors), seen.errors
    contains(seen.errors, "keys/form.key holds no key; remove it")
    contains(seen.errors, "keys/courier.key and courier.pub are of two pairs")


@case
def keys_that_are_cut_or_gone_are_named(site):
    form, courier, public = (site.path("keys", name) for name in (
        "form.key", "courier.key", "public.key"))
    with kept(form, courier):
        put(courier, read(courier).rstrip(b"\n"))
        os.remove(form)
        seen = site.check()
    same(seen.words("keys"), {"BAD"})
    contains(seen.errors, f"{courier} holds no key; put the pair back")
    contains(seen.errors, f"{form}: No such file or directory; remove it if")
    with kept(public):
        os.remove(public)
        seen = site.check()
    same(seen.words("data folder", "keys"), {"BAD"})
    contains(seen.errors, f"{public} is missing: restore a backup")


@case
def a_key_the_office_does_not_open_is_named(site):
    with kept(site.path("office.db")):
        with site.database("office.db") as db:
            db.execute("UPDATE site_key SET public_key = ?", (os.urandom(32),))
        seen = site.check()
        contains(seen.errors, "office.db names its key ")
    same(seen.words("keys"), {"BAD"})


# ---- databases ----

@case
def data_of_a_newer_program_is_called_so(site):
    with kept(site.path("office.db"), site.path("intake.db")):
        for name, version in (("office.db", 99), ("intake.db", 5)):
            with site.database(name) as db:
                db.execute(f"PRAGMA user_version = {version}")
        seen = site.check()
    same(seen.code, CONF)
    same(seen.words("intake database", "office database and an admin"),
         {"BAD"})
    contains(seen.errors, "office.db is at version 99, this program at ")
    contains(seen.errors, "use the newer program that wrote it")
    contains(seen.errors, "intake.db is at version 5, this program at ")
    contains(seen.errors, "run fourways migrate")
    for name, first in (("audit log", "the office database"),
                        ("keys", "the intake database"),
                        ("times to book", "the intake database")):
        same(seen.lines[name],
             ("BAD", f"not looked at: {first} must be good first"))


@case
def a_damaged_page_is_found(site):
    path = site.path("intake.db")
    with kept(path):
        with site.database("intake.db") as db:
            page, = db.execute("SELECT rootpage FROM sqlite_schema WHERE"
                               " name = 'lead'").fetchone()
            size, = db.execute("PRAGMA page_size").fetchone()
        with open(path, "r+b") as out:
            out.seek((page - 1) * size)
            out.write(b"\x77")
        seen = site.check()
    same(seen.words("intake database"), {"BAD"})
    contains(seen.errors, f"{path} is damaged (")
    contains(seen.errors, "restore a backup")


@case
def an_office_without_an_admin_is_named(site):
    with kept(site.path("office.db")):
        with site.database("office.db") as db:
            db.execute("DELETE FROM admin")
        seen = site.check()
    same(seen.words("office database and an admin"), {"BAD"})
    contains(seen.errors, "office.db has no admin, so nobody can sign in")


# ---- what waits, and the clock ----

def message(db, row_id, state, created_at, due_at, **more):
    row = {"id": row_id, "uuid": f"{row_id:036d}", "channel": "mail",
           "kind": "booking.confirmed", "state": state,
           "created_at": created_at // 60 * 60, "due_at": due_at,
           "next_try_at": due_at, **more}
    db.execute(f"INSERT INTO outbox ({', '.join(row)}) VALUES "
               f"({', '.join('?' * len(row))})", tuple(row.values()))


@case
def mail_that_waits_and_a_clock_behind_the_data_are_named(site):
    now = int(time.time())
    body = {"mail_epoch": 1, "number": 0, "body": b"x"}
    with kept(site.path("intake.db")):
        with site.database("intake.db") as db:
            message(db, 1, "waiting", now, now - 3000, **body)
        same(site.check().not_good(), {"mail server"})
        with site.database("intake.db") as db:
            message(db, 2, "waiting", now, now - 3700, **body)
            message(db, 3, "waiting", now, now - 9000,
                    last_reason="connection refused", **body)
            message(db, 4, "sent", 2530000000, now, sent_at=now)
        seen = site.check()
        same(seen.not_good(), {"mail server", "messages on their way"})
        assert re.fullmatch(r"2 have waited for an hour or were given up, the "
                            r"oldest due at [-\d]+T[:\d]+Z: connection "
                            r"refused; is the courier running\?",
                            seen.said("messages on their way")), seen.lines
        same(seen.words("clock"), {"warn"})
        contains(seen.said("clock"), "something was stored at 2050-03-04T")
        # It may be a trial's; in production it is not.
        seen = site.check(conf=production(site, "later"))
        same(seen.words("clock"), {"BAD"})
        contains(seen.errors, "the clock: it says ")


# ---- production ----

def production(site, name):
    conf = site.conf_with(name, mode="production",
                          base_url="https://example.org")
    for text in ("privacy", "imprint"):
        write(os.path.join(conf, "legal", text + ".md"), WRITTEN.encode())
    return conf


@case
def production_wants_its_own_legal_texts(site):
    conf = site.conf_with("unfinished", mode="production",
                          base_url="https://example.org")
    seen = site.check(conf=conf)
    same((seen.code, seen.words("site.yaml")), (CONF, {"BAD"}))
    contains(seen.errors, 'legal/privacy.md:1: production mode needs the '
             'finished text, and here is still "PLACEHOLDER:"')
    for name in ("times to book", "mail server", "passwords closed to others"):
        same(seen.lines[name],
             ("BAD", "not looked at: site.yaml must be good first"))
    same(seen.words(*CONTENT, "keys", "audit log"), {"good"})


@case
def production_wants_a_backup_every_other_day(site):
    conf, note = production(site, "backed"), site.path("last.backup")
    target = os.path.join(site.folder, "the.backup")
    with site.mailbox():
        seen = site.check(conf=conf)
        same((seen.code, seen.not_good()), (0, {"backup"}), seen.errors)
        contains(seen.said("backup"), "there was none so far; have one made")
        same(command("backup", target, "--data", site.data).returncode, 0)
        seen = site.check(conf=conf)
        same((seen.code, seen.not_good()), (0, set()), seen.errors)
        contains(seen.said("backup"), "the last was made at ")
        os.utime(note, (0, time.time() - 3 * DAY))
        same(site.check(conf=conf).not_good(), {"backup"})


# ---- the mail server ----

def spoken(site):
    seen = site.check()
    same((seen.code, seen.not_good()), (CONF, {"mail server"}))
    contains(seen.errors, f"127.0.0.1, port {site.port}: ")
    contains(seen.errors, 'see smtp in site.yaml, and "fourways mail test"')
    return seen.errors


class Plain(Controller):
    """A mail server that knows no TLS."""

    async def handle_DATA(self, server, session, envelope):
        return "250 OK"


@case
def a_mail_server_that_will_not_do_is_named_with_the_reason(site):
    contains(spoken(site), "connection refused")
    with site.mailbox("login"):
        contains(spoken(site), "the mail server refused the sign-in (535)")
    with running(Plain(None, hostname="127.0.0.1", port=site.port)):
        contains(spoken(site), "the mail server offers no TLS")
    with socket.create_server(("127.0.0.1", site.port)) as closed:
        def answer():
            asked, _ = closed.accept()
            asked.sendall(b"554 nobody here\r\n")
            asked.close()
        threading.Thread(target=answer, daemon=True).start()
        contains(spoken(site), "the mail server did not greet as one (554)")


# ---- half made ----

@case
def data_that_are_not_there_are_bad_lines_and_no_crash(site):
    folder = os.path.join(site.folder, "half")
    os.makedirs(os.path.join(folder, "empty"), 0o700)
    os.makedirs(os.path.join(folder, "one"), 0o700)
    write(os.path.join(folder, "file"), b"")
    shutil.copy(site.path("intake.db"), os.path.join(folder, "one"))
    for name, sentence in (
            ("none", f"there is no data in {folder}/none; run \"fourways init "
                     f"--data {folder}/none\" first"),
            ("empty", f"there is no data in {folder}/empty; run "),
            ("one", f"{folder}/one/office.db is missing: restore a backup"),
            ("file", f"{folder}/file is no folder; --data names"),
            ("file/in", f"{folder}/file/in cannot be looked at: ")):
        seen = site.check(data=os.path.join(folder, name))
        same(seen.code, CONF, name)
        contains(seen.errors, sentence)
        same(seen.words("data folder", "intake database", "keys",
                        "audit log"), {"BAD"}, name)
        same(seen.words("site.yaml", *CONTENT), {"good"}, name)
        contains(seen.said("keys"), "the data folder must be good first")


@case
def without_settings_the_rest_is_looked_at(site):
    seen = site.check(conf=os.path.join(site.folder, "nowhere"))
    assert seen.code != 0
    same(seen.words("site.yaml", "assessment.yaml, every combination",
                    "mail server"), {"BAD"})
    same(seen.words("claims.yaml", "guides", "data folder", "keys",
                    "audit log", "data closed to others"), {"good"})


# ---- namespaces of one's own: a small disk, a package's users ----

def apart(script, *words):
    """A shell script where its mounts are nobody else's."""
    for how in (["--mount"], ["--mount", "--user", "--map-root-user"]):
        done = subprocess.run(
            ["unshare", *how, "sh", "-ec", script, "sh", *words],
            capture_output=True, text=True, check=False, cwd=ROOT)
        if "unshare" not in done.stderr:
            return done
    raise AssertionError(f"no namespace to mount in: {done.stderr}")


@case
def a_disk_without_room_is_named(site):
    disk = os.path.join(site.folder, "disk")
    os.mkdir(disk)
    seen = Verdict(apart(
        'mount -t tmpfs -o size=48m,mode=700 none "$1"; cp -a "$2" "$1/data"\n'
        'exec "$3" check --data "$1/data" --conf "$4"',
        disk, site.data, program(), site.conf))
    same(seen.words("room on the disk"), {"BAD"})
    assert re.search(r"disk/data: 4\d MiB free, less than the 64 MiB that a "
                     r"site should have: make room", seen.errors), seen.errors


USERS = {name: 64001 + number for number, name in enumerate((
    "fourways-admin", "fourways-public", "fourways-courier"))}
GROUP = 64009
AS_IN_THE_PACKAGE = """
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/group" /etc/group
shift
exec "$@"
"""


def shared(site):
    """The data in a folder that the users of the package share."""
    folder = os.path.join(site.folder, "shared")
    shutil.copytree(site.data, os.path.join(folder, "data"))
    for name, more in (("passwd", "".join(
            f"{user}:x:{uid}:{GROUP}::/:/bin/false\n"
            for user, uid in USERS.items())),
                       ("group", f"fourways:x:{GROUP}:\n")):
        write(os.path.join(folder, name),
              read(os.path.join("/etc", name)) + more.encode())
    os.chmod(site.folder, 0o755)
    os.chown(os.path.join(folder, "data"), USERS["fourways-admin"], GROUP)
    os.chown(site.password, USERS["fourways-courier"], GROUP)
    return folder


def checked_as(site, folder, user=None):
    """A check by a user of the package, or by root."""
    become = () if user is None else (
        "setpriv", f"--reuid={USERS[user]}", f"--regid={GROUP}",
        "--clear-groups")
    with site.mailbox():
        return Verdict(apart(AS_IN_THE_PACKAGE, folder, *become, program(),
                             "check", "--data", os.path.join(folder, "data"),
                             "--conf", site.conf))


def migrated(folder):
    same(apart(AS_IN_THE_PACKAGE, folder, program(), "migrate", "--data",
               os.path.join(folder, "data")).returncode, 0)


@case
def with_a_user_for_each_role_every_one_of_them_may_check(site):
    if os.geteuid() != 0:
        return      # who is not root has no other users
    folder = shared(site)
    seen = checked_as(site, folder)
    contains(seen.errors, 'run "fourways migrate --data ')
    same(seen.words("data closed to others"), {"BAD"})
    migrated(folder)
    seen = checked_as(site, folder)
    same((seen.code, seen.errors, seen.not_good()), (0, "", set()))
    same(seen.said("data folder"), "each role has a user of its own")
    office = {"office database and an admin", "audit log"}
    for user, closed in (
            ("fourways-admin", {"keys"}),
            ("fourways-public", {"keys", "data closed to others", *office}),
            ("fourways-courier", {"keys", "data closed to others", *office})):
        seen = checked_as(site, folder, user)
        same((seen.code, seen.errors, seen.not_good()), (0, "", closed), user)
        for name in closed:
            contains(seen.said(name), f"is closed to {user}, as it should be")
        same("not signed in" in seen.said("mail server"),
             user != "fourways-courier", user)


@case
def what_is_not_the_roles_there_is_named(site):
    if os.geteuid() != 0:
        return
    folder = os.path.join(site.folder, "shared")
    data = os.path.join(folder, "data")
    os.chmod(os.path.join(data, "office.db"), 0o660)
    os.chown(os.path.join(data, "keys", "form.key"), 0, 0)
    os.chown(site.password, NOBODY, 0)
    seen = checked_as(site, folder)
    same(seen.words("data closed to others", "passwords closed to others"),
         {"BAD"})
    contains(seen.errors, f"{data}/office.db belongs to fourways-admin with "
             "mode 660 and should belong to fourways-admin with 600; run")
    contains(seen.errors, f"{data}/keys/form.key belongs to root with mode "
             "400 and should belong to fourways-public with 400; run")
    contains(seen.errors, "and the courier, which needs it, is "
             "fourways-courier; run chown on it")
    os.chown(site.password, USERS["fourways-courier"], GROUP)
    migrated(folder)
    same(checked_as(site, folder).not_good(), set())
    os.chown(site.password, 0, 0)


# ---- version ----

LIBRARIES = {   # name there: how pkg-config calls it, what the program needs
    "SQLite": ("sqlite3", "libsqlite3"),
    "libpq": ("libpq", "libpq"),
    "libsodium": ("libsodium", "libsodium"),
    "OpenSSL": ("openssl", "libssl libcrypto"),
    "md4c": ("md4c", "libmd4c"),
    "libcyaml": ("libcyaml", "libcyaml"),
    "libyaml": ("yaml-0.1", "libyaml-0"),
    "libical": ("libical", "libical"),
    "jansson": ("jansson", "libjansson"),
    "liboath": ("liboath", "liboath"),
    "libqrencode": ("libqrencode", "libqrencode"),
    "zlib": ("zlib", "libz"),
    "brotli": ("libbrotlienc", "libbrotlienc"),
    "libcurl": ("libcurl", "libcurl"),
    "libxml2": ("libxml-2.0", "libxml2"),
    "glibc": (None, "libc libm"),
}
OF_A_SANITIZER = {"libasan", "libubsan", "libtsan", "libgcov"}


def output(*words):
    return subprocess.run(words, check=True, capture_output=True,
                          text=True).stdout


@case
def version_names_every_library_with_its_licence(_):
    done = command("version")
    same((done.returncode, done.stderr), (0, ""))
    rows = {name: (version, licence) for name, version, licence in
            (line.split(None, 2) for line in done.stdout.splitlines())}
    same(set(rows), {"fourways", "Kore", "tzdata", *LIBRARIES})
    for name, (module, _) in LIBRARIES.items():
        if module:
            same(rows[name][0], output("pkg-config", "--modversion",
                                       module).strip(), name)
    same(rows["Kore"], ("4.1.0", "ISC"))
    same(rows["tzdata"], (zones_expected()[0], "public domain"))
    for name, licence in (("SQLite", "public domain"), ("liboath",
                          "LGPL-2.1-or-later"), ("OpenSSL", "Apache-2.0")):
        same(rows[name][1], licence, name)


@case
def the_program_needs_no_library_that_version_does_not_name(_):
    needed = {name.split(".so")[0] for name in re.findall(
        r"NEEDED.*\[(.*)\]", output("readelf", "-d", program()))}
    named = {library for _, libraries in LIBRARIES.values()
             for library in libraries.split()}
    same(needed - named - OF_A_SANITIZER, set(), "not named")
    lacks(" ".join(named - needed - {"libm"}), "lib", "named for nothing")


@case
def one_that_says_nothing_is_not_waited_for_long(site):
    site.mute.join(SILENT_AT_MOST)
    assert not site.mute.is_alive(), f"still waiting after {SILENT_AT_MOST} s"
    contains(site.mute.errors, "the mail server did not answer in time; see")


if __name__ == "__main__":
    here = Site()
    try:
        code = run(here)
    finally:
        shutil.rmtree(here.folder, ignore_errors=True)
    sys.exit(code)
