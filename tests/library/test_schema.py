"""Schema files for editors: one for each kind of content file, and the real content fits them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.library.schema import SCHEMAS, write_schemas


def test_there_is_a_file_for_each_kind(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "not" / "there")
    assert {path.name for path in written} == {f"{name}.schema.json" for name in SCHEMAS}
    assert all(json.loads(path.read_text(encoding="utf-8"))["type"] == "object" for path in written)


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    first, second = ([path.read_bytes() for path in write_schemas(tmp_path)] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_name_that_is_not_known_is_refused_by_the_schema_too(name: str) -> None:
    assert SCHEMAS[name].model_json_schema()["additionalProperties"] is False


def test_the_schema_knows_the_lengths_that_an_editor_should_underline(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    topic = json.loads((tmp_path / "topic.schema.json").read_text(encoding="utf-8"))
    assert topic["properties"]["label"]["maxLength"] == 20
    assert topic["properties"]["summary"]["maxLength"] == 160
    assert {"id", "owner", "review_by"} <= set(topic["required"])
