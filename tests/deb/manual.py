#!/usr/bin/python3
"""The manual pages say what the program does: every command and option of
"fourways help", every key of the settings, and nothing that is in neither."""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

# pylint: disable=wrong-import-position
from server import ROOT, program, run as fourways  # noqa: E402
from tap import case, run, same  # noqa: E402

PAGES = [os.path.join(ROOT, "conf", "man", name)
         for name in ("fourways.1", "fourways-site.yaml.5")]


def source(path):
    with open(path, encoding="utf-8") as text:
        return "".join(line for line in text if not line.startswith('.\\"'))


def commands():
    """name: its options, as "fourways help" has them."""
    help_text = fourways("help").stdout.split("\nDefaults:")[0]
    parts = re.split(r"^fourways (\w+)", help_text, flags=re.MULTILINE)[1:]
    return {name: set(re.findall(r"--([a-z-]+)", text))
            for name, text in zip(parts[::2], parts[1::2])}


def items():
    """name: its options, as the page has them under COMMANDS."""
    part = re.search(r"^\.Sh COMMANDS\n(.*?)^\.Sh ", source(PAGES[0]),
                     re.MULTILINE | re.DOTALL).group(1)
    found = {}
    for item in re.split(r"^\.It ", part, flags=re.MULTILINE)[1:]:
        name = re.match(r"(?:Xo )?Cm (\w+)", item).group(1)
        head = item.split("\n.Xc")[0] if item.startswith("Xo") else ""
        found[name] = set(re.findall(r"Fl -([a-z-]+)", head))
    return found


def keys_of_program():
    with open(os.path.join(ROOT, "app", "config", "settings_schema.c"),
              encoding="utf-8") as text:
        return set(re.findall(r'CYAML_FIELD_\w+\(\s*"(\w+)"', text.read()))


def keys_of_page():
    found = set()
    for line in source(PAGES[1]).splitlines():
        for words in re.findall(r"\bIc ((?:[a-z_0-9]+(?: ,)? ?)+)", line):
            found |= set(words.replace(",", " ").split())
    return found


@case
def every_command_is_in_the_page_with_its_options(*_):
    written, there = items(), commands()
    assert len(there) > 10, there
    same(sorted(written), sorted(there), "commands")
    for name, options in there.items():
        same(sorted(written[name]), sorted(options), f"options of {name}")


@case
def every_key_of_the_settings_is_in_the_page(*_):
    there = keys_of_program()
    assert len(there) > 40, there
    written = keys_of_page()
    same(sorted(there - written), [], "not in the page")
    same(sorted(written - there), ["check", "fourways"],
         "in the page alone, but for a command")


@case
def the_example_of_the_page_is_good(*_):
    text = source(PAGES[1]).split(".Bd -literal -offset indent\n")[1]
    shown = text.split("\n.Ed")[0]
    with open(os.path.join(ROOT, "conf", "site.yaml"),
              encoding="utf-8") as whole:
        asked = re.findall(r"^(\w+):", whole.read(), re.MULTILINE)
    for key in re.findall(r"^(\w+):", shown, re.MULTILINE):
        assert key in asked, key


@case
def man_and_mandoc_find_no_fault(*_):
    for page in PAGES:
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", page],
                              capture_output=True, text=True, check=False,
                              env={**os.environ, "MANWIDTH": "80"})
        same((done.returncode, done.stderr), (0, ""), f"man {page}")
        assert "SEE ALSO" in done.stdout, page
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page],
                              capture_output=True, text=True, check=False)
        same((done.returncode, done.stdout), (0, ""), f"mandoc {page}")


@case
def cron_and_what_the_page_shows_do_what_the_units_do(*_):
    def words(name, start):
        with open(os.path.join(ROOT, "conf", name), encoding="utf-8") as text:
            return re.search(rf"^{re.escape(start)}(.*)$", text.read(),
                             re.MULTILINE).group(1).split()

    unit = words("fourways-backup.service", "ExecStart=")
    user = words("fourways-backup.service", "User=")
    hour, minute, _ = words("fourways-backup.timer", "OnCalendar=")[1].split(
        ":")
    same(words("backup.cron", f"{int(minute)} {int(hour)} * * * "),
         [*user, os.path.basename(unit[0]), *unit[1:]])
    # What the page says to write in its place is the same but for the end.
    shown = [text.replace("\\e\n", "").split() for text in re.findall(
        r"^ExecStart=(/.+?)\n\.Ed", source(PAGES[0]),
        re.MULTILINE | re.DOTALL)]
    same(shown[1], [*unit, "--recipient", "age1..."])
    desk = words("fourways-admin.service", "ExecStart=")
    same(shown[0], [*desk[:-1], "unix:/run/fourways-admin/admin.sock"])


if __name__ == "__main__":
    assert os.access(program(), os.X_OK), program()
    sys.exit(run())
