"""The new wording that a reply asks for an item: given whole, or put right in a word or a number.

It is quoted, or stands behind "should say"; or the clause names what is right beside what is wrong ("“co-lead” rather
than “lead”", "three labels and not two"). Words that are to go must stand in the item's text just once.
"""

import re
from collections.abc import Iterable

from mailflow.reading.clause import quotations
from mailflow.reading.count import COUNT, COUNTS
from mailflow.reading.item import Item, stem, telling
from mailflow.reading.names import Names
from mailflow.reading.operation import drops, only_leads_up, without
from mailflow.reading.phrasebook import pattern, phrases
from mailflow.reading.statement import Statement

_WORD = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|->|=|:")
_WHOLE = 2  # words of a new text
_FEWEST, _HALF = 3, 0.5  # words of one that is known for an item's by its own words, and the share of those
_NOT = re.compile(
    r"[, ](?:and |but )?(?:not|rather than|instead of|as opposed to) (?P<old>(?:\w+ )?(?!please|pls)[\w'-]+)"
    r"(?=[,.;!)]|$| (?:and|but|please|pls)\b)"
)
_NOT_BUT = re.compile(
    r"(?<!\w)not (?:the|an?) (?:whole|entire|full|complete) (?P<all>\w+)[,;:]? (?:but )?(?:just|only)"
    r" (?P<part>(?:the |an? )?\w+(?: \w+)?)(?=[,.;!)]|$| (?:for|of|and|but|since|because|as|in)\b)"
)
_INSTEAD = re.compile(
    r",? (?:and )?(?:not|rather than|instead of|as opposed to)"
    r" (?P<old>(?:the |an? )?[^\W\d]+(?: (?!please|pls)[^\W\d]+)?)(?=[,.;!)]|$| (?:please|pls)\b)"
)
_IS_NOT = re.compile(
    r"(?:isn't|is not|it's not|not|aren't) (?:about |with |for )?(?:the |an? )?"
    r"(?P<old>[^\W\d][\w'-]*(?: [^\W\d][\w'-]*){0,2}?)"
    r",? (?:it's|it is|but|that's|they're|should be|it should be)(?: about| with| for)?(?: the| an?)?"
    r" (?P<new>[^\W\d][\w'-]*(?: [^\W\d][\w'-]*){0,2}?)(?=[,.;!]|$| in (?:number )?\d)"
)
_NAME = r"[^\W\d_a-z][\w'-]*(?: \d{1,3}(?!\w))?"
_NAMED_ANEW = re.compile(
    rf"\b(?:it|that)(?i:'s| is| was| should (?:be|say|read)) (?P<new>{_NAME})(?: [^\W_]+){{0,5}},?"
    rf" (?:and )?not (?P<old>{_NAME})(?!\w)"
)
_ONE_OF_MANY = re.compile(r"(?:\bnot|n't) an? ")  # "it isn't a survey, it's a pleasure"
_COUNTED_THING = re.compile(rf"(?<![\w.])(?P<count>{COUNT}) (?P<thing>[^\W\d]{{4,}})(?!\w)")
_NOT_THIS = re.compile(r"(?:\w+ ){0,2}\w+,? (?:and )?not")
_NUMBERED_THING = re.compile(r"(?<!\w)(?P<thing>[^\W\d]{3,}) (?P<n>\d{1,3}|[a-z])(?!\w)")
_CORRECTS = frozenset(phrases("change", "corrects"))
_INSTEAD_OF = frozenset({"not", "instead", "rather", "isn't"})
_LONE = re.compile(r"^(?:the|an?) (?=\w+$)")
_COUNT_WORD = re.compile(rf"(?<!\w)(?:{COUNT})(?!\w)")
_SHOULD_BE = re.compile(r"(?:should|ought to|must|needs to|has to) (?:(?:read|say) |be (?=(?:the|an?) \w))")
_IN_ITEM = re.compile(r" (?:in|for|under|of) (?:number |no\.? ?|item |point |#)?\d+$")
_OF_ITEM = re.compile(r"(?:#|\b(?:point|item|number|no|nr|line)\.? ?)\d+|^\W*\d+(?=(?: is|:| -|\.) )")
_LINK = re.compile(r"(?:for|to|with|in|at|from|by|of|on) ")


