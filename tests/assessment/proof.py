#!/usr/bin/env python3
"""`fourways proof` and the start, with rules as shipped and rules changed.

    proof.py PROGRAM
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import model
import rules
from server import SANITIZED
from tap import case, contains, lacks, run, same

CONFIGURATION = 78
PROGRAM = os.path.abspath(sys.argv[1])


def fourways(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True,
                          timeout=60, check=False, cwd=ROOT)


class Rules:
    """A copy of conf/ whose assessment can be changed."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="proof-")
        self.conf = os.path.join(self.folder, "conf")

    def __enter__(self):
        shutil.copytree(os.path.join(ROOT, "conf"), self.conf)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name="assessment.yaml"):
        return os.path.join(self.conf, name)

    def change(self, old, new, behind=""):
        rules.change(self.path(), old, new, behind)

    def proof(self, *words):
        return fourways("proof", "--conf", self.conf, *words)

    def serve(self):
        """A start, which these rules do not allow."""
        return fourways("serve", "--demo", "--conf", self.conf,
                        "--data", os.path.join(self.folder, "data"),
                        "--listen", "127.0.0.1:0",
                        "--admin-listen", "127.0.0.1:0")

    def table(self):
        done = self.proof("--table")
        same(done.returncode, 0, done.stderr)
        rows = (line.split(" ") for line in done.stdout.splitlines())
        return {row[0]: tuple(row[1:4]) for row in rows}


def moved(text):
    found = re.findall(r"^moved (\S+): (.+) -> (.+)$", text, re.MULTILINE)
    return {code: (tuple(old.split()), tuple(new.split()))
            for code, old, new in found}


@case
def the_shipped_rules_are_proven_and_counted():
    done = fourways("proof")
    same((done.returncode, done.stderr), (0, ""))
    contains(done.stdout, "17 outcomes, 26 with their kind\n")
    contains(done.stdout,
             "single 322, close 79, hybrid 163, start-one 12\n")
    contains(done.stdout, "good: every combination has one outcome")
    counted = re.findall(r"^ *(\d+) (?:single|close|hybrid|start-one) ",
                         done.stdout, re.MULTILINE)
    same((len(counted), sum(map(int, counted))), (26, 576))


@case
def the_hash_is_that_of_the_second_evaluation():
    lines = "".join(model.line(answers) + "\n"
                    for answers in model.COMBINATIONS)
    digest = hashlib.sha256(lines.encode()).hexdigest()
    contains(fourways("proof").stdout,
             f"edition 2026-11, 576 combinations, sha256 {digest}\n")


@case
def the_committed_table_is_that_of_its_edition():
    with open(os.path.join(ROOT, "conf", "assessment.table"),
              encoding="utf-8") as table:
        lines = table.read().splitlines()
    same(len(lines), 577)
    same(lines[0], "edition 2026-11")
    expected = [" ".join(("-".join(answers), *(part or "-" for part in
                                               model.advice(answers))))
                for answers in model.COMBINATIONS]
    same(lines[1:], expected)
    contains(fourways("proof").stdout,
             "since edition 2026-11: 0 moved, 0 new, 0 gone\n")


@case
def a_change_of_rules_shows_which_results_moved():
    with Rules() as copy:
        before = copy.table()
        copy.change("points: 8", "points: 6", "- id: js\n")
        copy.change("edition: 2026-11", "edition: 2026-12")
        after = copy.table()
        wanted = {code: (before[code], after[code]) for code in before
                  if before[code] != after[code]}
        assert wanted, "the change moves nothing"
        done = copy.proof()
        same(done.returncode, 0, done.stderr)
        same(moved(done.stdout), wanted)
        contains(done.stdout, f"since edition 2026-11: {len(wanted)} moved, "
                 "0 new, 0 gone\n")
        contains(done.stdout,
                 'if that is meant, run "fourways proof --accept"\n')


@case
def a_change_without_a_new_name_is_asked_for_one():
    with Rules() as copy:
        copy.change("points: 8", "points: 6", "- id: js\n")
        contains(copy.proof().stdout,
                 "if that is meant, give the edition a new name and run")


@case
def an_accepted_change_is_the_measure_from_then_on():
    with Rules() as copy:
        copy.change("points: 8", "points: 6", "- id: js\n")
        copy.change("edition: 2026-11", "edition: 2026-12")
        same(copy.proof("--accept").returncode, 0)
        contains(copy.proof().stdout,
                 "since edition 2026-12: 0 moved, 0 new, 0 gone\n")
        lacks(" ".join(os.listdir(copy.conf)), ".new", "the folder")


@case
def without_a_table_nothing_is_compared_and_that_is_said():
    with Rules() as copy:
        os.remove(copy.path("assessment.table"))
        done = copy.proof()
        same((done.returncode, done.stderr), (0, ""))
        contains(done.stdout, "assessment.table to compare with")


@case
def a_broken_table_is_refused_with_its_line_and_mended_by_accepting():
    with Rules() as copy:
        rules.add(copy.path("assessment.table"), "nonsense\n")
        for done in (copy.proof(), copy.serve()):
            same(done.returncode, CONFIGURATION)
            contains(done.stderr, "assessment.table:578: not \"code kind")
        same(copy.proof("--accept").returncode, 0)
        contains(copy.proof().stdout, "0 moved, 0 new, 0 gone\n")


