"""The numbered items that a mail of ours showed, and where a reply mentions them."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.clause import BLANK
from mailflow.reading.memory import remembered
from mailflow.reading.names import WHO, Names
from mailflow.reading.phrasebook import pattern, phrases

Owner = Literal["manager", "report"]

_COUNT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_FAINT = frozenset(phrases("item", "faint"))
_RUN = r"\d{1,2}(?:(?: ?[,&+/] ?| and | & |, and | ?[-–] ?| (?:to|through|thru|till) )(?:#|no\.? ?)?\d{1,2})*"
_LABELLED = re.compile(rf"(?<![\w.])(?:(?:{'|'.join(phrases('item', 'label'))}) ?)(?P<run>{_RUN})(?![\w%/])")
_SPELT = re.compile(
    rf"(?<!\w)(?:number|no\.?|item|point|line) (?P<word>{'|'.join(_COUNT)})(?!\w)"
    rf"|^\W*(?P<head>{'|'.join(_COUNT)})(?='s\b|:| [-–—] )"
)
_LEADING = re.compile(rf"(?:[(\[]?)(?P<run>{_RUN})(?:[.):\]](?= |$)| ?[-–—=]+>? |, |:| (?=\S)|$)")
_BARE = re.compile(rf"(?<![\w.,:/£$€-])(?P<run>{_RUN})(?![\w%/]|[.:]\d)")
_ORDINALS = phrases("item", "ordinals")
_FOLLOWS = "|".join((*phrases("item", "ordinal_after"), *phrases("item", "after")))
_ORDINAL = re.compile(
    rf"(?:(?:the|your|my|that) )?(?P<place>{'|'.join(_ORDINALS)}|last)"
    rf"(?:(?: and(?: the)?|,(?: the)?|,? &(?: the)?) (?P<second>{'|'.join(_ORDINALS)}|last))?"
    rf"(?P<noun> (?!of all)(?:{_FOLLOWS})(?![\w'])| ?[:,.!;)]|$| [-–—])"
)
_ORDINAL_THING = re.compile(rf" (?:the )?(?:{'|'.join(_ORDINALS)}|last) (?!(?:{_FOLLOWS})(?![\w']))\w")
_TELLING = re.compile(rf"\d|(?<![^\W_])(?:{'|'.join((*_ORDINALS, *_COUNT, 'last'))})(?!\w)")
_PLACE = re.compile(rf"(?:(?:for|by|on|to|until|till|with) )?(?:the )?(?P<place>{'|'.join(_ORDINALS)})")
_SIDE = re.compile(
    rf"(?:the )?(?P<side>first|last) (?P<count>{'|'.join(_COUNT)}|\d)"
    rf"(?= ?[,.;:!?)]|$| (?:{'|'.join(phrases('item', 'after'))}|items?|points?|ones|lines?|of)(?![\w']))"
)
_AMOUNT = re.compile(
    r" (?:an?|one|two|three|four|six|\d{1,2}) (?:more )?(?:days?|weeks?|months?|fortnights?)"
    r" (?:after|later|earlier|before|more)"
)
_THE = re.compile(
    r"(?<!\w)the (?P<run>\d{1,2})(?= ?[:,;] | (?:can|is|should|must|has|needs|will|stays?|could|may|goes|looks)\b)"
)
_ONES = r"(?:ones?|dates?|items?|points?|lines?|commitments?|deadlines?)"
_SOME = rf"(?:own )?(?:two |three |four )?{_ONES}"
_WHOSE = rf"(?:(?P<mine>mine|my {_SOME})|yours|his|hers|{WHO}'s|(?:your|his|her|{WHO}'s) {_SOME})"
_GROUP = re.compile(
    rf"(?<![\w'])(?:all|both|each|every one|any)(?: (?:two|three|four|five))?(?: of)? {_WHOSE}(?![\w'])"
)
_SEVERAL = re.compile(rf"(?<![\w'])my (?:two|three|four|other|own) {_ONES}(?![\w'])|(?<![\w'])my dates(?![\w'])")
_MINE = re.compile(r"(?<![\w'])(?:mine|my (?:one|item|point|part|line))(?!\w)")
_BEFORE_DATE = re.compile(r"(?<![\w/.:-])#?(?P<n>\d{1,2})(?= (?:to|by|until|till|on|is|and) )")
_LABELLED_MAY = re.compile(
    rf"(?<![\w.])(?:{'|'.join(phrases('item', 'label'))}) ?(?P<n>\d{{1,2}})(?= (?:may|march) (?!\d|20))"
)
_LABEL = re.compile(rf"(?<!\w)(?:{'|'.join(phrases('item', 'label'))}) ?$")
_HEADED = re.compile(r"\W*(?:(?:and|but|then|so) )?(?:on|about|regarding|re|as for) #?(?P<n>\d{1,2})(?=[,:] | [-–—] )")
_AT_HEAD = re.compile(r"[#(]?(?P<n>\d{1,2})[.):]? [-–—] (?=\d{1,2}(?:st|nd|rd|th)? [a-z])")
_ARROWED = re.compile(r"(?:^|[,;] )(?P<n>\d{1,2})(?= ?(?:->|=>) ?)")  # "2 -> 5 March, 3 -> 12 March"
_IN_ROW = re.compile(r"(?<![\w.,:/£$€-])(?P<n>\d{1,2}) (?=[a-z])")
_TO_MONTH = re.compile(rf"(?<!\w)(?:in)?to(?= (?:{'|'.join(lexicon.index('months'))})(?!\w|\.? \d))")
_PRONOUN = re.compile(
    rf"(?<!\w)(?:{'|'.join(phrases('item', 'before_it'))}) (?P<it>this|that)(?! (?:week|month|quarter|year))(?= \w)"
)
_NUMBER = re.compile(r"\d+")
_LISTED = re.compile(rf"#?(?P<run>{_RUN}) (?=\S)(?!(?:{'|'.join(phrases('item', 'counted'))})(?!\w))")
_RANGE = re.compile(r"(\d+)(?: ?[-–] ?| (?:to|through|thru|till) )(?:#|no\.? ?)?(\d+)")
_WORD_BEFORE = re.compile(r"([\w']+|[&,]) ?$")
_WORD_AFTER = re.compile(r" ?([\w']+|[^\w\s])")
_ENDINGS = (
    "ications",
    "ication",
    "ations",
    "ation",
    "ating",
    "ators",
    "ator",
    "ated",
    "ates",
    "ate",
    "tion",
    "ings",
    "ing",
    "ies",
    "ys",
    "ied",
    "ers",
    "ed",
    "es",
    "er",
    "s",
    "y",
    "e",
)
_ADVERBS = frozenset({"first", "second", "last"})  # "First, thank you"
_ANSWER = 4  # words behind an ordinal that answer for the item ("Third, perfect")
_ROW = 3  # numbers that rise, before a row of them is a list in one line
_SHORTEST = 3  # letters of a word that says nothing by itself
MARGIN = 1.4  # how much better the best of two items must fit the words than the next


@dataclass(frozen=True, slots=True)
class Item:
    """A commitment as our mail showed it: its number in that mail, whose it is, its text, its due date."""

    n: int
    owner: Owner
    text: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Mention:
    """`numbers` are the items that `start:end` of a sentence names outright."""

    start: int
    end: int
    numbers: tuple[int, ...]


@remembered(4096, 40)  # the words of a mail and its items are compared again and again
def stem(word: str) -> str:
    """A crude stem, the same for "Cataloguing" and "catalogue", "visits" and "visit"."""
    low = word.lower().removesuffix("'s").replace("'", "")
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)]
            break
    if len(low) > 4:
        low = low.removesuffix("i")  # "reconcil-iation", "reconcil-e"
    if len(low) > 3 and low[-1] == low[-2] and low[-1] in "bdgmnprt":
        low = low[:-1]
    return low.removesuffix("e") if len(low) > 3 else low


@remembered(512, 400)
def telling(text: str) -> frozenset[str]:
    """The stems of the words of `text` by which an item can be known."""
    return frozenset(
        stem(w) for w in _TOKEN.findall(text.lower()) if w not in _FAINT and not w.isdigit() and len(w) > 1
    )


def says_of(word: str, item: Item) -> bool:
    """Whether a word is one of the item's own, and none that could turn round what is said of it."""
    if stems := telling(word):
        return stems <= telling(item.text)
    plain = word.lower()
    own = len(plain) > _SHORTEST and plain in _TOKEN.findall(item.text.lower())
    return own and pattern("danger", "words").search(plain) is None


