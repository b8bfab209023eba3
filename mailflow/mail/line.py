"""Line: one line of a mail's body, with what the program that wrote it said about it."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from mailflow.mail.flowed import TYPED

_MARKS = re.compile(r"[ \t]?>[> \t]*")
# GroupWise: ">>> Ann Lee <ann@x.example> 6/19/2019 1:48 PM >>>"; Supercite: '>>>>> "AL" == Ann Lee <ann@…> writes:'
_ARROWED = re.compile(r"\s{0,3}>>>\s.{0,160}\d.{0,60}>>>\s*|\s{0,3}>{3,}\s+\"[^\"]{1,20}\"\s==\s.{1,200}:\s*")
# Supercite and The Bat! quote as "    AL> words"
_INITIALS = re.compile(r"[ \t]{0,8}([A-ZА-ЯÀ-Þ][^\W\d_]{0,2})>(?:[> \t]+|$)")
# Zero-width and directional characters that programs sprinkle into bodies; none of them is a word.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_TYPED = "\ue000"  # in place of TYPED while the invisible characters are taken out
_NORMAL = _INVISIBLE | _SPACES | _BREAKS


# Mailboxes escape a "From " at the start of a line (RFC 4155); a quotation has marks on its neighbours, too.
_FROM_LINE = re.compile(r"(?m)((?:\A|^[^>\n].*\n|^\n))>From (?=\S)(?![^\n]*:\s)(?=[^\n]*(?:\Z|\n(?!>)))")
MAX_ARROWED = 60
MAX_RULE = 500
_DRAWN = re.compile(r"[-_=~*‐-―]{3}")
_UNDRAWN = re.compile(r"[^-_=~*‐-―\s]")
MAX_LINES = 10_000  # that are looked at one by one; nobody writes more


class Mark(Enum):
    """What is known of a line beside its words, mostly from the HTML of its mail; plain text says nothing."""

    NONE = "none"
    ATTRIBUTION = "attribution"  # "On … wrote:", as its program marks it
    ORIGINAL = "original"  # the line where the answered or forwarded mail begins
    SIGNATURE = "signature"
    FORWARD = "forward"  # the line where a forwarded mail begins
    OURS = "ours"  # words of the mail that is answered (see ours.py)


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a line without its quote marks; `depth` counts the levels of quotation around it.

    `region` numbers the HTML element, if any, that a program drew around an older mail without quoting it.
    """

    text: str
    depth: int = 0
    mark: Mark = Mark.NONE
    region: int = 0

    @property
    def blank(self) -> bool:
        """Whether the line holds no words."""
        return not self.text.strip()


def is_rule(text: str) -> bool:
    """Whether a line is drawn: three dashes or their like, and nothing else."""
    return len(text) <= MAX_RULE and bool(_DRAWN.search(text)) and not _UNDRAWN.search(text)


def normal(text: str) -> str:
    """The text with one kind of line end and of space, and without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_NORMAL)


def line_of(text: str, depth: int = 0, mark: Mark = Mark.NONE, region: int = 0) -> Line:
    """The line without its leading quote marks (">"), which add to `depth`."""
    if text == "-- ":
        # The separator of a signature is told from a row of dashes by its space alone (RFC 3676 section 4.3).
        return Line(text, depth, mark, region)
    if text.startswith(_TYPED):
        return Line(text.removeprefix(_TYPED).rstrip(), depth, mark, region)
    marks = _MARKS.match(text)
    if marks and text.startswith((">>>", " >>>")) and _ARROWED.fullmatch(text[:500]):
        return Line(text.strip("> \t"), depth, Mark.ATTRIBUTION, region)
    # ">>> a <<<" is an ornament, and "->" or "=>" are arrows.
    if marks is None or text.rstrip().endswith("<<<"):
        return Line(text.rstrip(), depth, mark, region)
    return Line(text[marks.end() :].rstrip(), depth + marks[0].count(">"), mark, region)


def lines_of(text: str) -> list[Line]:
    """The lines of a plain body; what follows the first MAX_LINES is one line more, as it came."""
    typed = f"\n{text}".replace(f"\n{TYPED}>", f"\n{_TYPED}>")[1:]
    lines = normal(_FROM_LINE.sub(r"\1From ", typed)).split("\n", MAX_LINES)
    initials = Counter(found[1] for line in lines if (found := _INITIALS.match(line)))
    quoted = {who for who, times in initials.items() if times > 1}
    lines = _between_arrows(lines)
    read = [_behind_initials(line, quoted) if quoted else line_of(line) for line in lines[:MAX_LINES]]
    return [*read, *map(Line, lines[MAX_LINES:])]


def _between_arrows(lines: list[str]) -> list[str]:
    """The lines with marks in front of what AOL quotes between "<<" and ">>"."""
    out = list(lines)
    for i, line in enumerate(lines[:MAX_LINES]):
        if not line.startswith(("<< ", "<<\u00a0")):
            continue
        for j in range(i, min(i + MAX_ARROWED, len(lines))):
            if lines[j].rstrip().endswith(">>"):
                out[i : j + 1] = [f"> {quoted.strip('<> ')}" for quoted in lines[i : j + 1]]
                break
    return out


def _behind_initials(text: str, quoted: set[str]) -> Line:
    found = _INITIALS.match(text)
    return Line(text[found.end() :].rstrip(), 1) if found and found[1] in quoted else line_of(text)
