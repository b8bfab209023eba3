"""Signature: what stands below the words of a mail and is none of them: sign-off, name, card, device line, disclaimer.

A signature that nothing marks is known by its sender's own name, and by what follows a name on a card: a title, an
address, numbers, links. Everything else below a name is words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.mail.header import Mailbox
from mailflow.mail.line import Line, Mark
from mailflow.mail.phrases import any_of

MAX_LINES = 25
MAX_WINDOW = 60  # filled lines from the end in which a sign-off is looked for
MAX_CARD = 14
LONG_NAME = 30  # characters; a longer line has more in it than a name
SHARE_OF_LOW = 0.2  # of the words on a card; more below a closing and a name, where a motto or a trade may stand
SHARE_OF_LOW_CLOSED = 0.6
FULL_LINE = 40  # characters of a line of prose
MAX_STRAY = 2  # lines of a card that are none by themselves: a motto, "I work flexibly …"
MIN_WORDS_ABOVE = 6  # a line that closes a mail has a mail above it
MAX_BLOCKS = 8

_DEVICE = re.compile(
    r"""[\s*_\[(—–-]{0,5}(?:
        sent\ (?:from|via|with|using)\ (?:my\ |the\ |an?\ )?WHAT
        |get\ outlook\ for\ (?:ios|android|mac|windows)
        |(?:von|vom)\ (?:meinem|meiner|mobile)\ ?WHAT\ (?:aus\ )?(?:gesendet|geschickt|verschickt)
        |gesendet\ (?:von|vom|mit|über)\ (?:meinem\ |meiner\ |der\ )?WHAT
        |diese\ nachricht\ wurde\ (?:von|mit)\ WHAT\ gesendet
        |(?:envoyé|expédié)\ (?:de|depuis|à\ partir\ de|par|avec)\ (?:mon\ |ma\ |l['’])?WHAT
        |envoyé\ d['’]WHAT
        |enviado\ (?:desde|de|do|da|a\ partir\ do|por|pelo|pela|con)\ (?:mi\ |meu\ |el\ |minha\ )?WHAT
        |enviat\ des\ (?:del?\ |de\ ).{1,40}
        |inviato\ (?:dal?|da|con|tramite)\ (?:mio\ |il\ mio\ |mia\ )?WHAT
        |verzonden\ (?:vanaf|vanuit|met|via)\ (?:mijn\ )?WHAT
        |verstuurd\ (?:vanaf|met|via)\ (?:mijn\ )?WHAT
        |sendt\ fra\ (?:min\ |mit\ )?WHAT
        |skickat\ (?:från|fr)\ (?:min\ |mitt\ )?WHAT
        |lähetetty\ (?:\w+\ ){0,3}WHAT
        |wysłan[eo]\ (?:z|przy\ użyciu)\ (?:mojego\ |mego\ )?WHAT
        |отправлено\ (?:с|из|через)\ WHAT
        |надіслано\ з\ WHAT
        |odesláno\ z[e]?\ (?:mého\ )?WHAT
        |WHAT(?:['’]?\w{1,4})?\ (?:gönderildi|dan\ gönderildi)
        |iphone(?:から送信|から送信されました)|.{1,30}から送信
        |发自我的\ ?.{1,30}|[从從]我的.{1,20}(?:傳送|发送|發送|送出)|.{1,20}에서\ 보냄|나의\ .{1,20}에서\ 보냄
    )[\s.*_\])!]{0,5}(?:[<(\[]\s?(?:https?://|www\.|mailto:)[^\s<>]{1,400}[>)\]])?[\s.]{0,5}""".replace(
        "WHAT", r"[^\s,;:!?<>]{1,30}(?:[ /][^\s,;:!?<>.]{1,20}){0,5}"
    ),
    re.VERBOSE | re.IGNORECASE,
)
# "Sent from my desk, …" is a sentence; a device line names a machine or a program.
_MACHINE = re.compile(
    r"iphone|ipad|android|blackberry|samsung|galaxy|nokia|lumia|windows|phone|mobile|mobil|outlook|gmail|yahoo"
    r"|mailbox|spark"
    r"|thunderbird|k-9|proton|tablet|handy|smartphone|telef|device|htc|xperia|huawei|xiaomi|oneplus|pixel|wiko"
    r"|kindle|手机|手機|平板|sony|motorola|lg "
    r"|nexus|ios|app\b|apps\b|web\.de|gmx|aol|sparrow|acompli|nine|fairmail|fairemail|bluemail|aquamail|typeapp"
    r"|airmail|superhuman|hey\b|mac\b"
    r"|macbook|watch|verizon|t-mobile|vodafone|orange|at&t|[A-Z]{2,}\d|téléphone|portable|móvil|móvel|celular"
    r"|cellulare|telefono|телефон|айфон",
    re.IGNORECASE,
)
_REGARDS = any_of("regards")
_THANKS = any_of("thanks")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{1,80})\]\((?:https?|mailto):[^()\s]{1,400}\)")
_EDGE = r"[\s*_~]*"
_END = r"[\s,.!;:/،、。！*_–—-]{0,6}"
_CLOSES = rf"{_EDGE}(?:(?:{_THANKS})\s?(?:[,&+!.-]|and|und|et|y|e)\s?)?(?:{_REGARDS})(?:\s?[/|]\s?(?:{_REGARDS})){{0,3}}{_END}"
_CLOSING = re.compile(_CLOSES, re.IGNORECASE)
_CLOSING_NAMED = re.compile(rf"{_CLOSES}(?P<name>\S.{{0,60}})", re.IGNORECASE)
_THANKING = re.compile(rf"{_EDGE}(?:{_THANKS}){_END}", re.IGNORECASE)
_THANKING_NAMED = re.compile(rf"{_EDGE}(?:{_THANKS}){_END}(?P<name>\S.{{0,60}})", re.IGNORECASE)
# "Many thanks for finding it," or "Love to everybody," above the name
_OPENS_CLOSING = re.compile(
    rf"{_EDGE}(?:{_THANKS}|{_REGARDS})(?![^\W_])(?:\s\S{{1,20}}){{0,6}}\s?[,!،]?", re.IGNORECASE
)
_PART = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]*['’.]?(?:-?[^\W\d_]+)*\.?)"
_NAME = re.compile(rf"{_PART}(?:\ (?:van|von|de|der|den|da|di|del|la|le|el|al|bin|zu|{_PART})){{0,4}}")
_DASHED_NAME = re.compile(rf"(?:[-–—~/]|--|//)\s?(?=\S)(?P<name>{_PART}(?:\ {_PART}){{0,2}})[\s.]{{0,3}}")
_SLASHED = re.compile(r"(?:--|~|//?)(?P<name>[^\W\d_]{2,12})")
_SMALL_WORD = re.compile(r"[^\W\d_]{2,12}")
_ONE_NAME = re.compile(r"(?P<name>[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ]{2,11})[.,!]?")
_ITEM = re.compile(r"\s*(?:[-*•+]|\(?\d{1,2}[.)])\s")
_POSTSCRIPT = re.compile(
    r"\s{0,8}[*_]{0,2}(?:P\.?\s?P?\.?S\.?|N\.?B\.?|П\.?\s?С\.?|З\.?\s?Ы\.?|ΥΓ\.?|Υ\.Γ\.|추신|追伸|附[:：])(?![^\W_])",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:yes|no|ok|okay|yep|yup|nope|agreed?|done|fine|good|sure|accepted?|confirmed?|approved|correct|right|perfect"
    r"|great|deal|never|maybe|none|nothing|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|ja|nein|oui|non|si|sí|sim|não|einverstanden|passt|genau|erledigt|entendido|gut|bon|bien|da|nej|tak|nie)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|june|july|august|september|october"
    r"|november|december)\b|\b\d{1,2}[:.]\d{2}\s?(?:[ap]m|uhr|h)?\b(?![./-]?\d)|[%€$£]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\w)[\s*_|•·-]{0,6}(?<!\w)(?:t|p|m|f|e|w|c|o|d|tel|telephone|phone|telefon|teléfono|tél|tlf|ph|fax|mob|mobile|mobil|móvil|cell|handy"
    r"|office|direct|desk|main|home|work|email|e-mail|mail|web|www|url|skype|linkedin|twitter|ext|extension|address|room|pgp"
    r"|gpg|тел|факс|моб|電話|电话|手机|携帯)\b\.?\s?[:.#|]?\s?(?=\S)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\+|\(0|\()?\d[\d\s().\-/‑–]{4,}\d|\b(?:ext?\.?|x)\s?\d?-?\d{2,6}\b", re.IGNORECASE)
_LINK = re.compile(
    r"https?://\S|\bwww\.\S|[^\s@]@[\w-]+\.\w|\b[\w-]{2,40}\.(?:com|org|net|io|de|fr|uk|eu|example)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_CONNECTS = frozenset(
    [
        "of",
        "and",
        "for",
        "from",
        "the",
        "in",
        "at",
        "de",
        "la",
        "le",
        "les",
        "del",
        "der",
        "die",
        "das",
        "und",
        "et",
        "y",
        "e",
        "da",
        "do",
        "dos",
        "di",
        "du",
        "des",
        "van",
        "von",
        "bei",
        "chez",
        "den",
        "für",
        "im",
        "am",
        "an",
        "á",
        "à",
        "i",
        "na",
        "w",
        "og",
        "och",
        "&",
        "a",
        "s",
        "ltd",
        "inc",
        "gmbh",
    ]
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NICK = re.compile(r"\s(?:[\"“(][^\W\d_]{2,12}[\"”)])\s")  # Florence "Flo" Baxter
_TITLES = re.compile(r"(?:[^\W\d_]{2,5}\.(?:-?[A-Za-z]{2,5}\.)?\s){1,3}")  # Dr., Ing., Dipl.-Ing.
_PARTED = re.compile(r"\s[|·•]\s")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_TRIM = " *_,.-–—~/|!\t"
_KISS = re.compile(r"x{1,4}|xo(?:xo)?", re.IGNORECASE)
_UNCASED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,6}")
_LETTERS_WITHOUT_CASE = re.compile(r"[\u0590-\u074f\u0900-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RULE = re.compile(r"[\s*]*[-_=~*—–]{3,}[\s*]*")
# "Sent from Newton": a name of one or two words at the end, in a paragraph of its own
_PRODUCT = re.compile(
    r"(?:from|via|with|using|von|mit|de|depuis|desde|do|pelo|pela|con|da|met|via|fra|från|z)\s(?:my\s|meinem\s|mon\s|mi\s|meu\s|mijn\s|min\s)?[A-Z][\w.-]+(?:\s[A-Z][\w.-]+)?\W{0,3}$"
)
_LIST_FOOTER = re.compile(
    r"mailing list|_______|listinfo|unsubscribe|google groups|you (?:are receiving|received) this"
    r"|reply to this email directly"
    r"|lijst|verteiler|liste de diffusion|lista de correo",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(any_of("disclaimer"), re.IGNORECASE)
_LEGAL = re.compile(any_of("legal"), re.IGNORECASE)
_FOOTER = re.compile(
    r"mailing list|_______|listinfo|unsubscribe|google groups|you (?:are receiving|received) this"
    r"|reply to this email directly"
    r"|lijst|verteiler|liste de diffusion|lista de correo",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"confidential|intended (?:only|solely|recipient|for)|privileged|legally|unauthori[sz]ed|if you (?:are not"
    r"|have received)|in error"
    r"|disclos|dissemination|liability|registered (?:office|in)|virus|think before (?:you )?print"
    r"|consider the environment|before printing"
    r"|vertraulich|empfänger|irrtümlich|unbefugt|weiterleitung|rechtlich geschützt|amtsgericht|geschäftsführer"
    r"|handelsregister|umwelt"
    r"|confidentiel|destinataire|par erreur|divulgation|strictement|environnement|imprimer"
    r"|confidencial|destinatario|por error|divulgación|por engano|destinatário|riservat|per errore|divulgazione"
    r"|imprimir"
    r"|vertrouwelijk|geadresseerde|bestemd voor|abusievelijk|fortrolig|konfidentiell|mottagare|poufn|adresat"
    r"|pomyłkowo"
    r"|конфиденциальн|адресат|機密|保密|기밀",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"[\s*_]*(?:virus-free\.?|this e-?mail (?:has been|was) (?:checked|scanned)|diese e-?mail wurde (?:von|auf)"
    r"|you received this (?:message|e-?mail) because|this (?:message|e-?mail) was sent (?:using|from|with|via)"
    r"|to unsubscribe|l'absence de virus|este (?:correo|mensaje) ha sido (?:comprobado|analizado)"
    r"|please consider the environment|think before (?:you )?print"
    r"|avast|avg)\b",
    re.IGNORECASE,
)


class Signer:
    """The ways in which a sender writes their own name below a mail; none is known of a sender without a name."""

    def __init__(self, sender: Mailbox | None = None) -> None:
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

    def _take(self, name: str) -> None:
        words = _TOKEN.findall(name)
        if not words or len(words) > 6:
            return
        first, last = words[0], words[-1]
        initials = [word[0] for word in words]
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
        if len(plain) > LONG_NAME and not self._is_named_in(plain):
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
                not rest or count > 1 or len(words[0]) > 1
            ):
                return rest
        if self._is_known(shown, tokens):
            return ""
        return None

    def _is_named_in(self, text: str) -> bool:
        return any(name in text for name in self._names) or any(
            len(word) > 3 and word in self._local for word in text.split(maxsplit=4)[:4]
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
        if _UNCASED.fullmatch(text):
            return len(text) >= 2 and text in self._shown
        return len(word) >= 3 and any(known.startswith(word) or word.startswith(known) for known in self._names)

    def signs(self, text: str) -> bool:
        """Whether a line is this sender's name, perhaps with an extension, a degree or a kiss behind it."""
        before, found, _ = text.casefold().partition(self._address) if self._address else ("", "", "")
        if found and ":" not in before and len(_WORD.findall(_LINK.sub(" ", text))) <= 5:
            return True
        rest = self.rest(text)
        return rest is not None and (
            not rest or bool(_KISS.fullmatch(rest)) or (rest[0] == "(" and ")" in rest[-1:]) or _is_card(rest)
        )


def signed(lines: Sequence[Line], signer: Signer, *, alone: bool = False) -> list[bool]:
    """For each line of a run of newly written ones, whether it belongs to a signature. What is unsure does not.

    Words below a signature are words: a postscript, or what stands below the sender's own name. `alone` says that
    nothing need stand above a signature, as in a mail that only passes another one on.
    """
    end = _block_at(lines, signer)
    marks = [i >= end for i in range(len(lines))]
    for i in range(end, len(lines)):
        if _POSTSCRIPT.match(lines[i].text):
            following = next((j for j in range(i, len(lines)) if lines[j].blank), len(lines))
            marks[i:following] = [False] * (following - i)
    while end > 0 and lines[end - 1].blank:
        end -= 1
    for first, after in _sign_offs(lines, end, signer, alone=alone):
        marks[first:after] = [True] * (after - first)
    return marks


def _is_disclaimer(words: str) -> bool:
    """Whether a paragraph is a firm's legal notice: it says so in a phrase of its kind, and once more in a word."""
    if len(words) <= 60:
        return False
    phrases = {hit[0].lower() for hit in _DISCLAIMER.finditer(words[:4000])}
    return 2 * len(phrases) + len({hit[0].lower() for hit in _LEGAL.finditer(words[:4000])}) >= 3


def _is_advertisement(paragraph: Sequence[Line]) -> bool:
    """Whether a provider put its own lines below a long rule: "Do You Yahoo!?", "Get your free …", and a link."""
    rule = paragraph[0].text.strip()
    return len(rule) >= 30 and 1 < len(paragraph) <= 6 and any(_LINK.search(line.text) for line in paragraph[1:])


def _sign_offs(lines: Sequence[Line], end: int, signer: Signer, *, alone: bool) -> Iterator[tuple[int, int]]:
    filled = [i for i in range(end) if not lines[i].blank]
    window = filled[-MAX_WINDOW:] if alone else filled[1:][-MAX_WINDOW:]
    found: list[tuple[int, int]] = []
    position = 0
    for i in window:
        if i < position:
            continue
        after = _sign_off_end(lines, i, end, signer)
        if after:
            found.append((i, after))
            position = after
    if position < end and window and _is_last_name(lines, window[-1]):
        found.append((window[-1], end))
    following = end
    for first, after in reversed(found):
        # A letter within the mail has a close of its own; below the sender's own there may be a postscript.
        parted = any(not line.blank for line in lines[after:following])
        if following == end or not parted or _is_postscript(lines, after):
            yield first, after
        following = first


def _is_postscript(lines: Sequence[Line], start: int) -> bool:
    following = next((line for line in lines[start:] if not line.blank), None)
    return following is not None and bool(_POSTSCRIPT.match(following.text))


def _sign_off_end(lines: Sequence[Line], i: int, end: int, signer: Signer) -> int:
    """Where the sign-off that begins at line `i` ends, 0 if none begins there."""
    begins = _begins(lines, i, end, signer)
    if begins is None:
        return 0
    last = _block_end(lines, begins, end)
    rest = next((j for j in range(last, end) if not lines[j].blank), end)
    if rest == end:
        return end
    apart = begins.closed or rest > last
    return last if (begins.own and apart) or _is_postscript(lines, rest) else 0


@dataclass(frozen=True, slots=True)
class _Begin:
    """Closing and name end before line `after`; `closed` if there is a closing, `own` if the name is the sender's."""

    after: int
    closed: bool = False
    own: bool = False


def _begins(lines: Sequence[Line], i: int, end: int, signer: Signer) -> _Begin | None:
    """What a sign-off begins with at line `i`: a closing, or the sender's name."""
    text = lines[i].text.strip()
    if len(text) > 100:
        return None
    below = next((j for j in range(i + 1, min(i + 6, end)) if not lines[j].blank), end)
    name = lines[below].text.strip() if below < end else ""
    own = bool(name) and signer.signs(name)
    if _CLOSING.fullmatch(text):
        named_below = own or _is_name(name) or _is_nick(name, lines, below, end)
        return _Begin(below + 1 if named_below else i + 1, closed=True, own=own)
    if (named := _CLOSING_NAMED.fullmatch(text)) and (signer.signs(named["name"]) or _is_name(named["name"])):
        return _Begin(i + 1, closed=True, own=signer.signs(named["name"]))
    if _THANKING.fullmatch(text):
        if _is_name(name) or own or _is_nick(name, lines, below, end):
            return _Begin(below + 1, closed=True, own=own)
        if below == end < len(lines) and lines[end].text.startswith("--"):
            return _Begin(end)
    if (named := _THANKING_NAMED.fullmatch(text)) and signer.signs(named["name"]):
        return _Begin(i + 1, closed=True, own=True)
    if own and not lines[below - 1].blank and _is_phrase_of_close(lines, i):
        return _Begin(below + 1, closed=True, own=True)
    return _begins_with_name(lines, i, below, end, signer)


def _begins_with_name(lines: Sequence[Line], i: int, below: int, end: int, signer: Signer) -> _Begin | None:
    text = lines[i].text.strip()
    parted = lines[i - 1].blank if i else True
    if signer.signs(text) and (not _in_list(lines, i) or (parted and signer.rest(text) == "")):
        if not parted and _is_name(lines[i - 1].text):
            return None  # the last of a list of names
        return _Begin(i + 1, own=parted and len(text) > 2)
    above = next((line.text.rstrip() for line in reversed(lines[:i]) if not line.blank), "")
    if _is_name(text) and above.endswith((".", "!", ")", "?")) and _is_all_card(lines, below, end):
        return _Begin(below)
    if _RULE.fullmatch(text) and below < end and signer.signs(lines[below].text.strip()):
        return _Begin(below + 1)
    if parted and (dashed := _DASHED_NAME.fullmatch(text) or _SLASHED.fullmatch(text)) and not _in_list(lines, i):
        return _Begin(i + 1, own=signer.signs(dashed["name"]))
    return None


def _is_phrase_of_close(lines: Sequence[Line], i: int) -> bool:
    """Whether a line directly above the name closes a mail in words of its own: "In solidarity,", "Love to all,"."""
    text = lines[i].text.strip()
    if _OPENS_CLOSING.fullmatch(text) and not text.endswith((".", "?")):
        return True
    words = _WORD.findall(text)
    return (
        text.endswith((",", "，", "،"))
        and 0 < len(words) <= 5
        and bool(i and lines[i - 1].blank)
        and not any(_ANSWER.fullmatch(word) for word in words)
        and sum(len(line.text.split()) for line in lines[max(0, i - 20) : i]) >= MIN_WORDS_ABOVE
    )


def _block_end(lines: Sequence[Line], begins: _Begin, end: int) -> int:
    """Where the lines below a closing and name that go with them end, the blank ones behind them left out.

    A paragraph does if all its lines are those of a card, or if it gives a number or a link at all.
    """
    last = start = begins.after
    share = SHARE_OF_LOW_CLOSED if begins.closed else SHARE_OF_LOW
    filled = 0
    while start < end:
        if lines[start].blank:
            start += 1
            continue
        if _POSTSCRIPT.match(lines[start].text):
            return last
        stop = next((j for j in range(start, end) if lines[j].blank or _POSTSCRIPT.match(lines[j].text)), end)
        paragraph = [line.text.strip() for line in lines[start:stop]]
        filled += len(paragraph)
        if filled > MAX_CARD:
            return last
        gives = any(map(_is_contact, paragraph))
        fits = [gives and not _is_read(text) or _is_card(text, share) for text in paragraph]
        strange = [k for k, text in enumerate(paragraph) if not _is_card(text, share)]
        stray = strange[MAX_STRAY] if len(strange) > MAX_STRAY else len(paragraph)
        cards = min(next((k for k, fit in enumerate(fits) if not fit), len(paragraph)), stray)
        if cards < len(paragraph):
            return start + cards if cards else last
        last = start = stop
    return last


def _is_read(text: str) -> bool:
    """Whether a line is meant to be read on, even among numbers and links: an item, a question, an announcement."""
    return bool(_ITEM.match(text)) or text.endswith(("?", ":"))


def _is_card(text: str, share: float = SHARE_OF_LOW) -> bool:
    """Whether a line gives a title, a firm, an address, a number or a link rather than words to be read."""
    if len(text) > 120 or _ANSWER.fullmatch(text.strip(" .,!")) or _POSTSCRIPT.match(text):
        return False
    if (
        _RULE.fullmatch(text)
        or (text[:1] == "(" and text[-1:] == ")" and len(text) <= 60)
        or (text[:1] in '"“„«' and text[-1:] in '"”“»')
    ):
        return True
    words: list[str] = _WORD.findall(_LINK.sub(" ", _LABEL.sub(" ", text)))
    low = sum(word[0].islower() and word.strip(".").lower() not in _CONNECTS for word in words)
    if _NUMBER.search(text) or _LINK.search(text):
        return low <= 3
    if _PARTED.search(text) and len(words) <= 10:
        return low <= 4
    if len(words) == 1 and share == SHARE_OF_LOW_CLOSED and not text.endswith((".", "!", "?", ":")):
        return True
    if len(words) <= 4 and re.search(r"\d{3,}", text) and not _DATED.search(text):
        return low <= 1
    if text.endswith(("?", ":")) or _DATED.search(text):
        return False
    if _LETTERS_WITHOUT_CASE.search(text):
        return len(text) <= (30 if share == SHARE_OF_LOW else 50) and not text.endswith(("。", "．", "、", "।", "."))
    return len(words) <= 10 and low <= share * len(words) and not (text.endswith(".") and len(words) > 5)


def _is_all_card(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether nothing follows but numbers, links and addresses, or a title and a firm, below a name that stands apart."""
    texts = [line.text.strip() for line in lines[start:end] if not line.blank]
    if not 0 < len(texts) <= MAX_CARD or not all(map(_is_card, texts)):
        return False
    return any(map(_is_contact, texts)) or (len(texts) <= 2 and start > 1 and lines[start - 2].blank)


def _is_contact(text: str) -> bool:
    return len(text) <= 90 and bool(
        (_LABEL.match(text) and re.search(r"\d{3}|@|\.\w\w", text))
        or (_LINK.search(text) and len(_WORD.findall(_LINK.sub(" ", text))) <= 6)
        or (_NUMBER.search(text) and len(_WORD.findall(text)) <= 8)
    )


def _is_nick(text: str, lines: Sequence[Line], i: int, end: int) -> bool:
    """Whether a last line is one small word, as people write their names in haste."""
    last = i < end and all(line.blank for line in lines[i + 1 : end])
    return last and bool(_SMALL_WORD.fullmatch(text)) and not _ANSWER.fullmatch(text)


def _is_name(text: str) -> bool:
    text = text.strip(" *_,.-–—")
    return 0 < len(text) <= 40 and bool(_NAME.fullmatch(text)) and not _ANSWER.fullmatch(text)


def _in_list(lines: Sequence[Line], i: int) -> bool:
    above = next((line.text.strip() for line in reversed(lines[:i]) if not line.blank), "")
    return above.startswith(tuple("-–—~/*•")) or above.endswith(":")


def _is_last_name(lines: Sequence[Line], i: int) -> bool:
    """Whether the last line is a paragraph of one given name, below words that have come to an end."""
    text = lines[i].text.strip()
    found = _ONE_NAME.fullmatch(text) or _UNCASED.fullmatch(text)
    if not found or not i or _ANSWER.fullmatch(text.strip(" .,!")):
        return False
    above = next((line.text.strip() for line in reversed(lines[:i]) if not line.blank), "")
    if not lines[i - 1].blank:
        return len(above) > FULL_LINE and above.endswith((".", "!", "?"))
    return above.endswith((".", "!", ")", "…", "。", "！"))


def _block_at(lines: Sequence[Line], signer: Signer) -> int:
    """Where device lines, delimited signatures, list footers and disclaimers begin."""
    end = len(lines)
    filled, marked = 0, True
    for i in range(len(lines) - 1, -1, -1):
        filled += not lines[i].blank
        marked = marked and (lines[i].blank or lines[i].mark is Mark.SIGNATURE)
        if not marked and filled > MAX_LINES:
            break
        if lines[i].mark is Mark.SIGNATURE:
            end = i
    for _ in range(MAX_BLOCKS):
        while end > 0 and lines[end - 1].blank:
            end -= 1
        before = end
        end = _delimited(lines, end, signer)
        end = _device(lines, end)
        end = _footer(lines, end)
        if end == before:
            break
    return end


def _delimited(lines: Sequence[Line], end: int, signer: Signer) -> int:
    """Cut at the last "-- " line (RFC 3676 section 4.3), if what follows is no longer than a signature."""
    filled = 0
    for i in range(end - 1, -1, -1):
        text = lines[i].text.strip()
        if lines[i].text == "-- ":
            return end if filled > 6 and _is_closed(lines[i + 1 : end], signer) else i
        if text == "--":
            # A row of two dashes may also part the sections of somebody's notes: those go on with prose or lists.
            below = lines[i + 1 : end]
            short = filled <= 8 and not (filled > 4 and _is_closed(below, signer))
            return i if short and not _reads_on(below) else end
        filled += bool(text)
        if filled > MAX_LINES:
            break
    return end


def _is_closed(lines: Sequence[Line], signer: Signer) -> bool:
    """Whether somebody closes the mail below a delimiter, which then was a line of code or of a poem."""
    filled = [line.text.strip() for line in lines if not line.blank]
    return signer.signs(filled[-1]) or any(_CLOSING.fullmatch(text) for text in filled[-3:])


def _reads_on(lines: Sequence[Line]) -> bool:
    bullets = sum(bool(_ITEM.match(line.text)) for line in lines)
    prose = sum(len(line.text) > 60 and line.text.rstrip().endswith((".", "!", "?", ":")) for line in lines)
    return bullets >= 1 or prose >= 2


def _device(lines: Sequence[Line], end: int) -> int:
    if end > 0:
        text = _MARKDOWN_LINK.sub(r"\1", lines[end - 1].text[:600]).strip()
        parted = end < 2 or lines[end - 2].blank
        if (
            len(text) < 500
            and _DEVICE.fullmatch(text)
            and (_MACHINE.search(text) or (parted and _PRODUCT.search(text)))
        ):
            return end - 2 if end > 1 and _RULE.fullmatch(lines[end - 2].text) else end - 1
    return end


def _footer(lines: Sequence[Line], end: int) -> int:
    """Cut list footers below a rule, scanner notices, and legal paragraphs, which all stand last."""
    start = end
    while start > 0 and not lines[start - 1].blank and end - start < 2 * MAX_LINES:
        start -= 1
    paragraph = lines[start:end]
    if not paragraph:
        return end
    if end > 1 and _is_disclaimer(paragraph[-1].text):
        return end - 1
    if start == 0:
        return end
    ruled = bool(_RULE.fullmatch(paragraph[0].text))
    words = " ".join(line.text for line in paragraph[ruled:])[:4000]
    if _is_disclaimer(words):
        return start
    if _FOOTER.match(words) and len(words) < 600:
        return start
    if ruled and len(paragraph) <= 8 and (_LIST_FOOTER.search(words) or _is_advertisement(paragraph)):
        return start
    return end
