"""What paint.mjs measures: the same desk as look.mjs."""

import insights


def fill(server):
    insights.fill(server)
