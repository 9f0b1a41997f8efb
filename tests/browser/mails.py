#!/usr/bin/env python3
"""Every mail the site writes, as a reader sees it: text beside the screenshots
of its HTML (mails.mjs), to be looked at.

    mails.py PROGRAM FOLDER
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

from client import Client
from common import signed_in
from letters import ADDRESS, MESSAGE, NAME, Office
from server import wait_for

LATER = "2026-10-20T06:00:05Z"      # a digest is due, and a reminder


def fill(office, path, **fields):
    """The form at path, sent."""
    client = Client(office.server.port)
    form = client.get(path).page.form(path)
    client.post(path, form.fields(name=NAME, email=ADDRESS, message=MESSAGE,
                                  consent="yes", **fields))


def first_day(office):
    """A call that is booked, moved and cancelled; one that is erased, one that
    a program might have asked for; a message; a test."""
    path = office.book(9, result="js-data-grow-poly")
    wait_for_all(office)
    office.send(f"{path}/reschedule", f"{path}/reschedule",
                slot=office.slots(path)[-1])
    wait_for_all(office)
    office.send(path, f"{path}/cancel")
    path = office.book(12)
    wait_for_all(office)
    office.send(f"{path}/erase", f"{path}/erase")
    slot = Client(office.server.port).get("/book").page.form("/book").values(
        "slot")[20]
    fill(office, "/book", slot=slot, website="https://spam.example")
    fill(office, "/contact")
    admin = signed_in(office.server)
    form = admin.get("/admin/outbox").page.form("/admin/outbox/test")
    admin.post("/admin/outbox/test", form.fields(address=ADDRESS))
    office.book(0, remind="yes")         # on the next day
    wait_for_all(office)


def wait_for_all(office):
    wait_for(lambda: not [row for row in office.outbox("kind, state")
                          if row[1] == "waiting" and "reminder" not in row[0]],
             30, "all mails leave")


def leave(folder, mails):
    """The mails as files; those with the same subject and reader once."""
    for recipients, mail in mails:
        words = re.sub(r"[^a-z]+", "-", mail["subject"].lower()).strip("-")
        name = os.path.join(folder, f"mail-{words}-"
                            + recipients[0].split("@")[0])
        for kind, end in (("plain", "txt"), ("html", "html")):
            with open(f"{name}.{end}", "w", encoding="utf-8") as out:
                if kind == "plain":
                    out.write(f"Subject: {mail['subject']}\n\n")
                out.write(mail.get_body((kind,)).get_content())


def write_all(folder):
    office = Office()
    try:
        for full, name in (("false", "mails"), ("true", "mails-full")):
            place = os.path.join(folder, name)
            os.makedirs(place, exist_ok=True)
            with office.mailbox() as box:
                office.start(**{"mail.owner_full": full})
                first_day(office)
                office.start(LATER, fresh=False)
                wait_for(lambda: any("Today" in mail["subject"]
                                     for _, mail in box.parsed()), 30,
                         "the digest comes")
                wait_for_all(office)
                leave(place, box.parsed())
    finally:
        office.close()


def main():
    folder = os.path.abspath(sys.argv[2])
    write_all(folder)
    return subprocess.run(["node", os.path.join(HERE, "mails.mjs")],
                          check=False, env={**os.environ, "SHOTS": folder}
                          ).returncode


if __name__ == "__main__":
    sys.exit(main())
