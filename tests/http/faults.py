#!/usr/bin/env python3
"""What goes wrong on a machine: killed processes, taken ports, bad files.

Every refusal to start is one line that says what and how to mend it, with the
exit code that scripts rely on.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from client import Client
from server import (EMAIL, PASSPHRASE, QUIET, SANITIZED, Server, all_gone,
                    case_of_files, case_of_server, copy_conf, free_port,
                    is_alive, place_of, program, rows, run as command,
                    wait_for)
from tap import case, contains, run, same

USAGE, DATA, UNAVAILABLE, AGAIN, CONFIG = 64, 65, 69, 75, 78


class Folder:
    """A data folder made once, copied for each test."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="fourways-")
        first = os.path.join(self.path, "first")
        os.makedirs(first)
        self.first = Server(folder=first)

    def copy(self, name):
        target = os.path.join(self.path, name)
        shutil.copytree(self.first.folder, target)
        return target

    def server(self, name, **options):
        return Server(folder=self.copy(name), **options)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


def serves(server):
    try:
        return (Client(server.port).get("/guides").status == 200
                and Client(server.admin_port).get("/admin/login").status == 200)
    except OSError:
        return False


def codes(wanted):
    return wanted if isinstance(wanted, tuple) else (wanted,)


def refusal(server, wanted, *words, command_line=None):
    """serve must end by itself: one line, this exit code, these words."""
    done = subprocess.run(command_line or server.command(), text=True,
                          capture_output=True, cwd=server.folder, check=False,
                          timeout=60 if SANITIZED else 15)
    lines = done.stderr.splitlines()
    assert done.returncode in codes(wanted), \
        f"exit code {done.returncode}, wanted {wanted}: {done.stderr!r}"
    same(len(lines), 1, f"lines of {done.stderr!r}")
    same(done.stdout, "", "standard output")
    for word in words:
        contains(lines[0], word)


@case
def the_ready_line_names_both_addresses(folder):
    with folder.server("ready") as server:
        same(server.ready, f"ready public=http://127.0.0.1:{server.port} "
             f"admin=http://127.0.0.1:{server.admin_port}")
        assert serves(server), "ready, but does not answer"


@case
def every_worker_is_in_the_sandbox(folder):
    with folder.server("sandbox") as server:
        # two workers for visitors, at least one for the desk
        wait_for(lambda: 3 <= len(server.workers()) <= 5, 2,
                 "three to five sandboxed processes")
        for pid in server.workers():
            with open(f"/proc/{pid}/status", encoding="utf-8") as status:
                contains(status.read(), "NoNewPrivs:\t1")


@case
def a_killed_worker_is_replaced_at_once(folder):
    with folder.server("worker") as server:
        for pid in server.workers():
            count = len(server.workers())
            os.kill(pid, signal.SIGKILL)
            all_gone([pid], 1, "the worker is gone")
            wait_for(lambda: len(server.workers()) == count, 5,
                     "a new worker in its place")
            wait_for(lambda: serves(server), 1, "the site serves again")
            same(server.process.poll(), None, "the supervisor")


@case
def a_killed_role_is_started_again(folder):
    with folder.server("role") as server:
        roles = [pid for pid in server.processes()[1:]
                 if pid not in server.workers()]
        assert len(roles) >= 2, roles
        for pid in roles:
            if not is_alive(pid):
                continue
            os.kill(pid, signal.SIGKILL)
            all_gone([pid], 1, "the role is gone")
            wait_for(lambda: serves(server), 5, "the site serves again")
            same(server.process.poll(), None, "the supervisor")


@case
def a_killed_supervisor_leaves_no_process(folder):
    with folder.server("orphans") as server:
        everyone = server.processes()
        assert len(everyone) >= 5, everyone
        server.process.kill()
        server.process.wait()
        all_gone(everyone, 1, "no process is left")
        for port in (server.port, server.admin_port):
            with socket.socket() as probe:
                same(probe.connect_ex(("127.0.0.1", port)) != 0, True, "port")


@case
def both_signals_end_it_with_zero(folder):
    for name in ("SIGTERM", "SIGINT"):
        with folder.server(name) as server:
            everyone = server.processes()
            server.process.send_signal(getattr(signal, name))
            same(server.process.wait(30 if SANITIZED else 5), 0, f"exit code after {name}")
            all_gone(everyone, 1, "no process is left")


