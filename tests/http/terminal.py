#!/usr/bin/env python3
"""The command line at a terminal: what it asks for, that a passphrase is never
shown, and that the terminal is left as it was found, whatever ends it."""

import contextlib
import os
import pty
import re
import select
import signal
import sys
import tempfile
import termios
import time

from server import EMAIL, PASSPHRASE, program, run as command
from tap import case, contains, lacks, run, same

USAGE, DATA, DENIED = 64, 65, 77
SECONDS = 30        # for one answer, with a passphrase at its real cost
OTHER = "another harbour in december"
ENDINGS = signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP
CODE = re.compile(r"^ {4}([0-9A-Z]{4}(?:-[0-9A-Z]{4}){6})\r?$", re.MULTILINE)


class Terminal:
    """A command with a terminal of its own, for a with statement."""

    def __init__(self, *words):
        self.seen, self.at = "", 0
        # Kept open, for a terminal is gone with the last who has it open.
        self.there, self.kept = pty.openpty()
        self.pid = os.fork()
        if self.pid == 0:
            os.login_tty(self.kept)
            # Of whoever runs the tests, some may be ignored.
            for sign in ENDINGS:
                signal.signal(sign, signal.SIG_DFL)
            os.execv(program(), [program(), *words])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.there)
        os.close(self.kept)

    def more(self, seconds):
        """Whether it said more, which is added to what was seen."""
        if not select.select([self.there], [], [], seconds)[0]:
            return False
        self.seen += os.read(self.there, 65536).decode()
        return True

    def asked(self, text):
        """Until it has said this, after all that was looked for before."""
        deadline = time.monotonic() + SECONDS
        while text not in self.seen[self.at:]:
            left = deadline - time.monotonic()
            assert left > 0 and self.more(left), \
                f"it never said {text!r}: {self.seen!r}"
        self.at = self.seen.index(text, self.at) + len(text)

    def type(self, line, end="\n"):
        os.write(self.there, (line + end).encode())

    def answer(self, question, line):
        self.asked(question)
        self.type(line)

    def shows_what_is_typed(self):
        return bool(termios.tcgetattr(self.there)[3] & termios.ECHO)

    def ends(self):
        """The exit code, or the signal as a negative number."""
        deadline = time.monotonic() + SECONDS
        while (ended := os.waitpid(self.pid, os.WNOHANG))[0] == 0:
            assert time.monotonic() < deadline, f"it goes on: {self.seen!r}"
            self.more(0.05)
        while self.more(0):
            pass
        return os.waitstatus_to_exitcode(ended[1])


def init(folder, *words):
    return Terminal("init", "--data", os.path.join(folder, "d"), *words)


@case
def init_asks_for_all_it_needs_and_shows_no_passphrase(folder):
    with init(folder) as there:
        there.answer("E-mail address of the owner: ", f"  {EMAIL}  ")
        there.asked("Passphrase, 15 characters or more: ")
        assert not there.shows_what_is_typed()
        there.type(PASSPHRASE)
        there.answer("The same again: ", PASSPHRASE)
        there.asked("Please type group 2 of the code: ")
        assert there.shows_what_is_typed()
        groups = CODE.search(there.seen)[1].split("-")
        there.type("WRNG")
        there.asked("That is not it; once more, group 2 of the code: ")
        there.type(groups[1].lower())
        for number in (4, 5, 7):
            there.answer(f"group {number} of the code: ", groups[number - 1])
        same(there.ends(), 0, there.seen)
        contains(there.seen, "next: fourways serve --data")
        lacks(there.seen, PASSPHRASE)
    with open(os.path.join(folder, "code"), "w", encoding="ascii") as out:
        out.write("-".join(groups) + "\n")


@case
def passphrases_that_differ_change_nothing(folder):
    data = os.path.join(folder, "e")
    with Terminal("init", "--data", data, "--email", EMAIL) as there:
        there.answer("Passphrase, 15 characters or more: ", PASSPHRASE)
        there.answer("The same again: ", OTHER)
        same(there.ends(), DATA)
        contains(there.seen, "the two passphrases differ; nothing was changed")
    assert not os.path.exists(data)


@case
def whatever_ends_it_leaves_a_terminal_that_shows_what_is_typed(folder):
    for sign, key in zip(ENDINGS, ("\x03", "\x1c", "", "")):
        with init(folder + "/f", "--email", EMAIL) as there:
            there.asked("Passphrase, 15 characters or more: ")
            assert not there.shows_what_is_typed()
            if key:
                there.type(key, end="")
            else:
                os.kill(there.pid, sign)
            same(there.ends(), -sign, sign.name)
            assert there.shows_what_is_typed(), sign.name


@case
def who_comes_back_to_it_is_asked_again(folder):
    with init(folder + "/f", "--email", EMAIL) as there:
        there.asked("Passphrase, 15 characters or more: ")
        # ^Z means nothing to the leader of a session, but the call is undone.
        os.kill(there.pid, signal.SIGTSTP)
        there.answer("Passphrase, 15 characters or more: ", "short")
        there.answer("The same again: ", "short")
        same(there.ends(), DATA)
        contains(there.seen, "Please use at least 15 characters")


@case
def an_input_that_ends_is_no_answer(folder):
    with init(folder + "/f") as there:
        there.asked("E-mail address of the owner: ")
        there.type("\x04", end="")
        same(there.ends(), USAGE)
        contains(there.seen, "nothing was typed: the input has ended")
    with Terminal("lead", "list", "--data", folder + "/d") as there:
        there.asked("Passphrase: ")
        there.type("\x04", end="")
        assert there.ends() not in (0, 1), there.seen
        contains(there.seen, "nothing was typed: the input has ended")


@case
def a_passphrase_is_changed_by_asking(folder):
    words = ("admin", "passphrase", "--data", folder + "/d")
    with Terminal(*words) as there:
        there.answer("The passphrase there is: ", OTHER)
        same(there.ends(), DENIED)
        contains(there.seen, "fourways admin recover")
    with Terminal(*words) as there:
        there.answer("The passphrase there is: ", PASSPHRASE)
        there.answer("The new passphrase, 15 characters or more: ", OTHER)
        there.answer("The same again: ", OTHER)
        same(there.ends(), 0, there.seen)
        lacks(there.seen, OTHER)
    with Terminal("lead", "list", "--data", folder + "/d") as there:
        there.answer("Passphrase: ", OTHER)
        same(there.ends(), 0, there.seen)


@case
def who_forgot_it_is_asked_for_the_recovery_code(folder):
    with open(os.path.join(folder, "code"), encoding="ascii") as kept:
        code = kept.read().strip()
    with Terminal("admin", "recover", "--data", folder + "/d") as there:
        there.answer("The recovery code: ", code)
        there.answer(f"New passphrase of {EMAIL}, 15 characters or more: ",
                     PASSPHRASE)
        there.answer("The same again: ", PASSPHRASE)
        there.asked("Please type group 2 of the code: ")
        lacks(there.seen, code, "what was typed")
        groups = CODE.search(there.seen)[1].split("-")
        there.type(groups[1])
        for number in (4, 5, 7):
            there.answer(f"group {number} of the code: ", groups[number - 1])
        same(there.ends(), 0, there.seen)
    done = command("audit", "verify", "--data", folder + "/d")
    same(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fourways-") as path:
        sys.exit(run(path))
