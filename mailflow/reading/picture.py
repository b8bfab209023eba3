"""Pictures and faces of signs in a reply, of which a few mean yes and most could mean anything."""

import re
from unicodedata import category

from mailflow.reading.clause import bare
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import phrases

_FACE = re.compile(r"(?<![\w:;])(?!x+(?!\w))[:;=8xX]['’]?-?[/\\(\[|oO$xX#@<cC]+(?!\w|/)")
_LETTERS = 0x2000  # pictures stand above them
_GLAD, _YES = frozenset("".join(phrases("pictures", "glad"))), frozenset("".join(phrases("pictures", "yes")))


def grimaces(text: str) -> bool:
    """Whether a picture or a face of signs stands there that could mean anything but joy."""
    if _FACE.search(text):
        return True
    return any(ord(c) > _LETTERS and category(c) == "So" and c not in _GLAD for c in text)


def says_thumbs_up(text: str, names: Names) -> bool:
    """Whether a whole reply is a picture that means yes, with nothing else than a name beside it."""
    words = [w for w in bare(text.lower()).split() if w not in names.both]
    if text.split() == ["+1"]:
        return True
    return not words and any(c in _YES for c in text) and not grimaces(text) and "?" not in text
