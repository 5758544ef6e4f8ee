"""Grounds for the short forms: content that is quick to learn, learnt once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import pytest

from tests.soak.ground import Ground, Mode, learn, opened

Opens = Callable[..., Ground]
K = TypeVar("K")
V = TypeVar("V")


@pytest.fixture(scope="session")
def learnt_folder(
    data_dir: Path, lean_content: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A data folder with all that a start would make first."""
    folder = tmp_path_factory.mktemp("learnt")
    shutil.copy(data_dir / "postcodes.bin", folder)
    learn(lean_content, folder)
    return folder


@pytest.fixture(scope="module")
def opens(
    tmp_path_factory: pytest.TempPathFactory,
    lean_content: Path,
    learnt_folder: Path,
) -> Iterator[Opens]:
    """`opens("webhook", postgresql_url)`: a ground that is gone when the tests of a module are done."""
    folder = tmp_path_factory.mktemp("grounds")
    with ExitStack() as stack:

        def open_one(mode: Mode = "polling", database: str = "sqlite") -> Ground:
            ground = opened(folder, lean_content, learnt_folder, database, mode)
            return stack.enter_context(ground)

        yield open_one


def side_by_side(proofs: Mapping[K, Callable[[], V]]) -> dict[K, V | Exception]:
    """Proofs wait more than they work, so those of a module run at once. What one raises is its own test's to raise."""
    with ThreadPoolExecutor(max(1, len(proofs))) as pool:
        begun = {name: pool.submit(proof) for name, proof in proofs.items()}
        return {name: _ended(each) for name, each in begun.items()}


def _ended(proof: Future[V]) -> V | Exception:
    try:
        return proof.result()
    except Exception as error:
        return error


def shown(found: V | Exception) -> V:
    if isinstance(found, Exception):
        raise found
    return found
