#!/usr/bin/python3
"""The picture that other sites show beside a link to a page: 1200 x 630 PNG.

    card.py OUT FONT-FOLDER --guide GUIDE.md     a guide's title on the sign
    card.py OUT FONT-FOLDER --general            the sign with the six exits

Run by the build. Same input, same bytes: fonts come from FONT-FOLDER alone
(Caladea), and nothing of the user's own settings is read. What it says
stands in the file as text too (PNG's "Title": "TITLE · Fourways"), so that the
program can tell whether a picture still says what the page says. Exit 0; 1 with a message.
"""

import contextlib
import math
import operator
import os
import re
import struct
import sys
import tempfile
import zlib

WIDTH, HEIGHT = 1200, 630
GREEN, WHITE, AMBER = (10, 82, 64), (255, 255, 255), (255, 197, 61)
NAME = "Fourways"
FACE = "Caladea"
SERIF = (FACE, 0, 1)  # cairo: upright, bold
PLAIN = (FACE, 0, 0)

EXITS = (("Java", 205), ("Node.js", 160), ("Python", 115), (".NET", 65),
         ("Go", 20), ("Rust", -25))


def fail(what):
    sys.exit(f"card.py: {what}")


@contextlib.contextmanager
def only_fonts_of(folder):
    """Fontconfig as if this were the only folder with fonts."""
    if not os.path.exists(os.path.join(folder, "Caladea-Bold.ttf")):
        fail(f"no Caladea in {folder}; install fonts-crosextra-caladea")
    with tempfile.TemporaryDirectory() as own:
        path = os.path.join(own, "fonts.conf")
        with open(path, "w", encoding="ascii") as conf:
            conf.write(f"<fontconfig><dir>{folder}</dir>"
                       f"<cachedir>{own}</cachedir></fontconfig>")
        os.environ["FONTCONFIG_FILE"] = path
        yield


def title_of(path):
    """What the guide's front matter names it."""
    with open(path, encoding="utf-8") as guide:
        found = re.search(r'^title: *(?:"(.*)"|(.*?)) *$', guide.read(), re.M)
    if found is None:
        fail(f"{path}: no title")
    return found[1] or found[2]


def start(cairo):
    """The empty sign: a green panel with a white line inside its edge."""
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)
    ctx = cairo.Context(surface)
    options = cairo.FontOptions()
    options.set_antialias(cairo.ANTIALIAS_GRAY)
    options.set_hint_style(cairo.HINT_STYLE_NONE)
    options.set_hint_metrics(cairo.HINT_METRICS_OFF)
    ctx.set_font_options(options)
    ctx.set_source_rgb(*(part / 255 for part in GREEN))
    ctx.paint()
    rounded(ctx, 20, 20, WIDTH - 40, HEIGHT - 40, 34)
    stroke(ctx, WHITE, 8)
    return surface, ctx


def stroke(ctx, colour, width):
    ctx.set_source_rgb(*(part / 255 for part in colour))
    ctx.set_line_width(width)
    ctx.stroke()


def rounded(ctx, x, y, width, height, radius):
    ctx.new_sub_path()
    for turn, (at_x, at_y) in enumerate((
            (x + width - radius, y + radius),
            (x + width - radius, y + height - radius),
            (x + radius, y + height - radius), (x + radius, y + radius))):
        ctx.arc(at_x, at_y, radius, (turn - 1) * math.pi / 2,
                turn * math.pi / 2)
    ctx.close_path()


def text(ctx, face, size, colour, place, words):
    """Words with their baseline's start at place."""
    ctx.select_font_face(*face)
    ctx.set_font_size(size)
    ctx.set_source_rgb(*(part / 255 for part in colour))
    ctx.move_to(*place)
    ctx.show_text(words)


def width_of(ctx, face, size, words):
    ctx.select_font_face(*face)
    ctx.set_font_size(size)
    return ctx.text_extents(words).x_advance


def point(centre, angle, radius):
    return (centre[0] + radius * math.cos(math.radians(angle)),
            centre[1] - radius * math.sin(math.radians(angle)))


def roundabout(ctx, centre, scale, chosen):
    """The road in from below, the ring, six exits; one of them is taken."""
    ring = 58 * scale

    def road(angle, length, width, colour):
        ctx.move_to(*point(centre, angle, ring))
        ctx.line_to(*point(centre, angle, ring + length * scale))
        stroke(ctx, colour, width * scale)

    road(-90, 105, 24, WHITE)
    for name, angle in EXITS:
        taken = name == chosen
        road(angle, 74, 16 if taken else 13, AMBER if taken else WHITE)
    ctx.new_sub_path()
    ctx.arc(*centre, ring, 0, 2 * math.pi)
    stroke(ctx, WHITE, 22 * scale)


def names(ctx, centre, scale):
    """What each exit of the large sign leads to."""
    size = 44
    for name, angle in EXITS:
        x, y = point(centre, angle, 150 * scale)
        if math.cos(math.radians(angle)) < 0:
            x -= width_of(ctx, SERIF, size, name)
        text(ctx, SERIF, size, WHITE, (x, y + size / 3), name)


