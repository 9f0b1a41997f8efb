"""That a peer does the whole job: statuses, caching, escaping, storing."""

import gzip

import contract
from peer import OURS


def wrong_with_page(visit):
    status, headers, body = visit.one("page")
    if status != 200 or len(body) < 10000:
        yield f"page: {status}, {len(body)} bytes"
    if not headers.get("ETag") or not headers.get("Cache-Control"):
        yield "page: no ETag or Cache-Control"
    status, _, old = visit.one("page 304")
    if status != 304 or old:
        yield f"304: {status}"
    status, headers, packed = visit.one("page gzip")
    if headers.get("Content-Encoding") != "gzip":
        yield "gzip: none"
    elif gzip.decompress(packed) != body:
        yield "gzip: another page"


def wrong_with_forms(visit):
    status, _, body = visit.one("assessment")
    if status != 200 or not 5000 < len(body) < 8000:
        yield f"assessment: {status}, {len(body)} bytes"
    if visit.one("assessment", -1)[2] == body:
        yield "assessment: other answers, same result"
    if visit.get("/assessment", "POST", "load=nonsense")[0] != 422:
        yield "assessment: nonsense is taken"


def wrong_with_list(visit):
    status, _, body = visit.one("list")
    if status != 200 or body.count(b"<tr") < 50:
        yield f"list: {status}, {body.count(b'<tr')} rows"
    if visit.get("/admin/leads")[0] != 401:
        yield "list: open to everybody"
    if b"O'Neil" in body or b"Blue <Harbour>" in body:
        yield "list: not escaped"


def wrong_with_booking(visit):
    before = visit.rows()
    body = contract.BOOKING.replace("{n}", "1").replace(
        "{minute}", "2030-01-01T00%3A01")
    first = visit.get("/book", "POST", body)[0]
    again = visit.get("/book", "POST", body)[0]
    bad = visit.get("/book", "POST", body.replace("%40", "").replace(
        "A01", "A02"))[0]
    stored = visit.rows() - before
    if (first, again, bad, stored) != (303, 409, 422, 1):
        yield (f"booking: {first}, again {again}, bad address {bad}, "
               f"{stored} stored")


def problems(peer, visit):
    found = []
    if peer.name == OURS:
        return found  # has a test suite of its own
    if "page" in peer.jobs:
        found += wrong_with_page(visit)
    if "booking" in peer.jobs:
        found += wrong_with_booking(visit)
    if not peer.limit and "list" in peer.jobs:
        found += [*wrong_with_forms(visit), *wrong_with_list(visit)]
    return found
