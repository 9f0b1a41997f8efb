#!/usr/bin/env python3
"""A file is changed and the site told so, while people read it.

    reload.py PROGRAM
"""

import os
import shutil
import signal
import sys
import tempfile
import threading

from client import Client
from common import the_server_stops_clean_and_reports_no_fault
from server import ROOT, SANITIZED, Server, all_gone, wait_for
from tap import case, contains, lacks, run, same

PATIENCE = 60 if SANITIZED else 8
JAVA = "guides/java.md"


class Site:
    """A running site with a copy of the shipped files to change."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fourways-")
        self.assets = os.path.join(self.folder, "assets")
        shutil.copytree(os.path.join(ROOT, "assets"), self.assets)
        self.server = Server(assets=self.assets)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, name):
        with open(os.path.join(self.assets, name), encoding="utf-8") as file:
            return file.read()

    def write(self, name, text):
        with open(os.path.join(self.assets, name), "w",
                  encoding="utf-8") as file:
            file.write(text)

    def page(self, path="/guides/java"):
        answer = Client(self.server.port).get(path)
        same(answer.status, 200, path)
        return answer.text

    def reload(self):
        self.server.process.send_signal(signal.SIGHUP)

    def is_refused(self, name, text, *words):
        """The broken text is named with its line; the old page stays; the
        good text comes back."""
        good, page, before = self.read(name), self.page(), self.server.log()
        self.write(name, text)
        self.reload()
        log = wait_for(lambda: self.server.log()[len(before):]
                       if "refused; the site stays" in
                       self.server.log()[len(before):] else "",
                       PATIENCE, "a refusal")
        for word in words:
            contains(log, word)
        same(self.page(), page, "the old page")
        self.write(name, good)


def line_of(text, part):
    return text[:text.index(part)].count("\n") + 1


@case
def a_changed_guide_is_seen_without_a_restart(site):
    before = site.server.processes()
    site.write(JAVA, site.read(JAVA) + "\nA sentence of this morning.\n")
    lacks(site.page(), "A sentence of this morning.")
    site.reload()
    wait_for(lambda: "A sentence of this morning." in site.page(), PATIENCE,
             "the new sentence")
    all_gone([pid for pid in before if pid != site.server.pid], PATIENCE,
             "the processes from before have gone")
    same(site.server.process.poll(), None, "the supervisor")
    same(Client(site.server.admin_port).get("/admin/login").status, 200)


@case
def a_changed_rule_is_seen_in_the_result(site):
    path = os.path.join(site.server.conf, "assessment.yaml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("JavaScript or TypeScript",
                                "JavaScript, or TypeScript", 1))
    site.reload()
    wait_for(lambda: "JavaScript, or TypeScript" in site.page("/assessment"),
             PATIENCE, "the new label")


@case
def a_broken_table_is_refused_with_its_line(site):
    text = site.read(JAVA) + "\n| a | b |\n|---|---|\n| 1 | 2 |\n| only |\n"
    site.is_refused(JAVA, text, f"java.md:{line_of(text, '| only |')}: ")


@case
def an_anchor_given_twice_is_refused_with_its_line(site):
    text = site.read(JAVA) + "\n## Once {#twice}\n\nA.\n\n## Again {#twice}\n\nB.\n"
    site.is_refused(JAVA, text, f"java.md:{line_of(text, '## Again')}: ",
                    "twice")


@case
def a_claim_that_is_nowhere_is_refused_with_its_line(site):
    text = site.read(JAVA) + "\nNobody claims this.[^000-99]\n"
    site.is_refused(JAVA, text, f"java.md:{line_of(text, '000-99')}: ",
                    "000-99")


@case
def yaml_that_is_none_is_refused_with_its_line(site):
    name = "stacks/go.yaml"
    text = site.read(name).replace("\nstrengths:\n", "\nstrengths: [\n", 1)
    site.is_refused(name, text, "go.yaml:")


@case
def an_unknown_key_of_the_register_is_refused_with_its_line(site):
    name = "claims.yaml"
    text = site.read(name).replace("\ncorrections:\n", "\ncorections:\n", 1)
    site.is_refused(name, text,
                    f"claims.yaml:{line_of(text, 'corections')}")


@case
def a_site_that_was_refused_can_be_mended(site):
    site.write(JAVA, site.read(JAVA) + "\nMended at noon.\n")
    site.reload()
    wait_for(lambda: "Mended at noon." in site.page(), PATIENCE,
             "the mended page")


@case
def readers_see_one_version_or_the_other(site):
    """No request fails while the processes change over, three times."""
    faults, seen, done = [], set(), threading.Event()

    def read():
        while not done.is_set():
            try:
                text = site.page()
            except Exception as fault:  # whatever a reader would see
                faults.append(repr(fault))
                return
            seen.add(text.count("Edition of the hour"))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for count in range(1, 4):
        site.write(JAVA, site.read(JAVA) + "\nEdition of the hour.\n")
        site.reload()
        wait_for(lambda c=count:
                 site.page().count("Edition of the hour") == c,
                 PATIENCE, f"edition {count}")
    done.set()
    for reader in readers:
        reader.join()
    same(faults, [], "what readers met")
    assert seen <= {0, 1, 2, 3} and len(seen) > 1, seen


@case
def signals_in_a_row_end_in_the_last_state(site):
    for count in range(5):
        site.write(JAVA, site.read(JAVA).replace("noon", f"noon{count}"))
        site.reload()
    wait_for(lambda: "noon43210." in site.page(), PATIENCE, "the last state")
    wait_for(lambda: len(site.server.processes()) == 8, PATIENCE,
             "no process is left over")


@case
def a_role_on_its_own_is_loaded_anew_too(site):
    alone = Server(assets=site.assets, options=["--role", "public"])
    with alone as server:
        same(server.ready, f"ready public=http://127.0.0.1:{server.port}")
        site.write(JAVA, site.read(JAVA) + "\nFor one role.\n")
        server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "For one role." in
                 Client(server.port).get("/guides/java").text, PATIENCE,
                 "the new sentence")
        same(server.stop(), 0, "exit code")


@case
def it_stops_as_clean_as_before(site):
    the_server_stops_clean_and_reports_no_fault(site.server)


def main():
    with Site() as site:
        return run(site)


if __name__ == "__main__":
    sys.exit(main())
