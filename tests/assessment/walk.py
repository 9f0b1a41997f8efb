#!/usr/bin/env python3
"""Starts the real site and lets a browser look at the assessment (walk.mjs).

    walk.py PROGRAM SCREENSHOT-FOLDER
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(TESTS, "http"))

from server import Server


def main():
    modules = os.path.join(TESTS, "browser", "node_modules")
    if not os.path.isdir(modules):
        print("Bail out! run tests/browser/install.sh first")
        return 1
    shots = os.path.abspath(sys.argv[2])
    os.makedirs(shots, exist_ok=True)
    with Server() as server:
        walk = subprocess.run(
            ["node", os.path.join(HERE, "walk.mjs")], check=False,
            env={**os.environ, "SHOTS": shots,
                 "PUBLIC": f"http://127.0.0.1:{server.port}"})
    return walk.returncode


if __name__ == "__main__":
    sys.exit(main())
