"""The SMTP and LMTP door (RFC 5321, RFC 2033): 250 is said once the mail is stored, and not before.

What a peer hears, and when:

    250  the mail is stored
    252  VRFY: we neither confirm nor deny (RFC 5321 7.3)
    421  too many connections, too many errors, or the door is closing
    451  the mail could not be stored, or not within ANSWER_SECONDS
    452  more than MAX_RECIPIENTS recipients
    550  the recipient is not ours: nothing is relayed for anybody
    552  the mail is larger than settings.max_bytes, as declared at MAIL or as counted after DATA
    554  the mail has passed more than MAX_HOPS servers (RFC 5321 6.3)

A write that has begun is never cancelled, whatever the peer does: cancelling inside a transaction could
block the database for good. The peer that left without its 250 sends again, and the store drops the double.
"""

import asyncio
import logging
import ssl
from collections import defaultdict
from typing import AnyStr, Literal, Self

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailflow import log, settings
from mailflow.intake.arrival import Accept, Arrival, Recognise

MAX_RECIPIENTS = 100
MAX_HOPS = 50
MAX_ERRORS = 20  # 5xx answers in a row
ANSWER_SECONDS = 20.0
IDLE_SECONDS = 300.0  # RFC 5321 4.5.3.2.7
CONTENT_SECONDS = 600.0  # from 354 to the lone dot
COMMAND_BYTES = 1024  # twice RFC 5321 4.5.3.1.4: rewritten and tagged senders are long

_LATER = "451 4.3.0 The mail could not be stored, try again later"

# The library logs addresses and command lines, which our log never carries.
logging.getLogger("mail.log").disabled = True


class SmtpUnavailable(Exception):
    """The door cannot open. The text names the setting and the fix."""


def hops(raw: bytes) -> int:
    """How many servers the mail says it has passed: its Received fields (RFC 5321 4.4)."""
    ends = [end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0]
    header = b"\n" + raw[: min(ends, default=len(raw))].lower()
    return header.count(b"\nreceived:")


