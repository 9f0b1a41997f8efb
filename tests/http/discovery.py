#!/usr/bin/env python3
"""What feed readers and search engines are told: the feed, the site map,
robots.txt, and what pages say of themselves, each read by somebody else's
parser and held against the page a visitor sees.
"""

import gzip
import html
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date, datetime
from urllib.parse import urlsplit

import common
from client import Client
from server import ROOT, Server
from tap import case, contains, lacks, run, same

SITE = "https://fourways.example"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# RFC 3339, 5.6, as far as RFC 4287 allows it: capital T and Z.
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?"
                     r"(Z|[+-]\d\d:\d\d)")
BUDGET = 50 * 1024      # of a page over the wire
FEED_BUDGET = 64 * 1024 # of nine guides in full, which readers ask for rarely
TITLE = 'R&D </script> "or" Java\'s &amp;'


def with_line(text, key, value):
    """A guide's file with one line of its front matter changed."""
    text, count = re.subn(rf"^{key}: .*$", lambda _: f"{key}: {value}", text,
                          count=1, flags=re.MULTILINE)
    same(count, 1, key)
    return text


def change_guides(folder):
    """Three dates of each guide that cannot be taken for one another, and one
    title that would like to be markup."""
    guides = [name for name in os.listdir(folder) if name.endswith(".md")]
    for day, name in enumerate(sorted(guides), 1):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as guide:
            text = guide.read()
        for month, key in ((3, "published"), (4, "updated"), (5, "checked")):
            text = with_line(text, key, f"2026-{month:02}-{day:02}")
        if name == "java.md":
            text = with_line(text, "title", json.dumps(TITLE))
        with open(path, "w", encoding="utf-8") as guide:
            guide.write(text)


class Changed(Server):
    """With guides of its own, as change_guides makes them."""

    def command(self):
        shipped = os.path.join(ROOT, "assets")
        assets = os.path.join(self.folder, "assets")
        shutil.copytree(shipped, assets)
        change_guides(os.path.join(assets, "guides"))
        return [assets if word == shipped else word
                for word in super().command()]


def get(server, path, **headers):
    answer = Client(server.port).get(path, headers)
    same(answer.status, 200, path)
    return answer


def path_of(address):
    assert address.startswith(f"{SITE}/"), address
    return address[len(SITE):]


def feed_of(server):
    return ElementTree.fromstring(get(server, "/feed.xml").body)


def entries_of(server):
    """The entries by the path of their page."""
    return {path_of(entry.find(f"{ATOM}link").get("href")): entry
            for entry in feed_of(server).findall(f"{ATOM}entry")}


def map_of(server):
    """(path, last modification or None) of each page in the site map."""
    root = ElementTree.fromstring(get(server, "/sitemap.xml").body)
    same(root.tag, f"{MAP}urlset")
    return [(path_of(url.findtext(f"{MAP}loc")), url.findtext(f"{MAP}lastmod"))
            for url in root]


def guides_of(server):
    index = get(server, "/guides").page
    found = sorted({link for link in index.links
                    if re.fullmatch(r"/guides/[a-z0-9-]+", link)}
                   - {"/guides/sources", "/guides/disagreements"})
    assert len(found) >= 2, found
    return found


def visible_dates(text):
    """The days a guide shows to its readers."""
    shown = dict(re.findall(r"<dt>([^<]*)</dt><dd><time datetime=\"([^\"]*)\"",
                            text))
    return shown["Published"], shown["Updated"], shown["Facts checked"]


def things(page):
    """What the data in a page speak of, by type."""
    found = {}
    for text in page.data:
        data = json.loads(text)
        same(data["@context"], "https://schema.org")
        for one in data["@graph"]:
            assert one["@type"] not in found, one
            found[one["@type"]] = one
    return found


def only(element, name):
    found = element.findall(f"{ATOM}{name}")
    same(len(found), 1, f"number of {name}")
    return found[0]


def is_day(text):
    return date.fromisoformat(text).isoformat() == text


# ---- the feed ----

@case
def the_feed_is_served_as_what_it_is(server):
    same(get(server, "/feed.xml").get("content-type"),
         "application/atom+xml; charset=utf-8")
    same(get(server, "/sitemap.xml").get("content-type"),
         "application/xml; charset=utf-8")
    head = Client(server.port).request("HEAD", "/feed.xml")
    same(head.status, 200)


