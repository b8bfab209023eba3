"""The card at the end of a mail: a name, a title, a firm, and what its lawyer wrote. None of it answers anything."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from unicodedata import combining, normalize

from mailflow.reading.clause import sentences
from mailflow.reading.inline import Said, is_foreign
from mailflow.reading.item import Item, matches, mentions
from mailflow.reading.names import WHO, Names
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern, phrases

_SMALL = re.compile(r"[a-zß-ÿ]{2,}(?:[ ,]|[.!]?$)")  # how no line of a card begins
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,2}")
_DASHES = re.compile(r"\s*(?:--|[-–—_*]{3,}) ?")
_WORDS = re.compile(r"(?<!\w)(?!and|for|the)[a-zß-ÿ]{3,}(?!\w)")  # a card's words have capitals
_SELF = re.compile(r"\b(?:i|i'm|my|me)\b")
_STAMPED = re.compile(r"\s*\[(?:external|extern|ext|cid:|image|caution)", re.IGNORECASE)
_REACTED = re.compile(r"^(?P<name>.{2,80}) reacted to your (?:message|e-?mail)[:.]?\n", re.MULTILINE)
_MOST_DASHES = 5  # lines of dashes above the card
_SPEAKS = re.compile(r"\b(?:i|i'm|i'd|i'll|my|me|but|you|your|ps|p\.s\.)\b|\?")
_SPOKEN_OF = re.compile(rf"{WHO}(?:'s| is| was| has| passed| asked| says| said| wants)\b")
_HERE = re.compile(
    r"\W*(?:(?:hi|hello|hey|dear)(?: \w+)?[,!.]? )?"
    r"(?:(?:it's |this is )?(?P<name>[a-z]+) here\b|this is (?P<who>[a-z]+)(?: from| at|[,.]))"
)
_SHORT, _LONG_NAME = 6, 12  # words of a line, letters of a name
_LEGAL = 3  # words of the law in a paragraph of small print
_TITLE = r"(?:[A-ZÀ-Þ][\w'’.-]*|x+|[|&/–—-]|\d[\d ()/-]*)"
_PHONE = re.compile(r"(?:tel\.?|m|t|mobile|phone|ext\.?)?:? ?\+?[\d][\d ()./-]{5,}", re.IGNORECASE)
_CARD = re.compile(rf"{_TITLE}(?:,? (?:{_TITLE}|(?:of|for|de|du|des|di|da|van|von|für) \w+)){{0,5}},?")


def lines(text: str) -> list[str]:
    """The filled lines of a card, without what a lawyer wrote at its end."""
    return [line for line in _without_small_print(f"\n\n{text}").split("\n") if line.strip()]


def speaks_for(text: str, writer: Party) -> bool:
    """Whether somebody else speaks in the writer's place ("Nadia is off, I look after her mail", "Priya here")."""
    low = _folded(text)
    first = _folded(writer.name).split()[:1]
    if _SPOKEN_OF.search(Names(tuple(first), "").veiled(low)):
        return True
    here = _HERE.match(low)
    name = (here["name"] or here["who"]) if here else None
    return name is not None and name not in first and name not in phrases("signature", "here")


def own_words(found: Sequence[Said], writer: Party, other: Party, items: tuple[Item, ...]) -> tuple[Said, ...]:
    """The passages of a reply without its writer's card.

    What stands below a name that may be one is `signed`, and so is everything if somebody else signs.
    """
    found = tuple(replace(p, text=_unreacted(p.text, writer)) for p in found)
    found = tuple(replace(p, text=_without_small_print(_above_dashes(p.text, writer))) for p in found)
    found = tuple(p if p.numbers else replace(p, text=_unsigned(p.text, writer, items)) for p in found)
    found = tuple(replace(p, text=_written(p.text), foreign=p.foreign or _below_foreign(p, items)) for p in found)
    if any(_is_signed_by_another(p.text, writer, other) for p in found if not p.signed):
        return tuple(replace(p, signed=True) for p in found)
    return tuple(part for p in found for part in _below_name(p, writer))


def _unreacted(text: str, writer: Party) -> str:
    """The text without the line by which a program hands over the writer's reaction ("Ben reacted to your message")."""
    first = _folded(writer.name).split()[:1]
    return _REACTED.sub(lambda m: "" if _folded(m["name"]).split()[:1] == first else m.group(), text)


def _above_dashes(text: str, writer: Party) -> str:
    """The text above a line of dashes below which the writer's card stands: their name, and nothing said by anyone."""
    lines = text.split("\n")
    dashes = [i for i, line in enumerate(lines) if line.rstrip() == "--"]
    for i in dashes[:_MOST_DASHES]:
        if not (below := [x for x in lines[i + 1 :] if x.strip()]):
            continue
        named = _folded(below[0]).split()[:1] == _folded(writer.name).split()[:1] != []
        if named and not any(_SPEAKS.search(x.lower()) for x in below):
            return "\n".join(lines[:i])
    return text


