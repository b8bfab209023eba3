"""What the one trusted server says about the sender (RFC 8601), and what a forger says."""

import pytest

from mailflow.mail.authentication import failed
from mailflow.mail.message import parse

US = "mx.us.example"


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ([], False),
        (["mx.us.example; dmarc=pass"], False),
        (["mx.us.example; dmarc=fail (p=none) header.from=x.example"], True),
        (["MX.US.EXAMPLE 1; spf=pass; dkim=fail; dmarc=fail"], True),
        (["mx.us.example; dkim=fail; spf=softfail"], True),
        (["mx.us.example; dkim=fail; spf=pass"], False),
        (["mx.us.example; dkim=none; spf=none"], False),
        (["mx.us.example; dmarc=none; spf=fail"], True),
        (["mx.us.example; spf=pass (a comment; dmarc=fail)"], False),
        (['mx.us.example; dkim=pass reason="x; dmarc=fail"'], False),
        (["elsewhere.example; dmarc=fail"], False),
        (["mx.us.example.evil.example; dmarc=fail"], False),
        (["mx.us.example; dmarc=fail", "mx.us.example; dmarc=fail"], True),
        (["mx.us.example; spf=fail", "other.example; spf=pass", "mx.us.example; spf=pass"], True),
    ],
)
def test_only_the_topmost_words_of_the_trusted_server_count(fields: list[str], verdict: bool) -> None:
    """Another server's field, a comment, a quoted string and a field further down prove nothing."""
    head = "".join(f"Authentication-Results: {field}\n" for field in fields)
    assert failed(parse(f"{head}From: ann@x.example\n\nyes".encode()), US) is verdict


def test_without_a_trusted_server_nothing_fails() -> None:
    """No authserv-id is configured: no field is believed."""
    assert not failed(parse(b"Authentication-Results: mx; dmarc=fail\n\nyes"), "")