def _numbers(run: str, known: frozenset[int]) -> tuple[int, ...]:
    span = _RANGE.fullmatch(run)
    if span and int(span[1]) < int(span[2]):
        listed = list(range(int(span[1]), min(int(span[2]), 99) + 1))
    elif " to " in run or " thr" in run or " till " in run:
        return ()
    else:
        listed = [int(x) for x in _NUMBER.findall(run)]
    return tuple(dict.fromkeys(listed)) if set(listed) <= known else ()


def owned(plain: str, items: Iterable[Item], author: Owner, names: Names) -> Iterator[Mention]:
    """The items that a sentence names by whose they are ("all of mine", "both of Dana's", "my two dates")."""
    items = tuple(items)
    other: Owner = "report" if author == "manager" else "manager"
    veiled = names.veiled(plain)
    for m in (*_GROUP.finditer(veiled), *_SEVERAL.finditer(veiled)):
        whose = other if "mine" in m.groupdict() and m["mine"] is None else author
        numbers = tuple(item.n for item in items if item.owner == whose)
        if numbers:
            yield Mention(m.start(), m.end(), numbers)


def _is_bare_item(plain: str, start: int, end: int, days: Container[int] = ()) -> bool:
    """Whether a number without a label stands where an item can stand: "drop 3", "2 is", not "2 weeks".

    `days` is where dates begin: behind a number that something is done to, a date is its new one ("make 2 next
    Friday")."""
    after = _WORD_AFTER.match(plain, end)
    if after and after[1] not in ".,;:!?)-–—" and after[1] not in phrases("item", "after"):
        verb = _WORD_BEFORE.search(plain[max(0, start - 20) : start])
        dated = after.start(1) in days or _AMOUNT.match(plain, end) is not None
        return dated and (verb is None or verb[1] in phrases("item", "dating"))
    before = _WORD_BEFORE.search(plain[max(0, start - 20) : start])
    if plain[:start].endswith(("apart from ", "aside from ")):
        return True
    return before is None or before[1] in phrases("item", "before")


