"""What holds of the public site as a whole, as checks over a Crawl.

crawl_rules.py gives each of them a small site that breaks it.
"""

import collections
import html
import math
import re
import xml.etree.ElementTree as xml

from crawler import BASE, CODINGS, kind_of, local
from page_rules import RULES, is_indexed
from tap import contains, same, within

BUDGET = 50 * 1024
WORDS_A_MINUTE = 210
SHORT = {"/guides/java"}        # may be short and frank

# The kinds of page there are; a crawl that misses one has not seen the site.
KINDS = {
    "/", "/guides", "/guides/sources", "/guides/disagreements", "/stacks",
    "/compare", "/search", "/search?q", "/assessment", "/assessment/proof",
    "/assessment/CODE", "/assessment/CODE/vs/CODE", "/book", "/book?result",
    "/booking", "/privacy", "/imprint", "/stacks/node", "/stacks/python",
    "/stacks/dotnet", "/stacks/go", "/stacks/rust", "/stacks/java",
    "/compare/node-vs-python", "/compare/rust-vs-java",
}
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def note(text):
    print(f"# {text}", flush=True)


def all_well(problems):
    """No problem at all, or a failure that tells the first of them."""
    problems = list(problems)
    if problems:
        raise AssertionError("\n".join(problems[:40] + [
            f"{len(problems)} in all"]))


def guides(crawl):
    """The guides, without the registers that stand among them."""
    return [page for page in crawl.pages if page.status == 200 and any(
        one.is_of("dates") and "Reading time" in one.text()
        for one in page.document.all("dl"))]


def the_crawl_meets_every_kind_of_page(crawl):
    met = {kind_of(page.target) for page in crawl.pages if page.status == 200}
    same(sorted(KINDS - met), [], "kinds of page that no link leads to")
    pages, links = len(crawl.pages), len(crawl.links)
    note(f"{len(crawl.visits)} addresses, {pages} pages read, {links} links")
    within(len(guides(crawl)), 9, 99, "guides")


def no_link_is_broken(crawl):
    origin = {target: page for page, target, _ in reversed(crawl.links)}
    all_well(f"{visit.target} answers {visit.status}, on "
             f"{origin.get(visit.target, 'the list of seeds')}"
             for visit in crawl.visits.values()
             if visit.status != crawl.wanted.get(visit.target, 200))


def every_fragment_names_something_there(crawl):
    broken = {(target, fragment): page
              for page, target, fragment in crawl.links
              if fragment and fragment not in crawl.visits[target].ids}
    all_well(f"{page}: {target} has no {fragment!r}"
             for (target, fragment), page in broken.items())


def holds_on_every_page(rule):
    def holds(crawl):
        all_well(f"{page.target}: {problem}" for page in crawl.pages
                 for problem in rule(page.document))
    holds.__name__ = "on_every_page_" + rule.__name__
    return holds


def no_style_sheet_asks_anything_of_another_host(crawl):
    sheets = [visit for visit in crawl.visits.values()
              if visit.kind == "text/css"]
    same(len(sheets), 1, "style sheets")
    for sheet in sheets:
        assert "http" not in sheet.answer.text, sheet.target


def titles_and_descriptions_are_each_pages_own(crawl):
    for what, of in (
            ("title", lambda page: page.document.first("title").text()),
            ("description",
             lambda page: page.document.meta("description"))):
        pages = collections.defaultdict(list)
        for page in crawl.indexed:
            pages[of(page).strip()].append(page.target)
        all_well(f"the {what} {text!r} on {targets}" for text, targets
                 in pages.items() if not text or len(targets) > 1)


def results_and_mistakes_are_not_for_search_engines(crawl):
    personal = re.compile("/assessment/CODE|/booking|/search|.*[?]")
    for page in crawl.pages:
        canonical = page.document.links("canonical")
        invited = is_indexed(page.document) and "noindex" not in \
            page.answer.get("x-robots-tag")
        if page.status != 200 or personal.match(kind_of(page.target)):
            assert not invited or canonical != [BASE + page.target], page.target
        else:
            same((invited, canonical), (True, [BASE + page.target]),
                 page.target)


def the_sitemap_names_the_pages_to_be_found_and_no_other(crawl):
    tree = xml.fromstring(crawl.visits["/sitemap.xml"].answer.body)
    same(tree.tag, f"{SITEMAP}urlset")
    listed = [one.findtext(f"{SITEMAP}loc") for one in tree]
    same(sorted(listed), sorted(BASE + page.target for page in crawl.indexed))
    for entry in tree:
        last = entry.findtext(f"{SITEMAP}lastmod")
        assert last is None or re.fullmatch(r"\d{4}-\d\d-\d\d", last), last
    contains(crawl.visits["/robots.txt"].answer.text,
             f"Sitemap: {BASE}/sitemap.xml")


