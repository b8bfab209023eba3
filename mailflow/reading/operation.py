"""What a reply asks to be done with single items, and how it says that they stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.count import COUNT, COUNTS
from mailflow.reading.due import DuePhrase
from mailflow.reading.item import Item, Owner, says_of
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import keys, pattern, phrases
from mailflow.reading.statement import Statement
from mailflow.reading.when import amount
from mailflow.reading.when.value import Amount

Op = Literal["accept", "move", "reword", "drop", "done", "progress", "blocked"]
Status = Literal["done", "progress", "blocked"]


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_SPANS = frozenset({"day", "working_day", "week", "fortnight", "month"})
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?|->|=|:")
_WORD = re.compile(r"[^\W\d_]+")
_LEAD = re.compile(r"^(?:in|until|till|to) ")
_SLIPS = re.compile(r"\b(?:may|might|could) (?:well )?(?:slip|slide|drift|run)\b")
_NEGATED = re.compile(r"n't\b|\b(?:not|never|cannot)\b")
_MONTH = re.compile(rf"(?<!\w)(?:{'|'.join(lexicon.index('months'))})(?!\w)")
_NOT_BEFORE = re.compile(
    r"(?:can't|cannot|can not|won't|will not|couldn't|not able to|unable to)"
    r" (?:do|manage|have|get|finish|complete|deliver|make)(?: \S+){0,4} (?:before |until |till )?$"
)
_WILL = re.compile(
    r"\b(?:i'll|i will|i shall|we'll|we will|i can)\b(?! (?:not|see|know|let|tell|ask|be (?:away|off|back)))"
)
_REASON = re.compile(r"\b(?:as|because|since|when|after|while)\b")
_COURTESY = re.compile(r"(?: (?:please|pls|thanks|thank you|then|now))+$")
_PASSIVE = re.compile(r"\bgot \w+ed\b|\bfound (?:that|out)\b")  # "got pushed": nobody got anything
_NOTHING = re.compile(r" (?:no|not|nothing|none|little)\b")  # "I've made no start"
_A_THING = re.compile(
    r"\b(?:the|a|my|your|his|her|our) (?P<word>drop|cut|cancel|strike|skip|kill|bin|scrap|remove|delete|withdraw)\b"
)
_WHEN = re.compile(r"(?:and |but |so )?(?:when|since|after|before|while|until|till|once)\b")
_WHETHER = re.compile(r"\b(?:whether|if|when|once)\b")
_PERIOD = re.compile(r"(?:at |the )?(?:year|quarter|month|week)[ -]?end\b")
_TOO = re.compile(r" (?:is|would be|will be|'s) (?:far |much |way |a bit )?too (?:late|early|soon|tight)")
_FEW = 3  # words of an item beside nothing but its date ("presentation 1 October")
_TRIM = " .,;:!?-–—\"'()"
_UNITS = {
    word: unit
    for unit, listed in lexicon.groups("units", (lexicon.FIRST,)).items()
    for word in listed
    if unit in _SPANS
}
_ONE = frozenset(phrases("shift", "one"))
_AMOUNT = re.compile(
    rf"(?<![\w.])(?:by )?(?:about )?(?:(?P<count>\d{{1,2}}|{_either({*COUNTS, *_ONE})})"
    rf"(?P<more> (?:{'|'.join(phrases('shift', 'more'))}))? |(?=(?:week|month|fortnight) (?:earlier|later|sooner)))"
    rf"(?P<unit>{_either(_UNITS)})(?!\w)"
)
_FROM = re.compile(
    r" (?P<way>after|before) (?:(?P<that>that|it|this|then)(?!\w)|(?:number|no\.?|item|point|#) ?(?P<n>\d{1,2})(?!\w)"
    r"|(?:the|our|my|his|her|your) \w+)"
)
_SAME = re.compile(
    r"(?<!\w)same (?:day|date|time|deadline) as (?:for )?(?:number |no\.? ?|item |point |#)?(?P<n>\d{1,2})(?!\w)"
)
_REQUEST = re.compile(r"(?<!\w)(?:can|could|would|will) (?:you|we) ")
_HEDGED = re.compile(r"(?<!\w)(?:i|we) (?:may|might|could)(?!\w)")  # "I might drop 1" is not yet done
_OF_MORE = re.compile(
    rf"(?<![\w.])(?P<done>{COUNT}) (?:\w+ ){{0,3}}?(?:out )?of (?:the |our |my |his |her )?(?P<whole>{COUNT})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class ItemOp:
    """One thing asked or told of item `n`: `due` with "move", `text` with "reword"."""

    n: int
    op: Op
    due: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A new date as a clause names it; `strong` if the clause can mean nothing else, `corrects` one said before.

    `month` says that only a month was named, of which `day` is the last; `wished` that the clause most likely asks
    for a new date, in whatever words.
    """

    n: int
    day: date
    strong: bool
    corrects: bool
    month: bool = False
    wished: bool = False


