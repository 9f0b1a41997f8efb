#!/usr/bin/env python3
"""The assessment of a running site, seen from outside.

    site.py PROGRAM

First with the rules as shipped, held against the second evaluation (model.py);
then with rules an owner has changed, held against what follows from the
results themselves.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from itertools import product
from urllib.parse import urlencode

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import model
import rules
from client import Client
from server import QUIET, ROOT, Server, copy_conf
from tap import case, contains, lacks, run, same


def results_of(client, codes):
    """Every result as the site gives it, as data, by its code."""
    results = {}
    for code in codes:
        answer = client.get(f"/assessment/{code}.json")
        same(answer.status, 200, code)
        results[code] = json.loads(answer.text)
    return results


def advice(result):
    return result["kind"], result["primary"], result["partner"]


def compare(name, shipped, field, wanted):
    """One field of all results with what the second evaluation says."""
    for answers in model.COMBINATIONS:
        code = "-".join(answers)
        same(field(shipped["results"][code]), wanted(answers),
             f"{name} of {code}")


def compare_outcome(name, shipped, key):
    compare(name, shipped, lambda r: r[key],
            lambda a: model.OUTCOMES[a][name])


@case
def the_kind_of_all_576_is_that_of_the_second_evaluation(shipped, _):
    same(len(shipped["results"]), 576)
    compare_outcome("kind", shipped, "kind")


@case
def the_stacks_of_all_576_are_those_of_the_second_evaluation(shipped, _):
    compare_outcome("primary", shipped, "primary")
    compare_outcome("partner", shipped, "partner")
    compare_outcome("runner-up", shipped, "runner_up")


@case
def the_rule_of_all_576_is_that_of_the_second_evaluation(shipped, _):
    compare_outcome("rule", shipped, "rule")
    compare_outcome("tie", shipped, "tie")
    compare_outcome("guarded", shipped, "guarded")
    compare_outcome("overruled", shipped, "team_overruled")


@case
def the_margin_of_all_576_is_that_of_the_second_evaluation(shipped, _):
    compare_outcome("margin", shipped, "margin")
    compare("confidence", shipped,
            lambda r: r["confidence"].replace(" ", "-"),
            lambda a: model.confidence(model.OUTCOMES[a]["margin"]))


@case
def the_scores_of_all_576_are_those_of_the_second_evaluation(shipped, _):
    compare_outcome("scores", shipped, "scores")


@case
def the_flips_of_all_576_are_those_of_the_second_evaluation(shipped, _):
    compare("flips", shipped,
            lambda r: [(f["code"], *advice(f)) for f in r["flips"]],
            lambda a: [("-".join(f), *model.advice(f)) for f in
                       model.in_form_order(a, model.flips(a))])


@case
def the_reasons_of_all_576_are_those_of_the_second_evaluation(shipped, _):
    compare("reasons", shipped, lambda r: ",".join(
        f"{p['question']}:{p['points']:+d}:" + "+".join(p["claims"])
        + ("~" if p["judgement"] else "") for p in r["reasons"]) or "-",
            model.reasons)


@case
def a_visit_leaves_no_cookie_and_says_so(shipped, _):
    answer = shipped["client"].get("/assessment/js-data-grow-poly")
    same((answer.status, answer.all("set-cookie")), (200, []))
    contains(answer.text, "Stored by this request: <b>one page count</b>")


# --- the same with rules an owner has changed ---

def elixir():
    """A seventh stack: its profile, as the file of another one."""
    path = os.path.join(ROOT, "assets", "stacks", "rust.yaml")
    with open(path, encoding="utf-8") as profile:
        return profile.read().replace("id: rust\nname: Rust\n",
                                      "id: elixir\nname: Elixir\n")


def change_rules(path):
    """An answer and a stack more, an answer and a rule less."""
    rules.change(path, "edition: 2026-11", "edition: 2027-01")
    rules.change(path, "\nquestions:\n", "\n  - id: elixir\n"
                 "    name: Elixir\n\nquestions:\n")
    rules.change(path, "      - id: mix\n", "      - id: elm\n"
                 "        label: Elixir or Erlang\n"
                 "        knows: [elixir]\n"
                 "        points:\n"
                 "          - {stack: elixir, points: 9, judgement: true,\n"
                 "             text: It is what your team knows.}\n"
                 "      - id: mix\n")
    rules.cut(path, "      - id: sys\n", "      - id: crud\n")
    rules.cut(path, "    - id: H3\n", "    - id: H4\n")
    rules.change(path, "stacks: [node, dotnet, go, rust, java]",
                 "stacks: [node, dotnet, go, rust, java, elixir]")
    rules.change(path, "dotnet, go, rust]", "dotnet, go, rust, elixir]",
                 "- by: order\n")
    texts = "".join(f"  - kind: {kind}\n    primary: elixir\n{partner}"
                    f"    headline: Elixir, {kind}.\n    text: Try it.\n"
                    for kind, partner in (
                        ("single", ""), ("close", ""),
                        ("hybrid", "    partner: python\n")))
    rules.add(path, texts + "retired:\n"
              "  - answer: hard.sys\n    now: hard.cpu\n"
              "    text: Systems work is now among heavy computing.\n")


CHANGED = tuple(product(
    ("js", "py", "cs", "jvm", "gr", "elm", "mix"),
    ("io", "rules", "data", "cpu", "crud"),
    ("mvp", "grow", "long", "legacy"), ("one", "two", "nofe", "poly")))


@case
def the_form_follows_the_changed_rules(_, changed):
    form = changed["client"].get("/assessment")
    same(form.text.count('type="radio"'), 7 + 5 + 4 + 4)
    contains(form.text, 'id="team-elm"')
    lacks(form.text, 'id="hard-sys"')
    contains(form.text, "Rules edition 2027-01")
    sent = changed["client"].get("/assessment?" + urlencode(
        {"team": "elm", "hard": "io", "life": "long", "lang": "two"}))
    same((sent.status, sent.get("location")),
         (303, "/assessment/elm-io-long-two"))


@case
def the_results_follow_the_changed_rules(_, changed):
    page = changed["client"].get("/assessment/elm-io-long-two")
    same(page.status, 200)
    contains(page.text, "<h1>Elixir, single.</h1>")
    contains(page.text, "The seven side by side")
    contains(page.text, "rules edition 2027-01")
    same(advice(changed["results"]["elm-data-grow-two"]),
         ("hybrid", "elixir", "python"))


@case
def the_flips_follow_the_changed_rules(_, changed):
    results = changed["results"]
    same(len(results), 560)
    for answers in CHANGED:
        code = "-".join(answers)
        wanted = {("-".join(other), *advice(results["-".join(other)]))
                  for other in CHANGED
                  if sum(a != b for a, b in zip(answers, other)) == 1
                  and advice(results["-".join(other)])
                  != advice(results[code])}
        flips = results[code]["flips"]
        same({(f["code"], *advice(f)) for f in flips}, wanted, code)
        same(len(flips), len(wanted), code)


@case
def the_proof_follows_the_changed_rules(_, changed):
    page = changed["client"].get("/assessment/proof")
    contains(page.text, "All 560 results, proven")
    same(page.text.count("<td data-kind="), 560)
    contains(page.text, "<th scope=\"col\" class=\"points\">Elixir</th>")


def moved_from_table(changed):
    """What has moved since the committed table, counted anew."""
    path = os.path.join(ROOT, "conf", "assessment.table")
    with open(path, encoding="utf-8") as table:
        rows = [line.split() for line in table.read().splitlines()[1:]]
    moved = []
    for code, kind, primary, partner in rows:
        today = code.replace("-sys-", "-cpu-")
        was = (kind, primary, None if partner == "-" else partner)
        if advice(changed["results"][today]) != was:
            moved.append(code)
    return moved


@case
def the_proof_names_every_result_that_moved(_, changed):
    page = changed["client"].get("/assessment/proof").text
    moved = moved_from_table(changed)
    assert len(moved) > 10
    contains(page, f"{len(moved)} moved, 80 new, none gone.")
    shown = re.findall(r'<th scope="row"><a href="/assessment/([a-z-]+)">'
                       "<code>", page)
    same(shown, moved)


@case
def an_answer_of_the_old_edition_leads_on_with_a_note(_, changed):
    client = changed["client"]
    for ending in ("", ".json", ".md"):
        old = client.get(f"/assessment/js-sys-long-two{ending}")
        same(old.status, 303, ending)
        same(old.get("location"), "/assessment/js-cpu-long-two"
             + (ending or "?from=js-sys-long-two"))
    page = client.get("/assessment/js-cpu-long-two?from=js-sys-long-two")
    contains(page.text, "You followed an older link")
    contains(page.text, "Systems work is now among heavy computing.")
    contains(page.text, "rules of edition 2027-01")
    page = client.get("/assessment/js-cpu-long-two")
    lacks(page.text, "You followed an older link")


@case
def two_results_are_compared_by_the_changed_rules(_, changed):
    page = changed["client"].get(
        "/assessment/elm-io-long-two/vs/js-sys-long-two")
    same((page.status, page.get("location")),
         (303, "/assessment/elm-io-long-two/vs/js-cpu-long-two"))
    page = changed["client"].get(page.get("location"))
    contains(page.text, "A leads to Elixir, B to Node.js with Go.")


@case
def the_new_stack_has_its_profile(_, changed):
    same(changed["client"].get("/stacks/elixir").status, 200)


def seen(server, combinations):
    client = Client(server.port)
    return {"client": client, "results": results_of(
        client, ["-".join(answers) for answers in combinations])}


def main():
    folder = tempfile.mkdtemp(prefix="fourways-rules-")
    assets = os.path.join(folder, "assets")
    try:
        copy_conf(os.path.join(folder, "conf"), QUIET)
        change_rules(os.path.join(folder, "conf", "assessment.yaml"))
        shutil.copytree(os.path.join(ROOT, "assets"), assets)
        with open(os.path.join(assets, "stacks", "elixir.yaml"), "w",
                  encoding="utf-8") as profile:
            profile.write(elixir())
        with Server() as shipped, \
                Server(folder=folder, assets=assets) as changed:
            return run(seen(shipped, model.COMBINATIONS),
                       seen(changed, CHANGED))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
