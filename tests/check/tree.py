"""Which files of the project the checks look at, and how they report."""

import os
import sys

SKIP = {".git", "node_modules", "data", "__pycache__"}


def files(root, *suffixes):
    """Every file under root with one of the suffixes, as a relative path."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIP
                            and not name.startswith("build"))
        for name in sorted(names):
            if name.endswith(suffixes or ("",)):
                yield os.path.relpath(os.path.join(folder, name), root)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as text:
        return text.read()


def root_of_project():
    here = os.path.dirname(os.path.abspath(__file__))
    return os.path.dirname(os.path.dirname(here))


def finish(problems):
    """Prints the problems; the exit code says whether there was one."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