def _is_signed_by_another(text: str, writer: Party, other: Party) -> bool:
    """Whether a line below the first is another's name; below the writer's own it is their firm's, or the other's."""
    below = text.split("\n")[1:]
    own = next((i for i, line in enumerate(below) if _is_own_name(line, writer)), len(below))
    return any(
        _is_others(line, writer, other) or (i < own and _is_strangers(line, writer)) for i, line in enumerate(below)
    )


def _is_own_name(line: str, writer: Party) -> bool:
    """Whether a line begins with the writer's name, behind a title, and goes on with nobody else's."""
    name, comma, post = line.partition(",")
    titles = phrases("signature", "titles")
    words = [w for w in re.findall(r"[^\W\d_]+|[/&|+]", _folded(name)) if w not in titles]
    ours = [w for w in _folded(writer.name).replace("-", " ").split() if w.strip(".") not in titles]
    if comma and not is_title(post):
        return False
    own = bool(words and ours) and words[0] in {ours[0], ours[-1]}
    return own and {"/", "&", "+", "and", "for", "p", "pp", "c"}.isdisjoint(words)


def _is_others(line: str, writer: Party, other: Party) -> bool:
    """Whether a line is the name of the other person alone."""
    words = _folded(line).strip(" .,;:-–—*_|/~").split()
    ours, theirs = (_folded(party.name).replace("-", " ").split() for party in (writer, other))
    return bool(words and theirs) and words in (theirs, theirs[:1]) and theirs[:1] != ours[:1]


def _is_strangers(line: str, writer: Party) -> bool:
    """Whether a line is a name alone that nobody here bears."""
    words = _folded(line).strip(" .,;:-–—*_|/~").split()
    ours = _folded(writer.name).replace("-", " ").split()
    if set(words) & set(ours) or not _NAME.fullmatch(line.strip(" .,*_|")) or len(words) != len(set(words)):
        return False
    named = pattern("signature", "no_person").search(" ".join(words)) is None
    return named and not is_title(line) and not all(w in phrases("harmless", "words") for w in words)


def may_qualify(text: str) -> bool:
    """Whether a line that looks like a card's could take back a yes above it ("Travel Excluded")."""
    return pattern("signature", "qualifies").search(text.lower()) is not None


def is_line(text: str) -> bool:
    """Whether a line has the form of a card's: words without a stop at the end, or a number of a telephone."""
    line = text.strip()
    return bool(_CARD.fullmatch(line) or _PHONE.fullmatch(line)) or (
        line[-1:] not in ".!?" and line[:1].isupper() and len(line.split()) <= _SHORT
    )


def is_title(text: str) -> bool:
    """Whether a line names a post, a firm or a telephone, as only cards do."""
    return pattern("signature", "post").search(text.lower()) is not None or _PHONE.fullmatch(text.strip()) is not None


def is_name(text: str) -> bool:
    """Whether a line can only be a name that we do not know ("Muz"): a word that no adjective or noun looks like."""
    line = text.strip(" ,.")
    alone = line.isalpha() and line.istitle() and len(line) <= _LONG_NAME
    return alone and pattern("signature", "no_name").search(line.lower()) is None


def _unsigned(text: str, writer: Party, items: tuple[Item, ...]) -> str:
    """The words above the writer's own name, if what follows it is a signature and nothing they say."""
    lines = text.split("\n")
    dashes = next((i for i, line in enumerate(lines) if _DASHES.fullmatch(line)), len(lines))
    last_word = _last_word(text, items, dashes)
    if last_word < dashes < len(lines):
        return "\n".join(lines[:dashes])
    if (head := _card_head(lines, writer)) is not None:
        return "\n".join([*lines[:head], *filter(_is_own, lines[head + 1 :])])
    for i, line in enumerate(lines):
        carded = bool(i and writer.name) and _untitled(line).startswith(writer.name.lower())
        if i > last_word and (carded or _is_name_of(line, writer)):
            return "\n".join(lines[:i])
    return text


def _without_small_print(text: str) -> str:
    """The text without paragraphs at its end that no person wrote for this mail."""
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1:
        plain = paragraphs[-1].lower()
        found = {m.group() for m in pattern("signature", "small_print").finditer(plain)}
        said = pattern("signature", "own_print").search(plain) or not pattern("signature", "legal").search(plain)
        if (len(found) < _LEGAL and "print this" not in plain) or said or _SELF.search(plain):
            break
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def _card_head(lines: Sequence[str], writer: Party) -> int | None:
    """The line, not the first one, that holds the writer's whole name with a post, or above one: a card that a program
    puts below every mail, whatever mottos and warnings it goes on with."""
    full = " ".join(_folded(writer.name).split())
    for i, line in enumerate(lines):
        if i and full and " " in full and _folded(line).lstrip(" *-–—").startswith(full):
            following = next((x for x in lines[i + 1 :] if x.strip()), "")
            if "|" in line or is_title(line) or is_title(following) or "|" in following:
                return i
    return None


