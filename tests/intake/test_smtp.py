"""The SMTP and LMTP door, spoken to over real sockets."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest

from mailflow import settings
from mailflow.intake import smtp
from mailflow.intake.arrival import Accept, Arrival, NotDurable
from mailflow.intake.smtp import SmtpDoor, SmtpUnavailable, hops
from tests import certificates

OURS = "contract@example.org"
MAIL = b"From: Ana <ana@example.net>\r\nSubject: Thursday\r\n\r\nYes.\r\n"


class Peer:
    """A client that says exactly what the test tells it to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hear(self) -> str:
        """One answer, all its lines."""
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 10)).decode().rstrip("\r\n")
            lines.append(line)
            if line[3:4] != "-":
                return "\n".join(lines)

    async def say(self, text: str | bytes) -> str:
        self.writer.write((text.encode() if isinstance(text, str) else text) + b"\r\n")
        await self.writer.drain()
        return await self.hear()

    async def ready_for_data(self, *recipients: str, hello: str = "EHLO peer.test", size: int = 0) -> None:
        assert (await self.say(hello)).startswith("250")
        assert (await self.say("MAIL FROM:<ana@example.net>")).startswith("250")
        for recipient in recipients or (OURS,):
            assert (await self.say(f"RCPT TO:<{recipient}>")).startswith("250")
        assert (await self.say("DATA")).startswith("354")

    async def send(self, content: bytes = MAIL, *recipients: str) -> str:
        await self.ready_for_data(*recipients)
        return await self.say(content + b".")

    async def gone(self) -> bool:
        return await asyncio.wait_for(self.reader.read(), 10) == b""

    def close(self) -> None:
        self.writer.close()


class Store:
    """Stands where the engine stands: keeps what was accepted, and can be told to hold still or to fail."""

    def __init__(self) -> None:
        self.kept: list[Arrival] = []
        self.began = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.trouble: Exception | None = None
        self.cancelled = False

    async def accept(self, arrival: Arrival) -> None:
        self.began.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if self.trouble is not None:
            raise self.trouble
        self.kept.append(arrival)


Meet = Callable[[], Awaitable[Peer]]


@asynccontextmanager
async def house(
    accept: Accept, protocol: Literal["smtp", "lmtp"] = "smtp", /, **options: object
) -> AsyncIterator[tuple[SmtpDoor, Meet]]:
    section = settings.Smtp.model_validate({"listen": "127.0.0.1:0", "lmtp": "127.0.0.1:0", **options})
    door = await SmtpDoor.open(
        section,
        accept=accept,
        recognise=lambda address: address.lower().partition("+")[0].partition("@")[0] == "contract",
        protocol=protocol,
        hostname="mx.example.org",
    )
    peers: list[Peer] = []

    async def meet() -> Peer:
        peer = Peer(*await asyncio.open_connection("127.0.0.1", door.port))
        peers.append(peer)
        return peer

    try:
        yield door, meet
    finally:
        for peer in peers:
            peer.close()
        await door.close(5)


async def greeted(meet: Meet) -> Peer:
    peer = await meet()
    assert (await peer.hear()).startswith("220 mx.example.org")
    return peer


async def test_a_mail_is_handed_on_byte_for_byte_with_its_envelope() -> None:
    store = Store()
    content = b"Subject: dots\r\n\r\n..one dot\r\n...two\r\nbare\nLF and\rCR\r\n\xff\x00\r\n"
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        assert (await peer.send(content, "contract+abc@example.org", OURS)).startswith("250")
    raw = b"Subject: dots\r\n\r\n.one dot\r\n..two\r\nbare\nLF and\rCR\r\n\xff\x00\r\n"
    assert store.kept == [Arrival(raw, "ana@example.net", ("contract+abc@example.org", OURS), "smtp")]


async def test_the_null_sender_is_the_empty_string() -> None:
    store = Store()
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("MAIL FROM:<>")
        await peer.say(f"RCPT TO:<{OURS}>")
        await peer.say("DATA")
        assert (await peer.say(MAIL + b".")).startswith("250")
    assert store.kept[0].sender == ""


