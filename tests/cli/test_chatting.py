"""`signpost chat` and `signpost explain`: a person types, or a pipe does."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from bot.conversation.model import Outcome
from tests.cli.conftest import Run, answers

NIGHT = "2026-11-20T03:10:00+00:00"

REQUESTS: dict[str, bytes] = {
    "greeting": b'{"from": "a", "text": "hello"}',
    "not json": b"hello",
    "no from": b'{"text": "hello"}',
    "from is a number": b'{"from": 5, "text": "hello"}',
    "neither text nor choice": b'{"from": "a"}',
    "text is a number": b'{"from": "a", "text": 5}',
    "a list": b'["from", "a"]',
    "null": b"null",
    "very deep": b"[" * 50_000,
    "not utf-8": b'{"from": "a", "text": "caf\xe9"}',
    "half an emoji": b'{"from": "\\ud83d", "text": "hello \\ud83d"}',
    "nought": b'{"from": "a\\u0000", "text": "hello\\u0000"}',
    "a choice": b'{"from": "a", "choice": "topic:weaning"}',
    "a forged choice": b'{"from": "a", "choice": "drop:everything"}',
    "another resident": b'{"from": "b", "text": "hello"}',
    "danger": b'{"from": "c", "text": "my baby isnt breathing"}',
    "a service": b'{"from": "d", "text": "sore nipples near st16 2lh"}',
    "words beyond ascii": '{"from": "Ż", "text": "dzień dobry 👶"}'.encode(),
    "long": json.dumps({"from": "e", "text": "breastfeeding " * 2000}).encode(),
    "last": b'{"from": "a", "text": "thanks"}',
}

BAD = {
    "not json",
    "no from",
    "from is a number",
    "neither text nor choice",
    "text is a number",
    "a list",
    "null",
    "very deep",
}


@pytest.fixture(scope="module")
def piped(signpost: Run) -> dict[str, dict[str, Any]]:
    """Every answer, by the name of its request."""
    result = signpost(
        "chat", "--jsonl", "--now", NIGHT, given=b"\n".join(REQUESTS.values()) + b"\n"
    )
    assert result.exit_code == 0
    return dict(zip(REQUESTS, answers(result), strict=True))


def test_every_line_gets_exactly_one_answer_in_order(piped: dict[str, dict[str, Any]]) -> None:
    assert list(piped) == list(REQUESTS)
    assert {name for name, answer in piped.items() if "error" in answer} == BAD


def test_a_bad_line_gets_its_error_and_nothing_else(piped: dict[str, dict[str, Any]]) -> None:
    assert all(set(piped[name]) == {"error"} for name in BAD)
    assert '"from"' in piped["no from"]["error"]


@pytest.mark.parametrize("name", sorted(set(REQUESTS) - BAD))
def test_an_answer_has_the_shape_of_the_contract(
    name: str, piped: dict[str, dict[str, Any]]
) -> None:
    answer = piped[name]
    assert {"from", "outcome", "topics", "safety", "danger_check", "asks", "replies"} <= set(answer)
    assert answer["outcome"] in get_args(Outcome)
    assert answer["replies"]
    for reply in answer["replies"]:
        assert {"text", "choices", "links", "services"} <= set(reply)
        assert reply["text"].strip()
    choices = [choice for reply in answer["replies"] for choice in reply["choices"]]
    assert {"label": "Urgent help", "value": "urgent"} in choices


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("greeting", "greeted"),
        ("a choice", "answered"),
        ("a forged choice", "not_understood"),
        ("another resident", "greeted"),
        ("danger", "safety"),
        ("a service", "signposted"),
        ("words beyond ascii", "greeted"),
        ("last", "thanked"),
    ],
)
def test_an_answer_says_what_came_of_it(
    name: str, outcome: str, piped: dict[str, dict[str, Any]]
) -> None:
    assert piped[name]["outcome"] == outcome


def test_the_answer_names_who_asked(piped: dict[str, dict[str, Any]]) -> None:
    assert piped["greeting"]["from"] == "a"
    assert piped["words beyond ascii"]["from"] == "Ż"


def test_residents_of_one_pipe_do_not_share_a_conversation(
    piped: dict[str, dict[str, Any]],
) -> None:
    assert piped["another resident"]["replies"] == piped["greeting"]["replies"]


def test_a_finer_topic_is_followed_by_its_core_topic(piped: dict[str, dict[str, Any]]) -> None:
    assert piped["a service"]["topics"] == ["sore-nipples", "breastfeeding"]


def test_a_service_tells_what_a_machine_may_check(piped: dict[str, dict[str, Any]]) -> None:
    services = [card for reply in piped["a service"]["replies"] for card in reply["services"]]
    assert services
    keys = ["id", "name", "phone", "url", "postcode", "distance_miles", "serves", "why", "open_now"]
    assert all(set(keys) <= set(card) for card in services)


def test_danger_names_its_class(piped: dict[str, dict[str, Any]]) -> None:
    assert piped["danger"]["safety"] == "baby_emergency"
    assert piped["greeting"]["safety"] is None


def test_the_clock_and_the_language_are_set_for_the_whole_run(lean: Run) -> None:
    line = json.dumps({"from": "a", "choice": "near:sore-nipples"})
    place = json.dumps({"from": "a", "text": "st16 2lh"})

    def seen(now: str) -> list[bool | None]:
        result = lean("chat", "--jsonl", "--now", now, "--lang", "pl", given=f"{line}\n{place}\n")
        _, told = answers(result)
        return [card["open_now"] for reply in told["replies"] for card in reply["services"]]

    assert seen(NIGHT) != seen("2026-11-20T11:10:00+00:00")


@pytest.mark.parametrize("now", ["tomorrow", "2026-11-20T03:10:00", "2026-13-01T00:00:00+00:00"])
def test_a_moment_that_cannot_be_read_is_misuse(now: str, signpost: Run) -> None:
    result = signpost("chat", "--jsonl", "--now", now)
    assert result.exit_code == 2
    assert "2026-11-20T03:10:00+00:00" in result.stderr
    assert result.stdout == ""


def test_a_person_types_words_and_numbers_until_the_input_ends(lean: Run) -> None:
    result = lean("chat", "--save", given="sore nipples\n1\n")
    assert result.exit_code == 0
    assert "Signpost" in result.stdout
    assert "[1] " in result.stdout
    assert "steps:" in result.stdout
    assert '  - says: "sore nipples"' in result.stdout
    assert "Type a message" in result.stderr


# Explain.

EXPLAINED: dict[str, bytes] = {
    "topic": b'{"text": "my nipples are killing me"}',
    "safety": b'{"text": "my baby isnt breathing"}',
    "almost": b'{"text": "what if my baby stops breathing"}',
    "not understood": b'{"text": "xyzzy plugh"}',
    "empty": b'{"text": ""}',
    "half an emoji": b'{"text": "\\ud83d"}',
    "not utf-8": b'{"text": "caf\xe9"}',
    "not json": b"hello",
    "no text": b"{}",
    "a list": b"[]",
    "very deep": b"[" * 50_000,
    "last": b'{"text": "thank you"}',
}

NOT_EXPLAINED = {"not json", "no text", "a list", "very deep"}


@pytest.fixture(scope="module")
def explained(signpost: Run) -> dict[str, dict[str, Any]]:
    result = signpost("explain", "--jsonl", given=b"\n".join(EXPLAINED.values()) + b"\n")
    assert result.exit_code == 0
    return dict(zip(EXPLAINED, answers(result), strict=True))


def test_every_line_is_explained_or_gets_an_error(explained: dict[str, dict[str, Any]]) -> None:
    assert {name for name, answer in explained.items() if "error" in answer} == NOT_EXPLAINED


@pytest.mark.parametrize(
    ("name", "intent", "decision"),
    [
        ("topic", "topic", "answer"),
        ("safety", "safety", "safety"),
        ("not understood", "not_understood", "fallback"),
        ("empty", "not_understood", "fallback"),
        ("last", "thanks", "answer"),
    ],
)
def test_an_explanation_names_intent_and_decision(
    name: str, intent: str, decision: str, explained: dict[str, dict[str, Any]]
) -> None:
    assert (explained[name]["intent"], explained[name]["decision"]) == (intent, decision)


@pytest.mark.parametrize("name", sorted(set(EXPLAINED) - NOT_EXPLAINED))
def test_an_explanation_has_the_shape_of_the_contract(
    name: str, explained: dict[str, dict[str, Any]]
) -> None:
    answer = explained[name]
    keys = ["text", "intent", "topics", "decision", "safety", "danger_check", "ms"]
    assert set(keys) <= set(answer)
    assert isinstance(answer["ms"], float)


def test_a_message_is_explained_to_a_person(lean: Run) -> None:
    result = lean("explain", "i dont want to die, im pregnant, stop smoking near st16 2lh")
    assert result.exit_code == 0
    assert "decision:" in result.stdout
    assert "Almost: " in result.stdout
    assert "held back by:" in result.stdout
    assert "A place was named in it." in result.stdout
    assert "Facts: {'pregnant': True" in result.stdout


def test_danger_is_explained_to_a_person(signpost: Run) -> None:
    assert "Danger: baby_emergency" in signpost("explain", "my baby isnt breathing").stdout


def test_explaining_nothing_is_misuse(lean: Run) -> None:
    result = lean("explain")
    assert result.exit_code == 2
    assert "Give a message to explain" in result.stderr


def test_explaining_without_content_says_what_to_run(signpost: Run) -> None:
    result = signpost("explain", "hello", content_dir="/nowhere")
    assert result.exit_code == 1
    assert "signpost content check" in result.stderr
