"""The real program on free ports of this machine, for one test program.

Every server gets a data folder of its own from `fourways init` and a copy of
conf/ with the settings a test needs. What it starts it ends, by process id.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import on_server
from tap import case

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
EMAIL = "owner@example.org"
PASSPHRASE = "a quiet harbour in november"
SANITIZED = os.environ.get("FOURWAYS_SANITIZED", "") == "yes"
# The folder of a PostgreSQL server's socket, where the data shall be there.
POSTGRES = os.environ.get("FOURWAYS_POSTGRES", "")

# So that a test may do in seconds what a visitor does in a day.
QUIET = {"limits.connections_per_address": "0",
         "limits.posts_per_10_minutes": "0",
         "limits.leads_per_hour": "0",
         "limits.form_seconds": "0",
         "limits.bookings_per_email": "0",
         "limits.signins_per_minute": "0",
         "limits.failed_signins": "0",
         "max_per_day": "0"}


def program():
    """The program under test: what meson says, or the usual build."""
    given = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        ROOT, "build", "fourways")
    return os.path.abspath(given)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_setting(text, key, value):
    """conf/site.yaml with one key set; "a.b" is b under a."""
    for depth, name in enumerate(path := key.split(".")):
        last = depth == len(path) - 1
        start = 0 if depth == 0 else start
        found = re.compile(
            rf"^{'  ' * depth}{name}:(.*)$", re.MULTILINE).search(text, start)
        if not found:
            raise AssertionError(f"conf/site.yaml has no {key}")
        if not last and "{" in found.group(1):
            inner, count = re.subn(
                rf"\b{path[-1]}:\s*[^,}}]+", f"{path[-1]}: {value}",
                found.group(1))
            assert count == 1, f"conf/site.yaml has no {key}"
            return text[:found.start(1)] + inner + text[found.end(1):]
        start = found.end()
    return text[:found.start(1)] + f" {value}" + text[found.end(1):]


def copy_conf(folder, settings):
    shutil.copytree(os.path.join(ROOT, "conf"), folder)
    path = os.path.join(folder, "site.yaml")
    with open(path, encoding="utf-8") as site:
        text = site.read()
    for key, value in settings.items():
        text = with_setting(text, key, value)
    with open(path, "w", encoding="utf-8") as site:
        site.write(text)


def run(*words, **options):
    """A command of the program, with its output."""
    return subprocess.run([program(), *words], capture_output=True, text=True,
                          timeout=60, check=False, cwd=ROOT, **options)


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return dict(line.rstrip("\n").split(":\t", 1) for line in status
                    if ":\t" in line)


def parents():
    """The parent of every process there is, as one look finds them."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, KeyError):
                found[int(name)] = int(status_of(name)["PPid"])
    return found


def children_of(pid):
    """Every process below pid, itself not among them."""
    parent_of = parents()
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        below = [child for child, of in parent_of.items() if of == parent]
        found += below
        todo += below
    return found


def is_alive(pid):
    try:
        return status_of(pid)["State"][0] != "Z"
    except (OSError, KeyError):
        return False


def all_gone(pids, seconds, sentence):
    seconds *= 5 if SANITIZED else 1
    wait_for(lambda: not any(is_alive(pid) for pid in pids), seconds, sentence)


def wait_for(what, seconds, sentence):
    """Until what() is true; the answer is what it gave, or a failure."""
    deadline = time.monotonic() + seconds
    while True:
        seen = what()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {sentence}")
        time.sleep(0.02)


