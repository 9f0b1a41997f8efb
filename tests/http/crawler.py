"""Follows every link of the public site and keeps what came.

Pages of a kind that is many (the results of the assessment and what hangs on
each) are read up to a bound; their links are all followed.
"""

import collections
import functools
import re
from urllib.parse import urljoin, urlsplit

import client
from client import Client, Connection
from document import Document
from page_rules import css_addresses, loaded_addresses
from tap import same

BASE = "https://fourways.example"       # what the pages say they are
CODE = re.compile(
    r"(?:(?<=/assessment)|(?<=/vs))/[a-z]+(?:-[a-z]+){3}(?=[/.]|$)")
READ_OF_A_KIND = 12
# What is measured, and what a client that knows it says.
CODINGS = {"gzip": "gzip", "brotli": "gzip, br"}
ID = re.compile(r"<[^>]*\sid=\"([^\"]*)\"")

# Where a crawl begins: what is linked, and what only a visitor makes.
SEEDS = (
    # address, status
    ("/", 200),
    ("/sitemap.xml", 200),
    ("/robots.txt", 200),
    ("/feed.xml", 200),
    ("/favicon.svg", 200),
    ("/search", 200),
    ("/search?q=hiring", 200),
    ("/search?q=event+loop", 200),
    ("/search?q=xylophone", 200),
    ("/search?q=%3Cscript%3E", 200),
    ("/assessment/mix-rules-long-two", 200),        # single
    ("/assessment/js-rules-long-two", 200),         # single, overruled
    ("/assessment/jvm-rules-long-nofe", 200),       # single, thin evidence
    ("/assessment/js-rules-long-one", 200),         # close
    ("/assessment/js-data-grow-poly", 200),         # hybrid
    ("/assessment/js-data-mvp-one", 200),           # hybrid, a tension
    ("/assessment/py-io-mvp-two", 200),             # start-one
    ("/assessment/js-rules-long-two/vs/js-rules-mvp-two", 200),
    ("/assessment/js-data-grow-poly/vs?with=x", 422),
    ("/assessment?team=js&hard=none&go=1", 422),
    ("/assessment/js-data-grow-xyz", 404),
    ("/book?tz=Mars/Phobos", 422),
    ("/nowhere", 404),
    ("/guides/nowhere", 404),
)


class Visit:
    """What one address answered."""

    def __init__(self, target, answer):
        self.target, self.answer = target, answer
        self.read = False               # its links were followed

    @property
    def status(self):
        return self.answer.status

    @property
    def kind(self):
        return self.answer.get("content-type").split(";")[0]

    @property
    def is_page(self):
        return self.kind == "text/html"

    @property
    def path(self):
        return urlsplit(self.target).path

    @functools.cached_property
    def document(self):
        return Document(self.answer.text)

    @functools.cached_property
    def ids(self):
        return set(ID.findall(self.answer.text))


def local(address, page):
    """The path, query and fragment an address of ours names on `page`, or
    None where it leads elsewhere."""
    whole = urlsplit(urljoin(BASE + page, address))
    if f"{whole.scheme}://{whole.netloc}" != BASE:
        return None
    target = whole.path + (f"?{whole.query}" if whole.query else "")
    return target, whole.fragment


def kind_of(target):
    """Pages that only differ in their answers are of one kind."""
    parts = urlsplit(target)
    names = re.sub("=[^&]*", "", parts.query)
    return CODE.sub("/CODE", parts.path) + (f"?{names}" if names else "")


