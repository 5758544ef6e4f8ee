"""Faults on demand: a share of calls goes wrong in one of the ways that were seen at Telegram."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

Fault = Literal["429", "500", "502", "timeout", "reset", "silent"]
"""`timeout` neither accepts nor answers for a while; `silent` accepts and never says so."""

FAULTS: tuple[Fault, ...] = get_args(Fault)


@dataclass(slots=True)
class Faults:
    """`share` of the calls to `methods` (all when empty) fail, each in a way drawn from `kinds`."""

    share: float
    kinds: tuple[Fault, ...] = FAULTS
    methods: frozenset[str] = frozenset()
    hang: float = 2.0
    seed: int = 1
    happened: Counter[str] = field(default_factory=Counter)
    _dice: Random | None = None

    def next(self, method: str) -> Fault | None:
        self._dice = self._dice or Random(self.seed)
        if (self.methods and method not in self.methods) or self._dice.random() >= self.share:
            return None
        fault = self._dice.choice(self.kinds)
        self.happened[fault] += 1
        return fault