async def test_250_is_not_said_before_accept_has_returned() -> None:
    store = Store()
    store.go_on.clear()
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        await peer.ready_for_data()
        answer = asyncio.create_task(peer.say(MAIL + b"."))
        await store.began.wait()
        assert not answer.done()
        store.go_on.set()
        assert (await answer).startswith("250")
        assert len(store.kept) == 1


@pytest.mark.parametrize("trouble", [NotDurable("disk full"), OSError("db"), ValueError("a bug of ours")])
async def test_what_could_not_be_stored_is_answered_451_and_the_reason_is_not_told(
    trouble: Exception,
) -> None:
    store = Store()
    store.trouble = trouble
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        assert await peer.send() == "451 4.3.0 The mail could not be stored, try again later"
        store.trouble = None
        assert (await peer.send()).startswith("250")


async def test_a_write_that_takes_too_long_is_answered_451_and_still_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.01)
    store = Store()
    store.go_on.clear()
    async with house(store.accept) as (door, meet):
        peer = await greeted(meet)
        assert (await peer.send()).startswith("451")
        store.go_on.set()
        await door.close(5)
        assert len(store.kept) == 1
        assert not store.cancelled


async def test_a_peer_that_disconnects_during_the_commit_does_not_cancel_it() -> None:
    store = Store()
    store.go_on.clear()
    async with house(store.accept, max_connections=1) as (door, meet):
        peer = await greeted(meet)
        await peer.ready_for_data()
        peer.writer.write(MAIL + b".\r\n")
        await store.began.wait()
        peer.writer.transport.abort()
        # The one place is free again as soon as the door has seen the disconnect.
        while not (await (await meet()).hear()).startswith("220"):
            pass
        assert not store.cancelled
        store.go_on.set()
        await door.close(5)
    assert len(store.kept) == 1
    assert not store.cancelled


async def test_a_mail_cut_off_before_the_dot_is_not_taken() -> None:
    store = Store()
    async with house(store.accept) as (door, meet):
        peer = await greeted(meet)
        await peer.ready_for_data()
        peer.writer.write(MAIL)
        await peer.writer.drain()
        peer.close()
        await door.close(5)
    assert store.kept == []


async def test_a_size_over_the_limit_is_refused_at_MAIL_when_declared() -> None:
    async with house(Store().accept, max_bytes=10_000) as (_, meet):
        peer = await greeted(meet)
        assert "250-SIZE 10000" in await peer.say("EHLO peer.test")
        assert (await peer.say("MAIL FROM:<ana@example.net> SIZE=10001")).startswith("552")
        assert (await peer.say("MAIL FROM:<ana@example.net> SIZE=10000")).startswith("250")


