"""Submission to a mail server (RFC 6409) over a few connections that are kept and used again.

What becomes of a mail:

    2xx after the lone dot                               sent
    4xx anywhere, 421 included                           later
    5xx to MAIL, RCPT, DATA or the content               refused
    5xx about us (530, 534, 535, 538: log in, encrypt)   later, and an error in the log
    no connection: name, network, TLS, login, greeting   later, and an error in the log if it is a setting
    connection lost or silence before the content        later
    connection lost or silence after it                  unknown

An operator's mistake must not bounce people's mail: whatever is wrong with the way and not with the mail is
`later`, and stays in the outbox until it is put right or three days have passed.
"""

import asyncio
import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiosmtplib

from mailflow import log, settings
from mailflow.delivery.outlet import Outcome, Outgoing, SubmissionUnavailable

GIVE_UP_AFTER = timedelta(days=3)
JITTER = 0.2
NOOP_AFTER_SECONDS = 5.0
RECONNECT_AFTER_SECONDS = 60.0
NETWORK_PAUSE_SECONDS = 5.0
SETTING_PAUSE_SECONDS = 60.0
QUIT_SECONDS = 2.0

_STEPS = (1, 5, 10, 20, 40, 60)
_ABOUT_US = {530: "login_required", 534: "login_mechanism", 535: "login_refused", 538: "login_unencrypted"}
_FIXES = {
    "dns": "the name cannot be found. Fix: correct [submission] host, or this machine's name server",
    "connect_refused": "nothing listens there. Fix: correct [submission] host and port",
    "connect_timeout": "it does not answer. Fix: check [submission] host, port and tls, and the firewall",
    "connect_failed": "the connection cannot be made or does not last. Fix: check [submission] host, port and tls",
    "tls_certificate": "its certificate cannot be trusted. Fix: set [submission] host to the name in the "
    "certificate, or install its authority on this machine",
    "tls_handshake": "TLS cannot be agreed on. Fix: port 587 goes with tls = \"starttls\", port 465 with tls = \"tls\"",
    "starttls_unsupported": "it offers no STARTTLS. Fix: port 587 goes with tls = \"starttls\", 465 with \"tls\"",
    "login_unencrypted": "the password would cross the network unencrypted. Fix: set [submission] tls to "
    "\"starttls\" or \"tls\"",
    "login_refused": "it refuses the login. Fix: correct [submission] user and password",
    "login_unsupported": "it offers no login that we know. Fix: clear [submission] user, or set tls and port right",
    "login_required": "it wants a login. Fix: set [submission] user and password",
    "login_mechanism": "it wants another login mechanism. Fix: ask its operator for a password for programs",
    "login_later": "it cannot check the login now. Fix: try again later",
    "greeting": "it greets us with a refusal. Fix: ask its operator whether this machine may submit mail",
}  # fmt: skip
_SETTINGS_AT_FAULT = {
    "tls_certificate",
    "tls_handshake",
    "starttls_unsupported",
    *(detail for detail in _FIXES if detail.startswith("login_") and detail != "login_later"),
}


def backoff(attempt: int, jitter: float) -> timedelta:
    """How long to wait after attempt number `attempt` (from 1): 1, 5, 10, 20, 40, then 60 minutes each time.

    `jitter` is the caller's draw from [0, 1), so that mails that failed together do not come back together:
    0.5 leaves the step as it is, the ends make it a fifth shorter and a fifth longer.
    """
    minutes = _STEPS[min(max(attempt, 1), len(_STEPS)) - 1]
    return timedelta(minutes=minutes) * (1 + JITTER * (2 * jitter - 1))


def exhausted(first: datetime, now: datetime) -> bool:
    """Whether a mail first attempted at `first` has been attempted for long enough (RFC 5321 4.5.4.1)."""
    return now - first >= GIVE_UP_AFTER


