"""Promises: where a sentence says that one of the two will do something.

A promise is a party as the subject with a word that promises ("she's going to", "I told her I'd"), or in
the plain present with a date beside it ("Bianca drafts the plan by the end of July"). What hangs on an
if, looks back, wishes, or has a third person as its subject is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from mailflow.reading import lexicon
from mailflow.reading.cue import acts, goes_to, past_adverbs, promising
from mailflow.reading.due import DuePhrase
from mailflow.reading.owner import Owner, Someone
from mailflow.reading.scene import Scene
from mailflow.reading.subject import named_at, subject_at
from mailflow.reading.word import Word, longest, phrases

_SAYING = frozenset(lexicon.words("promise", "saying"))
_UNSURE = phrases(lexicon.words("promise", "unsure"), shortened=True)
_ANAPHORA = phrases(lexicon.words("promise", "anaphora"), shortened=True)
_REVIEW = phrases(lexicon.words("review", "joint"), shortened=True)
_ASIDE = frozenset(lexicon.words("words_of_promise", "aside"))
_BOUNDARY = frozenset(lexicon.words("words_of_promise", "boundary"))
_MINE = frozenset({"my", "your", "mine", "yours"})
_OPENING = frozenset(lexicon.words("promise", "opening"))
_ALONE = phrases(lexicon.words("promise", "alone"), shortened=True)
_TOLD = phrases(lexicon.words("promise", "told"), shortened=True)
_RESUMES = frozenset(lexicon.words("promise", "resumes"))
_MEANT = frozenset(lexicon.words("promise", "meant"))
_AFTER_MEANT = frozenset(lexicon.words("promise", "after_meant"))
_TAKEN_BACK = phrases(lexicon.words("promise", "taken_back"), shortened=True)
_SUBORDINATE = frozenset(lexicon.words("promise", "subordinate"))
_GETS = frozenset(lexicon.words("promise", "gets"))
_NO_DAY = frozenset({"impossible", "past", "recurring"})  # "we get reports every month" only tells
_POINTS = frozenset({"that", "this", "those", "these"})
_ANNOUNCES = frozenset(lexicon.words("promise", "announces"))
_NUMBERS = frozenset({"two", "three", "four", "five", "2", "3", "4", "5"})
_COUNTED = 2  # words: "do two"
_AMOUNTS = frozenset(lexicon.words("promise", "amounts"))
_BELIEF = frozenset(lexicon.words("promise", "belief"))
_DENIES = frozenset({"not", "never", "nobody", "no", "hardly", "none"})
_DOUBTFUL = frozenset({"unlikely", "doubtful"})
_LONG_AGO = phrases(lexicon.words("promise", "long_ago"))
_EACH = frozenset({"both", "each"})


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


def promises(words: tuple[Word, ...], scene: Scene) -> tuple[tuple[Promise, ...], Someone | None]:
    """The promises of one sentence, and whom it leaves as its topic for the pronouns of the next."""
    heads = []
    at = 0
    if longest(words, 0, _LONG_AGO):
        return (), scene.topic  # "last time I said I'd …"
    if words and (head := _without_subject(words, scene)):
        heads.append(head)
        at = head.action
    while at < len(words):
        head = _head(words, at, scene)
        if head is None and (elided := _elided(words, at, heads, scene)) is not None:
            head = elided
        if head is None:
            if at < 2 or words[at - 1].low in _BOUNDARY or words[at - 1].low in ("that", "said"):
                topic = named_at(words, at, scene.pair)
                scene = replace(scene, topic=topic) if topic else scene
            at += 1
        else:
            scene = replace(scene, topic=head.topic) if head.topic else scene
            heads.append(head)
            at = max(head.action, at + 1)
    return tuple(_finished(words, heads, scene.when, firm=scene.firm)), scene.topic


def announced(words: tuple[Word, ...], scene: Scene) -> frozenset[Owner]:
    """Whose actions a sentence says will follow: "Tavish said he'd do three things." """
    if not any(w.low == "do" for w in words):
        return frozenset()
    for at in range(len(words)):
        subject = subject_at(words, at, scene)
        cue = promising(words, subject[1], at, scene) if subject is not None else None
        if subject is None or cue is None:
            continue
        rest = [w.low for w in words[cue[1] : cue[1] + 5] if w.low[0].isalnum()]
        counted = len(rest) == _COUNTED and rest[1] in _NUMBERS
        if rest[:1] == ["do"] and (counted or any(low in _ANNOUNCES for low in rest)):
            return subject[0]
    return frozenset()


def _elided(words: tuple[Word, ...], at: int, heads: list[_Head], scene: Scene) -> _Head | None:
    """ "Ben led the last one and will run the next": the subject of the sentence is not said again."""
    if heads or not 1 < at < len(words) - 1 or words[at].low != "will" or words[at - 1].low not in ("and", "but"):
        return None
    owners = scene.owner(words[0])
    if len(owners) != 1 or not acts(words, at + 1):
        return None
    return _Head(at, at + 1, owners, "will", None)


def _without_subject(words: tuple[Word, ...], scene: Scene) -> _Head | None:
    """ "Promised to ring Alun on Monday", "Will send it by Friday": the writer, or whoever the notes speak of."""
    owners = scene.listed or (frozenset() if scene.speaker == "other" else frozenset({scene.speaker}))
    if words[-1].low == "?" or not owners:
        return None
    at = 0
    while at < len(words) and (words[at].low in _OPENING or not words[at].low[0].isalpha()):
        at += 1
    if words[at : at + 1] and words[at].low in _EACH:
        return None  # "Both to draft" has its subject
    at = past_adverbs(words, at)
    if longest(words, at, _TOLD):
        return None  # "Told her I'd …" has its subject
    step = longest(words, at, _ALONE)
    if not step:
        return None
    action = past_adverbs(words, at + step)
    if not acts(words, action):
        return None
    return _Head(at, action, owners, "will", None)


def _finished(
    words: tuple[Word, ...], heads: list[_Head], when: tuple[DuePhrase, ...], *, firm: bool
) -> Iterator[Promise]:
    for place, head in enumerate(heads):
        stop = heads[place + 1].at if place + 1 < len(heads) else len(words)
        if stop < len(words):
            stop = _led(words, stop, when, head.action)
        begin = _led(words, head.at, when, heads[place - 1].action if place else 0)
        if _called_off(words, head, stop):
            continue
        following = heads[place + 1] if place + 1 < len(heads) else None
        reach = len(words) if following and following.owners == head.owners and _refers(words, following) else stop
        dated = any(
            words[begin].start <= x.start and x.end <= words[reach - 1].end and x.meaning not in _NO_DAY for x in when
        )
        if head.kind == "owe" and following is not None and following.owners == head.owners:
            continue  # "I owe him a look at it, so I'll bring it by Friday"
        below = head.at > 1 and words[head.at - 1].low in _SUBORDINATE
        if head.kind == "dated" and below and not (firm and words[head.at - 1].low == "that"):
            continue
        if head.kind == "dated" and not (dated or firm):
            continue
        again = head.kind != "owe" and (_refers(words, head) or head.action >= stop)
        verb = words[head.action] if head.action < len(words) else words[head.at]
        inflected = head.kind == "dated" and verb.low.endswith("s") and words[head.action - 1].low not in ("to", "must")
        lead = {"owe": "Get", "send": "Send"}.get(head.kind, "")
        yield Promise(begin, head.action, stop, head.owners, again, head.kind == "review", lead, inflected)


def _refers(words: tuple[Word, ...], head: _Head) -> bool:
    """Whether an action only takes up the one before ("do that by Friday", "have four of them done")."""
    at = head.action
    if step := longest(words, at, _ANAPHORA):
        last, after = words[at + step - 1].low, words[at + step] if at + step < len(words) else None
        whole = after is None or not after.low.isalpha() or after.low in _AFTER_MEANT or after.low.endswith("ed")
        return last not in _POINTS or whole  # "finish that validation report" is new
    if at + 1 >= len(words) or words[at].low not in _RESUMES:
        return False
    if words[at + 1].low in _MEANT:
        return at + 2 >= len(words) or words[at + 2].low in _AFTER_MEANT or not words[at + 2].low[0].isalpha()
    if words[at].low == "have" and (words[at + 1].number or words[at + 1].low in _AMOUNTS):
        return at + 2 >= len(words) or words[at + 2].low in _AFTER_MEANT or words[at + 2].low in ("in", "of")
    inside = words[at + 1 : at + 6]
    return any(w.low == "of" and x.low in ("them", "it", "those", "these") for w, x in pairwise(inside))


def _called_off(words: tuple[Word, ...], head: _Head, stop: int) -> bool:
    """Whether the same breath takes an offer back: "I offered to take two and he turned me down"."""
    return any(longest(words, at, _TAKEN_BACK) for at in range(head.action, min(len(words), stop + 12)))


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
                and (words[first - 1].low in _BOUNDARY or words[first - 1].low == "say")
                and words[first - 1].low != "("
                and (words[at - 1].low == "," or words[first - 1].low == "and")
            ):
                return first
    return at


def _head(words: tuple[Word, ...], at: int, scene: Scene) -> _Head | None:
    subject = subject_at(words, at, scene)
    if subject is None:
        return None
    owners, stop, named = subject
    if at and words[at - 1].low == "which":
        return None  # "…, which I'll do tomorrow" belongs to the promise before it
    if _hypothetical(words, at) or _disbelieved(words, at) or _of_another(words, at, scene):
        return None
    plural = owners == {"report", "manager"}
    cue = promising(words, stop, at, scene)
    if cue is None:
        return None
    kind, action = cue
    action = _past_dates(words, past_adverbs(words, action), scene.when)
    action = _what_is(words, at, action)
    if plural and action < len(words) and longest(words, action, _REVIEW):
        return _Head(at, action + longest(words, action, _REVIEW), owners, "review", None)
    given = _given(words, action, scene, owners)
    if given is not None:
        return given if given.at == at else replace(given, at=at)
    if action >= len(words) and kind == "will":
        return _Head(at, action, owners, kind, named)
    if not acts(words, action) or goes_to(words, action):
        return None
    return _Head(at, action, owners, kind, named)


def _past_dates(words: tuple[Word, ...], at: int, when: tuple[DuePhrase, ...]) -> int:
    """The place after a date that stands before its verb ("would, by Friday, put on paper")."""
    start = at + (at < len(words) and words[at].low == ",")
    for phrase in when:
        if start < len(words) and words[start].start == phrase.start:
            stop = next((k for k in range(start, len(words)) if words[k].start >= phrase.end), len(words))
            stop += stop < len(words) and words[stop].low == ","
            return past_adverbs(words, stop) if stop < len(words) else at
    return at


def _what_is(words: tuple[Word, ...], subject: int, action: int) -> int:
    """The deed of "what he will do instead is apply for the certificate"."""
    if (
        action >= len(words)
        or words[action].low not in ("do", "try")
        or "what" not in {w.low for w in words[max(0, subject - 2) : subject]}
    ):
        return action
    for at in range(action + 1, min(len(words) - 1, action + 6)):
        if words[at].low in ("is", "'s"):
            return at + 1 + (words[at + 1].low == "to")
    return action


def _given(words: tuple[Word, ...], at: int, scene: Scene, owners: frozenset[Owner]) -> _Head | None:
    """ "You'll have my comments by Friday": what one gets, the other gives."""
    if at + 2 >= len(words) or words[at].low not in _GETS or len(owners) != 1:
        return None
    giver = scene.owner(words[at + 1]) if words[at + 1].low in _MINE or words[at + 2].low == "'s" else frozenset()
    if len(giver) != 1 or giver == owners:
        return None
    return _Head(at, at + 2, giver, "send", None)


def _disbelieved(words: tuple[Word, ...], at: int) -> bool:
    """ "I don't think he will", "nobody believes that she'll", "there's no way I will"."""
    for back in range(at - 1, max(-1, at - 7), -1):
        low = words[back].low
        if low in (",", ";", ".", ":"):
            return False
        if low in _DOUBTFUL:
            return True
        before = words[max(0, back - 4) : back]
        if low in _BELIEF and any(w.low in _DENIES or w.low.endswith("n't") for w in before):
            return True
    return False


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


def _of_another(words: tuple[Word, ...], at: int, scene: Scene) -> bool:
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
        return True
    for back in range(1, 4):
        if at - back < 0 or words[at - back].low in (",", ".", ";", "and"):
            return False
        if words[at - back].low in _SAYING and words[at - back].low not in ("and", "that", "say"):
            return at - back > 0 and words[at - back - 1].is_name and not scene.owner(words[at - back - 1])
    return False
