"""A calendar file held against RFC 5545 and, for its method, RFC 5546.

Written from the two documents, and only for what such a file may hold here:
one event in UTC with display alarms. problems() lists what is wrong, read()
gives what a file says; nothing is forgiven.
"""

import re
from datetime import datetime, timezone

NAME = r"[A-Za-z0-9-]+"
# 3.1: SAFE-CHAR and QSAFE-CHAR; controls are looked for in the bytes.
PARAMETER = rf';({NAME})=("[^"]*"|[^",:;]*)'
LINE = re.compile(rf"({NAME})((?:{PARAMETER})*):(.*)", re.DOTALL)
MOMENT = re.compile(r"\d{8}T\d{6}Z")
DURATION = re.compile(r"-?P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?"
                      r"(?:(\d+)S)?)?")
# 3.3.11: what follows a backslash, and what may not stand without one.
TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
URI = re.compile(r"[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]"
                 r"|%[0-9A-F]{2})+")

TEXTS = {"PRODID", "VERSION", "UID", "SUMMARY", "DESCRIPTION", "LOCATION"}
MOMENTS = {"DTSTAMP", "DTSTART", "DTEND"}
WORDS = {
    "METHOD": {"REQUEST", "PUBLISH", "CANCEL"},
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "CLASS": {"PUBLIC", "PRIVATE", "CONFIDENTIAL"},
    "ACTION": {"DISPLAY"},
}
PARAMETERS = {
    "ORGANIZER": {"CN": None},
    "ATTENDEE": {"CN": None, "PARTSTAT": {"ACCEPTED", "NEEDS-ACTION"},
                 "RSVP": {"TRUE", "FALSE"}},
}
# component: once each, then at most once
ALLOWED = {
    "VCALENDAR": ({"PRODID", "VERSION", "METHOD"}, set()),
    "VEVENT": ({"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS",
                "SUMMARY"},
               {"DESCRIPTION", "LOCATION", "URL", "ORGANIZER", "ATTENDEE",
                "TRANSP", "CLASS"}),
    "VALARM": ({"ACTION", "TRIGGER", "DESCRIPTION"}, set()),
}
INSIDE = {None: {"VCALENDAR"}, "VCALENDAR": {"VEVENT"}, "VEVENT": {"VALARM"},
          "VALARM": set()}


class Component:
    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.properties, self.parts = [], []

    def all(self, name):
        return [line for line in self.properties if line[0] == name]

    def value(self, name):
        found = self.all(name)
        return found[0][2] if found else ""


def lines_of(data):
    """The lines as they stand in the file, with what is wrong with them."""
    if not data.endswith(b"\r\n"):
        yield None, "the last line has no end"
    for number, line in enumerate(data.removesuffix(b"\r\n").split(b"\r\n"), 1):
        wrong = None
        if len(line) > 75:
            wrong = f"{len(line)} bytes long"
        elif re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            wrong = "a control byte"
        elif not line or line in (b" ", b"\t"):
            wrong = "nothing in it"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            wrong = "a character is cut"
        yield line, wrong and f"line {number}: {wrong}"


def parameters_of(name, text):
    found, wrong = {}, []
    for key, value in re.findall(PARAMETER, text):
        words = PARAMETERS.get(name, {})
        if key not in words or key in found:
            wrong.append(f"{name}: parameter {key}")
        elif words[key] and value not in words[key]:
            wrong.append(f"{name}: {key}={value}")
        found[key] = value.strip('"')
    return found, wrong


def moment(text):
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(
        tzinfo=timezone.utc)


def value_is_good(name, value):
    if name in TEXTS:
        return value != "" and TEXT.fullmatch(value)
    if name in MOMENTS:
        try:
            return MOMENT.fullmatch(value) and moment(value)
        except ValueError:
            return False
    if name in WORDS:
        return value in WORDS[name]
    if name == "SEQUENCE":
        return re.fullmatch(r"\d+", value)
    if name == "TRIGGER":
        return DURATION.fullmatch(value)
    if name in ("ORGANIZER", "ATTENDEE") and not value.startswith("mailto:"):
        return False
    return URI.fullmatch(value)


