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

LONGEST = 30  # words of a clause that says yes
_SIGNS = {  # a letter for each kind; of these the forms below are made
    "courtesy": "c", "yes": "Y", "asking": "z", "and": "q", "self": "i", "me": "m", "my": "y",
    "being": "b", "seeming": "l", "doing": "d", "finding": "f", "very": "v", "to": "o", "link": "k", "by": "Q",
    "which": "e", "single": "B", "it": "t", "all": "a", "any": "j", "one": "E", "thing": "n", "offer": "h",
    "agree": "V", "agreed": "P", "good": "G", "correct": "g", "praise": "R", "suits": "W", "matches": "M",
    "how": "w", "said": "r", "talk": "K", "my yes": "S", "take": "T", "no": "u", "nothing": "X", "not": "x",
    "dont": "D", "fault": "F", "amiss": "A", "trouble": "U", "mending": "H", "mend": "C",
}  # fmt: skip
_KIND = {word: _SIGNS[kind] for kind in keys("assent") for word in phrases("assent", kind)}
_ROW = max(len(word.split()) for word in _KIND)
_APOSTROPHE = re.compile(r"(?<=[a-z])('(?:m|s|re|ve|ll|d))(?!\w)")
_TYPED = {key: phrases("typed", key) for key in keys("typed")}

_WHOLE = "(?:(?:[eav]*[ntah]|a[eav]*E)(?:[qk]?(?:[eav]*[ntah]|a[eav]*E))*)"
_ANY = "(?:[eavyjB]*[ntahjE](?:[qk]?[eavyjB]*[ntahjE])*)"
_BY_ME = "(?:[okQ]m)"
_ABOUT = f"(?:[okQ]{_WHOLE})"
_AS_SAID = "(?:[wka](?:pq)?i(?:qp)?[dva]*[rP](?:[kvt]|[ey]*[nK])*|k[rP])"
_TALK = "(?:[ey]*K(?:k(?:p|t|[ey]*[nK]))*)"
_FINE = "[Gg]"
_CORE = "|".join(
    (
        f"(?:{_ABOUT}|{_BY_ME})?i[abdvq]*V(?:[ok]?{_WHOLE})?",  # I agree (with all of it)
        f"(?:id?)?b?v*[GR]oV(?:[ok]?{_WHOLE})?",  # happy to confirm it
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
        f"i[bdv]*V{_WHOLE}v*k[Be]*v*{_FINE}nk(?:{_AS_SAID}|{_TALK})",  # I confirm it as a true record of our talk
        f"{_WHOLE}?v*Mv*[ok]?(?:{_AS_SAID}|{_TALK})v*",  # it matches my notes
        f"Y(?:{_BY_ME}|{_ABOUT})*",  # yes to all of it
        f"TS{_ABOUT}?|[TV]{_WHOLE}k(?:S{_ABOUT}?|G)|T{_WHOLE}k?P",  # take this as my agreement
    )
)
_LEAD, _TAIL = "(?:[cYqvGgR]|cp|p(?=i)|t(?=i)|z(?!v*[VT]))*", f"(?:[cpvYzR]|{_BY_ME}|q(?=[cvYzR]))*"
_YES = re.compile(f"{_LEAD}(?:{_CORE})(?:q?(?:{_CORE}))*{_TAIL}")
_BARE = re.compile(f"[cYqvGgRp]*v*V(?:[ok]{_WHOLE})?[cpvYR]*")  # "agree with everything", but not "please confirm"
_FAULT = "[FUHh]"
_NONE = "|".join(
    (
        f"(?:i?[dfv]*|{_WHOLE}b)u[vjB]*{_FAULT}(?:q?{_FAULT})*v*(?!{_ANY})",  # no objections
        f"i?[dfvb]*X{_BY_ME}?[ovbdkQ]*(?:[ChA]|(?<=o)g)(?:q?X?o?[Cgh])*",  # nothing to add
        "i?[dvb]*[xD][vdfbo]*[jvB]+[FUH]",  # I don't see any mistakes
        "i?(?:D[vd]*|x[v]*d)[jvB]+h",  # I don't have any changes
        f"i[dvb]*[xD]v*[FU](?:[ok]?t)?(?!{_ANY})",  # I don't object
        f"i[dvb]*xv*[Chg](?={_ANY})",  # I would not change a word
        "D[h]j",  # don't change anything
        "i?[dvb]*x[vdfb]*jo[Cgh]",  # I can't find anything to change
        "xB*[nE]o[Cgh]",  # not a word to change
    )
)
_NO_FAULT = re.compile(f"{_LEAD}(?P<none>{_NONE})(?:k?{_ANY}|{_BY_ME}|o{_ANY}|v)*{_TAIL}")


