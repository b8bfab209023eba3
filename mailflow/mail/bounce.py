"""Bounce: a mail server's report that a mail of ours was not delivered (RFC 3464, and reports older than it)."""

import re
from dataclasses import dataclass

from mailflow.mail.charset import text_of
from mailflow.mail.message import Message
from mailflow.mail.person import Sign, signs_of
from mailflow.mail.visible import of_message

_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_FIELD = re.compile(r"^([A-Za-z-]{1,60}):[ \t]*([^\n]{0,1000}(?:\n[ \t][^\n]{0,1000}){0,20})", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#-])([45])\d\d(?=[ -][^\d\s]|[ -]\d\.\d\.\d)")
_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|mail[-_ ]?daemon|mdaemon@|mail (?:delivery|deliver) (?:sub)?system", re.IGNORECASE
)
_POSTMASTER = re.compile(
    r"post[-_.]?master|system administrator|administrator|sysadmin|mailer|mail ?gateway|interscan", re.IGNORECASE
)
_NOBODY = re.compile(r"\bpost[-_.]?master@|\bno[-_.]?reply@|\bdo[-_.]?not[-_.]?reply@", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\s*(?:\W{0,3}(?:un)?deliver(?:able|ed|y)\b|mail (?:delivery|could not|undeliver|failed|failure"
    r"|system error)|e?-?mail (?:bounce|delivery)"
    r"|message (?:undeliver|could not|you sent|delivery|not delivered)|returned (?:mail|e-?mail|message)"
    r"|returned to sender|failure (?:notice|delivery)"
    r"|(?:permanent )?delivery (?:failure|status|report|notification|has failed|problem|error)|non[- ]?deliver"
    r"|failed (?:mail|delivery|to deliver)|nondeliverable"
    r"|warning: (?:could not|message)|warning--could not|delayed mail|there was an error sending|rejected:"
    r"|could not (?:send|deliver)|dsn|ndr\b|nicht zustellbar"
    r"|unzustellbar|zustellung|non remis|échec de (?:la )?remise|no se puede entregar|no entregad"
    r"|mancato recapito|impossibile (?:recapitare|consegnare)"
    r"|não é possível entregar|não entregue|onbestelbaar|kan ikke leveres|olevererbart|niedostarcz|niedoręcz"
    r"|не удалось доставить|недоставлен|配信不能|配信できません|未送达|无法投递|退信|無法傳遞|전송 실패|반송)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:could|can) ?(?:not|n't) be delivered|(?:was|were|been|is) (?:un(?:able|deliver)|not delivered)"
    r"|undeliverable|unable to deliver|delivery (?:to the following|has failed|failed|failure|attempt|status)"
    r"|user unknown|no such user|invalid (?:final delivery |recipient |user ?)(?:user|address|id)"
    r"|\"(?:notificationType|bounceType)|unknown user|mailbox (?:is )?(?:full|unavailable)|host (?:unknown"
    r"|not found)|returned to sender|permanent(?:ly)? (?:fail|error)|was not delivered|did not reach"
    r"|not reach(?:ed)? (?:some or all|the following)|quota exceeded|over quota|message (?:was )?rejected"
    r"|nicht (?:zugestellt|zustellbar)|n'a pas pu être|配信でき|送信できません|could not send|rejected",
    re.IGNORECASE,
)
# What a notice about a mail calls it; who writes of parcels and pumps does not.
_OF_MAIL = re.compile(
    r"(?:your|the|this) (?:message|mail)\b|e-?mail|recipient|mailbox|mail ?server|smtp|user unknown|postfach|empfänger"
    r"|nachricht|destinatai?r|courriel|mensaje|buzón|messaggio|casella|bericht|wiadomoś|сообщени|письм"
    r"|メール|メッセージ|宛先|邮件|郵件|메일",
    re.IGNORECASE,
)
_REPORT_FIELD = re.compile(r"^Final-Recipient:", re.IGNORECASE | re.MULTILINE)
_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Bounce:
    """Whom a mail did not reach, the enhanced status code (RFC 3463, "5.1.1"), and whether that is for good.

    `permanent` is False for a delay or a full mailbox that may pass, None when the report does not say.
    """

    recipient: str | None
    status: str | None
    permanent: bool | None


def reports_delivery(message: Message) -> bool:
    """Whether a part of the mail is a delivery status notification in the form of RFC 3464."""
    content_type = (message.header("content-type") or "").lower()
    return "delivery-status" in content_type or any(part.media_type in _REPORTS for part in message.attachments)


def read(message: Message) -> Bounce | None:
    """The failure that a mail reports; None when it is no bounce, or reports a success."""
    report = next((part for part in message.attachments if part.media_type in _REPORTS), None)
    if report is not None:
        return _from_report(text_of(report.content))
    if not (reports_delivery(message) or looks_like_bounce(message)):
        return None
    return _from_words(message)


def looks_like_bounce(message: Message, *, null_sender: bool = False) -> bool:
    """Whether a mail without a formal report is a server's notice, by who sends it and what it says."""
    if message.header("x-failed-recipients") is not None:
        return True
    sender = message.header("from") or ""
    if _DAEMON.search(sender[:500]):
        return True
    null = null_sender or (message.header("return-path") or "").strip() in {"<>", "<MAILER-DAEMON>"}
    if not (null or _NOBODY.search(sender[:500]) or _POSTMASTER.search(sender[:500])):
        return False
    return _sounds_like_bounce(message, sender, null=null) and (null or not _is_by_a_person(message))


def _is_by_a_person(message: Message) -> bool:
    """Whether a postmaster wrote it by hand, or somebody with such a name, of goods that were not delivered."""
    signs = signs_of(message)
    if Sign.PROGRAM in signs or {Sign.NAME, Sign.ASKS} <= signs:
        return True
    own = {message.sender.address} if message.sender else set()
    own |= {found[0].lower() for found in _ADDRESS.finditer(of_message(message).signature[:_LIMIT])}
    words = words_of(message)[:_LIMIT]
    named = any(found[0].lower() not in own for found in _ADDRESS.finditer(words))
    if named or _STATUS.search(words) or _REPLY_CODE.search(words):
        return False
    # Of a person who is called so, or has such a post, the address is another.
    return not (_OF_MAIL.search(words) and message.sender and _POSTMASTER.search(message.sender.address))


def _sounds_like_bounce(message: Message, sender: str, *, null: bool) -> bool:
    says_body = bool(_BODY.search(words_of(message)[:_LIMIT]))
    says = bool(_SUBJECT.match(message.subject[:300])) + says_body
    if _NOBODY.search(sender[:500]) and says:
        return says_body or null
    if _POSTMASTER.search(sender[:500]):
        return says >= (1 if null else 2) or (null and not message.subject)
    if null:
        return says == 2
    return False


def words_of(message: Message) -> str:
    """The words of a mail that nobody wrote, its HTML left aside when there is text."""
    if message.text:
        return message.text
    return re.sub(r"<[^<>]{0,2000}>", " ", (message.html or "")[: 4 * _LIMIT])


def _from_report(text: str) -> Bounce | None:
    text = text.replace("\r\n", "\n")[: 10 * _LIMIT]
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), " ".join(value.split()))
    action = fields.get("action", "").lower()
    if action in {"delivered", "relayed", "expanded"}:
        return None
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(fields.get("diagnostic-code", ""))
    recipient = _ADDRESS.search(fields.get("original-recipient", "")) or _ADDRESS.search(
        fields.get("final-recipient", "")
    )
    return Bounce(
        recipient[0].lower() if recipient else None,
        status[0] if status else None,
        _is_permanent(action, status[0] if status else None),
    )


def _is_permanent(action: str, status: str | None) -> bool | None:
    if action == "delayed":
        return False
    if status is not None:
        # A full mailbox (X.2.2) is reported as permanent by some servers and passes all the same.
        return status.startswith("5.") and status != "5.2.2"
    return True if action == "failed" else None


def _from_words(message: Message) -> Bounce | None:
    text = words_of(message)[:_LIMIT]
    if _REPORT_FIELD.search(text):  # a formal report, but under a wrong content type
        return _from_report(text)
    failed = message.header("x-failed-recipients") or ""
    own = {mailbox.address for mailbox in message.recipients}
    addresses = [found[0].lower() for found in _ADDRESS.finditer(f"{failed[:1000]} {text}")]
    recipient = next((address for address in addresses if address not in own and not _DAEMON.search(address)), None)
    status = _STATUS.search(text)
    code = _REPLY_CODE.search(text)
    if status:
        permanent = _is_permanent("", status[0])
    elif code:
        permanent = code[1] == "5"
    else:
        permanent = None
    return Bounce(recipient, status[0] if status else None, permanent)
