"""What is learnt is always the same, and its shares add up."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation.evidence import Vector
from bot.conversation.learning import Learnt, learn, shares_of


def one(place: int) -> Vector:
    return np.array([place]), np.array([1.0], np.float32)


def shares(learnt: Learnt, place: int) -> list[float]:
    """Belief in each label where one feature stands alone."""
    return [float(share) for share in shares_of(learnt.scores(one(place)))]


EXAMPLES = [("left", one(0)), ("left", one(0)), ("right", one(1)), ("right", one(1))]


def test_each_label_is_believed_where_its_evidence_is() -> None:
    learnt = learn(EXAMPLES, features=3)
    assert learnt.labels == ("left", "right")
    assert shares(learnt, 0)[0] > 0.9
    assert shares(learnt, 1)[1] > 0.9


def test_evidence_that_was_never_seen_says_nothing() -> None:
    assert shares(learn(EXAMPLES, features=3), 2) == [0.5, 0.5]


def test_beliefs_add_up_to_one() -> None:
    for place in range(3):
        assert sum(shares(learn(EXAMPLES, 3), place)) == pytest.approx(1, abs=1e-5)


def test_the_same_examples_teach_the_same() -> None:
    first, second = (learn(EXAMPLES, 3).weights.tolist() for _ in range(2))
    assert first == second


def test_a_feature_pulls_towards_its_label_and_from_the_other() -> None:
    learnt = learn(EXAMPLES, 3)
    left = np.array([0])
    towards, away, nowhere = learnt.pulls(np.array([0, 1, 2]), [left])[0]
    assert towards > 0 > away
    assert nowhere == 0


def test_a_pull_towards_several_labels_is_their_average() -> None:
    learnt = learn([*EXAMPLES, ("up", one(2)), ("up", one(2))], 3)
    places = np.arange(3)
    together = learnt.pulls(places, [np.array([0, 1])])[0]
    alone = [learnt.pulls(places, [np.array([label])])[0] for label in (0, 1)]
    assert together == pytest.approx((alone[0] + alone[1]) / 2, abs=1e-2)
    assert learnt.pulls(places, [np.arange(3)])[0] == pytest.approx(0, abs=1e-5)


def test_labels_come_in_the_order_of_the_alphabet_whatever_comes_first() -> None:
    assert learn(EXAMPLES[::-1], 3).labels == ("left", "right")


def test_what_is_learnt_is_not_changed_by_asking() -> None:
    learnt = learn(EXAMPLES, 3)
    before = learnt.weights.copy()
    shares(learnt, 0)
    assert (learnt.weights == before).all()


def test_no_pass_over_the_examples_teaches_nothing() -> None:
    assert shares(learn(EXAMPLES, 3, epochs=0), 0) == [0.5, 0.5]


@pytest.mark.parametrize(
    ("scores", "believed"),
    [
        ([0, 0], [0.5, 0.5]),
        ([1000, 0], [1, 0]),
        ([-1000, -1000, -1000, -1000], [0.25, 0.25, 0.25, 0.25]),
        ([np.log(3), 0], [0.75, 0.25]),
    ],
)
def test_scores_of_any_size_become_shares(scores: list[float], believed: list[float]) -> None:
    assert shares_of(np.array(scores, np.float32)) == pytest.approx(believed, abs=1e-6)