_COURTESY = re.compile(f"(?:[cvpYqGR]|{_AS_SAID})*(?:uv*U[cvpY]*)?")
_FIRM = re.compile(
    f"i[abdvq]*V|[bGR]o?V|S|P|cV|^V|G{_BY_ME}|W{_BY_ME}|ib?v*Gk|Y{_ABOUT}|a[bl]?v*{_FINE}|{_WHOLE}[bl]v*{_FINE}|s"
)
_BARE_YES = re.compile("[cpvzGR]*Y[cpvzGR]*")
_REPEATED = re.compile(r"([a-z])\1{2,}")


def assents(words: str, names: Names, *, of_items: bool = False, of_changes: bool = False) -> bool:
    """Whether a clause, given as its bare words in lower case, says yes to the whole and nothing else.

    `of_items`: what it speaks of has been cut out of it ("1 and 3", "the bar course"). `of_changes`: changes are what
    is offered, so that to want none is no yes.
    """
    row = _signs(_REPEATED.sub(r"\1", words), names)
    forms = (row, f"t{row}", f"{row}t") if of_items and row else (row,)
    if any(_YES.fullmatch(form) or _BARE.fullmatch(form) for form in forms):
        return True
    none = next((m["none"] for form in forms if (m := _NO_FAULT.fullmatch(form))), None)
    if none is None or (of_changes and any(sign in "ChHg" for sign in none)):
        return False
    slight = none.endswith("U") and not of_items  # "no problem" may be said of anything
    return not slight or any(sign in "imytan" for sign in row)


def is_firm(words: str, names: Names) -> bool:
    """Whether a yes says in so many words that its writer agrees ("I accept this", "you have my agreement")."""
    return assents(words, names) and _FIRM.search(_signs(words, names)) is not None


def is_bare(words: str, names: Names) -> bool:
    """Whether a yes is nothing but the word, which may answer whatever stands beside it."""
    return _BARE_YES.fullmatch(_signs(_REPEATED.sub(r"\1", words), names)) is not None


def points(words: str, names: Names) -> bool:
    """Whether a yes speaks of its matter only as "it" or "that", and may mean what was said just before."""
    row = _signs(_REPEATED.sub(r"\1", words), names)
    return "t" in row and not re.search("[nahVPSKrs]", row)


def is_of_all(words: str, names: Names) -> bool:
    """Whether a yes says that it is meant for everything ("I confirm the lot")."""
    return re.search("[VSP].*[an]", _signs(_REPEATED.sub(r"\1", words), names)) is not None


def is_courtesy(words: str, names: Names) -> bool:
    """Whether a clause is nothing but courtesy, or a "no worries" that could be said of anything."""
    row = _signs(_REPEATED.sub(r"\1", words), names)
    return bool(row) and _COURTESY.fullmatch(row) is not None


def _signs(words: str, names: Names) -> str:
    """The kinds of the words as a row of letters, "" if one is of no kind."""
    row: list[str] = []
    for word in _APOSTROPHE.sub(r" \1", words).split():
        row += _TYPED.get(word, (word,))
    out, at = "", 0
    if len(row) > LONGEST:
        return ""
    while at < len(row):
        for size in range(min(_ROW, len(row) - at), 0, -1):
            sign = _KIND.get(" ".join(row[at : at + size]))
            if sign:
                break
        else:
            sign, size = ("p" if row[at] in names.both or row[at] in names.family else ""), 1
        if not sign:
            return ""
        out, at = out + sign, at + size
    return out
