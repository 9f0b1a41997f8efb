#!/usr/bin/env python3
"""All 576 combinations of answers, against a second evaluation.

tests/assessment/model.py was written from the tables alone; the page's data
must say the same for every combination.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "assessment"))

import common
import model
from client import Connection, answers
from server import Server
from tap import case, run, same


def fetch(connection, path):
    connection.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    answer = connection.read()
    same(answer.status, 200, path)
    return answer


def wanted(code):
    outcome = model.OUTCOMES[tuple(code.split("-"))]
    return {"kind": outcome["kind"], "primary": outcome["primary"],
            "partner": outcome["partner"], "rule": outcome["rule"],
            "margin": outcome["margin"], "scores": outcome["scores"],
            "team_overruled": outcome["overruled"]}


CODES = tuple("-".join(combination) for combination in model.COMBINATIONS)


@case
def there_are_576_combinations(_):
    same(len(set(CODES)), 576)


@case
def every_outcome_is_that_of_the_second_evaluation(server):
    with Connection(server.port) as connection:
        for code in CODES:
            data = json.loads(
                fetch(connection, f"/assessment/{code}.json").text)
            expected = wanted(code)
            seen = {key: data[key] for key in expected}
            same(seen, expected, code)
            same(data["code"], code)


@case
def reasons_add_up_to_the_score(server):
    with Connection(server.port) as connection:
        for code in CODES[::5]:
            data = json.loads(
                fetch(connection, f"/assessment/{code}.json").text)
            total = sum(reason["points"] for reason in data["reasons"]
                        if reason["stack"] == data["primary"])
            same(total, data["scores"][data["primary"]], code)


@case
def every_flip_changes_one_answer_and_tells_the_truth(server):
    with Connection(server.port) as connection:
        for code in CODES[::7]:
            data = json.loads(
                fetch(connection, f"/assessment/{code}.json").text)
            assert data["flips"], f"{code}: no flip"
            for flip in data["flips"]:
                changed = [(old, new) for old, new in zip(
                    code.split("-"), flip["code"].split("-")) if old != new]
                same(len(changed), 1, f"{code} to {flip['code']}")
                expected = wanted(flip["code"])
                for key in ("kind", "primary", "partner"):
                    same(flip[key], expected[key], f"{key} of {flip['code']}")


@case
def every_result_page_can_be_read(server):
    with Connection(server.port) as connection:
        for code in CODES:
            page = fetch(connection, f"/assessment/{code}")
            assert len(page.body) > 2000, code
            answers.pop()


case(common.every_answer_carried_the_security_headers)
case(common.the_server_stops_clean_and_reports_no_fault)

if __name__ == "__main__":
    with Server() as under_test:
        code = run(under_test)
    sys.exit(code)
