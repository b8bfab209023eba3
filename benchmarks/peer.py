"""The other side of the wire, each in a process of its own: a bare server, a fast sink, a load generator.

    python -m benchmarks.peer bare                     aiosmtpd as it comes, which throws every mail away
    python -m benchmarks.peer sink                     takes every mail; a line for each: when, and what it answers
    python -m benchmarks.peer load PORT CONNECTIONS    sends the mails of its standard input; one line of figures

The two servers print their port first. Instants are CLOCK_MONOTONIC, which all processes of a machine share.
"""

import asyncio
import base64
import json
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

_ANSWERS = re.compile(rb"^in-reply-to:\s*<?([^>\s]+)", re.IGNORECASE | re.MULTILINE)
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to send: its envelope and its bytes, lines ending in CRLF, dots already doubled."""

    sender: str
    recipient: str
    raw: bytes

    def to_line(self) -> str:
        return json.dumps([self.sender, self.recipient, base64.b64encode(self.raw).decode()])

    @classmethod
    def from_line(cls, line: str) -> "Mail":
        sender, recipient, raw = json.loads(line)
        return cls(sender, recipient, base64.b64decode(raw))


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a load: how many were taken, and the instants of the first and last 250."""

    accepted: int
    refused: int
    began: float
    first: float
    last: float

    @property
    def rate(self) -> float:
        """Mails taken a second."""
        return self.accepted / (self.last - self.began)

    def to_line(self) -> str:
        return json.dumps([self.accepted, self.refused, self.began, self.first, self.last])

    @classmethod
    def from_line(cls, line: str) -> "Sent":
        return cls(*json.loads(line))


# --- a bare server --------------------------------------------------------------------------------------------------


class _NoOp:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "250 Ok"


async def bare() -> None:
    loop = asyncio.get_running_loop()
    await _serve(await loop.create_server(lambda: SMTP(_NoOp(), loop=loop), "127.0.0.1", 0))


# --- a fast sink ----------------------------------------------------------------------------------------------------


class _Sink(asyncio.Protocol):
    """Just enough of RFC 5321 to be handed mail, so that it costs the machine little while others are measured."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._mail() if self._in_data else self._command():
            pass

    def _command(self) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + 2]
        match verb:
            case b"EHLO":
                self._transport.write(b"250-sink\r\n250-PIPELINING\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n")
            case b"DATA":
                self._in_data = True
                self._transport.write(b"354 Go on\r\n")
            case b"QUIT":
                self._transport.write(b"221 Bye\r\n")
                self._transport.close()
            case _:
                self._transport.write(b"250 Ok\r\n")
        return True

    def _mail(self) -> bool:
        end = self._buffer.find(b"\r\n.\r\n")
        if end < 0:
            return False
        found = _ANSWERS.search(self._buffer, 0, end)
        answers = found[1].decode() if found else "-"  # a match looks into the buffer as it is
        del self._buffer[: end + 5]
        self._in_data = False
        self._transport.write(b"250 Ok\r\n")
        print(time.monotonic(), answers, flush=True)
        return True


async def sink() -> None:
    await _serve(await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", 0))


async def _serve(server: asyncio.Server) -> None:
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# --- a load generator -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Load:
    """The mails that all connections take from, and their figures."""

    mails: list[Mail]
    done: asyncio.Future[None]
    accepted: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0
    open: set["_Sender"] = field(default_factory=set)


class _Sender(asyncio.Protocol):
    """One connection: mail after mail, a command at a time, as a client that does not pipeline."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._buffer = b""
        self._mail: Mail | None = None
        self._steps: Iterable[bytes] = iter(())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._load.open.add(self)
        self._steps = iter((b"EHLO load.example\r\n",))

    def connection_lost(self, error: Exception | None) -> None:
        self._load.open.discard(self)
        if not self._load.open and not self._load.done.done():
            self._load.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\r\n")
        for line in lines:
            if line[3:4] == b" ":
                self._answered(line[:1])

    def _answered(self, code: bytes) -> None:
        step = next(iter(self._steps), None)
        if step is not None and code in b"23":
            self._transport.write(step)
            return
        if self._mail is not None:
            self._count(code)
        if not self._load.mails or code not in b"23":
            self._transport.close()
            return
        mail = self._mail = self._load.mails.pop()
        self._steps = iter((f"RCPT TO:<{mail.recipient}>\r\n".encode(), b"DATA\r\n", mail.raw + b".\r\n"))
        self._transport.write(f"MAIL FROM:<{mail.sender}>\r\n".encode())

    def _count(self, code: bytes) -> None:
        load = self._load
        if code != b"2":
            load.refused += 1
            return
        load.accepted += 1
        load.last = time.monotonic()
        load.first = load.first or load.last


async def load(port: int, connections: int, mails: list[Mail]) -> Sent:
    """Send the mails over so many connections at a time."""
    loop = asyncio.get_running_loop()
    all_of_it = _Load(mails[::-1], loop.create_future())
    began = time.monotonic()
    for _ in range(connections):
        await loop.create_connection(lambda: _Sender(all_of_it), "127.0.0.1", port)
    await asyncio.wait_for(all_of_it.done, _PATIENCE)
    return Sent(all_of_it.accepted, all_of_it.refused, began, all_of_it.first, all_of_it.last)


def main() -> None:
    match sys.argv[1:]:
        case ["bare"]:
            asyncio.run(bare())
        case ["sink"]:
            asyncio.run(sink())
        case ["load", port, connections]:
            sent = asyncio.run(load(int(port), int(connections), [Mail.from_line(line) for line in sys.stdin]))
            print(sent.to_line())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
