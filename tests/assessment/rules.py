"""Changes to a copy of conf/assessment.yaml, as an owner's editor makes them.

Each takes the path of the file, and fails when what it looks for is not there.
"""


def _edit(path, edit):
    with open(path, encoding="utf-8") as rules:
        text = rules.read()
    text = edit(text)
    with open(path, "w", encoding="utf-8") as rules:
        rules.write(text)


def _find(text, part, start=0):
    assert part in text[start:], f"{part!r} is not in the rules"
    return text.index(part, start)


def change(path, old, new, behind=""):
    """The first old after the text behind becomes new."""
    def edit(text):
        at = _find(text, old, _find(text, behind) + len(behind))
        return text[:at] + new + text[at + len(old):]
    _edit(path, edit)


def cut(path, first, end):
    """All from first up to end goes away; end stays."""
    def edit(text):
        at = _find(text, first)
        return text[:at] + text[_find(text, end, at):]
    _edit(path, edit)


def add(path, new):
    """What is new stands at the end."""
    _edit(path, lambda text: text + new)
