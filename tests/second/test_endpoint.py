"""The second reader's door: whatever the other side does, there is an answer within the time-out."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from time import monotonic

import pytest

from mailflow.reading.party import Party
from mailflow.reading.second import Answer, Consultation, Fallback, Heard, Suggestion, Unheard
from mailflow.second.endpoint import MOST_BYTES, Endpoint, SecondReaderUnavailable
from mailflow.settings import SecondReader
from tests.oracle import (
    Does,
    Gate,
    Oracle,
    completion,
    content,
    drips,
    floods,
    hangs_up,
    response,
    says,
    stalls,
)

NOTES = Consultation(
    "My commitments\n- Introduce Ben to Farida by 20 March\n\nPrivate: zebra crossing\n",
    Party("Moira Lennox", "moira@example.com"),
    Party("Ben Ashcroft", "ben@example.com"),
    date(2026, 3, 2),
)
ITEM: dict[str, object] = {
    "owner": "manager",
    "text": "Introduce Ben to Farida",
    "due": "2026-03-20",
    "source": "Introduce Ben to Farida",
}
SOON = 0.4  # seconds
HTML = b"<!doctype html><title>Sign in</title><p>Introduce Ben to Farida"


@pytest.fixture
async def oracle() -> AsyncIterator[Oracle]:
    async with Oracle() as listening:
        yield listening


def endpoint(url: str, seconds: float = 20.0, key: str = "") -> Endpoint:
    return Endpoint(SecondReader(url=url, model="small", timeout_seconds=seconds), key)


async def asked(oracle: Oracle, does: Does, seconds: float = 20.0) -> Answer:
    oracle.does = does
    reader = endpoint(oracle.url, seconds)
    try:
        return await reader.ask(NOTES)
    finally:
        await reader.close()


async def test_a_sound_answer_is_heard_and_only_public_words_were_sent(oracle: Oracle) -> None:
    assert await asked(oracle, says(ITEM)) == Heard(
        (Suggestion("manager", "Introduce Ben to Farida", "2026-03-20", "Introduce Ben to Farida"),)
    )
    (question,) = oracle.asked
    assert question.line == "POST /v1/chat/completions HTTP/1.1"
    assert (question.chat["model"], question.chat["temperature"], question.chat["stream"]) == ("small", 0, False)
    assert question.told["notes"] == "# My commitments\n- Introduce Ben to Farida by 20 March"
    assert b"zebra" not in question.body
    assert b"example.com" not in question.body
    assert "authorization" not in question.headers


@dataclass(frozen=True, slots=True)
class Misdeed:
    does: Does
    why: Fallback
    detail: str
    seconds: float = 20.0


MISDEEDS = {
    "never answers": Misdeed(stalls, "silent", "timeout", SOON),
    "answers byte by byte": Misdeed(drips, "silent", "timeout", SOON),
    "hangs up": Misdeed(hangs_up, "silent", "RemoteProtocolError"),
    "speaks no HTTP": Misdeed(
        lambda writer: _raw(writer, b"220 smtp.example ESMTP\r\n"), "silent", "RemoteProtocolError"
    ),
    "ends too early": Misdeed(
        lambda writer: _raw(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + completion("[]")),
        "silent",
        "RemoteProtocolError",
    ),
    "500": Misdeed(response(b"{}", status="500 Internal Server Error"), "unusable", "status_500"),
    "401": Misdeed(response(b"{}", status="401 Unauthorized"), "unusable", "status_401"),
    "204": Misdeed(response(b"", status="204 No Content"), "unusable", "status_204"),
    "HTML": Misdeed(response(HTML, headers="Content-Type: text/html\r\n"), "unusable", "no_json"),
    "truncated JSON": Misdeed(response(completion('{"items": []}')[:-9]), "unusable", "no_json"),
    "truncated items": Misdeed(content('{"items": [{"owner": "manager", "te'), "unusable", "no_json"),
    "no UTF-8": Misdeed(response(b'{"choices": "\xff"}'), "unusable", "no_json"),
    "nested without an end": Misdeed(content("[" * 50_000), "unusable", "no_json"),
    "no number": Misdeed(content('{"items": [NaN]}'), "unusable", "no_json"),
    "prose": Misdeed(content("Moira will introduce Ben to Farida."), "unusable", "no_json"),
    "prose about JSON": Misdeed(content('Here you are:\n```json\n{"items": []}\n```'), "unusable", "no_json"),
    "no choices": Misdeed(response(b'{"choices": []}'), "unusable", "schema"),
    "no object": Misdeed(response(b"[1, 2]"), "unusable", "schema"),
    "no text": Misdeed(response(b'{"choices": [{"message": {"content": null}}]}'), "unusable", "no_content"),
    "no items": Misdeed(content('{"commitments": []}'), "unusable", "schema"),
    "items that are none": Misdeed(content('{"items": {"owner": "manager"}}'), "unusable", "schema"),
    "an item without its source": Misdeed(says({"owner": "manager", "text": "x", "due": None}), "unusable", "schema"),
    "an owner that is a list": Misdeed(says({**ITEM, "owner": ["manager", "report"]}), "unusable", "schema"),
    "a date that is a number": Misdeed(says({**ITEM, "due": 20260320}), "unusable", "schema"),
    "a huge body": Misdeed(response(b" " * (MOST_BYTES + 1)), "unusable", "too_large"),
    "a body without an end": Misdeed(floods, "unusable", "too_large"),
    "a packed body": Misdeed(response(b"\x1f\x8b", headers="Content-Encoding: gzip\r\n"), "unusable", "encoded"),
}


async def _raw(writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    await writer.drain()


@pytest.mark.parametrize("name", MISDEEDS)
async def test_each_misdeed_ends_in_time_and_with_its_name(name: str, oracle: Oracle) -> None:
    misdeed = MISDEEDS[name]
    begun = monotonic()
    heard = await asked(oracle, misdeed.does, misdeed.seconds)
    assert heard == Unheard(misdeed.why, misdeed.detail)
    assert monotonic() - begun < 5
    assert len(oracle.asked) == 1


async def test_a_closed_port_is_silence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    reader = endpoint(f"http://127.0.0.1:{port}/v1")
    assert await reader.ask(NOTES) == Unheard("silent", "ConnectError")


async def test_a_redirect_is_not_followed(oracle: Oracle) -> None:
    async with Oracle() as elsewhere:
        elsewhere.does = says(ITEM)
        moved = response(
            b"", status="307 Temporary Redirect", headers=f"Location: {elsewhere.url}/chat/completions\r\n"
        )
        assert await asked(oracle, moved) == Unheard("unusable", "status_307")
        assert elsewhere.asked == []


async def test_the_environment_sends_nothing_elsewhere(oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would read the notes, and a .netrc would hand a password to the model."""
    async with Oracle() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert os.environ["HTTP_PROXY"]
        assert isinstance(await asked(oracle, says(ITEM)), Heard)
        assert proxy.asked == []


