"""A message lies close to phrases of its label, whatever their words; always in the same way."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation.likeness import AT_ONCE, LANDMARKS, Likeness, Points, learn_likeness


def towards(*degrees: float) -> Points:
    """Points of length 1 in these directions."""
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


EAST, NORTH = 0, 1


@pytest.fixture(scope="module")
def compass() -> Likeness:
    """Sixty phrases that lie about the east, and sixty about the north."""
    spread = np.linspace(-10, 10, 60)
    points = np.concatenate([towards(*spread), towards(*(spread + 90))])
    return learn_likeness(points, [EAST] * 60 + [NORTH] * 60, 2)


@pytest.mark.parametrize(("degrees", "label"), [(0, EAST), (8, EAST), (90, NORTH), (75, NORTH)])
def test_the_label_of_what_lies_close_scores_about_one_and_the_other_about_nothing(
    degrees: float, label: int, compass: Likeness
) -> None:
    (scores,) = compass.scores(towards(degrees))
    assert scores[label] == pytest.approx(1, abs=0.15)
    assert scores[1 - label] == pytest.approx(0, abs=0.15)


def test_half_way_between_two_labels_both_score_alike(compass: Likeness) -> None:
    (scores,) = compass.scores(towards(45))
    assert scores[EAST] == pytest.approx(scores[NORTH], abs=0.05)


def test_what_is_like_nothing_that_was_learnt_scores_little(compass: Likeness) -> None:
    (scores,) = compass.scores(towards(225))
    assert np.abs(scores).max() < 0.3


def test_every_text_has_a_row_and_every_label_a_column(compass: Likeness) -> None:
    assert compass.scores(towards(0, 45, 90)).shape == (3, 2)


def test_a_label_that_no_phrase_has_scores_nothing() -> None:
    points = towards(0, 5, 90, 95)
    likeness = learn_likeness(points, [0, 0, 2, 2], 3)
    assert likeness.scores(points)[:, 1] == pytest.approx(0, abs=1e-6)


def test_the_same_points_teach_the_same() -> None:
    points = towards(*range(90))
    first, second = (learn_likeness(points, [0] * 45 + [1] * 45, 2) for _ in range(2))
    assert np.array_equal(first.speaks_for, second.speaks_for)


def test_the_same_phrase_many_times_over_is_no_fault() -> None:
    likeness = learn_likeness(towards(*[30] * 50), [0] * 50, 1)
    assert np.isfinite(likeness.speaks_for).all()
    assert likeness.scores(towards(30))[0, 0] == pytest.approx(1, abs=0.1)


def test_of_very_many_phrases_some_are_landmarks_and_all_teach() -> None:
    """More than are held in memory at a time; the last are learnt from as well."""
    many = AT_ONCE + 300
    points = towards(*np.linspace(-10, 10, many - 200), *np.linspace(80, 100, 200))
    likeness = learn_likeness(points, [EAST] * (many - 200) + [NORTH] * 200, 2)
    assert len(likeness.landmarks) == LANDMARKS < many
    assert likeness.scores(towards(90))[0, NORTH] > 0.8
