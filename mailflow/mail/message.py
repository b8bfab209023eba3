"""Message: one mail as it came in, read tolerantly from its bytes (RFC 5322, MIME)."""

import html as markup
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.mail import tnef
from mailflow.mail.header import Mailbox, decoded, mailboxes, message_id, message_ids, moment
from mailflow.mail.part import Part, Unreadable, taken_apart

__all__ = ["Attachment", "Mailbox", "Message", "Unreadable", "parse"]

_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_UNLABELLED = {"application/octet-stream", "application/x-unknown", "application/download"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no body: its file name ("" if none), its media type in lower case, its decoded bytes.

    An enclosed message is one, with media type `message/rfc822` and its bytes as they came.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, decoded. Message ids stand without their angle brackets; addresses in lower case.

    `headers` are in order, names in lower case, values decoded. `sender` is the one mailbox of the one From
    field; None when there is none or more than one, for then nobody can say who speaks. `recipients` are
    those of To, Cc, Delivered-To and X-Original-To. `text` and `html` hold all the bodies of their kind in
    order; where plain and HTML parts follow each other instead of standing for each other, `html` holds both.
    What Outlook packed into a winmail.dat stands where it would have stood unpacked.
    """

    headers: tuple[tuple[str, str], ...]
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Mailbox | None
    recipients: tuple[Mailbox, ...]
    subject: str
    date: datetime | None
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str | None:
        """The first value of the header `name`, in whatever case; None when it is absent."""
        return next(self.all_headers(name), None)

    def all_headers(self, name: str) -> Iterator[str]:
        """Every value of the header `name`, topmost first."""
        name = name.lower()
        return (value for key, value in self.headers if key == name)


def parse(raw: bytes) -> Message:
    """Read a mail. Any bytes give a Message or raise `Unreadable`, never anything else, in linear time."""
    fields, parts = taken_apart(raw)
    charset = next((part.charset for part in parts if part.charset), "")
    values = [(name.lower(), str(value)) for name, value in fields.items()]
    text, html = _bodies(parts)
    attachments: list[Attachment] = []
    for attachment in (Attachment(part.name, part.media_type, part.content) for part in parts if not part.is_body):
        package = _package(attachment)
        if package is None:
            attachments.append(attachment)
            continue
        attachments += [Attachment(name, "application/octet-stream", content) for name, content in package.files]
        if text is None and html is None:
            text, html = package.text or None, package.html or None
    return Message(
        headers=tuple((name, decoded(value, charset)) for name, value in values),
        message_id=message_id(_first(values, "message-id")),
        in_reply_to=message_ids(_first(values, "in-reply-to")),
        references=message_ids(_first(values, "references")),
        sender=_sender(values, charset),
        recipients=tuple(
            dict.fromkeys(
                mailbox
                for wanted in ("to", "cc", "delivered-to", "x-original-to")
                for name, value in values
                if name == wanted
                for mailbox in mailboxes(value, charset)
            )
        ),
        subject=decoded(_first(values, "subject"), charset),
        date=moment(_first(values, "date")),
        text=text,
        html=html,
        attachments=tuple(attachments),
    )


def _first(values: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in values if name == wanted), "")


def _sender(values: list[tuple[str, str]], charset: str) -> Mailbox | None:
    found = [mailbox for name, value in values if name == "from" for mailbox in mailboxes(value, charset)]
    return found[0] if len({mailbox.address for mailbox in found}) == 1 else None


def _bodies(parts: Sequence[Part]) -> tuple[str | None, str | None]:
    plain: list[str] = []
    rich: list[str] = []
    has_html = False
    for part in parts:
        if not part.is_body:
            continue
        words = part.words
        if part.media_type == "text/html":
            rich.append(words)
            has_html = True
        else:
            plain.append(words)
            if not part.alternative:
                rich.append(f'<pre class="mailflow-plain">{markup.escape(words)}</pre>')
    return "\n".join(plain) if plain else None, "\n".join(rich) if has_html else None


def _package(attachment: Attachment) -> tnef.Package | None:
    unlabelled = attachment.media_type in _UNLABELLED and attachment.name.lower() == "winmail.dat"
    if not (attachment.media_type in _TNEF or unlabelled):
        return None
    try:
        return tnef.unpack(attachment.content)
    except tnef.NotTnef:
        return None
