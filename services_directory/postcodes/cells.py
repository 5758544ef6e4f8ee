"""Columns of text from a CSV → columns of numbers, with the cells that make no sense marked. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services_directory.postcodes.rows import Mask, Text

Column = Sequence[str]


def texts(column: Column, longest: int) -> Text:
    """Cells of `longest` letters at most; a longer one is cut there, and stays too long to be right."""
    try:
        return np.array(column, dtype=f"S{longest}")
    except UnicodeEncodeError:
        return np.array([cell.encode("ascii", "replace") for cell in column], dtype=f"S{longest}")


def numbers(column: Column) -> tuple[NDArray[np.float64], Mask]:
    """NaN for an empty cell. Beside it, the cells that hold something else than a number."""
    cells = texts(column, 24)
    try:
        found = np.where(cells == b"", b"nan", cells).astype(float)
    except ValueError:
        found = np.array([_number(cell) for cell in column])
    wrong = np.isinf(found)
    return np.where(wrong, np.nan, found), wrong


def months(column: Column) -> tuple[NDArray[np.uint16], Mask]:
    """ "199405" → months since 1970; 0 for an empty cell. Beside it, the cells that are no month."""
    cells = texts(column, 8)
    given = cells != b""
    digits = cells.astype("S6").view(np.uint8).reshape(-1, 6)
    whole = (np.char.str_len(cells) == 6) & ((digits >= 48) & (digits <= 57)).all(axis=1)
    number = np.where(whole, cells, b"197001").astype(int)
    year, month = number // 100, number % 100
    right = whole & (year >= 1970) & (year < 2100) & (month >= 1) & (month <= 12)
    since = np.where(right, np.maximum((year - 1970) * 12 + month - 1, 1), 0)
    return since.astype(np.uint16), given & ~right


def _number(cell: str) -> float:
    """Infinity marks what is no number."""
    try:
        return float(cell.strip() or "nan")
    except ValueError:
        return float("inf")
