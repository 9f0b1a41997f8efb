"""Debian's Radicale on a free port of this machine: a calendar server that
nobody here wrote, with one user and one calendar."""

import base64
import os
import re
import subprocess
import tempfile
import urllib.error
import urllib.request

from server import free_port, wait_for

PYTHON = "/usr/bin/python3"     # the one that python3-radicale is for
USER, PASSWORD = "owner", "a calendar's own password"


class Radicale:
    """The server from ready to ended; what it stores goes with it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="fourways-radicale-")
        self.port = free_port()
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/{USER}/calls/"

    def __enter__(self):
        users = os.path.join(self.folder.name, "users")
        with open(users, "w", encoding="utf-8") as out:
            out.write(f"{USER}:{PASSWORD}\n")
        self.process = subprocess.Popen(
            [PYTHON, "-m", "radicale", "--config", "", "--hosts",
             f"127.0.0.1:{self.port}", "--auth-type", "htpasswd",
             "--auth-htpasswd-filename", users,
             "--auth-htpasswd-encryption", "plain", "--auth-delay", "0",
             "--storage-filesystem-folder",
             os.path.join(self.folder.name, "store")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=self.folder.name)
        try:
            wait_for(self.is_up, 20, "Radicale answers")
            self.ask("MKCALENDAR", self.url, wanted=201)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def is_up(self):
        try:
            self.ask("OPTIONS", f"http://127.0.0.1:{self.port}/")
        except OSError:
            return False
        return True

    def ask(self, method, url, body=None, headers=None, wanted=None):
        """(code, headers, text) of a request with the owner's password."""
        sign = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(
            url, None if body is None else body.encode(),
            {"Authorization": f"Basic {sign}",
             "Content-Type": "text/calendar; charset=utf-8",
             **(headers or {})}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                got = answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refused:
            got = refused.code, refused.headers, refused.read().decode()
        if wanted is not None and got[0] != wanted:
            raise AssertionError(f"{method} {url}: {got[0]} {got[2]}")
        return got

    def put(self, name, *lines):
        """An event of the owner's: its lines stand in a VEVENT."""
        text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0",
                            "PRODID:-//Owner//EN", "BEGIN:VEVENT",
                            f"UID:{name}", "DTSTAMP:20260101T000000Z", *lines,
                            "END:VEVENT", "END:VCALENDAR", ""))
        code, _, said = self.ask("PUT", f"{self.url}{name}.ics", text)
        assert code in (201, 204), (code, said)

    def delete(self, name):
        self.ask("DELETE", f"{self.url}{name}", wanted=200)

    def names(self):
        """The files in the calendar."""
        _, _, text = self.ask(
            "PROPFIND", self.url, '<?xml version="1.0"?><propfind'
            ' xmlns="DAV:"><prop><getetag/></prop></propfind>',
            {"Depth": "1", "Content-Type": "application/xml"}, wanted=207)
        return sorted(re.findall(r"<href>[^<]*/([^/<]+\.ics)</href>", text))

    def read(self, name):
        """An event's properties by their names, folds taken out."""
        text = self.ask("GET", f"{self.url}{name}", wanted=200)[2]
        lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)
