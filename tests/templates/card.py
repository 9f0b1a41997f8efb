#!/usr/bin/python3
"""The tool that draws pictures of guides: the same bytes each time, and a
sentence where it can draw nothing.

    card.py TOOL FONT-FOLDER FOLDER-OF-GUIDES
"""

import os
import struct
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir, "http"))

from tap import case, contains, run, same, within

TOOL, FONTS, GUIDES = sys.argv[1:]


def draw(*arguments, fonts=FONTS, **environment):
    """(exit code, what was said, the picture or None)"""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out.png")
        result = subprocess.run(
            ["/usr/bin/python3", TOOL, out, fonts, *arguments], check=False,
            capture_output=True, text=True, env={**os.environ, **environment})
        picture = None
        if os.path.exists(out):
            with open(out, "rb") as file:
                picture = file.read()
        return result.returncode, result.stderr, picture


def draw_text(text):
    with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8") as md:
        md.write(text)
        md.flush()
        return draw("--guide", md.name)


def chunks(picture):
    at = 8
    while at < len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        content = picture[at + 8:at + 8 + length]
        same(struct.unpack_from(">I", picture, at + 8 + length)[0],
             zlib.crc32(kind + content), f"sum of {kind}")
        yield kind, content
        at += 12 + length


def title(words):
    return f"---\ntitle: {words}\n---\n"


@case
def the_same_guide_gives_the_same_bytes_for_everybody():
    guide = os.path.join(GUIDES, "java.md")
    first = draw("--guide", guide)
    same(first[:2], (0, ""))
    with tempfile.TemporaryDirectory() as home:
        same(draw("--guide", guide, HOME=home, LC_ALL="C", TZ="Asia/Tokyo",
                  FONTCONFIG_FILE="/dev/null"), first)


@case
def a_picture_is_whole_and_says_what_it_shows():
    for path in sorted(os.listdir(GUIDES)):
        if not path.endswith(".md"):
            continue
        _, _, picture = draw("--guide", os.path.join(GUIDES, path))
        parts = dict(chunks(picture))
        same(struct.unpack(">IIBB", parts[b"IHDR"][:10]), (1200, 630, 4, 3))
        same(len(zlib.decompress(parts[b"IDAT"])), 630 * (1 + 600))
        contains(parts[b"iTXt"].decode(), " · Fourways")
        within(len(picture), 2000, 20 * 1024, path)


@case
def a_title_may_stand_in_quotes_and_hold_any_letter():
    for words, shown in (('"A: b"', "A: b"), ("Zoë’s Ærø", "Zoë’s Ærø")):
        code, said, picture = draw_text(title(words))
        same((code, said), (0, ""))
        contains(dict(chunks(picture))[b"iTXt"].decode(), f"\0{shown} · ")


@case
def a_long_title_is_set_smaller_and_a_longer_one_refused():
    same(draw_text(title("word " * 20))[0], 0)
    for words in ("word " * 60, "W" * 40):
        code, said, picture = draw_text(title(words))
        same((code, picture), (1, None))
        contains(said, "too long for the picture; shorten it")


@case
def what_is_missing_is_named():
    code, said, picture = draw_text("---\norder: 1\n---\n")
    same((code, picture), (1, None))
    contains(said, ": no title")
    code, said, picture = draw("--general", fonts="/nowhere")
    same((code, picture), (1, None))
    contains(said, "no Caladea in /nowhere; install fonts-crosextra-caladea")
    same(draw()[0], 1)


if __name__ == "__main__":
    sys.exit(run())
