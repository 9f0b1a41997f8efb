"""Debian's nginx with conf/nginx.conf, in front of our server, on free ports.

The file is used as it is but for what an owner changes too, and where it lies:
names, certificate, upstream, ports and folders. change() fails where a line it
looks for is gone, so that no test runs with something else than the file.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
from urllib.parse import urlencode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

# pylint: disable=wrong-import-position
import server as ours  # noqa: E402
from client import Answer  # noqa: E402

SITE, DESK = "site.test", "desk.site.test"
CONF = os.path.join(ours.ROOT, "conf")
UNIX = "unix"
LONG = os.environ.get("FAULTS") == "long"


def certificate(folder, *words, names=(SITE, DESK), stem="cert"):
    """A self-made certificate for these names and its key: two paths."""
    cert, key = (os.path.join(folder, f"{stem}{end}")
                 for end in (".pem", ".key"))
    alternative = ",".join(f"DNS:{name}" for name in names)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
         f"/CN={names[0]}", "-addext", f"subjectAltName={alternative}",
         "-keyout", key, "-out", cert, *words],
        check=True, capture_output=True)
    os.chmod(key, 0o600)
    return cert, key


def change(text, old, new):
    assert old in text, f"conf/nginx.conf has no {old!r}"
    return text.replace(old, new)


class Behind(ours.Server):
    """Our server as it runs behind nginx: on socket files, or on ports."""

    def __init__(self, settings=None, options=(), sockets=True):
        super().__init__(settings={
            "trusted_proxy": UNIX if sockets else "127.0.0.1",
            **(settings or {})}, options=options)
        self.sockets = sockets

    def address(self, admin):
        if self.sockets:
            name = "admin.sock" if admin else "public.sock"
            return "unix:" + os.path.join(self.folder, name)
        return f"127.0.0.1:{self.admin_port if admin else self.port}"

    def command(self):
        words = super().command()
        words[words.index("--listen") + 1] = self.address(False)
        words[words.index("--admin-listen") + 1] = self.address(True)
        return words


class Proxy:
    """nginx from listening to stopped."""

    def __init__(self, behind, edit=lambda text: text, workers=1):
        self.folder = tempfile.mkdtemp(prefix="fourways-nginx-")
        self.http, self.https = ours.free_port(), ours.free_port()
        self.cert, self.key = certificate(self.folder)
        self.behind = behind
        self.process = None
        self.conf = os.path.join(self.folder, "nginx.conf")
        self.access_log = os.path.join(self.folder, "access.log")
        self.error_log = os.path.join(self.folder, "error.log")
        with open(os.path.join(CONF, "nginx.conf"), encoding="utf-8") as file:
            text = self.here(file.read(), workers)
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(edit(text))
        for name in ("nginx-unavailable.html", "nginx-refused.html"):
            shutil.copy(os.path.join(CONF, name), self.folder)

    def here(self, text, workers):
        folder = self.folder
        for old, new in (
                # What an owner changes.
                ("example.org;", "site.test;"),
                ("/etc/letsencrypt/live/site.test/fullchain.pem", self.cert),
                ("/etc/letsencrypt/live/site.test/privkey.pem", self.key),
                ("/etc/letsencrypt/live/example.org/fullchain.pem", self.cert),
                ("/etc/letsencrypt/live/example.org/privkey.pem", self.key),
                ("127.0.0.1:8080", self.behind.address(False)),
                ("127.0.0.1:8081", self.behind.address(True)),
                # Where it lies.
                # Who runs the tests runs our server too, on socket files.
                ("user www-data;",
                 "user root;" if os.geteuid() == 0 else ""),
                ("worker_processes auto;", f"worker_processes {workers};\n"
                 "daemon off;"),
                ("/etc/nginx/fourways", folder),
                ("/var/lib/nginx", folder),
                ("/var/log/nginx", folder),
                ("/run/nginx.pid", f"{folder}/pid"),
                ("listen 80", f"listen 127.0.0.1:{self.http}"),
                ("listen 443", f"listen 127.0.0.1:{self.https}"),
                ("\t\tlisten [::]:80 default_server;\n", ""),
                ("\t\tlisten [::]:80;\n", ""),
                ("\t\tlisten [::]:443 ssl http2 default_server;\n", ""),
                ("\t\tlisten [::]:443 ssl http2;\n", ""),
                ("http {\n", "http {\n" + "".join(
                    f"\t{kind}_temp_path {folder}/{kind};\n"
                    for kind in ("fastcgi", "uwsgi", "scgi")))):
            if "letsencrypt" in old and old not in text:
                continue
            text = change(text, old, new)
        assert "letsencrypt" not in text
        return text

    def start(self):
        done = subprocess.run(["nginx", "-t", "-q", "-c", self.conf, "-e",
                               self.error_log], capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, done.stderr
        self.process = subprocess.Popen(
            ["nginx", "-c", self.conf, "-e", self.error_log],
            stderr=subprocess.DEVNULL)
        ours.wait_for(self.listens, 5, "nginx listens")
        return self

    def listens(self):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.https), 1).close()
            return True
        assert self.process.poll() is None, self.errors()
        return False

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def read(self, path):
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def errors(self):
        return self.read(self.error_log)

    def log(self):
        return self.read(self.access_log)

    def url(self, path, desk=False):
        return f"https://{DESK if desk else SITE}:{self.https}{path}"

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tls(self, **options):
        """A TLS connection as raw bytes: for what no client would send."""
        return tls_connect(self.https, self.cert, **options)


def tls_connect(port, cert, name=SITE, source=None, context=None):
    context = context or ssl.create_default_context(cafile=cert)
    plain = socket.create_connection(
        ("127.0.0.1", port), 10,
        source_address=(source, 0) if source else None)
    return context.wrap_socket(plain, server_hostname=name)


def testssl(port, folder):
    """What testssl.sh holds against a port: a minute's list of all that was
    ever wrong with TLS. That the certificate is self-made is not asked; what
    it could not try (WARN) is no finding, and BREACH means that pages are
    compressed, which are those that hold no secret (dispatch.c)."""
    report = os.path.join(folder, "testssl.json")
    subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off",
                    "--nodns", "none", "--severity", "LOW", "-p", "-s", "-f",
                    "-U", "--jsonfile", report, "--ip", "127.0.0.1",
                    f"{SITE}:{port}"], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                   check=False, timeout=600)
    with open(report, encoding="utf-8") as file:
        return [(one["id"], one["severity"], one["finding"])
                for one in json.load(file)
                if one["severity"] != "WARN" and one["id"] != "BREACH"]


def answer_of(data):
    """What curl saw, as an answer of client.py."""
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    pairs = [line.split(":", 1) for line in lines[1:]]
    answer = Answer(int(lines[0].split(" ")[1]),
                    [(name.lower(), value.strip()) for name, value in pairs])
    answer.version, answer.body = lines[0].split(" ")[0], body
    return answer


class Visitor:
    """curl as somebody's browser: HTTP/2, the certificate checked, cookies
    kept. source: the address of this machine that it comes from."""

    def __init__(self, proxy, desk=False, source="127.0.0.1"):
        self.proxy, self.desk, self.source = proxy, desk, source
        self.jar = os.path.join(proxy.folder, f"jar-{id(self)}")

    def request(self, target, *words, headers=None, body=None):
        lines = [f"{name}: {value}" for name, value in (headers or {}).items()]
        proxy = self.proxy
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--include", "--http2",
             "--max-time", "20", "--cacert", proxy.cert,
             "--cookie", self.jar, "--cookie-jar", self.jar,
             "--interface", self.source,
             "--resolve", f"{SITE}:{proxy.https}:127.0.0.1",
             "--resolve", f"{DESK}:{proxy.https}:127.0.0.1",
             *(word for line in lines for word in ("--header", line)),
             *words, proxy.url(target, self.desk)],
            input=body, capture_output=True, check=False)
        if done.returncode != 0:
            raise OSError(f"curl {target}: {done.stderr.decode()}")
        return answer_of(done.stdout)

    def get(self, target, headers=None):
        return self.request(target, headers=headers)

    def post(self, target, fields, headers=None):
        body = fields if isinstance(fields, bytes) else urlencode(
            fields, encoding="utf-8").encode("ascii")
        return self.request(target, "--data-binary", "@-", headers=headers,
                            body=body)