@case
def a_process_that_hangs_does_not_outlive_the_rest(folder):
    with folder.server("hang") as server:
        everyone = server.processes()
        os.kill(server.workers()[0], signal.SIGSTOP)
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)
        left = [pid for pid in everyone if is_alive(pid)]
        for pid in left:
            time.sleep(0.5)
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
                raise AssertionError(f"{pid} of {everyone} was left")


@case
def it_starts_again_at_once_on_the_same_port(folder):
    server = folder.server("again")
    try:
        for _ in range(2):
            server.ready = ""
            server.start()
            same(Client(server.port).get("/").status, 200)
            same(server.stop(), 0)
    finally:
        server.__exit__()


@case
def a_booking_outlives_a_kill(folder):
    with folder.server("kill") as server:
        visitor = Client(server.port)
        form = visitor.get("/book?tz=Europe/Berlin").page.form("/book")
        answer = visitor.post("/book", form.fields(
            slot=form.values("slot")[0], name="Ada", email="a@example.org",
            consent="yes"))
        same(answer.status, 303)
        everyone = server.processes()
        for pid in everyone:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.process.wait()
        all_gone(everyone, 1, "no process is left")
        same(rows(server, "booking"), 1)
        server.ready = ""
        server.start()
        same(Client(server.port).get(answer.get("location")).status, 200)


@case
def a_second_instance_on_the_same_data_steps_back(folder):
    with folder.server("twice") as server:
        second = Server(folder=server.folder)
        refusal(second, AGAIN, "data")
        assert serves(server), "the first one suffered"


@case
def a_port_in_use_is_named(folder):
    server = folder.server("port")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server.port = other.getsockname()[1]
        refusal(server, UNAVAILABLE, str(server.port))
        server.port, server.admin_port = free_port(), server.port
        refusal(server, UNAVAILABLE, str(server.admin_port))


@case
def a_missing_data_folder_is_named_with_the_way_to_make_it(folder):
    server = folder.server("nodata")
    shutil.rmtree(server.data)
    refusal(server, CONFIG, "data", "fourways init")


@case_of_files
def a_missing_database_is_not_made_anew(folder):
    for name in ("intake.db", "office.db"):
        server = folder.server("no-" + name)
        os.remove(os.path.join(server.data, name))
        refusal(server, (CONFIG, DATA), name)
        assert not os.path.exists(os.path.join(server.data, name))


@case_of_files
def a_foreign_file_is_no_database_of_ours(folder):
    for name in ("intake.db", "office.db"):
        for number, content in enumerate((b"Dear diary,\n" * 100, b"")):
            server = folder.server(f"foreign{number}-{name}")
            path = os.path.join(server.data, name)
            with open(path, "wb") as out:
                out.write(content)
            refusal(server, DATA, name)
            with open(path, "rb") as kept:
                same(kept.read(), content, "the foreign file")


@case_of_files
def another_programs_database_is_left_alone(folder):
    import sqlite3
    server = folder.server("other")
    path = os.path.join(server.data, "intake.db")
    os.remove(path)
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipe (name TEXT)")
    db.close()
    refusal(server, DATA, "intake.db")


def note(server, text):
    """Has the folder say that its data are elsewhere."""
    with open(os.path.join(server.data, "database"), "w",
              encoding="utf-8") as out:
        out.write(text + "\n")


@case_of_server
def a_folder_and_a_site_that_name_different_databases_are_refused(folder):
    server = folder.server("elsewhere")
    os.remove(os.path.join(server.data, "database"))
    refusal(server, CONFIG, "site.yaml says", "are in files",
            "fourways migrate --to")
    note(server, place_of(folder.first) + "&keepalives=1")
    refusal(server, CONFIG, "site.yaml says", "keepalives=1: mend that line")


@case_of_server
def a_note_that_names_no_server_is_refused(folder):
    server = folder.server("note")
    for text in ("", "mysql://host/name", "postgres://host/a\tb"):
        note(server, text)
        done = command(*server.command()[1:])
        same((done.returncode, done.stdout), (DATA, ""), done.stderr)
        for line in done.stderr.splitlines():
            contains(line, f"{server.data}/database does not hold a URL like "
                     "postgres://host/database")


