#!/usr/bin/env python3
"""Contrast of the style sheet's colours: 7:1 for all text, 3:1 for what is
drawn, in the light and in the dark scheme (WCAG 2.2, 1.4.6 and 1.4.11).

    contrast.py [ROOT]
"""

import os
import re
import sys

import tree

SHEET = "assets/site.css"
GROUNDS = ("paper", "raised", "sunk", "wash", "amber-wash")
HUES = tuple(f"hue-{number}" for number in range(1, 7))
# The colours that text may have, each with the grounds it stands on.
TEXT = {
    "ink": (*GROUNDS, "red-wash", *HUES),
    "soft": GROUNDS,
    "green": GROUNDS,
    "green-deep": GROUNDS,
    "red": ("paper", "raised", "sunk", "red-wash"),
    "on-green": ("green", "green-deep"),
    "sign": ("sign-ink",),
    "sign-ink": ("sign",),
    "sign-number": ("sign",),
    "on-amber": ("amber", "sign-number"),
}
# The borders of fields, and what bars and drawings are made of.
DRAWN = {
    "edge": ("paper", "raised", "sunk"),
    "green": ("paper", "raised"),
    "red": ("paper", "raised"),
    "bar": ("paper",),
    "second": ("paper",),
    "amber": ("sign",),
}
# Black is for what machines scan, which has a white ground of its own.
KEYWORD = re.compile(r"(inherit|currentcolor|#000|[A-Z]\w+)$")
COLOUR = re.compile(r"(?<![-\w])color:\s*([^;]+);")
DARK = "@media (prefers-color-scheme: dark) {"
PROPERTY = re.compile(r"--([\w-]+):\s*#([0-9a-f]{3}|[0-9a-f]{6});")


def luminance(digits):
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045
              else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def schemes(sheet):
    """The custom properties that are colours, of the light and the dark."""
    root, _, rest = sheet.partition(DARK)
    light = dict(PROPERTY.findall(root))
    return {"light": light,
            "dark": {**light, **dict(PROPERTY.findall(rest.split("\n}")[0]))}}


def weak(sheet):
    for scheme, colours in schemes(sheet).items():
        for pairs, least in ((TEXT, 7), (DRAWN, 3)):
            for front, grounds in pairs.items():
                for ground in grounds:
                    if front not in colours or ground not in colours:
                        yield f"{SHEET}: {front} or {ground} is no colour"
                        continue
                    found = contrast(colours[front], colours[ground])
                    if found < least:
                        yield (f"{SHEET}: {front} on {ground}, {scheme}: "
                               f"{found:.2f}, not {least}")


def strays(sheet):
    """Text in a colour that nobody has counted."""
    for number, line in enumerate(sheet.splitlines(), 1):
        for value in COLOUR.findall(line):
            named = re.fullmatch(r"var\(--([\w-]+)\)", value)
            if (named[1] not in TEXT if named else not KEYWORD.match(value)):
                yield (f"{SHEET}:{number}: text in {value}; use one of "
                       f"{', '.join(TEXT)}")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else tree.root_of_project()
    if not os.path.exists(os.path.join(root, SHEET)):
        tree.finish([f"{SHEET}: is not there"])
    sheet = tree.read(root, SHEET)
    tree.finish([*weak(sheet), *strays(sheet)])


if __name__ == "__main__":
    main()