@case
def the_feed_has_what_atom_demands(server):
    feed = feed_of(server)
    same(feed.tag, f"{ATOM}feed")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert only(element, name).text.strip(), name
        split = urlsplit(only(element, "id").text)
        assert split.scheme and split.netloc, split
    assert only(only(feed, "author"), "name").text.strip()
    links = {link.get("rel"): link.get("href")
             for link in feed.findall(f"{ATOM}link")}
    same(links, {"self": f"{SITE}/feed.xml", "alternate": f"{SITE}/guides"})
    known = {"id", "title", "subtitle", "link", "updated", "author", "entry"}
    for child in feed:
        assert child.tag.removeprefix(ATOM) in known, child.tag


@case
def every_instant_is_one_and_in_order(server):
    feed = feed_of(server)
    for entry in feed.findall(f"{ATOM}entry"):
        published, updated = (only(entry, name).text
                              for name in ("published", "updated"))
        for text in (published, updated):
            assert INSTANT.fullmatch(text), text
        assert (datetime.fromisoformat(published.replace("Z", "+00:00"))
                <= datetime.fromisoformat(updated.replace("Z", "+00:00")))
    newest = max(only(entry, "updated").text
                 for entry in feed.findall(f"{ATOM}entry"))
    same(only(feed, "updated").text, newest)


@case
def no_two_entries_have_one_id(server):
    feed = feed_of(server)
    ids = [only(element, "id").text
           for element in (feed, *feed.findall(f"{ATOM}entry"))]
    same(len(set(ids)), len(ids), str(ids))


@case
def every_guide_is_in_the_feed_and_nothing_else(server):
    same(sorted(entries_of(server)), guides_of(server))


@case
def an_entry_has_the_whole_text_of_its_guide(server):
    for path, entry in entries_of(server).items():
        page = get(server, path).page
        content = only(entry, "content")
        same(content.get("type"), "html")
        same(only(entry, "title").text, page.headings[0], path)
        shown = html.unescape(re.sub(r"<[^>]*>", "", content.text)).split()
        assert len(shown) > 900, f"{path}: {len(shown)} words"
        text = re.sub(r"\s", "", page.text)
        for at in range(0, len(shown) - 12, 12):
            contains(text, "".join(shown[at:at + 12]), path)


@case
def no_link_in_the_feed_needs_to_know_where_it_stands(server):
    ids = {}
    for path, entry in entries_of(server).items():
        links = re.findall(r'\shref="([^"]*)"', only(entry, "content").text)
        assert links, path
        for link in map(html.unescape, links):
            split = urlsplit(link)
            assert split.scheme in ("https", "mailto"), f"{path}: {link}"
            if not link.startswith(f"{SITE}/"):
                continue
            if split.path not in ids:
                query = f"?{split.query}" if split.query else ""
                ids[split.path] = get(server, split.path + query).page.ids
            assert not split.fragment or split.fragment in ids[split.path], \
                f"{path}: {link}"


# ---- the site map ----

@case
def every_page_of_the_site_map_answers_and_may_be_found(server):
    for path, _ in map_of(server):
        answer = get(server, path)
        lacks(answer.text, 'content="noindex"', path)
        same(answer.get("x-robots-tag"), "", path)
        contains(answer.text, f'<link rel="canonical" href="{SITE}{path}">')


@case
def the_site_map_has_every_family_of_pages_and_no_result(server):
    paths = [path for path, _ in map_of(server)]
    same(len(set(paths)), len(paths), "pages, each once")
    for path in ("/", "/guides", "/guides/sources", "/guides/disagreements",
                 "/stacks", "/compare", "/assessment", "/assessment/proof",
                 "/book", "/privacy", "/imprint", *guides_of(server)):
        assert path in paths, path
    same(sum(path.startswith("/stacks/") for path in paths), 6)
    same(sum(path.startswith("/compare/") for path in paths), 15)
    for path in paths:
        assert path == "/assessment/proof" or not path.startswith(
            "/assessment/"), path
    contact = Client(server.port).get("/contact").status
    same("/contact" in paths, contact == 200, "the contact page is listed")


@case
def what_is_of_a_day_says_so(server):
    days = dict(map_of(server))
    for path, day in days.items():
        assert day is None or is_day(day), f"{path}: {day}"
        if path.startswith(("/guides", "/stacks", "/compare")):
            assert day is not None, path