def _rows(plain: str, known: frozenset[int]) -> list[re.Match[str]]:
    """The numbers of a list that stands in one line ("1 done 2 done 3 half way 4 stuck"): at its head one, and each
    greater than the one before."""
    found = [m for m in _IN_ROW.finditer(plain) if int(m["n"]) in known]
    numbers = [int(m["n"]) for m in found]
    rising = all(a < b for a, b in pairwise(numbers))
    return found if len(found) >= _ROW and rising and not plain[: found[0].start()].strip(" (#") else []


def is_list(heads: Iterable[str], items: Iterable[Item]) -> bool:
    """Whether several of the lines begin with the number of an item, as a list does that has lost its points."""
    known = frozenset(item.n for item in items)
    found = {m["run"] for head in heads if (m := _LISTED.match(head)) and _numbers(m["run"], known)}
    return len(found) > 1


def mentions(
    plain: str, items: Iterable[Item], dates: Iterable[tuple[int, int]], *, listed: bool = False
) -> tuple[Mention, ...]:
    """Every outright mention of items in a sentence ("2", "#1 and 3", "no. 4", "the second one", "my one").

    `plain` is the sentence in lower case, `dates` the spans of its date phrases, whose numbers are no items; `listed`:
    it begins a line of a list (see `is_list`), so that a number at its head is an item's.
    """
    if not _TELLING.search(plain):
        return ()  # as most sentences
    known, spans = frozenset(item.n for item in items), list(dates)
    found: list[Mention] = []

    days = frozenset(start for start, _ in spans)

    def free(start: int, end: int) -> bool:
        return all(end <= a or b <= start for a, b in spans)

    def take(start: int, end: int, numbers: tuple[int, ...]) -> None:
        if numbers and free(start, end):
            found.append(Mention(start, end, numbers))
            spans.append((start, end))

    def take_run(start: int, m: re.Match[str]) -> None:
        # In "2, 27 June" the run holds a number that is no item: then the first one stands alone.
        first = _NUMBER.match(plain, m.start("run"))
        if free(start, m.end("run")) and _numbers(m["run"], known):
            take(start, m.end("run"), _numbers(m["run"], known))
        elif first:
            take(start, first.end(), _numbers(first.group(), known))

    for m in _LABELLED.finditer(plain):
        take_run(m.start(), m)
    for m in _SPELT.finditer(plain):
        take(m.start(), m.end(), _numbers(str(_COUNT.index(m["word"] or m["head"]) + 1), known))
    lead = _LEADING.match(plain)
    if lead and (lead.group()[-1:] != " " or _is_bare_item(plain, lead.start("run"), lead.end("run"))):
        take_run(lead.start(), lead)
    if listed and (row := _LISTED.match(plain)):
        take_run(row.start(), row)
    for m in _rows(plain, known):
        take(m.start("n"), m.end("n"), (int(m["n"]),))
    for m in _BARE.finditer(plain):
        first = _NUMBER.match(plain, m.start())
        if _is_bare_item(plain, m.start(), m.end(), days):
            take_run(m.start(), m)
        elif first and first.end() < m.end() and _is_bare_item(plain, m.start(), first.end(), days):
            take(m.start(), first.end(), _numbers(first.group(), known))  # "1 to 20 April"
    for m in _ARROWED.finditer(plain):
        take(m.start("n"), m.end("n"), _numbers(m["n"], known))
    for m in _THE.finditer(plain):
        take_run(m.start(), m)
    for m in _SIDE.finditer(plain):
        if m.start() and plain[m.start() - 1].isalnum():
            continue
        count = int(m["count"]) if m["count"].isdigit() else _COUNT.index(m["count"]) + 1
        every = sorted(known)
        if 1 < count <= len(every):
            take(m.start(), m.end(), tuple(every[:count] if m["side"] == "first" else every[-count:]))
    for m in _ORDINAL.finditer(plain):
        if not _names_place(plain, m):
            continue
        spoken = m["noun"].strip() in phrases("item", "label_after")
        if not (spoken or m.group().startswith(("the ", "your ", "my ", "that ")) or m["second"]):
            before = plain[: m.start()].rstrip()
            rest = plain[m.end() :].split()
            answers = not before and m["place"] not in _ADVERBS and 0 < len(rest) <= _ANSWER
            if (m["noun"][-1:] in tuple(",.!;)–—-") and not answers) or (
                before and not before.endswith((",", ";", ":", "&", " and", "."))
            ):
                continue
        places = [p for p in (m["place"], m["second"]) if p]
        numbers = tuple(max(known, default=0) if p == "last" else _ORDINALS.index(p) + 1 for p in places)
        if set(numbers) <= known:
            take(m.start(), m.end() - (0 if spoken else len(m["noun"])), numbers)
    return tuple(sorted(found, key=lambda x: x.start))


