"""The watched mailbox, against a real Dovecot."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow import settings
from mailflow.intake.arrival import Arrival, NotDurable
from mailflow.intake.imap import ImapUnavailable, ImapWatcher, envelope, pause
from tests import certificates
from tests.intake.dovecot import Dovecot, Mailbox


def mail(number: int) -> bytes:
    return (
        f"Return-Path: <ana{number}@example.net>\r\nDelivered-To: contract@example.org\r\n"
        f"From: Ana <ana@example.net>\r\nSubject: {number}\r\n\r\nbody {number}\r\n"
    ).encode()


class Store:
    """Stands where the engine stands. Mails with a word of `refuse` in them cannot be stored."""

    def __init__(self, refuse: bytes = b"") -> None:
        self.kept: list[Arrival] = []
        self.refuse = refuse
        self.stored = asyncio.Event()

    async def accept(self, arrival: Arrival) -> None:
        if self.refuse and self.refuse in arrival.raw:
            raise NotDurable
        self.kept.append(arrival)
        self.stored.set()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    return dovecot.mailbox()


async def put(mailbox: Mailbox, *mails: bytes, flags: str = "") -> None:
    await asyncio.to_thread(mailbox.put, *mails, flags=flags)


async def contents(mailbox: Mailbox, folder: str) -> list[bytes]:
    return [raw for _, raw in await asyncio.to_thread(mailbox.mails, folder)]


async def test_mails_are_stored_and_then_moved_unread_to_a_done_folder_made_for_them(
    mailbox: Mailbox,
) -> None:
    mails = [mail(number) for number in range(5)]
    await put(mailbox, *mails)
    store = Store()
    watcher = ImapWatcher(mailbox.settings(done_folder="Erledigt & fertig: Größe"), accept=store.accept)
    assert await watcher.poll_once() == 5
    watcher.close()
    assert sorted(arrival.raw for arrival in store.kept) == sorted(mails)
    first = next(arrival for arrival in store.kept if arrival.raw == mails[0])
    assert first == Arrival(mails[0], "ana0@example.net", ("contract@example.org",), "imap")
    assert await contents(mailbox, "INBOX") == []
    done = await asyncio.to_thread(mailbox.mails, '"Erledigt &- fertig: Gr&APYA3w-e"')
    assert sorted(raw for _, raw in done) == sorted(mails)
    assert not any(b"\\Seen" in flags for flags, _ in done)


async def test_two_polls_take_no_mail_twice_and_the_second_takes_the_new_one(mailbox: Mailbox) -> None:
    store = Store()
    watcher = ImapWatcher(mailbox.settings(), accept=store.accept)
    await put(mailbox, mail(1))
    assert await watcher.poll_once() == 1
    assert await watcher.poll_once() == 0
    await put(mailbox, mail(2))
    assert await watcher.poll_once() == 1
    watcher.close()
    assert [arrival.raw for arrival in store.kept] == [mail(1), mail(2)]


@pytest.mark.parametrize(
    "capabilities",
    ["", "IMAP4rev1 UIDPLUS LITERAL+", "IMAP4rev1 LITERAL+"],
    ids=["MOVE", "UIDPLUS", "neither"],
)
async def test_what_the_owner_marked_deleted_is_neither_taken_nor_expunged(tmp_path: Path, capabilities: str) -> None:
    with Dovecot(capabilities=capabilities) as server:
        mailbox = server.mailbox()
        await put(mailbox, mail(1), flags=r"(\Deleted)")
        await put(mailbox, mail(2))
        store = Store()
        watcher = ImapWatcher(mailbox.settings(), accept=store.accept)
        assert await watcher.poll_once() == 1
        assert await watcher.poll_once() == 0
        watcher.close()
        assert [arrival.raw for arrival in store.kept] == [mail(2)]
        left = await contents(mailbox, "INBOX")
        # A server with neither extension can only be left with our mail marked.
        assert left == (
            [mail(1), mail(2)] if "LITERAL+" in capabilities and "UIDPLUS" not in capabilities else [mail(1)]
        )
        assert await contents(mailbox, "Done") == [mail(2)]


async def test_a_mail_that_cannot_be_stored_stays_and_does_not_stop_the_others(mailbox: Mailbox) -> None:
    await put(mailbox, *(mail(number) for number in range(4)))
    store = Store(refuse=b"body 1")
    watcher = ImapWatcher(mailbox.settings(), accept=store.accept)
    assert await watcher.poll_once() == 3
    assert await contents(mailbox, "INBOX") == [mail(1)]
    store.refuse = b""
    assert await watcher.poll_once() == 1
    watcher.close()
    assert len(store.kept) == 4


async def test_junk_is_taken_byte_for_byte(mailbox: Mailbox) -> None:
    junk = [b"To: a@b@c, <<>, \xff\xfe\r\n\r\n\x80\x81", b"no header at all", b"\r\n", b"To: x\r\n" * 5000]
    await put(mailbox, *junk)
    store = Store()
    watcher = ImapWatcher(mailbox.settings(), accept=store.accept)
    assert await watcher.poll_once() == 4
    watcher.close()
    assert sorted(arrival.raw for arrival in store.kept) == sorted(junk)


async def test_more_than_a_batch_is_taken_in_one_poll(mailbox: Mailbox) -> None:
    await put(mailbox, *(mail(number) for number in range(205)))
    store = Store()
    watcher = ImapWatcher(mailbox.settings(), accept=store.accept)
    assert await watcher.poll_once() == 205
    watcher.close()
    assert len({arrival.raw for arrival in store.kept}) == 205


async def test_run_survives_an_outage_of_the_server_and_stops_promptly() -> None:
    store = Store()
    stop = asyncio.Event()
    with Dovecot() as server:
        mailbox = server.mailbox()
        watcher = ImapWatcher(mailbox.settings(poll_seconds=0.02), accept=store.accept)
        running = asyncio.create_task(watcher.run(stop))
        await put(mailbox, mail(1))
        await asyncio.wait_for(store.stored.wait(), 10)
        store.stored.clear()
    with Dovecot(port=server.port) as server:
        await put(mailbox, mail(2))
        await asyncio.wait_for(store.stored.wait(), 20)
        stop.set()
        await asyncio.wait_for(running, 5)
    assert {arrival.raw for arrival in store.kept} == {mail(1), mail(2)}


async def test_run_stops_promptly_while_the_server_is_silent() -> None:
    met, left = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK hello\r\n")
        tag = (await reader.readline()).split()[0]
        writer.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
        await reader.readline()
        met.set()
        await reader.read()
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    section = settings.Imap(host="127.0.0.1", port=port, tls="none", user="u", password="p")
    stop = asyncio.Event()
    running = asyncio.create_task(ImapWatcher(section, accept=Store().accept).run(stop))
    await met.wait()
    stop.set()
    await asyncio.wait_for(running, 2)
    await left.wait()
    server.close()


async def test_run_lets_a_write_end_that_was_under_way_when_it_was_stopped(mailbox: Mailbox) -> None:
    began, go_on, kept = asyncio.Event(), asyncio.Event(), []

    async def accept(arrival: Arrival) -> None:
        began.set()
        await go_on.wait()
        kept.append(arrival)

    await put(mailbox, mail(1))
    stop = asyncio.Event()
    running = asyncio.create_task(ImapWatcher(mailbox.settings(), accept=accept).run(stop))
    await began.wait()
    stop.set()
    go_on.set()
    await asyncio.wait_for(running, 5)
    assert len(kept) == 1


async def test_an_unreachable_server_is_told_with_the_fix() -> None:
    with Dovecot() as server:
        mailbox = server.mailbox()
    watcher = ImapWatcher(mailbox.settings(), accept=Store().accept)
    with pytest.raises(ImapUnavailable, match=r"\[imap\] localhost:\d+ cannot be reached: .* Fix: "):
        await watcher.poll_once()
    watcher.close()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "refuses the login"),
        ({"folder": "Nowhere"}, "has no folder 'Nowhere'"),
        ({"tls": "none", "host": "imap.example.org"}, "unencrypted"),
        ({"tls": "tls"}, "speaks no TLS"),
        ({"tls": "starttls", "port": 993}, "speaks no STARTTLS"),
        ({"host": "nowhere.invalid", "tls": "tls"}, "cannot be reached"),
    ],
)
async def test_what_the_operator_got_wrong_is_named_without_the_password(
    mailbox: Mailbox, changes: dict[str, object], said: str
) -> None:
    watcher = ImapWatcher(mailbox.settings(**changes), accept=Store().accept)
    with pytest.raises(ImapUnavailable, match=r"\[imap\] .* Fix: ") as caught:
        await watcher.poll_once()
    watcher.close()
    assert said in str(caught.value)
    assert "correct-horse" not in str(caught.value)


async def test_starttls_verifies_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = certificates.issue(tmp_path)
    with Dovecot(tls=(issued.chain, issued.key)) as server:
        mailbox = server.mailbox()
        await put(mailbox, mail(1))
        store = Store()
        watcher = ImapWatcher(mailbox.settings(tls="starttls"), accept=store.accept)
        with pytest.raises(ImapUnavailable, match=r"certificate of .* cannot be trusted"):
            await watcher.poll_once()
        monkeypatch.setenv("SSL_CERT_FILE", str(issued.authority))
        assert await watcher.poll_once() == 1
        watcher.close()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Return-Path: <>\r\nFrom: a@b.test\r\n\r\n", ("", ())),
        (b"Return-Path: <MAILER-DAEMON>\r\nFrom: a@b.test\r\n\r\n", ("", ())),
        (b"From: Ana <a@b.test>\r\n\r\n", ("a@b.test", ())),
        (
            b"Return-Path: <x@y.test>\nTo: A <a@b.test>, c@d.test\nCc: a@b.test\n\nTo: e@f.test",
            ("x@y.test", ("a@b.test", "c@d.test")),
        ),
        (
            b"X-Original-To: contract+abc@example.org\r\nDelivered-To: vmail@host.test\r\n\r\n",
            ("", ("vmail@host.test", "contract+abc@example.org")),
        ),
        (b"", ("", ())),
    ],
)
def test_the_envelope_is_read_from_the_headers(raw: bytes, expected: tuple[str, tuple[str, ...]]) -> None:
    assert envelope(raw) == expected


@given(st.binary(), st.sampled_from([b"To: ", b"Return-Path: ", b"Cc: =?", b"Delivered-To: <"]))
def test_no_bytes_upset_the_envelope(junk: bytes, field: bytes) -> None:
    sender, recipients = envelope(field + junk)
    assert all("@" in recipient for recipient in recipients)
    assert not sender or "@" in sender


def test_pauses_grow_to_a_minute() -> None:
    assert [pause(failures) for failures in (1, 2, 3, 6, 7, 50)] == [1, 2, 4, 32, 60, 60]