def mark(ctx, place):
    """The word mark: the small sign of the pages' head, and the name."""
    x, y = place
    rounded(ctx, x, y, 64, 64, 14)
    stroke(ctx, WHITE, 4)
    middle = (x + 32, y + 32)
    for angle, colour in ((-90, WHITE), (180, WHITE), (0, WHITE), (90, AMBER)):
        ctx.move_to(*point(middle, angle, 11))
        ctx.line_to(*point(middle, angle, 25))
        stroke(ctx, colour, 7)
    ctx.new_sub_path()
    ctx.arc(*middle, 11, 0, 2 * math.pi)
    stroke(ctx, WHITE, 7)
    text(ctx, SERIF, 46, WHITE, (x + 84, y + 47), NAME)


def lines_of(ctx, size, room, title):
    """As few lines as hold the title, each as even as can be; None when a
    word alone is too long."""
    words = title.split()

    def fit(width):
        lines = [""]
        for word in words:
            longer = f"{lines[-1]} {word}".strip()
            if width_of(ctx, SERIF, size, longer) <= width:
                lines[-1] = longer
            elif width_of(ctx, SERIF, size, word) <= width:
                lines.append(word)
            else:
                return None
        return lines

    best = fit(room)
    for width in range(room, 0, -10):
        lines = fit(width)
        if lines is None or len(lines) > len(best):
            break
        best = lines
    return best


def write_title(ctx, title):
    """In the largest size in which four lines hold it."""
    for size in range(88, 40, -4):
        lines = lines_of(ctx, size, 690, title)
        if lines is not None and len(lines) * size * 1.16 <= 330:
            break
    else:
        fail(f"\"{title}\" is too long for the picture; shorten it")
    top = 300 - (len(lines) - 1) * size * 1.16 / 2
    for at, line in enumerate(lines):
        text(ctx, SERIF, size, WHITE, (76, top + at * size * 1.16 + 14), line)


def draw_guide(ctx, title):
    text(ctx, PLAIN, 40, AMBER, (78, 110), "Guide")
    write_title(ctx, title)
    mark(ctx, (78, 500))
    # Which exit is taken says nothing; it differs from guide to guide.
    taken = EXITS[zlib.crc32(title.encode()) % len(EXITS)][0]
    roundabout(ctx, (958, 300), 1.25, taken)


def draw_general(ctx):
    roundabout(ctx, (600, 310), 1.7, None)
    names(ctx, (600, 310), 1.7)


def palette():
    """Sixteen colours: the three, and what lies between at their edges."""
    def between(one, other, steps):
        return [tuple(round(a + (b - a) * step / steps)
                      for a, b in zip(one, other)) for step in range(steps)]

    return [*between(GREEN, WHITE, 9), WHITE, *between(AMBER, GREEN, 4),
            *between(AMBER, WHITE, 3)[1:]]


def nearest(pixel, colours):
    parts = (pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255)
    return min(range(len(colours)), key=lambda at: sum(
        (a - b) ** 2 for a, b in zip(parts, colours[at])))


def rows(surface, colours):
    """Two pixels a byte, each row behind the number of its filter: none."""
    pixels = memoryview(surface.get_data()).cast("I")
    place = {pixel: nearest(pixel, colours) for pixel in set(pixels)}
    low = bytes(map(place.__getitem__, pixels))
    high = bytes(at << 4 for at in range(16))
    packed = bytes(map(operator.or_, low[::2].translate(high + bytes(240)),
                       low[1::2]))
    step = WIDTH // 2
    return b"".join(b"\0" + packed[at:at + step]
                    for at in range(0, len(packed), step))


def chunk(kind, content):
    return (struct.pack(">I", len(content)) + kind + content +
            struct.pack(">I", zlib.crc32(kind + content)))


def png(surface, says):
    """W3C PNG, with what it says right behind the head."""
    colours = palette()
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)),
        chunk(b"iTXt", b"Title\0\0\0\0\0" + says.encode()),
        chunk(b"PLTE", b"".join(bytes(colour) for colour in colours)),
        chunk(b"IDAT", zlib.compress(rows(surface, colours), 9)),
        chunk(b"IEND", b"")))


def main():
    if len(sys.argv) < 4:
        fail("usage: card.py OUT FONT-FOLDER --guide GUIDE.md | --general")
    out, folder, kind, *guide = sys.argv[1:]
    with only_fonts_of(folder):
        import cairo  # reads the fonts' configuration once

        surface, ctx = start(cairo)
        says = ""
        if kind == "--guide":
            title = title_of(guide[0])
            says = f"{title} · {NAME}"
            draw_guide(ctx, title)
        else:
            draw_general(ctx)
        surface.flush()
        image = png(surface, says)
    with open(out, "wb") as file:
        file.write(image)


if __name__ == "__main__":
    main()
