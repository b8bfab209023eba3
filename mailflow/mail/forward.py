"""Forward: an older mail that a person passed on inside their own, and the lines that say so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.mail.header import Mailbox, mailboxes
from mailflow.mail.heading import Heading, heading_at
from mailflow.mail.line import Line, Mark

_FORWARDED = (
    "begin forwarded message|forwarded message|forwarded by|forwarded mail|forward(?:ed)? header"
    "|weitergeleitete nachricht"
    "|weitergeleitete e-?mail|anfang der weitergeleiteten (?:nachricht|e-?mail)|message transféré|message transmis"
    "|début du message (?:réexpédié|transféré|transmis)|mensaje reenviado|inicio del mensaje reenviado"
    "|mensaje original reenviado"
    "|messaggio inoltrato|inizio messaggio inoltrato|messaggio inoltrato da|mensagem encaminhada"
    "|mensagem reencaminhada"
    "|início da mensagem (?:encaminhada|reencaminhada)|doorgestuurd bericht|begin doorgestuurd bericht"
    "|begin van doorgestuurd bericht"
    "|videresendt (?:meddelelse|melding|besked|e-?post)|start på videresendt (?:meddelelse|melding)"
    "|vidarebefordrat (?:meddelande|brev)"
    "|vidarebefordrat mejl|vidarebefordrat e-postmeddelande|börja vidarebefordrat meddelande"
    "|påbörjat vidarebefordrat meddelande"
    "|välitetty viesti|edelleenlähetetty viesti|wiadomość przekazana|przekazana wiadomość|przesłana wiadomość"
    "|wiadomość przesłana dalej"
    "|początek przekazywanej wiadomości|пересылаемое сообщение|пересланное сообщение|пересылаемое письмо"
    "|начало переадресованного сообщения"
    "|пересланное письмо|переслане повідомлення|перенаправлене повідомлення|yönlendirilen (?:ileti|mesaj)"
    "|iletilen mesaj|iletilen e-posta başlangıcı"
    "|továbbított (?:üzenet|levél)|továbbított levél kezdete|přeposlaná zpráva|přeposlaný e-mail"
    "|preposlaná správa|předávaná zpráva"
    "|mesaj redirecționat|转发的邮件|转发邮件信息|轉寄郵件|已轉寄的郵件|转发的消息|開始轉寄郵件"
    "|下面是被转发的邮件|転送メッセージ|転送されたメッセージ|転送されたメール"
    "|전달된 메시지|전달된 메일|전달된 편지|thư đã chuyển tiếp|tin nhắn được chuyển tiếp|προωθημένο μήνυμα"
    "|pesan terusan"
    "|הודעה שהועברה|رسالة معاد توجيهها"
    "|missatge reenviat|edasi saadetud kiri|proslijeđena poruka|прехвърлено съобщение|препратено съобщение"
)
_ORIGINAL = (
    "original message|original mail|original appointment|reply message|ursprüngliche nachricht"
    "|ursprüngliche e-?mail|originalnachricht"
    "|original-?nachricht|message d'origine|message original|message initial|mensaje original|messaggio originale"
    "|mensagem original"
    "|oorspronkelijk bericht|origineel bericht|oprindelig meddelelse|opprinnelig melding"
    "|original(?:t)? meddelande|ursprungligt meddelande"
    "|ursprungsmeddelande|alkuperäinen viesti|wiadomość oryginalna|oryginalna wiadomość|исходное сообщение"
    "|оригинальное сообщение"
    "|original-?melding|orijinal (?:mesaj|ileti)|özgün ileti|eredeti üzenet|původní zpráva|pôvodná správa"
    "|mesaj original|原始邮件|原始郵件"
    "|邮件原件|元のメッセージ|원본 메시지|원본 메일|thư gốc|αρχικό μήνυμα|pesan asli|הודעה מקורית"
    "|الرسالة الأصلية|оригінальне повідомлення"
)
_RULE = r"[\s*_=\-–—>]{0,100}"
_FORWARD_LINE = re.compile(rf"{_RULE}(?:{_FORWARDED})[^:：\n]{{0,60}}[:：]?{_RULE}", re.IGNORECASE)
_FORWARD_END = re.compile(
    r"[\s>]*-{2,}\s*end(?: of)? (?:the )?(?:forwarded|included|original) (?:message|mail|e-?mail)\s*-{2,}\s*",
    re.IGNORECASE,
)
_ORIGINAL_LINE = re.compile(rf"{_RULE}(?:{_ORIGINAL})\s?[:：]?{_RULE}", re.IGNORECASE)
_RULED = re.compile(r"\s{0,8}[-_=*]{3,}.{0,80}?[-_=*:：]\s*|.{1,80}[:：]\s*", re.DOTALL)
_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|fw|wg|tr|rv|enc|doorst|vs|vb|vl|pd|ilt|továbbítás|i|пересл|转发|轉寄"
    r"|転送|전달"
    r"|forward)\s?[:：]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    r"\s*(?:re|aw|antw|sv|odp|ynt|回复|答复|回覆|返信|답장|res|rif|r|vá|отв)\s?(?:\[\d+\])?[:：]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside a forward: its From (None if unreadable), its date and subject as written, its whole text."""

    sender: Mailbox | None
    date: str
    subject: str
    text: str


