"""How much is understood, and how much danger is caught, on labelled messages that lie beside the project."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bot.app import App
from bot.conversation.explaining import explain
from bot.conversation.intents import MayMean, NotUnderstood
from bot.conversation.model import Message, State
from bot.conversation.understanding import Understanding

RENAMED = {
    "five_ways": "five-ways",
    "family_hub": "family-hubs",
    "healthy_start_money_food": "healthy-start",
    "healthy_ageing_falls": "healthy-ageing",
    "human_handover": "human",
    "opt_out": "stop",
    "delete_my_data": "erase",
}
INTENTS = frozenset(
    {"find_service", "human", "stop", "erase", "greeting", "thanks", "out_of_scope"}
)

Figure = tuple[str, str, str]


def figures(app: App, folder: Path) -> Iterator[Figure]:
    """Nothing where the folder is absent."""
    if app.knowledge is None or not folder.is_dir():
        return
    heard = app.knowledge.understanding
    yield from topics(heard, folder / "utterances_dev.csv")
    yield from danger(heard, folder / "crisis_dev.csv")


def topics(heard: Understanding, path: Path) -> Iterator[Figure]:
    right = helped = wrong = outside = outside_wrong = 0
    rows = read(path)
    for row in rows:
        wanted = {named(row["label"]), named(row["second_label"])} - {""}
        told, offered = verdict(heard, row["text"])
        is_right = told in wanted or (told == "" and wanted == {"out_of_scope"})
        right += is_right
        helped += is_right or bool(offered & wanted)
        wrong += bool(told) and not is_right
        if wanted == {"out_of_scope"}:
            outside += 1
            outside_wrong += bool(told) and told not in INTENTS
    count = len(rows)
    yield f"Right at once, {count} development messages", f"{right / count:.1%}", "≥ 78% unseen"
    yield "Helped (right, or among the buttons)", f"{helped / count:.1%}", "≥ 88% unseen"
    yield "Confidently wrong", f"{wrong / count:.1%}", "≤ 3% unseen"
    yield "Out of scope answered as a topic", f"{outside_wrong / outside:.1%}", "≤ 3% unseen"


def danger(heard: Understanding, path: Path) -> Iterator[Figure]:
    rows = read(path)
    caught, checked, counted = {"1": 0, "0": 0}, {"1": 0, "0": 0}, {"1": 0, "0": 0}
    for row in rows:
        message = Message(text=row["text"])
        seen = heard.look_for_danger(message)
        kind = row["must_trigger"]
        counted[kind] += 1
        caught[kind] += seen.danger is not None
        checked[kind] += seen.danger is not None or (explain(heard, row["text"])["danger_check"])
    for kind, what, goals in (
        ("1", "Danger, development messages", ("100% textbook", "≥ 95% hard, unseen")),
        ("0", "Near misses, development messages", ("≤ 3% unseen", "≤ 12% unseen")),
    ):
        yield f"{what}: safety reply", f"{caught[kind] / counted[kind]:.1%}", goals[0]
        yield (
            f"{what}: safety reply or soft check",
            f"{checked[kind] / counted[kind]:.1%}",
            goals[1],
        )


def verdict(heard: Understanding, text: str) -> tuple[str, set[str]]:
    """What was answered (nothing for a question back), and what stood on buttons."""
    found = explain(heard, text)
    message = Message(text=text)
    intent = heard.understand(message, State(), heard.look_for_danger(message))
    if isinstance(intent, MayMean):
        return "", set(intent.topics)
    if isinstance(intent, NotUnderstood):
        return "", set(intent.nearest)
    if found["intent"] in {"topic", "loss"}:
        first = found["topics"][0]
        return first.get("core", first["id"]), set()
    return found["intent"], set()


def named(label: str) -> str:
    label = RENAMED.get(label, label)
    return label if label in INTENTS else label.replace("_", "-")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))
