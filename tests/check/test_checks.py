#!/usr/bin/env python3
"""The checks, checked: each must fail on a small tree made to break it.

Prints TAP. A case is (check, files of the tree, words its report must hold);
no words means that the check must find nothing.
"""

import json
import os
import subprocess
import sys
import tempfile

from asvs import wanted
from requirements import NUMBERS

HERE = os.path.dirname(os.path.abspath(__file__))

GOOD_C = """#include "base/util.h"

static int
twice(int number)
{
	return number + number;
}

int
four_times(int number)
{
	return twice(twice(number));
}
"""


def c(include, body=""):
    return f"#include {include}\n{body}"


REQUIREMENTS = "tests/security/requirements.tsv"
GOOD_TEST = """static void
it_holds(void **state)
{
}

static void
it_is_left_out(void **state)
{
}

const struct CMUnitTest tests[] = { cmocka_unit_test(it_holds) };
"""


def requirements(row, without=None):
    """A table that has every number once, but for one, and a row more."""
    lines = [f"{number}\twhat\tn/a\tnot here" for number in NUMBERS
             if number != without]
    return {REQUIREMENTS: "\n".join(["number\twhat\tfile\tcase", *lines, row,
                                     ""]),
            "tests/a.c": GOOD_TEST,
            "tests/a.py": "@case\ndef it_holds(server):\n    pass\n\n\n"
                          "def it_is_left_out(server):\n    pass\n",
            "tests/a.mjs": "await step('it holds', () => {});\n"}


ASVS = "tests/security/asvs5.tsv"


def asvs(without=None, **changed):
    """A table that has every requirement once, some rows otherwise; an id is
    written with "_" for the dots."""
    rows = {number: f"{number}\t{level}\twhat\tn/a\t-\t-\tit is not here"
            for number, level in wanted().items()}
    for name, row in changed.items():
        number = name.strip("_").replace("_", ".")
        rows[number] = f"{number}\t{wanted().get(number, 2)}\twhat\t{row}"
    rows.pop(without, None)
    return {ASVS: "\n".join(["id\tlevel\twhat\tverdict\tfile\tcase\treason",
                             *rows.values(), ""]),
            "tests/a.c": GOOD_TEST, "GOOD.md": "# Good\n\n## What holds\n"}


def sheet(rule="", **changes):
    """A style sheet whose colours all pass, but for the changed ones."""
    light = {name: "ffffff" for name in (
        "paper raised sunk wash amber-wash red-wash hue-1 hue-2 hue-3 hue-4 "
        "hue-5 hue-6 on-green sign-ink amber sign-number").split()}
    light.update(dict.fromkeys("ink soft green green-deep red sign on-amber "
                               "edge bar second".split(), "000"))
    light.update({name.replace("_", "-"): value
                  for name, value in changes.items()})
    lines = "".join(f"\t--{name}: #{value};\n"
                    for name, value in light.items())
    return {"assets/site.css": f":root {{\n{lines}}}\n{rule}"}


DARK = "@media (prefers-color-scheme: dark) {\n\t:root {\n\t\t%s\n\t}\n}\n"

