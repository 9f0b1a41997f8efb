"""Test cases as functions whose names are sentences, reported as TAP."""

import sys
import traceback

_cases = []


def case(function):
    """Marks a function as a test case; it gets what run() was given."""
    _cases.append(function)
    return function


def run(*given):
    """Runs every case in order and returns the exit code."""
    failed = 0
    print(f"1..{len(_cases)}", flush=True)
    for number, function in enumerate(_cases, 1):
        name = function.__name__.replace("_", " ")
        try:
            function(*given)
            print(f"ok {number} - {name}", flush=True)
        except Exception:  # a case that breaks in any way has failed
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            sys.stdout.flush()
    return 1 if failed else 0


def same(seen, wanted, what="value"):
    if seen != wanted:
        raise AssertionError(f"{what}: saw {seen!r}, wanted {wanted!r}")


def within(seen, low, high, what="value"):
    if not low <= seen <= high:
        raise AssertionError(f"{what}: saw {seen}, wanted {low} to {high}")


def contains(text, part, what="text"):
    if part not in text:
        shown = text if len(text) < 2000 else text[:2000] + "..."
        raise AssertionError(f"{what} lacks {part!r}: {shown!r}")


def lacks(text, part, what="text"):
    if part in text:
        at = text.index(part)
        raise AssertionError(
            f"{what} holds {part!r}: ...{text[max(0, at - 200):at + 200]!r}")
