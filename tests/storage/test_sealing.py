"""Keys that cannot be turned back, and addresses that only the install's secret opens."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from bot.storage.sealing import Seal, kept_secret


def test_a_conversation_has_the_same_key_every_time() -> None:
    assert Seal("s").conversation_key("web", "1") == Seal("s").conversation_key("web", "1")


@pytest.mark.parametrize(
    ("secret", "channel", "chat"), [("s", "web", "2"), ("s", "telegram", "1"), ("t", "web", "1")]
)
def test_another_chat_channel_or_secret_has_another_key(
    secret: str, channel: str, chat: str
) -> None:
    ours = Seal("s").conversation_key("web", "1")
    assert Seal(secret).conversation_key(channel, chat) != ours


def test_a_key_is_64_hexadecimal_characters_without_the_chat_in_it() -> None:
    key = Seal("s").conversation_key("telegram", "7766554433")
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert "7766554433" not in key


def test_an_address_is_opened_with_the_same_secret_only() -> None:
    sealed = Seal("s").seal("7766554433")
    assert b"7766554433" not in sealed
    assert Seal("s").open(sealed) == "7766554433"
    with pytest.raises(InvalidToken):
        Seal("t").open(sealed)


def test_the_same_address_is_sealed_differently_each_time() -> None:
    seal = Seal("s")
    assert seal.seal("1") != seal.seal("1")


def test_a_sealed_address_that_was_changed_does_not_open() -> None:
    sealed = bytearray(Seal("s").seal("1"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        Seal("s").open(bytes(sealed))


def test_the_kept_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    secret = kept_secret(folder)
    assert len(secret) >= 40
    assert kept_secret(folder) == secret
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600


def test_two_installs_have_two_secrets(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")
