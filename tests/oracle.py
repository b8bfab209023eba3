"""A second reader to ask: a real HTTP server that answers as it is told to, and misbehaves where it is told to.

async with Oracle() as oracle:
    oracle.does = says({"owner": "report", "text": "…", "due": None, "source": "…"})
    ...                              # ask http://127.0.0.1:{oracle.port}/v1
    assert oracle.asked[0].notes == "…"
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

Does = Callable[[asyncio.StreamWriter], Awaitable[None]]
DRIP_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it came: its first line, its headers in lower case, and its body."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def chat(self) -> Any:
        return json.loads(self.body)

    @property
    def told(self) -> Any:
        """What the second reader is told of the conversation."""
        return json.loads(self.chat["messages"][1]["content"])


def response(body: bytes, *, status: str = "200 OK", headers: str = "Content-Type: application/json\r\n") -> Does:
    """Answers with these bytes, whatever was asked."""

    async def does(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode())
        writer.write(body)
        await writer.drain()

    return does


def content(said: str) -> Does:
    """A chat completion with this content."""
    return response(completion(said))


def completion(said: str) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()


def says(*items: dict[str, object]) -> Does:
    """A chat completion as it was asked for."""
    return content(json.dumps({"items": items}))


async def stalls(writer: asyncio.StreamWriter) -> None:
    """Takes the question, and answers nothing at all."""
    await asyncio.Event().wait()


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    """Takes the question and closes the connection."""


async def drips(writer: asyncio.StreamWriter) -> None:
    """A sound answer that comes byte by byte, each in good time, and never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def floods(writer: asyncio.StreamWriter) -> None:
    """An answer without an end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


@dataclass(slots=True)
class Gate:
    """Answers as `then` does once it is opened; `reached` is set when a question waits before it."""

    then: Does
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.reached.set()
        await self.opened.wait()
        await self.then(writer)


class Oracle:
    """Listens on a free port; `does` is what it does with every question, `asked` the questions in order."""

    def __init__(self) -> None:
        self.does: Does = says()
        self.asked: list[Question] = []
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            with suppress(ConnectionError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                self.asked.append(Question(head[0], headers, body))
                await self.does(writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()
