"""The results of bench.py and peers.py as Markdown."""

import statistics

from machine import NOISE

JOBS = {
    "page": "page",
    "page 304": "page, unchanged (304)",
    "page gzip": "page, gzip",
    "assessment": "assessment: answers and result",
    "list": "list of 50 leads of 10,000",
    "booking": "booking, on the disk",
    "message": "message, on the disk",
}


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def counting(samples):
    """Samples that others did not disturb, unless there is nothing better."""
    calm = [one for one in samples if one["foreign"] <= 2 * NOISE]
    return calm or samples


def median(samples, name):
    return statistics.median(one[name] for one in counting(samples))


def spread(samples):
    rates = [one["rate"] for one in counting(samples)]
    return (f"{number(statistics.median(rates))} "
            f"({number(min(rates))} to {number(max(rates))})")


def faults(samples):
    """Errors, refusals and answers that no row stands for; none is "0"."""
    parts = [("errors", sum(one["errors"] for one in samples)),
             ("refused", sum(one["refused"] for one in samples)),
             ("lost", sum(one.get("lost", 0) for one in samples))]
    return ", ".join(f"{count} {name}" for name, count in parts
                     if count) or "0"


HEAD = ("jobs/s, median (min to max)", "p50 ms", "p99 ms", "CPU µs/job",
        "wrk cores", "errors or lost")


def cells(samples):
    return (spread(samples), number(median(samples, "p50")),
            number(median(samples, "p99")), number(median(samples, "cpu_us")),
            f"{median(samples, 'wrk_cores'):.2f}", faults(samples))


def row(*words):
    return "| " + " | ".join(str(word) for word in words) + " |"


def table(head, rows):
    ruler = ["---"] * 2 + ["---:"] * (len(head) - 2)
    return [row(*head), "|" + "|".join(ruler) + "|",
            *(row(*words) for words in rows), ""]


def of_samples(first, tables):
    """tables: row name -> server -> samples."""
    return table((first, "server", *HEAD),
                 [(JOBS.get(name, name), server, *cells(samples))
                  for name, servers in tables.items()
                  for server, samples in servers.items()])


def where(about):
    return (f"{about['processor']}, {about['cores']} cores, "
            f"{about['memory_gib']} GiB, Linux {about['kernel']}, "
            f"{about['date']}.")


def disturbed(tables):
    every = [one for servers in tables.values()
             for samples in servers.values() for one in samples]
    return sum(one["foreign"] > 2 * NOISE for one in every), len(every)


def notes(tables):
    some, of = disturbed(tables)
    if some:
        yield (f"{some} of {of} samples were taken while other processes used "
               f"more than {2 * NOISE:.0%} of the machine; they count only "
               "where there is no better one.\n")
    limited = [one for servers in tables.values()
               for samples in servers.values() for one in samples
               if one["wrk_cores"] > 0.95]
    if limited:
        yield ("Where wrk needs 0.95 of a core or more it is wrk that limits "
               "the rate, and CPU a job is the figure to compare.\n")


SECTIONS = [
    ("jobs", "The four jobs", "job"),
    ("growth", "Growth: what more leads cost", "leads, job"),
    ("connections", "Connections and workers: the page",
     "workers, connections"),
    ("ways", "Ways in: plain, TLS, behind nginx", "way, job"),
]


def milliseconds(values):
    return (f"{statistics.median(values):.0f} "
            f"({min(values):.0f} to {max(values):.0f})")


def beside(doc):
    """Memory, start and what growth asks of a start."""
    lines = ["## Memory and start\n"]
    memory = doc.get("memory", {})
    if memory:
        lines += table(("server", "processes", "PSS MiB", "peak RSS MiB"), [
            (name, seen[-1]["processes"],
             number(max(one["pss"] for one in seen)),
             number(max(one["peak"] for one in seen)))
            for name, seen in memory.items()])
    for name, values in doc.get("start_ms", {}).items():
        lines.append(f"Start to ready, {name} leads: {milliseconds(values)} "
                     f"ms of {len(values)}.  ")
    for name, values in doc.get("search_ms", {}).items():
        lines.append(f"A search through {name} leads: {milliseconds(values)} "
                     "ms.  ")
    return [*lines, ""]


def bench(doc):
    lines = ["# Fourways, measured\n", where(doc["about"]), "",
             f"wrk, one thread, keep-alive, {doc['plan']}. {doc['setting']}\n",
             "CPU a job is user and kernel time of all processes of a server, "
             "divided by its jobs; a job of the assessment is two requests. "
             "Load and servers share the machine.\n"]
    for name, title, first in SECTIONS:
        if doc["tables"].get(name):
            lines += [f"## {title}\n", *notes(doc["tables"][name]),
                      *of_samples(first, doc["tables"][name])]
    lines += beside(doc)
    if doc["skipped"]:
        lines += ["## Left out\n", *(f"- {why}" for why in doc["skipped"]), ""]
    return "\n".join(lines)