async def test_a_key_goes_along_as_a_bearer_token_and_no_cookie_comes_back(oracle: Oracle) -> None:
    oracle.does = response(completion('{"items": []}'), headers="Set-Cookie: seen=1; Path=/\r\n")
    reader = endpoint(oracle.url, key="s3cret")
    for _ in range(2):
        assert await reader.ask(NOTES) == Heard(())
    assert [q.headers["authorization"] for q in oracle.asked] == ["Bearer s3cret"] * 2
    assert not any("cookie" in q.headers for q in oracle.asked)


async def test_who_asks_the_same_meanwhile_waits_for_the_same_answer(oracle: Oracle) -> None:
    gate = Gate(says(ITEM))
    oracle.does = gate
    reader = endpoint(oracle.url)
    first, second = asyncio.create_task(reader.ask(NOTES)), asyncio.create_task(reader.ask(NOTES))
    await gate.reached.wait()
    first.cancel()
    gate.opened.set()
    assert isinstance(await second, Heard)
    assert first.cancelled()
    assert len(oracle.asked) == 1
    assert isinstance(await reader.ask(NOTES), Heard)
    assert len(oracle.asked) == 2, "an answer is kept for nobody who asks later"


async def test_closing_gives_up_what_is_under_way(oracle: Oracle) -> None:
    gate = Gate(says())
    oracle.does = gate
    reader = endpoint(oracle.url)
    asking = asyncio.create_task(reader.ask(NOTES))
    await gate.reached.wait()
    await reader.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_those_who_wait_for_their_turn_wait_no_longer_than_the_others(oracle: Oracle) -> None:
    """Twenty drafts at once before an endpoint that is dead are late by one time-out, not by five."""
    oracle.does = stalls
    reader = endpoint(oracle.url, SOON)
    begun = monotonic()
    many = [Consultation(NOTES.text, NOTES.manager, NOTES.report, date(2026, 3, day)) for day in range(1, 21)]
    assert set(await asyncio.gather(*map(reader.ask, many))) == {Unheard("silent", "timeout")}
    assert monotonic() - begun < 4 * SOON


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("never answers", "no answer came in time. Fix: "),
        ("500", "does not answer as an API does .status_500.. Fix: "),
        ("401", "does not let us in. Fix: set .second_reader. key"),
        ("HTML", "not with the JSON that it was asked for. Fix: "),
        ("a huge body", "cannot be read .too_large.. Fix: "),
        ("hangs up", "does not answer as an API does .RemoteProtocolError.. Fix: "),
    ],
)
async def test_a_check_names_the_setting_and_the_fix(name: str, told: str, oracle: Oracle) -> None:
    oracle.does = MISDEEDS[name].does
    reader = endpoint(oracle.url, SOON, key="s3cret")
    with pytest.raises(SecondReaderUnavailable, match=rf"^\[second_reader\] url: {oracle.url}: .*{told}") as caught:
        await reader.check()
    assert "s3cret" not in str(caught.value)


async def test_a_check_asks_about_nobodys_notes(oracle: Oracle) -> None:
    oracle.does = content(f"```json\n{json.dumps({'items': [ITEM]})}\n```")
    await endpoint(oracle.url).check()
    assert oracle.asked[0].told["manager"] == "Sam Example"
