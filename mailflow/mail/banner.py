"""Banner: what a mail gateway puts above the words of a mail from outside ("CAUTION: This email originated …")."""

import re
from collections.abc import Sequence

from mailflow.mail.line import Line
from mailflow.mail.phrases import any_of

MAX_LINES = 6

_WARNS = re.compile(rf"\W{{0,6}}(?:{any_of('warning')})\b", re.IGNORECASE)
_OUTSIDE = re.compile(any_of("outside"), re.IGNORECASE)
_ADVICE = re.compile(any_of("advice"), re.IGNORECASE)


def removed(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without a gateway's warning on top; it warns, says "outside", and speaks of attachments or senders."""
    start = next((i for i, line in enumerate(lines) if not line.blank), len(lines))
    end = next((i for i in range(start, min(start + MAX_LINES + 1, len(lines))) if lines[i].blank), len(lines))
    if end == len(lines) or end - start > MAX_LINES:
        return lines
    words = " ".join(line.text for line in lines[start:end])[:1000]
    if _WARNS.match(words) and _OUTSIDE.search(words) and _ADVICE.search(words):
        return lines[end:]
    return lines
