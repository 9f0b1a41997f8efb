#!/usr/bin/env python3
"""Calendar files from the program's own writer, read by somebody else's
reader: every word arrives, and a calendar that follows them ends up right.

    ics.py DUMP READER

DUMP is dump.c; READER one of readers.py. Every file written on the way is
also held against RFC 5545.
"""

import os
import random
import re
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

import rfc5545
from calendar_model import Calendar
from readers import READERS
from tap import case, contains, run, same

REQUEST, PUBLISH, CANCEL = "1", "2", "3"
METHODS = {REQUEST: "REQUEST", PUBLISH: "PUBLISH", CANCEL: "CANCEL"}
# In the order of dump.c.
CALL = {
    "method": REQUEST, "sequence": 0, "starts": 1795512600,
    "ends": 1795514400, "stamp": 1795420805,
    "uid": "6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55@fourways",
    "summary": "Discovery call with Alex Morgan",
    "description": "Half an hour.\nMove or cancel it: https://example.org/b",
    "location": "Video call", "url": "https://example.org/booking/abc",
    "organizer_name": "Alex Morgan", "organizer_email": "alex@example.org",
    "attendee_name": "Zoë", "attendee_email": "zoe@example.com", "tentative": 0,
    "alarms": 1,
}
TEXTS = ("summary", "description", "location")
NAMES = ("organizer_name", "attendee_name")


class Given:
    def __init__(self, dump, reader):
        self.dump = dump
        self.read, *self.misread = READERS[reader]

    def reads(self, text, fields):
        """Whether the reader is known to get no letter of text wrong."""
        return not set(text) & set(self.misread[fields is NAMES])


def written(given, *events):
    """The files of events, each sound."""
    asked = b"".join(str(value).encode() + b"\0"
                     for event in events for value in event.values())
    out = subprocess.run([given.dump], input=asked, check=True, timeout=60,
                         stdout=subprocess.PIPE).stdout
    files = []
    while out:
        length, _, out = out.partition(b"\n")
        files.append(out[:int(length)])
        out = out[int(length):]
    same(len(files), len(events), "number of files")
    for event, data in zip(events, files):
        found = rfc5545.problems(data, METHODS[event["method"]])
        if found:
            raise AssertionError("\n".join(found) + f"\n{event!r}\n{data!r}")
    return files


def meant(event):
    """What a reader has to find in the file of an event."""
    def without_controls(text, kept):
        return re.sub(rf"(?![{kept}])[\x00-\x1f\x7f]", " ", text)

    def plain(text):
        return without_controls(re.sub(r"\r\n?", "\n", text), r"\n\t")

    def person(who):
        name, email = event[f"{who}_name"], event[f"{who}_email"]
        return {"name": without_controls(name, "x").replace('"', "'"),
                "address": "mailto:" + urllib.parse.quote(
                    email, safe="-._~@!$'*+")} if email else None

    gone = event["method"] == CANCEL
    return {
        "method": METHODS[event["method"]], "uid": event["uid"],
        **{name: event[name] for name in ("sequence", "stamp", "starts",
                                          "ends", "url")},
        **{name: plain(event[name]) for name in TEXTS},
        "status": "CANCELLED" if gone else
            "TENTATIVE" if event["tentative"] else "CONFIRMED",
        "organizer": person("organizer"),
        "attendee":
            None if event["method"] == PUBLISH else person("attendee"),
        "alarms": [{"before": before, "text": plain(event["summary"])}
                   for before in (86400, 900)
                   if event["alarms"] and not gone],
    }


def arrives(given, *events):
    """All that was written is read; returns what was."""
    seen = given.read(written(given, *events))
    for event, found in zip(events, seen):
        wanted = meant(event)
        for name in wanted:
            same(found[name], wanted[name], f"{name} of {event!r}")
    return seen


@case
def every_word_of_a_call_arrives(given):
    arrives(given, CALL, {**CALL, "method": PUBLISH},
            {**CALL, "method": CANCEL, "sequence": 7},
            {**CALL, "tentative": 1},
            {**CALL, "description": "", "location": "", "url": "",
             "organizer_name": "", "attendee_name": "", "alarms": 0})


