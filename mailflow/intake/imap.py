"""The watched IMAP mailbox (RFC 3501): a mail is stored first and moved to the done folder after that.

What a crash leaves: a mail that was stored and not moved is taken again, and the store drops the double.

Only what we stored is ever moved or expunged, each by its UID (RFC 6851 MOVE, RFC 4315 UID EXPUNGE). A mail
that its owner has marked \\Deleted is left alone, and nothing is marked as read.
"""

import asyncio
import email.policy
import email.utils
import functools
import imaplib
import ipaddress
import logging
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.parser import BytesHeaderParser
from typing import ParamSpec, TypeVar

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError
from imap_tools.utils import encode_folder

from mailflow import log, settings
from mailflow.intake.arrival import Accept, Arrival

NETWORK_SECONDS = 30.0
COMMIT_SECONDS = 60.0
BATCH_MAILS = 100
BATCH_BYTES = 16 * 1024 * 1024
HEADER_BYTES = 256 * 1024
FIELD_CHARACTERS = 8 * 1024
MAX_RECIPIENTS = 100
LONGEST_PAUSE = 60.0

_RECIPIENT_FIELDS = ("Delivered-To", "X-Original-To", "To", "Cc")

P = ParamSpec("P")
T = TypeVar("T")


class ImapUnavailable(Exception):
    """The mailbox cannot be reached or used now. The text names the setting and the fix."""


