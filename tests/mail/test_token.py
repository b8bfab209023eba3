"""A token is repeatable, provable without a database, and survives what mail systems do to addresses."""

import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.mail.token import TokenKey, message_id, reply_address, token_in_address, tokens_of

KEY = TokenKey(b"sixteen bytes ok")
SERVICE = "growth@firm.example"
A, B, C = (KEY.derive(f"ask {number}") for number in range(3))


@given(st.text())
def test_one_intent_has_one_token_in_the_alphabet_of_an_address(intent: str) -> None:
    token = KEY.derive(intent)
    assert token == KEY.derive(intent)
    assert len(token) == 24
    assert set(token) <= set(string.ascii_lowercase + "234567")
    assert KEY.valid(token)
    assert KEY.valid(token.upper())


def test_other_intents_and_other_keys_have_other_tokens() -> None:
    intents = [f"ask {number} to person {person}" for number in range(100) for person in range(20)]
    tokens = {key.derive(intent) for intent in intents for key in (KEY, TokenKey(b"another key, 18 by"))}
    assert len(tokens) == 2 * len(intents)


def test_the_token_of_an_intent_stays_the_same_from_release_to_release() -> None:
    """Mails sent by an older release are still answered."""
    assert TokenKey(b"0123456789abcdef").derive("ask 1") == "uoiutzuckt4w6e7xpzwev6zb"


def test_a_single_wrong_character_is_noticed_wherever_it_stands() -> None:
    for at, right in enumerate(A):
        for wrong in set(string.ascii_lowercase + "234567") - {right}:
            assert not KEY.valid(A[:at] + wrong + A[at + 1 :])


@given(st.binary(min_size=15, max_size=15))
def test_a_forged_token_is_not_valid(raw: bytes) -> None:
    assert not KEY.valid(base64.b32encode(raw).decode().lower())


def test_the_token_of_another_key_is_not_valid() -> None:
    assert not TokenKey(b"another key, 18 by").valid(A)


@pytest.mark.parametrize(
    "text",
    [
        "",
        A[:-1],
        A + "a",
        A + "\n",
        " " + A,
        "0" + A[1:],
        "=" * 24,
        "\N{KELVIN SIGN}" + A[1:],
        "\N{LATIN SMALL LETTER LONG S}" + A[1:],
        "\N{FULLWIDTH LATIN SMALL LETTER A}" * 24,
        "é" * 24,
    ],
)
def test_what_has_not_the_shape_of_a_token_is_not_valid(text: str) -> None:
    assert not KEY.valid(text)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert not KEY.valid(text)
    assert token_in_address(SERVICE, text) is None


def test_a_short_key_is_refused_and_a_key_is_never_printed() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        TokenKey(b"too short")
    assert "sixteen" not in repr(KEY)


@pytest.mark.parametrize(
    "address",
    [
        f"growth+{A}@firm.example",
        f"GROWTH+{A.upper()}@FIRM.EXAMPLE",
        f"Growth+{A}@Firm.Example",
        f" <growth+{A}@firm.example> ",
    ],
)
def test_a_reply_address_gives_back_its_token_in_any_case(address: str) -> None:
    assert token_in_address(SERVICE, address) == A


def test_the_service_may_be_written_in_any_case_too() -> None:
    assert token_in_address("Growth@FIRM.example", reply_address(SERVICE, A)) == A


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "growth@firm.example",
        "growth+@firm.example",
        "growth+weekly@firm.example",
        f"growth+x{A}@firm.example",
        f"growth+{A}@firm.example.evil.test",
        f"growth+{A}@evil.test",
        f"other+{A}@firm.example",
        f"growth+{A}",
        f"{A}@firm.example",
        f"evil@evil.test, growth+{A}@firm.example",
    ],
)
def test_an_address_that_is_not_ours_or_has_no_token_gives_none(address: str) -> None:
    assert token_in_address(SERVICE, address) is None


@given(st.integers(0, 10**9))
def test_reply_address_and_token_in_address_are_inverse(number: int) -> None:
    token = KEY.derive(str(number))
    assert token_in_address(SERVICE, reply_address(SERVICE, token)) == token


@pytest.mark.parametrize("token", ["", "short", A + "\r\nBcc: x@evil.test", A[:-1] + "é"])
def test_nothing_but_a_token_gets_into_an_address_or_a_message_id(token: str) -> None:
    with pytest.raises(ValueError, match="24 characters"):
        reply_address(SERVICE, token)
    with pytest.raises(ValueError, match="24 characters"):
        message_id(token, "firm.example")


def test_the_message_id_stands_without_brackets_and_is_found_again_with_or_without_them() -> None:
    identifier = message_id(A, "firm.example")
    assert identifier == f"{A}@firm.example"
    assert tokens_of(SERVICE, [], [identifier], []) == (A,)
    assert tokens_of(SERVICE, [], [f" <{identifier.upper()}>"], []) == (A,)


def test_the_reply_address_counts_before_in_reply_to_and_the_last_reference_before_the_first() -> None:
    ids = {token: message_id(token, "firm.example") for token in (A, B, C)}
    assert tokens_of(SERVICE, [reply_address(SERVICE, C)], [ids[B]], [ids[A], ids[B]]) == (C, B, A)
    assert tokens_of(SERVICE, ["x@y.example"], [], [ids[A], "foreign@id.example", ids[B]]) == (B, A)
    assert tokens_of(SERVICE, [], [], []) == ()


def test_a_mail_from_before_the_service_moved_to_a_new_domain_is_still_known() -> None:
    assert tokens_of(SERVICE, [], [message_id(A, "old.example")], []) == (A,)
    assert tokens_of(SERVICE, [], [A, f"{A}x@old.example", f"x{A}@old.example"], []) == ()


@given(st.lists(st.text()), st.lists(st.text()), st.lists(st.text()))
def test_any_headers_can_be_searched(addresses: list[str], parents: list[str], references: list[str]) -> None:
    assert tokens_of(SERVICE, addresses, parents, references) == ()
