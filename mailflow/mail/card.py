"""Card: the lines that stand below a name and say whose it is: a title, a firm, an address, numbers, links."""

import re
from collections.abc import Sequence

from mailflow.mail.line import is_rule

MAX_LENGTH = 120
MAX_CONTACT = 90
MIN_STREET = 2  # words of "14 Ferry Landing"
LOW = 0.2  # of the words on a card begin with a small letter
LOW_BELOW_CLOSING = 0.6  # where a motto or a trade may stand, too

_ITEM = re.compile(r"\s*(?:[-*•+]|\(?\d{1,2}[.)])\s")
_POSTSCRIPT = re.compile(
    r"\s{0,8}[*_]{0,2}(?:P\.?\s?P?\.?S\.?|N\.?B\.?|П\.?\s?С\.?|З\.?\s?Ы\.?|ΥΓ\.?|Υ\.Γ\.|추신|追伸|附[:：])(?![^\W_])",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:yes|no|ok|okay|yep|yup|nope|agreed?|done|fine|good|sure|accepted?|confirmed?|approved|correct|right|perfect"
    r"|great|deal|never|maybe|none|nothing|send|stop|start|undo|drop|go|absolutely|definitely|confirm|approve|sent|neither|both"
    r"|all|same|ditto|later|soon|hold|wait|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|ja|nein|oui|non|si|sí|sim|não|einverstanden|passt|genau|erledigt|entendido|gut|bon|bien|da|nej|tak|nie)",
    re.IGNORECASE,
)
# What may change or refuse: below a name it is still the person's word, and no motto is worth losing it.
_SAYS = re.compile(
    r"\b(?:not|but|except|unless|if|only|drop|move|moves|change|instead|please|add|cancel|stop|undo|send|agree|accept|decline"
    r"|reject|confirm|yes|okay|done|don't|can't|cannot|won't|nicht|kein|keine|aber|außer|wenn|falls|bitte|streichen|pas|mais"
    r"|sauf|si|pero|salvo|excepto|ma|tranne|niet|maar|behalve|ikke|men|inte|nie|ale|oprócz)\b"
    r"|\bno\b(?![.\s]?\s?\d)",
    re.IGNORECASE,
)
# What takes part of a yes back, without a sentence: "Course Unlikely"
_QUALIFIES = re.compile(
    r"\b(?:minus|without|excluding|excluded|pending|unlikely|subject|provided|providing|tentative|tentatively|scrap|removed?|unsure"
    r"|depends|depending|later|probably|maybe|perhaps|hold|wait|partly|partially|almost|mostly|otherwise|until|once|when"
    r"|before|rather|unclear|wrong|incorrect|missing|really|however|though|although|still|yet|never|none|nothing|neither|nor|else)\b",
    re.IGNORECASE,
)
# A date is on no card, nor is the number of an item.
_DUE = re.compile(
    r"\bby\s+(?:\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next|end)"
    r"|\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\bnumber\s\d",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b\d{1,2}[:.]\d{2}\s?(?:[ap]m|uhr|h)?\b(?![./-]?\d)|[%€$£]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<!\w)[\s*_|•·-]{0,6}(?<!\w)(?:t|p|m|f|e|w|c|o|d|tel|telephone|phone|telefon|teléfono|tél|tlf|ph|fax|mob|mobile"
    r"|mobil|móvil|cell|handy|pager"
    r"|office|direct|desk|main|home|work|email|e-mail|mail|web|www|url|skype|linkedin|twitter|ext|extension|address|room|pgp"
    r"|gpg|тел|факс|моб|電話|电话|手机|携帯)\b\.?\s?[:.#|]?\s?(?=\S)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\+|\(0|\()?\d[\d\s().\-/‑–]{4,}\d|\b(?:ext?\.?|x)\s?\d?-?\d{2,6}\b", re.IGNORECASE)
