#!/usr/bin/python3
"""What the program is made of: Debian's packages and nothing else, so that
their security updates reach it.

    packages.py PROGRAM            the cases
    packages.py PROGRAM --today    the list with its versions, and whether an
                                   update waits or support has ended (network)

Kore is compiled in from the sources of its package: an update of that one
needs a new build, all others a restart.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "http"))

# pylint: disable=wrong-import-position
from server import program  # noqa: E402
from tap import case, run, same  # noqa: E402

COMPILED_IN = "kore"
# A line of apt-get --simulate: package, version, the archives it comes from.
INST = re.compile(r"^Inst (\S+) (?:\[\S+\] )?\((\S+) ([^)]*)\)")


def output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C"}).stdout


def libraries(path):
    """The files that the program is loaded with, itself not among them."""
    return sorted(set(re.findall(r"(/\S+) \(0x", output("ldd", path))))


def names_of(path):
    """Debian has some folders under two names."""
    real = os.path.realpath(path)
    return path, real, real.removeprefix("/usr")


def made_of(path):
    """file: the package that brought it, or None; of all there is in a
    program."""
    files = libraries(path)
    said = output("dpkg-query", "-S",
                  *(name for file in files for name in names_of(file)))
    owner = dict(reversed(line.split(": ", 1)) for line in said.splitlines()
                 if ": " in line)
    found = {file: next((owner[name] for name in names_of(file)
                         if name in owner), None) for file in files}
    return {file: package and re.match(r"[^:,]+", package)[0]
            for file, package in found.items()}


def version_of(package):
    return output("dpkg-query", "-W", "-f", "${Version}\n",
                  package).split("\n", 1)[0]


def waiting(plan, packages):
    """What apt-get would install of these for security: name, version."""
    found = (INST.match(line) for line in plan.splitlines())
    return [(one[1].split(":")[0], one[2]) for one in found
            if one and "security" in one[3].lower()
            and one[1].split(":")[0] in packages]


@case
def all_that_the_program_is_made_of_comes_from_debian():
    found = made_of(program())
    assert len(found) > 15, found
    same([name for name, package in found.items() if package is None], [])
    for package in sorted({*found.values(), COMPILED_IN}):
        version = version_of(package)
        assert version, f"{package} is not installed"
        print(f"# {package} {version}")


@case
def the_control_a_library_of_nobody_is_told():
    with tempfile.TemporaryDirectory(prefix="fourways-made-") as folder:
        library, binary = (os.path.join(folder, name)
                           for name in ("libours.so", "binary"))
        for words, text in ((["-shared", "-o", library], "int f(void);"
                             " int f(void) { return 0; }"),
                            (["-o", binary], "int f(void);"
                             " int main(void) { return f(); }")):
            subprocess.run(["cc", "-x", "c", "-", *words, "-Wl,-rpath,"
                            + folder, *(["-x", "none", library]
                                        if binary in words else [])],
                           input=text, text=True, check=True)
        found = made_of(binary)
        same([name for name, package in found.items() if package is None],
             [library])


PLAN = """NOTE: This is only a simulation!
Inst libsodium23 [1.0.18-1] (1.0.18-1+deb12u1 Debian-Security:12/stable-security [amd64])
Inst libc6 [2.36-9] (2.36-9+deb12u1 Debian:12.1/stable [amd64]) []
Inst emacs [1:28] (1:28.2 Debian-Security:12/stable-security [amd64])
Inst libssl3:i386 [3.0.1] (3.0.2 Debian:12.1/stable, Debian-Security:12/stable-security [i386])
Conf libsodium23 (1.0.18-1+deb12u1 Debian-Security:12/stable-security [amd64])
"""


@case
def a_security_update_that_waits_is_told():
    packages = {"libsodium23", "libc6", "libssl3"}
    same(waiting(PLAN, packages), [("libsodium23", "1.0.18-1+deb12u1"),
                                   ("libssl3", "3.0.2")])
    same(waiting("", packages), [])


def today():
    """The list, and an exit code of 1 where there is something to do."""
    packages = sorted({*filter(None, made_of(program()).values()),
                       COMPILED_IN})
    for package in packages:
        print(f"{package} {version_of(package)}")
    if os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], check=True)
    else:
        print("by the lists of the last apt-get update, for this is not root")
    updates = waiting(output("apt-get", "--simulate", "upgrade"), packages)
    for name, version in updates:
        print(f"security update waits: {name} {version}")
    ended = []
    if shutil.which("check-support-status"):
        said = output("check-support-status", "--no-heading", "--type",
                      "ended", "--semaphore", os.devnull)
        ended = [name for name in packages
                 if re.search(rf"\b{re.escape(name)}\b", said)]
    for name in ended:
        print(f"no security support any more: {name}")
    print(f"{len(packages)} packages, {len(updates)} updates wait, "
          f"{len(ended)} without support")
    return 1 if updates or ended else 0


if __name__ == "__main__":
    sys.exit(today() if "--today" in sys.argv else run())