@case
def a_call_is_booked_moved_and_cancelled_as_one_event(given):
    later = CALL["starts"] + 3 * 86400
    moved = {**CALL, "sequence": 1, "starts": later, "ends": later + 1800,
             "stamp": CALL["stamp"] + 60}
    gone = {**moved, "method": CANCEL, "sequence": 2,
            "stamp": CALL["stamp"] + 120}
    booking, move, cancel = arrives(given, CALL, moved, gone)
    calendar = Calendar()
    for found, wanted in ((booking, [(CALL["starts"], [86400, 900])]),
                          (move, [(later, [86400, 900])]),
                          (booking, [(later, [86400, 900])]),
                          (cancel, []), (move, [])):
        calendar.take(found)
        same(calendar.shown(), wanted, "what the calendar shows")


@case
def a_file_of_a_cancelled_call_leaves_nothing_in_an_empty_calendar(given):
    calendar = Calendar()
    calendar.take(*arrives(given, {**CALL, "method": CANCEL}))
    same(calendar.shown(), [])


@case
def the_calls_of_row_b3_are_at_eight_eight_and_seven_in_utc(given):
    starts = (1804838400, 1805097600, 1806303600)
    for data, wanted in zip(written(given, *(
            {**CALL, "starts": at, "ends": at + 3600} for at in starts)),
            (b"20270312T080000Z", b"20270315T080000Z", b"20270329T070000Z")):
        contains(data, b"\r\nDTSTART:" + wanted + b"\r\n")
    arrives(given, *({**CALL, "starts": at, "ends": at + 3600}
                     for at in starts))


@case
def the_longest_message_arrives_in_every_alphabet(given):
    arrives(given, *(
        {**CALL, "description": unit * 2000, "summary": unit * 100,
         "attendee_name": unit * 100}
        for unit in ("x", "ü", "€", "🚦", "a b", "-\u0301", "字 ", "ü\n", ",",
                     ";", ":")))


@case
def every_length_around_a_fold_arrives(given):
    arrives(given, *(
        {**CALL, "summary": unit * count, "location": unit * count,
         "organizer_name": unit * count}
        for unit in ("x", "ü", "🚦", "x ") for count in range(1, 161)))


HOSTILE = (
    "x\r\nATTENDEE:mailto:y@example.org", "x\nEND:VEVENT\nEND:VCALENDAR",
    '";X=":mailto:x', "a\"b\"c", ";:,", "\x01\x1b\x7f", "\r", "\t",
    "BEGIN:VALARM", "x\r\n y", "x\r\n\ty", "=?utf-8?q?x?=", "<b>x</b>",
    "\u2028\u2029\u0085\ufeff", "\u202etxt", "x:y;z=w", "'", "''", "`$(x)`",
)
WITH_ESCAPES = ("\\", "\\\\", "\\n", "a\\", "\\,", "^", "^n", "^'", "^^", "%2C",
                "%0D%0A", "\\;\\\\n")


@case
def no_text_becomes_anything_else(given):
    events = [{**CALL, **{name: f"a{text}b" for name in fields}}
              for text in HOSTILE + WITH_ESCAPES for fields in (TEXTS, NAMES)
              if given.reads(text, fields)]
    assert len(events) > 2 * len(HOSTILE), len(events)
    arrives(given, *events)


@case
def addresses_arrive_as_uris(given):
    emails = ("a+b@example.org", "a%b?c&d=e#f@example.org", "a@b",
              "zoë@exämple.org", "o'hara@example.org",
              "a\r\nX:y@example.org")
    seen = given.read(written(given, *(
        {**CALL, "attendee_email": email} for email in emails)))
    same([urllib.parse.unquote(found["attendee"]["address"])
          for found in seen], [f"mailto:{email}" for email in emails])