_LINK = re.compile(
    r"https?://\S|\bwww\.\S|[^\s@]@[\w-]+\.\w|\b[\w-]{2,40}\.(?:com|org|net|io|de|fr|uk|eu|example)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_CONNECTS = re.compile(
    r"of|and|for|from|on|the|in|at|de|la|le|les|del|der|die|das|und|et|y|e|da|do|dos|di|du|des|van|von|bei|chez|den|für"
    r"|im|am|an|á|à|i|na|w|og|och|a|s|ltd|inc|gmbh",
    re.IGNORECASE,
)
_STARTS_WITH_NUMBER = re.compile(r"\W{0,3}\d{1,2}(?!\d)")
_MONTH = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|today|tomorrow|week)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[\[\"“„«']|\((?!\+?\d{2})")
_PARTED = re.compile(r"\s[|·•]\s")
_UNCASED = re.compile(r"[\u0590-\u074f\u0900-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_plain_card(texts: Sequence[str]) -> bool:
    """Whether lines can be nothing but those of a card: no bracket, number of an item, month or weekday begins them.

    Beside a number or a link, a line may be looser: a firm, a street, a trade. By themselves only two of capitals do.
    """
    if any(_BRACKET.match(text) or _MONTH.search(text) or _QUALIFIES.search(text) for text in texts):
        return False
    if not any(map(is_contact, texts)):
        return len(texts) <= 2 and all(
            is_card(text) and len(words_of(text)) > 1 and not _STARTS_WITH_NUMBER.match(text) for text in texts
        )
    loose = [text for text in texts if not is_card(text, LOW_BELOW_CLOSING)]
    counted = [text for text in texts if _STARTS_WITH_NUMBER.match(text) and not is_contact(text)]
    numbered = [text for text in counted if len(words_of(text)) < MIN_STREET]
    return not numbered and len(loose) <= 1 and not any(says_something(text) or text[-1:] in "?:!" for text in loose)


def is_card(text: str, low_share: float = LOW) -> bool:
    """Whether a line gives a title, a firm, an address, a number or a link rather than words to be read."""
    if len(text) > MAX_LENGTH or is_answer(text) or is_postscript(text) or says_something(text):
        return False
    if (
        is_rule(text)
        or (text[:1] == "(" and text[-1:] == ")" and len(text) <= 60)
        or (text[:1] in '"“„«' and text[-1:] in '"”“»')
    ):
        return True
    words: list[str] = _WORD.findall(_LINK.sub(" ", _LABEL.sub(" ", text)))
    small = sum(word[0].islower() and not _CONNECTS.fullmatch(word.strip(".")) for word in words)
    if _NUMBER.search(text) or _LINK.search(text):
        return small <= 3
    if _PARTED.search(text) and len(words) <= 10:
        return small <= 4
    if len(words) == 1 and low_share > LOW and not text.endswith((".", "!", "?", ":")):
        return True
    if len(words) <= 4 and re.search(r"\d{3,}", text) and not _DATED.search(text):
        return small <= 1
    if text.endswith(("?", ":")) or _DATED.search(text):
        return False
    if _UNCASED.search(text):
        return len(text) <= (30 if low_share == LOW else 50) and not text.endswith(("。", "．", "、", "।", "."))
    return len(words) <= 10 and small <= low_share * len(words) and not (text.endswith(".") and len(words) > 5)


def is_contact(text: str) -> bool:
    """Whether a line of a card tells how somebody is reached: by a number, an address, a link."""
    if len(text) > MAX_CONTACT or _DUE.search(text):
        return False
    return bool(
        (_LABEL.match(text) and re.search(r"\d{3}|@|\.\w\w", text))
        or (_LINK.search(text) and len(_WORD.findall(_LINK.sub(" ", text))) <= 6)
        or (_NUMBER.search(text) and len(_WORD.findall(text)) <= 8)
    )


def says_something(text: str) -> bool:
    """Whether a line has a word, or a date, that may change, refuse or agree to something."""
    text = text[:1000]
    return bool(_SAYS.search(_LINK.sub(" ", text)) or _DUE.search(text))


def is_due(text: str) -> bool:
    """Whether a line gives a date by which something is due, or the number of an item."""
    return bool(_DUE.search(text[:1000]))


def is_answer(text: str) -> bool:
    """Whether a line is one word that answers, dates or agrees, and so was written to be read."""
    return bool(_ANSWER.fullmatch(text.strip(" .,!")))


def is_postscript(text: str) -> bool:
    """Whether a line begins "P.S.", in whatever alphabet."""
    return bool(_POSTSCRIPT.match(text))


def is_item(text: str) -> bool:
    """Whether a line is one of a list."""
    return bool(_ITEM.match(text))


def has_link(text: str) -> bool:
    """Whether a link or an address stands in a line."""
    return bool(_LINK.search(text))


def words_of(text: str) -> list[str]:
    """The words of a line, its links and addresses left out."""
    return _WORD.findall(_LINK.sub(" ", text))
