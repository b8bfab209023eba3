"""The cue of a promise: the words after a subject that make what follows one, and where its deed begins.

Some promise by themselves ("will", "agreed to"), others only in a list of what was agreed ("to draft the pack"), behind
"I told her" ("I'd") or with a date beside them ("drafts", "is drafting").
"""

from mailflow.reading import action, lexicon
from mailflow.reading.scene import Scene
from mailflow.reading.word import Word, longest, phrases

_SURE = phrases(lexicon.words("promise", "sure"), shortened=True)
_DATED = phrases(lexicon.words("promise", "dated"), shortened=True)
_REPORTED = phrases(lexicon.words("promise", "reported"), shortened=True)
_SAYING = frozenset(lexicon.words("promise", "saying"))
_OWE = frozenset(lexicon.words("promise", "owe"))
_ADVERB = phrases(lexicon.words("promise", "adverb"), shortened=True)
_HEDGE = frozenset(lexicon.words("promise", "hedge"))
_STATE = phrases(lexicon.words("promise", "state_verb"), shortened=True)
_TELLING = frozenset(lexicon.words("promise", "telling"))
_TELLING_ING = frozenset(lexicon.words("promise", "telling_ing"))
_ANAPHORA = phrases(lexicon.words("promise", "anaphora"), shortened=True)
_BOUNDARY = frozenset(lexicon.words("words_of_promise", "boundary"))
_INFIX = frozenset(lexicon.words("promise", "infix"))
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
_ONCE = frozenset(lexicon.words("promise", "once"))
_GOING_ON = frozenset(lexicon.words("promise", "going_on"))
_ASSIGNED = phrases(lexicon.words("promise", "assigned"), shortened=True)
_ROLES_OF_BE = frozenset(lexicon.words("promise", "roles_of_be"))
_DECIDED = frozenset(lexicon.words("promise", "decided"))
_BEFORE_CLAUSE = frozenset({"both", "each", "say", "that", "as"})
_COPULA = frozenset({"is", "'s", "am", "'m", "are", "'re"})


def promising(words: tuple[Word, ...], at: int, subject: int, scene: Scene) -> tuple[str, int] | None:
    """What makes the words `at` a place, behind the subject at `subject`, a promise, and the place of its action.

    "will" promises, "dated" only with a date beside it; behind "owe" stands a thing and no verb.
    """
    at = past_adverbs(words, at)
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
        verb = past_adverbs(words, at + 1)
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


def _reported(words: tuple[Word, ...], subject: int, scene: Scene) -> bool:
    """Whether "I'd" stands after "I said", "I told her", "he promised that"."""
    for back in range(1, 5):
        at = subject - back
        if at < 0 or words[at].low in (".", ";", ":"):
            return False
        if words[at].low in _SAYING and words[at].low not in ("and", "that"):
            return at == 0 or not words[at - 1].is_name or bool(scene.owner(words[at - 1]))
    return False


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


def past_adverbs(words: tuple[Word, ...], at: int) -> int:
    """The place after the adverbs at a place ("also", "then")."""
    for _ in range(5):
        step = longest(words, at, _ADVERB)
        if not step and at < len(words) and words[at].low == "," and longest(words, at + 1, _ADVERB):
            step = 1
        if not step:
            break
        at += step
    return at


def acts(words: tuple[Word, ...], at: int) -> bool:
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


def _tells(words: tuple[Word, ...], at: int) -> bool:
    """Whether a word in -ing tells of a state ("is doing well"), not of a deed ("is doing the stock take")."""
    if words[at].low not in _TELLING_ING:
        return False
    after = words[at + 1] if at + 1 < len(words) else None
    return not (words[at].low in _DOING and after is not None and (after.low in _DETERMINERS or after.is_name))


def goes_to(words: tuple[Word, ...], at: int) -> bool:
    """Whether "to" leads to a thing or a place, and to no deed ("said yes to that idea", "is going to Spain")."""
    place = words[at].is_name and words[at].low not in action.VERBS and not words[at].text.isupper()
    return words[at - 1].low == "to" and (words[at].low in _DETERMINERS or place)
