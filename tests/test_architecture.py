"""The shape of the house, held by looking at it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from bot.app import App
from bot.conversation.model import MessageKind, Outcome
from bot.conversation.wording import PHRASES, fields_of
from bot.last_resort import LAST_RESORT
from bot.library.library import Library
from bot.settings import Settings
from bot.storage.tables import OutcomeCount
from tests.conftest import ROOT

SETTINGS = [f"SIGNPOST_{name.upper()}" for name in Settings.model_fields]

INPUT_AND_OUTPUT = {
    "aiohttp",
    "alembic",
    "fastapi",
    "httpx",
    "psycopg",
    "sqlalchemy",
    "starlette",
    "telegram",
    "typer",
    "uvicorn",
    "yaml",
}


@pytest.fixture(scope="module")
def library(learnt: App) -> Library:
    assert learnt.knowledge is not None
    return learnt.knowledge.library


def modules_of(package: str) -> list[str]:
    """Every module in a package's folder, by its import name."""
    paths = sorted((ROOT / Path(*package.split("."))).rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def loaded_by(modules: list[str]) -> set[str]:
    """What a fresh interpreter holds once it has imported these modules."""
    program = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=ROOT
    )
    return set(json.loads(ran.stdout))


def test_the_conversation_does_no_input_or_output() -> None:
    loaded = loaded_by(modules_of("bot.conversation"))
    assert "bot.conversation.answering" in loaded
    assert {name.partition(".")[0] for name in loaded} & INPUT_AND_OUTPUT == set()
    assert not {name for name in loaded if name.startswith(("bot.storage", "bot.channels"))}
    assert {
        "bot.library.reading",
        "bot.library.loading",
        "services_directory.directory",
    }.isdisjoint(loaded)


def test_the_directory_knows_nothing_of_the_bot() -> None:
    loaded = loaded_by(modules_of("services_directory"))
    assert not {name for name in loaded if name.partition(".")[0] == "bot"}


@pytest.mark.parametrize("path", sorted((ROOT / "bot" / "conversation").glob("*.py")), ids=str)
def test_the_conversation_never_asks_the_clock_or_the_environment(path: Path) -> None:
    asks = (
        r"\b(datetime\.now|utcnow|date\.today|time\.time|os\.environ|getenv|open\(|random\.random)"
    )
    assert not re.findall(asks, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("phrase", sorted(PHRASES))
def test_every_phrase_that_the_code_speaks_is_written_with_its_fields(
    phrase: str, library: Library
) -> None:
    assert phrase in library.phrases.phrases
    assert fields_of(library.phrases.phrases[phrase]) == PHRASES[phrase]


def test_every_phrase_that_is_written_is_one_that_the_code_speaks(library: Library) -> None:
    assert set(library.phrases.phrases) - set(PHRASES) == set()


def test_every_phrase_that_is_named_in_code_is_on_the_list() -> None:
    spoken = {
        phrase
        for path in (ROOT / "bot").rglob("*")
        if path.suffix in {".py", ".html"}
        for phrase in re.findall(
            r"\b_?(?:say|choice)\(\s*['\"]([a-z_0-9]+)['\"]", path.read_text(encoding="utf-8")
        )
    }
    assert "greeting_again" in PHRASES
    assert spoken - set(PHRASES) == set()


def test_every_message_that_is_not_words_has_its_phrase() -> None:
    assert set(get_args(MessageKind)) - {"text", "choice", "start", "pin"} - set(PHRASES) == set()


def test_the_last_resort_in_code_is_the_phrase_in_content(library: Library) -> None:
    assert library.phrases.phrases["failed"] == LAST_RESORT


def test_every_outcome_fits_its_column() -> None:
    longest = OutcomeCount.__table__.c.outcome.type.length
    assert all(len(outcome) <= longest for outcome in get_args(Outcome))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("file", [".env.example", "docs/running-it.md"])
def test_every_setting_is_documented(setting: str, file: str) -> None:
    documented = re.findall(r"SIGNPOST_[A-Z_]+", (ROOT / file).read_text(encoding="utf-8"))
    assert setting in documented


@pytest.mark.parametrize("file", [".env.example", "docs/running-it.md"])
def test_no_setting_is_documented_that_is_not_there(file: str) -> None:
    documented = set(re.findall(r"SIGNPOST_[A-Z_]+", (ROOT / file).read_text(encoding="utf-8")))
    assert documented - set(SETTINGS) == set()


def test_no_module_is_named_after_a_layer() -> None:
    layers = {"utils", "util", "helpers", "helper", "manager", "handlers", "common", "base", "misc"}
    names = {
        path.stem
        for package in ("bot", "services_directory")
        for path in (ROOT / package).rglob("*.py")
    }
    assert names & layers == set()
