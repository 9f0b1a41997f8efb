#!/usr/bin/env python3
"""Commands that are written wrong, or miss what they need: a line that says
what it is and how to mend it, an exit code to go by, and nothing done."""

import os
import subprocess
import sys
import tempfile

from server import EMAIL, PASSPHRASE, run as command
from tap import case, contains, run, same

USAGE, DATA, IO, CREATE, DENIED, CONF = 64, 65, 74, 73, 77, 78
NO_DATA = 'there is no data in {}/none; run "fourways init --data {}/none" first'

# What is written ("{}" is a folder with data in d), the exit code, the line.
WRONG = [
    ("", USAGE, 'a command is missing; "fourways help" lists them'),
    ("nonsense", USAGE, 'no command "nonsense"'),
    ("version more", USAGE, "one word too many: more"),
    ("help more", USAGE, "one word too many: more"),
    ("migrate --data {}/d more", USAGE, "one word too many: more"),
    ("migrate --nope x", USAGE, "unknown option --nope"),
    ("migrate --data", USAGE, "a value is missing after --data"),
    ("migrate --data a --data b", USAGE, "given twice: the option data"),
    ("migrate --data {}/none", CONF, NO_DATA),
    ("init --data {}/d --email a@b.example --passphrase-file {}/pass "
     "--recovery-file {}/other", CONF, "holds data already"),
    ("init --data {}/e --email nobody --passphrase-file {}/pass "
     "--recovery-file {}/other", DATA, "is not an e-mail address we accept"),
    ("init --data {}/e", USAGE, "no terminal to ask on: give the options"),
    ("init --data {}/e --email a@b.example --passphrase-file {}/pass", USAGE,
     "no terminal to ask on: give the options"),
    ("init --data {}/e --email a@b.example --passphrase-file {}/none "
     "--recovery-file {}/other", DATA, "cannot read {}/none"),
    ("init --data {}/e --email a@b.example --passphrase-file {}/short "
     "--recovery-file {}/other", DATA, "Please use at least 15 characters"),
    ("init --data {}/e --email a@b.example --passphrase-file {}/pass "
     "--recovery-file {}/recovery", CREATE, "File exists"),
    ("init --data {}/e --email a@b.example --passphrase-file {}/pass "
     "--recovery-file {}/none/other", CREATE, "No such file or directory"),
    ("init --nope x", USAGE, "unknown option --nope"),
    ("audit", USAGE, "audit needs a word behind it"),
    ("audit verify --nope x", USAGE, "unknown option --nope"),
    ("audit nope --data {}/d", USAGE, "audit knows only verify"),
    ("audit verify --data {}/none", CONF, NO_DATA),
    ("key", USAGE, "key needs a word behind it"),
    ("key nope --data {}/d", USAGE, "key knows only rotate"),
    ("key rotate --nope x", USAGE, "unknown option --nope"),
    ("key rotate --data {}/none", CONF, NO_DATA),
    ("lead nope", USAGE, "lead knows list, show, export, import and erase"),
    ("lead list --data {}/none", CONF, NO_DATA),
    ("lead list --data {}/d --passphrase-file {}/short", DENIED,
     "do not belong together"),
    ("lead list --data {}/d", USAGE, "no terminal to ask on"),
    ("lead list --nope x", USAGE, "unknown option --nope"),
    ("lead show x --data {}/d --passphrase-file {}/pass", DATA,
     "which lead? Give its number"),
    ("lead show 99 --data {}/d --passphrase-file {}/pass", DATA,
     "there is no lead 99"),
    ("lead erase x --data {}/d --passphrase-file {}/pass", DATA,
     "which lead? Give its number"),
    ("lead erase 99 --data {}/d --passphrase-file {}/pass", DATA,
     "there is no lead 99"),
    ("lead export --format xml --data {}/d --passphrase-file {}/pass", DATA,
     "--format is csv or json"),
    ("lead import --data {}/d --passphrase-file {}/pass", DATA,
     'which file? "fourways lead export --format json" writes such a one'),
    ("lead import {}/none --data {}/d --passphrase-file {}/pass", IO,
     "cannot read {}/none"),
    ("admin list --data {}/none", CONF, NO_DATA),
    ("admin", USAGE, "admin needs a word behind it"),
    ("admin nope", USAGE, "admin knows add, list, remove, passphrase and"),
    ("admin list --nope x", USAGE, "unknown option --nope"),
    ("admin remove --data {}/d", USAGE, "admin remove needs --email"),
    ("admin remove --data {}/d --email no@b.example --as-passphrase-file "
     "{}/pass", DATA, 'there is no admin no@b.example; "fourways admin list"'),
    ("admin remove --data {}/none --email no@b.example", CONF, NO_DATA),
    ("admin passphrase --data {}/none", CONF, NO_DATA),
    ("admin passphrase --data {}/d --passphrase-file {}/short", DENIED,
     "fourways admin recover"),
    ("admin passphrase --data {}/d --passphrase-file {}/none", DATA,
     "cannot read {}/none"),
    ("admin recover --data {}/none", CONF, NO_DATA),
    ("admin recover --data {}/d --email no@b.example --code-file {}/recovery "
     "--recovery-file {}/other", DATA, "there is no admin no@b.example"),
    ("admin add --data {}/d --email x", USAGE, "admin add needs --email"),
    ("admin recover --data {}/d --code-file {}/none --recovery-file {}/other",
     USAGE, "cannot read {}/none"),
    ("admin recover --data {}/d --code-file {}/recovery", USAGE,
     "no terminal to ask on: give the options"),
    ("mail test", USAGE, "write: fourways mail test name@example.org"),
    ("mail test nobody", USAGE, '"nobody" is not an e-mail address'),
    ("mail test --nope x", USAGE, "unknown option --nope"),
    ("mail test a@b.example --conf {}/none", CONF, "cannot be opened"),
    ("busy", USAGE, "busy needs a calendar file, or -"),
    ("backup", USAGE, "backup needs the name of the file to write"),
    ("backup {}/none/x.db --data {}/d", IO, "No such file or directory"),
    ("backup {}/x.db --data {}/none", CONF, "there is no data in {}/none"),
    ("restore", USAGE, "restore needs the file of a backup"),
    ("restore {}/none --data {}/d", DATA, "there is no file {}/none"),
    ("proof --conf {}/none", CONF, "cannot be opened"),
    ("serve --role nobody", USAGE, "--role is all, public, admin or courier"),
    ("serve --data {}/none", CONF, NO_DATA),
    ("serve --workers 0", USAGE, "--workers is a number from 1 to 64"),
    ("serve --data {}/d --listen nowhere", USAGE,
     "cannot listen on nowhere: write it as"),
    ("serve --test-now soon", USAGE, "--test-now is written as"),
    ("serve --tls-cert x", USAGE, "--tls-cert and --tls-key belong together"),
]