def _names_place(plain: str, m: re.Match[str]) -> bool:
    """Whether an ordinal stands by itself, and not for a thing of its own ("between the first and second bake")."""
    if (m.start() and plain[m.start() - 1].isalnum()) or (m["noun"][:1] not in " ,:.!;)" and m["noun"]):
        return False
    return not (m["noun"].strip() == "and" and _ORDINAL_THING.match(plain, m.end()))


def veiled(text: str, plain: str, items: Iterable[Item]) -> str:
    """The text, at the same length, as dates are to be read in it.

    Words that a date would swallow are blanked: the 2 of "2 to 5 May" is an item here, and so is the "this" of "make
    this June 20". What is moved to June is done in June.
    """
    for m in _TO_MONTH.finditer(plain):
        text = f"{text[: m.start()]}{'in':>{m.end() - m.start()}}{text[m.end() :]}"
    for m in _PRONOUN.finditer(plain):
        text = f"{text[: m.start('it')]}{' ' * (m.end('it') - m.start('it'))}{text[m.end('it') :]}"
    known = frozenset(item.n for item in items)
    for m in _LABELLED_MAY.finditer(plain):
        text = f"{text[: m.start('n')]}{BLANK * len(m['n'])}{text[m.end('n') :]}"  # "item 3 may be deleted" is no day
    if (head := _AT_HEAD.match(plain)) and int(head["n"]) in known:
        text = " " * head.end("n") + text[head.end("n") :]  # "2 - 11 July" of a list is no stretch of days
    if (head := _HEADED.match(plain)) and int(head["n"]) in known:
        # "On 1, will Carmel be in time?" is no day of the month
        text = f"{text[: head.start('n')]}{BLANK * len(head['n'])}{text[head.end('n') :]}"
    for m in _BEFORE_DATE.finditer(plain):
        labelled = _LABEL.search(plain[: m.start()]) is not None
        if int(m["n"]) in known and (labelled or _is_bare_item(plain, m.start(), m.end())):
            # no blanks: "by 10 April,   by 8 May" would be one date that corrects another
            text = f"{text[: m.start()]}{BLANK * (m.end() - m.start())}{text[m.end() :]}"
    return text


