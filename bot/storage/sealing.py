"""Keys: a conversation's keyed hash, and the seal on what must be kept to reach someone."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32
"""Characters of a secret: `openssl rand -base64 32` gives 44."""

FEWEST_DIFFERENT = 10
"""Different characters in it: a word typed over and over has fewer, a random secret practically never."""

_FORM = b"1"
"""The first field of what is sealed: form, name of the key, token. Addresses of before had the token alone."""


class UnknownKey(InvalidToken):
    """Sealed with a secret that this install was not given."""

    def __str__(self) -> str:
        return "sealed with another secret: add it to SIGNPOST_SECRET_KEYS_OLD"


class WeakSecret(ValueError):
    """A secret that could be guessed."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What one secret is turned into. `name` tells keys apart and gives nothing of them away."""

    name: bytes
    hashing: bytes
    box: Fernet

    @classmethod
    def of(cls, secret: str) -> _Key:
        box = Fernet(urlsafe_b64encode(_derived(secret, b"sealed address")))
        name = _derived(secret, b"name of the key")[:4].hex().encode()
        return cls(name, _derived(secret, b"conversation key"), box)


class Seal:
    """Made from the install's secrets, which are never in the database: today's seals, older ones still open."""

    def __init__(self, secret: str, old: Sequence[str] = ()) -> None:
        self._keys = tuple(_Key.of(each) for each in dict.fromkeys((secret, *old)))
        self._newest = self._keys[0]
        self._by_name = {key.name: key for key in self._keys}

    def conversation_key(self, channel: str, chat: str) -> str:
        """64 hexadecimal characters that cannot be turned back into a chat id without the secret."""
        return _hashed(self._newest, channel, chat)

    def older_keys(self, channel: str, chat: str) -> tuple[str, ...]:
        """What the same chat was called under older secrets; empty where nothing is being rotated."""
        return tuple(_hashed(key, channel, chat) for key in self._keys[1:])

    def seal(self, address: str) -> bytes:
        token = self._newest.box.encrypt(address.encode())
        return b".".join((_FORM, self._newest.name, token))

    def open(self, sealed: bytes) -> str:
        """Raises UnknownKey for another install's secret, cryptography.fernet.InvalidToken for what was changed."""
        form, _, rest = sealed.partition(b".")
        if form != _FORM:
            return self._open_unnamed(sealed)
        name, _, token = rest.partition(b".")
        key = self._by_name.get(name)
        if key is None:
            raise UnknownKey
        return key.box.decrypt(token).decode()

    def is_newest(self, sealed: bytes) -> bool:
        """Whether it was sealed with today's secret."""
        return sealed.startswith(b".".join((_FORM, self._newest.name, b"")))

    def _open_unnamed(self, token: bytes) -> str:
        for key in self._keys:
            with suppress(InvalidToken):
                return key.box.decrypt(token).decode()
        raise UnknownKey


def open_seal(secret: str | None, old: Iterable[str], folder: Path) -> Seal:
    """The seal of an install. Without a secret of its own it makes one, or takes the one kept in `folder`."""
    return Seal(secret or kept_secret(folder), tuple(old))


def strong(secret: str) -> str:
    """The same secret. Raises WeakSecret, with what to do, for one that could be guessed."""
    if len(secret) < SHORTEST or len(set(secret)) < FEWEST_DIFFERENT:
        raise WeakSecret(
            f"a secret has at least {SHORTEST} characters and is random. Make one with: openssl rand -base64 32"
        )
    return secret


def kept_secret(folder: Path) -> str:
    """The secret of a one-machine install, made at the first start and readable by its owner only.

    Raises WeakSecret when the file was emptied or cut.
    """
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(32))
    try:
        return strong(path.read_text().strip())
    except WeakSecret as error:
        raise WeakSecret(f"{path} is not whole: {error}, and put it there") from None


def _write_once(path: Path, secret: str) -> None:
    """Whole or not at all, whatever ends the process; of two that start together, the first is kept."""
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        Path(made).unlink()


def _hashed(key: _Key, channel: str, chat: str) -> str:
    named = f"{channel}:{chat}".encode(errors="surrogatepass")
    return hmac.new(key.hashing, named, hashlib.sha256).hexdigest()


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
