#!/usr/bin/env python3
"""A guide and a result from Fourways beside the same bytes from nginx.

    bench.py [PROGRAM] [--rounds N] [--seconds N]

Both run on this machine with the same number of workers and send the same
headers and body; one wrk thread with 64 keep-alive connections turns to each
in turn, so that noise meets both. CPU a request counts every process of a
server, user and kernel time. Where "wrk cores" is close to 1 it is wrk that
limits the rate, and CPU a request is the fair figure. Prints Markdown; takes
about two minutes.
"""

import argparse
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import server as house

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 64
RESULT = "/assessment/js-data-grow-poly"


def cpu_seconds(pids):
    """User and kernel time of these processes so far."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                fields = stat.read().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_kib(pids, key):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as rollup:
            total += int(re.search(rf"^{key}:\s+(\d+)", rollup.read(),
                                   re.MULTILINE).group(1))
    return total


def nginx_binary():
    """Debian's nginx: the installed one, or its package unpacked beside the
    build, for installing it would start a server on port 80."""
    for path in ("/usr/sbin/nginx", shutil.which("nginx")):
        if path and os.path.exists(path):
            return path
    folder = os.path.join(house.ROOT, "build", "nginx")
    path = os.path.join(folder, "usr", "sbin", "nginx")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        print("Fetching Debian's nginx into build/nginx", file=sys.stderr)
        subprocess.run(["apt-get", "-qq", "download", "nginx"], cwd=folder,
                       check=True)
        package = next(name for name in os.listdir(folder)
                       if name.endswith(".deb"))
        subprocess.run(["dpkg-deb", "-x", package, "."], cwd=folder,
                       check=True)
    return path


class Nginx:
    """nginx on a free port with one file to serve, from memory as far as it
    can: open_file_cache, sendfile, no log."""

    CONF = """
daemon off;
worker_processes {workers};
pid {folder}/pid;
error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 10000000;
	open_file_cache max=100;
	open_file_cache_valid 600s;
	default_type text/html;
	client_body_temp_path {folder}/body;
	proxy_temp_path {folder}/proxy;
	fastcgi_temp_path {folder}/fastcgi;
	uwsgi_temp_path {folder}/uwsgi;
	scgi_temp_path {folder}/scgi;
	server {{
		listen 127.0.0.1:{port};
		root {folder}/www;
{headers}
	}}
}}
"""

    def __init__(self, body, headers, workers):
        self.folder = tempfile.mkdtemp(prefix="fourways-nginx-")
        os.chmod(self.folder, 0o755)
        self.port = house.free_port()
        os.makedirs(os.path.join(self.folder, "www"))
        with open(os.path.join(self.folder, "www", "page"), "wb") as page:
            page.write(body)
        conf = os.path.join(self.folder, "nginx.conf")
        with open(conf, "w", encoding="utf-8") as out:
            out.write(self.CONF.format(workers=workers, folder=self.folder,
                                       port=self.port, headers="\n".join(
                                           f'\t\tadd_header {name} "{value}";'
                                           for name, value in headers)))
        self.process = subprocess.Popen(
            [nginx_binary(), "-c", conf, "-p", self.folder],
            stderr=subprocess.DEVNULL)
        house.wait_for(lambda: answers(self.url), 5, "nginx answers")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/page"

    def pids(self):
        return [self.process.pid, *house.children_of(self.process.pid)]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def answers(url):
    try:
        return fetch(url)
    except OSError:
        return None


def fetch(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read()


def extra_headers(url):
    """What an answer has beyond what nginx sends of itself."""
    own = {"date", "content-type", "content-length", "connection", "etag",
           "last-modified", "server", "accept-ranges"}
    with urllib.request.urlopen(url, timeout=5) as answer:
        return [(name, value) for name, value in answer.getheaders()
                if name.lower() not in own]


def wrk(url, seconds):
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", url],
        capture_output=True, text=True, check=True).stdout
    if "Socket errors" in done or "Non-2xx" in done:
        raise SystemExit(f"wrk met errors at {url}:\n{done}")
    count = int(re.search(r"(\d+) requests in", done).group(1))
    return count, float(re.search(r"Requests/sec:\s+([\d.]+)", done).group(1))


def round_of(url, pids, seconds):
    """Requests a second, microseconds of CPU a request, cores wrk used."""
    before, mine = cpu_seconds(pids), own_children()
    count, rate = wrk(url, seconds)
    return (rate, (cpu_seconds(pids) - before) / count * 1e6,
            (own_children() - mine) / seconds)


def own_children():
    """CPU seconds of the children that have ended: wrk."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(contestants, rounds, seconds):
    """name: list of (rate, CPU), the order turned round every time."""
    results = {name: [] for name in contestants}
    for name, (url, _) in contestants.items():
        wrk(url, 1)
    for number in range(rounds):
        names = list(contestants)
        for name in names if number % 2 == 0 else reversed(names):
            url, pids = contestants[name]
            results[name].append(round_of(url, pids(), seconds))
    return results


