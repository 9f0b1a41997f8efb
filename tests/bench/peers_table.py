"""The results of peers.py as Markdown: the whole report, and the one table of
the guide /guides/measured-not-argued."""

import statistics

from contract import JOBS as ORDER
from table import (HEAD, JOBS, cells, counting, disturbed, median, notes,
                   number, row, table, where)

GUIDE_JOBS = ("page", "assessment", "booking", "list")


def present(doc):
    return {name: peer for name, peer in doc["peers"].items()
            if peer["kept"].get("jobs")}


def samples(peer, job):
    return peer["kept"]["jobs"].get(job)


def name_of(peer):
    return peer["label"] + (" (limit)" if peer["limit"] else "")


def ratio(mine, found, what):
    other = median(found, what)
    return f"{median(mine, what) / other:.2f}" if other else ""


def of_job(doc, job):
    """The rows of one job, the fastest first, and each against ours."""
    there = {name: peer for name, peer in present(doc).items()
             if samples(peer, job)}
    mine = there.get("fourways")
    rows = []
    for name, peer in sorted(there.items(), key=lambda pair: -median(
            samples(pair[1], job), "rate")):
        found = samples(peer, job)
        beside = "" if mine is None or name == "fourways" else (
            " / ".join(ratio(samples(mine, job), found, what)
                       for what in ("rate", "cpu_us")))
        rows.append((name_of(peer), number(peer["kept"]["bytes"][job]),
                     *cells(found), beside))
    return rows


def start_rows(doc):
    for peer in present(doc).values():
        kept = peer["kept"]
        yield (name_of(peer), number(statistics.median(kept["cold_ms"])),
               kept["memory"][-1]["processes"],
               number(max(one["pss"] for one in kept["memory"])),
               number(max(one["peak"] for one in kept["memory"])),
               peer.get("footprint_mib") or "")


def rate_rows(doc):
    for peer in present(doc).values():
        found = peer["kept"].get("rate")
        if found:
            yield (name_of(peer), *(
                " / ".join(number(statistics.median(
                    one[part] for one in found[job]))
                    for part in ("p50", "p99", "p999"))
                if found.get(job) else "" for job in ("page", "list")))


def rounds_done(doc):
    return max((len(found) for peer in present(doc).values()
                for found in peer["kept"]["jobs"].values()), default=0)


def method(doc):
    count = rounds_done(doc)
    return (f"wrk, one thread, {doc['connections']} keep-alive connections; "
            f"{count} round{'s' if count > 1 else ''} of {doc['seconds']} s in "
            "turned order; "
            "fresh start and fresh data for every visit, one server alive at a "
            f"time, {doc['workers']} workers or threads each. Load and server "
            "share the machine.")


def report(doc):
    lines = ["# Fourways and its peers\n", where(doc["about"]), "",
             method(doc), "", doc["setting"], ""]
    lines += notes({name: peer["kept"]["jobs"]
                    for name, peer in present(doc).items()})
    for job in ORDER:
        rows = of_job(doc, job)
        if rows:
            lines += [f"## {JOBS[job]}\n", *table(
                ("server", "bytes", *HEAD, "ours to it: rate / CPU"), rows)]
    lines += ["## At a fixed rate, p50 / p99 / p99.9 in ms\n", *table(
        ("server", f"page, {doc['rates']['page']} a second",
         f"list, {doc['rates']['list']} a second"), rate_rows(doc))]
    lines += ["## Start, memory, disk\n", *table(
        ("server", "start to first answer, ms", "processes", "PSS MiB",
         "peak RSS MiB", "on disk, MiB"), start_rows(doc))]
    missing = [(peer["label"], why) for peer in doc["peers"].values()
               for why in [peer["missing"], *peer["faults"]] if why]
    if missing:
        lines += ["## Not measured\n", *table(("server", "why"), missing)]
    lines.append("Versions: " + "; ".join(
        f"{name} {said}" for name, said in doc["about"]["versions"].items()))
    return "\n".join(lines)


def guide_cell(peer, job):
    """The rate with half its spread, and the CPU a job takes."""
    found = samples(peer, job)
    if not found:
        return "–"
    rates = [one["rate"] for one in counting(found)]
    middle = statistics.median(rates)
    apart = (max(rates) - min(rates)) / middle / 2
    spread = f" ± {apart:.0%}" if len(rates) > 1 else ""
    return (f"{rounded(middle)}{spread}, "
            f"{number(median(found, 'cpu_us'))} µs")


def rounded(value):
    """Two digits: the others are noise."""
    digits = len(str(int(value))) - 2
    return f"{round(value, -digits):,.0f}" if digits > 0 else number(value)


def guide_row(peer):
    memory = max(one["pss"] for one in peer["kept"]["memory"])
    return (name_of(peer),
            *(guide_cell(peer, job) for job in GUIDE_JOBS),
            f"{max(1, memory):,.0f} MB")


def guide(doc):
    """The table of the guide, and the line that says how it came about."""
    head = ("Server", "Page", "Assessment", "Booking, on the disk",
            "List of 50", "Memory")
    lines = [row(*head), "|" + "---|" * len(head)]
    lines += [row(*guide_row(peer)) for peer in present(doc).values()]
    said = doc["about"]
    lines += ["", f"Measured on {said['date'].split()[0]}: "
              f"{said['processor']}, {said['cores']} cores, "
              f"{said['memory_gib']} GB, Linux {said['kernel'].split('-')[0]}. "
              f"{method(doc)} Versions: "
              + ", ".join(f"{name} {words}" for name, words in
                          said["versions"].items()) + "."]
    some, of = disturbed({name: peer["kept"]["jobs"]
                          for name, peer in present(doc).items()})
    if some * 4 > of:
        lines += ["", f"The machine was busy with other things: {some} of {of} "
                  "samples were disturbed. These figures show how the table "
                  "works; take them for no more."]
    return "\n".join(lines)