def says_mine(plain: str) -> bool:
    """Whether the words speak of "mine", "my one"."""
    return _MINE.search(plain) is not None


def dated(days: Iterable[date], items: Iterable[Item]) -> int | None:
    """The item that is known by its date ("the 26th of April is too late"): the only one that is due on a day named."""
    found = [item.n for item in items if item.due in set(days)]
    return found[0] if len(found) == 1 else None


def is_ordinal(words: str, items: Iterable[Item]) -> bool:
    """Whether what could be a day of the month is more likely an item's place ("for the second")."""
    found = _PLACE.fullmatch(words.lower().strip(" .,;:!?"))
    return found is not None and _ORDINALS.index(found["place"]) < sum(1 for _ in items)


def matches(
    words: str, items: Iterable[Item], author: Owner, first_person: bool, names: frozenset[str] = frozenset()
) -> tuple[Item, ...]:
    """The items that a clause means by its words: one if that is certain, several if it could be any of them.

    The `names` of the two people say nothing of an item. A word that only one item has decides. Else the item of
    which the clause says clearly more; else, if the person speaks of their own doing (`first_person`), their only
    candidate; else all candidates.
    """
    said = telling(words) - names
    if not said:
        return ()
    items = tuple(items)
    known = {item.n: telling(item.text) for item in items}
    hits = {item.n: said & known[item.n] for item in items}
    candidates = [item for item in items if hits[item.n]]
    if len(candidates) < 2:
        return tuple(candidates)
    own = {
        item.n: {w for w in hits[item.n] if all(w not in known[x.n] for x in items if x.n != item.n)}
        for item in candidates
    }
    sole = [item for item in candidates if own[item.n]]
    if len(sole) == 1:
        return tuple(sole)
    if len(closest := _closest(words, candidates)) == 1:
        return closest
    pool = sole or candidates
    if first_person:
        pool = [item for item in pool if item.owner == author] or pool
        if len(pool) == 1:
            return tuple(pool)
    ranked = sorted(pool, key=lambda item: -len(hits[item.n]) / len(known[item.n]))
    best, second = (len(hits[item.n]) / len(known[item.n]) for item in ranked[:2])
    return (ranked[0],) if best >= MARGIN * second and not sole else tuple(pool)


def _closest(words: str, items: Sequence[Item]) -> tuple[Item, ...]:
    """The items that share the most words with a clause, those counted that say little by themselves ("the plan")."""
    said = {stem(w) for w in _TOKEN.findall(words) if len(w) > _SHORTEST}
    shared = {item.n: len(said & {stem(w) for w in _TOKEN.findall(item.text.lower())}) for item in items}
    return tuple(item for item in items if shared[item.n] == max(shared.values()))


def says_other(words: str, item: Item) -> bool:
    """Whether a clause shares nothing but the verb with an item, and speaks of something else ("introduce you to Sam"
    beside "Introduce him to Farida")."""
    first, _, rest = item.text.partition(" ")
    known = telling(rest)
    said = telling(words)
    return bool(known and first and not said & known and said & telling(first) and _first_promise(words))


def _first_promise(words: str) -> bool:
    return words.startswith(("i ", "i'll ", "and i ", "i will "))


def asks_for_it(plain: str) -> bool:
    """Whether a pronoun stands for the item spoken of before ("make it 7 November", "mine")."""
    return pattern("item", "it").search(plain) is not None