def medians(samples):
    return tuple(statistics.median(column) for column in zip(*samples))


def start_times(count):
    """Seconds from the command to the ready line, on data that is there."""
    with tempfile.TemporaryDirectory(prefix="fourways-") as folder:
        times = []
        for _ in range(count):
            with house.Server(folder=folder) as started:
                times.append(started.ready_seconds)
        return times


def report(ours, theirs, results):
    mine, other = medians(results["Fourways"]), medians(results["nginx"])
    print(f"| {CONNECTIONS} connections, median of {len(results['nginx'])} "
          "| requests/s | CPU/request | wrk cores | RSS | PSS |")
    print("|---|---|---|---|---|---|")
    for name, pids in (("Fourways", ours), ("nginx", theirs)):
        rate, cpu, cores = medians(results[name])
        print(f"| {name} | {rate:,.0f} | {cpu:.1f} µs | {cores:.2f} "
              f"| {memory_kib(pids, 'Rss') / 1024:.1f} MiB "
              f"| {memory_kib(pids, 'Pss') / 1024:.1f} MiB |")
    print(f"| ratio | {mine[0] / other[0]:.2f} | {mine[1] / other[1]:.2f} "
          "| | | |")
    if min(mine[2], other[2]) > 0.95:
        print("\nwrk was the limit, not the servers: CPU a request tells.")


def guide_path(base):
    listing = fetch(base + "/guides").decode()
    return re.search(r'href="(/guides/[a-z0-9-]+)"', listing).group(1)


def beside_nginx(ours, path, given):
    url = f"http://127.0.0.1:{ours.port}{path}"
    body = fetch(url)
    nginx = Nginx(body, extra_headers(url), given.workers)
    try:
        if fetch(nginx.url) != body:
            raise SystemExit("nginx serves other bytes")
        print(f"{path}, {len(body):,} bytes, {given.workers} workers each, "
              "wrk -t1, keep-alive, no compression\n")
        results = measure({"Fourways": (url, ours.processes),
                           "nginx": (nginx.url, nginx.pids)},
                          given.rounds, given.seconds)
        report(ours.processes(), nginx.pids(), results)
        print()
    finally:
        nginx.stop()


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("program", nargs="?", default="build-release/fourways")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--seconds", type=int, default=4)
    # One core for wrk, or it is wrk that is measured.
    words.add_argument("--workers", type=int,
                       default=max(1, os.cpu_count() - 1))
    given = words.parse_args()
    house.program = lambda: os.path.abspath(given.program)
    with house.Server(options=["--no-limits"], workers=given.workers) as ours:
        for path in (guide_path(f"http://127.0.0.1:{ours.port}"), RESULT):
            beside_nginx(ours, path, given)
    times = start_times(5)
    print(f"Start to ready: median {statistics.median(times) * 1000:.0f} ms, "
          f"best {min(times) * 1000:.0f} ms of {len(times)}.")


if __name__ == "__main__":
    main()
