"""What is learnt is always the same, and its shares add up."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation.evidence import Vector
from bot.conversation.learning import Learnt


def one(place: int) -> Vector:
    return np.array([place]), np.array([1.0], np.float32)


EXAMPLES = [("left", one(0)), ("left", one(0)), ("right", one(1)), ("right", one(1))]


def test_each_label_is_believed_where_its_evidence_is() -> None:
    learnt = Learnt(EXAMPLES, features=3)
    assert learnt.labels == ["left", "right"]
    assert learnt.shares(one(0))[0] > 0.9
    assert learnt.shares(one(1))[1] > 0.9


def test_evidence_that_was_never_seen_says_nothing() -> None:
    assert Learnt(EXAMPLES, features=3).shares(one(2)).tolist() == [0.5, 0.5]


def test_beliefs_add_up_to_one() -> None:
    for place in range(3):
        assert float(Learnt(EXAMPLES, 3).shares(one(place)).sum()) == pytest.approx(1, abs=1e-5)


def test_the_same_examples_teach_the_same() -> None:
    first, second = (Learnt(EXAMPLES, 3).shares(one(0)).tolist() for _ in range(2))
    assert first == second


def test_a_feature_pulls_towards_its_label_and_from_the_other() -> None:
    learnt = Learnt(EXAMPLES, 3)
    places = np.array([0, 1])
    assert learnt.pull(places, 0)[0] > 0 > learnt.pull(places, 0)[1]


def test_no_pass_over_the_examples_teaches_nothing() -> None:
    assert Learnt(EXAMPLES, 3, epochs=0).shares(one(0)).tolist() == [0.5, 0.5]