class Server:
    """`fourways serve` with all roles, from ready to stopped."""

    ready_within = 60 if SANITIZED else 15  # seconds

    def __init__(self, settings=None, options=(), folder=None, workers=2,
                 assets=os.path.join(ROOT, "assets"), url=None):
        self.folder = folder or tempfile.mkdtemp(prefix="fourways-")
        self.owns = folder is None
        self.data = os.path.join(self.folder, "data")
        self.conf = os.path.join(self.folder, "conf")
        self.log_path = os.path.join(self.folder, "log")
        self.passphrase_file = os.path.join(self.folder, "passphrase")
        self.assets = assets
        self.options = ["--workers", str(workers), *options]
        if "--demo" in options and "--demo-leads" not in options:
            # Three people are there at once, two hundred take their time.
            self.options += ["--demo-leads", "3"]
        self.port, self.admin_port = free_port(), free_port()
        self.process, self.ready, self.ready_seconds = None, "", 0.0
        self.user = None  # a number, for a program that runs as another
        self.url = url  # of its database on a PostgreSQL server
        fresh = not os.path.exists(self.data) and \
            "--demo" not in self.options
        if fresh and POSTGRES and not url:
            self.url = on_server.make()
        if not os.path.exists(self.conf):
            where = {"database": self.url} if self.url else {}
            copy_conf(self.conf, {**QUIET, **where, **(settings or {})})
        if fresh:
            self.init()

    def init(self):
        with open(self.passphrase_file, "w", encoding="utf-8") as out:
            out.write(PASSPHRASE + "\n")
        done = run("init", "--data", self.data, "--email", EMAIL,
                   "--passphrase-file", self.passphrase_file,
                   "--recovery-file", os.path.join(self.folder, "recovery"),
                   *(["--database", self.url] if self.url else []))
        if done.returncode != 0:
            raise AssertionError(f"init: {done.returncode} {done.stderr}")

    def command(self):
        return [program(), "serve", "--data", self.data, "--conf", self.conf,
                "--assets", self.assets,
                "--listen", f"127.0.0.1:{self.port}",
                "--admin-listen", f"127.0.0.1:{self.admin_port}",
                *self.options]

    def start(self):
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=subprocess.PIPE, stderr=log,
                stdin=subprocess.DEVNULL, text=True, cwd=self.folder,
                user=self.user, group=self.user)
        give_up = threading.Timer(self.ready_within, self.process.kill)
        give_up.start()
        for line in self.process.stdout:
            if line.startswith("ready "):
                self.ready = line.strip()
                break
        give_up.cancel()
        self.ready_seconds = time.monotonic() - began
        if not self.ready:
            raise AssertionError(f"serve did not get ready: {self.log()}")
        return self

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    @property
    def pid(self):
        return self.process.pid

    def processes(self):
        return [self.pid, *children_of(self.pid)]

    def workers(self):
        """The processes that meet visitors: those in the sandbox."""
        found = []
        for pid in children_of(self.pid):
            with contextlib.suppress(OSError, KeyError):
                if status_of(pid)["Seccomp"] == "2":
                    found.append(pid)
        return found

    def rss_kib(self):
        return sum(int(status_of(pid)["VmRSS"].split()[0])
                   for pid in self.processes())

    def pss_kib(self):
        """Memory of all processes, with what they share counted once."""
        total = 0
        for pid in self.processes():
            try:
                with open(f"/proc/{pid}/smaps_rollup",
                          encoding="utf-8") as rollup:
                    total += int(re.search(r"^Pss:\s+(\d+)", rollup.read(),
                                           re.MULTILINE).group(1))
            except PermissionError:
                # Closed to all but root: counted as if nothing were shared.
                total += int(status_of(pid)["VmRSS"].split()[0])
        return total

    def stop(self):
        """SIGTERM, and the exit code; the last resort is SIGKILL."""
        if self.process.poll() is not None:
            return self.process.returncode
        everyone = self.processes()
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20 if SANITIZED else 10)
        except subprocess.TimeoutExpired:
            for pid in everyone:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
            raise AssertionError("serve did not stop on SIGTERM") from None

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        try:
            if self.process is not None:
                self.stop()
        finally:
            if self.process is not None:
                self.process.stdout.close()
            if self.owns:
                shutil.rmtree(self.folder, ignore_errors=True)
                if self.url:
                    on_server.drop(self.url)


def place_of(server):
    """The URL of the database that its data are in; "" for files."""
    try:
        with open(os.path.join(server.data, "database"),
                  encoding="utf-8") as note:
            return note.read().strip()
    except FileNotFoundError:
        return ""


def opened(server, name, readonly):
    if url := place_of(server):
        return on_server.connect(url, name.removesuffix(".db"), readonly)
    import sqlite3
    path = os.path.join(server.data, name)
    return contextlib.closing(sqlite3.connect(
        f"file:{path}?mode={'ro' if readonly else 'rw'}", uri=True, timeout=5,
        isolation_level=None))


def database(server, name="intake.db"):
    """The server's database, to look at only."""
    return opened(server, name, True)


def writing(server, name="intake.db"):
    """The same to change, each statement at once."""
    return opened(server, name, False)


def rows(server, table):
    with database(server) as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def everything(server):
    """Every row of every table there is, as {(database, table): rows}."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname =" \
        " current_schema()" if place_of(server) else \
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
    kept = {}
    for name in ("intake.db", "office.db"):
        with database(server, name) as db:
            for (table,) in db.execute(tables).fetchall():
                kept[name, table] = sorted(map(repr, db.execute(
                    f'SELECT * FROM "{table}"').fetchall()))
    return kept


def files_of(server, folder=None):
    """Every file where the server could have written, or its database."""
    places = [folder or server.folder]
    if place_of(server):
        places += on_server.files()
    for place in places:
        if os.path.isfile(place):
            yield place
        for parent, _, names in os.walk(place):
            yield from (os.path.join(parent, name) for name in names)


def case_of_files(function):
    """A test case about SQLite's files: with a PostgreSQL server there is no
    such case."""
    return function if POSTGRES else case(function)


def case_of_server(function):
    """The other way round."""
    return case(function) if POSTGRES else function
