"""Conversations that a health visitor can read, replayed on every channel that can.

A step is what a resident does (`says`, `taps`, `starts`) and what must come: `sees` and `never_sees` are parts of the
text, `outcome`, `topics`, `safety`, `asks`, `services` and `offers` (labels of buttons) are exact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from bot.app import App
from bot.channels.jsonlines import converse
from bot.channels.web.site import make_site
from tests.resident import Clock, Resident

FOLDER = Path(__file__).with_name("transcripts")
TRANSCRIPTS = sorted(FOLDER.glob("*.yaml"))

Seen = dict[str, Any]
Channel = Callable[[dict[str, str]], Seen]


def test_there_are_at_least_twenty_five_transcripts() -> None:
    assert len(TRANSCRIPTS) >= 25


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("channel", ["app", "jsonlines", "web"])
def test_the_conversation_goes_as_written(path: Path, channel: str, app: App, clock: Clock) -> None:
    transcript = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "at" in transcript:
        clock.now = transcript["at"]
    talk = {"app": over_app, "jsonlines": over_jsonlines, "web": over_web}[channel](app)
    for number, step in enumerate(transcript["steps"], 1):
        check(step, talk(step), f"{path.stem}, step {number}")


def over_app(app: App) -> Channel:
    resident = Resident(app)

    def talk(step: dict[str, str]) -> Seen:
        if "taps" in step:
            resident.taps(step["taps"])
        elif "starts" in step:
            resident.starts(step["starts"])
        else:
            resident.says(step["says"])
        turn = resident.turn
        return {
            "text": resident.text,
            "outcome": turn.outcome,
            "topics": list(turn.topics),
            "safety": turn.safety,
            "asks": turn.asks,
            "services": resident.services,
            "offers": [choice.label for choice in resident.choices],
        }

    return talk


def over_jsonlines(app: App) -> Channel:
    waiting: list[str] = []
    offered: list[dict[str, str]] = []

    def lines() -> Iterator[str]:
        while True:
            yield waiting.pop()

    answers = converse(app, lines(), "transcript")

    def talk(step: dict[str, str]) -> Seen:
        request = {"from": "r", "text": step.get("says", step.get("starts", ""))}
        if "taps" in step:
            values = {each["label"]: each["value"] for each in offered}
            request = {"from": "r", "choice": values[step["taps"]]}
        waiting.append(json.dumps(request))
        answer = json.loads(next(answers))
        offered[:] = [choice for reply in answer["replies"] for choice in reply["choices"]]
        cards = [card["id"] for reply in answer["replies"] for card in reply["services"]]
        text = "\n\n".join(reply["text"] for reply in answer["replies"])
        labels = [each["label"] for each in offered]
        return {**answer, "text": text, "services": cards, "offers": labels}

    return talk


def over_web(app: App) -> Channel:
    """As a browser without JavaScript: forms and pages."""
    browser = TestClient(make_site(app))
    page = browser.get("/").text

    def talk(step: dict[str, str]) -> Seen:
        nonlocal page
        form = {"update": updates_in(page)[-1]}
        if "taps" in step:
            form["choice"] = next(
                each for each in buttons_in(page) if each.endswith(f"|{step['taps']}")
            )
        else:
            form["text"] = step.get("says", step.get("starts", ""))
        answer = browser.post("/", data=form)
        assert answer.status_code == 200
        page = answer.text
        return {
            "text": text_in(page),
            "offers": [each.partition("|")[2] for each in buttons_in(page)],
        }

    return talk


def buttons_in(page: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="choice" value="([^"]*)"', page)]


def updates_in(page: str) -> list[str]:
    return re.findall(r'name="update" value="([^"]*)"', page)


def text_in(page: str) -> str:
    spoken = "".join(re.findall(r"sp-bubble--us.*?</div>", page, re.DOTALL))
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?(a|span)[^>]*>", "", spoken)))


def check(step: dict[str, Any], seen: Seen, where: str) -> None:
    text = " ".join(seen["text"].split()).casefold()
    for part in step.get("sees", ()):
        assert " ".join(part.split()).casefold() in text, (
            f'{where}: "{part}" is not in: {seen["text"]}'
        )
    for part in step.get("never_sees", ()):
        assert part.casefold() not in text, f'{where}: "{part}" is in: {seen["text"]}'
    for exact in ("outcome", "topics", "safety", "asks", "services"):
        if exact in step and exact in seen:
            assert seen[exact] == step[exact], f"{where}: {exact} is {seen[exact]}: {seen['text']}"
    for label in step.get("offers", ()):
        assert label in seen["offers"], f"{where}: no button {label}, only {seen['offers']}"
    assert "Urgent help" in seen["offers"], f"{where}: no Urgent help"
