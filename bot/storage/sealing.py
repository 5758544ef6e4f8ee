"""Keys: a conversation's keyed hash, and the seal on what must be kept to reach someone."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Seal:
    """Made from the install's secret key, which is never in the database."""

    def __init__(self, secret: str) -> None:
        self._hash_key = _derived(secret, b"conversation key")
        self._box = Fernet(urlsafe_b64encode(_derived(secret, b"sealed address")))

    def conversation_key(self, channel: str, chat: str) -> str:
        """64 hexadecimal characters that cannot be turned back into a chat id without the secret."""
        named = f"{channel}:{chat}".encode(errors="surrogatepass")
        return hmac.new(self._hash_key, named, hashlib.sha256).hexdigest()

    def seal(self, address: str) -> bytes:
        return self._box.encrypt(address.encode())

    def open(self, sealed: bytes) -> str:
        """Raises cryptography.fernet.InvalidToken when it was sealed with another secret."""
        return self._box.decrypt(sealed).decode()


def kept_secret(folder: Path) -> str:
    """The secret of a one-machine install, made at the first start and readable by its owner only."""
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
