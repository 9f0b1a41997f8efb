"""Debian's nginx beside ours: the same bytes from files, or as a proxy."""

import gzip
import os
import shutil
import subprocess
import tempfile

from machine import STATE, house

CONF = """
daemon off;
worker_processes {workers};
worker_rlimit_nofile 20000;
pid {folder}/pid;
error_log {folder}/error.log crit;
events {{ worker_connections 8192; }}
http {{
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_timeout 65;
	keepalive_requests 100000000;
	open_file_cache max=100;
	open_file_cache_valid 600s;
	gzip_static on;
	default_type text/html;
	client_body_temp_path {folder}/body;
	proxy_temp_path {folder}/proxy;
	fastcgi_temp_path {folder}/fastcgi;
	uwsgi_temp_path {folder}/uwsgi;
	scgi_temp_path {folder}/scgi;
{http}
	server {{
		listen 127.0.0.1:{port}{tls} backlog=4096;
{server}
	}}
}}
"""

PROXY_POOL = """	upstream ours {{
		server {upstream};
		keepalive 64;
	}}"""

PROXY = """		location / {
			proxy_pass http://ours;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $http_host;
			proxy_set_header X-Real-IP $remote_addr;
		}"""


def binary():
    """The installed nginx, or its package unpacked beside the build, for
    installing it would start a server on port 80."""
    for path in ("/usr/sbin/nginx", shutil.which("nginx")):
        if path and os.path.exists(path):
            return path
    folder = os.path.join(STATE, "nginx")
    path = os.path.join(folder, "usr", "sbin", "nginx")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["apt-get", "-qq", "download", "nginx"], cwd=folder,
                       check=True)
        package = next(name for name in os.listdir(folder)
                       if name.endswith(".deb"))
        subprocess.run(["dpkg-deb", "-x", package, "."], cwd=folder,
                       check=True)
    return path


def certificate(folder):
    """A self-signed certificate and its key, P-256, for this host."""
    cert, key = (os.path.join(folder, name) for name in ("cert.pem", "key.pem"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
         "/CN=127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True)
    os.chmod(key, 0o600)
    return cert, key


class Nginx:
    """nginx on a free port until stop()."""

    def __init__(self, workers, server, http="", tls=None, prefix="bench-"):
        self.folder = tempfile.mkdtemp(prefix=prefix)
        os.chmod(self.folder, 0o755)
        self.port = house.free_port()
        self.conf = os.path.join(self.folder, "nginx.conf")
        if tls:
            http += (f"\tssl_certificate {tls[0]};\n"
                     f"\tssl_certificate_key {tls[1]};\n")
        with open(self.conf, "w", encoding="utf-8") as out:
            out.write(CONF.format(
                workers=workers, folder=self.folder, port=self.port,
                tls=" ssl" if tls else "", http=http, server=server.replace(
                    "{folder}", self.folder)))
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [binary(), "-c", self.conf, "-p", self.folder],
            stderr=subprocess.DEVNULL)
        house.wait_for(self.listens, 5, "nginx listens")
        return self

    def listens(self):
        import socket
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def pids(self):
        return [self.process.pid, *house.children_of(self.process.pid)]

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def of_files(path, body, headers, workers, tls=None):
    """nginx with one file, gzip beside it, and these headers."""
    lines = "".join(f'\t\tadd_header {name} "{value}";\n'
                    for name, value in headers)
    server = Nginx(workers, "\t\troot {folder}/www;\n" + lines, tls=tls)
    place = os.path.join(server.folder, "www", path.lstrip("/"))
    os.makedirs(os.path.dirname(place))
    for name, content in ((place, body), (place + ".gz",
                                          gzip.compress(body, 9))):
        with open(name, "wb") as out:
            out.write(content)
    return server.start()


def before(upstream, workers):
    """nginx as a proxy in front of HOST:PORT or unix:PATH."""
    return Nginx(workers, PROXY, PROXY_POOL.format(upstream=upstream)).start()
