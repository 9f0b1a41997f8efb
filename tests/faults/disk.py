#!/usr/bin/env python3
"""A disk that is full, or takes nothing any more: forms are refused with a
page that says so, everything can be read, nothing is half stored, and the site
is well again by itself.

Runs in a mount namespace of its own, so that no mount outlives it; as root, or
where the kernel lets everybody make one, as anybody else.
"""

import contextlib
import errno
import os
import subprocess
import sys
import tempfile
import time

from house import (LONG, OPEN, Preloaded, Writers, is_a_page_for_people, pick,
                   promises_were_kept)
from common import signed_in
from client import Client
from server import QUIET, Server, copy_conf, rows, wait_for
from tap import case, contains, run, same

LIBRARY = sys.argv[2] if len(sys.argv) > 2 else None
GENTLE = {"senders": 4, "pause": 0.02}  # so that the disk lasts a while
NAMESPACE = "FAULTS_NAMESPACE"
HEALS = 8       # seconds: counts are tried again every five
MIB = 1 << 20
CHECKPOINT = 1000 * (4096 + 24)     # bytes of a log that is written back


def enter_namespace():
    """Starts this program again where it may mount; gives the exit code."""
    for how in (["--mount"], ["--mount", "--user", "--map-root-user"]):
        may = subprocess.run(["unshare", *how, "mount", "-t", "tmpfs", "none",
                              "/mnt"], capture_output=True, check=False)
        if may.returncode == 0:
            return subprocess.run(
                ["unshare", *how, sys.executable, *sys.argv], check=False,
                env={**os.environ, NAMESPACE: "yes"}).returncode
    print("Bail out! neither root's nor a user's namespace lets this test "
          f"mount a disk to fill: {may.stderr.decode()}")
    return 1


def command(*words):
    subprocess.run(words, check=True, capture_output=True)