def envelope(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Sender and recipients as the headers have them, since a mailbox keeps no envelope.

    The sender is Return-Path, "" if that is null, and From only where no delivery has left a Return-Path. The
    recipients are every address of Delivered-To, X-Original-To, To and Cc, once each. Junk yields fewer, never
    an exception.
    """
    ends = [end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0]
    header = raw[: min([HEADER_BYTES, *ends])]
    fields = BytesHeaderParser(policy=email.policy.compat32).parsebytes(header)

    def addresses(name: str) -> list[str]:
        values = [str(value)[:FIELD_CHARACTERS] for value in fields.get_all(name, [])]
        # The standard library's address parser meets junk with IndexError and others of its kind.
        with suppress(Exception):
            return [address for _, address in email.utils.getaddresses(values) if "@" in address]
        return []

    senders = addresses("Return-Path" if "Return-Path" in fields else "From")
    recipients = dict.fromkeys(address for name in _RECIPIENT_FIELDS for address in addresses(name))
    return (senders[0] if senders else ""), tuple(recipients)[:MAX_RECIPIENTS]


def pause(failures: int) -> float:
    """Seconds before the next attempt to connect: 1, 2, 4 … up to a minute."""
    return min(LONGEST_PAUSE, 2.0 ** min(failures - 1, 6))


class ImapWatcher:
    """Takes mails out of one folder and puts them into another when they are stored."""

    def __init__(self, section: settings.Imap, *, accept: Accept) -> None:
        self._section = section
        self._accept = accept
        self._mailbox: BaseMailBox | None = None
        self._capabilities: frozenset[str] = frozenset()
        # imap-tools is synchronous, and its connection is for one thread at a time.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="imap")
        self._commits: set[asyncio.Task[None]] = set()

    async def poll_once(self) -> int:
        """Take in everything that waits in the folder. Returns how many mails were stored and moved.

        A mail that could not be stored stays for the next poll and does not stop the others. Raises
        ImapUnavailable.
        """
        taken = 0
        for batch in await self._in_thread(self._look):
            fetched = await self._in_thread(self._fetch, batch)
            stored = await self._store(fetched)
            await self._in_thread(self._move, stored)
            taken += len(stored)
        return taken

    async def run(self, stop: asyncio.Event) -> None:
        """Poll every `poll_seconds` until `stop`; while the server is away, try again with growing pauses.

        On stop it returns at once: a mail that is being stored is stored, and moved the next time.
        """
        stopping = asyncio.ensure_future(stop.wait())
        failures = 0
        try:
            while not stop.is_set():
                poll = asyncio.ensure_future(self.poll_once())
                await asyncio.wait((poll, stopping), return_when=asyncio.FIRST_COMPLETED)
                if not poll.done():
                    poll.cancel()
                    await asyncio.wait((poll,))
                    break
                failures = self._report(poll.exception(), failures)
                wait = pause(failures) if failures else self._section.poll_seconds
                await asyncio.wait((stopping,), timeout=wait)
        finally:
            stopping.cancel()
            if self._commits:
                await asyncio.wait(tuple(self._commits), timeout=COMMIT_SECONDS)
            self.close()

    def _report(self, error: BaseException | None, failures: int) -> int:
        match error:
            case None:
                return 0
            case ImapUnavailable():
                # Its text holds the host and the fix, and nothing that a mail says.
                log.event("imap.unavailable", level=logging.ERROR, failures=failures + 1, why=str(error))
            case _:
                log.failure("imap.poll_failed", "-", error)
        return failures + 1

    def close(self) -> None:
        """Hang up. A call that is under way in the thread is cut short."""
        self._hang_up()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _hang_up(self) -> None:
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is not None:
            # First the socket, so that a read under way in the thread ends: closing would wait for it.
            with suppress(OSError):
                mailbox.client.socket().shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                mailbox.client.shutdown()

    async def _store(self, fetched: list[tuple[str, bytes]]) -> list[str]:
        """Have the mails stored, side by side so that the store may commit them together; their UIDs."""
        commits = {asyncio.create_task(self._commit(raw)): uid for uid, raw in fetched}
        if not commits:
            return []
        self._commits.update(commits)
        for commit in commits:
            commit.add_done_callback(self._commits.discard)
        # wait() cancels none of them, whatever happens to us: a write that has begun must end.
        done, late = await asyncio.wait(commits, timeout=COMMIT_SECONDS)
        if late:
            log.event("intake.slow_commit", level=logging.ERROR, seconds=COMMIT_SECONDS, count=len(late))
        stored = []
        for commit in done:
            if error := commit.exception():
                log.failure("intake.not_stored", "-", error)
            else:
                stored.append(commits[commit])
        return stored

    async def _commit(self, raw: bytes) -> None:
        sender, recipients = envelope(raw)
        await self._accept(Arrival(raw, sender, recipients, "imap"))

    async def _in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = functools.partial(function, *args, **kwargs)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, call)
        except (OSError, ImapToolsError, imaplib.IMAP4.error) as error:
            self._hang_up()
            raise ImapUnavailable(self._explain(error)) from None
        except Exception:
            self._hang_up()
            raise

    # From here on everything runs in the thread.

    def _look(self) -> list[list[str]]:
        """Connect if need be; the UIDs of what waits, in batches of bounded count and size."""
        if self._mailbox is None:
            self._connect()
        mailbox = self._connected()
        mailbox.folder.set(self._section.folder)
        uids = mailbox.uids("UNDELETED")
        return list(_batches(_sizes(mailbox, uids), uids))

    def _connect(self) -> None:
        section = self._section
        if section.tls == "none" and not _is_loopback(section.host):
            raise ImapUnavailable(
                f"[imap] tls: the password would cross the network to {section.host} unencrypted. "
                'Fix: set tls to "tls" (port 993) or "starttls" (port 143).'
            )
        if section.tls == "starttls" and section.port == 993:
            raise ImapUnavailable('[imap] port: 993 speaks no STARTTLS. Fix: set port to 143, or tls to "tls".')
        # Without a context of ours imaplib verifies no certificate.
        context = None if section.tls == "none" else ssl.create_default_context()
        mailbox: BaseMailBox
        if section.tls == "tls":
            mailbox = MailBox(section.host, section.port, timeout=NETWORK_SECONDS, ssl_context=context)
        else:
            mailbox = MailBoxUnencrypted(section.host, section.port, timeout=NETWORK_SECONDS)
        self._mailbox = mailbox  # before the login, so that hanging up can cut that short
        if section.tls == "starttls":
            mailbox.client.starttls(context)
        mailbox.login(section.user, section.password, initial_folder=None)
        # Asked now: before the login a server may hide MOVE and UIDPLUS.
        _, answers = mailbox.client.capability()
        self._capabilities = frozenset(answers[0].decode("ascii", "replace").upper().split())
        if not mailbox.folder.exists(section.done_folder):
            mailbox.folder.create(section.done_folder)

    def _fetch(self, uids: list[str]) -> list[tuple[str, bytes]]:
        # One mail a command: other fetch data, which a server may send at any time, then cannot be mixed up.
        found = ((uid, self._fetch_one(uid)) for uid in uids)
        return [(uid, raw) for uid, raw in found if raw is not None]

    def _fetch_one(self, uid: str) -> bytes | None:
        """The mail's bytes; None if somebody has removed it meanwhile."""
        status, answers = self._connected().client.uid("FETCH", uid, "(UID BODY.PEEK[])")
        if status != "OK":
            raise imaplib.IMAP4.error("FETCH refused")
        return next((bytes(item[1]) for item in answers if isinstance(item, tuple)), None)

    def _move(self, uids: list[str]) -> None:
        if not uids:
            return
        chosen, done = ",".join(uids), encode_folder(self._section.done_folder)
        if "MOVE" in self._capabilities:
            self._command("MOVE", chosen, done)
            return
        self._command("COPY", chosen, done)
        self._command("STORE", chosen, "+FLAGS.SILENT", r"(\Deleted)")
        # Without UIDPLUS only a blanket EXPUNGE is left, which could remove what the owner means to keep.
        if "UIDPLUS" in self._capabilities:
            self._command("EXPUNGE", chosen)

    def _command(self, name: str, *args: str | bytes) -> None:
        status, _ = self._connected().client.uid(name, *args)  # type: ignore[arg-type]  # bytes are sent as they are
        if status != "OK":
            raise imaplib.IMAP4.error(f"UID {name} refused")

    def _connected(self) -> BaseMailBox:
        if self._mailbox is None:
            raise imaplib.IMAP4.abort("hung up")
        return self._mailbox

    def _explain(self, error: Exception) -> str:
        section = self._section
        where = f"{section.host}:{section.port}"
        match error:
            case MailboxLoginError():
                return f"[imap] {where} refuses the login of user. Fix: correct user and password."
            case MailboxFolderSelectError():
                return f"[imap] folder: {where} has no folder {section.folder!r}. Fix: correct its name."
            case ssl.SSLCertVerificationError():
                return (
                    f"[imap] the certificate of {where} cannot be trusted: {error.verify_message}. "
                    "Fix: set host to the name in the certificate, or install its authority on this machine."
                )
            case ssl.SSLError():
                return f'[imap] {where} speaks no TLS there. Fix: set port to 993 or tls to "starttls" or "none".'
            case TimeoutError():
                return f"[imap] {where} does not answer. Fix: check host, port and the firewall."
            case OSError() | imaplib.IMAP4.abort():
                reason = getattr(error, "strerror", None) or "the connection was lost"
                return f"[imap] {where} cannot be reached: {reason}. Fix: check host, port and that it runs."
            case _:
                return (
                    f"[imap] {where} refused a command. Fix: check that user may write to folder "
                    f"{section.folder!r} and {section.done_folder!r}."
                )


def _sizes(mailbox: BaseMailBox, uids: list[str]) -> dict[str, int]:
    """Bytes of each mail by UID (RFC822.SIZE). What the server leaves out is missing."""
    if not uids:
        return {}
    status, answers = mailbox.client.uid("FETCH", ",".join(uids), "(UID RFC822.SIZE)")
    if status != "OK":
        raise imaplib.IMAP4.error("FETCH refused")
    sizes = {}
    for answer in answers:
        words = answer.upper().replace(b"(", b" ").replace(b")", b" ").split() if isinstance(answer, bytes) else []
        if b"UID" in words and b"RFC822.SIZE" in words:
            sizes[words[words.index(b"UID") + 1].decode()] = int(words[words.index(b"RFC822.SIZE") + 1])
    return sizes


def _batches(sizes: dict[str, int], uids: list[str]) -> Iterator[list[str]]:
    """`uids` in their order, at most BATCH_MAILS and, unless a single mail is larger, BATCH_BYTES at a time."""
    batch: list[str] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, BATCH_BYTES)
        if batch and (len(batch) == BATCH_MAILS or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
