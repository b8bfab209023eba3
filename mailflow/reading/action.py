"""Actions: the words of a promise as a short imperative, without owner, date and asides."""

import re

from mailflow.reading import lexicon
from mailflow.reading.due import DuePhrase, weight
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.word import Word, longest, phrases, split

_FILLER = phrases(lexicon.words("promise", "filler"))
_PLAIN = {form: verb for verb, forms in lexicon.groups("verb").items() for form in forms}
_CUT = phrases(lexicon.words("action", "cut"))
_TAIL = frozenset(lexicon.words("action", "tail"))
_TAIL_BEFORE_DATE = frozenset(lexicon.words("action", "tail_before_date"))
_FRONT = frozenset(lexicon.words("action", "front"))
_SHARES = frozenset(
    {"one", "the", "other", "another", "and", "both", "each"}
)  # "two notes, one by May and one by June"
_RELATIVE = frozenset({"who", "whose", "where"})
_PAUSE = frozenset({"um", "uh", "er", "erm", "you", "okay", "ok"})
_EMPTY = re.compile(
    r"[(\[]\s*(?:(?:by|on|due|starts|for|at|from|to|until|stretch|deadline)\b[\s:]*)?[)\]]"
)  # where a date was cut
_GETS = frozenset({"have", "get"})
_STATES = frozenset({"done", "signed", "ready"})
_MOST_WORDS = 45


def imperative(text: str, start: int, end: int, when: tuple[DuePhrase, ...], verb: str = "") -> str:
    """`text[start:end]` as an imperative. `when` are the due phrases of `text`; dates used as names stay.

    `verb` goes in front where the words hold none.
    """
    gone = [x for x in when if x.start >= start and (weight(x) > 1 or x.day is None) and x.meaning != "recurring"]
    row = tuple(w for w in split(text, start, end) if not any(x.start <= w.start < x.end for x in gone))
    kept = _kept(row)
    done = bool(kept) and kept[0].low in _GETS  # "have the certificate done" keeps its last word
    while kept and (
        (kept[-1].low in _TAIL and not (done and kept[-1].low in _STATES))
        or [w.low for w in kept[-2:]] == ["and", "that"]
        or (kept[-1].low in _TAIL_BEFORE_DATE and any(x.start >= kept[-1].end for x in gone))
    ):
        kept.pop()
    comma = next((k for k in range(len(kept) - 1, 0, -1) if kept[k].low in ",;"), 0)
    if comma and comma + 1 < len(kept) and all(w.low in _SHARES for w in kept[comma + 1 :]):
        del kept[comma:]
    while kept and (kept[0].low in _FRONT or (kept[0].low == "will" and kept[1:2] and not kept[1].is_name)):
        kept.pop(0)
    if len(kept) > 1 and kept[0].low == "be" and _undone(kept[1].low, "ing"):
        kept.pop(0)  # "be completing the course"
    said = _spelled(text, kept)
    return f"{verb} {said}" if verb and said else _plain_verb(said)


def _kept(row: tuple[Word, ...]) -> list[Word]:
    """The words up to the first aside, without relative clauses, pauses and stammering."""
    kept: list[Word] = []
    at = 0
    while at < len(row) and len(kept) < _MOST_WORDS:
        if len(kept) > 1 and longest(row, at, _CUT):
            break
        word = row[at]
        if kept and word.low == "," and at + 1 < len(row) and row[at + 1].low in _RELATIVE:
            at = next((k for k in range(at + 1, len(row)) if row[k].low in (",", ";")), len(row))
        elif word.low in _PAUSE and longest(row, at, _FILLER) and not (kept and kept[-1].low == "let"):
            at += longest(row, at, _FILLER)
        else:
            stammered = kept and word.low == kept[-1].low and word.low.isalpha()
            joined = kept and word.low == "to" and kept[-1].low == "and"
            if not stammered and not joined:
                kept.append(word)
            at += 1
    return kept


def _spelled(text: str, words: list[Word]) -> str:
    """The words with the blanks that stood between them, squeezed where something was cut out."""
    out = ""
    last: Word | None = None
    for word in words:
        if last is not None and (word.start > last.end):
            between = text[last.end : word.start]
            out += " " if between.strip() or " " in between or "\n" in between else ""
        if word.low in ",;" and out.rstrip()[-1:] in (",", ";", "("):
            last = word
            continue
        out += word.text
        last = word
    squeezed = " ".join(_EMPTY.sub("", out).split())
    for opening, closing in ("()", "[]", '""'):
        if squeezed.count(opening) != squeezed.count(closing) or (opening == closing and squeezed.count(opening) % 2):
            squeezed = " ".join(squeezed.replace(opening, " ").replace(closing, " ").split())
    return squeezed.replace(" ,", ",").strip(" ,;:")


def _plain_verb(said: str) -> str:
    """The first word as a plain verb: "taking her deck" → "Take her deck", "have spent" → "Spend"."""
    first, blank, rest = said.partition(" ")
    low = first.lower()
    if not said:
        return ""
    if low == "have" and rest.partition(" ")[0].lower() in _PLAIN:
        return _plain_verb(rest)
    if low in _PLAIN:
        low = _PLAIN[low]
    elif low.endswith("ing") and len(low) > len("bring"):
        plain = _undone(low, "ing")
        if plain is None:
            return first[:1].upper() + first[1:] + blank + rest
        low = plain
    elif first.isupper() or not first.isalpha():
        return first[:1].upper() + first[1:] + blank + rest
    return low[:1].upper() + (low[1:] if first.lower() != low or first.islower() else first[1:]) + blank + rest


