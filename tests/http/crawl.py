#!/usr/bin/env python3
"""The whole public site as a visitor's browser and a search engine meet it:
every link, every page, what it weighs and how long it takes to read."""

import sys

import common
from crawler import BASE, crawl_all
from server import Server
from site_checks import CHECKS
from tap import case, run

for each in CHECKS:
    case(each)
case(common.every_answer_carried_the_security_headers)
case(common.every_error_was_a_page_that_says_what_is_wrong)

if __name__ == "__main__":
    with Server({"base_url": f'"{BASE}"'}, workers=1) as under_test:
        code = run(crawl_all(under_test.port))
    sys.exit(code)
