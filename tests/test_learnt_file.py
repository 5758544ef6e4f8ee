"""What was learnt is kept and read again; whatever happens to the file, the bot understands the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.conversation.teaching import Taught
from bot.learnt_file import Remembering, taught_by
from bot.library.english import common_words
from bot.library.library import Library
from bot.library.loading import load

WEANING = "weaning"


@pytest.fixture(scope="module")
def library(lean_content: Path) -> Library:
    found = load(lean_content).library
    assert found is not None
    return found


@pytest.fixture(scope="module")
def taught(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Taught:
    """Learnt, not read."""
    return taught_by(library, common_words(), tmp_path_factory.mktemp("once"))


def learn(library: Library, folder: Path) -> Taught:
    return taught_by(library, common_words(), folder)


def kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("learnt-*.npz"))


def written(folder: Path) -> int:
    """When: learning anew writes the file anew."""
    (path,) = kept_in(folder)
    return path.stat().st_mtime_ns


def same(one: Taught, other: Taught) -> bool:
    arrays = [
        (one.evidence.rarity, other.evidence.rarity),
        (one.learnt.weights, other.learnt.weights),
    ]
    if one.likeness and other.likeness:
        arrays.append((one.likeness.landmarks, other.likeness.landmarks))
        arrays.append((one.likeness.speaks_for, other.likeness.speaks_for))
    return (
        list(one.evidence.features) == list(other.evidence.features)
        and one.learnt.labels == other.learnt.labels
        and (one.likeness is None) == (other.likeness is None)
        and all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in arrays)
    )


def edited(library: Library, **fields: object) -> Library:
    """The library with one topic changed."""
    topic = library.topics[WEANING].model_copy(update=fields)
    return replace(library, topics={**library.topics, WEANING: topic})


def test_what_was_learnt_is_read_again_and_equal(
    library: Library, taught: Taught, tmp_path: Path
) -> None:
    assert same(learn(library, tmp_path), taught)
    at = written(tmp_path)
    assert same(learn(library, tmp_path), taught)
    assert written(tmp_path) == at, "it was read, not learnt a second time"


def test_a_folder_that_is_not_there_is_made(library: Library, tmp_path: Path) -> None:
    learn(library, tmp_path / "var" / "more")
    assert len(kept_in(tmp_path / "var" / "more")) == 1


def test_what_is_read_again_counts_a_message_the_same(
    library: Library, taught: Taught, tmp_path: Path
) -> None:
    learn(library, tmp_path)
    again = learn(library, tmp_path)
    for words in (["sore", "nipples"], ["pack", "in", "the", "fags"], ["zzz"], []):
        counted, known = again.evidence.count(words), taught.evidence.count(words)
        assert counted.places.tolist() == known.places.tolist()
        assert counted.stretches.tolist() == known.stretches.tolist()


@pytest.mark.parametrize(
    "cut",
    [lambda _size: 0, lambda _size: 1, lambda size: size // 2, lambda size: size - 1],
    ids=["empty", "one byte", "half", "all but one byte"],
)
def test_a_file_that_was_cut_short_is_learnt_anew(
    cut: Callable[[int], int], library: Library, taught: Taught, tmp_path: Path
) -> None:
    learn(library, tmp_path)
    (path,) = kept_in(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: cut(len(whole))])
    assert same(learn(library, tmp_path), taught)
    assert path.stat().st_size == len(whole), "and it is whole again"


@pytest.mark.parametrize("text", ["", "something else", "PK\x03\x04"])
def test_a_file_that_is_something_else_is_learnt_anew(
    text: str, library: Library, taught: Taught, tmp_path: Path
) -> None:
    learn(library, tmp_path)
    (path,) = kept_in(tmp_path)
    path.write_text(text)
    assert same(learn(library, tmp_path), taught)


def test_a_folder_that_cannot_be_written_is_no_fault(
    library: Library, taught: Taught, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even root can make a folder inside a file."""
    (tmp_path / "file").write_text("in the way")
    assert same(learn(library, tmp_path / "file" / "var"), taught)
    assert "what was learnt cannot be kept" in caplog.text


def test_an_older_file_goes_and_nothing_else_does(library: Library, tmp_path: Path) -> None:
    older, other = tmp_path / "learnt-0123456789abcdef.npz", tmp_path / "postcodes.bin"
    older.write_bytes(b"old")
    other.write_bytes(b"postcodes")
    learn(library, tmp_path)
    (kept,) = kept_in(tmp_path)
    assert kept != older
    assert other.read_bytes() == b"postcodes"
    assert not list(tmp_path.glob("*.part"))


def test_an_edit_of_a_summary_learns_nothing_new(library: Library, tmp_path: Path) -> None:
    learn(library, tmp_path)
    before = written(tmp_path)
    learn(edited(library, summary="Start at about six months."), tmp_path)
    assert written(tmp_path) == before


def test_an_edit_of_a_phrase_is_learnt(library: Library, taught: Taught, tmp_path: Path) -> None:
    learn(library, tmp_path)
    before = kept_in(tmp_path)
    phrases = (*library.topics[WEANING].asked_as, "blending butternut squash")
    after = learn(edited(library, asked_as=phrases), tmp_path)
    assert after.evidence.knows("butternut")
    assert not taught.evidence.knows("butternut")
    assert len(kept_in(tmp_path)) == 1
    assert kept_in(tmp_path) != before


# The encoder's points of our phrases.


class Lengths:
    """A stand-in for the encoder, which takes minutes over all our phrases: it notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), 1.0] for text in texts], np.float32).reshape(len(texts), 2)


def test_a_phrase_whose_point_is_kept_is_not_asked_for_again(tmp_path: Path) -> None:
    first, second = Lengths(), Lengths()
    remembering = Remembering(first, tmp_path / "points.npz")
    points = remembering(["one", "three"])
    remembering.keep()
    again = Remembering(second, tmp_path / "points.npz")(["three", "seven", "one"])
    assert (first.asked, second.asked) == (["one", "three"], ["seven"])
    assert again.tolist() == [points[1].tolist(), [5.0, 1.0], points[0].tolist()]


def test_the_same_phrase_twice_has_the_same_point(tmp_path: Path) -> None:
    encoder = Lengths()
    points = Remembering(encoder, tmp_path / "points.npz")(["one", "one"])
    assert points.tolist() == [[3.0, 1.0], [3.0, 1.0]]
    assert encoder.asked == ["one"]


def test_a_phrase_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    for texts in (["one", "three"], ["three"]):
        remembering = Remembering(Lengths(), tmp_path / "points.npz")
        remembering(texts)
        remembering.keep()
    last = Lengths()
    Remembering(last, tmp_path / "points.npz")(["one", "three"])
    assert last.asked == ["one"]


def test_points_that_were_cut_short_are_asked_for_again(tmp_path: Path) -> None:
    path, encoder = tmp_path / "points.npz", Lengths()
    path.write_bytes(b"PK")
    Remembering(encoder, path)(["one"])
    assert encoder.asked == ["one"]


def test_the_phrases_themselves_are_not_kept_beside_their_points(tmp_path: Path) -> None:
    remembering = Remembering(Lengths(), tmp_path / "points.npz")
    remembering(["my nipples hurt"])
    remembering.keep()
    assert b"nipples" not in (tmp_path / "points.npz").read_bytes()
