"""Multinomial logistic regression, learnt by gradient descent, one phrase at a time. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.conversation.evidence import Vector

EPOCHS = 6
RATE = 3.0
"""Passes over the phrases and the first step size, which falls to nothing; 3 to 12 passes differ by a point."""

SEED = 20261120
"""The order in which phrases are learnt is mixed, and always the same."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """Labels, and a weight for each feature (rows) and label (columns). Its shares behave like chances."""

    labels: tuple[str, ...]
    weights: NDArray[np.float16]

    def scores(self, vector: Vector) -> NDArray[np.float32]:
        """What the evidence says for each label; `shares_of` makes beliefs of it."""
        places, values = vector
        scores: NDArray[np.float32] = values @ self.weights[places].astype(np.float32)
        return scores

    def pulls(
        self, places: NDArray[np.intp], labels: Sequence[NDArray[np.intp]]
    ) -> NDArray[np.float32]:
        """How much each feature speaks for each of some (groups of) labels rather than for the average label."""
        rows = self.weights[places].astype(np.float32)
        average = rows.mean(axis=1)
        return np.array([rows[:, each].mean(axis=1) - average for each in labels], np.float32)


def learn(examples: Sequence[tuple[str, Vector]], features: int, epochs: int = EPOCHS) -> Learnt:
    """`examples` are labels with their evidence; `features` is how many features there are."""
    labels = tuple(sorted({label for label, _ in examples}))
    column = {label: place for place, label in enumerate(labels)}
    weights: NDArray[np.float32] = np.zeros((features, len(labels)), np.float32)
    mixed = np.random.default_rng(SEED)
    for epoch in range(epochs):
        rate = np.float32(RATE * (1 - epoch / epochs))
        for place in mixed.permutation(len(examples)):
            label, (places, values) = examples[place]
            rows = weights[places]
            error = shares_of(values @ rows)
            error[column[label]] -= 1
            weights[places] = rows - np.outer(values * rate, error)
    return Learnt(labels, weights.astype(np.float16))


def shares_of(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Belief in each label; all add up to 1."""
    powers: NDArray[np.float32] = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = powers / powers.sum()
    return shares
