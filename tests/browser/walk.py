#!/usr/bin/env python3
"""Starts the real site and lets a browser walk through it.

    walk.py PROGRAM SCREENSHOT-FOLDER SCRIPT [OPTION-OF-SERVE...]
"""

import importlib
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, os.pardir, "http")]

from server import EMAIL, PASSPHRASE, Server


def prepare(server, script):
    """Fills the site as the file beside the script says, if there is one."""
    name = os.path.splitext(script)[0]
    if os.path.exists(os.path.join(HERE, name + ".py")) and name != "walk":
        importlib.import_module(name).fill(server)


def main():
    if not os.path.isdir(os.path.join(HERE, "node_modules")):
        print("Bail out! run tests/browser/install.sh first")
        return 1
    shots = os.path.abspath(sys.argv[2])
    os.makedirs(shots, exist_ok=True)
    with Server(options=sys.argv[4:]) as server:
        prepare(server, sys.argv[3])
        walk = subprocess.run(
            ["node", os.path.join(HERE, sys.argv[3])], check=False,
            env={**os.environ, "SHOTS": shots, "EMAIL": EMAIL,
                 "PASSPHRASE": PASSPHRASE,
                 "PUBLIC": f"http://127.0.0.1:{server.port}",
                 "ADMIN": f"http://127.0.0.1:{server.admin_port}"})
    return walk.returncode


if __name__ == "__main__":
    sys.exit(main())
