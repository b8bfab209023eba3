"""Whole mails in the manner of real programs, each with what a careful reader takes from it (samples/)."""

import json
from pathlib import Path

import pytest

from mailflow.mail import bounce
from mailflow.mail.kind import classify
from mailflow.mail.message import parse
from mailflow.mail.visible import of_message

SAMPLES = sorted(Path(__file__).with_name("samples").glob("*.eml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_is_read_as_a_person_would(path: Path) -> None:
    """Kind, new words, signature, quotation and forward of a mail are those of its golden answer."""
    message = parse(path.read_bytes())
    want = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    visible = of_message(message)
    found: dict[str, object] = {
        "kind": classify(message),
        "text": visible.text,
        "signature": visible.signature,
        "subject": message.subject,
        "sender": message.sender and [message.sender.name, message.sender.address],
        "forwarded": visible.forwarded
        and {
            "sender": visible.forwarded.sender and visible.forwarded.sender.address,
            "subject": visible.forwarded.subject,
            "text": visible.forwarded.text,
        },
    }
    failure = bounce.read(message)
    found["bounce"] = failure and {
        "recipient": failure.recipient,
        "status": failure.status,
        "permanent": failure.permanent,
    }
    assert want.pop("quoted_has", "") in visible.quoted
    assert {key: found[key] for key in want} == want
    if want["kind"] == "human" and "forwarded" not in want:
        assert visible.forwarded is None
