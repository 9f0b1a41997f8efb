"""An HTTP/1.1 client that hides nothing: raw bytes out, whole answers in.

Every answer read is remembered in `answers`, so that a suite can end with a
look at what all of them must have in common.
"""

import gzip
import html.parser
import socket
import time
from urllib.parse import urlencode

answers = []

FORM_TYPE = "application/x-www-form-urlencoded"


class Closed(Exception):
    """The server closed the connection where an answer was awaited."""


class Answer:
    def __init__(self, status, headers):
        self.status = status
        self.headers = headers
        self.body = b""

    def all(self, name):
        return [value for key, value in self.headers if key == name]

    def get(self, name, default=""):
        values = self.all(name)
        return values[0] if values else default

    @property
    def text(self):
        packed = self.get("content-encoding") == "gzip"
        body = gzip.decompress(self.body) if packed else self.body
        return body.decode("utf-8")

    @property
    def page(self):
        return Page(self.text)

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"


class Connection:
    """One TCP connection; answers are read in the order they come."""

    def __init__(self, port, timeout=10.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.timeout = timeout
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        part = self.socket.recv(65536)
        if not part:
            raise Closed(f"closed after {self.rest[:200]!r}")
        self.rest += part

    def _until(self, mark):
        while mark not in self.rest:
            self._more()
        part, self.rest = self.rest.split(mark, 1)
        return part

    def read(self, head=False):
        """The next answer; head: it answers a HEAD and has no body."""
        lines = self._until(b"\r\n\r\n").decode("ascii").split("\r\n")
        version, status = lines[0].split(" ")[:2]
        assert version == "HTTP/1.1", lines[0]
        headers = []
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers.append((name.lower(), value.strip()))
        answer = Answer(int(status), headers)
        if not (head or answer.status in (204, 304) or answer.status < 200):
            size = int(answer.get("content-length"))
            while len(self.rest) < size:
                self._more()
            answer.body, self.rest = self.rest[:size], self.rest[size:]
        if answer.status >= 200:
            answers.append(answer)
        return answer

    def rest_until_closed(self, seconds):
        """What still comes until the server closes; None: it stays open."""
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.socket.settimeout(left)
                self._more()
        except (Closed, ConnectionResetError, BrokenPipeError):
            return self.rest
        except TimeoutError:
            pass
        finally:
            self.socket.settimeout(self.timeout)
        return None


class Client:
    """Requests to one port, each on a connection of its own, with cookies."""

    def __init__(self, port, headers=None, timeout=10.0):
        self.port = port
        self.timeout = timeout
        self.headers = headers or {}
        self.cookies = {}

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def request(self, method, target, headers=None, body=None):
        lines = {"Host": f"127.0.0.1:{self.port}", **self.headers,
                 **(headers or {})}
        if self.cookies:
            lines["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            lines["Content-Length"] = str(len(body))
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in lines.items())
        with Connection(self.port, self.timeout) as connection:
            connection.send(head.encode("latin-1") + b"\r\n" + (body or b""))
            answer = connection.read(head=method == "HEAD")
        self._keep_cookies(answer)
        return answer

    def _keep_cookies(self, answer):
        for line in answer.all("set-cookie"):
            name, value = line.split(";")[0].split("=", 1)
            if value == "" or "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, target, headers=None):
        return self.request("GET", target, headers)

    def post(self, target, fields, headers=None):
        """fields: pairs or a dict, or bytes that are sent as they are."""
        body = (fields if isinstance(fields, bytes)
                else urlencode(fields, encoding="utf-8").encode("ascii"))
        return self.request("POST", target,
                            {"Content-Type": FORM_TYPE, **(headers or {})},
                            body)


class Form:
    def __init__(self, attributes):
        self.action = attributes.get("action", "")
        self.method = attributes.get("method", "get").lower()
        self.controls = []      # (type, name, value, on)

    def fields(self, **changed):
        """What a browser would send, some values changed; None leaves out."""
        sent = {name: value for kind, name, value, on in self.controls
                if on and name and kind not in ("submit", "button")}
        sent.update(changed)
        return {name: value for name, value in sent.items()
                if value is not None}

    def values(self, wanted):
        """Every value that radio buttons, boxes or a list offer."""
        return [value for _, name, value, _ in self.controls if name == wanted]

    def value(self, wanted):
        """The value a control has now, or None."""
        return self.fields().get(wanted)


class Page(html.parser.HTMLParser):
    """The forms, links, headings and text of an HTML page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.headings = [], [], []
        self.scripts, self.ids = 0, set()
        self.words = []
        self._open, self._select, self._textarea = None, None, None
        self._heading, self._data = None, None
        self.data = []      # JSON that stands there for machines, as text
        self.feed(text)
        self.close()

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def form(self, action):
        for form in self.forms:
            if form.action == action and "nonce" in form.fields():
                return form
        for form in self.forms:
            if form.action == action:
                return form
        raise AssertionError(f"no form for {action} on the page")

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "form":
            self._open = Form(given)
            self.forms.append(self._open)
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "script" and given.get("type") == "application/ld+json":
            self._data = ""
        elif tag == "script":
            self.scripts += 1
        elif tag in ("h1", "h2"):
            self._heading = tag
            if tag == "h1":
                self.headings.append("")
        elif self._open is not None:
            self._control(tag, given)

    def _control(self, tag, given):
        if tag == "input":
            kind = given.get("type", "text")
            on = kind not in ("radio", "checkbox") or "checked" in given
            value = given.get("value", "on" if kind == "checkbox" else "")
            self._open.controls.append((kind, given.get("name"), value, on))
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select:
            self._open.controls.append(
                ("option", self._select, given.get("value", ""),
                 "selected" in given))
        elif tag == "textarea":
            self._textarea = [given.get("name"), ""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "script" and self._data is not None:
            self.data.append(self._data)
            self._data = None
        elif tag == self._heading:
            self._heading = None
        elif tag == "textarea" and self._textarea:
            name, text = self._textarea
            text = text[1:] if text.startswith("\n") else text
            self._open.controls.append(("textarea", name, text, True))
            self._textarea = None

    def handle_data(self, data):
        if self._data is not None:
            self._data += data
            return
        if self._textarea:
            self._textarea[1] += data
        self.words.append(data)
        if self._heading == "h1":
            self.headings[-1] += data
