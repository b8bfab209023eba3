"""TNEF: what Outlook packs into a winmail.dat when it believes that the reader is another Outlook ([MS-OXTNEF]).

tnefparse reads the properties. What it would choke on is sieved out first: it copies the rest of the stream for
every object, believes every count, and unpacks enclosed messages without end.
"""

import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from compressed_rtf import decompress
from tnefparse import TNEF

from mailflow.mail.charset import text_of

MAX_COPIED = 2**31  # objects × bytes, which the library copies: a third of a second
MAX_RTF = 2**20  # bytes, compressed to as little as an eighth

_SIGNATURE = struct.pack("<I", 0x223E9F78)
_HEADER = struct.Struct("<BHHI")  # level, name, type, length; the data and a checksum of two bytes follow
_NEEDED = {
    TNEF.ATTOEMCODEPAGE, TNEF.ATTBODY, TNEF.ATTMAPIPROPS, TNEF.ATTATTACHRENDDATA, TNEF.ATTATTACHTITLE,
    TNEF.ATTATTACHDATA, TNEF.ATTATTACHMENT,
}  # fmt: skip
_COUNTED = {TNEF.ATTMAPIPROPS, TNEF.ATTATTACHMENT}
_ENCLOSED = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # IID_IMessage

# Its warnings quote what they stumble over, and a log holds no content.
logging.getLogger("tnefparse").setLevel(logging.CRITICAL + 1)


class NotTnef(Exception):
    """The bytes are no TNEF stream, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Package:
    """What a winmail.dat holds: the words of the mail, plain and as HTML ("" if not there), and files by name.

    Words that are there in rich text alone are a file, `message.rtf`.
    """

    text: str
    html: str
    files: tuple[tuple[str, bytes], ...]


def unpack(data: bytes) -> Package:
    """The contents of a winmail.dat, in linear time. Raises NotTnef."""
    try:
        stream = TNEF(_sieved(data), do_checksum=False)
        text, html = _words(stream.body), _words(stream.htmlbody)
        files = [(_words(file.long_filename()), _content(file.data)) for file in stream.attachments]
        rich = _content(stream._rtfbody)
        if rich and not (text or html) and len(rich) <= MAX_RTF:
            files.append(("message.rtf", decompress(rich)))
    # a foreign format in a foreign library: whatever it raises means that it could not read it
    except Exception as error:
        raise NotTnef(type(error).__name__) from error
    return Package(text, html, tuple(files))


def _sieved(data: bytes) -> bytes:
    """The stream with the objects that hold words or files and nothing else."""
    if not data.startswith(_SIGNATURE):
        raise NotTnef("signature")
    kept = [data[:6]]
    size = 0
    for name, whole, content in _objects(data):
        if name not in _NEEDED or (name in _COUNTED and not _is_sound(content)):
            continue
        kept.append(whole)
        size += len(whole)
        if len(kept) * size > MAX_COPIED:
            raise NotTnef("too many objects")
    # the library stops twelve bytes short of the end
    return b"".join(kept) + bytes(12)


def _objects(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    offset = 6
    while offset + _HEADER.size <= len(data):
        _, name, _, length = _HEADER.unpack_from(data, offset)
        end = offset + _HEADER.size + length + 2
        if end > len(data):
            return
        yield name, data[offset:end], data[offset + _HEADER.size : end - 2]
        offset = end


def _is_sound(properties: bytes) -> bool:
    """Whether a list of properties is no longer than it says, and holds no message that would be unpacked in turn."""
    return (
        len(properties) >= 4
        and struct.unpack_from("<I", properties)[0] <= len(properties) // 4
        and _ENCLOSED not in properties
    )


def _content(value: object) -> bytes:
    # properties come as one value or as a list of them
    values = value if isinstance(value, list | tuple) else [value]
    return b"".join(part for part in values if isinstance(part, bytes))


def _words(value: object) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    words = "".join(part if isinstance(part, str) else text_of(_content(part)) for part in values)
    return words.replace("\x00", "").replace("\r\n", "\n").strip()
