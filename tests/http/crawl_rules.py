#!/usr/bin/env python3
"""The crawl's rules and checks, each seen to fail: small pages and sites that
break one of them, and nothing else."""

import sys

import page_rules
import site_checks
from client import Answer
from crawler import BASE, Crawl
from document import Document
from tap import case, contains, run, same

HEAD = """<!doctype html><html lang="en-GB"><head><title>{title}</title>
<meta name="description" content="A page about {title}, of which more is said">
<link rel="canonical" href="https://fourways.example{path}">
<link rel="stylesheet" href="/a.css"></head><body>"""
GOOD = """<h1 id="top">One</h1><p><a href="#top">Up</a>
<a href="https://example.org/">there</a></p>
<h2 id="t">Two</h2><div role="region" tabindex="0" aria-labelledby="t"><table>
<tr><th scope="col">A</th><th scope="col">B</th></tr>
<tr><th scope="row">a</th><td>b</td></tr></table></div>
<h3>Three</h3><img src="/a.png" alt=""><svg aria-hidden="true"></svg>
<h2>Four</h2><svg role="img"><title>A sign</title></svg>
<form action="/x"><label for="q">Find</label><input id="q" name="q">
<fieldset><legend>Which</legend><label><input type="radio" name="r">1</label>
<label><input type="radio" name="r">2</label></fieldset>
<button>Go</button></form>
<script type="application/ld+json">{"@context":"https://schema.org"}</script>"""


def page(body=GOOD, title="One", path="/"):
    return HEAD.format(title=title, path=path) + body + "</body></html>"


def changed(old, new, text=None):
    text = page() if text is None else text
    assert old in text, f"the good page has no {old}"
    return text.replace(old, new, 1)


# rule: pages that break it, and a part of what is to be said
BROKEN = {
    page_rules.tags_close_in_order: [
        (changed("</h3>", "</h4>"), "</h4>"),
        (changed("</html>", ""), "not closed")],
    page_rules.nothing_is_asked_of_another_host: [
        (changed('"/a.png"', '"https://example.org/a.png"'), "a.png"),
        (changed('"/a.css"', '"//example.org/a.css"'), "a.css"),
        (changed('"/x"', '"https://example.org/"'), "<form>"),
        (changed("<p>", "<p style=\"background: url('http://a.b/c')\">"),
         "http://a.b/c"),
        (changed("<h1", '<script src="http://a.b/c.js"></script><h1'), "c.js"),
        (changed("<h1", '<style>@import "//a.b/c";</style><h1'), "//a.b/c"),
        (changed("<h1", '<meta http-equiv="refresh" content="0"><h1'),
         "by itself")],
    page_rules.links_lead_to_this_site_or_by_https: [
        (changed("https://example.org/", "http://example.org/"), "https"),
        (changed("https://example.org/", "javascript:x()"), "https")],
    page_rules.the_page_says_its_language: [
        (changed(' lang="en-GB"', ""), "no language")],
    page_rules.there_is_a_title_and_where_found_a_description: [
        (changed("<title>One</title>", ""), "0 titles"),
        (changed("<title>One</title>", "<title> </title>"), "titles"),
        (changed(', of which more is said', ""), "description")],
    page_rules.there_is_one_h1_and_no_level_is_left_out: [
        (changed("<h3>Three", "<h1>Three</h1><h3>Three"), "exactly one h1"),
        (changed('<h1 id="top">One</h1>', '<p id="top"></p>'), "one h1"),
        (changed('<h2 id="t">Two</h2>', '<p id="t">Two</p>'), "after an h1"),
        (changed("<h3>Three</h3>", "<h3></h3>"), "is empty")],
    page_rules.ids_are_given_once_and_meant_ones_exist: [
        (changed("<h3>", '<h3 id="top">'), "2 times"),
        (changed('"t"', '"u"'), "'t' is no id"),
        (changed('for="q"', 'for="p"'), "'p' is no id")],
    page_rules.pictures_are_named_or_hidden: [
        (changed(' alt=""', ""), "no alt"),
        (changed(' aria-hidden="true"', ""), "neither"),
        (changed("<title>A sign</title>", ""), "neither")],
    page_rules.links_and_buttons_have_names: [
        (changed("Up</a>", "</a>"), "no name"),
        (changed("Go</button>", " </button>"), "no name")],
    page_rules.fields_have_labels: [
        (changed("Find</label>", "</label>"), "no label"),
        (changed('<label><input', '<input'), "no label")],
    page_rules.choices_of_one_name_stand_in_a_named_group: [
        (changed("<legend>Which</legend>", ""), "legend")],
    page_rules.tables_are_named_and_can_be_scrolled: [
        (changed(' tabindex="0"', ""), "no named region"),
        (changed(' aria-labelledby="t"', ""), "no named region")],
    page_rules.cells_have_headers_with_a_scope: [
        (changed(' scope="col"', ""), "scope ''"),
        (changed('<th scope="row">a</th>', "<td>a</td>"), "row header"),
        (page().replace('scope="col"', 'scope="row"'), "no column")],
    page_rules.data_for_machines_can_be_read: [
        (changed('"}</script>', '"</script>'), "<script>"),
        (changed("https://schema.org", ""), "schema.org")],
}