@case
def robots_are_shown_the_way(server):
    lines = get(server, "/robots.txt").text.splitlines()
    same([line for line in lines if line.startswith("Sitemap:")],
         [f"Sitemap: {SITE}/sitemap.xml"])
    hidden = [line.split(":", 1)[1].strip() for line in lines
              if line.startswith("Disallow:")]
    for path, _ in map_of(server):
        for start in hidden:
            assert not path.startswith(start), f"{path} is hidden: {start}"


# ---- pages ----

@case
def a_guide_shows_the_days_that_machines_are_told(server):
    entries, days = entries_of(server), dict(map_of(server))
    for path in guides_of(server):
        answer = get(server, path)
        published, updated, checked = visible_dates(answer.text)
        article = things(answer.page)["Article"]
        same((article["datePublished"], article["dateModified"],
              article["mainEntityOfPage"]["lastReviewed"]),
             (published, updated, checked), path)
        same((only(entries[path], "published").text,
              only(entries[path], "updated").text),
             (f"{published}T00:00:00Z", f"{updated}T00:00:00Z"), path)
        same(days[path], updated, path)


@case
def a_title_that_looks_like_markup_is_a_title(server):
    page = get(server, "/guides/java").page
    said = things(page)
    same(page.headings[0], TITLE)
    same(page.scripts, 0, "scripts")
    same(said["Article"]["headline"], TITLE)
    same(said["BreadcrumbList"]["itemListElement"][-1]["name"], TITLE)
    same(only(entries_of(server)["/guides/java"], "title").text, TITLE)


@case
def what_a_guide_says_of_itself_is_what_it_shows(server):
    for path in guides_of(server):
        answer = get(server, path)
        article = things(answer.page)["Article"]
        same(article["headline"], answer.page.headings[0])
        same(article["mainEntityOfPage"]["url"], SITE + path)
        minutes = re.fullmatch(r"PT(\d+)M", article["timeRequired"])
        contains(answer.text, f"<dd>{minutes.group(1)} min</dd>", path)
        contains(answer.text, f'content="{SITE}{path}"', path)
        contains(answer.text, '<meta property="og:type" content="article">')


@case
def every_way_leads_from_the_front_page_to_the_page_itself(server):
    listed = {path for path, _ in map_of(server)}
    ways = 0
    for path in sorted(listed):
        way = things(get(server, path).page).get("BreadcrumbList")
        if way is None:
            assert path not in guides_of(server), path
            continue
        steps = way["itemListElement"]
        same([step["position"] for step in steps],
             list(range(1, len(steps) + 1)), path)
        same(path_of(steps[0]["item"]), "/", path)
        same(path_of(steps[-1]["item"]), path, path)
        for step in steps:
            assert path_of(step["item"]) in listed, f"{path}: {step}"
            assert step["name"].strip(), f"{path}: {step}"
        ways += 1
    assert ways >= len(guides_of(server)), ways


@case
def results_and_forms_sent_wrong_are_nobodys_to_find(server):
    for path, status in (("/assessment/js-data-grow-poly", 200),
                         ("/assessment?team=js&hard=nonsense", 422),
                         ("/nowhere", 404)):
        answer = Client(server.port).get(path)
        same(answer.status, status, path)
        contains(answer.text, '<meta name="robots" content="noindex">', path)
        lacks(answer.text, 'rel="canonical"', path)
        same(answer.page.data, [], path)


# ---- weights ----

@case
def feed_and_site_map_are_light_on_the_wire(server):
    for path in ("/feed.xml", "/sitemap.xml", *guides_of(server)):
        plain = get(server, path)
        packed = get(server, path, **{"Accept-Encoding": "gzip"})
        small = get(server, path, **{"Accept-Encoding": "br"})
        same(gzip.decompress(packed.body), plain.body, path)
        print(f"# {path}: {len(plain.body)} bytes, gzip {len(packed.body)}, "
              f"brotli {len(small.body)}")
        most = FEED_BUDGET if path == "/feed.xml" else BUDGET
        assert len(packed.body) < most, f"{path}: {len(packed.body)}"


@case
def an_unchanged_feed_is_not_sent_again(server):
    tag = get(server, "/feed.xml").get("etag")
    answer = Client(server.port).get("/feed.xml", {"If-None-Match": tag})
    same((answer.status, answer.body), (304, b""))


case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Changed({"base_url": f'"{SITE}"'}, workers=1) as under_test:
        code = run(under_test)
    sys.exit(code)