@pytest.mark.parametrize("line", [b"x" * 70 + b"\r\n", b"x" * 100_000], ids=["in lines", "without an end"])
async def test_an_undeclared_size_over_the_limit_is_refused_after_the_dot_and_the_next_mail_is_taken(
    line: bytes,
) -> None:
    store = Store()
    async with house(store.accept, max_bytes=10_000) as (_, meet):
        peer = await greeted(meet)
        content = line * (300_000 // len(line)) + b"\r\n"
        assert (await peer.send(content)).startswith("552 5.3.4")
        assert (await peer.send()).startswith("250")
    assert [arrival.raw for arrival in store.kept] == [MAIL]


async def test_the_limit_itself_is_allowed() -> None:
    store = Store()
    async with house(store.accept, max_bytes=10_000) as (_, meet):
        peer = await greeted(meet)
        assert (await peer.send(b"x" * 9_998 + b"\r\n")).startswith("250")
        assert (await peer.send(b"x" * 9_999 + b"\r\n")).startswith("552")


@pytest.mark.parametrize("length", [998, 1_001, 65_535, 65_536, 65_537, 300_000])
async def test_a_line_of_any_length_is_taken(length: int) -> None:
    store = Store()
    lines = (b"Subject: long", b"", b"a" * length, b"b" + b"." * length, b".." + b"c" * length, b"")
    content = b"\r\n".join(lines)
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        assert (await peer.send(content)).startswith("250")
    assert store.kept[0].raw == content.replace(b"\r\n..", b"\r\n.")


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r.\r\n"])
async def test_a_false_end_of_data_smuggles_no_second_mail(end: bytes) -> None:
    store = Store()
    inner = b"MAIL FROM:<eve@example.net>\r\nRCPT TO:<" + OURS.encode() + b">\r\nDATA\r\nevil\r\n"
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        assert (await peer.send(b"Subject: x\r\n\r\nhello" + end + inner)).startswith("250")
    assert len(store.kept) == 1
    assert b"evil" in store.kept[0].raw


async def test_a_recipient_that_is_not_ours_is_refused_so_nothing_is_relayed() -> None:
    store = Store()
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("MAIL FROM:<contract@example.org>")
        for stranger in ("victim@elsewhere.test", "victim%elsewhere.test@example.org", "postmaster"):
            assert (await peer.say(f"RCPT TO:<{stranger}>")).startswith("550 5.1.1")
        assert (await peer.say("DATA")).startswith("503")
    assert store.kept == []


async def test_a_recognise_that_fails_is_our_fault_and_is_answered_451() -> None:
    def broken(address: str) -> bool:
        raise RuntimeError(address)

    section = settings.Smtp.model_validate({"listen": "127.0.0.1:0"})
    door = await SmtpDoor.open(
        section, accept=Store().accept, recognise=broken, protocol="smtp", hostname="mx.example.org"
    )
    peer = Peer(*await asyncio.open_connection("127.0.0.1", door.port))
    await peer.hear()
    await peer.say("EHLO peer.test")
    await peer.say("MAIL FROM:<ana@example.net>")
    assert (await peer.say(f"RCPT TO:<{OURS}>")).startswith("451")
    peer.close()
    await door.close(5)


async def test_the_hundred_and_first_recipient_is_asked_to_come_in_another_mail() -> None:
    store = Store()
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("MAIL FROM:<ana@example.net>")
        for number in range(100):
            assert (await peer.say(f"RCPT TO:<contract+{number}@example.org>")).startswith("250")
        for number in range(100, 140):
            assert (await peer.say(f"RCPT TO:<contract+{number}@example.org>")).startswith("452")
        await peer.say("DATA")
        assert (await peer.say(MAIL + b".")).startswith("250")
    assert len(store.kept[0].recipients) == 100


async def test_a_peer_that_only_errs_is_shown_out() -> None:
    async with house(Store().accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("MAIL FROM:<ana@example.net>")
        for number in range(21):
            assert (await peer.say(f"RCPT TO:<guess{number}@example.org>")).startswith("550")
        assert (await peer.hear()).startswith("421")
        assert await peer.gone()


async def test_a_connection_over_the_limit_hears_421_and_a_freed_place_is_given_again() -> None:
    store = Store()
    async with house(store.accept, max_connections=2) as (_, meet):
        first = await greeted(meet)
        await greeted(meet)
        third = await meet()
        assert (await third.hear()).startswith("421")
        assert await third.gone()
        assert (await first.say("QUIT")).startswith("221")
        assert await first.gone()
        assert (await (await greeted(meet)).send()).startswith("250")


@pytest.mark.parametrize(("count", "code"), [(50, "250"), (51, "554 5.4.6")])
async def test_a_mail_that_goes_round_in_a_circle_is_refused(count: int, code: str) -> None:
    store = Store()
    received = b"Received: from a.test by b.test;\r\n\tMon, 1 Jan 2024 00:00:00 +0000\r\n" * count
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        assert (await peer.send(received + MAIL)).startswith(code)
        # Every reply answers its own command: nothing was left over from the mail before.
        assert (await peer.say("NOOP")).startswith("250")


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (b"", 0),
        (b"Received: a\r\nreceived: b\r\n\r\nReceived: c", 2),
        (b"X: Received: a\r\n\tReceived: b\r\n\r\n", 0),
        (b"Received: a\nRECEIVED: b\n\nReceived: c", 2),
        (b"Received: no body", 1),
    ],
)
def test_hops_are_counted_in_the_header_only(raw: bytes, count: int) -> None:
    assert hops(raw) == count