def rewording(statement: Statement, item: Item, names: Names, *, wished: bool = False) -> str | None:
    """The new text for `item`: what the clause puts between quotation marks or behind "should say".

    `wished`: the clause most likely asks for one, in whatever words.
    """
    sentence = statement.sentence
    clause, veiled = statement.clause, names.veiled(sentence.plain)
    if replaced := _replaced(statement, item):
        return replaced
    for start, end in quotations(sentence.text):
        if not clause.start <= start < clause.end or end - start < 3:
            continue
        text = sentence.text[start:end].strip(" ,.;:")
        if len(_WORD.findall(text)) < _WHOLE:
            continue  # of one word nobody knows which it is to replace
        if _WORDS.findall(text.lower()) == _WORDS.findall(item.text.lower())[: len(text.split())]:
            continue
        if pattern("change", "reword").search(sentence.plain[:start]):
            return text
        if wished and len(_WORD.findall(text)) >= _FEWEST and telling(text) & telling(item.text):
            return text
        if statement.named and only_leads_up(sentence.plain[: start - 1], names):
            return text
        if pattern("change", "reworded", "end").search(veiled[: start - 1].rstrip(" :,")):
            return text
    if (shorter := _cut_out(statement, item, names)) is not None:
        return shorter
    asked = pattern("change", "rewording").search(clause.plain)
    for m in _SHOULD_BE.finditer(sentence.plain, clause.start, clause.end):
        if said := _should_read(statement, item, m.start(), m.end()):
            return said
    if asked is None or '"' in sentence.plain[clause.start + asked.end() :]:
        return None
    ends = clause.end
    if sentence.plain[clause.start + asked.end() : clause.end + 1].strip() in ("", ":") and not statement.dates:
        ends = len(sentence.plain)  # "it should say: Lead the refresher"
    end = min((d.start for d in statement.dates if d.start >= clause.start + asked.end()), default=ends)
    text = sentence.text[clause.start + asked.end() : end].strip(" ,.;:!-–—'")
    if len(_WORD.findall(text)) < _WHOLE:
        return None
    return text[:1].upper() + text[1:]


def quoted_anew(statement: Statement, items: Iterable[Item], names: Names) -> tuple[Item, str] | None:
    """The only item that says most of what the clause quotes, and the quotation as its new text ("so: “Revise two
    juniors' work every other week”"); None unless the words in front of it ask for it, or only lead up to it."""
    sentence, clause = statement.sentence, statement.clause
    spans = [s for s in quotations(sentence.text) if clause.start <= s[0] < clause.end]
    if len(spans) != 1 or sentence.asks:
        return None
    start, end = spans[0]
    text, before = sentence.text[start:end].strip(" ,.;:"), sentence.plain[: start - 1]
    asked = only_leads_up(before, names) or pattern("change", "writes", "end").search(before.rstrip(" :,"))
    if not only_leads_up(sentence.plain[end + 1 : clause.end], names):
        return None
    said = telling(text)
    alike = [item for item in items if len(said & telling(item.text)) >= _HALF * max(1, len(said))]
    if not asked or len(_WORD.findall(text)) < _FEWEST or len(alike) != 1 or text.lower() == alike[0].text.lower():
        return None
    return alike[0], text


def _should_read(statement: Statement, item: Item, start: int, end: int) -> str | None:
    """The text with a few of its words for others ("Thursday should read Tuesday"), None if the words are not its."""
    sentence = statement.sentence
    before, after = sentence.plain[statement.clause.start : start].split(), sentence.text[end : statement.clause.end]
    new = _IN_ITEM.sub("", after.strip(" ,.;:!-–—'\""))
    for size in (3, 2, 1):
        old = " ".join(before[-size:]).strip(" '\"")
        if new and len(before) >= size and len(new.split()) <= size + 2 and (text := _with(item.text, old, new)):
            return text
    return None


def _cut_out(statement: Statement, item: Item, names: Names) -> str | None:
    """The text without the words that the clause quotes and asks to take out ("the word “trial” has to go")."""
    sentence, clause = statement.sentence, statement.clause
    spans = [s for s in quotations(sentence.text) if clause.start <= s[0] < clause.end]
    if len(spans) != 1 or not drops(statement, names):
        return None
    quoted = sentence.text[spans[0][0] : spans[0][1]].strip(" ,.;:")
    text = _with(item.text, quoted, "")
    return " ".join(text.split()) if text and text.strip() else None


def replaces(statement: Statement, items: Iterable[Item]) -> Item | None:
    """The only item that has the words for which others are asked, whatever was spoken of last."""
    found = [item for item in items if _replaced(statement, item)]
    return found[0] if len(found) == 1 else None


def _replaced(statement: Statement, item: Item) -> str | None:
    """The text with one of its words for another ("say “co-lead” rather than “lead”"), None if it is not asked."""
    sentence, clause = statement.sentence, statement.clause
    spans = [s for s in quotations(sentence.text) if s[0] >= clause.start]
    if len(spans) != 2:
        return None
    first, second = (sentence.text[a:b].strip(" ,.;:") for a, b in spans)
    before = sentence.plain[clause.start : spans[0][0]].strip(" \"',")
    between = sentence.plain[spans[0][1] : spans[1][0]].strip(" \"',")
    if pattern("change", "for_it", "whole").match(between) or _NOT_THIS.fullmatch(between):
        new, old = first, second
    elif pattern("change", "into", "whole").match(between) or (
        pattern("change", "for_it", "end").search(before) and pattern("change", "writes", "whole").match(between)
    ):
        new, old = second, first
    else:
        return None
    if not new or (text := _with(item.text, old, new)) is None:
        return None
    whole = len(new.split()) > len(item.text.split()) // 2 + 1
    return new[:1].upper() + new[1:] if whole else text