@case
def two_thousand_calls_at_random_arrive(given):
    chance = random.Random(5545)
    letters = "abc  \t,;:\\\"'^%nN=-_<>&\r\n\x01\x7füé€字🚦\u0301"

    def text(fields, most):
        known = [c for c in letters if given.reads(c, fields)]
        return "".join(chance.choices(known, k=chance.randint(1, most)))

    def event():
        starts = chance.randrange(0, 4102444800)
        method = chance.choice((REQUEST, PUBLISH, CANCEL))
        return {**CALL, "method": method,
                "sequence": chance.randrange(0, 100), "starts": starts,
                "ends": starts + chance.randrange(1, 86400),
                "stamp": chance.randrange(0, 4102444800),
                **{name: text(TEXTS, 200) for name in TEXTS},
                **{name: text(NAMES, 100) for name in NAMES},
                "tentative": chance.randrange(2),
                "alarms": chance.randrange(2)}

    arrives(given, *(event() for _ in range(2000)))


@case
def what_is_wrong_with_a_file_is_found(given):
    good, = written(given, CALL)
    gone, = written(given, {**CALL, "method": CANCEL})
    for data, method, words in (
            (good, "CANCEL", "sent as CANCEL"),
            (good.replace(b"\r\n", b"\n"), "REQUEST", "no end"),
            (good.replace(b"\r\nUID", b"\nUID"), "REQUEST", "control byte"),
            (good.replace(b"UID", b"\r\nUID"), "REQUEST", "nothing in it"),
            (good.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * 60), "REQUEST",
             "bytes long"),
            (good.replace("ë".encode(), b"\xc3\r\n \xab"), "REQUEST",
             "is cut"),
            (good.replace(b"UID:", b"X-UID:"), "REQUEST", "UID 0 times"),
            (good.replace(b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1"),
             "REQUEST", "SEQUENCE 2 times"),
            (good.replace(b"SEQUENCE:0", b"SEQUENCE:-1"), "REQUEST",
             "SEQUENCE:-1"),
            (good.replace(b"DTSTART:20261124", b"DTSTART:20261131"),
             "REQUEST", "DTSTART:20261131"),
            (good.replace(b"DTSTART:20261124", b"DTSTART:20261125"),
             "REQUEST", "ends before"),
            (good.replace(b"093000Z", b"093000"), "REQUEST", "DTSTART:2026"),
            (good.replace(b"call with", b"call, with"), "REQUEST",
             "SUMMARY:Discovery"),
            (good.replace(b"\\n", b"\\q"), "REQUEST", "DESCRIPTION:Half"),
            (good.replace(b"CN=Alex", b"CN=\"Alex"), "REQUEST",
             "no content line"),
            (good.replace(b"PARTSTAT", b"PARTSTATE"), "REQUEST",
             "parameter PARTSTATE"),
            (good.replace(b"mailto:zoe@", b"mailto:zoe @"), "REQUEST",
             "ATTENDEE:mailto:zoe @"),
            (good.replace(b"mailto:", b"http:"), "REQUEST", "ORGANIZER:http"),
            (good.replace(b"TRIGGER:-P1D", b"TRIGGER:-P"), "REQUEST",
             "TRIGGER:-P"),
            (good.replace(b"END:VALARM", b"END:VEVENT", 1), "REQUEST",
             "ends nothing"),
            (good.replace(b"END:VCALENDAR\r\n", b""), "REQUEST",
             "VCALENDAR has no end"),
            (good + good, "REQUEST", "where it may not"),
            (good.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH"), "PUBLISH",
             "PUBLISH with ATTENDEE"),
            (good.replace(b"REQUEST", b"CANCEL").replace(
                b"CONFIRMED", b"CANCELLED"), "CANCEL", "CANCEL with VALARM"),
            (gone.replace(b"CANCELLED", b"CONFIRMED"), "CANCEL",
             "CANCEL with STATUS"),
            (re.sub(rb"ORGANIZER;.*\r\n", b"", gone), "CANCEL",
             "CANCEL without ORGANIZER"),
            (re.sub(rb"ATTENDEE;.*\r\n", b"", good), "REQUEST",
             "REQUEST without ATTENDEE"),
            (b"", "REQUEST", "has no end"),
            (b"X:1\r\n", "REQUEST", "X stands in nothing")):
        assert data not in (good, gone) or method == "CANCEL", words
        contains("\n".join(rfc5545.problems(data, method)), words)


if __name__ == "__main__":
    sys.exit(run(Given(sys.argv[1], sys.argv[2])))