async def test_lmtp_answers_each_recipient_whatever_the_answer() -> None:
    store = Store()
    async with house(store.accept, "lmtp", max_bytes=10_000) as (_, meet):
        peer = await meet()
        assert (await peer.hear()).startswith("220 mx.example.org LMTP")
        assert (await peer.say("EHLO peer.test")).startswith("500")
        recipients = ("contract+a@example.org", "contract+b@example.org")
        for content, trouble, code in (
            (MAIL, None, "250"),
            (MAIL, NotDurable(), "451"),
            (b"x" * 20_000 + b"\r\n", None, "552"),
        ):
            store.trouble = trouble
            await peer.ready_for_data(*recipients, hello="LHLO peer.test")
            assert (await peer.say(content + b".")).startswith(code)
            assert (await peer.hear()).startswith(code)
        assert (await peer.say("NOOP")).startswith("250")
    assert store.kept == [Arrival(MAIL, "ana@example.net", recipients, "lmtp")]


async def test_close_lets_a_mail_in_flight_finish_and_shows_the_idle_out() -> None:
    store = Store()
    async with house(store.accept) as (door, meet):
        idle = await greeted(meet)
        sending = await greeted(meet)
        await sending.ready_for_data()
        sending.writer.write(MAIL)
        await sending.writer.drain()
        closing = asyncio.create_task(door.close(10))
        assert (await idle.hear()).startswith("421")
        assert await idle.gone()
        with pytest.raises(OSError):
            await meet()
        assert not closing.done()
        assert (await sending.say(b".")).startswith("250")
        assert (await sending.hear()).startswith("421")
        await closing
    assert [arrival.raw for arrival in store.kept] == [MAIL]


async def test_close_cuts_a_stalled_sender_after_the_grace() -> None:
    store = Store()
    async with house(store.accept) as (door, meet):
        stalled = await greeted(meet)
        await stalled.ready_for_data()
        await door.close(0.01)
        assert await stalled.gone()
    assert store.kept == []


async def test_starttls_is_offered_with_a_certificate_and_takes_mail(tmp_path: Path) -> None:
    issued = certificates.issue(tmp_path)
    store = Store()
    async with house(store.accept, tls_certificate=str(issued.chain), tls_key=str(issued.key)) as (_, meet):
        peer = await greeted(meet)
        assert "250-STARTTLS" in await peer.say("EHLO peer.test")
        assert (await peer.say("STARTTLS")).startswith("220")
        await peer.writer.start_tls(issued.client_context(), server_hostname="localhost")
        hello = await peer.say("EHLO peer.test")
        assert "STARTTLS" not in hello
        assert "AUTH" not in hello
        assert (await peer.send()).startswith("250")
        assert (await peer.say("QUIT")).startswith("221")
    assert len(store.kept) == 1


async def test_a_peer_that_leaves_within_the_tls_handshake_frees_its_place(tmp_path: Path) -> None:
    issued = certificates.issue(tmp_path)
    files = {"tls_certificate": str(issued.chain), "tls_key": str(issued.key)}
    async with house(Store().accept, max_connections=1, **files) as (_, meet):
        for context in (None, ssl.create_default_context()):
            peer = await meet()
            while not (await peer.hear()).startswith("220"):
                peer = await meet()
            await peer.say("EHLO peer.test")
            await peer.say("STARTTLS")
            if context is not None:
                with pytest.raises(ssl.SSLError):
                    await peer.writer.start_tls(context, server_hostname="localhost")
            peer.close()
        while not (await (await meet()).hear()).startswith("220"):
            pass


