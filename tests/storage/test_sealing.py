"""Keys that cannot be turned back, and addresses that only the install's secret opens."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from bot.storage.sealing import Seal, UnknownKey, WeakSecret, kept_secret, open_seal, strong


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


def test_after_a_new_secret_the_old_one_still_opens() -> None:
    sealed = Seal("old").seal("1")
    rotated = Seal("new", ("older", "old"))
    assert rotated.open(sealed) == "1"
    assert not rotated.is_newest(sealed)
    assert rotated.is_newest(rotated.seal("1"))
    assert Seal("new").open(rotated.seal("1")) == "1"


def test_a_secret_that_was_not_given_is_told_apart_from_a_broken_seal() -> None:
    with pytest.raises(UnknownKey, match="SIGNPOST_SECRET_KEYS_OLD"):
        Seal("t").open(Seal("s").seal("1"))
    with pytest.raises(InvalidToken) as caught:
        Seal("s").open(Seal("s").seal("1")[:-4] + b"AAAA")
    assert not isinstance(caught.value, UnknownKey)


@pytest.mark.parametrize("sealed", [b"", b"1", b"1.", b"1.aa.", b"gAAAAA", b"\xff\x00"])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(InvalidToken):
        Seal("s").open(sealed)


def test_what_was_sealed_before_keys_had_names_still_opens() -> None:
    named = Seal("s").seal("7766554433")
    token = named.split(b".", 2)[2]
    assert Seal("new", ("s",)).open(token) == "7766554433"
    assert not Seal("s").is_newest(token)


def test_a_chat_has_its_older_keys_while_a_secret_is_changed() -> None:
    assert Seal("s").older_keys("web", "1") == ()
    older = Seal("new", ("s", "t")).older_keys("web", "1")
    assert older == tuple(Seal(each).conversation_key("web", "1") for each in ("s", "t"))


def test_the_same_secret_twice_is_one() -> None:
    assert Seal("s", ("s",)).older_keys("web", "1") == ()


@pytest.mark.parametrize("weak", ["", "short", "a" * 64, "0123456789" * 3, "changeme" * 8])
def test_a_secret_that_could_be_guessed_is_refused(weak: str) -> None:
    with pytest.raises(WeakSecret, match="at least 32 characters"):
        strong(weak)


def test_a_kept_secret_that_was_cut_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(WeakSecret):
        kept_secret(tmp_path)


def test_starts_at_the_same_moment_keep_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        found = set(starts.map(kept_secret, [tmp_path] * 16))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_given_secret_comes_before_the_kept_one(tmp_path: Path) -> None:
    given = open_seal("given", ("before",), tmp_path)
    assert given.conversation_key("web", "1") == Seal("given").conversation_key("web", "1")
    assert list(tmp_path.iterdir()) == []
    kept = open_seal(None, (), tmp_path)
    assert kept.conversation_key("web", "1") != given.conversation_key("web", "1")
