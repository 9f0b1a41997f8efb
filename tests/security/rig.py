"""A site full of holes, for scanners to find: each finds at least one here, or
says nothing of ours either. Loopback only; it holds nothing but what stands in
this file."""

import contextlib
import http.server
import sqlite3
import threading
import urllib.parse

# As it would be, and of nobody.
PASSWD = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n"
POLICY = "script-src * 'unsafe-inline' 'unsafe-eval'; object-src *"
PAGE = """<!doctype html><title>Rig</title>
<p><a href="/echo?q=one">echo</a> <a href="/item?id=1">item</a>
<a href="/file?name=a.txt">file</a> <a href="/go?to=/item?id=1">go</a></p>
<form method="get" action="/item"><input name="id" value="1"></form>
<form method="post" action="/say"><input name="text" value="x"></form>
"""


def item(number):
    """A row by its number, put into the statement as it came."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE item (id INTEGER, name TEXT)")
        db.executemany("INSERT INTO item VALUES (?, ?)",
                       ((n, f"thing {n}") for n in range(1, 6)))
        try:
            rows = db.execute(
                f"SELECT name FROM item WHERE id = {number}").fetchall()
        except sqlite3.Error as error:
            return f"sqlite3.OperationalError: {error}"
    return "".join(f"<li>{name}" for (name,) in rows)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Rig/1.0", "Python"

    def answer(self, body, status=200, **headers):
        body = body.encode("utf-8", "replace")
        self.send_response(status)
        for name, value in {"Content-Type": "text/html",
                            "Content-Security-Policy": POLICY,
                            "Set-Cookie": "session=1",
                            "Content-Length": str(len(body)),
                            **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def fields(self):
        text = urllib.parse.urlsplit(self.path).query
        if self.command == "POST":
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))
                                   ).decode("utf-8", "replace")
        return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))

    def do_GET(self):
        fields = self.fields()
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path.replace("\\", "/").endswith("../etc/passwd"):
            self.answer(PASSWD)
        elif path == "/":
            self.answer(PAGE)
        elif path in ("/echo", "/say"):
            self.answer(f"<p>{fields.get('q', fields.get('text', ''))}</p>")
        elif path == "/item":
            self.answer(f"<ul>{item(fields.get('id', '0'))}</ul>")
        elif path == "/file":
            wanted = fields.get("name", "")
            self.answer(PASSWD if wanted.endswith("etc/passwd") else "a text")
        elif path == "/go":
            place = fields.get("to", "/").replace("\r", "").replace("\n", "")
            self.answer("", 302, Location=place)
        else:
            self.answer("<p>not here</p>", 404)

    do_POST = do_GET

    def log_message(self, *_):
        """Nothing: it is attacked all the time."""


@contextlib.contextmanager
def serving():
    """The port it answers on, until the block ends."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