CASES = (
    # what is wrong, check, files, words of the report
    ("black on white is seen", "contrast.py", sheet(), ()),
    ("grey on white is text that few can read", "contrast.py",
     sheet(soft="767676"), ("soft on paper, light: 4.54, not 7",)),
    ("what is drawn may be paler, but not this pale", "contrast.py",
     sheet(edge="999999"), ("edge on sunk, light: 2.85, not 3",)),
    ("the dark scheme is counted too", "contrast.py",
     sheet(DARK % "--ink: #eeeeee;"), ("ink on hue-6, dark: 1.16, not 7",)),
    ("text has one of the colours that are counted", "contrast.py",
     sheet(".a {\n\tcolor: var(--edge);\n}\n.b {\n\tcolor: #123;\n}\n"),
     ("text in var(--edge)", "text in #123")),
    ("a border may have any colour, and text its parent's", "contrast.py",
     sheet(".a {\n\tborder-color: #123;\n\tcolor: inherit;\n}\n"), ()),
    ("a colour that is gone is missed", "contrast.py",
     {"assets/site.css": ""}, ("ink or paper is no colour",)),
    ("a clean tree passes the layers", "layers.py",
     {"app/base/a.c": GOOD_C}, ()),
    ("an arrow upwards is refused", "layers.py",
     {"app/base/a.c": c('"store/store.h"')},
     ("app/base/a.c:1", "base may not include store")),
    ("domain does not know the store", "layers.py",
     {"app/domain/a.h": c('"store/store.h"')}, ("domain may not",)),
    ("the command line does not know the web", "layers.py",
     {"app/cli/a.c": c('"web/guard.h"')}, ("cli may not include web",)),
    ("a build tool does not know the store", "layers.py",
     {"app/tools/a.c": c('"store/store.h"')}, ("tools may not include",)),
    ("a build tool may name its neighbour", "layers.py",
     {"app/tools/a.c": c('"tmplc.h"')}, ()),
    ("the list of versions may ask any library", "layers.py",
     {"app/version.c": c("<sqlite3.h>")}, ()),
    ("a file beside it may not", "layers.py",
     {"app/serve.c": c("<sqlite3.h>")}, ("belongs to store/",)),
    ("an include without a layer is refused", "layers.py",
     {"app/base/a.c": c('"text.h"')}, ("names no layer",)),
    ("a new folder is no layer by itself", "layers.py",
     {"app/service/a.c": c('"base/text.h"')}, ("service/ is no layer",)),
    ("SQLite is the store's", "layers.py",
     {"app/web/a.c": c("<sqlite3.h>")}, ("<sqlite3.h> belongs to store/",)),
    ("calendars of strangers are not read in the web", "layers.py",
     {"app/web/a.c": c('"calendar/ics_read.h"')},
     ("calendar/ics_read.h> belongs to (calendar|courier|cli)/",)),
    ("the command line may read them", "layers.py",
     {"app/cli/a.c": c('"calendar/ics_read.h"')}, ()),
    ("libsodium is crypto's, quoted too", "layers.py",
     {"app/store/a.c": c('"sodium.h"')}, ("belongs to crypto/",)),
    ("Kore is the rim's", "layers.py",
     {"app/web/pages/a.c": c("<kore/http.h>")}, ("belongs to web/kore_",)),
    ("Kore may stand in the rim", "layers.py",
     {"app/web/kore_module.c": c("<kore/http.h>")}, ()),
    ("zlib is for static.c", "layers.py",
     {"app/web/page.c": c("<zlib.h>")}, ("belongs to web/static",)),
    ("a library nobody owns is refused", "layers.py",
     {"app/web/a.c": c("<glib.h>")}, ("has no owner",)),
    ("a comment is no include", "layers.py",
     {"app/base/a.c": "/*\n#include <sqlite3.h>\n*/\nint a;\n"}, ()),
    ("SQL stands in the store", "layers.py",
     {"app/web/a.c": 'const char *q = "SELECT id FROM lead";\n'},
     ("SQL outside store/",)),
    ("a sentence is not SQL", "layers.py",
     {"app/web/a.c": 'const char *q = "Select a time from the list";\n'}, ()),
    ("headers do not go in circles", "layers.py",
     {"app/base/a.h": c('"base/b.h"'), "app/base/b.h": c('"base/a.h"')},
     ("headers in a circle", "base/a.h -> base/b.h -> base/a.h")),
    ("no file at all is no success", "layers.py", {}, ("nothing was checked",)),

    ("a clean tree passes the style", "style.py",
     {"app/base/a.c": GOOD_C}, ()),
    ("a long function is found", "style.py",
     {"app/base/a.c": GOOD_C + "\nvoid\nlong_one(void)\n{\n"
      + "\tf();\n" * 61 + "}\n"}, ("long_one has 61 lines",)),
    ("a long file is found", "style.py",
     {"app/base/a.c": GOOD_C + "int a;\n" * 400}, ("more than 400",)),
    ("a wide line is found", "style.py",
     {"app/base/a.c": GOOD_C + "/* " + "x" * 90 + " */\n"},
     ("wider than 88",)),
    ("spaces for tabs are found", "style.py",
     {"app/base/a.c": GOOD_C.replace("\treturn", "        return")},
     ("indented with spaces",)),
    ("a macro stays the author's", "format.py",
     {"app/base/a.c": GOOD_C + "#define A(x)   \\\n    (x)+1\n"}, ()),
    ("a leftover is found", "style.py",
     {"app/base/a.c": GOOD_C, "conf/a.yaml": "# TO" "DO later\n"},
     ("conf/a.yaml:1: left over",)),
    ("a path of one machine is found", "style.py",
     {"app/base/a.c": GOOD_C, "tests/a.py": "x = '/ro" "ot/thing'\n"},
     ("a path of one machine",)),

    ("a clean tree passes the format", "format.py",
     {"app/base/a.c": GOOD_C}, ()),
    ("a brace in the wrong place is found", "format.py",
     {"app/base/a.c": GOOD_C.replace("(int number)\n{", "(int number) {")},
     ("app/base/a.c:",)),
    ("a return type before its name is found", "format.py",
     {"app/base/a.c": GOOD_C.replace("int\nfour", "int four")},
     ("app/base/a.c:9",)),
    ("a requirement may have a test of each kind", "requirements.py",
     requirements("1\twhat\ttests/a.c\tit_holds\n"
                  "1\twhat\ttests/a.py\tit_holds\n"
                  "1\twhat\ttests/a.mjs\tit holds"), ()),
    ("a test that is not there is found", "requirements.py",
     requirements("1\twhat\ttests/a.c\tit_does_not"),
     (f":{len(NUMBERS) + 2}: tests/a.c has no case it_does_not",)),
    ("a test that is not run is found", "requirements.py",
     requirements("1\twhat\ttests/a.c\tit_is_left_out\n"
                  "1\twhat\ttests/a.py\tit_is_left_out"),
     ("tests/a.c does not run it_is_left_out",
      "tests/a.py does not run it_is_left_out")),
    ("a file that is not there is found", "requirements.py",
     requirements("1\twhat\ttests/b.c\tit_holds"), ("there is no tests/b.c",)),
    ("a step of a browser that is not there is found", "requirements.py",
     requirements("1\twhat\ttests/a.mjs\tit does not"),
     ("has no case it does not",)),
    ("a requirement without a row is found", "requirements.py",
     requirements("1\twhat\ttests/a.c\tit_holds", 62),
     ("requirement 62 is missing",)),
    ("a requirement nobody listed is found", "requirements.py",
     requirements("76\twhat\ttests/a.c\tit_holds"),
     ("76 is no requirement of the list",)),
    ("a row without a reason is found", "requirements.py",
     requirements("21\tpasskeys\tn/a\t "), ("each with a text",)),
    ("a line of ASVS has a test, a document or a reason", "asvs.py",
     asvs(_1_1_1="test\ttests/a.c\tit_holds\t-",
          _1_1_2="doc\tGOOD.md\tWhat holds\t-",
          _1_2_1="no\t-\t-\tit comes later"), ()),
    ("a line of ASVS that is missing is found", "asvs.py", asvs("17.3.2"),
     ("17.3.2 has 0 rows",)),
    ("one of level 3 is none of ours", "asvs.py",
     asvs(_1_2_10="n/a\t-\t-\tit is not here"),
     ("1.2.10 of level 2 is no requirement",)),
    ("a test of ASVS that is not run is found", "asvs.py",
     asvs(_1_1_1="test\ttests/a.c\tit_is_left_out\t-"),
     ("does not run it_is_left_out",)),
    ("a heading that is not there is found", "asvs.py",
     asvs(_1_1_1="doc\tGOOD.md\tWhat\t-"), ("has no heading What",)),
    ("a reason of two words is none", "asvs.py",
     asvs(_1_1_1="n/a\t-\t-\tnot here"), ("a reason of three words",)),
    ("another verdict is none", "asvs.py",
     asvs(_1_1_1="maybe\ttests/a.c\tit_holds\t-"), ("maybe is no verdict",)),
    ("a blank is found", "asvs.py", asvs(_1_1_1="n/a\t\t-\tit is not here"),
     ("each with a text",)),
    ("no table at all is no success", "requirements.py", {},
     (f"there is no {REQUIREMENTS}",)),
    ("a wrong indentation is found", "format.py",
     {"app/base/a.c": GOOD_C.replace("\treturn", "\t\treturn")},
     ("app/base/a.c:6",)),
    ("a missing space is found", "format.py",
     {"app/base/a.c": GOOD_C.replace("number + number", "number+number")},
     ("app/base/a.c:6",)),
)