class Small(Crawl):
    """A crawl of a site that is a table: target: (status, type, text)."""

    def __init__(self, site):
        super().__init__(0, {"/": 200})
        self.site = site

    def again(self):
        """A new crawl, after the site or what is wanted has changed."""
        small = Small(self.site)
        small.wanted = self.wanted
        return small.run()

    def get(self, target, **headers):
        status, kind, text = self.site.get(target, (404, "text/html", ""))
        answer = Answer(status, [("content-type", kind)])
        answer.body = text.encode()
        return answer


def crawl(**pages):
    """Two pages, a style sheet, a picture; pages: what is different."""
    site = {"/": page(GOOD + '<a href="/two#top">Two</a>'),
            "/two": page(title="Two", path="/two")}
    site.update({f"/{name}": text for name, text in pages.items()})
    return Small({
        **{target: (200, "text/html", text) for target, text in site.items()},
        "/a.css": (200, "text/css", "body { color: #000 }"),
        "/a.png": (200, "image/png", "")}).run()


def fails(check, crawled, part):
    try:
        check(crawled)
    except AssertionError as error:
        contains(str(error), part)
    else:
        raise AssertionError(f"{check.__name__} finds nothing")


@case
def every_rule_has_a_page_that_breaks_it():
    same(set(BROKEN), set(page_rules.RULES))


@case
def a_good_page_breaks_no_rule():
    for rule in page_rules.RULES:
        same(list(rule(Document(page()))), [], rule.__name__)


def is_seen_to_fail(rule):
    def seen():
        for text, part in BROKEN[rule]:
            found = list(rule(Document(text)))
            assert found, f"{rule.__name__} finds nothing in {text}"
            contains(" ".join(found), part)
    seen.__name__ = "a_breach_is_found_" + rule.__name__
    return seen


for each in page_rules.RULES:
    case(is_seen_to_fail(each))


@case
def an_alert_may_stand_before_the_first_heading():
    alert = '<div role="alert"><h2>Wrong</h2></div><h1 id="top">One</h1>'
    text = changed('<h1 id="top">One</h1>', alert)
    rule = page_rules.there_is_one_h1_and_no_level_is_left_out
    same(list(rule(Document(text))), [])


@case
def a_good_site_passes():
    small = crawl()
    same([visit.target for visit in small.pages], ["/", "/two"])
    for check in (site_checks.no_link_is_broken,
                  site_checks.every_fragment_names_something_there,
                  site_checks.titles_and_descriptions_are_each_pages_own,
                  site_checks.no_style_sheet_asks_anything_of_another_host,
                  site_checks.results_and_mistakes_are_not_for_search_engines,
                  site_checks.every_page_is_light):
        check(small)


@case
def a_broken_link_is_found_with_the_page_it_is_on():
    fails(site_checks.no_link_is_broken,
          crawl(two=page('<h1 id="top">2</h1><a href="three">3</a>')),
          "/three answers 404, on /two")


@case
def a_broken_fragment_is_found_with_the_page_it_is_on():
    fails(site_checks.every_fragment_names_something_there,
          crawl(two=page("<h1>Two</h1>", "Two")), "/: /two has no 'top'")


@case
def a_missing_kind_of_page_is_named():
    fails(site_checks.the_crawl_meets_every_kind_of_page, crawl(), "/stacks")