def build(lines):
    """The outermost component and what is wrong with its shape."""
    outer = here = None
    wrong = []
    for text in lines:
        parts = LINE.fullmatch(text)
        if not parts:
            wrong.append(f"no content line: {text[:60]!r}")
            continue
        name, value = parts[1], parts[5]
        if name == "BEGIN":
            inner = Component(value, here)
            if value not in INSIDE[here.name if here else None] or (
                    not here and outer):
                return outer, wrong + [f"{value} stands where it may not"]
            if here:
                here.parts.append(inner)
            outer, here = outer or inner, inner
        elif name == "END":
            if not here or value != here.name:
                return outer, wrong + [f"END:{value} ends nothing"]
            here = here.parent
        elif not here:
            wrong.append(f"{name} stands in nothing")
        else:
            parameters, found = parameters_of(name, parts[2])
            wrong += found
            here.properties.append((name, parameters, value))
    if here:
        wrong.append(f"{here.name} has no end")
    return outer, wrong


def component_problems(part):
    once, perhaps = ALLOWED[part.name]
    for name in sorted(once | perhaps | {line[0] for line in part.properties}):
        count = len(part.all(name))
        if name not in once | perhaps:
            yield f"{part.name} has {name}"
        elif count > 1 or (name in once and count == 0):
            yield f"{part.name} has {name} {count} times"
    for name, _, value in part.properties:
        if not value_is_good(name, value):
            yield f"{part.name}: {name}:{value[:60]}"
    for inner in part.parts:
        yield from component_problems(inner)


def method_problems(method, event):
    """RFC 5546, 3.2.1, 3.2.2 and 3.2.5."""
    if (event.value("STATUS") == "CANCELLED") != (method == "CANCEL"):
        yield f"{method} with STATUS:{event.value('STATUS')}"
    if not event.all("ORGANIZER"):
        yield f"{method} without ORGANIZER"
    if method == "REQUEST" and not event.all("ATTENDEE"):
        yield "REQUEST without ATTENDEE"
    if method == "PUBLISH" and event.all("ATTENDEE"):
        yield "PUBLISH with ATTENDEE"
    if method == "CANCEL" and event.parts:
        yield "CANCEL with VALARM"


def unfolded(data):
    return data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode(
        "utf-8", "replace").removesuffix("\r\n").split("\r\n")


def problems(data, method):
    """What is wrong with the bytes of a file that was sent as method."""
    found = [wrong for _, wrong in lines_of(data) if wrong]
    calendar, wrong = build(unfolded(data))
    found += wrong
    if wrong:
        return found
    found += component_problems(calendar)
    if calendar.value("METHOD") != method:
        found.append(f"sent as {method}, says {calendar.value('METHOD')}")
    if calendar.value("VERSION") != "2.0":
        found.append(f"VERSION:{calendar.value('VERSION')}")
    if len(calendar.parts) != 1:
        return found + [f"{len(calendar.parts)} events"]
    event = calendar.parts[0]
    found += method_problems(method, event)
    if not found and event.value("DTEND") <= event.value("DTSTART"):
        found.append("ends before it starts")
    return found


# ---- reading ----

def text_of(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def name_of(value):
    """RFC 6868."""
    return re.sub(r"\^([n'^])", lambda m: {"n": "\n", "'": '"', "^": "^"}[m[1]],
                  value)


def seconds_of(value):
    days, hours, minutes, seconds = (
        int(part or 0) for part in DURATION.fullmatch(value).groups())
    total = days * 86400 + hours * 3600 + minutes * 60 + seconds
    return -total if value.startswith("-") else total


def person_of(event, name):
    for _, parameters, value in event.all(name):
        return {"name": name_of(parameters.get("CN", "")), "address": value}
    return None


def read(data):
    """What a file without problems says, in the words that all readers of
    the test share."""
    calendar, _ = build(unfolded(data))
    event = calendar.parts[0]
    return {
        "method": calendar.value("METHOD"),
        "uid": text_of(event.value("UID")),
        "sequence": int(event.value("SEQUENCE")),
        "stamp": int(moment(event.value("DTSTAMP")).timestamp()),
        "starts": int(moment(event.value("DTSTART")).timestamp()),
        "ends": int(moment(event.value("DTEND")).timestamp()),
        "status": event.value("STATUS"),
        "summary": text_of(event.value("SUMMARY")),
        "description": text_of(event.value("DESCRIPTION")),
        "location": text_of(event.value("LOCATION")),
        "url": event.value("URL"),
        "organizer": person_of(event, "ORGANIZER"),
        "attendee": person_of(event, "ATTENDEE"),
        "alarms": [{"before": -seconds_of(alarm.value("TRIGGER")),
                    "text": text_of(alarm.value("DESCRIPTION"))}
                   for alarm in event.parts],
    }