def renames(statement: Statement, items: Iterable[Item]) -> Item | None:
    """The only item that has the name for which the clause gives another."""
    found = [item for item in items if _named_anew(statement, item)]
    return found[0] if len(found) == 1 else None


def _named_anew(statement: Statement, item: Item) -> str | None:
    """The text with a name put right ("it was House 9, not House 6")."""
    for m in _NAMED_ANEW.finditer(statement.sentence.text, statement.clause.start):
        if changed := _with(item.text, m["old"], m["new"]):
            return changed
    return None


def corrected(statement: Statement, item: Item) -> str | None:
    """The text with the words put right that the sentence says are wrong ("three labels and not two", "for
    volunteers, not for staff"), or narrowed down ("not the whole report, just the summary"), None if it says none."""
    sentence = statement.sentence
    plain, text = sentence.plain, sentence.text
    if named := _named_anew(statement, item):
        return named
    for m in _NOT_BUT.finditer(plain, statement.clause.start):
        noun = next((w for w in _WORD.findall(item.text) if stem(w) == stem(m["all"])), None)
        part = text[m.start("part") : m.end("part")].strip()
        verb, _, rest = item.text.partition(" ")
        if noun and rest and noun != verb:
            return f"{verb} {'just ' if not part.lower().startswith('only') else ''}{part} of {rest}"
    told = statement.named or (statement.outright and statement.topic == (item.n,))  # "on 2, it's one and not two"
    for m in _IS_NOT.finditer(plain, max(0, statement.clause.start - 2)):
        idiom = _ONE_OF_MANY.search(m.group()) is not None and not statement.outright
        if (
            told
            and not idiom
            and (changed := _with(item.text, m["old"].strip(), text[m.start("new") : m.end("new")].strip()))
        ):
            return changed
    if told and (changed := _counted_anew(statement, item)):
        return changed
    for m in _INSTEAD.finditer(plain, statement.clause.start):
        old = _LONE.sub("", m["old"]).strip()
        words, size = plain[: m.start()].rstrip(" ,").split(), len(old.split())
        if not old or len(words) < size or old in COUNTS or old.isdigit():
            continue
        if size > 1 and words[-1] != old.split()[-1]:
            continue
        if changed := _with(item.text, old, " ".join(words[-size:])):
            return changed
    for m in _NOT.finditer(plain, max(0, statement.clause.start - 2)):
        old, before = m["old"].strip(), _OF_ITEM.sub(" ", plain[: m.start()]).rstrip(" ,")
        wrong = [(old, _COUNT_WORD.findall(before))] if _COUNT_WORD.fullmatch(old) else []
        if (link := _LINK.match(old)) and (right := re.search(rf"(?<!\w){link.group()}(?:the )?[\w'-]+$", before)):
            wrong.append((old, [right.group()]))
        for said, instead in wrong:
            if len(set(instead)) == 1 and instead[0] != said and (changed := _with(item.text, said, instead[0])):
                return changed
    return None


def _counted_anew(statement: Statement, item: Item) -> str | None:
    """The text with the number of something put right ("seven volunteers" of "Recruit five volunteers")."""
    spoken_for = [(m.start, m.end) for m in statement.mentions] + [(d.start, d.end) for d in statement.dates]
    plain = without(statement, spoken_for)
    for m in _COUNTED_THING.finditer(plain):
        was = re.search(rf"(?<!\w)(?:{COUNT}) (?={re.escape(m['thing'])}(?!\w))", item.text, re.I)
        if was and was.group().strip().lower() != m["count"] and _only_corrects(plain, m, was[0].strip(), item):
            return _with(item.text, was.group() + m["thing"], f"{m['count']} {m['thing']}")
    for m in _NUMBERED_THING.finditer(plain):
        was = re.search(rf"(?<!\w){re.escape(m['thing'])} (?:\d{{1,3}}|[a-z])(?!\w)", item.text, re.I)
        if was and was.group().lower() != m.group():
            kept, _, old = was.group().rpartition(" ")
            if _only_corrects(plain, m, old, item):
                return _with(item.text, was.group(), f"{kept} {m['n'].upper()}")
    return None


def _only_corrects(plain: str, said: re.Match[str], old: str, item: Item) -> bool:
    """Whether a clause has beside a number that differs only the item's own words and those that put right: what it
    adds ("and chapter 3"), places ("we meet in room 5") or says besides the old number is no correction of it."""
    beside = _TOKEN.findall(f"{plain[: said.start()]} {plain[said.end() :]}")
    own = {stem(word) for word in _TOKEN.findall(item.text.lower())}
    replaced = old.lower() not in beside or not _INSTEAD_OF.isdisjoint(beside)
    return replaced and all(word in _CORRECTS or stem(word) in own for word in beside)


def _with(text: str, old: str, new: str) -> str | None:
    """`text` with `new` for the words `old`, None if it does not have them just once."""
    found = [*re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", text, re.IGNORECASE)]
    if len(found) != 1:
        return None
    changed = f"{text[: found[0].start()]}{new}{text[found[0].end() :]}"
    return changed[:1].upper() + changed[1:]
