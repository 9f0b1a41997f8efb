"""Runs a program with a PostgreSQL server of its own, which ends with it.

    postgres.py PROGRAM [ARGUMENT ...]
    postgres.py --shared PROGRAM [ARGUMENT ...]

The server is Debian's, listens on a socket in a temporary folder and nowhere
else, and keeps nothing: what is on it need not outlast a power cut. Its folder
is in FOURWAYS_POSTGRES, which tells the tests to put their data there. Everybody
on it is who they say they are.

With --shared the program's own data stay in files; whatever it runs within
postgres.py uses this server and starts none of its own.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile

SHARED = "FOURWAYS_POSTGRES_SHARED"
BIN = "/usr/lib/postgresql/15/bin"
MEMORY = "/dev/shm"    # where there is room, for a database is 400 files
ROOM = 2 << 30
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "max_wal_size": "128MB",
    "autovacuum": "off",
    "lc_messages": "C",
}
# For a server whose commits outlive a crash.
DURABLE = {"fsync": "on", "full_page_writes": "on",
           "synchronous_commit": "on"}


def as_server():
    """What makes a command the server's user's, who is not root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres",
            "--init-groups"]


def place():
    """Where its folder goes: memory, or None for where such folders go."""
    try:
        room = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return MEMORY if room >= ROOM and os.access(MEMORY, os.W_OK) else None


def run(*command):
    done = subprocess.run([*as_server(), *command], capture_output=True,
                          text=True, cwd="/")
    if done.returncode != 0:
        sys.exit(f"postgres.py: {' '.join(command)}: {done.stdout}"
                 f"{done.stderr}")


class Server:
    """A new one, or a standby that follows another; in memory, or where
    temporary files go."""

    def __init__(self, settings=None, of=None, where=place):
        self.folder = tempfile.mkdtemp(prefix="fourways-pg-", dir=where())
        self.data = os.path.join(self.folder, "data")
        self.settings = {**SETTINGS, **(settings or {})}
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        os.chmod(self.folder, 0o711)
        self.process = None
        if of is None:
            run(f"{BIN}/initdb", "-D", self.data, "-U", "owner", "-A",
                "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        else:
            run(f"{BIN}/pg_basebackup", "-h", of.folder, "-U", "owner", "-D",
                self.data, "-R", "--checkpoint=fast", "--no-sync")

    def start(self):
        command = [*as_server(), f"{BIN}/postgres", "-D", self.data,
                   "-k", self.folder]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value.strip(chr(39))}"]
        log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log,
                                        cwd="/")
        if not self.wait():
            sys.exit("postgres.py: it does not start; " + self.said())

    def wait(self):
        for _ in range(400):
            done = subprocess.run([f"{BIN}/pg_isready", "-q", "-h",
                                   self.folder, "-p",
                                   self.settings.get("port", "5432")])
            if done.returncode == 0:
                return True
            if self.process.poll() is not None:
                return False
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                pass
        return False

    def said(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            return log.read()[-2000:]

    def kill(self):
        """Ends it as a crash would; what it forked ends by itself."""
        with open(os.path.join(self.data, "postmaster.pid")) as note:
            shared = note.read().splitlines()[6].split()
        self.process.kill()
        self.process.wait()
        run("ipcrm", "-m", shared[1])   # which it would have given back

    def promote(self):
        run(f"{BIN}/pg_ctl", "promote", "-D", self.data)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def run_to_its_end(command, env):
    """Its exit code. What would end us ends it; the server goes after it."""
    child = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGINT, lambda *_: None)  # it heard the terminal too
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def main():
    shared = sys.argv[1:2] == ["--shared"]
    command = sys.argv[2 if shared else 1:]
    if not command:
        sys.exit(__doc__)
    if SHARED in os.environ and not shared:
        os.environ["FOURWAYS_POSTGRES"] = os.environ[SHARED]
        os.execvp(command[0], command)
    server = Server()
    try:
        server.start()
        code = run_to_its_end(command, {
            **os.environ,
            SHARED if shared else "FOURWAYS_POSTGRES": server.folder})
    finally:
        server.remove()
    sys.exit(code if code >= 0 else 1)


if __name__ == "__main__":
    main()
