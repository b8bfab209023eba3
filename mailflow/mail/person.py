"""Person: the signs in a mail that somebody sat down and wrote it, for where its words sound like a program's.

Announcing a holiday, writing about bounces or calling a subject "Out of office" makes nobody a program. A program
that answers by itself knows neither its reader nor what they are at: it calls nobody by a name that it was not
given, asks nothing that only this reader could answer, and cannot say what lies ahead on the day that it is read.
"""

import re
from enum import Enum

from mailflow.mail.card import is_card, is_contact
from mailflow.mail.header import Mailbox
from mailflow.mail.message import Message
from mailflow.mail.phrases import any_of, phrases
from mailflow.mail.visible import of_message

MAX_WORDS = 4000  # characters that are looked at
MIN_QUESTION = 4  # words; "Urgent?" and "Any questions?" are headlines
MIN_CLAUSE = 3  # words of what may say something
MIN_LETTERS = 4  # of a word that says it

# The programs in which people write. Those that also answer by themselves (The Bat!, GroupWise, Notes, Yahoo) or send
# from scripts (mutt, mailx) say nothing.
_PROGRAM = re.compile(
    r"thunderbird|icedove|seamonkey|postbox|betterbird|(?:apple|iphone|ipad) mail|mailmate|airmail|entourage"
    r"|microsoft (?:office )?outlook|outlook express|macoutlook|windows (?:live )?mail|evolution|geary|kmail|k-9"
    r"|fairemail|claws mail|sylpheed|trojita|eudora|pegasus|mulberry|gnus|wanderlust|roundcube|squirrelmail"
    r"|horde|internet messaging program|open-xchange mailer|sogomail|rainloop|snappymail|em client|mailbird"
    r"|foxmail|becky!|shuriken|bluemail|aquamail|opera mail",
    re.IGNORECASE,
)
# The edges of a word; what is written without spaces has none.
_START = r"(?<![^\W_\u3040-\u9fff])"
_END = r"(?![^\W_\u3040-\u9fff])"
_SALUTATION = rf"(?:(?:{any_of('salutation')})\W{{1,3}})"
_TITLE = rf"(?:(?:{any_of('title')})\.?\s)"
_NAME = r"(?-i:[^\W\d_a-zß-öø-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)?)"
_NOBODY = rf"(?!(?:{any_of('nobody')}))"
# Programs that know a name write all of it; people write the given name, or a title and the family's.
_GREETS = re.compile(
    rf"\W{{0,3}}{_SALUTATION}(?:{_TITLE}{{1,2}}{_NOBODY}{_NAME}(?:\s{_NAME}){{0,2}}|{_NOBODY}{_NAME})\s?(?:[,!.:;–—-]|$)"
    rf"|\s{{0,3}}(?!お客|各位|皆)[^\W\d_a-z]{{1,8}}\s?(?:さん|様|先生|君)",
    re.IGNORECASE,
)
_GROUP = re.compile(rf"\W{{0,3}}{_SALUTATION}?(?:{any_of('group')})\s?[,!.:;–—-]", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\n\s*\n")
_WRAP = re.compile(r"(?<=[^\n]{40})\n(?=\S)|\n(?=[a-zß-öø-ÿа-я(])")
_SENTENCE_END = re.compile(r"(?<=[!?？؟。])\s*|(?<=[^\W_]{2}[.;])\s+|\n+")
_CLAUSE_END = re.compile(r"[,;:–—()]\s?|\s-\s|[.!?]+(?:\s|$)")
_ASKING = re.compile(r"[?？؟]\s*$|か。\s*$|[\u0370-\u03ff]\s?;\s*$")  # Greek asks with a semicolon
_TELL_ME = re.compile(rf"{_START}(?:{any_of('tell_me')}){_END}", re.IGNORECASE)
_OFFER = re.compile(rf"{_START}(?:{any_of('offer')})", re.IGNORECASE)
_UNREAD = re.compile(any_of("unread"), re.IGNORECASE)
_AHEAD = re.compile(rf"{_START}(?:{any_of('ahead')}){_END}", re.IGNORECASE)
_UNTIL = re.compile(rf"{_START}(?:{any_of('until')}){_END}", re.IGNORECASE)
_ABSENT = re.compile(any_of("absent"), re.IGNORECASE)
_NOTE = re.compile(rf"{_START}(?:{any_of('note')})", re.IGNORECASE)
_NOTE_LANGUAGES = re.compile(
    "|".join(absent for language, absent in phrases("absent").items() if language in phrases("note")), re.IGNORECASE
)
_DATED = re.compile(any_of("dated"), re.IGNORECASE)
_LEFT = re.compile(any_of("left"), re.IGNORECASE)
_MYSELF = re.compile(rf"{_START}(?:{any_of('myself')}){_END}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_MACHINE = re.compile(
    r"(?:daemon|system|server|service|job|mail|mailer|monitor|report|bot|root|admin|administrator|ops|alert|prod|test"
    r"|host|status|nagios|icinga|zabbix|notification|notifier|news|task|runner|backup|security|info|team)(?:s|ing)?",
    re.IGNORECASE,
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


class Sign(Enum):
    """What a program that answers by itself does not do, or seldom."""

    PROGRAM = "written in a mail program"
    NAME = "calls its reader by name"
    GROUP = "speaks to a known few"
    ELSE = "says something that is in no note of absence"
    ASKS = "asks its reader something"
    AHEAD = "tells of an absence that has not begun"
    SELF = "speaks of itself as I, and not of being away"


def signs_of(message: Message) -> frozenset[Sign]:
    """The signs that a mail's header and newly written words bear."""
    visible = of_message(message)
    words = visible.full[:MAX_WORDS]
    sentences = _sentences(words)
    found = {
        Sign.PROGRAM: bool(_PROGRAM.search(_program_of(message)[:300])),
        Sign.NAME: bool(_GREETS.match(words.lstrip()[:200].split("\n")[0]) or _calls_recipient(message, words)),
        Sign.GROUP: bool(_GROUP.match(words.lstrip()[:200])),
        Sign.ELSE: any(map(_says_else, _sentences(visible.text[:MAX_WORDS]))),
        Sign.ASKS: any(map(_asks, sentences)),
        Sign.AHEAD: any(map(_lies_ahead, sentences)),
        Sign.SELF: bool(_MYSELF.search(words)) and not (_ABSENT.search(words) or _LEFT.search(words)),
    }
    return frozenset(sign for sign, borne in found.items() if borne)


def bears_a_given_name(sender: Mailbox, programs: frozenset[str]) -> bool:
    """Whether an address with a program's name in it is made of a person's: Monit Sharma <monit.sharma@…>."""
    shown = _WORD.findall(sender.name.casefold())
    local = _WORD.findall(sender.address.partition("@")[0].replace("_", " "))
    others = [word for word in shown if word not in programs]
    return len(shown) > 1 and bool(others) and set(local) <= set(shown) and not any(map(_MACHINE.fullmatch, others))


def _program_of(message: Message) -> str:
    return message.header("x-mailer") or message.header("user-agent") or ""


def _calls_recipient(message: Message, words: str) -> bool:
    """Whether the mail begins with the name of one of its recipients, as one calls somebody across a table."""
    first = words.lstrip()[:60].split(",")[0]
    return bool(first) and any(
        first.casefold() in {mailbox.name.casefold(), *mailbox.name.casefold().split()[:1]}
        for mailbox in message.recipients
        if mailbox.name
    )


def _sentences(words: str) -> list[str]:
    """The sentences of some words, lines joined again that a program broke."""
    joined = (_WRAP.sub(" ", paragraph) for paragraph in _PARAGRAPH.split(words))
    return [sentence for paragraph in joined for sentence in _SENTENCE_END.split(paragraph) if sentence.strip()]


def _says_else(sentence: str) -> bool:
    """Whether a clause has a word in it that is none of a note's or a date's: "so 2 will be late"."""
    if is_contact(sentence.strip()) or is_card(sentence.strip()):
        return False
    return any(map(_is_strange, _CLAUSE_END.split(sentence)))


def _is_strange(clause: str) -> bool:
    words = _WORD.findall(clause)
    if len(words) < MIN_CLAUSE or is_contact(clause) or _NOTE.search(clause):
        return False
    return any(len(word) >= MIN_LETTERS and word.isalpha() and not _DATED.match(word) for word in words)


def knows_notes_of(words: str) -> bool:
    """Whether a note of absence is in a language of which it is known what such notes say."""
    return bool(_NOTE_LANGUAGES.search(words))


def _asks(sentence: str) -> bool:
    """Whether a sentence wants to know something of its reader; what is offered in a question is no such thing."""
    if _OFFER.search(sentence) or _UNREAD.search(sentence):
        return False
    if _TELL_ME.search(sentence):
        return True
    long = len(_WORD.findall(sentence)) >= MIN_QUESTION or bool(_UNSPACED.search(sentence))
    return long and bool(_ASKING.search(sentence))


def _lies_ahead(sentence: str) -> bool:
    """Whether an absence is to begin: "on leave next week", but not "away until next week"."""
    absent = _ABSENT.search(sentence)
    ahead = _AHEAD.search(sentence)
    if not (absent and ahead):
        return False
    return not _UNTIL.search(sentence[: ahead.start()])
