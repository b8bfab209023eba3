"""Banner: what a mail gateway puts above the words of a mail from outside ("CAUTION: This email originated …")."""

import re
from collections.abc import Sequence

from mailflow.mail.line import Line
from mailflow.mail.phrases import any_of

MAX_LINES = 6

_PERSONAL = re.compile(r"\b(?:I|I'm|my|me|ich|je|yo|eu|io|ik|jeg|jag)\b|\d")
_WARNS = re.compile(rf"\W{{0,6}}(?:{any_of('warning')})\b", re.IGNORECASE)
_OUTSIDE = re.compile(any_of("outside"), re.IGNORECASE)
_ADVICE = re.compile(any_of("advice"), re.IGNORECASE)


def removed(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without a gateway's warning on top: it warns, says "from outside", and tells what not to do."""
    start = next((i for i, line in enumerate(lines) if not line.blank), len(lines))
    words = ""
    for i in range(start, min(start + MAX_LINES, len(lines))):
        if lines[i].blank:
            break
        words = f"{words} {lines[i].text[:500]}".strip()
        if _PERSONAL.search(words):
            break
        if _WARNS.match(words) and _OUTSIDE.search(words) and _ADVICE.search(words):
            end = i + 1
            while end < len(lines) and _ADVICE.search(lines[end].text[:500]):
                end += 1
            return lines[end:]
    return lines