@case
def a_renamed_answer_is_followed_when_it_is_retired():
    with Rules() as copy:
        copy.change("- id: mix", "- id: fresh")
        done = copy.proof()
        contains(done.stdout, "0 moved, 96 new, 96 gone\n")
        rules.add(copy.path(), "retired:\n  - answer: team.mix\n"
                  "    now: team.fresh\n    text: It has a new name.\n")
        done = copy.proof()
        same(done.returncode, 0, done.stderr)
        contains(done.stdout, "0 moved, 0 new, 0 gone\n")


@case
def an_option_more_is_counted():
    with Rules() as copy:
        copy.change("      - id: mix\n", "      - id: elm\n"
                     "        label: Elm\n        points: []\n"
                     "      - id: mix\n")
        done = copy.proof()
        same(done.returncode, 0, done.stderr)
        contains(done.stdout, "edition 2026-11, 672 combinations")
        contains(done.stdout, "0 moved, 96 new, 0 gone\n")


def without_an_outcome(copy):
    copy.change("  - kind: start-one\n    primary: python\n"
                 "    partner: node\n", "  - kind: start-one\n"
                 "    primary: java\n    partner: node\n")


@case
def a_gap_stops_with_the_answers_that_lead_to_it():
    with Rules() as copy:
        without_an_outcome(copy)
        for done, code in ((copy.proof(), 1), (copy.serve(), CONFIGURATION)):
            same(done.returncode, code, done.stderr)
            contains(done.stderr, 'the outcome "start-one python + node" '
                     "has no text, but the answers py-io-mvp-two lead to it")


@case
def a_dangling_link_stops_with_answers_that_show_it():
    with Rules() as copy:
        copy.change("#where-python-is-strong", "#where-python-is-weak",
                     "- id: crud\n")
        wanted = ("js-crud-mvp-one: \"Django brings accounts, admin screens "
                  "and database access with it, so much of your first "
                  "version is already written.\" links to "
                  "/guides/nodejs-or-python#where-python-is-weak, which is "
                  "not in the guides")
        done = copy.proof()
        same(done.returncode, 1)
        contains(done.stderr, wanted)
        same(done.stderr.count("\n"), 1, "lines")
        done = copy.serve()
        same(done.returncode, CONFIGURATION, done.stderr)
        contains(done.stderr, wanted)


@case
def an_unknown_claim_stops_with_answers_that_rest_on_it():
    with Rules() as copy:
        copy.change("[001-40, 002-14]", "[001-40, 002-99]", "- id: crud\n")
        wanted = ("js-crud-mvp-one: \"Django brings accounts, admin screens "
                  "and database access with it, so much of your first "
                  "version is already written.\" rests on the claim 002-99, "
                  "which is not in the register")
        done = copy.proof()
        same(done.returncode, 1)
        contains(done.stderr, wanted)
        done = copy.serve()
        same(done.returncode, CONFIGURATION, done.stderr)
        contains(done.stderr, wanted)


LIMIT = 8


def largest_rules():
    """Eight stacks and eight answers to each question: all there may be."""
    ids = [f"a{n}" for n in range(LIMIT)]
    home = "/guides/how-to-choose#what-the-team-knows"
    lines = ["edition: large-1", "stacks:"]
    lines += [f"  - {{id: {i}, name: Stack {i}}}" for i in ids]
    lines += ["questions:"]
    for q in range(4):
        lines += [f"  - id: q{q}", f"    label: Question {q}?",
                  f"    href: {home}", "    options:"]
        for n, i in enumerate(ids):
            knows = f", knows: [{i}]" if q == 0 else ""
            lines += [f"      - {{id: {i}, label: Answer {i}{knows}, "
                      f"points: [{{stack: {i}, points: {n + 1}, text: T, "
                      "judgement: true}]}"]
    note = "{text: T}"
    lines += ["rules:", f"  guard: {{lead: 2, guarded: {note}, "
              f"overruled: {note}}}", "  margins: {close: 1, clear: 4}",
              "  hybrids: []", "  ties:", "    - {by: order, "
              f"stacks: [{', '.join(ids)}], text: T}}", "  tensions: []",
              "outcomes:"]
    lines += [f"  - {{kind: {kind}, primary: {i}, headline: H, text: T}}"
              for i in ids for kind in ("single", "close")]
    return "\n".join(lines) + "\n"


@case
def the_largest_rules_there_may_be_are_proven_in_a_second():
    with Rules() as copy:
        with open(copy.path(), "w", encoding="utf-8") as text:
            text.write(largest_rules())
        os.remove(copy.path("assessment.table"))
        began = time.monotonic()
        done = copy.proof()
        same((done.returncode, done.stderr), (0, ""))
        contains(done.stdout, "edition large-1, 4096 combinations")
        assert SANITIZED or time.monotonic() - began < 1
        same(copy.proof("--accept").returncode, 0)
        contains(copy.proof().stdout, "0 moved, 0 new, 0 gone\n")
        same(len(copy.table()), 4096)


@case
def check_says_that_the_proof_holds_or_not():
    with Rules() as copy:
        words = ("check", "--conf", copy.conf, "--data",
                 os.path.join(copy.folder, "none"))
        contains(fourways(*words).stdout, "good proof: reasons add up")
        copy.change("#where-python-is-strong", "#where-python-is-weak",
                     "- id: crud\n")
        contains(fourways(*words).stdout, "BAD  proof: reasons add up")


@case
def assets_that_are_not_there_are_named():
    with Rules() as copy:
        done = copy.proof("--assets", os.path.join(copy.folder, "none"))
        assert done.returncode != 0
        contains(done.stderr, "none")


if __name__ == "__main__":
    sys.exit(run())
