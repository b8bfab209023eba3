"""The clauses of a reply, and the sentences that they stand in.

Each keeps two texts of the same length: `text` as typed, for quoting back, and `plain` in lower case with
everything between quotation marks blanked, for recognising: what somebody quotes they do not say.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from mailflow.reading.memory import remembered
from mailflow.reading.phrasebook import phrases

BLANK = "¤"

_LETTERS = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"\u00a0": " ", "\u202f": " ", "\t": " ", "\u200b": None, "\ufeff": None, "→": "->", "⇒": "->"}
)
_QUOTED = re.compile(r'"([^"\n]{1,400})"|(?<!\w)\'(?=\w)((?:[^\'\n]|(?<=\w)\'(?=\w)){2,400})\'(?!\w)')
# Single typographic marks enclose a quotation if the closing one ends a word; else ’ is an apostrophe.
_SINGLE = re.compile(r"(?<!\w)‘((?:[^‘’\n]|’(?=\w)){1,400})’(?!\w)")
_SMILE_BETWEEN = re.compile(r"(?<=\w) ?[:=]-?[)D](?= +[A-Z])")  # a smile ends a sentence
_SMILE = re.compile(r"(?<![\w:;])[ ]?[:=]-?[)D](?!\w)")
_END = re.compile(r"[.!?…]+(?=[\s)\"']|$)")
_DOTTED = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.$")  # "by 21.05. is good for me"
_LONGEST_DATE = 6
_GOES_ON = re.compile(r" [a-z]")
_BULLET = re.compile(r"(?:[-*•·–+]|o(?= ))\s+")
_LINE_MARK = re.compile(r"(?:[-*•·–+#]|\(?\d{1,2}[\s.):]|>|(?:point|item|number|line|no|nr)\.? ?\d{1,2}(?!\w))", re.I)
_LAST_WORD = re.compile(r"[\w.']{1,12}$")
_BREAK = re.compile(
    r"[,;()]+ ?|:(?= |$) ?| [-–—]+ |—+|\.\.\. ?|(?<!\ba) (?=(?:" + "|".join(phrases("sentence", "openers")) + r")\b)"
    r"(?!and (?:i|you|s?he) (?:both )?(?:agreed|discussed|said|talked|decided|spoke|settled)\b)"
)
LONGEST = 1500  # characters of a sentence that are read; people write shorter ones, and hostile mail longer
MOST = 48  # clauses of a sentence that are read; each is weighed against the others
WRAPPED = 58  # a line at least this long that ends in no stop was wrapped by the mail program


_SIGNS = re.compile(r"[^\w\s'%/&-]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `paragraph` counts from 0, `line` is the line of the reply that it starts in; `whole` is False
    if it was too long, or of too many clauses, to be read to its end."""

    text: str
    plain: str
    paragraph: int
    line: int
    whole: bool = True

    @property
    def asks(self) -> bool:
        """Whether it carries a question mark of its own."""
        return "?" in self.plain


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch `start:end` of a sentence, between its commas and conjunctions."""

    start: int
    end: int
    text: str
    plain: str


def normalised(text: str) -> str:
    """Typographic quotation marks, apostrophes, arrows and blanks as plain ones, and no smiles; lines are kept."""
    text = _SMILE_BETWEEN.sub(".", text)
    return _SMILE.sub("", _SINGLE.sub(r'"\1"', text)).translate(_LETTERS).replace("\r\n", "\n").replace("\r", "\n")


def lowered(text: str) -> str:
    """Lower case without a change of length ("İ".lower() has two characters)."""
    return text.lower() if text.isascii() else "".join(low if len(low := c.lower()) == 1 else c for c in text)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of what stands between quotation marks, the marks left out."""
    return tuple(m.span(1) if m.group(1) is not None else m.span(2) for m in _QUOTED.finditer(text))


def unquoted(text: str) -> str:
    """The text with what it quotes blanked, at the same length."""
    out, at = [], 0
    for start, end in quotations(text):
        out += [text[at:start], BLANK * (end - start)]
        at = end
    out.append(text[at:])
    return "".join(out)


