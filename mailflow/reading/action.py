"""Actions: the words of a promise as a short imperative, without owner, date and asides."""

from mailflow.reading import lexicon
from mailflow.reading.due import DuePhrase, weight
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.word import Word, longest, phrases, split

_FILLER = phrases(lexicon.words("promise", "filler"))
_PLAIN = {form: verb for verb, forms in lexicon.groups("verb").items() for form in forms}
_CUT = phrases(
    [
        ", because",
        "because",
        ", which",
        ", so",
        "so that",
        ", but",
        ", since",
        ", and i said",
        ", i said",
        ", she said",
        ", he said",
        ", and she said",
        ", and he said",
        "i said",
        "and i said",
        "she said",
        "and she said",
        "he said",
        "and he said",
        ", let's say",
        "so let's say",
        ", as",
        ", that i can do",
        ", that one",
        "– so",
        ", once",
        "and that's",
        "um and then",
        "and then me",
        ", and trade",
        ", and that",
    ]
)
_TAIL = frozenset(
    "and , ; : - – — ( so then but to done due um uh . / by for with on the at which because as well okay ok + & signed ready".split()
)
_MOST_WORDS = 45


def imperative(text: str, start: int, end: int, when: tuple[DuePhrase, ...], verb: str = "") -> str:
    """`text[start:end]` as an imperative. `when` are the due phrases of `text`; dates used as names stay."""
    gone = [x for x in when if x.start >= start and (weight(text, x) > 1 or x.day is None)]
    words = [w for w in split(text, start, end) if not any(x.start <= w.start < x.end for x in gone)]
    kept: list[Word] = []
    at = 0
    row = tuple(words)
    while at < len(row) and len(kept) < _MOST_WORDS:
        if kept and len(kept) > 1 and longest(row, at, _CUT):
            break
        if kept and row[at].low == "," and at + 1 < len(row) and row[at + 1].low in ("who", "whose", "where"):
            at = next((k for k in range(at + 1, len(row)) if row[k].low in (",", ";")), len(row))
            continue
        if kept and row[at].low == kept[-1].low and row[at].low.isalpha():
            at += 1  # "the the", as dictation has it
            continue
        step = longest(row, at, _FILLER)
        if step and row[at].low in ("um", "uh", "er", "erm", "you", "okay", "ok"):
            at += step
            continue
        kept.append(row[at])
        at += 1
    while kept and kept[-1].low in _TAIL and kept[-1].text not in ("?",):
        if kept[-1].low in (")",):
            break
        kept.pop()
    while kept and kept[0].low in (",", "-", "–", "—", ":", ".", ")", "to", "also", "→", ">", "+", "(") or (kept and kept[0].text in ("will", "shall")):
        kept.pop(0)
    said = _spelled(text, kept)
    if not said:
        return ""
    if verb:
        return f"{verb} {said}"
    return _plain_verb(said)


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
    squeezed = " ".join(out.replace("( )", "").replace("()", "").split())
    return squeezed.replace(" ,", ",").strip(" ,;:")


def _plain_verb(said: str) -> str:
    """The first word as a plain verb: "taking her deck" → "Take her deck", "have spent" → "Spend"."""
    first, blank, rest = said.partition(" ")
    low = first.lower()
    if low == "have" and rest.partition(" ")[0].lower() in _PLAIN:
        return _plain_verb(rest)
    if low in _PLAIN:
        low = _PLAIN[low]
    elif low.endswith("ing") and len(low) > 5:
        stem = low[:-3]
        low = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
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
        if core in swaps and not (core == "you" and (subject or (at + 1 < len(parts) and parts[at + 1] in _AFTER_SUBJECT))):
            parts[at] = swaps[core] + part[len(core) :]
    return " ".join(parts)


_BEFORE_SUBJECT = frozenset("what that which when where how if whether because why until once while as and".split())
_AFTER_SUBJECT = frozenset("are were have do need want can could will would should might may must had did said asked like feel think".split())


def base_form(said: str) -> str:
    """The same with a third person's s taken off the first word: "Drafts the plan" → "Draft the plan"."""
    first, blank, rest = said.partition(" ")
    low = first.lower()
    if low in ("goes", "does"):
        first = first[:-2]
    elif low.endswith("ies") and len(low) > 4:
        first = first[:-3] + "y"
    elif low.endswith(("sses", "shes", "ches", "xes", "zes")):
        first = first[:-2]
    elif low.endswith("s") and not low.endswith("ss"):
        first = first[:-1]
    return first + blank + rest
