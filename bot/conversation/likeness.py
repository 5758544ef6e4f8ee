"""Likeness of meaning: a message beside phrases that were labelled, whatever their words. Pure.

A sentence encoder (given from outside; see `bot/sense.py`) makes a vector of a message. Kernel ridge regression over some
thousand landmarks among our own phrases then says which labels it lies close to. It stands beside the counted evidence and
never alone: where the two disagree, we are less sure, and ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
"""A row for each text, of length 1."""

Sense = Callable[[Sequence[str]], Points]
"""Texts → points. It must give the same text the same point."""

LANDMARKS = 2000
"""Phrases that others are compared with. 3,000 do no better than 2,000."""

NARROW = 2.0
"""How fast likeness falls off: exp(-2 × squared distance), so 1 at the same point and 0.02 at a right angle."""

SMOOTH = 0.5
"""The ridge: more forgets rare phrases, less learns them by heart."""

SEED = 20261127
AT_ONCE = 2048
"""Rows of likeness held in memory at a time while learning: 16 MB."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Landmarks, and how much likeness to each of them speaks for each label."""

    landmarks: Points
    speaks_for: NDArray[np.float32]

    def scores(self, points: Points) -> Points:
        """About 1 for the label of phrases that lie close, about 0 for the others."""
        found: Points = _near(points, self.landmarks) @ self.speaks_for
        return found


def learn_likeness(points: Points, labels: Sequence[int], many: int) -> Likeness:
    """`labels` are the places of each phrase's label among `many`."""
    chosen = np.random.default_rng(SEED).permutation(len(points))[:LANDMARKS]
    landmarks = points[np.sort(chosen)]
    known = np.asarray(labels)
    squares = np.zeros((len(landmarks), len(landmarks)))
    hits = np.zeros((len(landmarks), many))
    for start in range(0, len(points), AT_ONCE):
        near = _near(points[start : start + AT_ONCE], landmarks)
        squares += near.T @ near
        hits += near.T @ np.eye(many, dtype=np.float32)[known[start : start + AT_ONCE]]
    ridge = SMOOTH * _near(landmarks, landmarks) + 1e-3 * np.eye(len(landmarks))
    speaks_for = np.linalg.solve(squares + ridge, hits)
    return Likeness(landmarks, speaks_for.astype(np.float32))


def _near(points: Points, landmarks: Points) -> Points:
    """Both of length 1, so that the squared distance is 2 - 2 × their product."""
    near: Points = np.exp(-NARROW * np.maximum(2 - 2 * (points @ landmarks.T), 0))
    return near
