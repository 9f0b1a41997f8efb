"""What a calendar does with the files it is sent: RFC 5546, 2.1.5."""


class Calendar:
    def __init__(self):
        self.events = {}

    def take(self, found):
        """A file as a reader gives it; one that is not newer is left."""
        uid, order = found["uid"], (found["sequence"], found["stamp"])
        known = self.events.get(uid)
        if known and order <= (known["sequence"], known["stamp"]):
            return
        self.events[uid] = found

    def shown(self):
        """What is left in it: starts, and the seconds its alarms ring
        before."""
        return [(e["starts"], [a["before"] for a in e["alarms"]])
                for e in self.events.values() if e["method"] != "CANCEL"]
