"""One token names one mail of ours.

It is the mail's Message-ID, its reply address and, through the database, its one recipient and its ask. An
answer is tied to its question by whichever of the two came back: plus-addresses don't exist everywhere, and
some systems write a new Message-ID.
"""

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

KEY_BYTES = 16
_INTENT = b"mailflow token intent\0"
_PROOF = b"mailflow token proof\0"
_INTENT_BYTES = 10
_PROOF_BYTES = 5
_SHAPE = re.compile(r"[A-Za-z2-7]{24}")


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The operator's secret, from which every token is derived. Raises ValueError under 16 bytes."""

    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < KEY_BYTES:
            raise ValueError(f"a token key has at least {KEY_BYTES} bytes, this one has {len(self.key)}")

    def derive(self, intent: str) -> str:
        """The token of what a mail is about ("ask 17 to person 4"): 24 characters out of a-z and 2-7.

        The same intent always gives the same token, so that a repeated step collides with the first one
        instead of sending twice. 80 bits name the mail; 40 more prove that this key made them.
        """
        name = hmac.digest(self.key, _INTENT + intent.encode(), "sha256")[:_INTENT_BYTES]
        return base64.b32encode(name + self._proof(name)).decode().lower()

    def valid(self, token: str) -> bool:
        """Whether this key made the token; upper and lower case count alike. Needs no database."""
        if not _SHAPE.fullmatch(token):
            return False
        # Base32 has no second spelling here: 24 characters are exactly 15 bytes, with no padding bits.
        raw = base64.b32decode(token.upper())
        return hmac.compare_digest(raw[_INTENT_BYTES:], self._proof(raw[:_INTENT_BYTES]))

    def _proof(self, name: bytes) -> bytes:
        return hmac.digest(self.key, _PROOF + name, "sha256")[:_PROOF_BYTES]


def reply_address(service: str, token: str) -> str:
    """contract@example.com → contract+TOKEN@example.com (subaddress, RFC 5233).

    Raises ValueError if the token does not have the shape of one.
    """
    local, _, domain = service.rpartition("@")
    return f"{local}+{_checked(token)}@{domain}"


def token_in_address(service: str, address: str) -> str | None:
    """The token that an address of ours carries, in lower case; None if it is not ours or carries none.

    Only the shape is checked. The whole address may have changed its case on the way.
    """
    local, _, domain = _bare(address).rpartition("@")
    base, _, token = local.rpartition("+")
    ours = f"{base}@{domain}".lower() == service.lower()
    return token.lower() if ours and _SHAPE.fullmatch(token) else None


def message_id(token: str, domain: str) -> str:
    """The Message-ID of the mail (RFC 5322 §3.6.4), without angle brackets.

    Raises ValueError if the token does not have the shape of one.
    """
    return f"{_checked(token)}@{domain}"


def tokens_of(
    service: str, addresses: Iterable[str], in_reply_to: Iterable[str], references: Iterable[str]
) -> tuple[str, ...]:
    """The tokens that a mail may be answering, the best candidate first, each once, in lower case.

    A reply address of ours comes first (the sender chose it for this answer), then In-Reply-To, then
    References from the last to the first (RFC 5322 §3.6.4: the last is the parent). `addresses` are bare
    addresses, the ids may stand in angle brackets. Only the shape is checked: TokenKey.valid proves a token.
    """
    found = (token_in_address(service, address) for address in addresses)
    candidates = [token for token in found if token]
    candidates += _in_message_ids(in_reply_to)
    candidates += _in_message_ids(reversed(tuple(references)))
    return tuple(dict.fromkeys(candidates))


def _in_message_ids(ids: Iterable[str]) -> Iterator[str]:
    for identifier in ids:
        # The domain is not compared: a service that has moved to a new domain still knows its old mails.
        token, at, _ = _bare(identifier).partition("@")
        if at and _SHAPE.fullmatch(token):
            yield token.lower()


def _bare(text: str) -> str:
    return text.strip().removeprefix("<").removesuffix(">").strip()


def _checked(token: str) -> str:
    if not _SHAPE.fullmatch(token):
        raise ValueError("a token is 24 characters out of a-z and 2-7")
    return token.lower()
