"""What git leaves where two versions of a file did not fit together."""

import re

from courseapp.lessonfiles.passages import find_fences
from courseapp.lessonfiles.problems import Findings

MARKERS = re.compile(r"(<{7}|>{7}|\|{7})(?: .*)?")
SHOWN_IN = {"diff", "markdown", "md", "text", "txt", "udiff", "console"}
"""Languages of code in which they may be shown to readers."""


def has_conflict(text: str, findings: Findings) -> bool:
    """Whether a file holds marks of a merge; reports each."""
    if not any(marker in text for marker in ("<<<<<<<", ">>>>>>>", "|||||||")):
        return False
    lines = text.split("\n")
    shown = {
        number
        for fence in find_fences(lines)
        if fence.info.partition(" ")[0].lstrip(".").lower() in SHOWN_IN
        for number in range(fence.start, (fence.end or fence.start) + 1)
    }
    found = [
        number
        for number, line in enumerate(lines)
        if number not in shown and MARKERS.fullmatch(line.rstrip("\r"))
    ]
    for number in found:
        message = f'git left "{lines[number][:7]}" here: two versions of the file were not merged.'
        hint = "Keep the lines you want of both, and remove the marks <<<<<<<, ======= and >>>>>>>."
        findings.add(number + 1, message, hint)
    return bool(found)
