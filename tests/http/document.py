"""An HTML page as a tree, for rules that ask what stands where.

Our pages are strict: every element that is not void is closed by name, so a
tag that closes another than the last opened one is an error here.
"""

import html.parser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
        "meta", "source", "track", "wbr"}
# What stands beside the text in a line; all else starts a line of its own.
INLINE = {"a", "abbr", "b", "cite", "code", "dfn", "em", "i", "kbd", "mark",
          "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
          "u", "var", "wbr"}


class Element:
    """A tag with what it was given and what stands in it."""

    def __init__(self, tag, attributes, parent, line):
        self.tag, self.attributes = tag, attributes
        self.parent, self.line = parent, line
        self.children = []      # elements and strings, in order

    def get(self, name, default=""):
        return self.attributes.get(name, default)

    def has(self, name):
        return name in self.attributes

    def is_of(self, name):
        """Whether it has this class."""
        return name in self.get("class").split()

    def walk(self):
        """Itself and every element within, in order of the source."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def above(self):
        """Every element it stands in, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def text(self, drop=lambda element: False):
        """The text within, words of two blocks kept apart."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif not drop(child):
                inner = child.text(drop)
                parts.append(inner if child.tag in INLINE else f" {inner} ")
        return "".join(parts)

    def __str__(self):
        shown = "".join(f' {name}="{self.get(name)}"'
                        for name in ("id", "class", "name", "href", "src")
                        if self.get(name))
        return f"<{self.tag}{shown}> in line {self.line}"


class Document(html.parser.HTMLParser):
    """The whole page; errors are what no browser should have to mend."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {}, None, 0)
        self.errors = []
        self._open = self.root
        self.feed(text)
        self.close()
        if self._open is not self.root:
            self.errors.append(f"{self._open} is not closed")
        self.elements = [element for element in self.root.walk()
                         if element is not self.root]
        self.by_id = {element.get("id"): element
                      for element in reversed(self.elements)
                      if element.has("id")}

    def all(self, *tags):
        return [element for element in self.elements if element.tag in tags]

    def first(self, *tags):
        return next(iter(self.all(*tags)), None)

    def meta(self, name, key="name"):
        """The content of <meta NAME>, or ""."""
        for element in self.all("meta"):
            if element.get(key) == name:
                return element.get("content")
        return ""

    def links(self, relation):
        """The addresses of <link rel=RELATION>."""
        return [element.get("href") for element in self.all("link")
                if relation in element.get("rel").split()]

    def texts_of(self, ids):
        """The text of the elements named in an attribute like labelledby."""
        return " ".join(self.by_id[name].text() for name in ids.split()
                        if name in self.by_id).strip()

    def name_of(self, element):
        """What a screen reader calls it, as far as the source tells."""
        for given in (self.texts_of(element.get("aria-labelledby")),
                      element.get("aria-label")):
            if given.strip():
                return given.strip()
        if element.tag == "img":
            return element.get("alt").strip()
        within = [inner.text() if inner.tag == "title" else self.name_of(inner)
                  for inner in element.walk() if inner is not element
                  and inner.tag in ("img", "title", "svg")]
        return " ".join([element.text(), *within]).strip()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs},
                          self._open, self.getpos()[0])
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open = self._open.parent

    def handle_endtag(self, tag):
        if self._open.tag == tag:
            self._open = self._open.parent
        else:
            self.errors.append(f"</{tag}> in line {self.getpos()[0]} where "
                               f"{self._open} is open")

    def handle_data(self, data):
        self._open.children.append(data)
