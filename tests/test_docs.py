"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli.commands import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
OURS = ("bot", "content", "docs", "services_directory", "tests")
MARKDOWN = sorted(
    [*ROOT.glob("*.md"), *(path for name in OURS for path in (ROOT / name).rglob("*.md"))]
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

NAMED_HOSTS = {
    "127.0.0.1",
    "111.wales.nhs.uk",
    "api.telegram.org",
    "example.org",
    "keepachangelog.com",
    "openreferraluk.org",
    "postcodes.io",
    "quitsmokingstoke.co.uk",
    "signpost.example",
    "t.me",
}
"""Where our pages may send a reader. A mirror or a registry is not among them: where packages come from is each machine's own."""

OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|mnt|work|workspace)/|\b[A-Z]:\\")
HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
BARE_HOST = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|io|dev|net)\b")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands(group: Any, words: tuple[str, ...] = ("signpost",)) -> Iterator[tuple[str, Any]]:
    """Every command and group below `group`, as it is typed."""
    for name, command in group.commands.items():
        yield " ".join((*words, name)), command
        if hasattr(command, "commands"):
            yield from commands(command, (*words, name))


COMMANDS = dict(commands(typer.main.get_command(app)))
OPTIONS = [
    (typed, option)
    for typed, command in COMMANDS.items()
    for parameter in command.params
    for option in parameter.opts
    if option.startswith("--") and option != "--help"
]
TARGETS = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.fixture(scope="module")
def docs() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCS)


def test_the_walk_finds_commands_and_groups() -> None:
    assert {"signpost serve", "signpost content", "signpost content check"} <= set(COMMANDS)
    assert ("signpost chat", "--jsonl") in OPTIONS
    assert {"run", "test", "check"} <= set(TARGETS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_documented(command: str, docs: str) -> None:
    assert re.search(rf"\b{re.escape(command)}\b", docs)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented_beside_its_command(
    command: str, option: str, docs: str
) -> None:
    lines = [line for line in docs.splitlines() if command in line]
    assert any(re.search(rf"{re.escape(option)}\b", line) for line in lines)


def test_no_command_is_documented_that_is_not_there(docs: str) -> None:
    alone = {name for name, command in COMMANDS.items() if not hasattr(command, "commands")}
    named = set(re.findall(r"`(signpost [a-z-]+(?: [a-z-]+)?)\b", docs))
    assert {name for name in named if not {name, name.rpartition(" ")[0]} & alone} <= set(COMMANDS)


@pytest.mark.parametrize("setting", [f"SIGNPOST_{name.upper()}" for name in Settings.model_fields])
@pytest.mark.parametrize("file", [".env.example", "docs/running-it.md"])
def test_every_setting_is_documented(setting: str, file: str) -> None:
    assert re.search(rf"\b{setting}\b", (ROOT / file).read_text(encoding="utf-8"))


def test_the_example_settings_hold_no_secret_and_change_nothing() -> None:
    rows = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row and not row.startswith("#")] == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_make_target_is_in_the_readme(target: str) -> None:
    assert re.search(rf"\bmake {target}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_every_relative_link_points_to_a_file(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    relative = [link for link in links if not re.match(r"[a-z]+:|#", link)]
    missing = [link for link in relative if not (path.parent / link.partition("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_every_link_to_a_heading_finds_it(path: Path) -> None:
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        file, _, heading = link.partition("#")
        if heading and not re.match(r"[a-z]+:", link):
            assert heading in headings_of(path.parent / file if file else path), link


def headings_of(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_no_page_names_a_registry_or_a_path_of_one_machine(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        hosts = {*HOST.findall(line), *BARE_HOST.findall(line)}
        assert hosts - NAMED_HOSTS == set(), f"line {number}"
        assert not OF_ONE_MACHINE.search(line), f"line {number}"


@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_every_decision_names_a_test_that_is_there(path: Path) -> None:
    held_by = path.read_text(encoding="utf-8").partition("## Held by")[2]
    places = [ROOT / named for named in re.findall(r"`(tests/[\w/.]+)", held_by)]
    assert places
    assert [place for place in places if not place.exists()] == []
    files = [
        each for place in places for each in ([place] if place.is_file() else place.rglob("*.py"))
    ]
    written = "\n".join(file.read_text(encoding="utf-8") for file in files)
    named = re.findall(r"\b(test_\w+)\b(?!\.py)", re.sub(r"tests/[\w/]+\.py", "", held_by))
    assert [name for name in named if f"def {name}(" not in written] == []


def test_decisions_are_numbered_once_and_all_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    assert [path.name for path in DECISIONS if f"({path.name})" not in listed] == []
