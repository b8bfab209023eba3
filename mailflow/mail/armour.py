"""Armour: text that was signed in place with OpenPGP, without the lines that are for programs (RFC 9580 section 7)."""

import re

_SIGNED = re.compile(
    r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:(?:Hash|Charset):[^\n]*\n|[A-Za-z]+: [^\n]*\n)*\n?", re.MULTILINE
)
_SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]*$", re.MULTILINE)
_END = re.compile(r"^-----END PGP SIGNATURE-----[ \t]*\n?", re.MULTILINE)
_ESCAPED = re.compile(r"^- (?=-|From )", re.MULTILINE)


def removed(text: str) -> str:
    """The text with its signed blocks opened: armour lines and signatures gone, dash escapes undone (section 7.2)."""
    pieces: list[str] = []
    position = 0
    while begin := _SIGNED.search(text, position):
        signature = _SIGNATURE.search(text, begin.end())
        end = _END.search(text, signature.end()) if signature else None
        if signature is None or end is None:
            break
        pieces += [text[position : begin.start()], _ESCAPED.sub("", text[begin.end() : signature.start()])]
        position = end.end()
    return "".join([*pieces, text[position:]])
