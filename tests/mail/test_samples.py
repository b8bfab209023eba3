"""Whole mails in the manner of real programs, each with what a careful reader takes from it (samples/README.md)."""

import json
import re
from pathlib import Path

import pytest

from mailflow.mail import bounce
from mailflow.mail.kind import classify
from mailflow.mail.message import parse
from mailflow.mail.visible import of_message

MISREAD = pytest.mark.xfail(strict=True, reason="a mail that is not read right yet")
SAMPLES = [
    pytest.param(
        path, id=path.stem, marks=[MISREAD] if "misread" in json.loads(path.with_suffix(".json").read_bytes()) else []
    )
    for path in sorted(Path(__file__).with_name("samples").glob("*.eml"))
]

_RULE = re.compile(r"^\s*[-_=*]{5,}\s*$", re.MULTILINE)


def plain(text: str) -> str:
    """The words alone: where a program breaks its lines, and what it draws between them, is not what was written."""
    return " ".join(_RULE.sub("", text).split())


@pytest.mark.parametrize("path", SAMPLES)
def test_sample_is_read_as_a_person_would(path: Path) -> None:
    """Kind, new words, signature, quotation, answers and forward of a mail are those of its golden answer."""
    message = parse(path.read_bytes())
    want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    visible = of_message(message)
    assert classify(message) == want["kind"]
    if "text" in want:
        assert plain(visible.text) == plain(want["text"])
    if "signature" in want:
        assert plain(visible.signature) == plain(want["signature"])
    for words in want.get("quoted_has", []):
        assert plain(words) in plain(visible.quoted)
    answers = [(plain(passage.text), plain(passage.answers)) for passage in visible.passages]
    for text, line in want.get("answers", []):
        assert (plain(text), plain(line)) in answers
    if "subject" in want:
        assert message.subject == want["subject"]
    if "sender" in want:
        assert message.sender is not None
        assert [message.sender.name, message.sender.address] == want["sender"]
    if "bounce" in want:
        failed = bounce.read(message)
        found = failed and {
            "recipient": failed.recipient,
            "status": failed.status,
            "permanent": failed.permanent,
        }
        assert found == want["bounce"]
    if want["kind"] != "human":
        return
    passed_on = want.get("forwarded")
    if passed_on is None:
        assert visible.forwarded is None
        return
    assert visible.forwarded is not None
    assert plain(visible.forwarded.text) == plain(passed_on["text"])
    if "subject" in passed_on:
        assert plain(visible.forwarded.subject) == plain(passed_on["subject"])
    if "sender" in passed_on:
        assert (visible.forwarded.sender and visible.forwarded.sender.address) == passed_on["sender"]
