"""Promises: where a sentence says that one of the two will do something.

A promise is a party as the subject with a word that promises ("she's going to", "I told her I'd"), or in
the plain present with a date beside it ("Bianca drafts the plan by the end of July"). What hangs on an
if, looks back, wishes, or has a third person as its subject is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.reading import lexicon
from mailflow.reading.due import DuePhrase
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.word import Word, longest, phrases

_SURE = phrases(lexicon.words("promise", "sure"), shortened=True)
_DATED = phrases(lexicon.words("promise", "dated"), shortened=True)
_REPORTED = phrases(lexicon.words("promise", "reported"), shortened=True)
_SAYING = frozenset(lexicon.words("promise", "saying"))
_OWE = frozenset(lexicon.words("promise", "owe"))
_ADVERB = phrases(lexicon.words("promise", "adverb"), shortened=True)
_HEDGE = frozenset(lexicon.words("promise", "hedge"))
_UNSURE = phrases(lexicon.words("promise", "unsure"), shortened=True)
_STATE = phrases(lexicon.words("promise", "state_verb"), shortened=True)
_TELLING = frozenset(lexicon.words("promise", "telling"))
_TELLING_ING = frozenset(lexicon.words("promise", "telling_ing"))
_ANAPHORA = phrases(lexicon.words("promise", "anaphora"), shortened=True)
_REVIEW = phrases(lexicon.words("promise", "review"), shortened=True)
_SLIPS = {"ill": "i", "il": "i", "youll": "you", "theyll": "they", "shell": "she"}
_ASIDE = frozenset(lexicon.words("words_of_promise", "aside"))
_BOUNDARY = frozenset(lexicon.words("words_of_promise", "boundary"))
_INFIX = frozenset({"also", "now", "both", "each", "just", "then", "all", "therefore", "definitely", "still"})
_PARENTHESIS = frozenset({"for", "on", "meanwhile", "in", "too", "as", "again", "then"})  # "Leila, for her part, will"
_COPULA = frozenset({"is", "'s", "am", "'m", "are", "'re"})


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise over words `at` to `stop` (exclusive) of a sentence, its action beginning at `action`.

    `again`: it adds a date to the promise before it and no action of its own. `review`: it is something
    to look at together. `verb` stands before the action where the words do not hold it ("owe").
    """

    at: int
    action: int
    stop: int
    owners: frozenset[Owner]
    again: bool = False
    review: bool = False
    verb: str = ""
    present: bool = False  # "Bianca drafts": the verb is inflected


@dataclass(frozen=True, slots=True)
class _Head:
    at: int
    action: int
    owners: frozenset[Owner]
    kind: str  # "will", "dated" (a date must stand beside it), "owe", "review"
    topic: Owner | None


def promises(
    words: tuple[Word, ...], pair: Pair, when: tuple[DuePhrase, ...], *, speaker: Owner, topic: Owner | None
) -> tuple[tuple[Promise, ...], Owner | None]:
    """The promises of one sentence, and whom it leaves as its topic for the pronouns of the next."""
    heads = []
    at = 0
    while at < len(words):
        head = _head(words, at, pair, when, speaker, topic)
        if head is None:
            if at < 2 or words[at - 1].low in _BOUNDARY or words[at - 1].low in ("that", "said"):
                topic = (
                    pair.named(words[at])
                    if words[at].is_name and at + 1 < len(words) and words[at + 1].low[0].isalpha()
                    else None
                ) or topic
            at += 1
        else:
            topic = head.topic or topic
            heads.append(head)
            at = max(head.action, at + 1)
    return tuple(_finished(words, heads, when)), topic


def _finished(words: tuple[Word, ...], heads: list[_Head], when: tuple[DuePhrase, ...]) -> Iterator[Promise]:
    for place, head in enumerate(heads):
        stop = heads[place + 1].at if place + 1 < len(heads) else len(words)
        if stop < len(words):
            stop = _led(words, stop, when, head.action)
        begin = _led(words, head.at, when, heads[place - 1].action if place else 0)
        if head.kind == "dated" and not any(
            words[begin].start <= x.start and x.end <= words[stop - 1].end and x.meaning != "impossible" for x in when
        ):
            continue
        again = bool(longest(words, head.action, _ANAPHORA)) or head.action >= stop
        verb = words[head.action] if head.action < len(words) else words[head.at]
        inflected = head.kind == "dated" and verb.low.endswith("s") and words[head.action - 1].low not in ("to", "must")
        lead = "Get" if head.kind == "owe" else ""
        yield Promise(begin, head.action, stop, head.owners, again, head.kind == "review", lead, inflected)


