#!/usr/bin/env python3
"""The assessment, evaluated a second time.

Written from the tables of the model alone, in another language and by other
means than the program: no line of it reads conf/assessment.yaml or follows
the C code. Run as a program it prints the proof table, one line for each
combination of answers; compare.py holds it against the program's.
"""

from itertools import product

STACKS = ("node", "python", "dotnet", "go", "rust", "java")

# The last word among equals: ease of finding people, else convention.
PEOPLE = ("node", "python", "java", "dotnet", "go", "rust")

# What each answer gives: stack, points, the claims it rests on; "~" marks an
# inference of our own.
TABLES = {
    "team": """
        js:   node +8 000-04 001-34 002-08 | rust -2 004-20
        py:   python +8 001-41 002-13 | rust -2 004-20
        cs:   dotnet +8 000-04 | rust -2 004-20
        jvm:  java +8 000-04 ~ | rust -2 004-20
        gr:   go +8 000-04 ~ | rust +7 000-04 004-20 ~
        mix:  node +1 000-11 | python +1 001-16 | go +1 004-11 | rust -1 004-20
    """,
    "hard": """
        io:   node +4 000-23 001-35 002-07 003-13 004-07 | go +3 004-13
              | dotnet +1 000-16 | python -1 001-22 003-19
        rules: dotnet +5 000-03 000-14 | java +3 003-20 | python +2 002-12
              | go +1 004-09 | rust +1 004-15 | node -1 000-13
        data: python +5 001-38 002-11 002-16 003-19 | node -2 001-14 001-28
        cpu:  go +4 003-23 004-22 | rust +4 004-16 | dotnet +3 000-05
              | java +1 ~ | node -3 001-11 003-28 004-08
        sys:  rust +8 004-19 004-23 | go +4 004-12 004-13
              | node -4 003-28 004-08 ~
        crud: python +3 001-40 002-14 | node +2 000-02 | dotnet +2 000-17
              | java +1 ~
    """,
    "life": """
        mvp:  node +4 000-02 000-12 004-21 | python +3 001-39 002-14
              | dotnet -1 000-19 | java -1 003-22 | rust -4 004-20
        grow: node +1 ~ | python +1 ~ | go +1 ~ | dotnet +1 ~
        long: dotnet +4 000-03 000-21 000-27 | java +3 003-20 | go +1 004-11
              | rust +1 004-15 | node -2 000-13
        legacy: node +2 003-22 | java +2 003-20 | dotnet +1 000-03
              | go +1 004-12
    """,
    "lang": """
        one:  node +4 000-09 001-36 002-08 003-11 004-04
        two:  dotnet +1 000-25 | go +1 ~ | python +1 ~
        nofe: python +1 ~ | go +1 ~ | dotnet +1 ~ | java +1 ~ | rust +1 ~
              | node -1 000-08
        poly: node +1 004-25 | go +1 004-25 | rust +1 004-25
              | python +1 001-42
    """,
}
QUESTIONS = tuple(TABLES)

# Which stacks a team with this answer knows.
KNOWN = {"js": {"node"}, "py": {"python"}, "cs": {"dotnet"}, "jvm": {"java"},
         "gr": {"go", "rust"}, "mix": set()}


def read(table):
    """{option: {stack: (points, claims, inferred)}}, in the table's order."""
    options = {}
    for line in table.replace("\n              |", " |").split("\n"):
        if not line.strip():
            continue
        option, cells = line.split(":", 1)
        options[option.strip()] = {}
        for cell in cells.split("|"):
            stack, points, *claims = cell.split()
            options[option.strip()][stack] = (
                int(points), [c for c in claims if c != "~"], "~" in claims)
    return options


POINTS = {question: read(table) for question, table in TABLES.items()}
COMBINATIONS = tuple(product(*POINTS.values()))


def points(answers, question, stack):
    answer = answers[QUESTIONS.index(question)]
    return POINTS[question][answer].get(stack, (0, [], False))[0]


