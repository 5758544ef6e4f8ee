"""Multinomial logistic regression, learnt by gradient descent, one phrase at a time. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.conversation.evidence import Vector

EPOCHS = 12
RATE = 4.0
"""Passes over the phrases and the first step size, which falls to nothing; 5 to 20 passes differ by a point or two."""

SEED = 20261120
"""The order in which phrases are learnt is mixed, and always the same."""


class Learnt:
    """Labels and a weight for each feature and label. Its shares behave like chances."""

    def __init__(
        self, examples: Sequence[tuple[str, Vector]], features: int, epochs: int = EPOCHS
    ) -> None:
        self.labels = sorted({label for label, _ in examples})
        column = {label: place for place, label in enumerate(self.labels)}
        self._weights: NDArray[np.float32] = np.zeros((features, len(self.labels)), np.float32)
        mixed = np.random.default_rng(SEED)
        for epoch in range(epochs):
            rate = np.float32(RATE * (1 - epoch / epochs))
            for place in mixed.permutation(len(examples)):
                label, vector = examples[place]
                self._step(vector, column[label], rate)

    def shares(self, vector: Vector) -> NDArray[np.float32]:
        """Belief in each label; all add up to 1."""
        places, values = vector
        return _shares(values @ self._weights[places])

    def pull(self, places: NDArray[np.intp], label: int) -> NDArray[np.float32]:
        """How much each feature speaks for a label rather than for the average label."""
        rows = self._weights[places]
        pull: NDArray[np.float32] = rows[:, label] - rows.mean(axis=1)
        return pull

    def _step(self, vector: Vector, label: int, rate: np.float32) -> None:
        places, values = vector
        error = _shares(values @ self._weights[places])
        error[label] -= 1
        self._weights[places] -= np.outer(values * rate, error)


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    powers: NDArray[np.float32] = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = powers / powers.sum()
    return shares
