"""Assent: whether a clause says yes to the whole, told from the kinds of its words.

People say yes in more ways than a list can hold, but with few words, and always the same kinds of them: somebody (I,
we), what they do (agree, confirm) or how they find it (right, fine), what they speak of (it, all of this, the list), or
a fault of which there is none (no objections, nothing to add). So each word is looked up, and a clause is a yes if the
row of kinds has the form of one. A word of no kind makes it none: what is not understood agrees to nothing.

The words of each kind stand in `phrasebook.toml` under [assent].
"""

import re

from mailflow.reading.names import Names
from mailflow.reading.phrasebook import keys, phrases

LONGEST = 24  # words of a clause that says yes
_LETTER = {  # a letter for each kind; of these the forms below are made
    "courtesy": "c", "yes": "Y", "asking": "z", "and": "q", "self": "i", "me": "m", "my": "y", "being": "b",
    "seeming": "l", "doing": "d", "finding": "f", "very": "v", "beyond": "O", "to": "o", "link": "k", "by": "Q",
    "which": "e", "single": "B", "it": "t", "all": "a", "any": "j", "one": "E", "thing": "n", "offer": "h",
    "agree": "V", "undertake": "Z", "agreed": "P", "good": "G", "correct": "g", "praise": "R", "suits": "W",
    "matches": "M", "how": "w", "said": "r", "talk": "K", "my yes": "S", "take": "T", "no": "u", "nothing": "X",
    "not": "x", "dont": "D", "fault": "F", "amiss": "A", "trouble": "U", "mending": "H", "mend": "C",
}  # fmt: skip
_KIND = {word: _LETTER[kind] for kind in keys("assent") for word in phrases("assent", kind)}
_MOST_WORDS = max(len(word.split()) for word in _KIND)
_APOSTROPHE = re.compile(r"(?<=[a-z])('(?:m|s|re|ve|ll|d))(?!\w)")
_TYPED = {key: phrases("typed", key) for key in keys("typed")}

# Each letter of a run can be taken in one way only, or a row of thirty would be tried in a million.
_WHOLE = "(?:(?=[eavnt])(?:[eavnt]|(?<=[eav])h|(?<=[ntah])[qk](?=[eavnt]))+(?<=[ntah]))"
_ANY = "(?:(?=[eavyjBnthE])(?:[eavyjBnthE]|(?<=[ntahjE])[qk](?=[eavyjBnthE]))+(?<=[ntahjE]))"
_EACH_ONE = re.compile("(a[eav]*)E")
_BY_ME = "(?:[okQ]m)"
_ABOUT = f"(?:[okQ]{_WHOLE})"
_AS_SAID = "(?:[wka](?:pq)?i(?:qp)?[dva]*[rP](?:[kvt]|[ey]*[nK])*|k[rP])"
_TALK = "(?:[ey]*K(?:k(?:p|t|[ey]*[nK]))*)"
_FINE = "[Gg]"
_CORE = "|".join(
    (
        f"(?:{_ABOUT}|{_BY_ME})?i[abdvq]*[VZ](?:[ok]?{_WHOLE})?",  # I agree (with all of it)
        f"(?:id?)?b?v*[GR]o[VZ](?:[ok]?{_WHOLE})?",  # happy to confirm it
        f"(?:ib|{_BY_ME}?(?:{_WHOLE}b?)?)v*P(?:[ok]?{_WHOLE})?{_BY_ME}?",  # all agreed; agreed on all points
        f"{_BY_ME}?{_WHOLE}[bl][va]*{_FINE}(?:{_BY_ME}|k{_WHOLE})?",  # it is right
        f"{_WHOLE}?lv*(?:{_FINE}|R)(?:{_BY_ME}|k{_WHOLE})?",  # looks great
        f"i?d?f{_WHOLE}(?:ob|b)?v*{_FINE}",  # I find it right
        f"i?b?v*Gk{_WHOLE}",  # happy with all of this
        f"(?:{_WHOLE}b?)?v*{_FINE}{_BY_ME}(?:k{_WHOLE})?",  # fine by me
        f"{_BY_ME}{_WHOLE}?(?:b?[va]*{_FINE}|bR)",  # for me all is fine
        f"t?av*{_FINE}",  # all good
        f"(?:{_BY_ME}?{_WHOLE}v*Wv*{_BY_ME}?|v*Wv*(?:m|{_BY_ME}))",  # that works for me
        f"(?:{_WHOLE}?[bl]|(?=k))[va]*{_AS_SAID}",  # it is as we said
        f"{_WHOLE}b[Be]*v*{_FINE}nk{_TALK}",  # it is an accurate record of our talk
        f"i[bdv]*[VZ]{_WHOLE}v*k[Be]*v*{_FINE}nk(?:{_AS_SAID}|{_TALK})",  # I confirm it as a true record of our talk
        f"{_WHOLE}?v*Mv*[ok]?(?:{_AS_SAID}|{_TALK})v*",  # it matches my notes
        f"Y(?:{_BY_ME}|{_ABOUT}){{0,2}}",  # yes to all of it
        f"TS{_ABOUT}?|[TV]{_WHOLE}k(?:S{_ABOUT}?|G)|T{_WHOLE}k?P",  # take this as my agreement
    )
)
_LEAD, _TAIL = "(?:[cYqvGgR]|cp|p(?=i)|t(?=i)|z(?!v*[VT]))*", f"(?:{_AS_SAID})?(?:[cpvYzR]|{_BY_ME}|q(?=[cvYzR]))*"
_YES = re.compile(f"{_LEAD}(?:{_CORE})(?:q?(?:{_CORE})){{0,3}}{_TAIL}")
_BARE = re.compile(f"[cYqvGgRp]*v*V(?:[ok]{_WHOLE})?[cpvYR]*")  # "agree with everything", but not "please confirm"
_FAULT = "[FUHh]"
_NONE = "|".join(
    (
        f"(?:i?[dfv]*|{_WHOLE}b)u[vOjB]*{_FAULT}(?:q?{_FAULT})*[vO]*(?!{_ANY})",  # no objections
        f"i?[dfvb]*X{_BY_ME}?[ovObdkQ]*(?:[ChA]|(?<=o)g)(?:q?X?o?[Cgh])*",  # nothing to add
        "i?[dvb]*[xD][vdfbo]*[jvOB]+[FUH]",  # I don't see any mistakes
        "i?(?:D[vd]*|x[v]*d)[jvOB]+h",  # I don't have any changes
        f"i[dvb]*[xD]v*[FU](?:[ok]?t)?(?!{_ANY})",  # I don't object
        f"i[dvb]*xv*(?:[Cg](?=[jB])|h(?={_ANY}))",  # I would not change a word
        "D[h]j",  # don't change anything
        "i?[dvb]*x[vdfb]*jo[Cgh]",  # I can't find anything to change
        "xB*[nE]o[Cgh]",  # not a word to change
    )
)
_NO_FAULT = re.compile(f"{_LEAD}(?P<none>{_NONE})(?:[ko]?(?>{_ANY})|{_BY_ME}|[vO])*+{_TAIL}")