@case_of_server
def a_server_that_does_not_answer_is_named(folder):
    for number, url in enumerate((
            "postgresql://owner@/http?host=/nowhere",
            f"postgresql://owner@127.0.0.1:{free_port()}/http")):
        server = folder.server(f"silent{number}")
        note(server, url)
        path = os.path.join(server.conf, "site.yaml")
        with open(path, encoding="utf-8") as text:
            changed = re.sub("\ndatabase: .*", f"\ndatabase: {url}",
                             text.read())
        with open(path, "w", encoding="utf-8") as text:
            text.write(changed)
        refusal(server, (UNAVAILABLE, AGAIN), "cannot reach PostgreSQL")


def init_on(folder, target, url):
    return command("init", "--data", target, "--email", EMAIL,
                   "--passphrase-file", folder.first.passphrase_file,
                   "--recovery-file", target + ".code", "--database", url)


@case_of_server
def a_database_that_holds_data_gets_no_second_site(folder):
    target = os.path.join(folder.path, "second")
    done = init_on(folder, target, place_of(folder.first))
    same((done.returncode, done.stdout), (CONFIG, ""), done.stderr)
    contains(done.stderr, "the server has a schema intake or office")
    same(len(done.stderr.splitlines()), 1, done.stderr)
    assert not os.path.exists(target + ".code")


@case_of_server
def a_url_with_a_password_is_refused_and_not_repeated(folder):
    target = os.path.join(folder.path, "password")
    done = init_on(folder, target, "postgresql://owner:s3cret@/http?host=/nowhere")
    assert done.returncode in (CONFIG, DATA), done
    contains(done.stderr, "secrets/pgpass")
    assert "s3cret" not in done.stdout + done.stderr, done.stderr


def broken_conf(folder, name, file, change):
    """A server whose file in conf/ was changed by a function of its text."""
    server = folder.server(name)
    path = os.path.join(server.conf, file)
    with open(path, encoding="utf-8") as text:
        before = text.read()
    with open(path, "w", encoding="utf-8") as text:
        text.write(change(before))
    return server


def line_of(text, start):
    return next(number for number, line in enumerate(text.splitlines(), 1)
                if line.startswith(start))


@case
def a_broken_site_file_is_refused_with_its_line(folder):
    for number, (change, start) in enumerate((
            (lambda text: text.replace("\nzone:", "\nzonee:"), "zonee:"),
            (lambda text: re.sub(r"\nzone:.*", "\nzone: Mars/Phobos", text),
             "zone:"),
            (lambda text: re.sub(r"\nslot_minutes:.*",
                                 "\nslot_minutes: many", text),
             "slot_minutes:"),
            (lambda text: re.sub(r"\nslot_minutes:.*", "\nslot_minutes: 0",
                                 text), "slot_minutes:"),
            (lambda text: text.replace("\nmode:", "\nmode: [", 1), None),
            (lambda text: "\t" + text, None))):
        server = broken_conf(folder, f"site{number}", "site.yaml", change)
        with open(os.path.join(server.conf, "site.yaml"),
                  encoding="utf-8") as text:
            line = line_of(text.read(), start) if start else r"\d+"
        done = subprocess.run(server.command(), text=True, timeout=30,
                              capture_output=True, check=False,
                              cwd=server.folder)
        same(done.returncode, CONFIG, done.stderr)
        same(len(done.stderr.splitlines()), 1, done.stderr)
        assert re.search(rf"site\.yaml:{line}\b", done.stderr), done.stderr


@case
def a_broken_assessment_is_refused_with_its_line(folder):
    changes = (("points: 8", "points: many"), ("points: 8", "points: 9"),
               ("stack: node", "stack: nodee"), ("claims: [000-04", "claimz: ["),
               ("  - id: hard", "  - id: team"), ("questions:", "question:"))
    for number, (before, after) in enumerate(changes):
        server = broken_conf(
            folder, f"rules{number}", "assessment.yaml",
            lambda text, a=before, b=after: text.replace(a, b, 1))
        if after == "points: 9":
            with server:
                assert serves(server), "other points are the owner's business"
        else:
            refusal(server, CONFIG, "assessment.yaml:")


@case
def missing_configuration_is_named(folder):
    server = folder.server("noconf")
    os.remove(os.path.join(server.conf, "site.yaml"))
    refusal(server, CONFIG, "site.yaml")


@case
def an_open_address_needs_a_proxy_or_tls(folder):
    server = folder.server("open")
    for address in ("0.0.0.0", "[::]"):
        words = server.command()
        at = words.index("--listen") + 1
        words[at] = f"{address}:{server.port}"
        refusal(server, CONFIG, "loopback", "--tls-cert", command_line=words)


