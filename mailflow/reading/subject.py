"""The subject of a clause of notes: which of the two it makes act, or that a third person does."""

from mailflow.reading import lexicon
from mailflow.reading.owner import Owner, Pair, Someone
from mailflow.reading.scene import Scene
from mailflow.reading.word import Word, longest, phrases

_SURE = phrases(lexicon.words("promise", "sure"), shortened=True)
_TELLING = frozenset(lexicon.words("promise", "telling"))
_BOUNDARY = frozenset(lexicon.words("words_of_promise", "boundary"))
_PARENTHESIS = frozenset({"for", "on", "meanwhile", "in", "too", "as", "again", "then"})  # "Leila, for her part, will"
_TOGETHER = phrases(lexicon.words("who", "together"))
_NO_SUBJECT = frozenset(lexicon.words("who", "no_subject"))
_POSSESSIVE = frozenset(lexicon.words("who", "possessive"))
_NO_NAME = frozenset((*lexicon.index("months"), *lexicon.index("weekdays"), *lexicon.words("confidence", "openers")))
_BOTH_DO = frozenset({"to", "will", "agreed", "agree"})
_EVERYONE = frozenset(lexicon.words("who", "everyone"))
_FUNCTION = frozenset(lexicon.words("promise", "function"))
_POSTS = frozenset(lexicon.words("heading", "role"))


def subject_at(words: tuple[Word, ...], at: int, scene: Scene) -> tuple[frozenset[Owner], int, Owner | None] | None:
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


def named_at(words: tuple[Word, ...], at: int, pair: Pair) -> Someone | None:
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
