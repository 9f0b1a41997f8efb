"""Every route of app/web/routes.c with something real in its parameters, for
tests that ask all of them; and the clients that ask."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "http"))

# pylint: disable=wrong-import-position
from client import Client  # noqa: E402
from server import EMAIL, PASSPHRASE, ROOT  # noqa: E402
from tap import same  # noqa: E402

ROW = re.compile(r'\{\s*(GET|POST),\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*(\w+)\s*\}')


def routes():
    """(method, path, gate) of each row."""
    with open(os.path.join(ROOT, "app", "web", "routes.c"),
              encoding="utf-8") as text:
        rows = [(method, path, gate) for method, path, _, gate, _
                in ROW.findall(text.read())]
    assert len(rows) > 80, f"only {len(rows)} routes were read"
    return rows


def is_desk(gate):
    return gate in ("ADMIN_LOCAL", "ADMIN_DOOR", "ADMIN", "ADMIN_FRESH")


class Site:
    """A running site with a call booked, and the owner signed in."""

    def __init__(self, server):
        self.server = server
        self.visitor = Client(server.port)
        form = self.visitor.get("/book").page.form("/book")
        booked = self.visitor.post("/book", form.fields(
            slot=form.values("slot")[0], name="Ada Example",
            email="ada@example.org", message="Hello", consent="yes"))
        same(booked.status, 303, "booking")
        self.token = booked.get("location").split("/")[-1]
        self.owner = Client(server.admin_port)
        same(self.owner.post("/admin/login", {
            "email": EMAIL, "password": PASSPHRASE},
            {"Origin": self.owner.origin}).status, 303, "signing in")
        page = self.owner.get("/admin/settings").text
        self.form_token = re.search(r'name="token" value="([^"]+)"',
                                    page).group(1)
        self.style = re.search(r"/assets/([^\"]+\.css)", page).group(1)
        self.picture = re.search(r"/pictures/([^\"]+)", self.visitor.get(
            "/guides/how-to-choose").text).group(1)

    def target(self, path):
        """A row's path with what is there in the place of its names."""
        values = {"slug": "how-to-choose", "pair": "node-vs-python",
                  "token": self.token, "code": "js-data-grow-poly",
                  "file": self.picture if "pictures" in path else self.style,
                  "id": "node" if path.startswith("/stacks") else "1"}
        return re.sub(r":(\w+)", lambda name: values[name.group(1)], path)

    def client(self, gate):
        return self.owner if is_desk(gate) else self.visitor

    def gets(self):
        """(gate, path, answer) of every GET there is."""
        for method, path, gate in routes():
            if method == "GET":
                yield gate, path, self.client(gate).get(self.target(path))