class _Rules:
    """What the door decides within a dialogue; aiosmtpd calls these by name."""

    def __init__(self, recognise: Recognise) -> None:
        self._recognise = recognise

    async def handle_EHLO(  # noqa: N802  # aiosmtpd looks the hooks up by these names
        self, server: "_Session", session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [line for line in responses if not line.startswith("250-AUTH")]
        return [*kept[:-1], "250-PIPELINING", kept[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: "_Session", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        # Bytes that are not UTF-8 arrive as lone surrogates, which no store can keep as text.
        if not address.isprintable():
            return "553 5.1.7 That sender address cannot be used"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802
        self, server: "_Session", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            ours = address.isprintable() and self._recognise(address)
        except Exception as error:  # a fault of ours must not bounce the mail
            log.failure("intake.recognise_failed", "-", error)
            return "451 4.3.0 Try again later"
        if not ours:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_exception(self, error: Exception) -> str:
        # Recognising and storing answer for themselves, so this is the library's parser on a junk address.
        log.failure("intake.syntax", "-", error)
        return "501 5.5.4 Syntax error in the address or its parameters"


class _Session(SMTP):
    """One connection: the library's dialogue, our reading of the content and our answer to it."""

    # The reader's buffer. A line of a mail may be longer, and is then read in pieces.
    line_length_limit = 65_536

    def __init__(self, door: "SmtpDoor") -> None:
        # Of its own: the library's table is shared by all connections, and every EHLO widens it.
        self.command_size_limits: dict[str, int] = defaultdict(lambda: COMMAND_BYTES)
        self._door = door
        self._errors = 0
        self.in_mail = False
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        super().__init__(
            door.rules,
            data_size_limit=door.max_bytes,
            enable_SMTPUTF8=True,
            hostname=door.hostname,
            ident=f"{door.protocol.upper()} mailflow",
            tls_context=door.tls,
            timeout=IDLE_SECONDS,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=loop,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        after_starttls = self._original_transport is not None
        if not after_starttls and not self._door.admits(self):
            transport.set_protocol(asyncio.Protocol())
            self._hang_up(transport, "4.3.2 Too busy, try again later")
            return
        super().connection_made(transport)
        if not after_starttls and self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(self._over)

    def _over(self, dialogue: "asyncio.Task[None]") -> None:
        # Not connection_lost(), which is never called for a connection that ends within a TLS handshake.
        if not dialogue.cancelled():
            dialogue.exception()
        self.ended.set_result(None)
        self._door.forget(self)

    def leave(self, why: str = "4.3.2 Closing, try again later") -> None:
        """Say 421 and hang up (RFC 5321 3.8)."""
        if self._in_handshake:
            self.abort()
        else:
            self._hang_up(self.transport, why)

    def _hang_up(self, transport: asyncio.BaseTransport | None, why: str) -> None:
        if isinstance(transport, asyncio.Transport) and not transport.is_closing():
            transport.write(f"421 {why}\r\n".encode())
            transport.close()

    def abort(self) -> None:
        """Cut the connection without a word."""
        transport = self._original_transport or self.transport
        if isinstance(transport, asyncio.Transport):
            transport.abort()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    @property
    def _in_handshake(self) -> bool:
        return self._tls_protocol is not None and self.session is not None and self.session.ssl is None

    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        if status[:1] in ("5", b"5"):
            self._errors += 1
        if self._errors > MAX_ERRORS:
            log.event("intake.too_many_errors", level=logging.WARNING)
            self.leave("4.7.0 Too many errors")

    async def smtp_VRFY(self, arg: str | None) -> None:  # noqa: N802
        # Said to everything: the library tries the address first and echoes a malformed one.
        await self.push("252 2.5.1 Send the mail and see")

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """The content and its answer; in LMTP one answer for each recipient (RFC 2033 4.2).

        Ours rather than the library's, which refuses long lines and holds an endless one in memory.
        """
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 Send RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        self.in_mail = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            self._reset_timeout(CONTENT_SECONDS)
            raw = await self._content()
            self._reset_timeout()
            self.envelope = self._create_envelope()
            answer = await self._door.take(raw, envelope)
            if answer.startswith("2"):
                self._errors = 0
            for _ in envelope.rcpt_tos if self._door.protocol == "lmtp" else "1":
                await self.push(answer)
        finally:
            self.in_mail = False
        if self._door.closing:
            self.leave()

    async def _content(self) -> bytes | None:
        """Everything before the lone dot, dots unstuffed (RFC 5321 4.5.2); None if it is too large.

        Only CRLF . CRLF ends it: a bare LF or CR stays content, so no second mail can be smuggled in.
        """
        content = bytearray()
        too_large = False
        line_start = True
        while True:
            try:
                piece = await self._reader.readuntil(b"\r\n")
                line_end = True
            except asyncio.LimitOverrunError as overrun:
                piece = await self._reader.read(overrun.consumed)
                line_end = False
            if line_start and piece.startswith(b"."):
                if piece == b".\r\n":
                    return None if too_large else bytes(content)
                piece = piece[1:]
            line_start = line_end
            too_large = too_large or len(content) + len(piece) > self._door.max_bytes
            if too_large:
                content.clear()
            else:
                content += piece


class _LmtpSession(_Session, LMTP):
    """The same with LHLO for EHLO."""


class SmtpDoor:
    """A listening SMTP or LMTP server. `port` is the one it listens on; `closing` is true once close() began."""

    def __init__(
        self,
        section: settings.Smtp,
        *,
        accept: Accept,
        recognise: Recognise,
        protocol: Literal["smtp", "lmtp"],
        hostname: str,
    ) -> None:
        self.protocol = protocol
        self.hostname = hostname
        self.max_bytes = section.max_bytes
        self.tls = _tls(section)
        self.rules = _Rules(recognise)
        self.port = 0
        self.closing = False
        self._max_connections = section.max_connections
        self._accept = accept
        self._sessions: set[_Session] = set()
        self._commits: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    @classmethod
    async def open(
        cls,
        section: settings.Smtp,
        *,
        accept: Accept,
        recognise: Recognise,
        protocol: Literal["smtp", "lmtp"],
        hostname: str,
    ) -> Self:
        """Listen where the settings say (port 0: any free one). Raises SmtpUnavailable."""
        listen = section.listen if protocol == "smtp" else section.lmtp
        key = "listen" if protocol == "smtp" else "lmtp"
        if listen is None:
            raise SmtpUnavailable(f'[smtp] {key}: is not set. Fix: give it a host and port, "127.0.0.1:8025".')
        door = cls(section, accept=accept, recognise=recognise, protocol=protocol, hostname=hostname)
        session = _Session if protocol == "smtp" else _LmtpSession
        try:
            door._server = await asyncio.get_running_loop().create_server(
                lambda: session(door), listen.host or None, listen.port
            )
        except OSError as error:
            raise SmtpUnavailable(
                f"[smtp] {key}: cannot listen on {listen}: {error.strerror or error}. "
                "Fix: stop the program that holds that port, or choose another address."
            ) from None
        door.port = door._server.sockets[0].getsockname()[1]
        return door

    def admits(self, session: _Session) -> bool:
        """Count the connection in, unless the house is full or closing."""
        if self.closing or len(self._sessions) >= self._max_connections:
            log.event("intake.connection_refused", level=logging.WARNING, open=len(self._sessions))
            return False
        self._sessions.add(session)
        return True

    def forget(self, session: _Session) -> None:
        self._sessions.discard(session)

    async def take(self, raw: bytes | None, envelope: Envelope) -> str:
        """Have the mail stored and give the answer that the peer must hear. `raw` is None if it is too large."""
        if raw is None:
            return f"552 5.3.4 The mail is larger than {self.max_bytes} bytes"
        if hops(raw) > MAX_HOPS:
            return "554 5.4.6 Too many hops, this mail is going round in a circle"
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        commit = asyncio.create_task(self._commit(Arrival(raw, sender, tuple(envelope.rcpt_tos), self.protocol)))
        self._commits.add(commit)
        commit.add_done_callback(self._settled)
        # Unlike awaiting it, wait() leaves the commit alone when it times out or the peer disconnects.
        await asyncio.wait((commit,), timeout=ANSWER_SECONDS)
        if not commit.done():
            log.event("intake.slow_commit", level=logging.ERROR, seconds=ANSWER_SECONDS)
            return _LATER
        return _LATER if commit.cancelled() or commit.exception() else "250 2.0.0 Ok, stored"

    async def _commit(self, arrival: Arrival) -> None:
        await self._accept(arrival)

    def _settled(self, commit: "asyncio.Task[None]") -> None:
        self._commits.discard(commit)
        if not commit.cancelled() and (error := commit.exception()):
            log.failure("intake.not_stored", "-", error)

    async def close(self, grace_seconds: float = 10) -> None:
        """Stop listening, say 421 to whoever is idle, and let a mail that is being sent have its answer.

        Returns when every connection is gone and every write has ended, or after `grace_seconds`, when the
        remaining connections are cut: their peers heard no 250 and will send again.
        """
        self.closing = True
        if self._server is not None:
            self._server.close()
        for session in tuple(self._sessions):
            if not session.in_mail:
                session.leave()
        open_now = {session.ended for session in self._sessions}.union(self._commits)
        if open_now:
            await asyncio.wait(open_now, timeout=grace_seconds)
        for session in tuple(self._sessions):
            session.abort()
        if self._sessions:
            await asyncio.wait({session.ended for session in self._sessions})
        if self._commits:
            log.event("intake.commits_abandoned", level=logging.ERROR, count=len(self._commits))


def _tls(section: settings.Smtp) -> ssl.SSLContext | None:
    if section.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(section.tls_certificate, section.tls_key)
    except OSError as error:
        raise SmtpUnavailable(
            f"[smtp] tls_certificate: {section.tls_certificate} with its key {section.tls_key} cannot be used: "
            f"{error.strerror or error}. Fix: name a readable certificate chain and its key, both PEM."
        ) from None
    return context
