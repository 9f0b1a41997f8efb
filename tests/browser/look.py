"""What look.mjs looks at: a desk with leads, calls, forms that wait and
mails, as insights.py makes them."""

import insights


def fill(server):
    insights.fill(server)
