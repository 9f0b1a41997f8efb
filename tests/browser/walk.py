#!/usr/bin/env python3
"""Starts the real site and lets a browser walk through it.

    walk.py PROGRAM SCREENSHOT-FOLDER SCRIPT [OPTION-OF-SERVE...]
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

from server import EMAIL, PASSPHRASE, Server


def main():
    if not os.path.isdir(os.path.join(HERE, "node_modules")):
        print("Bail out! run tests/browser/install.sh first")
        return 1
    shots = os.path.abspath(sys.argv[2])
    os.makedirs(shots, exist_ok=True)
    with Server(options=sys.argv[4:]) as server:
        walk = subprocess.run(
            ["node", os.path.join(HERE, sys.argv[3])], check=False,
            env={**os.environ, "SHOTS": shots, "EMAIL": EMAIL,
                 "PASSPHRASE": PASSPHRASE,
                 "PUBLIC": f"http://127.0.0.1:{server.port}",
                 "ADMIN": f"http://127.0.0.1:{server.admin_port}"})
    return walk.returncode


if __name__ == "__main__":
    sys.exit(main())
