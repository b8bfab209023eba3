"""What is sealed and with which key.

The operator's secret is 32 random bytes. HKDF (RFC 5869) derives from it one key that wraps the key of each pair,
one "service key" for mail not yet known to belong to a pair, and one for tokens. Everything is sealed with
AES-256-GCM (NIST SP 800-38D) under a fresh nonce; the purpose is authenticated along with it, so that a sealed value
cannot be moved to another place.
"""

import base64
import binascii
import contextlib
import hmac
import os
import secrets
import stat
from collections import OrderedDict
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
_NONCE_BYTES = 12
_PAIR_KEYS_KEPT = 4096


class Tampered(Exception):
    """A sealed value cannot be opened: it was changed, or sealed with another key or for another purpose."""


class SecretMissing(Exception):
    """There is no secret. The text names the file and the fix."""


class SecretUnusable(Exception):
    """The secret cannot be used. The text names the file and the fix."""


class WrongSecret(Exception):
    """The database was sealed with another secret. The text names the fix."""


class Key:
    """A key to seal with and to open with. It does not show itself."""

    __slots__ = ("_cipher",)

    def __init__(self, material: bytes) -> None:
        self._cipher = AESGCM(material)

    def seal(self, content: bytes, purpose: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            raise Tampered(f"a sealed value ({purpose.partition('/')[0]}) cannot be opened") from None


class Vault:
    """Every key of the service, from the operator's secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise SecretUnusable(f"the secret has {len(secret)} bytes, not {SECRET_BYTES}")
        self._wrapping = Key(_derived(secret, "mailflow 1 wrap"))
        self.service_key = Key(_derived(secret, "mailflow 1 service"))
        self.token_key: bytes = _derived(secret, "mailflow 1 token")
        self._check = _derived(secret, "mailflow 1 check")
        self._unwrapped: OrderedDict[bytes, Key] = OrderedDict()

    def new_pair_key(self) -> bytes:
        """A fresh random key for a pair, wrapped."""
        return self._wrapping.seal(secrets.token_bytes(32), "pair key")

    def pair_key(self, wrapped: bytes) -> Key:
        """The key that `new_pair_key` wrapped. Raises Tampered."""
        key = self._unwrapped.get(wrapped)
        if key is None:
            key = Key(self._wrapping.open(wrapped, "pair key"))
            self._unwrapped[wrapped] = key
            if len(self._unwrapped) > _PAIR_KEYS_KEPT:
                self._unwrapped.popitem(last=False)
        else:
            self._unwrapped.move_to_end(wrapped)
        return key

    def seal(self, content: str | bytes, key: Key, purpose: str) -> bytes:
        """`content` as nonce and ciphertext. Text may hold lone surrogates: it comes back as it was."""
        return key.seal(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content, purpose)

    def open(self, sealed: bytes, key: Key, purpose: str) -> bytes:
        """What was sealed. Raises Tampered."""
        return key.open(sealed, purpose)

    def open_text(self, sealed: bytes, key: Key, purpose: str) -> str:
        """What was sealed, as text. Raises Tampered."""
        return key.open(sealed, purpose).decode("utf-8", "surrogatepass")

    def check_value(self) -> bytes:
        """A value that tells this secret from others and nothing else about it."""
        return self._check

    def verify(self, stored: bytes) -> None:
        """Compare the check value that a database keeps with ours. Raises WrongSecret."""
        if not hmac.compare_digest(stored, self._check):
            raise WrongSecret(
                "the database was sealed with another secret. "
                "Fix: put back the secret file that belongs to this database, or use an empty database."
            )


def create_secret(path: Path) -> None:
    """Write a new secret that only its owner may read. Raises FileExistsError: a secret is never overwritten."""
    text = base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)) + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def read_secret(path: Path, text: str = "") -> bytes:
    """The secret from `text` (base64url) or, if that is empty, from the file. Raises SecretMissing, SecretUnusable."""
    if text.strip():
        return _decoded(text, "the setting [service] secret")
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(1024)
    except FileNotFoundError:
        raise SecretMissing(
            f"{path}: there is no secret. Fix: run `mailflow init` for a new service, or put back the file "
            "that belongs to this database."
        ) from None
    except OSError as error:
        raise SecretUnusable(
            f"{path}: the secret cannot be read ({error.strerror}). Fix: let mailflow's user own the file."
        ) from None
    if mode & 0o077:
        raise SecretUnusable(f"{path}: others can read the secret (mode {mode:04o}). Fix: chmod 600 {path}")
    return _decoded(content.decode("latin-1"), str(path))


def _decoded(text: str, source: str) -> bytes:
    stripped = text.strip()
    try:
        secret = base64.b64decode(stripped + "=" * (-len(stripped) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SecretUnusable(
            f"{source}: the secret is not base64url text. Fix: put back the one that `mailflow init` wrote."
        ) from None
    if len(secret) != SECRET_BYTES:
        raise SecretUnusable(
            f"{source}: the secret has {len(secret)} bytes, not {SECRET_BYTES}. "
            "Fix: put back the one that `mailflow init` wrote."
        )
    return secret


def _derived(secret: bytes, info: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=info.encode()).derive(secret)