def _head(plain: str, names: Names) -> str:
    """The clause without the words at its head that only lead up to what it says."""
    words, veiled = pattern("change", "filler", "start"), names.veiled(plain)
    at = 0
    while at < len(plain):
        if plain[at] in " .,:;-–—>()#\"'*":
            at += 1
        elif (m := words.match(veiled, at)) and m.end() > at:
            at = m.end()
        else:
            break
    return plain[at:]


def only_leads_up(plain: str, names: Names) -> bool:
    """Whether words in lower case only lead up to what follows, and say nothing themselves ("and please make it")."""
    return not _head(plain, names).strip(_TRIM)


def without(statement: Statement, spans: Iterable[tuple[int, int]]) -> str:
    """The clause in lower case with the given spans of its sentence blanked."""
    plain = list(statement.clause.plain)
    for start, end in spans:
        for i in range(max(0, start - statement.clause.start), min(len(plain), end - statement.clause.start)):
            plain[i] = " "
    return "".join(plain)


def is_negated(plain: str, at: int) -> bool:
    """Whether a negation stands in the few words in front of `at`."""
    return pattern("change", "negated").search(plain[max(0, at - 24) : at]) is not None


def drops(statement: Statement, names: Names, own: Iterable[Item] = ()) -> bool:
    """Whether the clause asks to take its items out; a word of the items' `own` asks for nothing ("the drop tests")."""
    words = {word for item in own for word in _TOKEN.findall(item.text.lower())}
    bare = without(statement, [(m.start, m.end) for m in statement.mentions])
    bare = _A_THING.sub(lambda m: "the thing" if m["word"] in words else m.group(), bare)
    bare = _COURTESY.sub("", " ".join(bare.split()).strip(_TRIM))
    head = _head(bare, names)
    if _HEDGED.search(bare[: len(bare) - len(head)]):
        return False
    start = pattern("change", "drop", "start").match(head)
    if start and not is_negated(bare, len(bare) - len(head)):
        return True
    found = pattern("change", "dropped").search(bare.strip(_TRIM))
    if found is None or _WHETHER.search(bare[: found.start()]):
        return False
    return not is_negated(bare.strip(_TRIM), found.start())


def hedges(statement: Statement) -> bool:
    """Whether the clause only says what may be asked ("I might drop 1")."""
    return _HEDGED.search(statement.clause.plain) is not None


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by an amount of time, as `start:end` of a sentence says it ("two weeks later")."""

    start: int
    end: int
    amount: Amount
    back: bool

    def of(self, day: date) -> date:
        """The new date of what was due on `day`."""
        return amount.earlier(day, self.amount) if self.back else amount.later(day, self.amount)


def shift(statement: Statement) -> Shift | None:
    """By how much the clause moves what it speaks of, None if it says nothing of that.

    An amount moves a date if it stands behind a verb of moving, or beside a word such as "more" or "later"; "in two
    weeks" is a date of its own, and "for two weeks" is how long something takes.
    """
    plain = statement.clause.plain
    for m in _AMOUNT.finditer(plain):
        before, after = plain[: m.start()], plain[m.end() :]
        verb = pattern("shift", "verb").search(before)
        beside = m["more"] or m["count"] == "another" or pattern("shift", "behind", "start").match(after.lstrip())
        if pattern("shift", "else", "end").search(before.rstrip()) and not beside:
            continue
        if not (verb or beside) or is_negated(before, verb.start() if verb else len(before)):
            continue
        back = pattern("shift", "back").search(plain) is not None
        start = statement.clause.start + m.start()
        return Shift(start, start + len(m.group()), _counted(m), back)
    return None


def _counted(found: re.Match[str]) -> Amount:
    count = found["count"] or "one"
    number = 1 if count in _ONE else int(count) if count.isdigit() else COUNTS[count]
    return Amount(Fraction(number), _UNITS[found["unit"]])


@dataclass(frozen=True, slots=True)
class Distance:
    """A date as so long before or after another one ("a week after the audit"); `that`: after the one named last,
    `item`: after the date of that item."""

    shift: Shift
    that: bool = False
    item: int | None = None


def distance(statement: Statement) -> Distance | None:
    """How far from another date the clause puts what it speaks of, None if it says nothing of that."""
    plain = statement.clause.plain
    for m in _AMOUNT.finditer(plain):
        if meant := _FROM.match(plain, m.end()):
            start, end = statement.clause.start + m.start(), statement.clause.start + meant.end()
            item = int(meant["n"]) if meant["n"] else None
            return Distance(Shift(start, end, _counted(m), meant["way"] == "before"), meant["that"] is not None, item)
    if same := _SAME.search(plain):
        start, end = statement.clause.start + same.start(), statement.clause.start + same.end()
        return Distance(Shift(start, end, Amount(Fraction(0), "day"), back=False), item=int(same["n"]))
    return None


def swaps(statement: Statement) -> bool:
    """Whether the clause asks that two items have each other's dates ("swap 2 and 3 round")."""
    if statement.sentence.asks and not _REQUEST.search(statement.sentence.plain):
        return False
    found = (pattern("change", "swap").search(words) for words in (statement.rest, statement.words))
    return any(m is not None and not is_negated(m.string, m.start()) for m in found)


