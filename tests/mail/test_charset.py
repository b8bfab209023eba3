"""Text is read as its label says, unless its bytes say otherwise beyond doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.mail.charset import text_of

RUSSIAN = "Добрый день! Черновик готов, пришлю его в пятницу утром."


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("cp1252"), "iso-8859-1", "Grüße"),
        ("„10 €“".encode("cp1252"), "iso-8859-1", "„10 €“"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode("cp1252"), None, "Grüße"),
        ("Grüße".encode("cp1252"), "utf-8", "Grüße"),
        ("Grüße".encode("cp1252"), "x-nobody-knows", "Grüße"),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN),
        (RUSSIAN.encode("cp1251"), "iso-8859-1", RUSSIAN),
        (RUSSIAN.encode("koi8_r"), "koi8-r", RUSSIAN),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("こんにちは".encode("iso2022_jp"), "us-ascii", "こんにちは"),
        ("你好，世界".encode("gb18030"), "gb2312", "你好，世界"),
        ("안녕하세요".encode("cp949"), "ks_c_5601-1987", "안녕하세요"),
        (b"a\x00b", "utf-8", "ab"),
        (b"", "utf-8", ""),
    ],
)
def test_text_of_bytes(data: bytes, label: str | None, text: str) -> None:
    assert text_of(data, label) == text


@given(st.binary(max_size=300), st.text(max_size=20) | st.none())
def test_any_bytes_under_any_label(data: bytes, label: str | None) -> None:
    assert "\x00" not in text_of(data, label)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1b"), max_size=200))
def test_what_is_utf_8_is_read_as_such_whatever_its_label(text: str) -> None:
    assert text_of(text.encode(), "iso-8859-1") == text
