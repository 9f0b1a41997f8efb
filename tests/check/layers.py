#!/usr/bin/env python3
"""Holds the arrows between the layers of app/ (app/README.md).

An include of ours names its layer ("store/store.h"); the table below says who
may name whom. A library belongs to one layer, or to named files of it. SQL
stands in store/ alone. Headers do not include each other in circles.

    layers.py [ROOT]
"""

import re
import sys

import tree

# layer: what it may include besides itself. Config needs calendar because
# reading the owner's zone from site.yaml is looking it up there.
MAY = {
    "base": "",
    "calendar": "base",
    "domain": "base calendar",
    "crypto": "base",
    # The shapes of what is sealed; the store calls nothing of it.
    "store": "base domain crypto",
    # keys and what is stored under them: unlocking, opening, sealing
    "vault": "base calendar domain crypto store",
    "config": "base domain calendar",
    "content": "base domain config",
    "web": "base calendar domain config crypto store vault content",
    "courier": "base calendar domain config crypto store vault",
    "cli": "base calendar domain config crypto store vault content courier",
    "tools": "base",
    # app/*.c: the table of sub-commands and what joins the rims
    "main": "base calendar domain config crypto store vault content web courier "
            "cli",
}

# library header: the layer or the files that own it
OWNERS = {
    r"sqlite3\.h": r"store/",
    r"libpq-fe\.h": r"store/",
    r"sodium(/.*)?\.h": r"crypto/",
    r"md4c.*\.h": r"content/",
    r"(cyaml/.*|yaml\.h)": r"config/",
    r"libical/.*": r"calendar/",
    # what strangers wrote is never read in a process that meets visitors
    r"calendar/ics_read\.h": r"(calendar|courier|cli)/",
    r"jansson\.h": r"(web|courier|cli|vault)/",
    r"(kore/.*|kore\.h|http\.h|seccomp\.h|tasks\.h)": r"web/kore_",
    r"openssl/.*": r"web/kore_",
    r"(zlib\.h|brotli/.*)": r"web/static",
    r"curl/.*": r"courier/",
    # XML of other people's servers
    r"libxml/.*": r"courier/",
    r"liboath/.*": r"crypto/totp",
    r"qrencode\.h": r"web/qr",
    r"cmocka\.h": r"no file of app/",
    # sockets: who talks to whom is the rims' business
    r"(sys/socket|netinet/.*|netdb)\.h": r"(web|courier|cli)/",
    # and addresses as text, of which a setting is one
    r"arpa/inet\.h": r"((web|courier|cli)/|config/settings_rules)",
    # programs of others are started by the operator's commands alone
    r"spawn\.h": r"cli/",
    # Kore's sandbox and the kernel
    r"linux/.*": r"web/kore_",
}

# Asks each library for its version, and nothing else of it.
ASKS_ALL = "version.c"

# headers the build makes, and whose they are
GENERATED = {"views_gen.h": "web", "letters_gen.h": "courier"}

# what libc and POSIX give to everyone
LIBC = re.compile(
    r"(assert|ctype|dirent|endian|errno|fcntl|fnmatch|fts|glob|getopt|grp|inttypes|limits|"
    r"locale|malloc|math|poll|pthread|pwd|sched|signal|stdalign|stdarg|stdatomic|stdbool|"
    r"stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|sysexits|termios|"
    r"threads|time|unistd|wchar|sys/[a-z_]+)\.h")

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
SQL = re.compile(
    r"\b(SELECT\s+.+\s+FROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|"
    r"DELETE\s+FROM|(CREATE|DROP|ALTER)\s+TABLE|PRAGMA\s+\w+|"
    r"BEGIN\s+IMMEDIATE|VACUUM\s+INTO)\b")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def layer_of(path):
    """The layer of a path under app/, "main" for app/main.c itself."""
    return path.split("/")[0] if "/" in path else "main"


def check_ours(path, target):
    layer, wanted = layer_of(path), layer_of(target)
    if layer not in MAY:
        return f"{layer}/ is no layer: name it in layers.py and app/README.md"
    # The build's own programs are compiled alone, without the include path;
    # files of app/ itself are in no folder to be named.
    if GENERATED.get(target) == layer or (
            "/" not in target and layer in ("tools", "main")):
        return None
    if "/" not in target:
        return f'"{target}" names no layer: write "layer/{target}"'
    if wanted not in MAY:
        return f'"{target}" is in no layer'
    if wanted != layer and wanted not in MAY[layer].split():
        return f'{layer} may not include {wanted} ("{target}")'
    return None


def check_library(path, target):
    if path == ASKS_ALL:
        return None
    for pattern, owner in OWNERS.items():
        if re.fullmatch(pattern, target):
            if re.match(owner, path):
                return None
            return f"<{target}> belongs to {owner} alone"
    if LIBC.fullmatch(target):
        return None
    return f"<{target}> has no owner: name its layer in layers.py"


def check_include(path, quote, target):
    owned = any(re.fullmatch(pattern, target) for pattern in OWNERS)
    if quote == "<" or owned:
        return check_library(path, target)
    return check_ours(path, target)


def without_comments(text):
    """text with every comment blanked, lines kept."""
    return COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def check_file(root, path, graph):
    inside = path[len("app/"):]
    for number, line in enumerate(
            without_comments(tree.read(root, path)).splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            quote, target = include.groups()
            graph.setdefault(inside, []).append(target)
            problem = check_include(inside, quote, target)
            if problem:
                yield f"{path}:{number}: {problem}"
        elif layer_of(inside) != "store" and any(
                SQL.search(text) for text in LITERAL.findall(line)):
            yield f"{path}:{number}: SQL outside store/"


def cycles(graph):
    """Each header that includes itself by way of others, with the way."""
    done = set()

    def walk(name, way):
        if name in way:
            yield " -> ".join(way[way.index(name):] + [name])
        elif name not in done:
            for target in graph.get(name, []):
                yield from walk(target, way + [name])
            done.add(name)

    for name in sorted(graph):
        yield from walk(name, [])


def problems(root):
    graph = {}
    found = []
    paths = [path for path in tree.files(root, ".c", ".h")
             if path.startswith("app/")]
    for path in paths:
        found += check_file(root, path, graph)
    if not paths:
        found.append(f"{root}: no C file under app/, nothing was checked")
    found += [f"headers in a circle: {way}" for way in cycles(graph)]
    return found


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    tree.finish(problems(root))


if __name__ == "__main__":
    main()
