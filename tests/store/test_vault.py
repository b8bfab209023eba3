"""The secret and what it seals."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.store.vault import (
    SecretMissing,
    SecretUnusable,
    Tampered,
    Vault,
    WrongSecret,
    create_secret,
    read_secret,
)

VAULT = Vault(bytes(32))
PURPOSE = "commitment/3/4"


def test_a_new_secret_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    create_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600
    written = path.read_bytes()
    assert len(read_secret(path)) == 32
    with pytest.raises(FileExistsError):
        create_secret(path)
    assert path.read_bytes() == written


def test_the_secret_may_be_given_as_text_with_or_without_padding(tmp_path: Path) -> None:
    secret = bytes(range(200, 232))
    text = base64.urlsafe_b64encode(secret).decode()
    assert read_secret(tmp_path / "absent", text) == secret
    assert read_secret(tmp_path / "absent", f" {text.rstrip('=')}\n") == secret


def test_a_missing_secret_names_the_file_and_the_fix(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match=r"secret\.key.*Fix: run `mailflow init`"):
        read_secret(tmp_path / "secret.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.key"
    create_secret(path)
    path.chmod(mode)
    with pytest.raises(SecretUnusable, match=r"chmod 600 .*secret\.key"):
        read_secret(path)


@pytest.mark.parametrize(
    "content", ["", "QUJD", "A" * 64, "not base64!", "é" * 43, base64.b64encode(b"x" * 33).decode()]
)
def test_what_is_no_secret_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SecretUnusable, match=r"secret\.key.*Fix") as caught:
        read_secret(path)
    assert not content or content not in str(caught.value)


@given(st.text(st.characters(codec=None), max_size=200))
def test_text_comes_back_as_it_was_even_with_lone_surrogates(text: str) -> None:
    assert VAULT.open_text(VAULT.seal(text, VAULT.service_key, PURPOSE), VAULT.service_key, PURPOSE) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    sealed = {VAULT.seal("agreed", VAULT.service_key, PURPOSE) for _ in range(50)}
    assert len(sealed) == 50


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(b"by 15 March", VAULT.service_key, PURPOSE))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(Tampered):
        VAULT.open(bytes(sealed), VAULT.service_key, PURPOSE)


@pytest.mark.parametrize("length", [0, 5, 12, 27])
def test_a_cut_value_is_noticed(length: int) -> None:
    with pytest.raises(Tampered):
        VAULT.open(VAULT.seal(b"by 15 March", VAULT.service_key, PURPOSE)[:length], VAULT.service_key, PURPOSE)


def test_a_value_opens_only_for_its_purpose_with_its_key_and_under_its_secret() -> None:
    wrapped, others = VAULT.new_pair_key(), VAULT.new_pair_key()
    sealed = VAULT.seal("mine", VAULT.pair_key(wrapped), PURPOSE)
    assert VAULT.open_text(sealed, Vault(bytes(32)).pair_key(wrapped), PURPOSE) == "mine"
    with pytest.raises(Tampered):
        VAULT.open(sealed, VAULT.pair_key(wrapped), "commitment/3/5")
    for key in (VAULT.pair_key(others), VAULT.service_key):
        with pytest.raises(Tampered):
            VAULT.open(sealed, key, PURPOSE)
    with pytest.raises(Tampered):
        Vault(b"x" * 32).pair_key(wrapped)


def test_the_keys_of_one_secret_differ_from_each_other_and_from_those_of_another() -> None:
    other = Vault(b"x" * 32)
    values = {VAULT.token_key, VAULT.check_value(), other.token_key, other.check_value(), bytes(32)}
    assert len(values) == 5
    assert VAULT.token_key == Vault(bytes(32)).token_key
    with pytest.raises(WrongSecret, match="Fix"):
        other.verify(VAULT.check_value())


def test_a_vault_keeps_no_more_than_so_many_keys_and_still_opens_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailflow.store.vault._PAIR_KEYS_KEPT", 3)
    vault = Vault(bytes(32))
    wrapped = [vault.new_pair_key() for _ in range(5)]
    sealed = [vault.seal(str(n), vault.pair_key(key), PURPOSE) for n, key in enumerate(wrapped)]
    assert len(vault._unwrapped) == 3
    assert [vault.open_text(s, vault.pair_key(key), PURPOSE) for s, key in zip(sealed, wrapped, strict=True)] == list(
        "01234"
    )


def test_a_key_does_not_show_itself() -> None:
    assert "object at" in repr(VAULT.service_key)
    assert not hasattr(VAULT.service_key, "__dict__")