@contextlib.contextmanager
def small_disk(size, library=None, kind="tmpfs"):
    """A server whose data lie on a disk of so many bytes."""
    with tempfile.TemporaryDirectory(prefix="fourways-") as folder:
        disk = os.path.join(folder, "data")
        os.mkdir(disk)
        if kind == "tmpfs":
            command("mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk)
        else:
            image = os.path.join(folder, "image")
            with open(image, "wb") as made:
                made.truncate(size)
            command("mkfs.ext4", "-q", image)
            command("mount", "-o", "loop", image, disk)
        try:
            copy_conf(os.path.join(folder, "conf"), {**QUIET, **OPEN})
            server = (Preloaded(library, folder=folder) if library else
                      Server(folder=folder))
            server.data = os.path.join(disk, "site")
            server.init()
            with server:
                server.disk = disk
                yield server
        finally:
            command("umount", "--lazy", disk)


class Ballast:
    """A file that leaves so many bytes of the disk, and no more."""

    def __init__(self, server):
        self.path = os.path.join(server.disk, "ballast")
        self.disk = server.disk

    def leave(self, wanted):
        state = os.statvfs(self.disk)
        size = state.f_bavail * state.f_frsize - wanted
        with contextlib.suppress(OSError), open(self.path, "ab") as out:
            out.write(bytes(max(0, size)))

    def remove(self):
        os.remove(self.path)


def wait_for_refusals(load, more=20):
    goal = load.statuses[503] + more
    wait_for(lambda: load.statuses[503] >= goal, 20, "forms are refused")


def wait_for_acks(load, more=50):
    goal = load.statuses[303] + more
    wait_for(lambda: load.statuses[303] >= goal, 20, "forms are stored")


def everything_can_be_read(server, admin):
    for path in ("/", "/guides", "/guides/java", "/book", "/contact",
                 "/search?q=go", "/assessment"):
        same(Client(server.port).get(path).status, 200, path)
    # What has not been noted in the audit log is not shown, so leads wait.
    same(admin.get("/admin/bookings").status, 200, "the desk's calls")
    same(admin.get("/admin/outbox").status, 200, "the desk's mail")


def health(server):
    answer = Client(server.port).get("/healthz")
    return answer.status, answer.text


def health_says_so(server):
    status, text = health(server)
    same(status, 503, text)
    contains(text, "nothing can be stored")


def is_well_again(server, load):
    wait_for_acks(load)
    wait_for(lambda: health(server)[0] == 200, HEALS, "health says ok")


def the_page_keeps_the_form(load):
    answer = load.pages[-1]
    is_a_page_for_people(answer)
    contains(answer.page.text, "Nothing is lost: please send it again")
    forms = [form for form in answer.page.forms if form.value("message")]
    assert forms[0].value("message").startswith("Message "), answer


def same_processes(before, server):
    same(sorted(server.processes()), sorted(before), "processes")


# ---- full ----

@case
def a_full_disk_refuses_forms_and_nothing_else(*_):
    for _ in range(pick(1, 5)):
        with small_disk(8 * MIB) as server:
            admin, before = signed_in(server), server.processes()
            ballast = Ballast(server)
            with Writers(server, **GENTLE) as load:
                wait_for_acks(load, 20)
                ballast.leave(0)
                wait_for_refusals(load)
                everything_can_be_read(server, admin)
                health_says_so(server)
                stored = rows(server, "lead")
                wait_for_refusals(load)
                same(rows(server, "lead"), stored, "stored on a full disk")
                ballast.remove()
                is_well_again(server, load)
            the_page_keeps_the_form(load)
            same(set(load.statuses), {303, 503}, "answers")
            same_processes(before, server)
            print("# of a full disk: acknowledged %d, stored %d" %
                  promises_were_kept(server, [load]),
                  f"refused {load.statuses[503]}")
            same(server.stop(), 0, "exit code")


@case
def a_disk_that_comes_and_goes_loses_nothing(*_):
    with small_disk(pick(10, 24) * MIB) as server:
        ballast = Ballast(server)
        with Writers(server, **GENTLE) as load:
            for turn in range(pick(6, 60)):
                ballast.leave(turn % 3 * 40000)
                wait_for_refusals(load, 5)
                ballast.remove()
                wait_for_acks(load, 5)
        print("# coming and going: acknowledged %d, stored %d" %
              promises_were_kept(server, [load]),
              f"refused {load.statuses[503]}")


@case
def a_disk_full_at_a_checkpoint_is_survived(*_):
    """The log of 4 MB is to be written into the database when it does not fit
    there: the log alone grows on, and all that is in it stays."""
    with small_disk(16 * MIB) as server:
        log = os.path.join(server.data, "intake.db-wal")
        data = os.path.join(server.data, "intake.db")
        ballast = Ballast(server)
        with Writers(server) as before:
            wait_for(lambda: os.path.getsize(log) > CHECKPOINT // 2, 60,
                     "the log is half full")
        size = os.path.getsize(data)
        ballast.leave(CHECKPOINT - os.path.getsize(log) + 200000)
        with Writers(server, first_slot=50000) as load:
            wait_for_refusals(load, 50)
            assert os.path.getsize(log) > CHECKPOINT, os.path.getsize(log)
            assert os.path.getsize(data) - size < 400000, "it had room"
            ballast.remove()
            is_well_again(server, load)
            wait_for(lambda: os.path.getsize(data) > size + 500000, 30,
                     "the log is written back")
        print("# at a checkpoint: acknowledged %d, stored %d" %
              promises_were_kept(server, [before, load]),
              f"refused {load.statuses[503]}")


@case
def what_is_left_after_a_full_disk_starts_again(*_):
    with small_disk(8 * MIB) as server:
        ballast = Ballast(server)
        with Writers(server, **GENTLE) as load:
            wait_for_acks(load, 20)
            ballast.leave(0)
            wait_for_refusals(load)
        same(server.stop(), 0, "exit code on a full disk")
        server.process.stdout.close()
        ballast.remove()
        server.ready = ""
        server.start()
        promises_were_kept(server, [load])
        with Writers(server, first_slot=50000, **GENTLE) as load:
            wait_for_acks(load, 20)


# ---- read-only ----

def takes_nothing(server, admin, forbid, allow):
    before = server.processes()
    with Writers(server, **GENTLE) as load:
        wait_for_acks(load)
        forbid()
        wait_for_refusals(load)
        everything_can_be_read(server, admin)
        health_says_so(server)
        time.sleep(pick(0, 6))  # what is tried again is refused again
        health_says_so(server)
        if allow:
            allow()
            is_well_again(server, load)
    the_page_keeps_the_form(load)
    same(set(load.statuses), {303, 503}, "answers")
    same_processes(before, server)
    return load


@case
def a_disk_that_turns_read_only_and_back_is_no_restart(*_):
    with small_disk(8 * MIB, LIBRARY) as server:
        load = takes_nothing(
            server, signed_in(server),
            lambda: server.set(server.WRITE_ERROR, errno.EROFS),
            lambda: server.set(server.WRITE_ERROR, 0))
        promises_were_kept(server, [load])


if LONG:
    @case
    def a_file_system_that_gives_up_is_read_on(*_):
        """ext4 after an error: what it has is read, nothing is taken. Needs
        root and a loop device, so it is for the long version alone."""
        with small_disk(32 * MIB, kind="ext4") as server:
            load = takes_nothing(
                server, signed_in(server),
                lambda: command("mount", "-o", "remount,abort", server.disk),
                None)
            same(Client(server.port).get("/book").status, 200)
            assert load.acked, "no load"


if __name__ == "__main__":
    if os.environ.get(NAMESPACE) != "yes":
        sys.exit(enter_namespace())
    sys.exit(run(None))