@case
def bad_usage_is_told_in_one_line(folder):
    server = folder.server("usage")
    for words in (["nonsense"], ["serve", "--nonsense"],
                  ["serve", "--listen", "banana"],
                  ["serve", "--listen", "127.0.0.1:99999"],
                  ["serve", "--workers", "0"], ["serve", "--workers", "many"],
                  ["serve", "--role", "chef"], ["serve", "extra"],
                  ["lead", "shout"], ["lead"],
                  ["lead", "list", "--data"]):
        if words[0] == "serve":
            words += server.command()[6:8] + [
                "--admin-listen", f"127.0.0.1:{server.admin_port}"]
        refusal(server, USAGE, command_line=[program(), *words])


@case
def limits_and_clock_are_for_tests_only(folder):
    server = broken_conf(folder, "production", "site.yaml", lambda text: text)
    words = server.command()
    for extra in (["--test-now", "yesterday"], ["--test-now", "2026-13-01"]):
        refusal(server, USAGE, "--test-now", command_line=words + extra)


@case
def the_clock_of_a_test_can_be_set(folder):
    options = ["--test-now", "2031-03-03T07:00:00Z"]
    with folder.server("clock", options=options) as server:
        form = Client(server.port).get("/book?tz=UTC").page.form("/book")
        contains(form.values("slot")[0], "2031-03-")


@case
def init_refuses_a_folder_that_holds_data(folder):
    target = folder.copy("init")
    done = command("init", "--data", os.path.join(target, "data"), "--email",
                   EMAIL, "--passphrase-file",
                   os.path.join(target, "passphrase"), "--recovery-file",
                   os.path.join(target, "new"))
    assert done.returncode in (DATA, CONFIG, 73, AGAIN), done
    same(len(done.stderr.splitlines()), 1, done.stderr)
    assert not os.path.exists(os.path.join(target, "new"))


@case
def init_refuses_a_weak_passphrase(folder):
    target = os.path.join(folder.path, "weak")
    for weak in ("short", "x" * 40, "password password", ""):
        path = os.path.join(folder.path, "weak-passphrase")
        with open(path, "w", encoding="utf-8") as out:
            out.write(weak + "\n")
        done = command("init", "--data", target, "--email", EMAIL,
                       "--passphrase-file", path, "--recovery-file",
                       os.path.join(folder.path, "weak-recovery"))
        assert done.returncode != 0, weak
        same(len(done.stderr.splitlines()), 1, done.stderr)


@case
def what_init_makes_only_the_owner_can_read(folder):
    same(oct(os.stat(folder.first.data).st_mode & 0o777), "0o700")
    same(oct(os.stat(os.path.join(folder.first.folder, "recovery")).st_mode
             & 0o077), "0o0")
    with open(os.path.join(folder.first.folder, "recovery"),
              encoding="utf-8") as recovery:
        assert len(recovery.read().split()) >= 1


@case_of_files
def what_init_makes_in_files_only_the_owner_can_read(folder):
    for name in ("intake.db", "office.db"):
        same(oct(os.stat(os.path.join(folder.first.data, name)).st_mode
                 & 0o077), "0o0", name)


@case_of_files
def the_demo_needs_nothing_and_starts_again_on_its_data(folder):
    target = os.path.join(folder.path, "demo")
    os.makedirs(target)
    copy_conf(os.path.join(target, "conf"), QUIET)
    server = Server(folder=target, options=["--demo"])
    try:
        for _ in range(2):
            server.ready = ""
            server.start()
            contains(Client(server.port).get("/").page.text, "Demonstration")
            same(server.stop(), 0)
    finally:
        server.__exit__()


@case
def passphrases_are_in_no_log(folder):
    for name in os.listdir(folder.path):
        path = os.path.join(folder.path, name, "log")
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as log:
                assert PASSPHRASE not in log.read(), path


@case
def the_proof_holds(_):
    done = command("proof")
    same(done.returncode, 0, done.stderr)
    contains(done.stdout, "576")


@case_of_files
def checks_hold_on_a_fresh_site(folder):
    done = command("check", "--data", folder.first.data, "--conf",
                   folder.first.conf)
    same(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    data = Folder()
    try:
        code = run(data)
    finally:
        data.remove()
    sys.exit(code)
