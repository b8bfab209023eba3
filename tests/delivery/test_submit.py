"""Submission, against a real SMTP server that misbehaves as it is told (tests/sink.py)."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow import settings
from mailflow.delivery import submit as module
from mailflow.delivery.outlet import Outcome, Outgoing, Outlet, SubmissionUnavailable
from mailflow.delivery.submit import Submitter, backoff, exhausted
from tests import certificates
from tests.certificates import Certificates
from tests.sink import Disconnect, Fault, Reply, Sink, Stall, Step

RAW = b"From: contract@example.org\r\nSubject: Thursday\r\n\r\n.leading dot\r\nbye\r\n"
WHO = "ana@example.net"


def outgoing(number: int = 1, *, recipient: str = WHO, raw: bytes = RAW, sender: str = "c@example.org") -> Outgoing:
    return Outgoing(str(number), sender, recipient, raw)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def submitter(sink: Sink, clock: Clock | None = None, **changes: object) -> Submitter:
    values = {"host": "localhost", "port": sink.port, "tls": "none", "timeout_seconds": 5, **changes}
    section = settings.Submission.model_validate(values)
    return Submitter(section, hostname="mx.example.org", clock=clock or Clock())


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with Sink() as running:
        yield running


@pytest.fixture
def issued(tmp_path: Path) -> Certificates:
    return certificates.issue(tmp_path)


async def test_a_mail_arrives_byte_for_byte_with_its_envelope(sink: Sink) -> None:
    outlet: Outlet = submitter(sink)
    assert await outlet.submit(outgoing()) == Outcome("sent", 250, "accepted")
    assert await outlet.submit(outgoing(sender="")) == Outcome("sent", 250, "accepted")
    await outlet.close()
    first, second = sink.ledger
    assert (first.raw, first.sender, first.recipients) == (RAW, "c@example.org", (WHO,))
    assert second.sender == ""


@pytest.mark.parametrize(
    ("step", "fault", "expected"),
    [
        ("mail", Reply("450 4.2.0 later"), Outcome("later", 450, "command_refused")),
        ("rcpt", Reply("451 4.7.1 greylisted"), Outcome("later", 451, "command_refused")),
        ("data", Reply("452 4.3.1 full"), Outcome("later", 452, "command_refused")),
        ("dot", Reply("451 4.3.0 later"), Outcome("later", 451, "content_refused")),
        ("dot", Reply("421 4.3.2 closing"), Outcome("later", 421, "content_refused")),
        ("mail", Reply("550 5.7.1 no"), Outcome("refused", 550, "command_refused")),
        ("rcpt", Reply("550 5.1.1 unknown"), Outcome("refused", 550, "command_refused")),
        ("data", Reply("554 5.5.1 no"), Outcome("refused", 554, "command_refused")),
        ("dot", Reply("554 5.6.0 no"), Outcome("refused", 554, "content_refused")),
        ("mail", Reply("530 5.7.0 log in"), Outcome("later", 530, "login_required")),
        ("dot", Reply("251 2.1.5 forwarded"), Outcome("sent", 251, "accepted")),
        ("connect", Reply("554 5.7.1 not you"), Outcome("later", 554, "greeting")),
        ("connect", Reply("421 4.3.2 busy"), Outcome("later", 421, "greeting")),
        ("connect", Disconnect(), Outcome("later", None, "connect_failed")),
        ("connect", Stall(), Outcome("later", None, "connect_timeout")),
        ("ehlo", Disconnect(), Outcome("later", None, "connect_failed")),
        ("mail", Disconnect(), Outcome("later", None, "connection_lost")),
        ("rcpt", Disconnect(), Outcome("later", None, "connection_lost")),
        ("data", Disconnect(), Outcome("later", None, "connection_lost")),
        ("data", Stall(), Outcome("later", None, "timeout")),
        ("dot", Disconnect(), Outcome("unknown", None, "connection_lost_after_data")),
        ("dot", Disconnect(keep=True), Outcome("unknown", None, "connection_lost_after_data")),
        ("dot", Stall(keep=True), Outcome("unknown", None, "timeout_after_data")),
        ("dot", Reply("not a reply"), Outcome("unknown", None, "connection_lost_after_data")),
        ("rcpt", Reply("not a reply"), Outcome("later", None, "connection_lost")),
    ],
)
async def test_each_fault_has_its_outcome_and_the_same_bytes_go_through_afterwards(
    sink: Sink, step: Step, fault: Fault, expected: Outcome
) -> None:
    clock = Clock()
    stalls = isinstance(fault, Stall)
    outlet = submitter(sink, clock, timeout_seconds=0.2 if stalls else 5)
    sink.once(step, fault)
    assert await outlet.submit(outgoing()) == expected
    clock.now += 3600
    assert await outlet.submit(outgoing()) == Outcome("sent", 250, "accepted")
    await outlet.close()
    assert {mail.raw for mail in sink.ledger} == {RAW}
    doubled = isinstance(fault, Disconnect | Stall) and fault.keep
    assert len(sink.ledger) == (2 if doubled else 1)


async def test_a_refused_recipient_does_not_spoil_the_connection_for_the_next(sink: Sink) -> None:
    sink.refuse_recipient["gone@example.net"] = "550 5.1.1 unknown"
    outlet = submitter(sink)
    assert (await outlet.submit(outgoing(recipient="gone@example.net"))).state == "refused"
    assert (await outlet.submit(outgoing())).state == "sent"
    await outlet.close()
    assert sink.connections == 1
    assert sink.ledger[0].recipients == (WHO,)


async def test_connections_are_used_again_and_never_more_than_allowed(sink: Sink) -> None:
    outlet = submitter(sink, connections=3)
    outcomes = await asyncio.gather(*(outlet.submit(outgoing(number)) for number in range(60)))
    assert {outcome.state for outcome in outcomes} == {"sent"}
    assert sink.connections == 3
    assert len(sink.ledger) == 60
    for number in range(10):
        await outlet.submit(outgoing(number))
    assert sink.connections == 3
    await outlet.close()
    await sink.hung_up()


async def test_a_connection_that_rested_is_tried_with_noop_and_left_after_a_longer_rest(sink: Sink) -> None:
    clock = Clock()
    outlet = submitter(sink, clock)
    await outlet.submit(outgoing())
    await outlet.submit(outgoing())
    assert "NOOP" not in sink.commands
    clock.now += 30
    await outlet.submit(outgoing())
    assert "NOOP" in sink.commands
    assert sink.connections == 1
    clock.now += 61
    await outlet.submit(outgoing())
    assert sink.connections == 2
    await outlet.close()
    assert len(sink.ledger) == 4


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("fault", [Disconnect(), Reply("421 4.4.2 idle for too long")])
async def test_a_kept_connection_that_the_peer_gives_up_is_replaced_within_the_same_attempt(
    sink: Sink, step: Step, fault: Fault
) -> None:
    outlet = submitter(sink)
    await outlet.submit(outgoing())
    sink.once(step, fault)
    assert (await outlet.submit(outgoing())).state == "sent"
    await outlet.close()
    assert sink.connections == 2
    assert len(sink.ledger) == 2


async def test_a_peer_that_hung_up_in_between_is_no_trouble(sink: Sink) -> None:
    outlet = submitter(sink)
    await outlet.submit(outgoing())
    sink.hang_up()
    await sink.hung_up()
    assert (await outlet.submit(outgoing())).state == "sent"
    await outlet.close()
    assert len(sink.ledger) == 2


async def test_a_lost_answer_is_not_retried_within_the_attempt(sink: Sink) -> None:
    outlet = submitter(sink)
    await outlet.submit(outgoing(1))
    sink.once("dot", Disconnect(keep=True))
    assert (await outlet.submit(outgoing(2))).state == "unknown"
    await outlet.close()
    assert len(sink.ledger) == 2


async def test_a_server_that_is_away_is_not_knocked_at_for_every_mail() -> None:
    clock = Clock()
    async with Sink() as sink:
        pass
    outlet = submitter(sink, clock, host="127.0.0.1")
    for number in range(50):
        assert await outlet.submit(outgoing(number)) == Outcome("later", None, "connect_refused")
    async with Sink(port=sink.port) as back:
        assert (await outlet.submit(outgoing())).state == "later"
        assert back.connections == 0
        clock.now += module.NETWORK_PAUSE_SECONDS
        assert (await outlet.submit(outgoing())).state == "sent"
        await outlet.close()


async def test_a_cancelled_attempt_leaves_no_half_used_connection_behind(sink: Sink) -> None:
    outlet = submitter(sink, connections=1)
    sink.once("rcpt", Stall())
    attempt = asyncio.create_task(outlet.submit(outgoing(1)))
    await sink.said("RCPT")
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt
    # Well before the timeout, which an answer awaited on the old connection would run into.
    assert (await asyncio.wait_for(outlet.submit(outgoing(2)), 2)).state == "sent"
    await outlet.close()
    assert len(sink.ledger) == 1


async def test_no_words_of_the_peer_and_no_address_reach_outcome_or_log(
    sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    sink.once("rcpt", Reply(f"550 5.1.1 <{WHO}> secret words"))
    with caplog.at_level(logging.DEBUG, logger="mailflow"):
        outlet = submitter(sink)
        outcome = await outlet.submit(outgoing(7))
        await outlet.close()
    said = repr(outcome) + caplog.text
    assert (outcome.state, outcome.code) == ("refused", 550)
    assert "example.net" not in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@b.test> NOTIFY=NEVER", "a b@c.test", "a@b.test\r\nDATA", "<a@b.test>"]
)
async def test_an_address_that_could_end_its_command_is_refused_unsent(sink: Sink, recipient: str) -> None:
    outlet = submitter(sink)
    for mail in (outgoing(recipient=recipient), outgoing(sender=recipient or "@ @")):
        assert await outlet.submit(mail) == Outcome("refused", None, "address_unusable")
    await outlet.close()
    assert sink.connections == 0


async def test_an_address_beyond_ascii_needs_a_server_that_can(sink: Sink) -> None:
    outlet = submitter(sink)
    assert (await outlet.submit(outgoing(recipient="jörg@example.net"))).state == "sent"
    await outlet.close()
    assert sink.ledger[0].recipients == ("jörg@example.net",)
    async with Sink(extensions=False) as old:
        outlet = submitter(old)
        outcome = await outlet.submit(outgoing(recipient="jörg@example.net"))
        assert outcome == Outcome("refused", None, "smtputf8_unsupported")
        assert (await outlet.submit(outgoing())).state == "sent"
        await outlet.close()
        assert old.connections == 1


async def test_a_mail_over_the_servers_size_is_refused_before_it_is_sent() -> None:
    async with Sink(max_bytes=1000) as sink:
        outlet = submitter(sink)
        outcome = await outlet.submit(outgoing(raw=RAW + b"x" * 1000))
        assert outcome == Outcome("refused", 552, "command_refused")
        await outlet.close()


@given(st.binary(max_size=60).map(lambda junk: junk.replace(b"x", b"\r\n.").replace(b"y", b"\n")))
def test_only_the_last_dot_stands_alone_and_every_line_ends_in_crlf(raw: bytes) -> None:
    wire = module._on_the_wire(raw)
    assert wire.endswith(b"\r\n.\r\n")
    assert (b"\r\n" + wire).count(b"\r\n.\r\n") == 1
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")


@pytest.mark.parametrize("implicit", [True, False], ids=["tls", "starttls"])
async def test_tls_is_verified_and_the_login_goes_through_it(
    issued: Certificates, monkeypatch: pytest.MonkeyPatch, implicit: bool
) -> None:
    tls = "tls" if implicit else "starttls"
    async with Sink(tls=issued.server_context(), implicit_tls=implicit, login=("contract", "sésame")) as sink:
        stranger = submitter(sink, tls=tls, user="contract", password="sésame")
        assert await stranger.submit(outgoing()) == Outcome("later", None, "tls_certificate")
        with pytest.raises(SubmissionUnavailable, match=r"certificate cannot be trusted. Fix: "):
            await stranger.check()
        await stranger.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(issued.authority))
        outlet = submitter(sink, tls=tls, user="contract", password="sésame")
        await outlet.check()
        assert (await outlet.submit(outgoing())).state == "sent"
        await outlet.close()
        assert (sink.ledger[0].encrypted, sink.ledger[0].login) == (True, "contract")


async def test_a_certificate_for_another_name_is_refused(issued: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(issued.authority))
    async with Sink(tls=issued.server_context()) as sink:
        outlet = submitter(sink, tls="starttls", host="127.0.0.2")
        assert (await outlet.submit(outgoing())).state == "later"
        await outlet.close()
    assert sink.ledger == []


async def test_a_password_never_crosses_the_network_unencrypted(caplog: pytest.LogCaptureFixture) -> None:
    section = settings.Submission(host="mail.example.org", port=25, tls="none", user="u", password="p")
    outlet = Submitter(section, hostname="mx.example.org")
    assert await outlet.submit(outgoing()) == Outcome("later", None, "login_unencrypted")
    with pytest.raises(SubmissionUnavailable, match=r"unencrypted\. Fix: set \[submission\] tls"):
        await outlet.check()
    await outlet.close()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_a_server_without_starttls_gets_neither_password_nor_mail(sink: Sink) -> None:
    outlet = submitter(sink, tls="starttls", user="contract", password="sesame")
    assert await outlet.submit(outgoing()) == Outcome("later", None, "starttls_unsupported")
    await outlet.close()
    assert set(sink.commands) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, Outcome("later", 535, "login_refused")),
        (Reply("454 4.7.0 no directory"), Outcome("later", 454, "login_later")),
        (Reply("534 5.7.9 program password needed"), Outcome("later", 534, "login_mechanism")),
        (Disconnect(), Outcome("later", None, "connect_failed")),
    ],
)
async def test_a_failed_login_bounces_no_mail(fault: Fault | None, expected: Outcome) -> None:
    async with Sink(login=("contract", "sesame")) as sink:
        if fault is not None:
            sink.always("auth", fault)
        clock = Clock()
        outlet = submitter(sink, clock, user="contract", password="sesame" if fault else "wrong")
        assert await outlet.submit(outgoing()) == expected
        assert await outlet.submit(outgoing()) == expected
        assert sink.connections == 1
        with pytest.raises(SubmissionUnavailable, match="Fix: "):
            await outlet.check()
        await outlet.close()


async def test_a_server_that_offers_no_login_is_named(sink: Sink) -> None:
    outlet = submitter(sink, user="contract", password="sesame")
    assert await outlet.submit(outgoing()) == Outcome("later", None, "login_unsupported")
    await outlet.close()


@pytest.mark.parametrize(
    ("host", "said"), [("nowhere.invalid", "name cannot be found"), ("bad..name", "name cannot be found")]
)
async def test_a_wrong_host_is_told_with_the_fix(sink: Sink, host: str, said: str) -> None:
    outlet = submitter(sink, host=host)
    with pytest.raises(SubmissionUnavailable, match=said):
        await outlet.check()
    await outlet.close()


async def test_check_sends_no_mail_and_leaves_no_connection(sink: Sink) -> None:
    outlet = submitter(sink)
    await outlet.check()
    await sink.hung_up()
    await outlet.close()
    assert set(sink.commands) == {"EHLO", "QUIT"}


@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 10), (4, 20), (5, 40), (6, 60), (99, 60)])
def test_backoff_grows_to_an_hour(attempt: int, minutes: int) -> None:
    assert backoff(attempt, 0.5) == timedelta(minutes=minutes)
    assert backoff(attempt, 0.0) == timedelta(minutes=minutes) * 0.8
    assert timedelta(minutes=minutes) < backoff(attempt, 0.999) < timedelta(minutes=minutes) * 1.2


def test_attempts_end_after_three_days() -> None:
    first = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
    assert not exhausted(first, first + timedelta(days=3) - timedelta(seconds=1))
    assert exhausted(first, first + timedelta(days=3))
