"""A resident may say that what we told of a service is wrong: in two taps, once, and nothing about them is passed on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from bot.app import App
from bot.conversation.intents import CallsWrong
from bot.conversation.model import Message, Report
from bot.storage import reports
from services_directory.tables import reports as table
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Resident

SHOWN = replace(MET, shown=("feeding-team", "mums-group"))
ONE = replace(MET, shown=("feeding-team",))


def test_with_several_shown_it_is_asked_which_is_wrong(answers: Answers) -> None:
    turn = answers.to(CallsWrong(), SHOWN)
    assert turn.asks == "clarify"
    assert values_of(turn)[:2] == ["wrong:feeding-team", "wrong:mums-group"]
    assert "1. feeding-team" in text_of(turn)


@pytest.mark.parametrize(("state", "service"), [(ONE, None), (SHOWN, "mums-group")])
def test_then_what_is_wrong_with_it(state: object, service: str | None, answers: Answers) -> None:
    turn = answers.to(CallsWrong(service), state)  # type: ignore[arg-type]
    labels = [choice.label for choice in turn.replies[-1].choices]
    assert labels[:4] == [
        "The number is wrong",
        "It has closed",
        "They turned me away",
        "Something else",
    ]
    assert turn.report is None


def test_then_thank_you_and_the_report_says_service_and_reason(answers: Answers) -> None:
    turn = answers.to(CallsWrong("mums-group", "closed"), SHOWN)
    assert turn.report == Report("mums-group", "closed")
    assert turn.outcome == "thanked"
    assert "Nothing about you is passed on" in text_of(turn)


def test_the_same_person_counts_once_for_a_service(answers: Answers) -> None:
    first = answers.to(CallsWrong("mums-group", "closed"), SHOWN)
    assert answers.to(CallsWrong("mums-group", "phone"), first.state).report is None
    assert answers.to(CallsWrong("feeding-team", "phone"), first.state).report is not None


@pytest.mark.parametrize("service", [None, "never-shown"])
def test_what_was_not_shown_to_them_is_nobodys_to_call_wrong(
    service: str | None, answers: Answers
) -> None:
    state = MET if service is None else SHOWN
    turn = answers.to(CallsWrong(service, "closed"), state)
    assert turn.report is None
    assert "searching for it again" in text_of(turn)


def test_two_residents_who_say_so_lower_a_service_and_staff_see_it(app: App) -> None:
    for _ in range(2):
        person = Resident(app).says("library near LE1 1AA")
        person.sees("Leicester Central Library")
        person.taps("This is wrong").taps("Leicester Central L…").taps("It has closed")
        person.sees("will check it")
    with app.engine.begin() as connection:
        assert [each.service for each in reports.still_open(connection)] == [
            "library-leicester-central"
        ]
    later = Resident(app).says("library near LE1 1AA")
    later.does_not_see("Leicester Central Library")
    later.sees("Highfields Library")


@pytest.mark.parametrize(
    "words",
    ["this is wrong", "that number doesnt work", "wrong number", "its closed down", "out of date"],
)
def test_it_can_be_said_in_words_just_after_services_were_shown(
    words: str, resident: Resident
) -> None:
    resident.says("library near LE1 1AA").says(words)
    resident.sees("Which one is wrong?")


def test_the_same_words_mean_something_else_where_nothing_was_shown(resident: Resident) -> None:
    resident.says("something is wrong with my baby")
    resident.does_not_see("Which one is wrong?")


def test_a_forged_button_reports_nothing(app: App, sqlite: Engine) -> None:
    person = Resident(app).says("library near LE1 1AA")
    for value in ("wrong:never-shown:closed", "wrong:library-highfields:nonsense", "wrong::closed"):
        person.does(Message("choice", choice=value))
    with sqlite.begin() as connection:
        assert connection.execute(select(table)).all() == []