def the_feed_is_atom_with_every_guide_in_full(crawl):
    feed = xml.fromstring(crawl.visits["/feed.xml"].answer.body)
    same(crawl.visits["/feed.xml"].kind, "application/atom+xml")
    same(feed.tag, f"{ATOM}feed")
    entries = feed.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in [feed, *entries]]
    same(len(set(ids)), len(ids), "different ids")
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
    for one in [feed, *entries]:
        assert one.findtext(f"{ATOM}title"), ids
        assert moment.fullmatch(one.findtext(f"{ATOM}updated")), ids
        assert feed.find(f"{ATOM}author") is not None or \
            one.find(f"{ATOM}author") is not None, ids
    links = {entry.find(f"{ATOM}link").get("href"): entry for entry in entries}
    same(sorted(links), sorted(BASE + page.target for page in guides(crawl)))
    for href, entry in links.items():
        text = "".join(entry.find(f"{ATOM}content").itertext())
        assert len(text) > 3000, f"{href}: {len(text)} characters"
        for address in map(html.unescape,
                           re.findall(r'href="([^"]*)"', text)):
            there = local(address, local(href, "/")[0])
            assert address.startswith("http") or address.startswith("#"), (
                f"{href}: {address} is lost outside the site")
            assert there is None or there[0] in crawl.visits, address


def every_page_is_light(crawl):
    heavy = []
    for page in crawl.pages:
        if page.status != 200 or page.target in ("/booking", "/book?refused"):
            continue
        packed = {coding: crawl.weight(page, coding) for coding in CODINGS}
        if kind_of(page.target) == page.target:
            note(f"{page.target}: " + ", ".join(
                f"{coding} {size / 1024:.1f} KiB"
                for coding, size in packed.items()))
        if max(packed.values()) > BUDGET:
            heavy.append(f"{page.target}: {packed}")
    all_well(heavy)


def half(element):
    return element.tag in ("table", "pre")


def words(page):
    """Words of a guide's text, and how many of them are read at half."""
    prose = next(one for one in page.document.all("div")
                 if one.is_of("prose"))

    def count(element):
        return len(element.text(drop=lambda one: one.is_of("cite") or
                                one.tag == "svg").split())
    return count(prose), sum(count(one) for one in prose.walk() if half(one))


def a_guide_takes_as_long_as_it_says(crawl):
    wrong = []
    for page in guides(crawl):
        total, at_half = words(page)
        minutes = math.ceil((total - at_half / 2) / WORDS_A_MINUTE)
        note(f"{page.target}: {total} words, {at_half} of them in tables and "
             f"code, {minutes} min")
        dates = next(one for one in page.document.all("dl")
                     if one.is_of("dates")).text()
        if f"Reading time {minutes} min" not in " ".join(dates.split()):
            wrong.append(f"{page.target} says {dates!r}, not {minutes} min")
        if not 900 <= total <= 1800 and page.target not in SHORT:
            wrong.append(f"{page.target} has {total} words")
    all_well(wrong)


def a_guide_has_the_same_dates_wherever_they_stand(crawl):
    feed = xml.fromstring(crawl.visits["/feed.xml"].answer.body)
    sitemap = xml.fromstring(crawl.visits["/sitemap.xml"].answer.body)
    fed = {entry.find(f"{ATOM}link").get("href"): entry for entry in feed
           if entry.tag == f"{ATOM}entry"}
    listed = {one.findtext(f"{SITEMAP}loc"): one.findtext(f"{SITEMAP}lastmod")
              for one in sitemap}
    for page in guides(crawl):
        address = BASE + page.target
        published, updated, checked = [
            one.get("datetime") for one in page.document.all("time")][:3]
        assert published <= updated, page.target
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", checked), page.target
        same(fed[address].findtext(f"{ATOM}published")[:10], published)
        same(fed[address].findtext(f"{ATOM}updated")[:10], updated)
        same(listed[address], updated, page.target)
        for name, date in (("datePublished", published),
                           ("dateModified", updated)):
            assert re.search(f'"{name}": *"{date}', page.answer.text), (
                f"{page.target}: {name} is not {date}")


CHECKS = (
    the_crawl_meets_every_kind_of_page,
    no_link_is_broken,
    every_fragment_names_something_there,
    *map(holds_on_every_page, RULES),
    no_style_sheet_asks_anything_of_another_host,
    titles_and_descriptions_are_each_pages_own,
    results_and_mistakes_are_not_for_search_engines,
    the_sitemap_names_the_pages_to_be_found_and_no_other,
    the_feed_is_atom_with_every_guide_in_full,
    every_page_is_light,
    a_guide_takes_as_long_as_it_says,
    a_guide_has_the_same_dates_wherever_they_stand,
)
