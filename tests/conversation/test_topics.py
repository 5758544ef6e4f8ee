"""A topic as a resident reads it: the summary, a section, what to tap next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.intents import AsksMore, AsksTopic, NotAPlace, Wanted
from bot.conversation.model import State
from bot.conversation.remembered import LOSS_TOLD
from bot.library.library import Library
from bot.library.models import Topic
from services_directory.places import Located
from tests.conversation.conftest import MET, Answers, text_of, values_of
from tests.resident import Resident
from tests.services_directory.builders import SEFTON, STAFFORD

NIPPLES = "sore-nipples"


def some_topic(library: Library, **like: object) -> Topic:
    """The first topic that is like this."""
    return next(
        each
        for each in library.topics.values()
        if all(bool(getattr(each, name)) == wanted for name, wanted in like.items())
    )


def test_the_summary_comes_first_then_the_lines(answers: Answers, library: Library) -> None:
    turn = answers.to(AsksTopic(NIPPLES))
    assert turn.outcome == "answered"
    assert turn.replies[0].text.startswith(library.topics[NIPPLES].summary)
    assert "Breastfeeding Helpline" in turn.replies[1].text
    assert turn.topics == (NIPPLES, "breastfeeding")
    assert (turn.state.topic, turn.state.needs) == (NIPPLES, library.topics[NIPPLES].needs)
    assert turn.state.trail == (f"topic:{NIPPLES}",)


def test_a_core_topic_counts_once(answers: Answers) -> None:
    assert answers.to(AsksTopic("breastfeeding")).topics == ("breastfeeding",)


def test_a_section_that_the_question_is_about_follows_the_summary(
    answers: Answers, library: Library
) -> None:
    section = library.topics[NIPPLES].sections[1]
    told = text_of(answers.to(AsksTopic(NIPPLES, section=section.id)))
    assert told.index(library.topics[NIPPLES].summary) < told.index(section.text.split("\n")[0])


def test_every_section_help_near_and_a_related_topic_can_be_tapped(
    answers: Answers, library: Library
) -> None:
    topic = library.topics[NIPPLES]
    assert values_of(answers.to(AsksTopic(NIPPLES)))[:5] == [
        *(f"more:{NIPPLES}:{section.id}" for section in topic.sections),
        f"near:{NIPPLES}",
        f"topic:{topic.related[0]}",
    ]


def test_a_second_need_is_said_and_is_the_first_button(answers: Answers, library: Library) -> None:
    turn = answers.to(AsksTopic(NIPPLES, second="warm-homes"))
    assert library.topics["warm-homes"].title.lower() in text_of(turn)
    assert values_of(turn)[0] == "topic:warm-homes"


def test_a_sensitive_topic_says_999_in_words_and_keeps_its_lines_for_its_sections(
    answers: Answers, library: Library
) -> None:
    topic = some_topic(library, sensitive=True, helplines=True)
    line = library.shown_helplines(topic.helplines)[0].name
    summary = answers.to(AsksTopic(topic.id))
    section = answers.to(AsksMore(topic.id, topic.sections[0].id))
    assert "999" in text_of(summary)
    assert f"{line}: " not in text_of(summary)
    assert f"{line}: " in text_of(section)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_section_is_read_under_its_title_and_offers_the_others(
    number: int, answers: Answers, library: Library
) -> None:
    topic = library.topics[NIPPLES]
    read = topic.sections[number]
    turn = answers.to(AsksMore(NIPPLES, read.id))
    assert text_of(turn).startswith(f"{topic.title}: {read.label}")
    others = {f"more:{NIPPLES}:{each.id}" for each in topic.sections if each != read}
    assert others <= set(values_of(turn))
    assert f"more:{NIPPLES}:{read.id}" not in values_of(turn)
    assert turn.state.trail == (f"more:{NIPPLES}:{read.id}",)


def test_a_page_that_is_overdue_says_so(answers: Answers) -> None:
    late = datetime(2030, 1, 1, tzinfo=UTC)
    assert "Staff are checking this page again" in text_of(answers.to(AsksTopic(NIPPLES), now=late))
    assert "Staff are checking" not in text_of(answers.to(AsksTopic(NIPPLES)))


def test_a_topic_that_asks_for_help_asks_where(answers: Answers) -> None:
    turn = answers.to(AsksTopic(NIPPLES, wants_help=True))
    assert (turn.outcome, turn.asks) == ("asked_place", "place")
    assert text_of(turn).startswith("Pain at every feed")
    assert "postcode" in text_of(turn)


@pytest.mark.parametrize(
    ("place", "located", "outcome"),
    [
        (NotAPlace(), None, "place_unknown"),
        (NotAPlace(), Located("unlisted"), "place_unknown"),
        (NotAPlace(), Located("partial", shares=(), typed="ST7"), "asked_place"),
    ],
)
def test_a_topic_with_a_place_that_is_none_answers_and_asks_again(
    place: NotAPlace, located: Located | None, outcome: str, answers: Answers
) -> None:
    asks = AsksTopic(NIPPLES, wants_help=True, search=Wanted(("infant-feeding",), place))
    turn = answers.to(asks, located=located)
    assert turn.outcome == outcome
    assert text_of(turn).startswith("Pain at every feed")
    assert turn.state.topic == NIPPLES


def test_a_council_reads_its_own_version(library: Library) -> None:
    local = library.topics[NIPPLES].model_copy(update={"summary": "In Sefton, ring us."})
    answers = Answers(replace(library, overrides={"E08000014": {NIPPLES: local}}))
    assert text_of(answers.to(AsksTopic(NIPPLES), place=SEFTON)).startswith("In Sefton, ring us.")
    assert "In Sefton" not in text_of(answers.to(AsksTopic(NIPPLES), place=STAFFORD))


def test_after_a_loss_no_pregnancy_is_remembered(answers: Answers) -> None:
    facts = {"pregnant": True, "pregnant_in_last_6_months": True, "smokes_tobacco": True}
    state = State(greeted=True, facts=dict(facts))
    assert answers.to(AsksTopic("baby-loss"), state).state.facts == {
        "smokes_tobacco": True,
        LOSS_TOLD: True,
    }
    assert answers.to(AsksTopic("weaning"), state).state.facts == facts


def test_a_topic_without_needs_offers_no_help_near(library: Library) -> None:
    bare = library.topics[NIPPLES].model_copy(update={"needs": (), "related": ()})
    answers = Answers(replace(library, topics={**library.topics, NIPPLES: bare}))
    assert f"near:{NIPPLES}" not in values_of(answers.to(AsksTopic(NIPPLES)))


def test_a_topic_without_lines_is_one_reply(library: Library) -> None:
    bare = library.topics[NIPPLES].model_copy(update={"helplines": ()})
    answers = Answers(replace(library, topics={**library.topics, NIPPLES: bare}))
    assert len(answers.to(AsksTopic(NIPPLES), MET).replies) == 1


def test_a_resident_reads_on_by_tapping(resident: Resident, library: Library) -> None:
    first = library.topics[NIPPLES].sections[0]
    resident.says("sore nipples").taps(first.label).sees(first.text.split("\n")[0])
    resident.taps("Back").sees(library.topics[NIPPLES].summary)
