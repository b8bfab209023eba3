"""Attribution: the line that says who wrote the quotation below it ("On …, Ann <ann@…> wrote:").

A line is one by what it holds (a date with its time or year, an address, a verb of writing, an end), not by
how it begins: people begin promises with "On 3 May I will". So every language needs a verb, not a pattern.
"""

import re
from collections.abc import Sequence

from mailflow.mail.line import Line, Mark
from mailflow.mail.phrases import any_of

MAX_LINES = 5
MAX_LENGTH = 500
MAX_WORDS = 9  # opening, weekday, half of the day, a name, and the verb

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]@[\w-]+\.[\w.-]*\w")
_DATE = re.compile(
    r"""\b\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\b          # 03/05/2027, 2027-05-03, 2016. 11. 8
    |\d{4}\s?[年년]\s?\d{1,2}\s?[月월]                       # 2022年1月1日
    |\b\d{1,2}\s+tháng\s+\d{1,2}
    |\b\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?,?[\s-]+(?:(?:de|del)\s+)?(?:\d{4}
    |\d{2})\b
    |\b\d{1,2}\.?\s+[^\W\d_]{3,12}\.?,?\s+(?:\d{4}|at|um|à|alle|kl|klo|om|às|o|в|о|lúc|schreef)\b
    |\b[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s+(?:\d{4}\b|at\b)   # Feb 24, 2012; March 3 at
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH時点시]\s?\d{2}(?!\d)|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_VERBS = any_of("wrote")
_VERB = re.compile(rf"(?<![^\W\d_])(?:{_VERBS})(?![^\W\d_])|(?:写道|寫道|のメッセージ|書きました|작성)", re.IGNORECASE)
_QUOTING = re.compile(
    r"[-\s]*(?:quoting|zitat von|zitiere|citando(?: a)?|citat från|cytowanie|citeren van|mensaje citado por)\s\S",
    re.IGNORECASE,
)
_ENDS_WITH_VERB = re.compile(
    rf"(?:(?<![^\W\d_])(?:{_VERBS})|写道|寫道|のメッセージ|書きました|작성)\s*(?:[:：]|-{{2,}})?\s*$", re.IGNORECASE
)
_ENDS = re.compile(r"(?:[:：]|-{2,})\s*$")
_OPENING = re.compile(
    r"[-\s]*(?:in\s+an?\s+(?:message|e-?mail)\s+dated|in\s+article|on|am|le|el|il|em|op|den|dne|dňa|dnia|w\s+dniu|på|vào|pada|la|în\s+data|el\s+dia|a|v|в|στις|ב|بتاريخ"
    r"|在|于|mon|tue|wed|thu|fri|sat|sun|ma|ti|ke|to|pe|la|su|tir|ons|tor|fre|lør|man|søn|tis|lör|sön|lun|mar|mer"
    r"|mié|jue|vie|sáb|dom|jeu|ven|sam|dim|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|пн|вт|ср|чт|пт|сб|вс"
    r"|\d{1,4})(?![^\W\d_])",
    re.IGNORECASE,
)
_INLINE = re.compile(r"\s(?=(?:On|Am|Le|El|Il|Em|Op|Den)\s(?:[^\W\d_]{2,10}[,.]?\s)?(?:\d|[^\W\d_]{3,10}\.?\s\d))")
_CLOSED = re.compile(rf"(?:[:：]|-{{2}}|(?:{_VERBS}))\s*\Z", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_FIELD = re.compile(r"\s{0,8}[*_]{0,3}[^\W\d_]{1,20}:\s+[^\s<]")  # "From: Ann": a heading, or somebody's list
_WENT_ON = re.compile(rf"(?<![^\W\d_])(?:{_VERBS})\s?[:：]\s+[^\s<>]", re.IGNORECASE)  # "wrote: and then …"
# Telephones set the quoted mail's first words behind it, a few blanks away.
_RUN_ON = re.compile(rf"(?<![^\W\d_])(?:{_VERBS})\s?[:：] {{2,}}(?=\S)", re.IGNORECASE)
# People tell what others said and sent; no program writes so above a mail that it does not mark as quoted.
_TOLD = re.compile(
    r"\b(?:said|sent|told|i|we|me|ich|wir|je|nous|yo|io|eu|ik|jag|jeg)\b[^\d@]{0,40}[:：]?\s*$", re.IGNORECASE
)
_BY_ADDRESS = re.compile(
    rf"[<\[(][^<>\[\]()\s]{{1,120}}@[^<>\[\]()]{{1,120}}[>\])]?[^\w]{{0,6}}(?:\S{{1,20}}\s){{0,3}}(?:{_VERBS})",
    re.IGNORECASE,
)
_DASHED = re.compile(r"-{2,}\s?\S")


def span_at(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` on are one attribution; 0 when none begins there."""
    first = lines[start]
    if first.blank:
        return 0
    if first.mark is Mark.ATTRIBUTION:
        end = start
        while end < len(lines) and (lines[end].mark is Mark.ATTRIBUTION or lines[end].blank):
            end += 1
        return end - start
    opens = bool(_OPENING.match(first.text[:60])) and bool(_DIGIT.search(first.text[:200]))
    if not opens and inline_at(lines, start):
        return 0
    joined, blanks = "", 0
    for count in range(1, MAX_LINES + 1):
        if start + count > len(lines):
            return 0
        line = lines[start + count - 1]
        # A wrapped address may leave its closing bracket at the start of a line, like a quote mark.
        torn = line.depth == first.depth + 1 and joined.count("<") > joined.count(">")
        if (line.depth != first.depth and not torn) or (line.mark is not first.mark and not line.blank):
            return 0
        if line.blank:
            blanks += 1
            # Only a line that has opened an address may have a hole in it.
            if blanks > 1 or not opens or not _TIME.search(joined):
                return 0
            continue
        if len(joined) + len(line.text) > MAX_LENGTH:
            return 0
        if opens and (goes_on := _RUN_ON.search(line.text)) and _is_full(f"{joined} {line.text[: goes_on.end()]}"):
            return count
        if joined and _begins_anew(line.text, joined):
            return 0
        joined = f"{joined} {'>' if torn else ''}{line.text.strip()}".strip()
        quoted_next = _quoted_follows(lines, start + count, first.depth)
        closed = bool(_CLOSED.search(line.text[-40:]))
        whole = joined.count("<") <= joined.count(">")
        if whole and (closed or quoted_next) and _is_attribution(joined, opens=opens, quoted_next=quoted_next):
            return count
        # Without an opening or an address there is nothing that a next line could complete.
        if not opens and not (joined.endswith("<") or ("@" in joined and _ADDRESS.search(joined))):
            return 0
        if count > 1 and closed:
            return 0
    return 0


def is_full(lines: Sequence[Line]) -> bool:
    """Whether an attribution gives an address, a date and a time."""
    return _is_full(" ".join(line.text for line in lines)[:MAX_LENGTH])


def _is_full(text: str) -> bool:
    return bool(_ADDRESS.search(text) and _DATE.search(text) and _TIME.search(text))


def _begins_anew(text: str, above: str) -> bool:
    """Whether a line cannot complete an attribution: the one above went on after its verb, or has its date already."""
    if _FIELD.match(text) or _WENT_ON.search(f"{above} {text.strip()}"):
        return True
    return bool(_OPENING.match(text[:60]) and _DATE.search(text) and _DATE.search(above))


def inline_at(lines: Sequence[Line], start: int) -> int:
    """Where in the line at `start` an attribution begins that stands behind words of its writer; 0 if none."""
    text = lines[start].text
    if len(text) > MAX_LENGTH or not _DIGIT.search(text) or not _quoted_follows(lines, start + 1, lines[start].depth):
        return 0
    for place in _INLINE.finditer(text):
        if _is_attribution(text[place.end() :], opens=True, quoted_next=True):
            return place.end()
    return 0


def _quoted_follows(lines: Sequence[Line], start: int, depth: int) -> bool:
    for line in lines[start : start + 4]:
        if line.depth > depth:
            return True
        if not line.blank:
            return False
    return False


def _is_attribution(text: str, *, opens: bool, quoted_next: bool) -> bool:
    ends = bool(_ENDS.search(text))
    verb = bool(_VERB.search(text) or _QUOTING.match(text))
    if verb and ends and _DASHED.match(text) and _ENDS_WITH_VERB.search(text.rstrip("- ")):
        return True
    if not quoted_next and _TOLD.search(text):
        return False
    if not (ends or quoted_next or verb):
        return False
    address = bool(_ADDRESS.search(text))
    date = bool(_DATE.search(text))
    time = bool(_TIME.search(text))
    if verb and (ends or _ENDS_WITH_VERB.search(text)):
        if address and (quoted_next or (date and time) or _BY_ADDRESS.search(text)):
            return True
        if opens and date and (time or _YEAR.search(text)) and (quoted_next or (ends and time and _is_bare(text))):
            return True
    if date and time and address and (ends or quoted_next):
        return True
    if not quoted_next:
        return False
    return (verb and ends and len(text) < 120) or (opens and date and address)


def _is_bare(text: str) -> bool:
    """Whether a line without an address says no more than when and who: programs write the year, people rarely."""
    if not (_YEAR.search(text) or _NUMERIC_DATE.search(text)):
        return False
    rest = _TIME.sub(" ", _DATE.sub(" ", text, count=1), count=1)
    return len(re.findall(r"[^\W\d_]+", rest)) <= MAX_WORDS