def _led(words: tuple[Word, ...], at: int, when: tuple[DuePhrase, ...], floor: int) -> int:
    """The place of a date that leads a clause ("by mid-April she will …"), or `at`."""
    last = at - 1
    while last > floor and words[last].low in (",", "-", "–", ":", "and", "then"):
        last -= 1
    if last < floor:
        return at
    for phrase in when:
        if phrase.end == words[last].end:
            first = next(k for k in range(len(words)) if words[k].end > phrase.start)
            if first == 0 or (
                first > floor
                and words[first - 1].low in _BOUNDARY
                and words[first - 1].low != "("
                and words[at - 1].low == ","
            ):
                return first
    return at


def _head(
    words: tuple[Word, ...], at: int, pair: Pair, when: tuple[DuePhrase, ...], speaker: Owner, topic: Owner | None
) -> _Head | None:
    subject = _subject(words, at, pair, speaker, topic)
    if subject is None:
        return None
    owners, stop, named = subject
    if at and words[at - 1].low == "which":
        return None  # "…, which I'll do tomorrow" belongs to the promise before it
    if _hypothetical(words, at) or _of_another(words, at, pair, speaker):
        return None
    plural = owners == {"report", "manager"}
    cue = _cue(words, stop, at, pair, speaker)
    if cue is None:
        return None
    kind, action = cue
    before = words[action:]
    action = _past_adverbs(words, action)
    if action >= len(words) or words[action].low in _HEDGE:
        return None
    if plural and longest(words, action, _REVIEW):
        return _Head(at, action + longest(words, action, _REVIEW), owners, "review", None)
    if longest(words, action, _STATE) or not words[action].low[0].isalpha():
        return None
    if not before:
        return None
    return _Head(at, action, owners, kind, named)


def _subject(
    words: tuple[Word, ...], at: int, pair: Pair, speaker: Owner, topic: Owner | None
) -> tuple[frozenset[Owner], int, Owner | None] | None:
    """The owners whom the words at a place name as a subject, the place after them, and a party named by name."""
    word = words[at]
    if word.low == "let" and at + 2 < len(words) and words[at + 1].low == "'s" and words[at + 2].low != "say":
        return frozenset({"report", "manager"}), at + 1, None
    if word.low == "both" and at == 0 and len(words) > 2 and words[1].low in ("to", "will", "agreed"):
        return frozenset({"report", "manager"}), 1, None
    if (
        word.low == "me"
        and at + 1 < len(words)
        and words[at + 1].low == "to"
        and (at == 0 or words[at - 1].low in _BOUNDARY)
    ):
        return frozenset({speaker}), 1 + at, None
    if word.low in (
        "my",
        "mine",
        "me",
        "us",
        "our",
        "his",
        "him",
        "her",
        "your",
        "yours",
        "them",
        "their",
        "hers",
        "ours",
        "both",
        "each",
        "together",
        "joint",
        "shared",
        "myself",
        "theirs",
    ):
        return None
    if (
        word.low in _SLIPS
        and (at == 0 or words[at - 1].low in ("and", "then", ","))
        and at + 1 < len(words)
        and words[at + 1].low.isalpha()
    ):
        word = Word(word.start, word.end, _SLIPS[word.low], word.text)
    owners = pair.owner(word, speaker=speaker, topic=topic)
    if not owners:
        return None
    named = pair.named(word) if word.is_name else None
    stop = at + 1
    while stop < len(words) and words[stop].is_name and pair.named(words[stop]) in owners:  # first and last name
        stop += 1
    if stop + 1 < len(words) and words[stop].low in ("and", "&", "+"):
        other = pair.owner(words[stop + 1], speaker=speaker, topic=topic)
        if other and words[stop + 1].low not in ("his", "her", "my", "your"):
            return owners | other, stop + 2, None
    if stop + 3 < len(words) and words[stop].low == "(" and words[stop + 2].low == ")":
        stop += 3
    if stop + 2 < len(words) and words[stop].low == "," and words[stop + 1].low in _PARENTHESIS:
        stop = next((k + 1 for k in range(stop + 2, min(stop + 7, len(words))) if words[k].low == ","), stop)
    return owners, stop, named