_COURTESY = re.compile(f"(?:[cvpYqGR]|{_AS_SAID})*(?:uv*U[cvpY]*)?")
_FIRM = re.compile(
    f"i[abdvq]*[VZ]|[bGR]o?[VZ]|S|P|cV|^V|G{_BY_ME}|W{_BY_ME}|ib?v*Gk|Y{_ABOUT}|a[bl]?v*{_FINE}|{_WHOLE}[bl]v*{_FINE}"
)
_BARE_YES = re.compile("[cpvzGR]*Y[cpvzGR]*")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_WORDS = frozenset(word for phrase in _KIND for word in phrase.split())


def assents(words: str, names: Names, *, of_items: bool = False, of_changes: bool = False) -> bool:
    """Whether a clause, given as its bare words in lower case, says yes and nothing else.

    It may be to "the rest", or once something is done: `acceptance.is_partial` tells.
    `of_items`: what it speaks of has been cut out of it ("1 and 3", "the bar course"). `of_changes`: changes are what
    is offered, so that to want none is no yes.
    """
    row = _kinds(words, names)
    if not row:
        return False
    forms = (row, f"t{row}", f"{row}t") if of_items else (row,)
    if any(_YES.fullmatch(form) or _BARE.fullmatch(form) for form in forms):
        return True
    none = next((m["none"] for form in forms if (m := _NO_FAULT.fullmatch(form))), None)
    if none is None or (of_changes and any(sign in "ChHg" for sign in none)):
        return False
    slight = none.endswith(("U", "A")) and not of_items  # "no problem", "nothing missing" may be said of anything
    return not slight or any(sign in "mytan" for sign in row)


def is_firm(words: str, names: Names) -> bool:
    """Whether a yes says in so many words that its writer agrees ("I accept this", "you have my agreement")."""
    return assents(words, names) and _FIRM.search(_kinds(words, names)) is not None


def is_bare(words: str, names: Names) -> bool:
    """Whether a yes is nothing but the word, which may answer whatever stands beside it."""
    return _BARE_YES.fullmatch(_kinds(words, names)) is not None


def points(words: str, names: Names) -> bool:
    """Whether a yes speaks of its matter only as "it" or "that", and may mean what was said just before."""
    row = _kinds(words, names)
    return "t" in row and not re.search("[nahVZPSKr]", row)


def is_of_all(words: str, names: Names) -> bool:
    """Whether a yes says that it is meant for everything ("I confirm the lot")."""
    return re.search("[VZSP].*[an]", _kinds(words, names)) is not None


def is_courtesy(words: str, names: Names) -> bool:
    """Whether a clause is nothing but courtesy, or a "no worries" that could be said of anything."""
    row = _kinds(words, names)
    return bool(row) and _COURTESY.fullmatch(row) is not None


def _kinds(words: str, names: Names) -> str:
    """The kinds of the words as a row of letters, "" if one is of no kind."""
    row: list[str] = []
    for word in _APOSTROPHE.sub(r" \1", words).split():
        spelt = _spelt(word)
        row += _TYPED.get(spelt, (spelt,))
    out, at = "", 0
    if len(row) > LONGEST:
        return ""
    while at < len(row):
        for size in range(min(_MOST_WORDS, len(row) - at), 0, -1):
            sign = _KIND.get(" ".join(row[at : at + size]))
            if sign:
                break
        else:
            sign, size = ("p" if row[at] in names.both or row[at] in names.family else ""), 1
            if sign and row[at + 1 : at + 2] == ["'s"] and _KIND.get(" ".join(row[at + 2 : at + 3])) in ("n", "h"):
                sign, size = "e", 2  # "Clive's change"
        if not sign:
            return ""
        out, at = out + sign, at + size
    return _EACH_ONE.sub(r"\1n", out)


def _spelt(word: str) -> str:
    """The word that was drawn out: "yesss", "agreeed", "sooo"."""
    if word in _WORDS or _REPEATED.search(word) is None:
        return word
    shorter = (_REPEATED.sub(letters, word) for letters in (r"\1\1", r"\1"))
    return next((short for short in shorter if short in _WORDS), word)
