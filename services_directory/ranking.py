"""Which of the services that a resident may use come first. Pure.

Their own council's before anyone's; then what nobody has called wrong, what surely takes them, what can be reached, what
needs no journey too far, what is open now, and what is nearest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services_directory.columns import TYPICAL_MILES, Columns, Rows
from services_directory.service import BUS_MILES

_THOUSANDTHS, _NAMES = 24, 24
"""Bits for the distance in thousandths of a mile, and for the place among the names."""


def best(rows: Rows, keys: NDArray[np.int64], limit: int) -> Rows:
    """The rows with the smallest keys, smallest first."""
    if len(rows) > limit:
        chosen = np.argpartition(keys, limit - 1)[:limit]
        rows, keys = rows[chosen], keys[chosen]
    return rows[np.argsort(keys, kind="stable")]


def keys_of(
    columns: Columns,
    rows: Rows,
    *,
    doubted: NDArray[np.bool_],
    sure: NDArray[np.bool_],
    is_open: NDArray[np.bool_],
    miles: NDArray[np.float64],
) -> NDArray[np.int64]:
    """One whole number for each row; the smaller comes first, and no two are the same."""
    stands = np.where(np.isnan(miles), TYPICAL_MILES, miles)
    too_far = columns.door_only[rows] & ~columns.own[rows] & (stands > BUS_MILES)
    yes_or_no = (~columns.own[rows], doubted, ~sure, ~columns.reached[rows], too_far, ~is_open)
    key = np.zeros(len(rows), dtype=np.int64)
    for worse in yes_or_no:
        key = (key << 1) | worse
    key = (key << _THOUSANDTHS) | np.round(stands * 1000).astype(np.int64)
    return (key << _NAMES) | columns.by_name[rows]