class Crawl:
    """Every address reached, and every link with where it stood."""

    def __init__(self, port, seeds=SEEDS):
        self.port = port
        self.visits = {}                # target: Visit
        self.links = []                 # (page, target, fragment)
        self.wanted = dict(seeds)       # target: the status it is to have
        self.connection = None
        self._read = collections.Counter()
        self._sizes = {}

    def run(self):
        todo = collections.deque(self.wanted)
        while todo:
            target = todo.popleft()
            if target not in self.visits:
                visit = self.visits[target] = Visit(target, self.get(target))
                todo.extend(self.follow(visit))
                # Now, before the many have filled the room that the server
                # has for packed results.
                if visit.read and visit.status == 200:
                    for coding in CODINGS:
                        self.wire_size(target, coding)
        return self

    def get(self, target, **headers):
        """GET over one connection for all, opened anew where it closed."""
        lines = {"Host": urlsplit(BASE).netloc, **{
            name.replace("_", "-"): value for name, value in headers.items()}}
        head = f"GET {target} HTTP/1.1\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in lines.items())
        for _ in range(2):
            if self.connection is None:
                self.connection = Connection(self.port)
            try:
                self.connection.send(head.encode("ascii") + b"\r\n")
                return self.connection.read()
            except (client.Closed, ConnectionError):
                self.connection.close()
                self.connection = None
        raise AssertionError(f"no answer to {target}")

    def add(self, target, answer):
        """A page that only a form leads to; it is read like any other."""
        self.wanted[target] = answer.status
        self.visits[target] = Visit(target, answer)
        for found in self.follow(self.visits[target]):
            self.visits.setdefault(found, Visit(found, self.get(found)))

    def follow(self, visit):
        """Notes the links of a visit; the targets they lead to."""
        if visit.is_page and self.is_to_be_read(visit):
            visit.read = True
            found = page_addresses(visit)
        elif visit.kind == "text/css":
            found = css_addresses(visit.answer.text)
        elif visit.kind in ("application/xml", "text/xml"):
            found = re.findall("<loc>([^<]*)</loc>", visit.answer.text)
        else:
            found = []
        ours = [there for there in (local(address, visit.target)
                                    for address in found) if there]
        self.links += [(visit.target, *there) for there in ours]
        return [target for target, _ in ours]

    def is_to_be_read(self, visit):
        kind = kind_of(visit.target)
        if kind == visit.target or visit.target in self.wanted:
            return True
        self._read[kind] += 1
        return self._read[kind] <= READ_OF_A_KIND

    @property
    def pages(self):
        """Every page whose links were followed."""
        return [visit for visit in self.visits.values()
                if visit.is_page and visit.read]

    @property
    def indexed(self):
        """The pages a search engine keeps, each once."""
        return [visit for visit in self.pages if visit.status == 200 and
                visit.document.links("canonical") == [BASE + visit.target]]

    def weight(self, page, coding):
        """Bytes on the wire of a page and all it loads, heads and all."""
        targets, todo = set(), [page.target]
        while todo:
            target = todo.pop()
            targets.add(target)
            visit = self.visits[target]
            loaded = (css_addresses(visit.answer.text)
                      if visit.kind == "text/css" else
                      shown_addresses(visit.document) if visit.is_page else ())
            todo += [there[0] for address in loaded
                     if (there := local(address, target)) and
                     there[0] in self.visits and there[0] not in targets]
        return sum(self.wire_size(target, coding) for target in targets)

    def wire_size(self, target, coding):
        if (target, coding) not in self._sizes:
            answer = self.get(target, Accept_Encoding=CODINGS[coding])
            head = sum(len(f"{name}: {value}\r\n")
                       for name, value in answer.headers)
            self._sizes[target, coding] = len(
                "HTTP/1.1 200 OK\r\n\r\n") + head + len(answer.body)
        return self._sizes[target, coding]


def shown_addresses(document):
    """What a browser asks for to show the page."""
    return [address for element, address in loaded_addresses(document)
            if element.tag not in ("form", "button")]


def page_addresses(visit):
    """Every address a page names, to go to or to load."""
    document = visit.document
    return [element.get("href") for element in document.all(
        "a", "area", "link")] + shown_addresses(document)


def book(crawl):
    """What only a sent form leads to: its refusal and the booking's page."""
    visitor = Client(crawl.port)
    form = visitor.get("/book").page.form("/book")
    slot = form.values("slot")[0]
    refused = visitor.post("/book", form.fields(slot=slot, email="no address"))
    same(refused.status, 422, "a form with mistakes")
    crawl.add("/book?refused", refused)
    booked = visitor.post("/book", form.fields(
        slot=slot, name="Ada Example", email="ada@example.org",
        consent="yes"))
    same(booked.status, 303, "a form without")
    crawl.add("/booking", visitor.get(booked.get("location")))


def crawl_all(port):
    """A crawl of the server there, with what a visitor's forms lead to."""
    crawl = Crawl(port).run()
    book(crawl)
    return crawl