class _Unconnected(Exception):
    """There is no usable connection; `outcome` is what that means for the mail."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


@dataclass(slots=True)
class _Line:
    """A connection that is logged in. `mails` counts what went over it, `used` is when it last was."""

    client: aiosmtplib.SMTP
    used: float
    mails: int = 0


class Submitter:
    """Hands mails to the server in the settings over at most `connections` connections at a time.

    After a connection could not be made, mails of the next seconds get the same outcome without another try:
    a server that is away must not be knocked at once for every mail, nor a wrong password tried a thousand
    times. `clock` gives seconds that only grow.
    """

    def __init__(
        self, section: settings.Submission, *, hostname: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._section = section
        self._hostname = hostname
        self._clock = clock
        self._places = asyncio.Semaphore(section.connections)
        self._idle: list[_Line] = []
        self._context: ssl.SSLContext | None = None
        self._failure: tuple[float, Outcome] | None = None
        self._closed = False

    async def submit(self, mail: Outgoing) -> Outcome:
        """Hand the mail over. Every trouble is an Outcome; only a cancellation is raised."""
        if not (_is_sendable(mail.recipient) and (not mail.sender or _is_sendable(mail.sender))):
            outcome = Outcome("refused", None, "address_unusable")
        else:
            async with self._places:
                outcome, stale = await self._attempt(mail)
                if stale:
                    # The peer may close a kept connection at any time: that says nothing of the mail.
                    self._drop_idle()
                    outcome, _ = await self._attempt(mail)
        if outcome.detail in _SETTINGS_AT_FAULT:
            log.event("submission.misconfigured", level=logging.ERROR, code=outcome.code, detail=outcome.detail)
        return outcome

    async def check(self) -> None:
        """Connect and log in, and say goodbye. Raises SubmissionUnavailable."""
        try:
            client = await self._connect()
        except _Unconnected as failure:
            where = f"{self._section.host}:{self._section.port}"
            said = f" ({failure.outcome.code})" if failure.outcome.code else ""
            raise SubmissionUnavailable(f"{where}: {_FIXES[failure.outcome.detail]}{said}.") from None
        await self._quit(client)

    async def close(self) -> None:
        """Say goodbye on the connections that are not in use; the others end with their mail."""
        self._closed = True
        idle, self._idle = self._idle, []
        await asyncio.gather(*(self._quit(line.client) for line in idle))

    async def _attempt(self, mail: Outgoing) -> tuple[Outcome, bool]:
        """One attempt; and whether it only showed that a kept connection was no longer good."""
        try:
            line = await self._line()
        except _Unconnected as failure:
            return failure.outcome, False
        kept = line.mails > 0
        good = False
        try:
            outcome = await _dialogue(line.client, mail, self._section.timeout_seconds)
            good = outcome.state == "sent" or await self._reset(line.client)
        finally:
            # Not good either when cancelled: the dialogue then stands at some unknown place.
            line.mails += 1
            line.used = self._clock()
            if good and line.client.is_connected and not self._closed:
                self._idle.append(line)
            else:
                line.client.close()
        lost = outcome.code == 421 or (outcome.code is None and outcome.state == "later")
        return outcome, kept and lost

    async def _line(self) -> _Line:
        """A connection in working order, the one last used if there is any. Raises _Unconnected."""
        while self._idle:
            line = self._idle.pop()
            unused = self._clock() - line.used
            if unused < NOOP_AFTER_SECONDS and line.client.is_connected:
                return line
            if unused < RECONNECT_AFTER_SECONDS and await self._answers(line.client):
                return line
            line.client.close()
        if self._failure is not None and self._clock() < self._failure[0]:
            raise _Unconnected(self._failure[1])
        try:
            client = await self._connect()
        except _Unconnected as failure:
            at_fault = failure.outcome.detail in _SETTINGS_AT_FAULT
            wait = SETTING_PAUSE_SECONDS if at_fault else NETWORK_PAUSE_SECONDS
            self._failure = (self._clock() + wait, failure.outcome)
            raise
        self._failure = None
        return _Line(client, self._clock())

    async def _connect(self) -> aiosmtplib.SMTP:
        section = self._section
        if section.user and section.tls == "none" and not _is_loopback(section.host):
            raise _Unconnected(Outcome("later", None, "login_unencrypted"))
        if self._context is None and section.tls != "none":
            self._context = ssl.create_default_context()
        client = aiosmtplib.SMTP(
            hostname=section.host,
            port=section.port,
            local_hostname=self._hostname,
            timeout=section.timeout_seconds,
            use_tls=section.tls == "tls",
            start_tls=section.tls == "starttls",
            tls_context=self._context,
        )
        try:
            await client.connect()
            if section.user:
                await client.login(section.user, section.password)
            else:
                await _greet(client)
        except (OSError, ValueError, aiosmtplib.SMTPException) as error:
            client.close()
            raise _Unconnected(_no_connection(error)) from None
        except BaseException:
            client.close()
            raise
        return client

    async def _answers(self, client: aiosmtplib.SMTP) -> bool:
        try:
            return (await client.execute_command(b"NOOP", timeout=QUIT_SECONDS)).code == 250
        except (OSError, aiosmtplib.SMTPException):
            return False
        except asyncio.CancelledError:
            client.close()
            raise

    async def _reset(self, client: aiosmtplib.SMTP) -> bool:
        try:
            return client.is_connected and (await client.execute_command(b"RSET")).code == 250
        except (OSError, aiosmtplib.SMTPException):
            return False

    async def _quit(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.execute_command(b"QUIT", timeout=QUIT_SECONDS)
        except (OSError, aiosmtplib.SMTPException):
            pass
        finally:
            client.close()

    def _drop_idle(self) -> None:
        """What befell one kept connection has likely befallen all."""
        idle, self._idle = self._idle, []
        for line in idle:
            line.client.close()


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        await client.helo()


async def _dialogue(client: aiosmtplib.SMTP, mail: Outgoing, seconds: float) -> Outcome:
    """MAIL, RCPT, DATA and the content (RFC 5321 3.3).

    Step by step and not by the library's sendmail(), which does not tell silence before the content from
    silence after it, nor takes an address as it stands.
    """
    content = _on_the_wire(mail.raw)
    begun = False
    try:
        for command in (
            [b"MAIL", b"FROM:<%s>" % mail.sender.encode(), *_options(client, mail, content)],
            [b"RCPT", b"TO:<%s>" % mail.recipient.encode()],
            [b"DATA"],
        ):
            reply = await client.execute_command(*command)
            expected = 3 if command == [b"DATA"] else 2
            if reply.code // 100 != expected:
                return _refusal(reply.code, "command_refused")
        protocol = client.protocol
        if protocol is None:
            return Outcome("later", None, "connection_lost")
        protocol.write(content)
        begun = True
        reply = await protocol.read_response(timeout=seconds)
    except _NoUtf8:
        return Outcome("refused", None, "smtputf8_unsupported")
    except aiosmtplib.SMTPTimeoutError:
        client.close()
        if begun:
            return Outcome("unknown", None, "timeout_after_data")
        return Outcome("later", None, "timeout")
    except (OSError, aiosmtplib.SMTPException):
        client.close()
        if begun:
            return Outcome("unknown", None, "connection_lost_after_data")
        return Outcome("later", None, "connection_lost")
    if reply.code == 421:
        client.close()
    if reply.code // 100 == 2:
        return Outcome("sent", reply.code, "accepted")
    return _refusal(reply.code, "content_refused")


class _NoUtf8(Exception):
    """The address needs SMTPUTF8 (RFC 6531), and the server has it not."""


def _options(client: aiosmtplib.SMTP, mail: Outgoing, content: bytes) -> list[bytes]:
    options = []
    if not (mail.sender + mail.recipient).isascii():
        if not client.supports_extension("smtputf8"):
            raise _NoUtf8
        options.append(b"SMTPUTF8")
    if client.supports_extension("8bitmime") and not content.isascii():
        options.append(b"BODY=8BITMIME")
    if client.supports_extension("size"):
        options.append(b"SIZE=%d" % (len(content) - len(b".\r\n")))
    return options


def _on_the_wire(raw: bytes) -> bytes:
    """The bytes after DATA: lines end in CRLF and nothing else, leading dots are doubled, the lone dot is last.

    A bare CR or LF would be a line's end to some servers and not to others (RFC 5321 2.3.8, 4.5.2).
    """
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    return (b"\n" + lines).replace(b"\n.", b"\n..").replace(b"\n", b"\r\n")[2:] + b"\r\n.\r\n"


def _refusal(code: int, detail: str) -> Outcome:
    if code in _ABOUT_US:
        return Outcome("later", code, _ABOUT_US[code])
    return Outcome("refused" if code // 100 == 5 else "later", code, detail)


def _no_connection(error: Exception) -> Outcome:
    """Name what went wrong on the way to a connection that is logged in."""
    cause = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) and error.__cause__ else error
    match cause:
        case ssl.SSLCertVerificationError():
            return Outcome("later", None, "tls_certificate")
        case ssl.SSLError():
            return Outcome("later", None, "tls_handshake")
        case socket.gaierror() | ValueError():
            return Outcome("later", None, "dns")
        case ConnectionRefusedError():
            return Outcome("later", None, "connect_refused")
        case aiosmtplib.SMTPAuthenticationError():
            detail = "login_later" if cause.code // 100 == 4 else "login_refused"
            return Outcome("later", cause.code, _ABOUT_US.get(cause.code, detail))
        case aiosmtplib.SMTPResponseException():
            return Outcome("later", cause.code, "greeting")
        case TimeoutError():
            return Outcome("later", None, "connect_timeout")
        case aiosmtplib.SMTPServerDisconnected() | OSError():
            return Outcome("later", None, "connect_failed")
        case _:
            # The library has no class of their own for these two.
            unsupported = "starttls_unsupported" if "STARTTLS extension" in str(cause) else "login_unsupported"
            return Outcome("later", None, unsupported)


def _is_sendable(address: str) -> bool:
    """Whether the address can stand between < and > as it is (RFC 5321 4.1.2), and can end no command."""
    return address.isprintable() and not set(' <>"').intersection(address) and "@" in address


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