def evaluate(answers):
    """The outcome of four answers, by the rules in their order."""
    team, hard, life, _ = answers
    known = KNOWN[team]
    scores = {stack: sum(points(answers, q, stack) for q in QUESTIONS)
              for stack in STACKS}

    def rank(stack):
        return (-scores[stack], stack not in known,
                -points(answers, "hard", stack),
                -points(answers, "life", stack), PEOPLE.index(stack))

    order = sorted(STACKS, key=rank)
    winner = order[0]
    own = min(known, key=rank) if known else None

    # R1: what the team knows yields to a lead of two or more.
    first = own if own and scores[winner] - scores[own] < 2 else winner
    rule = partner = None
    if hard == "data" and own and own != "python":
        rule, primary, partner = "H1", own, "python"
    elif hard == "cpu" and (own or winner) in ("node", "python"):
        rule, primary, partner = "H2", own or winner, "go"
    elif hard == "sys" and own in ("node", "python", "dotnet", "java"):
        rule, primary, partner = "H3", own, "rust"
    elif hard == "io" and team == "py" and first == "python":
        rule, primary, partner = "H4", "python", "node"
    else:
        primary = first

    second = next(s for s in order if s != primary)
    margin = scores[primary] - scores[second]
    if rule:
        kind = "start-one" if life == "mvp" and rule in ("H2", "H4") \
            else "hybrid"
    else:
        kind = "close" if margin <= 1 else "single"
    tie = None
    if not rule and margin == 0:
        ours, theirs = rank(primary)[1:], rank(second)[1:]
        tie = next(letter for letter, a, b in zip("abcd", ours, theirs)
                   if a != b)
    return {
        "kind": kind, "primary": primary, "partner": partner, "rule": rule,
        "margin": margin, "scores": scores, "tie": tie,
        "runner-up": next(s for s in order if s not in (primary, partner)),
        "overruled": bool(known) and primary not in known,
        "guarded": primary != winner and rule in (None, "H4"),
    }


OUTCOMES = {answers: evaluate(answers) for answers in COMBINATIONS}


def advice(answers):
    outcome = OUTCOMES[answers]
    return outcome["kind"], outcome["primary"], outcome["partner"]


def flips(answers):
    """Every combination one answer away that is advised otherwise."""
    return [other for other in COMBINATIONS
            if sum(a != b for a, b in zip(answers, other)) == 1
            and advice(other) != advice(answers)]


def in_form_order(answers, found):
    """Grouped by the question that differs, as the page shows them."""
    return sorted(found, key=lambda other: next(
        i for i in range(4) if answers[i] != other[i]))


def tension(answers):
    """"One language" against the answer that called for another one."""
    _, primary, partner = advice(answers)
    if answers[3] != "one" or (primary, partner) == ("node", None):
        return "-"
    intruder = partner if primary == "node" else primary
    pulls = [points(answers, q, intruder) - points(answers, q, "node")
             for q in QUESTIONS[:3]]
    strongest = pulls.index(max(pulls))
    return f"lang.one/{QUESTIONS[strongest]}.{answers[strongest]}"


def reasons(answers):
    lines = []
    for question, answer in zip(QUESTIONS, answers):
        cell = POINTS[question][answer].get(OUTCOMES[answers]["primary"])
        if cell:
            lines.append(f"{question}:{cell[0]:+d}:" + "+".join(cell[1])
                         + ("~" if cell[2] else ""))
    return ",".join(lines) or "-"


def confidence(margin):
    return "clear" if margin >= 4 else "leans" if margin >= 2 else "close-call"


FIELDS = ("code", "kind", "primary", "partner", "rule", "margin",
          "confidence", "scores", "runner-up", "overruled", "guarded", "tie",
          "reasons", "tensions", "flips")


def line(answers):
    o = OUTCOMES[answers]
    return " ".join((
        "-".join(answers), o["kind"], o["primary"], o["partner"] or "-",
        o["rule"] or "-", str(o["margin"]), confidence(o["margin"]),
        ",".join(f"{s}:{o['scores'][s]}" for s in STACKS), o["runner-up"],
        "yes" if o["overruled"] else "no", "yes" if o["guarded"] else "no",
        o["tie"] or "-", reasons(answers), tension(answers),
        ",".join(":".join(("-".join(f), *(x or "-" for x in advice(f))))
                 for f in in_form_order(answers, flips(answers))) or "-"))


if __name__ == "__main__":
    for combination in COMBINATIONS:
        print(line(combination))
