"""What content taught, kept in the data folder: a start reads it in a moment instead of learning for some seconds.

The files hold weights of words and points of our own phrases, and nothing that any resident wrote. They are made again
whenever what they were learnt from has changed, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.conversation.evidence import Evidence
from bot.conversation.learning import Learnt
from bot.conversation.likeness import Likeness, Points, Sense
from bot.conversation.teaching import Taught, concepts_of, fingerprint, speller_of, teach
from bot.library.library import Library
from bot.sense import NAME as ENCODER
from bot.sense import sense

log = logging.getLogger(__name__)

LEARNT = "learnt-{}.npz"
POINTS = f"points-{ENCODER}.npz"

ALWAYS_KEPT = frozenset(["features", "labels", "rarity", "weights"])

Kept = Mapping[str, NDArray[Any]]


def taught_by(library: Library, common: frozenset[str], folder: Path) -> Taught:
    """Read where the same content was learnt before, else learnt now and kept. A folder that cannot be written is no fault."""
    encoder = sense()
    path = folder / LEARNT.format(fingerprint(library, common, ENCODER if encoder else ""))
    kept = _read(path)
    if kept is not None and kept.keys() >= ALWAYS_KEPT:
        return _taught(kept, library)
    remembering = Remembering(encoder, folder / POINTS) if encoder else None
    concepts = concepts_of(library)
    taught = teach(library, concepts, speller_of(library, concepts, common), remembering)
    try:
        _write(path, _kept(taught))
        for old in folder.glob(LEARNT.format("*")):
            if old != path:
                old.unlink(missing_ok=True)
        if remembering:
            remembering.keep()
    except OSError as error:
        log.warning("what was learnt cannot be kept in %s: %s", folder, error.strerror)
    return taught


class Remembering:
    """An encoder that keeps the points of our phrases, so that an edit costs one phrase and not seventeen thousand."""

    def __init__(self, encoder: Sense, path: Path) -> None:
        self._encoder, self._path = encoder, path
        kept = _read(path) or {}
        names = str(kept["names"]).split() if kept else []
        self._known: dict[str, Points] = (
            dict(zip(names, kept["points"], strict=True)) if kept else {}
        )

    def __call__(self, texts: Sequence[str]) -> Points:
        names = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in texts]
        new = {
            name: text for name, text in zip(names, texts, strict=True) if name not in self._known
        }
        points = self._encoder(list(new.values()))
        self._known = {**self._known, **dict(zip(new, points.astype(np.float16), strict=True))}
        self._known = {name: self._known[name] for name in names}
        return np.array(list(map(self._known.__getitem__, names)), np.float32)

    def keep(self) -> None:
        """Raises OSError where the file cannot be written."""
        points = np.array(list(self._known.values()))
        _write(self._path, {"names": np.array(" ".join(self._known)), "points": points})


def _taught(kept: Kept, library: Library) -> Taught:
    features = str(kept["features"]).split("\n")
    evidence = Evidence(concepts_of(library), features, kept["rarity"])
    learnt = Learnt(tuple(str(kept["labels"]).split("\n")), kept["weights"])
    if "landmarks" not in kept:
        return Taught(evidence, learnt)
    return Taught(evidence, learnt, Likeness(kept["landmarks"], kept["speaks_for"]))


def _kept(taught: Taught) -> Kept:
    return {
        "features": np.array("\n".join(taught.evidence.features)),
        "labels": np.array("\n".join(taught.learnt.labels)),
        "rarity": taught.evidence.rarity,
        "weights": taught.learnt.weights,
        **({} if taught.likeness is None else asdict(taught.likeness)),
    }


def _read(path: Path) -> Kept | None:
    """None where there is no such file, or one that was cut short."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return dict(file)
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile):
        return None


def _write(path: Path, kept: Kept) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as part:
            np.savez(part, **kept)  # type: ignore[arg-type]  # none of ours is called allow_pickle
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