def _lines(text: str) -> list[tuple[int, int, str]]:
    """(paragraph, line, text) with wrapped lines joined."""
    groups: list[tuple[int, int, list[str]]] = []
    paragraph, fresh, before = 0, True, ""
    for number, raw in enumerate(text.split("\n")):
        line = " ".join(raw.split())
        if not line:
            paragraph += bool(groups) and not fresh
            fresh = True
            continue
        wrapped = not fresh and len(before) >= WRAPPED and before[-1] not in ".!?:;" and not _LINE_MARK.match(line)
        before, fresh = line, False
        if wrapped:
            groups[-1][2].append(line)
        else:
            bullet = _BULLET.match(line)
            groups.append((paragraph, number, [line[bullet.end() :] if bullet else line]))
    return [(paragraph, number, " ".join(parts)) for paragraph, number, parts in groups]


def _ends(plain: str, stop: re.Match[str]) -> bool:
    """Whether this stop ends a sentence, and not an abbreviation or a list number."""
    if stop.group() != ".":
        return True
    word = _LAST_WORD.search(plain[max(0, stop.start() - 12) : stop.start()])
    if word is None:
        return True
    before, after = word.group(), plain[stop.end() : stop.end() + 2].strip()
    if before.isdigit():
        return stop.start() != len(before) or not after  # "1. yes" opens a line
    if before in {"no", "nos"}:
        return not after[:1].isdigit()
    return before not in phrases("sentence", "abbreviations")


@remembered(32, 8_000)  # a passage is looked at by several modules one after the other
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a normalised text, in order; a line break ends one unless the line was wrapped."""
    out = []
    for paragraph, number, line in _lines(text):
        plain, at = lowered(unquoted(line)), 0
        for stop in _END.finditer(plain):
            dated = _DOTTED.search(line, max(0, stop.end() - _LONGEST_DATE), stop.end()) and _GOES_ON.match(
                line, stop.end()
            )
            if _ends(plain, stop) and not dated:
                if line[at : stop.end()].strip():
                    out.append(_cut(line, plain, at, stop.end(), paragraph, number))
                at = stop.end()
        if line[at:].strip(" \"')"):
            out.append(_cut(line, plain, at, len(line), paragraph, number))
    return tuple(out)


def _cut(line: str, plain: str, start: int, end: int, paragraph: int, number: int) -> Sentence:
    while start < end and line[start] == " ":
        start += 1
    stop = min(end, start + LONGEST)
    if stop - start >= MOST:  # a break takes at least one sign
        beyond = next(islice(_BREAK.finditer(plain, start, stop), MOST - 1, None), None)
        stop = beyond.start() if beyond else stop
    return Sentence(line[start:stop], plain[start:stop], paragraph, number, stop == end)


def clauses(
    sentence: Sentence, whole: Sequence[tuple[int, int]] = (), begins: Sequence[int] = ()
) -> tuple[Clause, ...]:
    """The clauses of a sentence; no break falls into one of the spans `whole` (dates, item numbers), and one at each of
    the places `begins`."""
    out, at = [], 0
    plain = sentence.plain
    fixed = [False] * (len(plain) + 1)
    for start, end in whole:
        fixed[start:end] = [True] * (end - start)
    cuts = [m.span() for m in _BREAK.finditer(plain) if not any(fixed[m.start() : max(m.end(), m.start() + 1)])]
    for start, end in [*sorted([*cuts, *((at, at) for at in begins)]), (len(plain), len(plain))]:
        if plain[at:start].strip(" .!?"):
            out.append(Clause(at, start, sentence.text[at:start], plain[at:start]))
        at = end
    return tuple(out)


def bare(plain: str, spans: Iterable[tuple[int, int]] = ()) -> str:
    """The words alone: no signs, no pictures, single blanks; `spans` cut out."""
    for start, end in sorted(spans, reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    return _bare(plain)


@remembered(256, LONGEST)  # each rule asks for the words of the clause again
def _bare(plain: str) -> str:
    return " ".join(_SIGNS.sub(" ", plain).strip(" -'/&").split())
