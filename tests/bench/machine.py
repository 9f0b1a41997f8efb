"""What /proc says of a server's processes and of the machine around them, and
the lock that keeps two runs on one machine apart."""

import contextlib
import fcntl
import os
import platform
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import server as house

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count()
NOISE = 0.06  # of the machine, by others: measured again, or left out

# Everything that is built, filled and found out lies here.
STATE = os.path.abspath(os.environ.get("BENCH_DIR") or
                        os.path.join(house.ROOT, "build-bench"))


PORTS = range(20000, 30000)


def free_port():
    """A port outside the range from which connections take theirs: among
    thousands of them another would be taken before it is listened at."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


house.free_port = free_port


def cpu_seconds(pids):
    """User and kernel time of these processes so far."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                fields = stat.read().rsplit(") ", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_mib(pids):
    """Memory of these processes in MiB: pss counts what they share once, peak
    is the sum of the most each ever had."""
    pss = peak = 0
    for pid in pids:
        with contextlib.suppress(OSError, AttributeError):
            with open(f"/proc/{pid}/status", encoding="utf-8") as status:
                peak += int(re.search(r"VmHWM:\s+(\d+)",
                                      status.read()).group(1))
            with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as rollup:
                pss += int(re.search(r"^Pss:\s+(\d+)", rollup.read(),
                                     re.MULTILINE).group(1))
    return {"pss": pss / 1024, "peak": peak / 1024}


def used():
    """(seconds all processes worked, seconds the host took from us)."""
    with open("/proc/stat", encoding="utf-8") as stat:
        ticks = [int(word) / TICKS for word in stat.readline().split()[1:]]
    return sum(ticks[:3]), ticks[7]


def flushes():
    """Cache flushes so far of the disk the state lies on; 0 if untold."""
    device = os.stat(STATE).st_dev
    wanted = [str(os.major(device)), str(os.minor(device))]
    with open("/proc/diskstats", encoding="utf-8") as stats:
        for line in stats:
            fields = line.split()
            if fields[:2] == wanted and len(fields) > 18:
                return int(fields[18])
    return 0


class Watch:
    """CPU a server used, and others beside it, between two looks."""

    def __init__(self, pids):
        self.pids = pids
        self.began = time.monotonic()
        self.cpu, (self.work, self.stolen) = cpu_seconds(pids()), used()
        self.flushed = flushes()

    def stop(self, generator):
        """generator: CPU seconds of the load itself, which is no stranger."""
        cpu = cpu_seconds(self.pids()) - self.cpu
        work, stolen = used()
        seconds = time.monotonic() - self.began
        others = max(0.0, work - self.work - cpu - generator)
        return {"cpu_seconds": cpu, "cores": cpu / seconds,
                "wrk_cores": generator / seconds,
                "flushes": flushes() - self.flushed,
                "foreign": (others + stolen - self.stolen) / seconds / CORES}


class Quiet:
    """Waits until others leave the machine alone, within a budget of seconds
    for the whole run; a sample they disturbed is taken again, `tries` times
    in all."""

    def __init__(self, budget, tries=3):
        self.left, self.tries = budget, tries

    def wait(self):
        began = time.monotonic()
        while time.monotonic() - began < self.left:
            before = used()
            time.sleep(0.25)
            worked = sum(used()) - sum(before)
            if worked < 0.25 * CORES * NOISE:
                break
        self.left -= max(0.0, time.monotonic() - began - 0.25)


@contextlib.contextmanager
def alone():
    """The machine-wide lock of all runs; waits for the other to end. Who is
    told to end ends what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    path = os.environ.get("BENCH_LOCK") or os.path.join(
        tempfile.gettempdir(), "fourways-bench.lock")
    with open(path, "a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another run on this machine", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def first_line(*command):
    """What a command says of itself, or None where it is not there."""
    try:
        said = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT, check=False)
    except OSError:
        return None
    lines = said.stdout.strip().splitlines()
    return lines[0][:90] if lines and said.returncode in (0, 1) else None


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        named = re.search(r"model name\s*: (.*)", info.read())
    return named.group(1).strip() if named else platform.machine()


def about(**more):
    """The machine and the day, for the head of every report."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {"date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
            "processor": processor(), "cores": CORES,
            "memory_gib": round(memory / 2**30),
            "kernel": platform.release(), **more}


def say(*words):
    """Progress, apart from the report."""
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)