def _is_own(line: str) -> bool:
    """Whether a line below such a head is the person's own all the same."""
    plain = line.lower().lstrip(" *>-–—")
    return pattern("signature", "own_line", "start").match(plain) is not None or (
        may_qualify(line) and not is_title(line)
    )


def _untitled(line: str) -> str:
    """A line in lower case without the titles in front of a name ("Dr Soraya …")."""
    words = line.lower().split()
    while words and words[0].rstrip(".") in phrases("signature", "titles"):
        words.pop(0)
    return " ".join(words)


def _folded(text: str) -> str:
    """In lower case and without accents, as people type names in haste."""
    low = text.lower()
    return low if low.isascii() else "".join(c for c in normalize("NFD", low) if not combining(c))


def _is_name_of(line: str, writer: Party) -> bool:
    """Whether a line is the writer's own name: some of it, its beginning ("Pat" of Patricia), or its initials."""
    words = _folded(line).strip(" .,;:-–—*_|/~").replace(".", " ").split()
    names = _folded(writer.name).replace("-", " ").split()
    if not words or not names or len(words) > 4:
        return False
    whole = " ".join(words)
    initials = "".join(name[0] for name in names)
    if whole in {*names, " ".join(names), initials, names[0][0]} or whole.replace("-", " ") == " ".join(names):
        return True
    while len(words) > 1 and (words[0] in phrases("signature", "titles")):
        words.pop(0)
    if len(words) > 1 and words[0] == names[0] and len(words[-1]) == 1 and words[-1] in initials:
        return True  # "Holly B."
    if words == names[: len(words)] and len(words) > 1:
        return True
    short = len(words[0]) > 2 and (names[0].startswith(words[0][:3]) or words[0] in names[0])
    short = short or (words[0] in phrases("signature", "shorts") and names[0].startswith(words[0]))
    return (short and all(w in names for w in words[1:])) or (len(words) > 1 and set(words) & set(names) == {names[-1]})


def _below_name(said: Said, writer: Party) -> Iterator[Said]:
    """The words of a passage above the first line that is a name, and those from it on."""
    lines = said.text.split("\n")
    for i, line in enumerate(lines):
        name = _NAME.fullmatch(line.strip()) if not may_qualify(line) and any(x.strip() for x in lines[:i]) else None
        courteous = all(w in phrases("harmless", "words") for w in line.lower().split())
        if _is_name_of(line, writer) or (name and not courteous):
            yield replace(said, text="\n".join(lines[:i]))
            yield replace(said, text="\n".join(lines[i:]), signed=True)
            return
    yield said


def _below_foreign(said: Said, items: tuple[Item, ...]) -> bool:
    """Whether the words stand below a line marked as quoted that asks about something else."""
    return is_foreign("\n".join(line for line in said.text.split("\n") if line.lstrip().startswith(">")), items)


def _written(text: str) -> str:
    """The text without lines that a ">" marks as quoted, that are a subject, or that a gateway or a picture left."""
    subject = pattern("quotation", "subject", "start")
    lines = (line for line in text.split("\n") if not (line.lstrip().startswith(">") or _STAMPED.match(line)))
    return "\n".join(line for line in lines if not subject.match(line.lower().lstrip(" *")))


def _last_word(text: str, items: tuple[Item, ...], dashes: int) -> int:
    """The last line that is the person's own word, and not their card or a disclaimer; -1 if there is none.

    Below the line of `dashes` only what could change or refuse something is.
    """
    last, small_print = -1, -1
    capitals = text.lstrip()[:1].isupper()
    for sentence in sentences(text):
        if pattern("signature", "disclaimer").search(sentence.plain):
            small_print = sentence.paragraph
        if sentence.paragraph != small_print and (
            (sentence.line < dashes and pattern("signature", "own").search(sentence.plain))
            or pattern("danger", "words").search(sentence.plain)
            or may_qualify(sentence.text)
            or pattern("signature", "no_card", "start").match(sentence.plain)
            or (
                capitals
                and _SMALL.match(sentence.text)
                and not pattern("signature", "low", "start").match(sentence.plain)
            )
            or not (_DASHES.fullmatch(sentence.plain) or any(c.isalnum() for c in sentence.plain))
            or mentions(sentence.plain, items, ())
            or (_WORDS.search(sentence.text) and matches(sentence.plain, items, "report", first_person=False))
        ):
            last = sentence.line
    return last
