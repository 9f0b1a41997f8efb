"""What holds on every public page, as rules over its Document.

A rule yields a sentence for each thing that is wrong. page_rules_hold.py
feeds each of them a page that breaks it.
"""

import collections
import json
import re
from urllib.parse import urlsplit

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for",
              "list", "headers")
# Attributes whose address the browser asks for by itself.
LOADED = {"img": ("src", "srcset"), "script": ("src",), "iframe": ("src",),
          "source": ("src", "srcset"), "video": ("src", "poster"),
          "audio": ("src",), "embed": ("src",), "object": ("data",),
          "input": ("src",), "track": ("src",), "use": ("href", "xlink:href"),
          "image": ("href", "xlink:href"), "form": ("action",),
          "button": ("formaction",)}
LOADING_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect",
                 "dns-prefetch", "modulepreload", "manifest",
                 "apple-touch-icon", "mask-icon"}
CSS_ADDRESS = re.compile(
    r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")


def css_addresses(css):
    """Every address a style sheet makes a browser ask for."""
    return [(one or two).strip() for one, two in CSS_ADDRESS.findall(css)]


def loaded_addresses(document):
    """(element, address) of everything the page makes a browser ask for."""
    for element in document.elements:
        for name in LOADED.get(element.tag, ()):
            for part in element.get(name).split(","):
                if part.strip():
                    yield element, part.split()[0]
        if element.tag == "link" and LOADING_LINKS & set(
                element.get("rel").split()):
            yield element, element.get("href")
        css = element.get("style") + (
            element.text() if element.tag == "style" else "")
        for address in css_addresses(css):
            yield element, address


def tags_close_in_order(document):
    yield from document.errors


def nothing_is_asked_of_another_host(document):
    for element, address in loaded_addresses(document):
        if urlsplit(address).netloc or urlsplit(address).scheme not in (
                "", "data"):
            yield f"{element} loads {address}"
    if document.meta("refresh", "http-equiv"):
        yield "the page goes elsewhere by itself"


def links_lead_to_this_site_or_by_https(document):
    for link in document.all("a", "area"):
        parts = urlsplit(link.get("href"))
        if parts.scheme not in ("", "https", "mailto") or (
                parts.netloc and parts.scheme != "https"):
            yield f"{link} is neither https nor of this site"


def the_page_says_its_language(document):
    html = document.first("html")
    if html is None or not re.fullmatch("[a-z]{2}(-[A-Z]{2})?",
                                        html.get("lang")):
        yield "no language"


def there_is_a_title_and_where_found_a_description(document):
    titles = [title for title in document.all("title")
              if title.parent.tag == "head"]
    if len(titles) != 1 or not titles[0].text().strip():
        yield f"{len(titles)} titles"
    if is_indexed(document) and len(document.meta("description")) < 30:
        yield f"its description is {document.meta('description')!r}"


def is_indexed(document):
    """Whether search engines are invited."""
    return "noindex" not in document.meta("robots")


def there_is_one_h1_and_no_level_is_left_out(document):
    """An error summary may stand before it all, with a heading of its own."""
    headings = [heading for heading in document.all(*HEADINGS) if not any(
        one.get("role") == "alert" for one in heading.above())]
    if sum(heading.tag == "h1" for heading in headings) != 1:
        yield "not exactly one h1"
    before = 0
    for heading in headings:
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"{heading} comes after " + (
                f"an h{before}" if before else "nothing")
        if not heading.text().strip():
            yield f"{heading} is empty"
        before = level


def ids_are_given_once_and_meant_ones_exist(document):
    counts = collections.Counter(element.get("id")
                                 for element in document.elements
                                 if element.has("id"))
    for name, count in counts.items():
        if count > 1 or not name.strip() or " " in name:
            yield f"the id {name!r} is given {count} times"
    for element in document.elements:
        for attribute in REFERENCES:
            for name in element.get(attribute).split():
                if name not in counts:
                    yield f"{element}: its {attribute} {name!r} is no id"


def pictures_are_named_or_hidden(document):
    for element in document.all("img", "svg"):
        hidden = any(one.get("aria-hidden") == "true"
                     for one in (element, *element.above()))
        if element.tag == "img" and not element.has("alt"):
            yield f"{element} has no alt"
        elif element.tag == "svg" and not hidden and not (
                element.get("role") == "img" and document.name_of(element)):
            yield f"{element} is neither named nor hidden"


def links_and_buttons_have_names(document):
    for element in document.all("a", "button"):
        if not document.name_of(element):
            yield f"{element} has no name"


def fields_have_labels(document):
    labelled = {label.get("for") for label in document.all("label")
                if label.has("for") and label.text().strip()}
    for field in document.all("input", "select", "textarea"):
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        if not (field.get("id") in labelled or
                field.get("aria-label").strip() or
                document.texts_of(field.get("aria-labelledby")) or
                any(one.tag == "label" for one in field.above())):
            yield f"{field} has no label"


def choices_of_one_name_stand_in_a_named_group(document):
    buttons = [field for field in document.all("input")
               if field.get("type") == "radio"]
    counts = collections.Counter(button.get("name") for button in buttons)
    for button in buttons:
        groups = [one for one in button.above() if one.tag == "fieldset"]
        if counts[button.get("name")] > 1 and not any(
                inner.tag == "legend" and inner.text().strip()
                for group in groups for inner in group.walk()):
            yield f"{button} stands in no fieldset with a legend"


def is_region(document, element):
    """A part with a name that the keyboard can scroll."""
    return (element.get("role") == "region" and
            element.get("tabindex") == "0" and
            bool(document.texts_of(element.get("aria-labelledby")) or
                 element.get("aria-label").strip()))


def tables_are_named_and_can_be_scrolled(document):
    """A table stands in a region; one that is never too wide, which the
    browser's tests measure, needs a name only."""
    for table in document.all("table"):
        names = [document.texts_of(table.get("aria-labelledby"))] + [
            one.text().strip() for one in table.walk() if one.tag == "caption"]
        if not any(names) and not any(is_region(document, one)
                                      for one in table.above()):
            yield f"{table} stands in no named region the keyboard reaches"


def cells_have_headers_with_a_scope(document):
    for cell in document.all("th"):
        if cell.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
            yield f"{cell} has the scope {cell.get('scope')!r}"
    for table in document.all("table"):
        headers = [cell for cell in table.walk() if cell.tag == "th"]
        if not any(cell.get("scope") == "col" for cell in headers):
            yield f"{table} has no column headers"
        if any(is_region(document, one) for one in table.above()):
            yield from rows_without_header(table)


def rows_without_header(table):
    for row in table.walk():
        cells = [cell for cell in row.children
                 if getattr(cell, "tag", "") in ("th", "td")]
        if row.tag == "tr" and cells and all(
                cell.tag == "td" for cell in cells):
            yield f"{row} has no row header"


def data_for_machines_can_be_read(document):
    for script in document.all("script"):
        if script.get("type") == "application/ld+json":
            try:
                data = json.loads(script.text())
            except ValueError as error:
                yield f"{script}: {error}"
                continue
            for one in data if isinstance(data, list) else [data]:
                if "schema.org" not in str(one.get("@context")):
                    yield f"{script} does not say that it is schema.org's"


RULES = (
    tags_close_in_order,
    nothing_is_asked_of_another_host,
    links_lead_to_this_site_or_by_https,
    the_page_says_its_language,
    there_is_a_title_and_where_found_a_description,
    there_is_one_h1_and_no_level_is_left_out,
    ids_are_given_once_and_meant_ones_exist,
    pictures_are_named_or_hidden,
    links_and_buttons_have_names,
    fields_have_labels,
    choices_of_one_name_stand_in_a_named_group,
    tables_are_named_and_can_be_scrolled,
    cells_have_headers_with_a_scope,
    data_for_machines_can_be_read,
)
