"""Charset: the text that bytes from a mail stand for, whatever their label says."""

import codecs
import re

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
    """The text of `data`: as its label says, else UTF-8, else Windows-1252; never an error.

    A byte that fits none of them becomes U+FFFD. A NUL, which no charset of mail uses, is dropped.
    """
    tried = [codec for codec in (_codec(label or ""),) if codec]
    if b"\x1b$" in data[:100_000] and "iso2022_jp_ext" not in tried:
        tried.append("iso2022_jp_ext")
    if "utf-8" not in tried:
        tried.append("utf-8")
    for codec in tried:
        try:
            return data.decode(codec).replace("\x00", "")
        except UnicodeError:
            continue
    # Text of a multi-byte charset with one broken character is still better read by its own codec.
    last = tried[0] if tried[0] != "utf-8" or _mostly_utf8(data) else "cp1252"
    return data.decode(last, "replace").replace("\x00", "")


def _mostly_utf8(data: bytes) -> bool:
    broken = data.decode("utf-8", "replace").count("\ufffd")
    return broken * 20 < sum(byte > 0x7F for byte in data)