@pytest.mark.parametrize("leaves", [True, False])
async def test_close_does_not_wait_for_a_tls_handshake(tmp_path: Path, leaves: bool) -> None:
    issued = certificates.issue(tmp_path)
    files = {"tls_certificate": str(issued.chain), "tls_key": str(issued.key)}
    async with house(Store().accept, **files) as (door, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("STARTTLS")
        if leaves:
            peer.close()
        await asyncio.wait_for(door.close(60), 5)


async def test_what_is_announced_and_what_is_not() -> None:
    async with house(Store().accept) as (_, meet):
        peer = await greeted(meet)
        hello = await peer.say("EHLO peer.test")
        assert {"250-8BITMIME", "250-SMTPUTF8", "250-PIPELINING"} <= set(hello.split("\n"))
        assert "AUTH" not in hello
        assert "STARTTLS" not in hello
        answers = {await peer.say(f"VRFY {who}") for who in (OURS, "nobody@example.org", "<<<", "")}
        assert len(answers) == 1
        assert answers.pop().startswith("252")
        assert (await peer.say("AUTH PLAIN AAAA")).startswith("5")


async def test_commands_sent_in_one_go_are_all_answered() -> None:
    store = Store()
    async with house(store.accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        envelope = f"MAIL FROM:<ana@example.net>\r\nRCPT TO:<{OURS}>\r\nDATA"
        assert (await peer.say(envelope)).startswith("250")
        assert (await peer.hear()).startswith("250")
        assert (await peer.hear()).startswith("354")
        assert (await peer.say(MAIL + b".\r\n" + envelope.encode())).startswith("250")
        assert [(await peer.hear())[:3] for _ in range(3)] == ["250", "250", "354"]
        assert (await peer.say(MAIL + b".\r\nQUIT")).startswith("250")
        assert (await peer.hear()).startswith("221")
    assert len(store.kept) == 2


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("MAIL FROM:<a@[1.2>", "501"),
        (b"MAIL FROM:<\xff\xfe@example.net>", "553"),
        ("MAIL FROM:<a@b.test> NOSUCH=1", "555"),
        ("MAIL FROM:<" + "a" * 2000 + "@b.test>", "500"),
        ("NOSUCH", "500"),
        ("", "500"),
        (b"\xff\xfe", "500"),
        ("MAIL FROM:<jörg@exämple.net> SMTPUTF8", "250"),
        ("MAIL FROM:<a..b.@carrier.test> BODY=8BITMIME", "250"),
    ],
)
async def test_odd_commands_get_a_clear_answer_and_the_dialogue_goes_on(command: str | bytes, code: str) -> None:
    async with house(Store().accept) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        assert (await peer.say(command)).startswith(code)
        assert (await peer.say("NOOP")).startswith("250")


async def test_one_connection_does_not_widen_the_limits_of_another() -> None:
    async with house(Store().accept) as (_, meet):
        greedy, other = await greeted(meet), await greeted(meet)
        for _ in range(50):
            await greedy.say("EHLO peer.test")
        await other.say("EHLO peer.test")
        assert (await other.say("MAIL FROM:<" + "a" * 1200 + "@b.test>")).startswith("500")


async def test_the_log_carries_neither_addresses_nor_content(caplog: pytest.LogCaptureFixture) -> None:
    store = Store()
    store.trouble = ValueError("ana@example.net wrote Yes.")
    with caplog.at_level(logging.DEBUG):
        async with house(store.accept) as (_, meet):
            peer = await greeted(meet)
            await peer.send()
            await peer.say("MAIL FROM:<ana@[1.2>")
            await peer.say("My secret plan is to leave")
    assert "intake.not_stored" in caplog.text
    for private in ("example", "Yes.", "secret"):
        assert private not in caplog.text


async def test_a_taken_port_and_a_bad_certificate_are_told_with_their_fix(tmp_path: Path) -> None:
    async with house(Store().accept) as (door, _):
        with pytest.raises(SmtpUnavailable, match=r"\[smtp\] listen: cannot listen on .* Fix: "):
            async with house(Store().accept, listen=f"127.0.0.1:{door.port}"):
                pass
    (tmp_path / "junk.pem").write_text("not a certificate")
    for path in (tmp_path / "junk.pem", tmp_path / "missing.pem"):
        with pytest.raises(SmtpUnavailable, match=r"\[smtp\] tls_certificate: .* Fix: "):
            async with house(Store().accept, tls_certificate=str(path), tls_key=str(path)):
                pass
    with pytest.raises(SmtpUnavailable, match="Fix: "):
        async with house(Store().accept, "lmtp", lmtp=None):
            pass


async def test_a_failed_tls_handshake_ends_that_connection_only(tmp_path: Path) -> None:
    issued = certificates.issue(tmp_path)
    async with house(Store().accept, tls_certificate=str(issued.chain), tls_key=str(issued.key)) as (_, meet):
        peer = await greeted(meet)
        await peer.say("EHLO peer.test")
        await peer.say("STARTTLS")
        with pytest.raises(ssl.SSLError):
            await peer.writer.start_tls(ssl.create_default_context(), server_hostname="localhost")
        assert (await (await greeted(meet)).send()).startswith("250")