def impersonal(said: str, pair: Pair, speaker: Owner, *, own: bool) -> str:
    """The same for readers who are not told who speaks: "Pair with you" → "Pair with Omar".

    `own`: the speaker is the owner, so "you" is the other; otherwise "me" is the speaker.
    """
    other: Owner = "report" if speaker == "manager" else "manager"
    name = pair.first(other if own else speaker)
    if not name:
        return said
    swaps = {"you": name, "your": f"{name}'s"} if own else {"me": name, "my": f"{name}'s"}
    parts = said.split(" ")
    for at, part in enumerate(parts):
        core = part.rstrip(".,;:!?)")
        # A "you" that is a subject would need another verb: "what you want" stays.
        subject = at and parts[at - 1].lower() in _BEFORE_SUBJECT
        if core in swaps and not (
            core == "you" and (subject or (at + 1 < len(parts) and parts[at + 1] in _AFTER_SUBJECT))
        ):
            parts[at] = swaps[core] + part[len(core) :]
    return " ".join(parts)


VERBS = frozenset(lexicon.words("action", "verbs"))
PARTICLES = frozenset(lexicon.words("action", "particles"))
_AFTER_THING = frozenset(lexicon.words("action", "after_thing"))
_THINGS = frozenset({"it", "them", "those", "these", "that", "this"})
_CLEARED = _THINGS - {"that", "this"}
_MOST_OF_THING = 6  # words


def thing(said: str) -> str:
    """What an action is done to, as far as its own words tell: "Draft the billing RFC for Ana" → "the billing RFC"."""
    words = said.split()
    at = 1
    while at < len(words) and words[at].lower() in PARTICLES:
        at += 1
    stop = at
    while stop < len(words) and stop - at < _MOST_OF_THING and words[stop].lower().strip(".,;:") not in _AFTER_THING:
        stop += 1
        if words[stop - 1][-1] in ".,;:":
            break
    found = " ".join(words[at:stop]).strip(".,;: ")
    return found if stop > at + 1 or (stop > at and found[:1].isupper()) else ""


def cleared(said: str, meant: str) -> str:
    """An action whose "it", where that is what it acts on, is said in full: "Read it" → "Read the billing RFC"."""
    words = said.split()
    for at in range(1, min(len(words), 4)):
        if words[at].lower().strip(".,;:") in _CLEARED and words[at + 1 : at + 2] not in (["that"], ["to"]):
            before = {w.lower() for w in words[1:at]}
            if before <= PARTICLES | {"and", "for", "on", "about", "with"}:
                tail = words[at][len(words[at].rstrip(".,;:")) :]
                return " ".join([*words[:at], meant + tail, *words[at + 1 :]])
    return said


def unsaid(said: str) -> bool:
    """Whether an action leaves what it acts on to the words before it: "Take it", "Supply these"."""
    rest = [w.lower().strip(".,;:") for w in said.split()[1:]]
    return bool(rest) and any(w in _THINGS for w in rest) and all(w in _THINGS | PARTICLES for w in rest)


def participle(low: str) -> bool:
    """Whether a word can only be a past participle or a past tense: "known", "asked"."""
    return low not in VERBS and (low in _PLAIN or (low.endswith("ed") and len(low) > len("need")))


def base(low: str) -> str:
    """The plain verb of a form: "sending" → "send", "drafts" → "draft"."""
    return _plain_verb(low).lower() if low.endswith("ing") or low in _PLAIN else low


def stems(said: str) -> tuple[str, ...]:
    """The words of an action, crudely stemmed, to tell whether two say the same."""
    return tuple(_stem(w.low) for w in split(said) if w.low[0].isalnum())


def _stem(low: str) -> str:
    for ending in ("ing", "ed", "es", "s", "'s"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)].rstrip("e")
    return low.rstrip("e") if len(low) > 3 else low


def uninflected(verb: str) -> str:
    """ "Drafted" → "Draft", "Shared" → "Share"; a word that no verb that we know explains stays."""
    plain = _PLAIN.get(verb.lower()) or _undone(verb.lower(), "ed")
    return verb if plain is None else plain[:1].upper() + plain[1:] if verb[:1].isupper() else plain


def _undone(low: str, ending: str) -> str | None:
    """The verb that we know behind a form in -ing or -ed, None if there is none."""
    stem = low.removesuffix(ending)
    if stem == low or not stem:
        return None
    tries = (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem, stem[:-1] + "y")
    return next((verb for verb in tries if verb in VERBS), None)


_BEFORE_SUBJECT = frozenset(lexicon.words("words_of_action", "before_subject"))
_AFTER_SUBJECT = frozenset(lexicon.words("words_of_action", "after_subject"))


def base_form(said: str) -> str:
    """The same with a third person's s taken off the first word: "Drafts the plan" → "Draft the plan"."""
    first, blank, rest = said.partition(" ")
    low = first.lower()
    if low == "has":
        first = first[:1] + "ave"
    elif low in ("goes", "does"):
        first = first[:-2]
    elif low.endswith("ies") and len(low) > 4:
        first = first[:-3] + "y"
    elif low.endswith(("sses", "shes", "ches", "xes", "zes")):
        first = first[:-2]
    elif low.endswith("s") and not low.endswith("ss"):
        first = first[:-1]
    return first + blank + rest
