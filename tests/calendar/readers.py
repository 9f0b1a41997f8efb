"""The readers of calendar files: two that others wrote, and our own.

READERS holds for each name a function from a list of files (bytes) to a list
of what they say, and the letters that reader is known to get wrong: in texts
and addresses, and in names.
"""

import json
import os
import subprocess

import rfc5545

HERE = os.path.dirname(os.path.abspath(__file__))


def own(files):
    return [rfc5545.read(data) for data in files]


def icalendar(files):
    # Debian's package, missing where only the other readers are wanted.
    from icalendar import Calendar

    def person(event, name):
        found = event.get(name)
        return found and {"name": found.params.get("CN", ""),
                          "address": str(found)}

    def when(event, name):
        moment = event.decoded(name)
        if moment.utcoffset().total_seconds() != 0:
            raise AssertionError(f"{moment} is not in UTC")
        return int(moment.timestamp())

    def one(data):
        calendar = Calendar.from_ical(data)
        event, = calendar.walk("VEVENT")
        if calendar.errors or event.errors:
            raise AssertionError(f"{calendar.errors} {event.errors}")
        return {
            "method": str(calendar["METHOD"]), "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "stamp": when(event, "DTSTAMP"), "starts": when(event, "DTSTART"),
            "ends": when(event, "DTEND"), "status": str(event["STATUS"]),
            "summary": str(event.get("SUMMARY", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "location": str(event.get("LOCATION", "")),
            "url": str(event.get("URL", "")),
            "organizer": person(event, "ORGANIZER"),
            "attendee": person(event, "ATTENDEE"),
            "alarms": [
                {"before": -int(alarm.decoded("TRIGGER").total_seconds()),
                 "text": str(alarm["DESCRIPTION"])}
                for alarm in event.walk("VALARM")]}

    return [one(data) for data in files]


def ical_js(files):
    done = subprocess.run(
        ["node", os.path.join(HERE, "read.mjs")], capture_output=True,
        check=False, text=True, encoding="utf-8", timeout=120,
        input=json.dumps([data.decode("utf-8") for data in files]))
    if done.returncode != 0:
        raise AssertionError(done.stderr[:4000])
    return json.loads(done.stdout)


# icalendar 4.0.3 takes "\\\\n" for a line break behind a backslash and "%2C" for
# a comma, and knows nothing of RFC 6868; ical.js 2.2.1 takes a backslash out of
# names, where it stands for itself.
READERS = {"own": (own, "", ""), "icalendar": (icalendar, "\\%", "\\%^"),
           "ical.js": (ical_js, "", "\\")}
