"""A mail server to send to: it keeps a ledger of what it got, and misbehaves where it is told to.

    async with Sink() as sink:
        sink.once("rcpt", Reply("450 4.2.1 Busy"))
        ...                              # send to 127.0.0.1, sink.port
        assert sink.ledger[0].raw == raw

A fault meets a step of the dialogue: "connect" (instead of the greeting), "ehlo", "auth", "mail", "rcpt",
"data" (instead of 354), "dot" (instead of the answer to the content). `once` queues a fault for the next
dialogue that reaches the step, `always` sets one for good, and `chance` draws them by seeded lot.
"""

import asyncio
import random
import ssl
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Step = Literal["connect", "ehlo", "auth", "mail", "rcpt", "data", "dot"]


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer with this line instead."""

    line: str


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Cut the connection instead of answering. `keep`: the mail was taken all the same (at "dot")."""

    keep: bool = False


@dataclass(frozen=True, slots=True)
class Stall:
    """Answer nothing at all, and keep the connection. `keep`: the mail was taken all the same (at "dot")."""

    keep: bool = False


Fault = Reply | Disconnect | Stall
_STEPS: dict[str, Step] = {"EHLO": "ehlo", "AUTH": "auth", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that the sink took. `answered` is false if the sender was not told so."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    connection: int
    answered: bool
    encrypted: bool
    login: str


@dataclass
class Sink:
    """`connections` counts those begun, `commands` holds the verbs said in them."""

    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    login: tuple[str, str] | None = None
    extensions: bool = True
    max_bytes: int = 32 * 1024 * 1024
    port: int = 0
    ledger: list[Delivered] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    refuse_recipient: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._queued: dict[Step, deque[Fault]] = defaultdict(deque)
        self._constant: dict[Step, Fault] = {}
        self._lots: list[tuple[Step, float, Fault]] = []
        self._random = random.Random(0)
        self._sessions: set[_Session] = set()
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None

    def once(self, step: Step, *faults: Fault) -> None:
        self._queued[step].extend(faults)

    def always(self, step: Step, fault: Fault) -> None:
        self._constant[step] = fault

    def chance(self, step: Step, share: float, fault: Fault, *, seed: int | None = None) -> None:
        """Meet `share` (0 to 1) of the dialogues that reach `step` with `fault`."""
        if seed is not None:
            self._random.seed(seed)
        self._lots.append((step, share, fault))

    def behave(self) -> None:
        """Forget every fault."""
        self._queued.clear()
        self._constant.clear()
        self._lots.clear()
        self.refuse_recipient.clear()

    async def delivered(self, count: int) -> list[Delivered]:
        """The ledger, once it holds `count` mails."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.ledger) >= count)
        return self.ledger

    async def said(self, verb: str) -> None:
        """Wait until some peer has said `verb`."""
        async with self._changed:
            await self._changed.wait_for(lambda: verb in self.commands)

    def hang_up(self) -> None:
        """Cut every open connection."""
        for session in tuple(self._sessions):
            session.cut()

    async def hung_up(self) -> None:
        """Wait until no connection is open."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._sessions)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Session(self), "127.0.0.1", self.port, ssl=self.tls if self.implicit_tls else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            self.hang_up()
            await self.hung_up()

    def fault(self, step: Step) -> Fault | None:
        if self._queued[step]:
            return self._queued[step].popleft()
        for lot_step, share, fault in self._lots:
            if lot_step == step and self._random.random() < share:
                return fault
        return self._constant.get(step)

    async def took(self, session: "_Session", envelope: Envelope, *, answered: bool) -> None:
        sender = "" if envelope.mail_from == "<>" else str(envelope.mail_from)
        raw = envelope.original_content or b""
        mail = Delivered(
            raw, sender, tuple(envelope.rcpt_tos), session.number, answered, session.encrypted, session.user
        )
        async with self._changed:
            self.ledger.append(mail)
            self._changed.notify_all()

    async def heard(self, verb: str) -> None:
        async with self._changed:
            self.commands.append(verb)
            self._changed.notify_all()

    async def joined(self, session: "_Session") -> None:
        self._sessions.add(session)

    async def left(self, session: "_Session") -> None:
        async with self._changed:
            self._sessions.discard(session)
            self._changed.notify_all()


class _Answers:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def handle_RCPT(
        self, server: "_Session", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._sink.refuse_recipient.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 Ok"

    async def handle_DATA(self, server: "_Session", session: Session, envelope: Envelope) -> str:
        fault = self._sink.fault("dot")
        if fault is None:
            await self._sink.took(server, envelope, answered=True)
            return "250 2.0.0 Ok"
        if not isinstance(fault, Reply) and fault.keep:
            await self._sink.took(server, envelope, answered=False)
        return await server.suffer(fault)


class _Session(SMTP):
    line_length_limit = 2**20

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.number = 0
        self.user = ""
        self._background: set[asyncio.Task[None]] = set()
        super().__init__(
            _Answers(sink),
            data_size_limit=sink.max_bytes,
            enable_SMTPUTF8=sink.extensions,
            hostname="sink.test",
            tls_context=None if sink.implicit_tls else sink.tls,
            auth_require_tls=False,
            auth_exclude_mechanism=() if sink.login else ("LOGIN", "PLAIN"),
            authenticator=self._authenticator,
            loop=asyncio.get_running_loop(),
        )
        for verb, method in self._smtp_methods.items():
            self._smtp_methods[verb] = self._with_faults(verb, method)

    @property
    def encrypted(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self.number:
            self._sink.connections += 1
            self.number = self._sink.connections
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        task = asyncio.ensure_future(self._sink.left(self))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def cut(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def _handle_client(self) -> None:
        await self._sink.joined(self)
        fault = self._sink.fault("connect")
        if fault is not None:
            await self.push(await self.suffer(fault))
            if isinstance(self.transport, asyncio.Transport):
                self.transport.close()
            return
        await super()._handle_client()

    async def suffer(self, fault: Fault) -> str:
        """The reply to give instead. Of the other faults it does not return: the connection's end cancels it."""
        if isinstance(fault, Reply):
            return fault.line
        if isinstance(fault, Disconnect):
            self.cut()
        await asyncio.Event().wait()
        raise AssertionError

    def _with_faults(self, verb: str, method: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        async def command(argument: Any) -> None:
            await self._sink.heard(verb)
            step = _STEPS.get(verb)
            fault = self._sink.fault(step) if step else None
            if fault is not None:
                await self.push(await self.suffer(fault))
            elif verb == "MAIL" and self._sink.login and not self.user:
                await self.push("530 5.7.0 Authentication required")
            else:
                await method(argument)

        return command

    def _authenticator(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        name, password = data.login.decode(), data.password.decode()
        if (name, password) != self._sink.login:
            return AuthResult(success=False, handled=False)
        self.user = name
        return AuthResult(success=True, auth_data=data)
