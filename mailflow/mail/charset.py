"""Charset: the text that bytes from a mail stand for, whatever their label says."""

import codecs
import re

from charset_normalizer import from_bytes

_GUESSED = 20_000  # bytes that a guess looks at

# Only character encodings: Python also knows codecs that are slow or that are no charsets at all (punycode,
# idna, unicode_escape), and a label chosen by a stranger must not reach those.
_KNOWN = re.compile(
    r"(utf[-_]?(7|8|16|32)([-_]?[bl]e)?|us-ascii|ascii|(iso[-_ ]?)?8859[-_]\d{1,2}|iso[-_]8859[-_]\d{1,2}(-[ei])?"
    r"|latin-?\d{1,2}|(windows|cp|ibm)[-_]?\d{3,4}|koi8[-_][rut]|gb(2312|k|18030)|hz(-gb-2312)?|big5([-_]?hkscs)?"
    r"|euc[-_](jp|kr)|iso[-_]2022[-_](jp([-_](1|2|3|2004|ext))?|kr)|shift[-_]?jis(x0213)?|s?jis|johab|tis-620"
    r"|mac[-_]?(roman|cyrillic|greek|turkish|latin2|iceland)|viscii)",
    re.IGNORECASE,
)

# What programs write, and the wider set that they mean by it (the WHATWG Encoding Standard's table).
_MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "utf8mb4": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "windows-31j": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "jis": "iso2022_jp_ext",
    "iso-2022-jp": "iso2022_jp_ext",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "unicode-1-1-utf-7": "utf-7",
    "x-unicode-2-0-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
}


# Codecs whose bytes above 0x7F come in sequences, so that text of another charset rarely fits them.
_MULTI_BYTE = frozenset(
    [
        "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb2312", "gbk",
        "gb18030", "hz", "big5", "big5hkscs", "cp950", "cp949", "euc_kr", "johab", "cp932", "shift_jis",
        "shift_jisx0213", "shift_jis_2004", "euc_jp", "euc_jis_2004", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2",
        "iso2022_jp_3",
        "iso2022_jp_2004", "iso2022_jp_ext", "iso2022_kr",
    ]
)  # fmt: skip
_LIKELY = [
    "cp1252", "cp1251", "koi8_r", "cp1250", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1253", "cp1254", "cp1255",
    "cp1256",
]  # fmt: skip


FEW = 10

_WESTERN = frozenset(["cp1252", "iso8859-1", "iso8859-15", "latin-1", "ascii"])
_HIGH_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]{2,}")
_PLAIN_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]{3,}(?![A-Za-z\x80-\xff])")


def _codec(label: str) -> str | None:
    name = label.strip().strip("\"'").lower()[:40]
    name = _MEANT.get(name, name)
    if not _KNOWN.fullmatch(name) and name not in _MEANT.values():
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def text_of(data: bytes, label: str | None = None) -> str:
    """The text of `data`: as its label says if that can be, else as its bytes look; never an error.

    UTF-8 is believed before the label of a single-byte charset: its sequences do not come about by chance, and wrong
    labels do. A byte that fits nothing becomes U+FFFD. A NUL, which no charset of mail uses, is dropped.
    """
    if data.isascii() and b"\x1b" not in data and b"~{" not in data and b"+" not in data:
        return data.decode("ascii").replace("\x00", "")
    codec = _codec(label or "")
    if codec in _WESTERN and _is_other_script(data):
        codec = None if _is_utf8(data) else _guess(data)
    tried = ["utf-8", codec] if codec is None or codec not in _MULTI_BYTE else [codec, "utf-8"]
    if b"\x1b$" in data[:100_000]:
        tried.insert(0, "iso2022_jp_ext")
    for name in tried:
        if name is not None:
            try:
                return data.decode(name).replace("\x00", "")
            except UnicodeError:
                continue
    # Text of a multi-byte charset with one broken character is still better read by its own codec.
    last = codec if codec in _MULTI_BYTE and codec != "utf-8" else "utf-8" if _mostly_utf8(data) else _guess(data)
    return data.decode(last, "replace").replace("\x00", "")


def _is_other_script(data: bytes) -> bool:
    """Whether most letters of most words lie beyond ASCII: so it is with Cyrillic or Greek, and no Western language."""
    words = _HIGH_WORD.findall(data[:_GUESSED])
    high = sum(sum(byte > 0x7F for byte in word) * 2 > len(word) for word in words)
    plain = len(_PLAIN_WORD.findall(data[:_GUESSED]))
    return len(words) >= 5 and high * 10 >= len(words) * 9 and len(words) > plain


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    broken = data.decode("utf-8", "replace").count("\ufffd")
    return broken * 20 < sum(byte > 0x7F for byte in data)


def _guess(data: bytes) -> str:
    high = sum(byte > 0x7F for byte in data[:_GUESSED])
    if high < FEW and high * 2 < sum(map(len, _HIGH_WORD.findall(data[:_GUESSED]))):
        return "cp1252"  # a few accents are too little to guess from
    lines = [line for line in data[:_GUESSED].splitlines() if not line.isascii()]
    best = from_bytes(b"\n".join(lines), cp_isolation=_LIKELY, enable_fallback=False).best()
    return best.encoding if best is not None else "cp1252"
