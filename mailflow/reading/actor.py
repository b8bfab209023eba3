"""The actor: which of the two acts where "we" was said or nobody was, as the words beside it tell."""

from mailflow.reading import action, lexicon
from mailflow.reading.owner import Owner
from mailflow.reading.promise import Promise
from mailflow.reading.scene import Scene
from mailflow.reading.word import Word, longest, phrases, standing

_RESOLVE = phrases(lexicon.words("promise", "resolve"), shortened=True)
_RESOLVE_TO = phrases(lexicon.words("promise", "resolve_to"), shortened=True)
_PASSIVE = phrases(lexicon.words("promise", "passive"), shortened=True)
_BEFORE_THING = frozenset({"said", "that", "agreed", ","})
BOTH: frozenset[Owner] = frozenset({"report", "manager"})


def resolved(
    copy: str, words: tuple[Word, ...], following: tuple[Word, ...], found: tuple[Promise, ...], scene: Scene
) -> tuple[frozenset[Owner], str | None]:
    """Which of the two acts, and the action if it stood in the passive; nobody if the words do not say."""
    for row in (words, following):
        for at, word in enumerate(row):
            follows = at + 1 < len(row) and row[at + 1].low in _RESOLVE and longest(row, at + 1, _RESOLVE)
            owners = scene.owner(word) if follows else frozenset()
            if len(owners) == 1:
                return owners, _passive(copy, words, at) if row is words else None
            step = longest(row, at, _RESOLVE_TO) if word.low in _RESOLVE_TO else 0
            if step and at + step < len(row):
                owners = scene.owner(row[at + step])
                if len(owners) == 1 and (at + step + 1 >= len(row) or not row[at + step + 1].low[0].isalpha()):
                    return owners, _passive(copy, words, at) if row is words else None
        if not any(p.owners == BOTH for p in found):
            break
    return frozenset(), None


def _passive(copy: str, words: tuple[Word, ...], before: int) -> str | None:
    """ "the assessment has to be rewritten" → "Rewrite the assessment"."""
    for at in range(1, before):
        step = longest(words, at, _PASSIVE)
        verb = at + step
        if not step or verb >= before:
            continue
        begin = max((k + 1 for k in range(at) if words[k].low in _BEFORE_THING), default=0)
        thing = copy[words[begin].start : words[at].start].strip()
        plain = action.imperative(copy, words[verb].start, words[verb].end, ())
        return f"{action.uninflected(plain)} {thing}" if thing else None
    return None


def agent(copy: str, words: tuple[Word, ...], scene: Scene) -> tuple[frozenset[Owner], str] | None:
    """The actor and action of "the plan will be drafted by Tomasz"."""
    for at, step in standing(words, _PASSIVE):
        verb = at + step
        if (
            not at
            or verb >= len(words)
            or not words[verb].low.endswith(("ed", "en", "wn", "nt", "ut", "ne", "ld", "de", "ung"))
        ):
            continue
        for by in range(verb + 1, min(len(words) - 1, verb + 12)):
            owners = scene.owner(words[by + 1]) if words[by].low == "by" else frozenset()
            if len(owners) == 1:
                begin = max((k + 1 for k in range(at) if words[k].low in _BEFORE_THING), default=0)
                thing = copy[words[begin].start : words[at].start].strip()
                plain = action.imperative(copy, words[verb].start, words[verb].end, ())
                rest = copy[words[verb].end : words[by].start].strip()
                return owners, f"{action.uninflected(plain)} {thing} {rest}".strip()
    return None
