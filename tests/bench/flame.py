"""Stacks that perf saw, as the functions that cost most and as a flame graph.

In the graph a box is a function, as wide as the share of samples in which it
was on the stack; what it called stands above it. Neighbours are in the order
of the alphabet, not of time. Pointing at a box tells name and share.
"""

import collections
import html
import re

WIDTH, ROW, LETTER = 1200, 17, 7
MIN_WIDTH = 0.4  # of a box, in pixels; narrower ones are left out and counted
FRAME = re.compile(r"^\s*[0-9a-f]+ (.*?)(?:\+0x[0-9a-f]+)? \((.*)\)$")


def stacks(script):
    """perf script's text as (frame, ...) -> samples; a frame is (function,
    object), the outermost first."""
    found = collections.Counter()
    for block in script.split("\n\n"):
        frames = []
        for line in block.splitlines():
            if match := FRAME.match(line):
                frames.append((match.group(1), short(match.group(2))))
        if frames:
            found[tuple(reversed(frames))] += 1
    return found


def short(path):
    """An object without its folder and version."""
    if path.startswith("[kernel"):
        return "kernel"
    return re.sub(r"\.so[.\d]*$", "", path.rsplit("/", 1)[-1])


def named(frame):
    function, object_ = frame
    return f"{object_}: ?" if function == "[unknown]" else function


def top(found, count=15):
    """[(share, function, object)] by the time in the function itself."""
    own = collections.Counter()
    for stack, samples in found.items():
        own[stack[-1]] += samples
    whole = sum(own.values()) or 1
    return [(samples / whole, named(frame), frame[1])
            for frame, samples in own.most_common(count)]


def objects(found):
    """[(share, object)] by the time in its functions themselves."""
    own = collections.Counter()
    for stack, samples in found.items():
        own[stack[-1][1]] += samples
    whole = sum(own.values()) or 1
    return [(samples / whole, name) for name, samples in own.most_common()]


def tree(found):
    """{frame: [samples, tree of what it called]}."""
    root = {}
    for stack, samples in found.items():
        level = root
        for frame in stack:
            node = level.setdefault(frame, [0, {}])
            node[0] += samples
            level = node[1]
    return root


def boxes(level, depth, left, whole):
    """(depth, left, samples, frame) of every box, and None for one too
    narrow to draw."""
    for frame in sorted(level):
        samples, above = level[frame]
        if samples / whole * WIDTH < MIN_WIDTH:
            yield None
        else:
            yield depth, left, samples, frame
            yield from boxes(above, depth + 1, left, whole)
        left += samples


def color(frame):
    """By where the function is: the kernel, ours, a library."""
    if frame[1] == "kernel":
        return "#e8b07a"
    return "#9cc5a1" if frame[1] == "fourways" else "#a9bcd8"


def box(item, whole, height):
    depth, left, samples, frame = item
    x, width = left / whole * WIDTH, samples / whole * WIDTH
    y = height - (depth + 1) * ROW
    title = html.escape(f"{named(frame)} ({frame[1]}): {samples / whole:.1%}")
    fits = int(width / LETTER) - 1
    words = named(frame)
    label = "" if fits < 4 else words if len(words) <= fits else (
        words[:fits - 1] + "…")
    return (f'<g><title>{title}</title><rect x="{x:.1f}" y="{y}" '
            f'width="{width:.1f}" height="{ROW - 1}" fill="{color(frame)}"/>'
            f'<text x="{x + 3:.1f}" y="{y + 12}">{html.escape(label)}'
            "</text></g>")


def svg(found, title):
    """The graph as a document of its own, without a script."""
    whole = sum(found.values()) or 1
    items = list(boxes(tree(found), 0, 0, whole))
    drawn = [item for item in items if item]
    depth = max((item[0] for item in drawn), default=0) + 1
    height = (depth + 2) * ROW
    words = html.escape(f"{title}: {whole:,} samples; {len(items) - len(drawn)}"
                        " boxes too narrow to draw")
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="monospace" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="3" y="13">{words}</text>',
        *(box(item, whole, height) for item in drawn), "</svg>", ""])
