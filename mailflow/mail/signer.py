"""Signer: the sender of a mail, by the ways in which people write their own name below it."""

import re
from collections.abc import Sequence

from mailflow.mail.card import is_card, is_contact, words_of
from mailflow.mail.header import Mailbox
from mailflow.mail.phrases import phrases

LONG_NAME = 30  # characters; a longer line has more in it than a name

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NICK = re.compile(r"\s(?:[\"“(][^\W\d_]{2,12}[\"”)])\s")  # Florence "Flo" Baxter
_TITLES = re.compile(
    r"(?:i\.\s?[AV]\.|ppa\.?)\s|(?:[^\W\d_]{2,5}\.(?:-?[A-Za-z]{2,5}\.)?\s){1,3}"
)  # i. A., ppa., Dr., Dipl.-Ing.; who signs "pp Jo" is not Jo
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# a name, or a part of one, in a script without letter case
CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6}")
_APART = re.compile(r"[,|·•–—-]|\s\s")
_LETTERS = re.compile(r"(?:[A-Z][A-Za-z]{0,3}[A-Z.]{1,4},?\s?){1,4}")  # RN, PhD, P.E.
# kisses, and what Koreans, Japanese and Chinese put behind their name
_KISS = re.compile(r"x{1,4}|xo(?:xo)?|드림|올림|배상|拝|拜上|敬上|謹上", re.IGNORECASE)
_NICKNAMES = {
    name: frozenset(nicks.split("|")) for names, nicks in phrases("nicknames").items() for name in names.split("_")
}
_TRIM = " *_,.-–—~/|!\t"


class Signer:
    """The ways in which a sender writes their own name below a mail; none is known of a sender without a name.

    People sign with names that nobody could know from their address. `strict` says that no such guess is to be made.
    """

    def __init__(self, sender: Mailbox | None = None, *, strict: bool = False) -> None:
        self.strict = strict
        self._calls: set[str] = set()
        self._names: set[str] = set()
        self._shown = self._local = self._address = ""
        if sender is None:
            return
        self._address = sender.address
        self._local = re.sub(r"[^a-z]", "", sender.address.partition("@")[0].partition("+")[0])
        self._shown = re.sub(r"\(.*?\)|[\"“”]", " ", sender.name[:200]).casefold().split(" via ")[0].strip()
        last, comma, first = self._shown.partition(",")
        if "@" not in self._shown:
            self._take(f"{first} {last}" if comma and first.strip() else self._shown)
        self._take(" ".join(_TOKEN.findall(sender.address.partition("@")[0].partition("+")[0])))

    @property
    def named(self) -> bool:
        """Whether only the sender's own name, which is known, may stand for a signature by itself."""
        return self.strict and bool(self._shown) and "@" not in self._shown

    def _take(self, name: str) -> None:
        words = _TOKEN.findall(name)
        if not words or len(words) > 6:
            return
        first, last = words[0], words[-1]
        initials = [word[0] for word in words]
        self._calls |= _NICKNAMES.get(first, frozenset())
        self._names |= {word for word in (first, last) if len(word) > 2}
        self._calls |= {" ".join(words), first, last, f"{first} {last}", f"{first[0]} {last}", f"{first} {last[0]}"}
        self._calls |= {
            first[0],
            "".join(initials),
            "".join(reversed(initials)),
            " ".join(initials),
            first[0] + last[0],
        }

    def rest(self, text: str) -> str | None:
        """What stands behind the sender's name in a line that begins with it; None for any other line."""
        plain = text.strip(_TRIM).casefold()
        if len(plain) > LONG_NAME and not self.is_named_in(plain):
            return None
        if plain and plain in {self._shown, *self._shown.split()}:
            return ""
        if len(plain) > 3 and not _LATIN.search(plain) and self._shown.startswith(plain):
            return ""
        shown = _TITLES.sub("", _NICK.sub(" ", text[:160]).strip(_TRIM))
        tokens = list(_TOKEN.finditer(shown))[:6]
        if not tokens or tokens[0].start():
            return None
        words = [token[0].casefold() for token in tokens]
        for count in range(len(words), 0, -1):
            rest = shown[tokens[count - 1].end() :].strip(_TRIM)
            if (" ".join(words[:count]) in self._calls or self._is_local(words[:count])) and (
                not rest or count > 1 or len(words[0]) > 1 or _KISS.fullmatch(rest)
            ):
                return rest
        if self._is_known(shown, tokens):
            return ""
        return None

    def is_named_in(self, text: str) -> bool:
        """Whether a part of the name stands anywhere in a line."""
        low = text.casefold()
        return any(name in low for name in self._names | {self._shown} if name) or any(
            len(word) > 3 and word in self._local for word in low.split(maxsplit=4)[:4]
        )

    def _is_local(self, words: Sequence[str]) -> bool:
        """Whether the address is made of a name: "hnakagawa", "hiroshin", "nakagawah"."""
        if len(words) < 2 or len(self._local) < 4:
            return False
        first, last = words[0], words[-1]
        front, back = self._local.removesuffix(last), self._local.removeprefix(last)
        return any(0 < len(part) < len(self._local) and first.startswith(part) for part in (front, back)) or (
            self._local == first + last[0]
        )

    def _is_known(self, text: str, tokens: Sequence[re.Match[str]]) -> bool:
        """Whether a whole line is a short form of the name ("Thad"), or ends with it ("your uncle Bob")."""
        word = tokens[-1][0].casefold()
        if text[tokens[-1].end() :].strip(_TRIM):
            return False
        if len(tokens) > 1:
            return len(tokens) <= 4 and word in self._names and not re.search(r"[.,;:!?\d]", text)
        if CHARACTERS.fullmatch(text):
            return len(text) >= 2 and text in self._shown
        return len(word) >= 3 and any(
            known.startswith(word) or word.startswith(known) or (len(word) > 3 and known.endswith(word))
            for known in self._names
        )

    def signs(self, text: str) -> bool:
        """Whether a line is this sender's name, perhaps with an extension, a degree or a kiss behind it."""
        before, found, _ = text.casefold().partition(self._address) if self._address else ("", "", "")
        if found and ":" not in before and len(words_of(text)) <= 5:
            return True
        rest = self.rest(text)
        if not rest or _KISS.fullmatch(rest) or not re.search(r"\w", rest):
            return rest is not None
        # "Ben Survey by April" is no name with a title; "Ann Lee, PhD" and "Marcus  5-0144" are.
        apart = bool(_APART.search(text[: len(text) - len(rest)][-3:]) or _LETTERS.fullmatch(rest) or rest[0] in "([")
        if self.strict and not (_LETTERS.fullmatch(rest) or is_contact(rest)):
            return False
        return (apart or bool(re.match(r"\W{0,2}(?:x|ext?\b|\+?\d)", rest, re.IGNORECASE))) and is_card(rest)