TAP = "1..2\nok 1 - one\nok 2 - two\n"
SUMMARIES = (
    # what is wrong, tests of the log, last lines
    ("good cases are counted", [("OK", TAP)], "2 passed, 0 failed"),
    ("a case that failed is counted",
     [("FAIL", "1..2\nok 1 - one\nnot ok 2 - two\n")], "1 passed, 1 failed"),
    ("what a failed case said is shown again",
     [("FAIL", "1..2\nok 1 - one\n# no\nnot ok 2 - two\n# why\n")],
     "FAILED: t: two\nt: # why\n1 passed, 1 failed"),
    ("a crash after good cases is a failure",
     [("ERROR", TAP)], "2 passed, 1 failed"),
    ("cases that did not run are failures",
     [("OK", "1..3\nok 1 - one\n")], "1 passed, 2 failed"),
    ("a program that prints nothing is a failure",
     [("OK", TAP), ("OK", "")], "2 passed, 1 failed"),
    ("a skipped case is no passed one",
     [("OK", "1..2\nok 1 - one\nok 2 - two # SKIP no nginx\n")],
     "1 passed, 0 failed"),
    ("nothing run is a failure", [], "0 passed, 1 failed"),
)


def run(script, *args):
    return subprocess.run([sys.executable, script, *args], check=False,
                          capture_output=True, text=True)