def make(folder):
    for name, text in (("pass", PASSPHRASE), ("short", "short")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    done = command("init", "--data", f"{folder}/d", "--email", EMAIL,
                   "--passphrase-file", f"{folder}/pass",
                   "--recovery-file", f"{folder}/recovery")
    same(done.returncode, 0, done.stderr)


@case
def what_is_wrong_is_named_with_the_way_to_mend_it(folder):
    make(folder)
    before = sorted(os.listdir(folder))
    for words, code, line in WRONG:
        done = command(*words.replace("{}", folder).split(),
                       stdin=subprocess.DEVNULL)  # nobody to ask
        same(done.returncode, code, f"{words}: {done.stderr}")
        same(done.stdout, "", words)
        contains(done.stderr, line.replace("{}", folder))
        same(len(done.stderr.splitlines()), 1, f"{words}: {done.stderr}")
    same(sorted(os.listdir(folder)), before, "what is in the folder")


@case
def what_is_right_says_so(folder):
    for words, line in (("version", "fourways "), ("help", "fourways serve "),
                        ("migrate --data {}/d", "{}/d are up to date"),
                        ("audit verify --data {}/d", "none changed")):
        done = command(*words.replace("{}", folder).split())
        same((done.returncode, done.stderr), (0, ""), words)
        contains(done.stdout, line.replace("{}", folder))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fourways-") as path:
        sys.exit(run(path))
