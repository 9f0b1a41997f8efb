#!/usr/bin/env python3
"""Lines of app/ that were reached, from llvm-cov's summary on standard input."""

import json
import sys

for file in json.load(sys.stdin)["data"][0]["files"]:
    lines = file["summary"]["lines"]
    name = file["filename"].rpartition("/app/")[2]
    if "/app/" in file["filename"] and lines["covered"]:
        print(f"  {name}: {lines['covered']} of {lines['count']} lines, "
              f"{lines['percent']:.0f} %")