def check_case(case):
    _, script, files, words = case
    with tempfile.TemporaryDirectory() as root:
        with open(os.path.join(HERE, "..", "..", ".clang-format"),
                  encoding="utf-8") as style:
            files = {**files, ".clang-format": style.read()}
        for path, text in files.items():
            path = os.path.join(root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        done = run(os.path.join(HERE, script), root)
    good = done.returncode == (1 if words else 0)
    return (good and all(word in done.stdout for word in words),
            done.stdout + done.stderr)


def summary_case(case):
    _, tests, last = case
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        for result, stdout in tests:
            log.write(json.dumps({"name": "t", "result": result,
                                  "stdout": stdout}) + "\n")
        log.flush()
        done = run(os.path.join(HERE, "..", "summary.py"), log.name)
    good = done.returncode == (0 if last.endswith(" 0 failed") else 1)
    return good and done.stdout.endswith(last + "\n"), done.stdout


def main():
    cases = ([(case[0], check_case, case) for case in CASES]
             + [(case[0], summary_case, case) for case in SUMMARIES])
    print(f"1..{len(cases)}")
    failed = False
    for number, (name, test, case) in enumerate(cases, 1):
        good, output = test(case)
        failed = failed or not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        if not good:
            print("".join(f"# {line}\n" for line in output.splitlines()), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
