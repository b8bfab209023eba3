"""How the people on the stage write: replies and forwards as a mail program makes them, sent by a plain SMTP client."""

import asyncio
import html
import smtplib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from mailflow.demo.mailbox import Received


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody with a mail program. `port` is the service's SMTP port on this machine."""

    name: str
    address: str
    port: int
    service: str

    @property
    def mailbox(self) -> str:
        return formataddr((self.name, self.address))

    def reply(self, to: Received, words: str, at: datetime, number: int) -> EmailMessage:
        """A reply in Gmail's manner: the words, an attribution, the original quoted, in text and HTML."""
        original = to.message.text or ""
        sent = (to.message.date or at).strftime("%a, %d %b %Y at %H:%M")
        attribution = f"On {sent}, {to.message.sender.name if to.message.sender else ''} <{self.service}> wrote:"
        quoted = "\n".join(f"> {line}".rstrip() for line in original.splitlines())
        mail = self._mail(f"Re: {to.message.subject.removeprefix('Re: ')}", at, number)
        mail["To"] = to.message.header("reply-to") or self.service
        mail["In-Reply-To"] = f"<{to.message.message_id}>"
        mail["References"] = " ".join(f"<{ref}>" for ref in (*to.message.references, to.message.message_id))
        mail.set_content(f"{words}\n\n{attribution}\n\n{quoted}\n")
        mail.add_alternative(
            f'<div dir="ltr">{_paragraphs(words)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            f'{html.escape(attribution)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">'
            f"{_paragraphs(original)}</blockquote></div>",
            subtype="html",
        )
        mail.set_boundary(f"part-{number}-of-{self.address}")  # else every sending of the mail would draw another
        return mail

    def forward(self, notes: str, subject: str, at: datetime, number: int, *, above: str = "") -> EmailMessage:
        """A forward of one's own notes in Gmail's manner, as a fresh mail to the service's plain address."""
        header = (
            f"---------- Forwarded message ---------\nFrom: {self.name} <{self.address}>\n"
            f"Date: {at.strftime('%a, %d %b %Y at %H:%M')}\nSubject: {subject}\nTo: {self.name} <{self.address}>\n"
        )
        mail = self._mail(f"Fwd: {subject}", at, number)
        mail["To"] = self.service
        mail.set_content(f"{above}\n\n{header}\n\n{notes}\n".lstrip("\n"))
        mail.add_alternative(
            f'<div dir="ltr">{_paragraphs(above)}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
            f"{_paragraphs(header)}</div>{_paragraphs(notes)}</div></div>",
            subtype="html",
        )
        mail.set_boundary(f"part-{number}-of-{self.address}")  # else every sending of the mail would draw another
        return mail

    def _mail(self, subject: str, at: datetime, number: int) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self.mailbox
        mail["Subject"] = subject
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<{number}.{at:%Y%m%d%H%M%S}.{self.address}>"
        return mail

    async def send(self, mail: EmailMessage) -> None:
        """Hand the mail to the service; returns on its 250. Raises smtplib.SMTPException or OSError."""
        await asyncio.to_thread(self._submit, mail)

    def _submit(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as client:
            client.send_message(mail, from_addr=self.address)


def _paragraphs(words: str) -> str:
    return "<br>".join(html.escape(line) for line in words.splitlines())
