"""One server of the comparison: how it is set up, started and ended."""

import contextlib
import http.client
import json
import os
import sqlite3
import subprocess
import time

import contract
import nginx
import ours
from load import Job, Target
from machine import HERE, STATE, house

PEERS = os.path.join(HERE, "peers")
STATIC = os.path.join(STATE, "static")
BUILT = os.path.join(STATE, "peers")
OURS = "fourways"
WORKERS = 2
SETUP_SECONDS = 900
START_SECONDS = 60


class Peer:
    """A folder of peers/: peer.json, setup.sh, start.sh, footprint.sh."""

    def __init__(self, name):
        self.name = name
        self.folder = os.path.join(PEERS, name)
        self.out = os.path.join(BUILT, name)
        with open(os.path.join(self.folder, "peer.json"),
                  encoding="utf-8") as read:
            said = json.load(read)
        self.label, self.jobs = said["label"], said["jobs"]
        self.limit = said["limit"]

    def environment(self, port=0, database=""):
        return {**os.environ, "HERE": self.folder, "OUT": self.out,
                "STATE": STATE, "STATIC": STATIC, "PORT": str(port),
                "COMMON": contract.COMMON, "WORKERS": str(WORKERS),
                "DB": database, "NGINX": nginx.binary(), "TOOLS": tools()}

    def script(self, name):
        return os.path.join(self.folder, name)

    def why_not(self):
        """Why this machine has not got it, or None."""
        try:
            with open(self.out + ".failed", encoding="utf-8") as reason:
                return reason.read()
        except OSError:
            return None if os.path.isdir(self.out) else "is not set up"

    def setup(self):
        """Whether it could be built; the reason is kept where not."""
        os.makedirs(self.out, exist_ok=True)
        log = self.out + ".log"
        with contextlib.suppress(OSError):
            os.unlink(self.out + ".failed")
        with open(log, "w", encoding="utf-8") as out:
            try:
                code = subprocess.run(
                    [self.script("setup.sh")], env=self.environment(),
                    stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                    timeout=SETUP_SECONDS, check=False).returncode
            except subprocess.TimeoutExpired:
                code, _ = 1, out.write(f"not within {SETUP_SECONDS} s\n")
        if code == 0:
            return True
        with open(log, encoding="utf-8", errors="replace") as read:
            lines = read.read().strip().splitlines() or ["setup.sh failed"]
        self.keep_reason(lines[-1][:120])
        return False

    def keep_reason(self, words):
        with open(self.out + ".failed", "w", encoding="utf-8") as reason:
            reason.write(words)

    def footprint_mib(self):
        """What it needs on the disk besides the system."""
        if not os.path.exists(self.script("footprint.sh")):
            return None
        said = subprocess.run([self.script("footprint.sh")], check=True,
                              env=self.environment(), capture_output=True,
                              text=True).stdout
        return round(sum(map(size_mib, said.split())), 1)

    def start(self, port, database):
        with open(self.out + ".run.log", "ab") as log:
            return subprocess.Popen(
                [self.script("start.sh")], stdin=subprocess.DEVNULL,
                env=self.environment(port, database), stdout=log, stderr=log)

    @contextlib.contextmanager
    def server(self):
        """It runs on fresh data; gives what a visit needs."""
        database = contract.fresh_database(os.path.join(STATE, "run"))
        port = house.free_port()
        began = time.monotonic()
        process = self.start(port, database)
        visit = Visit(port, lambda: [process.pid,
                                     *house.children_of(process.pid)],
                      lambda: contract_rows(database))
        path = contract.GUIDE if "page" in self.jobs else contract.LISTS[0]
        try:
            house.wait_for(lambda: visit.answers(path)
                           or process.poll() is not None, START_SECONDS,
                           f"{self.label} answers")
            if process.poll() is not None:
                raise RuntimeError(f"ended at once, see {self.out}.run.log")
            visit.cold = (time.monotonic() - began) * 1000
            yield visit
        finally:
            end(process)


