"""Promises: where a sentence says that one of the two will do something.

A promise is a party as the subject with a word that promises ("she's going to", "I told her I'd"), or in
the plain present with a date beside it ("Bianca drafts the plan by the end of July"). What hangs on an
if, looks back, wishes, or has a third person as its subject is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from mailflow.reading import action, lexicon
from mailflow.reading.action import VERBS
from mailflow.reading.due import DuePhrase
from mailflow.reading.owner import Owner, Pair, Someone
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
_REVIEW = phrases(lexicon.words("review", "joint"), shortened=True)
_ASIDE = frozenset(lexicon.words("words_of_promise", "aside"))
_BOUNDARY = frozenset(lexicon.words("words_of_promise", "boundary"))
_INFIX = frozenset(lexicon.words("promise", "infix"))
_PARENTHESIS = frozenset({"for", "on", "meanwhile", "in", "too", "as", "again", "then"})  # "Leila, for her part, will"
_TOGETHER = phrases(lexicon.words("who", "together"))
_NO_SUBJECT = frozenset(lexicon.words("who", "no_subject"))
_MINE = frozenset({"my", "your", "mine", "yours"})
_POSSESSIVE = frozenset(lexicon.words("who", "possessive"))
_NO_NAME = frozenset((*lexicon.index("months"), *lexicon.index("weekdays"), *lexicon.words("confidence", "openers")))
_OPENING = frozenset(lexicon.words("promise", "opening"))
_ALONE = phrases(lexicon.words("promise", "alone"), shortened=True)
_TOLD = phrases(lexicon.words("promise", "told"), shortened=True)
_RESUMES = frozenset(lexicon.words("promise", "resumes"))
_MEANT = frozenset(lexicon.words("promise", "meant"))
_AFTER_MEANT = frozenset(lexicon.words("promise", "after_meant"))
_TAKEN_BACK = phrases(lexicon.words("promise", "taken_back"), shortened=True)
_DOING = frozenset({"doing", "taking", "getting", "having", "asking", "putting", "working"})
_DETERMINERS = frozenset(
    {
        "me",
        "him",
        "us",
        "the",
        "a",
        "an",
        "his",
        "her",
        "my",
        "your",
        "our",
        "their",
        "this",
        "that",
        "it",
        "all",
        "two",
        "three",
    }
)
_INSIDE = phrases(lexicon.words("promise", "inside"))
_DEED = phrases(lexicon.words("promise", "deed"))
_WORKING = frozenset(lexicon.words("promise", "working"))
_SUBORDINATE = frozenset(lexicon.words("promise", "subordinate"))
_ONCE = frozenset(lexicon.words("promise", "once"))
_GOING_ON = frozenset(lexicon.words("promise", "going_on"))
_BOTH_DO = frozenset({"to", "will", "agreed", "agree"})
_ASSIGNED = phrases(lexicon.words("promise", "assigned"), shortened=True)
_GETS = frozenset(lexicon.words("promise", "gets"))
_ROLES_OF_BE = frozenset(lexicon.words("promise", "roles_of_be"))
_EVERYONE = frozenset(lexicon.words("who", "everyone"))
_DECIDED = frozenset(lexicon.words("promise", "decided"))
_NO_DAY = frozenset({"impossible", "past", "recurring"})  # "we get reports every month" only tells
_POINTS = frozenset({"that", "this", "those", "these"})
_ANNOUNCES = frozenset(lexicon.words("promise", "announces"))
_NUMBERS = frozenset({"two", "three", "four", "five", "2", "3", "4", "5"})
_COUNTED = 2  # words: "do two"
_AMOUNTS = frozenset(lexicon.words("promise", "amounts"))
_FUNCTION = frozenset(lexicon.words("promise", "function"))
_BELIEF = frozenset(lexicon.words("promise", "belief"))
_DENIES = frozenset({"not", "never", "nobody", "no", "hardly", "none"})
_DOUBTFUL = frozenset({"unlikely", "doubtful"})
_LONG_AGO = phrases(lexicon.words("promise", "long_ago"))
_POSTS = frozenset(lexicon.words("heading", "role"))
_EACH = frozenset({"both", "each"})
_BEFORE_CLAUSE = frozenset({"both", "each", "say", "that", "as"})
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


@dataclass(frozen=True, slots=True)
class Scene:
    """What a sentence is read in: who the two are, who speaks, whom pronouns mean, and whether it stands in a
    list of what was agreed (`firm`), where "Bianca drafts the plan" needs no date to be a promise."""

    pair: Pair
    speaker: Someone = "manager"
    topic: Someone | None = None
    firm: bool = False
    when: tuple[DuePhrase, ...] = ()
    listed: frozenset[Owner] = frozenset()  # whose list it is

    def owner(self, word: Word) -> frozenset[Owner]:
        if not self.pair.speaks_to(word, self.speaker):
            return frozenset()
        return self.pair.owner(word, speaker=self.speaker, topic=self.topic)


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
                topic = _subject_of(words, at, scene.pair)
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
        subject = _subject(words, at, scene)
        cue = _cue(words, subject[1], at, scene) if subject is not None else None
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
    if len(owners) != 1 or not _acts(words, at + 1):
        return None
    return _Head(at, at + 1, owners, "will", None)


def _subject_of(words: tuple[Word, ...], at: int, pair: Pair) -> Someone | None:
    """Whom a name at the beginning of a clause makes its subject."""
    if words[at].low in ("my", "our", "the", "his", "her") and at + 2 < len(words) and words[at + 1].low in _POSTS:
        return "other" if pair.role(words, at) is None else None
    if not words[at].is_name or at + 1 >= len(words) or not words[at + 1].low[0].isalpha():
        return (
            pair.named(words[at]) if words[at].is_name and at + 1 < len(words) and words[at + 1].low == "'s" else None
        )
    if named := pair.named(words[at]):
        return named
    verb = at + 1
    while verb < len(words) and verb < at + 3 and words[verb].is_name:
        verb += 1
    someone = (
        len(words[at].low) > 1
        and words[at].low not in _NO_NAME
        and verb < len(words)
        and (
            (words[verb].low in _TELLING and words[verb].low not in _FUNCTION)
            or longest(words, verb, _SURE)
            or words[verb].low.endswith("ed")
        )
    )
    return "other" if someone else None


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
    at = _past_adverbs(words, at)
    if longest(words, at, _TOLD):
        return None  # "Told her I'd …" has its subject
    step = longest(words, at, _ALONE)
    if not step:
        return None
    action = _past_adverbs(words, at + step)
    if not _acts(words, action):
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
    subject = _subject(words, at, scene)
    if subject is None:
        return None
    owners, stop, named = subject
    if at and words[at - 1].low == "which":
        return None  # "…, which I'll do tomorrow" belongs to the promise before it
    if _hypothetical(words, at) or _disbelieved(words, at) or _of_another(words, at, scene):
        return None
    plural = owners == {"report", "manager"}
    cue = _cue(words, stop, at, scene)
    if cue is None:
        return None
    kind, action = cue
    action = _past_dates(words, _past_adverbs(words, action), scene.when)
    action = _what_is(words, at, action)
    if plural and action < len(words) and longest(words, action, _REVIEW):
        return _Head(at, action + longest(words, action, _REVIEW), owners, "review", None)
    given = _given(words, action, scene, owners)
    if given is not None:
        return given if given.at == at else replace(given, at=at)
    if action >= len(words) and kind == "will":
        return _Head(at, action, owners, kind, named)
    if not _acts(words, action):
        return None
    place = words[action].is_name and words[action].low not in VERBS and not words[action].text.isupper()
    if words[action - 1].low == "to" and (words[action].low in _DETERMINERS or place):
        return None  # "said yes to that idea", "is going to Spain"
    return _Head(at, action, owners, kind, named)


def _past_dates(words: tuple[Word, ...], at: int, when: tuple[DuePhrase, ...]) -> int:
    """The place after a date that stands before its verb ("would, by Friday, put on paper")."""
    start = at + (at < len(words) and words[at].low == ",")
    for phrase in when:
        if start < len(words) and words[start].start == phrase.start:
            stop = next((k for k in range(start, len(words)) if words[k].start >= phrase.end), len(words))
            stop += stop < len(words) and words[stop].low == ","
            return _past_adverbs(words, stop) if stop < len(words) else at
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


def _acts(words: tuple[Word, ...], at: int) -> bool:
    """Whether a deed begins at a place, not a state, a feeling or a doubt."""
    if at >= len(words) or words[at].low in _HEDGE or not words[at].low[0].isalpha():
        return False
    if longest(words, at, _DEED):
        return True
    if longest(words, at, _STATE):
        return bool(longest(words, at, _ANAPHORA))
    if words[at].low == "be" and at + 1 < len(words):
        after = words[at + 1].low
        return (
            (after.endswith("ing") and not _tells(words, at + 1))
            or after in _ROLES_OF_BE
            or bool(longest(words, at, _ANAPHORA))
        )
    return not words[at].low.endswith("n't")


def _given(words: tuple[Word, ...], at: int, scene: Scene, owners: frozenset[Owner]) -> _Head | None:
    """ "You'll have my comments by Friday": what one gets, the other gives."""
    if at + 2 >= len(words) or words[at].low not in _GETS or len(owners) != 1:
        return None
    giver = scene.owner(words[at + 1]) if words[at + 1].low in _MINE or words[at + 2].low == "'s" else frozenset()
    if len(giver) != 1 or giver == owners:
        return None
    return _Head(at, at + 2, giver, "send", None)


def _subject(words: tuple[Word, ...], at: int, scene: Scene) -> tuple[frozenset[Owner], int, Owner | None] | None:
    """The owners whom the words at a place name as a subject, the place after them, and a party named by name."""
    word, pair = words[at], scene.pair
    if at and words[at - 1].low in ("-", "'") and words[at - 1].end == word.start:
        return None  # "a thank-you mail"
    if word.low == "let" and at + 2 < len(words) and words[at + 1].low == "'s" and words[at + 2].low != "say":
        return frozenset({"report", "manager"}), at + 1, None
    if (
        word.low == "both"
        and at + 1 < len(words)
        and words[at + 1].low in _BOTH_DO
        and (not at or words[at - 1].low in _BOUNDARY)
    ):
        return frozenset({"report", "manager"}), at + 1, None
    if word.low in _TOGETHER and (step := longest(words, at, _TOGETHER)):
        return frozenset({"report", "manager"}), at + step, None
    if word.low in _EVERYONE and (not at or words[at - 1].low in _BOUNDARY):  # "All trustees to return the form"
        stop = next((k for k in range(at + 1, min(at + 3, len(words))) if words[k].low in _BOTH_DO), 0)
        if stop and words[stop - 1].low != "of":
            return frozenset({"report", "manager"}), stop, None
    if (
        word.low == "me"
        and at + 1 < len(words)
        and words[at + 1].low == "to"
        and (at == 0 or words[at - 1].low in _BOUNDARY)
    ):
        return pair.owner(word, speaker=scene.speaker), 1 + at, None
    if word.low in _NO_SUBJECT:
        return None
    if role := pair.role(words, at):
        return frozenset({role[0]}), at + role[1], role[0]
    owners = scene.owner(word)
    if not owners:
        return None
    named = pair.named(word) if word.is_name else None
    stop = at + 1
    if len(word.text) == 1 and word.is_name and stop < len(words) and words[stop].low == "." and word.low != "i":
        stop += 1  # "B. will …"
    while stop < len(words) and words[stop].is_name and pair.named(words[stop]) in owners:  # first and last name
        stop += 1
    if (stop < len(words) and words[stop].low == "or") or (at and words[at - 1].low == "or"):
        return None  # "either Ben or I": that is for them to say
    if stop + 1 < len(words) and words[stop].low in ("and", "&", "+", "/"):
        other = scene.owner(words[stop + 1])
        if other and words[stop + 1].low not in _POSSESSIVE:
            return owners | other, stop + 2, None
        if post := pair.role(words, stop + 1):
            return owners | {post[0]}, stop + 1 + post[1], None
    if stop + 2 < len(words) and words[stop].low == "(":
        closing = next((k for k in range(stop + 1, min(stop + 6, len(words))) if words[k].low == ")"), 0)
        stop = closing + 1 if closing else stop
    if stop + 2 < len(words) and words[stop].low == "," and words[stop + 1].low in _PARENTHESIS:
        stop = next((k + 1 for k in range(stop + 2, min(stop + 7, len(words))) if words[k].low == ","), stop)
    return owners, stop, named


def _cue(words: tuple[Word, ...], at: int, subject: int, scene: Scene) -> tuple[str, int] | None:
    """What makes the words after a subject a promise, and the place of its action."""
    at = _past_adverbs(words, at)
    if at >= len(words):
        return None
    plain = _without_adverbs(words, at)
    step = longest(tuple(words[k] for k in plain), 0, _SURE)
    if step:
        stop = plain[step - 1] + 1
        if stop + 1 < len(words) and words[stop].low == "have" and words[stop + 1].low.endswith("ed"):
            stop += 1
        return "will", stop
    clause = subject == 0 or words[subject - 1].low in _BOUNDARY or words[subject - 1].low in _BEFORE_CLAUSE
    if (
        words[at].low == "to"
        and (
            _opens(words, subject)
            or words[subject - 1].low in (":", ";", "-", "–", ")", "]")
            or (scene.firm and clause)
        )
        and (
            words[subject].is_name
            or (scene.firm and scene.pair.named(words[subject]))
            or at - subject > 1
            or words[subject].low in ("both", "me", "you")
        )
    ):
        return "will", at + 1  # "Tim to draft the pack"
    if words[at].low in action.VERBS and _resolved(words, subject):
        return "will", at
    step = longest(words, at, _ASSIGNED) if scene.firm else 0
    if step:
        return "will", at + step
    step = longest(words, at, _DATED)
    if step:
        return "dated", at + step
    step = longest(words, at, _REPORTED)
    if step and words[at].low == "'d" and at + 1 < len(words) and action.participle(words[at + 1].low):
        return None  # "I'd known"
    if step and (scene.firm or _reported(words, subject, scene)):
        return None if any(w.low in ("if", "but") for w in words[at : at + 8]) else ("will", at + step)
    if words[subject].low == "let" and words[at].low == "'s":
        return "dated", at + 1
    if words[at].low in _OWE:
        return "owe", at + 1
    if words[at].low in _COPULA and at + 1 < len(words):
        verb = _past_adverbs(words, at + 1)
        owns = (
            words[at].low == "'s"
            and words[subject].is_name
            and not (verb + 1 < len(words) and words[verb + 1].low.isalpha())
        )
        if owns:
            return None  # "Ana's meeting - Friday"
        if verb < len(words) and words[verb].low.endswith("ing") and not _tells(words, verb):
            once = action.base(words[verb].low) in _ONCE and not any(w.low in _GOING_ON for w in words)
            return ("will" if once and clause else "dated"), verb
        return None
    telling = words[at].low in _TELLING and not (
        scene.firm and (words[at].low in _WORKING or longest(words, at, _DEED))
    )
    if telling or not words[at].low.isalpha() or words[at].is_name:
        return None
    third = words[subject].low not in ("i", "we", "you")
    finite = (
        words[at].low.endswith("s") and not words[at].low.endswith("ss") if third else not words[at].low.endswith("ed")
    )
    plural = at - subject >= 3 or words[subject].low == "we"
    if clause and (finite or (plural and not words[at].low.endswith("ed"))):
        return "dated", at
    return None


def _opens(words: tuple[Word, ...], subject: int) -> bool:
    """Whether nothing but titles and other people stands before a subject: "Mrs Dunn and the Vicar to …"."""
    return all(
        (w.is_name and w.low not in action.VERBS) or not w.low.isalpha() or w.low in ("and", "the")
        for w in words[:subject]
    )


def _resolved(words: tuple[Word, ...], subject: int) -> bool:
    """Whether a clause says what a body decided: "RESOLVED that the Clerk obtain three quotes"."""
    return subject > 1 and words[subject - 1].low == "that" and words[subject - 2].low in _DECIDED


def _tells(words: tuple[Word, ...], at: int) -> bool:
    """Whether a word in -ing tells of a state ("is doing well"), not of a deed ("is doing the stock take")."""
    if words[at].low not in _TELLING_ING:
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    return not (words[at].low in _DOING and after is not None and (after.low in _DETERMINERS or after.is_name))


def _without_adverbs(words: tuple[Word, ...], at: int) -> list[int]:
    """The places of the next words, without what may stand inside "undertook in turn to"."""
    kept = [at]
    k = at + 1
    while k < min(len(words), at + 10):
        step = longest(words, k, _INSIDE)
        if step or words[k].low in _INFIX:
            k += step or 1
        else:
            kept.append(k)
            k += 1
    return kept


def _reported(words: tuple[Word, ...], subject: int, scene: Scene) -> bool:
    """Whether "I'd" stands after "I said", "I told her", "he promised that"."""
    for back in range(1, 5):
        at = subject - back
        if at < 0 or words[at].low in (".", ";", ":"):
            return False
        if words[at].low in _SAYING and words[at].low not in ("and", "that"):
            return at == 0 or not words[at - 1].is_name or bool(scene.owner(words[at - 1]))
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
