#!/usr/bin/env python3
"""What the bench makes of what it measured; no server, no load."""

import json
import os
import sys

from machine import HERE

import contract
import flame
import peers_table
import table
from tap import case, contains, lacks, run, same

PERF = """
	ffffffff81 copy+0x4 ([kernel.kallsyms])
	55d0 page<a>+0x10 (/usr/bin/fourways)
	55d1 main+0x1 (/usr/bin/fourways)

	7f00 [unknown] (/usr/lib/libsqlite3.so.0.8.6)
	55d1 main+0x2 (/usr/bin/fourways)

	7f00 [unknown] (/usr/lib/libsqlite3.so.0.8.6)
	55d1 main+0x2 (/usr/bin/fourways)
"""


def sample(rate, foreign=0.0, **more):
    return {"rate": rate, "p50": 1.0, "p99": 2.0, "max": 3.0, "cpu_us": 10.0,
            "wrk_cores": 0.5, "foreign": foreign, "errors": 0, "refused": 0,
            **more}


def document(**jobs):
    peer = {"label": "Somebody", "limit": False, "missing": None, "faults": [],
            "footprint_mib": 1.0,
            "kept": {"cold_ms": [5.0], "jobs": jobs,
                     "bytes": {job: 12000 for job in jobs},
                     "memory": [{"pss": 10, "peak": 20, "processes": 2}]}}
    absent = {"label": "Nobody", "limit": False, "missing": "no compiler",
              "faults": ["round 2: ended at once"], "kept": {}}
    return {"about": {"processor": "A", "cores": 2, "memory_gib": 4,
                      "kernel": "6.1-x", "date": "2026-11-21 10:00 UTC",
                      "versions": {"wrk": "4.1"}},
            "connections": 64, "rounds": 3, "seconds": 2, "workers": 2,
            "rates": {"page": 1000, "list": 100}, "setting": "As it is.",
            "peers": {"somebody": peer, "nobody": absent}}


@case
def stacks_are_folded_from_the_outermost():
    found = flame.stacks(PERF)
    same(sum(found.values()), 3)
    same(found[(("main", "fourways"), ("[unknown]", "libsqlite3"))], 2)


@case
def time_belongs_to_the_function_on_top():
    found = flame.stacks(PERF)
    same(flame.top(found)[0], (2 / 3, "libsqlite3: ?", "libsqlite3"))
    same([name for _, name in flame.objects(found)], ["libsqlite3", "kernel"])


@case
def a_flame_graph_is_a_document_without_markup_from_names():
    drawn = flame.svg(flame.stacks(PERF), "<job>")
    contains(drawn, "page&lt;a&gt;")
    contains(drawn, "&lt;job&gt;: 3 samples; 0 boxes too narrow")
    lacks(drawn, "page<a>")
    same(drawn.count("<rect"), 1 + 4, "boxes, and the ground")


@case
def boxes_that_cannot_be_seen_are_counted():
    found = flame.stacks(PERF)
    found[(("rare", "fourways"),)] = 1
    found[(("main", "fourways"),)] = 100000
    contains(flame.svg(found, "job"), "3 boxes too narrow")


@case
def a_disturbed_sample_counts_only_where_there_is_no_better():
    calm, loud = sample(100), sample(10, foreign=0.5)
    same(table.counting([calm, loud]), [calm])
    same(table.counting([loud]), [loud])
    contains(" ".join(table.notes({"page": {"x": [calm, loud]}})),
             "1 of 2 samples")


@case
def the_limit_of_wrk_is_told():
    contains(" ".join(table.notes({"page": {"x": [
        {**sample(1), "wrk_cores": 0.99}]}})), "wrk that limits")


@case
def nothing_lost_is_hidden():
    same(table.faults([sample(1), sample(1)]), "0")
    same(table.faults([sample(1, lost=2), sample(1, lost=0)]), "2 lost")
    same(table.faults([{**sample(1), "errors": 3, "refused": 4}]),
         "3 errors, 4 refused")


@case
def a_peer_that_could_not_be_built_stands_there_with_its_reason():
    report = peers_table.report(document(page=[sample(50)]))
    contains(report, "| Nobody | no compiler |")
    contains(report, "| Nobody | round 2: ended at once |")
    contains(report, "| Somebody | 12,000 | 50.0 (50.0 to 50.0) |")


@case
def the_table_of_the_guide_has_spread_and_conditions():
    said = peers_table.guide(document(page=[sample(90000), sample(100000),
                                            sample(110000)]))
    contains(said, "| Somebody | 100,000 ± 10%, 10.0 µs | – | – | – | 10 MB |")
    contains(said, "Measured on 2026-11-21: A, 2 cores")
    contains(said, "wrk 4.1")
    lacks(said, "busy")
    contains(peers_table.guide(document(page=[sample(1, foreign=0.9)])),
             "busy with other things: 1 of 1")


@case
def every_peer_keeps_the_contract():
    folder = os.path.join(HERE, "peers")
    for name in sorted(set(os.listdir(folder)) - {"common"}):
        with open(os.path.join(folder, name, "peer.json"),
                  encoding="utf-8") as read:
            peer = json.load(read)
        same(set(peer), {"label", "jobs", "limit"}, name)
        same(set(peer["jobs"]) - set(contract.JOBS), set(), name)
        for script in ("setup.sh", "start.sh"):
            assert os.access(os.path.join(folder, name, script), os.X_OK), (
                f"{name}/{script} cannot be run")


if __name__ == "__main__":
    sys.exit(run())
