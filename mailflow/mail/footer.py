"""Footer: what programs, lists and firms put below the words of a mail, and what its writer parts from them."""

import re
from collections.abc import Iterator, Sequence

from mailflow.mail.card import (
    LOW_BELOW_CLOSING,
    has_link,
    is_answer,
    is_card,
    is_contact,
    is_due,
    is_item,
    is_plain_card,
    is_postscript,
    says_something,
)
from mailflow.mail.closing import is_closing
from mailflow.mail.line import Line, Mark, is_rule
from mailflow.mail.phrases import any_of
from mailflow.mail.signer import Signer

MAX_LINES = 25
MAX_BLOCKS = 8
MAX_SAID = 300  # characters of an answer below a signature; a notice is longer
MAX_PAPER = 250  # characters of a paragraph that asks not to print the mail

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
        |مرسل\ من\ .{1,30}|أُرسلت\ من\ .{1,30}|נשלח\ מה?-?.{1,30}
        |发自我的\ ?.{1,30}|[从從]我的.{1,20}(?:傳送|发送|發送|送出)|.{1,20}에서\ 보냄|나의\ .{1,20}에서\ 보냄
    )[\s.*_\])!]{0,5}(?:[<(\[]\s?(?:https?://|www\.|mailto:)[^\s<>]{1,400}[>)\]])?[\s.]{0,5}""".replace(
        "WHAT", r"[^\s,;:!?<>]{1,30}(?:[ /](?![-–—]\ )[^\s,;:!?<>.]{1,20}){0,5}"
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
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]{1,80})\]\((?:https?|mailto):[^()\s]{1,400}\)")
# "Sent from Newton": a name of one or two words at the end, in a paragraph of its own
_PRODUCT = re.compile(
    r"^\W{0,3}(?:[Ss]ent|[Gg]esendet|[Ee]nvoyé|[Ee]nviado|[Ii]nviato|[Vv]erzonden|[Ss]endt|[Ss]kickat|[Ww]ysłano)\s(?:from|von|de|depuis|desde|do|pelo|pela|da|vanaf|fra|från|z)\s(?:my\s|meinem\s|mon\s|mi\s|meu\s|mijn\s|min\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?$"
)
_LIST_FOOTER = re.compile(
    r"mailing list|_______|listinfo|unsubscribe|google groups|you (?:are receiving|received) this"
    r"|reply to this email directly"
    r"|lijst|verteiler|liste de diffusion|lista de correo",
    re.IGNORECASE,
)
# "Sent from my phone. Please excuse my brevity."
_BREVITY = re.compile(
    r"[.!,]\s(?:please|bitte|pls|excuse|excuseer|veuillez|merci|disculpe|desculpe|scusate|scusa|undskyld|ursäkta)\b"
    r".{0,60}\b(?:brevity|typos?|errors|kürze|tippfehler|fautes|brièveté|brevedad|brevidade|brevità|beknoptheid)\b.{0,20}$",
    re.IGNORECASE,
)
_DELIMITERS = frozenset({"--", "__", "––", "——"})  # as people type them
_OWN_WORDS = re.compile(r"\b(?:I|I'm|I'll|my|me|it's|It's|ich|mein|je|mon|ma|yo|mi|eu|meu|io|ik|mijn|jeg|jag)\b")
_RECEIVED = re.compile(r"received (?:this|it)|intended recipient", re.IGNORECASE)
_DISCLAIMER = re.compile(any_of("disclaimer"), re.IGNORECASE)
_PAPER = re.compile(rf"[\W_]*(?:[pP]\s)?(?:{any_of('paper')})", re.IGNORECASE)  # a "P" in Webdings is a tree
_NAMED = rf"(?:{any_of('marked')})\s?[:=]\s?"
_MARKING = re.compile(
    rf"[\s*_/(\[-]{{0,5}}(?:{_NAMED})?(?:{any_of('marking')})(?:\s?//?\s?[a-z][a-z ,/-]{{1,40}})?[\s*_/)\].-]{{0,5}}"
    rf"|{_NAMED}(?-i:[A-Z][A-Z /,-]{{2,40}})",
    re.IGNORECASE,
)
_LEGAL = re.compile(any_of("legal"), re.IGNORECASE)
_FOOTER = re.compile(
    r"[\s*_]*(?:virus-free\.?|this e-?mail (?:has been|was) (?:checked|scanned)|diese e-?mail wurde (?:von|auf)"
    r"|you received this (?:message|e-?mail) because|this (?:message|e-?mail) was sent (?:using|from|with|via)"
    r"|to unsubscribe|l'absence de virus|este (?:correo|mensaje) ha sido (?:comprobado|analizado)"
    r"|please consider the environment|think before (?:you )?print"
    r"|avast|avg)\b|.{0,30}\bwww\.(?:avast|avg)\.\w",
    re.IGNORECASE,
)


def footer_at(lines: Sequence[Line], signer: Signer) -> int:
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


def words_in(lines: Sequence[Line], start: int, signer: Signer, *, bare: bool) -> Iterator[tuple[int, int]]:
    """The stretches of a footer from `start` on that are words: postscripts, and answers typed below a signature.

    `bare` says that nothing stands above it: then whatever is no card is likely to be the answer.
    """
    i, lower = start, bare
    while i < len(lines):
        if lines[i].blank or lines[i].text.strip() in _DELIMITERS:
            i += 1
            continue
        end = next((j for j in range(i, len(lines)) if lines[j].blank), len(lines))
        paragraph = [line.text.strip() for line in lines[i:end]]
        said = _is_unknown(paragraph, signer) if signer.strict else lower and _is_said(paragraph, signer)
        if said or is_postscript(paragraph[0]):
            yield i, end
        i, lower = end, True


def _is_unknown(paragraph: Sequence[str], signer: Signer) -> bool:
    """Whether a paragraph is nothing that is known to stand in a footer, and so may be what somebody says."""
    words = " ".join(paragraph)
    if _DEVICE.fullmatch(_BREVITY.sub("", words)):
        return False
    if _is_disclaimer(words) or _is_stamped(paragraph) or _FOOTER.match(words) or _LIST_FOOTER.search(words):
        return bool(_OWN_WORDS.search(words))
    rest = [text for text in paragraph if not (signer.signs(text) or is_closing(text) or is_rule(text))]
    return bool(rest) and not is_plain_card(rest)


def _is_said(paragraph: Sequence[str], signer: Signer) -> bool:
    """Whether a paragraph is short and says something that a card, a device and a firm do not."""
    words = " ".join(paragraph)
    if len(words) > MAX_SAID or _is_disclaimer(words) or _FOOTER.match(words) or _LIST_FOOTER.search(words):
        return False
    if _DEVICE.fullmatch(words) or is_rule(words) or _is_stamped(paragraph) or any(map(is_contact, paragraph)):
        return False
    return any(says_something(text) or is_answer(text) for text in paragraph) and not signer.signs(paragraph[0])


def _delimited(lines: Sequence[Line], end: int, signer: Signer) -> int:
    """Cut at the last "-- " line (RFC 3676 section 4.3), if what follows is no longer than a signature."""
    filled = 0
    for i in range(end - 1, -1, -1):
        text = lines[i].text.strip()
        if text in _DELIMITERS and _is_code(lines, i):
            return end
        if lines[i].text == "-- ":
            return end if filled > 6 and _is_closed(lines[i + 1 : end], signer) else i
        if text in _DELIMITERS:
            # A row of two dashes may also part the sections of somebody's notes: those go on with prose or lists.
            below = lines[i + 1 : end]
            short = filled <= 8 and not (filled > 4 and _is_closed(below, signer))
            listed = filled <= 8 and _LIST_FOOTER.search(" ".join(line.text for line in below)[:2000])
            return i if listed or (short and not _reads_on(below) and _is_signed(below, signer)) else end
        filled += bool(text)
        if filled > MAX_LINES:
            break
    return end


def _is_code(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands between two fences, as Markdown draws them around code."""
    above = sum(line.text.lstrip().startswith("```") for line in lines[:i])
    return above % 2 == 1 and any(line.text.strip() == "```" for line in lines[i:])


def _is_closed(lines: Sequence[Line], signer: Signer) -> bool:
    """Whether somebody closes the mail below a delimiter, which then was a line of code or of a poem."""
    filled = [line.text.strip() for line in lines if not line.blank]
    return signer.signs(filled[-1]) or any(is_closing(text) for text in filled[-3:])


def _is_signed(lines: Sequence[Line], signer: Signer) -> bool:
    """Whether what stands below "--" begins with a name or is a card for the most part; sections of notes do not."""
    filled = [line.text.strip() for line in lines if not line.blank]
    cards = sum(is_card(text, LOW_BELOW_CLOSING) for text in filled)
    if filled and (signer.signs(filled[0]) or is_closing(filled[0])):
        return True
    if signer.strict and filled:
        return False
    return not any(map(says_something, filled)) and (len(filled) <= 2 or 2 * cards > len(filled))


def _reads_on(lines: Sequence[Line]) -> bool:
    bullets = sum(bool(is_item(line.text)) for line in lines)
    prose = sum(len(line.text) > 60 and line.text.rstrip().endswith((".", "!", "?", ":")) for line in lines)
    return bullets >= 1 or prose >= 2


def _device(lines: Sequence[Line], end: int) -> int:
    if end > 0:
        text = _BREVITY.sub("", _MARKDOWN_LINK.sub(r"\1", lines[end - 1].text[:600])).strip()
        parted = end < 2 or lines[end - 2].blank
        if (
            len(text) < 500
            and _DEVICE.fullmatch(text)
            and (_MACHINE.search(text) or (parted and _PRODUCT.search(text)))
        ):
            return end - 2 if end > 1 and is_rule(lines[end - 2].text) else end - 1
    return end


def _footer(lines: Sequence[Line], end: int) -> int:
    """Cut list footers below a rule, scanner notices, and legal paragraphs, which all stand last."""
    start = end
    while start > 0 and not lines[start - 1].blank and end - start < 2 * MAX_LINES:
        start -= 1
    paragraph = lines[start:end]
    if not paragraph:
        return end
    if _OWN_WORDS.search(" ".join(line.text for line in paragraph)[:4000]) and not _RECEIVED.search(paragraph[-1].text):
        return end
    if end > 1 and _is_disclaimer(paragraph[-1].text):
        return end - 1
    if start == 0:
        return end
    ruled = bool(is_rule(paragraph[0].text))
    words = " ".join(line.text for line in paragraph[ruled:])[:4000]
    if _is_disclaimer(words) or _is_stamped([line.text.strip() for line in paragraph]):
        return start
    if _OWN_WORDS.search(words):
        return end
    if _FOOTER.match(words) and len(words) < 600 and not is_due(words):
        return start
    if ruled and len(paragraph) <= 8 and (_LIST_FOOTER.search(words) or _is_advertisement(paragraph)):
        return start
    return end


def _is_stamped(paragraph: Sequence[str]) -> bool:
    """Whether an office stamps each of its mails so: it asks to save paper, or says how secret the mail is."""
    words = " ".join(paragraph)[: MAX_PAPER + 1]
    if len(words) <= MAX_PAPER and _PAPER.match(words) and not is_due(words):
        return True
    return all(len(text) <= MAX_SAID and _MARKING.fullmatch(text) for text in paragraph)


def _is_disclaimer(words: str) -> bool:
    """Whether a paragraph is a firm's legal notice: it says so in a phrase of its kind, and once more in a word."""
    if len(words) <= 60:
        return False
    phrases = {hit[0].lower() for hit in _DISCLAIMER.finditer(words[:4000])}
    if not phrases or (len(phrases) == 1 and _LEGAL.search(words[:4000]) is None):
        return False
    return not is_due(words)


def _is_advertisement(paragraph: Sequence[Line]) -> bool:
    """Whether a provider put its own lines below a long rule: "Do You Yahoo!?", "Get your free …", and a link."""
    rule = paragraph[0].text.strip()
    return len(rule) >= 30 and 1 < len(paragraph) <= 6 and any(has_link(line.text) for line in paragraph[1:])