@case
def a_style_sheet_that_asks_elsewhere_is_found():
    small = crawl()
    small.site["/a.css"] = (200, "text/css", "a { b: url(https://c.d/e) }")
    fails(site_checks.no_style_sheet_asks_anything_of_another_host,
          small.again(), "/a.css")


@case
def a_title_of_two_pages_is_found():
    fails(site_checks.titles_and_descriptions_are_each_pages_own,
          crawl(two=page(path="/two")), "'One'")


@case
def a_page_that_is_not_to_be_found_is_found():
    fails(site_checks.results_and_mistakes_are_not_for_search_engines,
          crawl(two=page(title="Two", path="/else")), "/two")


@case
def a_heavy_page_is_found():
    fails(site_checks.every_page_is_light,
          crawl(two=page(GOOD + "<p>" + "x" * 52000 + "</p>", "Two")), "/two")


@case
def the_sitemap_and_the_feed_are_held_against_the_pages():
    small = crawl()
    space = site_checks.SITEMAP.strip("{}")
    small.site["/sitemap.xml"] = (200, "application/xml", (
        f'<urlset xmlns="{space}"><url><loc>{BASE}/</loc></url></urlset>'))
    small.wanted["/sitemap.xml"] = 200
    fails(site_checks.the_sitemap_names_the_pages_to_be_found_and_no_other,
          small.again(), "/two")
    space = site_checks.ATOM.strip("{}")
    small.site["/feed.xml"] = (200, "application/atom+xml", (
        f'<feed xmlns="{space}"><id>a</id><title>A</title>'
        "<updated>2026-11-21</updated></feed>"))
    small.wanted["/feed.xml"] = 200
    fails(site_checks.the_feed_is_atom_with_every_guide_in_full,
          small.again(), "['a']")


GUIDE = """<h1 id="top">One</h1><dl class="dates"><div><dt>Reading time</dt>
<dd>{minutes} min</dd></div></dl><div class="prose"><p>{prose}</p>
<pre><code>{code}</code></pre></div>"""


@case
def the_words_of_a_guide_are_counted_and_code_at_half():
    fit = dict(prose="word<sup class=\"cite\">1, 2</sup> " * 1000,
               code="a b\n" * 60)
    site_checks.a_guide_takes_as_long_as_it_says(
        crawl(two=page(GUIDE.format(minutes=6, **fit), "Two", "/two")))
    check = site_checks.a_guide_takes_as_long_as_it_says
    fails(check, crawl(two=page(GUIDE.format(minutes=5, **fit), "Two")),
          "not 6 min")
    fails(check, crawl(two=page(GUIDE.format(
        minutes=1, prose="word " * 10, code="a"), "Two")), "has 11 words")


@case
def a_date_that_stands_otherwise_elsewhere_is_found():
    dates = "".join(f'<time datetime="2026-11-{day}"></time>'
                    for day in (20, 21, 22))
    guide = page(GUIDE.format(minutes=1, prose=dates, code="") + "<script>"
                 '"datePublished": "2026-11-20", "dateModified": "2026-11-21"'
                 "</script>", "Two", "/two")
    sitemap, feed = (space.strip("{}") for space in (
        site_checks.SITEMAP, site_checks.ATOM))
    small = crawl(two=guide)
    small.wanted.update({"/sitemap.xml": 200, "/feed.xml": 200})
    small.site["/sitemap.xml"] = (200, "application/xml", (
        f'<urlset xmlns="{sitemap}"><url><loc>{BASE}/two</loc>'
        "<lastmod>2026-11-21</lastmod></url></urlset>"))
    small.site["/feed.xml"] = (200, "application/atom+xml", (
        f'<feed xmlns="{feed}"><entry><link href="{BASE}/two"/>'
        "<published>2026-11-20T00:00:00Z</published>"
        "<updated>2026-11-21T00:00:00Z</updated></entry></feed>"))
    check = site_checks.a_guide_has_the_same_dates_wherever_they_stand
    check(small.again())
    for target, old, new in (("/two", "2026-11-21", "2026-11-29"),
                             ("/feed.xml", "2026-11-20", "2026-11-29"),
                             ("/sitemap.xml", "2026-11-21", "2026-11-29")):
        good = small.site[target]
        small.site[target] = (*good[:2], good[2].replace(old, new))
        fails(check, small.again(), new)
        small.site[target] = good


if __name__ == "__main__":
    sys.exit(run())