class Visit:
    """One start of a server, and the jobs asked of it."""

    def __init__(self, port, pids, rows):
        self.port, self.pids, self.rows = port, pids, rows
        self.cold = 0.0
        self.jobs = dict(contract.JOBS)
        self.targets = {}

    def get(self, path, method="GET", body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=20)
        try:
            given = dict(line.split(": ", 1) for line in headers)
            if body is not None:
                given["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def answers(self, path):
        """Whether it is there; a list may ask for a session first."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get(path)[0] in (200, 401)

    def one(self, job, line=0):
        """The answer to one request of a job."""
        asked = self.jobs[job]
        method, path, *body = asked.lines[line].split(" ", 2)
        return self.get(path, method, body[0] if body else None,
                        asked.headers)

    def prepare(self):
        """The 304 wants this server's own ETag."""
        page = self.jobs["page"]
        etag = self.one("page")[1].get("ETag", "")
        self.jobs["page 304"] = Job(page.lines, (f"If-None-Match: {etag}",))

    def target(self, job):
        if job not in self.targets:
            self.targets[job] = Target(
                f"http://127.0.0.1:{self.port}", self.pids,
                self.rows if job == "booking" else None)
        return self.targets[job]


class OursVisit(Visit):
    """The same of Fourways, whose desk has a port of its own."""

    def __init__(self, server):
        super().__init__(server.port, server.processes, server.rows)
        self.server = server
        page = ours.page(ours.page_path(server))
        self.jobs = {"page": page,
                     "page gzip": Job(page.lines, ("Accept-Encoding: gzip",)),
                     "assessment": ours.assessments(),
                     "list": ours.lists(server, 10000),
                     "booking": ours.bookings(server)}
        self.cold = server.ready_seconds * 1000

    def target(self, job):
        target = super().target(job)
        if job == "list":
            target.url = f"http://127.0.0.1:{self.server.admin_port}"
        return target


class Ours:
    """Fourways as one of the peers."""

    name, label, limit = OURS, "Fourways", False
    jobs = list(contract.JOBS)

    def why_not(self):
        there = os.path.exists(house.program())
        return None if there else f"{house.program()} is not built"

    def setup(self):
        return self.why_not() is None

    def footprint_mib(self):
        parts = [house.program(), *(os.path.join(house.ROOT, name) for name in
                                    ("assets", "conf"))]
        libraries = ("libsodium23", "libsqlite3-0", "libmd4c0", "libical3",
                     "libcyaml1", "libjansson4", "libcurl4")
        return round(sum(map(size_mib, [
            *parts, *(f"pkg:{name}" for name in libraries)])), 1)

    @contextlib.contextmanager
    def server(self):
        filler = os.path.join(tools(), "fill_leads")
        with ours.Ours(ours.filled(filler, 10000), workers=WORKERS) as server:
            yield OursVisit(server)


def tools():
    return os.path.join(os.path.dirname(house.program()), "tests", "bench")


def size_mib(what):
    """A path, or an installed package as pkg:NAME, in MiB."""
    if what.startswith("pkg:"):
        said = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Installed-Size}\n", what[4:]],
            capture_output=True, text=True, check=False).stdout
    else:
        said = subprocess.run(["du", "-skL", what], capture_output=True,
                              text=True, check=False).stdout
    return int(said.split()[0]) / 1024 if said.split() else 0.0


def contract_rows(database):
    with contextlib.closing(sqlite3.connect(database, timeout=5)) as db:
        return db.execute("SELECT count(*) FROM leads").fetchone()[0]


def end(process):
    """SIGTERM for it and all below it, SIGKILL for who stays."""
    everyone = [process.pid, *house.children_of(process.pid)]
    process.terminate()
    for pid in everyone:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 15)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
    for pid in everyone:
        if house.is_alive(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
    process.wait(5)