def move(statement: Statement, phrase: DuePhrase, item: Item, names: Names, *, wished: bool = False) -> Move | None:
    """The new date of an item that a date phrase of the clause sets, None if the phrase sets none.

    `wished`: the clause most likely asks for one, in whatever words.
    """
    if phrase.day is None:
        return None
    plain = statement.clause.plain
    before = plain[: phrase.start - statement.clause.start]
    after = plain[phrase.end - statement.clause.start :]
    corrects = pattern("change", "correction", "start").match(before.strip(_TRIM)) is not None
    bare = without(statement, [*((m.start, m.end) for m in statement.mentions), (phrase.start, phrase.end)])
    rest = bare[: len(before)].strip() + " " + bare[len(before) :].strip(_TRIM)
    if pattern("change", "dated").search(statement.sentence.plain) or (
        len(rest.split()) <= _FEW and any(c.isdigit() for c in plain)
    ):
        rest = " ".join(w for w in rest.split() if not says_of(w, item))
    named = statement.named or not _PERIOD.match(statement.sentence.plain[phrase.start : phrase.end])
    if not named:
        return None  # "it's year end"
    only_date = only_leads_up(rest, names)
    earlier = [d.end - statement.clause.start for d in statement.dates if d.end <= phrase.start]
    lead = before.rstrip(" ,;\"'(")
    concludes = " so " in statement.sentence.plain[phrase.start : phrase.end]
    if concludes:  # "isn't till 31 May, so by 31/5": what is concluded counts
        return Move(item.n, phrase.day, True, corrects, wished=wished)
    if pattern("change", "old", "end").search(lead) or pattern("change", "old", "end").search(lead.rstrip(":-")):
        return None
    if _TOO.match(after):
        return None  # "30 May is too late"
    close = any(
        m.end <= phrase.start and not plain[m.end - statement.clause.start : len(before)].strip(" ,:;-–—>=")
        for m in statement.mentions
    )
    if not (only_date or close) and pattern("change", "reason", "start").match(before.strip(_TRIM)):
        return None
    named_day = plain[phrase.start - statement.clause.start :]
    if statement.named and (late := _NOT_BEFORE.search(plain)) and late.end() == phrase.start - statement.clause.start:
        return Move(item.n, phrase.day, strong=True, corrects=corrects, wished=wished)
    if pattern("change", "unready", "end").search(f"{lead} {named_day.partition(' ')[0]}"):
        return None
    if earlier and _REASON.search(before[earlier[-1] :]):
        return None  # "… to 15 August as the shifts change in July"
    verb = pattern("change", "move").search(before)
    if verb and is_negated(before, verb.start()):
        return None
    strong = (
        only_date
        or close
        or verb is not None
        or pattern("change", "moving", "end").search(lead) is not None
        or (statement.named and _WILL.search(before) is not None)
        or lead.endswith(("->", "=", "→"))
        or pattern("change", "moved", "start").match(after.strip(" ,")) is not None
    )
    words = statement.sentence.plain[phrase.start : phrase.end]
    weak = words.startswith(("by ", "until ", "till ", "no later"))
    weak = weak or lead.endswith((" to", " until", " till", " by"))
    if _SLIPS.search(plain):
        return None
    if not (strong or weak or (wished and not _NEGATED.search(before))):
        return None
    alone = _MONTH.fullmatch(_LEAD.sub("", words))
    if alone and item.due and (item.due.year, item.due.month) == (phrase.day.year, phrase.day.month):
        return None  # "September it is": the day of it that was offered
    month = (_MONTH.search(words) is not None or "month" in words) and not any(c.isdigit() for c in words)
    return Move(item.n, phrase.day, strong, corrects, month, wished)