def _cue(words: tuple[Word, ...], at: int, subject: int, pair: Pair, speaker: Owner) -> tuple[str, int] | None:
    """What makes the words after a subject a promise, and the place of its action."""
    if words[subject].low in _SLIPS and at == subject + 1:
        return "will", at
    at = _past_adverbs(words, at)
    if at >= len(words):
        return None
    plain = [k for k in range(at, min(len(words), at + 9)) if words[k].low not in _INFIX or k == at]
    step = longest(tuple(words[k] for k in plain), 0, _SURE)
    if step:
        stop = plain[step - 1] + 1
        if (
            stop < len(words)
            and words[stop].low == "have"
            and stop + 1 < len(words)
            and words[stop + 1].low.endswith("ed")
        ):
            stop += 1
        return "will", stop
    if (
        words[at].low == "to"
        and (subject == 0 or words[subject - 1].low in (":", ";", "-", "–"))
        and (words[subject].is_name or at - subject > 1 or words[subject].low in ("both", "me"))
    ):
        return "will", at + 1  # "Tim to draft the pack"
    step = longest(words, at, _DATED)
    if step:
        return "dated", at + step
    step = longest(words, at, _REPORTED)
    if step and _reported(words, subject, pair, speaker):
        return None if any(w.low in ("if", "but") for w in words[at:]) else ("will", at + step)
    if words[subject].low == "let" and words[at].low == "'s":
        return "will", at + 1
    if words[at].low in _OWE:
        return "owe", at + 1
    if words[at].low in _COPULA and at + 1 < len(words):
        verb = _past_adverbs(words, at + 1)
        if verb < len(words) and words[verb].low.endswith("ing") and words[verb].low not in _TELLING_ING:
            return "dated", verb
        return None
    if words[at].low in _TELLING or not words[at].low.isalpha() or words[at].is_name:
        return None
    clause = (
        subject == 0 or words[subject - 1].low in _BOUNDARY or words[subject - 1].low in ("both", "each", "say", "that")
    )
    third = words[subject].low not in ("i", "we", "you") and words[subject].low not in _SLIPS
    finite = (
        words[at].low.endswith("s") and not words[at].low.endswith("ss") if third else not words[at].low.endswith("ed")
    )
    plural = at - subject >= 3 or words[subject].low == "we"
    if clause and (finite or (plural and not words[at].low.endswith("ed"))):
        return "dated", at
    return None


def _reported(words: tuple[Word, ...], subject: int, pair: Pair, speaker: Owner) -> bool:
    """Whether "I'd" stands after "I said", "I told her", "he promised that"."""
    for back in range(1, 5):
        at = subject - back
        if at < 0 or words[at].low in (".", ";", ":"):
            return False
        if words[at].low in _SAYING and words[at].low not in ("and", "that"):
            return at == 0 or not words[at - 1].is_name or bool(pair.owner(words[at - 1], speaker=speaker))
    return False


def _past_adverbs(words: tuple[Word, ...], at: int) -> int:
    for _ in range(5):
        step = longest(words, at, _ADVERB)
        if not step and at < len(words) and words[at].low == "," and longest(words, at + 1, _ADVERB):
            step = 1
        if not step:
            break
        at += step
    return at


def _hypothetical(words: tuple[Word, ...], at: int) -> bool:
    if longest(words, 0, _UNSURE) and words[0].low in (
        "if",
        "unless",
        "should",
        "suppose",
        "supposing",
        "assuming",
        "once",
        "provided",
    ):
        return True
    for back in range(1, 6):
        if at - back < 0 or words[at - back].low in (",", ";", ".", ":", "and", "um", "uh", "so"):
            return False
        if longest(words, at - back, _UNSURE) or (
            words[at - back].low in _ASIDE and (back < 3 or words[at - back].low == "because")
        ):
            return True
    return False


def _of_another(words: tuple[Word, ...], at: int, pair: Pair, speaker: Owner) -> bool:
    """Whether a third person says it ("Hamish said he'd …") or the party only belongs to the subject."""
    if at and words[at - 1].low in (
        "than",
        "of",
        "for",
        "with",
        "to",
        "from",
        "by",
        "about",
        "what",
        "how",
        "where",
        "why",
        "who",
    ):
        return words[at - 1].low != "to" or True
    for back in range(1, 4):
        if at - back < 0 or words[at - back].low in (",", ".", ";", "and"):
            return False
        if words[at - back].low in _SAYING and words[at - back].low not in ("and", "that", "say"):
            return (
                at - back > 0 and words[at - back - 1].is_name and not pair.owner(words[at - back - 1], speaker=speaker)
            )
    return False
