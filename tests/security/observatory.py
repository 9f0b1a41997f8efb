"""What MDN's HTTP Observatory counts, as its page on scoring has it: a hundred
points, less for what is missing and more for what is strict; 100 is an A+.
Observatory itself is run by make scan, for it needs ports 80 and 443."""

import re

from tap import same, within

HALF_A_YEAR = 15552000
PRIVATE = {"no-referrer", "same-origin", "strict-origin",
           "strict-origin-when-cross-origin"}


def directives(policy):
    """name: words of a content security policy."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def policy_points(rules):
    """Of the policy; scripts or styles within the page are the worst of it."""
    if not rules:
        return -25
    code = [word for name in ("script-src", "style-src", "object-src")
            for word in rules.get(name, rules.get("default-src", ["*"]))]
    if {"'unsafe-inline'", "data:"} & set(code):
        return -20
    if {"http:", "https:", "*"} & set(code):
        return -20
    if "'unsafe-eval'" in code:
        return -10
    return 10 if rules.get("default-src") == ["'none'"] else 5


def cookie_points(cookies):
    if not cookies:
        return 0
    words = [{word.strip().lower().split("=")[0] for word in cookie.split(";")}
             for cookie in cookies]
    if not all("secure" in of for of in words):
        return -40
    return 5 if all({"httponly", "samesite"} <= of for of in words) else 0


def points(answer, redirected):
    """name: points of each thing that is counted, of a page fetched by TLS;
    redirected: where the same without TLS leads."""
    rules = directives(answer.get("content-security-policy") or "")
    age = re.search(r"max-age=(\d+)",
                    answer.get("strict-transport-security") or "")
    foreign = re.findall(r'<script[^>]*\ssrc="(?:https?:)?//', answer.text)
    framed = rules.get("frame-ancestors") == ["'none'"] or \
        answer.get("x-frame-options") == "DENY"
    return {
        "policy": policy_points(rules),
        "cookies": cookie_points(answer.all("set-cookie")),
        "other sites": -50 if answer.get("access-control-allow-origin") == "*"
        else 0,
        "redirection": 0 if redirected.startswith("https://") else -20,
        "referrer": 5 if answer.get("referrer-policy") in PRIVATE else -5,
        "strict transport": -20 if age is None else
        0 if int(age[1]) >= HALF_A_YEAR else -10,
        "scripts of others": -5 if foreign else 0,
        "types": 0 if answer.get("x-content-type-options") == "nosniff" else -5,
        "frames": 5 if framed else -20,
        "resources": 10 if answer.get("cross-origin-resource-policy") in
        ("same-origin", "same-site") else 0,
    }


def score(answer, redirected):
    """The sum, and what was lost. Extra points count from 90 on."""
    seen = points(answer, redirected)
    lost = {name: value for name, value in seen.items() if value < 0}
    total = 100 + sum(lost.values())
    if total >= 90:
        total += sum(seen.values()) - sum(lost.values())
    return total, lost


def earns(answer, redirected, least=120):
    total, lost = score(answer, redirected)
    same(lost, {}, f"what {answer} lost")
    within(total, least, 145, f"points of {answer}")


def each_part_counts(answer, redirected):
    """The control: without what earns it, a point is lost or not won."""
    best = score(answer, redirected)[0]
    kept = answer.headers
    for name in ("content-security-policy", "strict-transport-security",
                 "referrer-policy", "x-content-type-options",
                 "cross-origin-resource-policy"):
        answer.headers = [pair for pair in kept if pair[0] != name]
        assert score(answer, redirected)[0] < best, name
    for pair in (("access-control-allow-origin", "*"), ("set-cookie", "a=b")):
        answer.headers = kept + [pair]
        assert score(answer, redirected)[0] < best, pair
    answer.headers = kept
    assert score(answer, "http://site.test/")[0] < best