def chosen(moves: Iterable[Move], shown: date | None, firmly: bool) -> tuple[date | None, bool]:
    """The new date out of all that were named for one item, and whether they contradict each other.

    `shown` is its date now; `firmly` takes only what can mean nothing else.
    """
    moves = list(moves)
    exact = {(m.day.year, m.day.month) for m in moves if not m.month}
    moves = [m for m in moves if not (m.month and (m.day.year, m.day.month) in exact)]  # "in November … the 28th"
    fresh = [m for m in moves if m.day != shown and (m.strong or not firmly)]
    pool = [m for m in fresh if m.strong] or fresh
    if not pool:
        return None, False
    if len({m.day for m in pool if m.wished}) == 1:
        pool = [m for m in pool if m.wished or m.corrects]  # "the rota changes on the 12th, so call it the 20th"
    day = pool[0].day
    for m in pool[1:]:
        if m.corrects:
            day = m.day
    contradict = any(m.day != day and not m.corrects for m in pool[1:]) and not any(m.corrects for m in pool)
    return day, contradict


def _past_forms() -> Mapping[str, frozenset[str]]:
    return {verb: frozenset(phrases("irregular", verb)) for verb in keys("irregular")}


_PAST = _past_forms()


def _regular(verb: str) -> frozenset[str]:
    """The past forms that a verb has if it is regular."""
    forms = {f"{verb}ed", f"{verb}{verb[-1]}ed"}
    forms |= {f"{verb}d"} if verb.endswith("e") else set()
    forms |= {f"{verb[:-1]}ied"} if verb.endswith("y") else set()
    return frozenset(forms)


def _did(statement: Statement, item: Item) -> bool:
    """Whether the clause says the item's own verb in the past ("Room's booked" of "Book the room")."""
    words = _WORD.findall(item.text.lower())
    if not words or _WHEN.match(statement.plain):
        return False
    verb, said = words[0], _WORD.findall(_PASSIVE.sub(" ", statement.plain))
    regular = _regular(verb) & set(said)
    past = regular | ({w for w in said if w in _PAST.get(verb, frozenset())})
    return bool(past) and not pattern("status", "unready").search(statement.plain)


def status(statement: Statement, item: Item) -> Status | None:
    """How the clause says that `item` stands, None if it says nothing of that."""
    if statement.sentence.asks:
        return None
    found = _state(statement.plain)
    return found or ("done" if _did(statement, item) else None)


def _is_part(plain: str) -> bool:
    """Whether the clause counts so many of more ("three of the five", "31 out of 40")."""
    for m in _OF_MORE.finditer(plain):
        done, whole = (int(w) if w.isdigit() else COUNTS.get(w, 0) for w in (m["done"], m["whole"]))
        if 0 < done < whole:
            return True
    return False


def _state(plain: str) -> Status | None:
    found: dict[Status, int] = {}
    if _is_part(plain):
        return "progress"
    blocked = pattern("status", "blocked").search(plain)
    progress = pattern("status", "progress").search(plain)
    done = pattern("status", "done").search(plain)
    if blocked and not plain[blocked.end() :].lstrip().startswith(("nobody", "no one", "nothing")):
        found["blocked"] = blocked.start()
    if progress and not (
        (progress.group() in {"started", "begun"} or is_negated(plain, progress.start()))
        and pattern("status", "unbegun").search(plain[max(0, progress.start() - 12) : progress.start()])
    ):
        found["progress"] = progress.start()
    undone = done and (pattern("status", "unready").search(plain[: done.start()]) or _NOTHING.match(plain, done.end()))
    if done and not undone:
        found["done"] = done.start()
    if not found:
        return None
    if "progress" in found and "done" in found and progress and done and progress.end() >= done.end():
        return "progress" if progress.start() <= done.start() else "done"
    return min(found, key=lambda name: found[name])


def of_all(
    statement: Statement, items: Sequence[Item], author: Owner, excepted: frozenset[int]
) -> tuple[tuple[int, ...], Status | None]:
    """The items of which a clause says how they stand when it speaks of all, or both, of them, and how that is.

    None if "both" could be any two. Those that the sentence excepts ("all but 4") are left out.
    """
    plain = statement.plain
    whole = pattern("status", "everything").search(plain)
    state = "done" if whole else _state(plain) if pattern("status", "all", "start").match(plain) else None
    if state is None or statement.sentence.asks:
        return (), None
    own = [item for item in items if item.owner == author]
    if pattern("status", "both").search(plain):
        items = items if len(items) == 2 else own
        if len(items) != 2:
            return (), None
    return tuple(item.n for item in items if item.n not in excepted), state


def of_rest(statement: Statement) -> Status | None:
    """How a clause says that all the other items stand, None if it says nothing of them."""
    if statement.sentence.asks or not pattern("status", "rest", "start").match(statement.plain):
        return None
    return _state(statement.plain)


def excepted(statement: Statement) -> bool:
    """Whether the clause takes its items out of what is said of all ("all but 4", "everything except the tests")."""
    head = pattern("acceptance", "exception", "start").match(statement.plain)
    within = pattern("status", "all_but", "start").match(statement.plain)
    return bool(statement.topic) and (head is not None or within is not None)