def forwards(subject: str) -> bool:
    """Whether a subject says that its mail passes an older one on ("Fwd:", "WG:", "TR:", …)."""
    return bool(_SUBJECT.match(subject[:200]))


def replies(subject: str) -> bool:
    """Whether a subject says that its mail answers an older one ("Re:", "AW:", "SV:", …)."""
    return bool(_REPLY_SUBJECT.match(subject[:200]))


def begins_forward(line: Line) -> bool:
    """Whether the line is a program's "Forwarded message" line, of whatever language."""
    return line.mark is Mark.FORWARD or _is_marker(line, _FORWARD_LINE)


def ends_forward(line: Line) -> bool:
    """Whether the line is a program's "End of forwarded message" line."""
    return len(line.text) <= 100 and bool(_FORWARD_END.fullmatch(line.text))


def begins_original(line: Line) -> bool:
    """Whether the line is a program's "Original message" line, of whatever language."""
    return line.mark is Mark.ORIGINAL or _is_marker(line, _ORIGINAL_LINE)


def _is_marker(line: Line, marker: re.Pattern[str]) -> bool:
    # The words alone are a sentence's; a rule around them or a colon behind them is a program's.
    text = line.text
    return len(text) <= 300 and bool(_RULED.fullmatch(text)) and bool(marker.fullmatch(text))


def forwarded(lines: Sequence[Line]) -> Forwarded:
    """The mail whose heading begins at the first line with words, its quotation marks taken off by one level."""
    start = 0
    while start < len(lines) and (lines[start].blank or begins_forward(lines[start])):
        start += 1
    heading = heading_at(lines, start, marked=True) if start < len(lines) else None
    rest = lines[start + heading.length :] if heading else lines[start:]
    base = min((line.depth for line in rest if not line.blank), default=0)
    text = "\n".join(("> " * (line.depth - base) if line.depth > base else "") + line.text for line in rest)
    if heading is None:
        return Forwarded(None, "", "", text.strip("\n"))
    return Forwarded(sender_of(heading), heading.date, heading.subject, text.strip("\n"))


def sender_of(heading: Heading) -> Mailbox | None:
    """The mailbox that the From line of a heading names; Outlook's "Name [mailto:a@b]" is one, too."""
    value = heading.sender.replace("[mailto:", "<").replace("<mailto:", "<").replace("[", "<").replace("]", ">")
    found = mailboxes(value)
    if found:
        return found[0]
    # "Ann <ann@x.org<ann@x.org>>": Outlook's plain text repeats the link behind its words.
    head, _, tail = value.partition("<")
    found = mailboxes(tail.partition("<")[0].strip("<> ")) or mailboxes(head)
    return Mailbox(head.strip() if found[0].address not in head else "", found[0].address) if found else None
