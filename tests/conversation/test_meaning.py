"""Answer when sure, ask when not, and say so when nothing fits."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.conversation.intents import AsksTopic, MayMean, NotUnderstood, Says, Wanted, WantsHelp
from bot.conversation.matching import Match, Reading
from bot.conversation.meaning import Decision, Meaning, decision, worth_asking
from bot.conversation.model import State
from bot.conversation.understanding import Understanding
from bot.library.library import Library
from bot.library.models import Thresholds

AT = Thresholds.model_construct(sure=0.5, likely=0.35, unsure=0.2, known=0.34, worth_a_check=0.5)
SOMEWHERE = State(place="E07000197")


@pytest.fixture(scope="module")
def meaning(understanding: Understanding) -> Meaning:
    return understanding.meaning


@pytest.mark.parametrize(
    ("beliefs", "known", "decided"),
    [
        ([], 1.0, "fallback"),
        ([("topic:a", 0.9)], 1.0, "answer"),
        ([("topic:a", 0.5), ("topic:b", 0.5)], 1.0, "answer"),
        ([("topic:a", 0.49), ("topic:b", 0.3)], 1.0, "clarify"),
        ([("topic:a", 0.4), ("topic:b", 0.1)], 1.0, "answer"),
        ([("topic:a", 0.4)], 1.0, "answer"),
        ([("topic:a", 0.34), ("topic:b", 0.01)], 1.0, "clarify"),
        ([("topic:a", 0.19), ("topic:b", 0.18)], 1.0, "fallback"),
        ([("topic:a", 0.9)], 0.33, "fallback"),
        ([("topic:a", 0.9)], 0.34, "answer"),
        ([("intent:thanks", 0.9), ("topic:a", 0.1)], 1.0, "answer"),
        ([("intent:thanks", 0.4), ("topic:a", 0.3)], 1.0, "fallback"),
        ([("need:library", 0.4), ("intent:thanks", 0.3)], 1.0, "fallback"),
    ],
)
def test_beliefs_decide_at_thresholds(
    beliefs: list[tuple[str, float]], known: float, decided: Decision
) -> None:
    assert decision(beliefs, known, AT) == decided


@pytest.mark.parametrize(
    ("beliefs", "topics"),
    [
        ([("topic:a", 0.3), ("need:x", 0.3), ("topic:b", 0.2)], ("a", "b")),
        ([("topic:a", 0.3), ("topic:b", 0.01), ("topic:c", 0.01)], ("a", "b")),
        ([(f"topic:{each}", 0.16) for each in "abcdef"], ("a", "b", "c", "d")),
        ([("topic:a", 0.3)], ("a",)),
        ([("need:x", 0.3)], ()),
    ],
)
def test_two_to_four_topics_are_worth_asking_about(
    beliefs: list[tuple[str, float]], topics: tuple[str, ...]
) -> None:
    assert worth_asking(beliefs) == topics


def test_finer_topics_count_for_their_core_and_needs_for_their_topic(meaning: Meaning) -> None:
    reading = Reading(
        (
            Match("topic:sore-nipples", 0.3),
            Match("topic:breastfeeding", 0.3),
            Match("need:stop-smoking", 0.2),
            Match("topic:stop-smoking", 0.15),
            Match("need:library", 0.05),
        ),
        1.0,
    )
    assert meaning.beliefs(reading) == [
        ("topic:breastfeeding", 0.6),
        ("topic:stop-smoking", 0.35),
        ("need:library", 0.05),
    ]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my nipples really hurt", "sore-nipples"),
        ("sor niples", "sore-nipples"),
        ("breastfeeding", "breastfeeding"),
        ("i feel so lonely", "loneliness"),
        ("im pregnant and want to pack in the fags", "stop-smoking-pregnancy"),
        ("i lost my baby", "baby-loss"),
    ],
)
def test_a_sure_topic_is_answered_with_its_finest_page(
    text: str, topic: str, meaning: Meaning
) -> None:
    intent = meaning.of(text, State())
    assert isinstance(intent, AsksTopic)
    assert intent.topic == topic


def test_a_phrase_that_content_teaches_is_understood_word_for_word(
    meaning: Meaning, library: Library
) -> None:
    phrases = library.topics["weaning"].asked_as
    understood = [meaning.of(phrase.upper(), State()) for phrase in phrases]
    assert all(isinstance(each, AsksTopic) and each.topic == "weaning" for each in understood)


@pytest.mark.parametrize("text", ["xyzzy plugh", "", "🦕🦕", "qwop zxcvb"])
def test_what_nothing_fits_is_not_understood(text: str, meaning: Meaning) -> None:
    assert isinstance(meaning.of(text, State()), NotUnderstood)


def test_what_could_be_several_is_asked_about(meaning: Meaning) -> None:
    reading = Reading((Match("topic:weaning", 0.3), Match("topic:formula-feeding", 0.28)), 1.0)
    assert meaning.decide(reading, "", State()) == MayMean(("weaning", "formula-feeding"))


def test_a_message_that_asks_for_help_nearby_wants_help(meaning: Meaning) -> None:
    intent = meaning.of("sore nipples help near me", State())
    assert isinstance(intent, AsksTopic)
    assert intent.wants_help
    assert intent.search is None


def test_where_the_place_is_known_help_is_looked_for_at_once(meaning: Meaning) -> None:
    intent = meaning.of("sore nipples help near me", SOMEWHERE)
    assert isinstance(intent, AsksTopic)
    assert intent.search == Wanted(("infant-feeding", "health-visiting"), "same")


def test_a_need_that_no_topic_leads_to_is_a_search(meaning: Meaning) -> None:
    reading = Reading((Match("need:library", 0.9),), 1.0)
    assert meaning.decide(reading, "", State()) == WantsHelp(("library",))
    assert meaning.decide(reading, "", SOMEWHERE) == WantsHelp(
        ("library",), search=Wanted(("library",), "same")
    )


def test_a_need_that_leads_to_a_topic_is_that_topic_and_wants_help(meaning: Meaning) -> None:
    reading = Reading((Match("need:stop-smoking", 0.9),), 1.0)
    assert meaning.decide(reading, "", State()) == AsksTopic("stop-smoking", wants_help=True)


@pytest.mark.parametrize(
    ("state", "meant"),
    [
        (State(), WantsHelp(())),
        (
            State(needs=("library",), topic="loneliness"),
            WantsHelp(("library",), "loneliness"),
        ),
    ],
)
def test_find_a_service_is_about_what_they_are_talking_about(
    state: State, meant: WantsHelp, meaning: Meaning
) -> None:
    reading = Reading((Match("intent:find_service", 0.9), Match("topic:weaning", 0.1)), 1.0)
    assert meaning.decide(reading, "", state) == meant


def test_find_a_service_word_for_word_is_the_same(meaning: Meaning, library: Library) -> None:
    wordings = next(each.exactly for each in library.intents.intents if each.id == "find_service")
    assert {type(meaning.of(wording, SOMEWHERE)) for wording in wordings} == {WantsHelp}


def test_find_a_service_that_is_named_is_about_that_service(meaning: Meaning) -> None:
    reading = Reading((Match("intent:find_service", 0.8), Match("need:library", 0.1)), 1.0)
    assert meaning.decide(reading, "", State()) == WantsHelp(("library",))


def test_a_saying_is_not_a_topic(meaning: Meaning) -> None:
    reading = Reading((Match("intent:out_of_scope", 0.9),), 1.0)
    assert meaning.decide(reading, "", State()) == Says("out_of_scope")


def test_a_second_need_in_the_same_message_is_heard(meaning: Meaning) -> None:
    """Where the beliefs in both are close; how often that is, `signpost understand check` measures."""
    worries = ("stop smoking", "tongue tie", "baby jabs", "cold house", "safe sleep", "weaning")
    heard = [meaning.of(f"{one}. also {other}", State()) for one, other in permutations(worries, 2)]
    pairs = [(each.topic, each.second) for each in heard if isinstance(each, AsksTopic)]
    assert any(second for _, second in pairs)
    assert all(first != second for first, second in pairs)


@pytest.mark.parametrize(
    "text",
    [
        "i want to stop smoking",
        "im pregnant and i cant stop smoking",
        "my partner hits me and i want to stop smoking",
    ],
)
def test_one_need_is_not_taken_for_two_and_a_sensitive_one_stands_alone(
    text: str, meaning: Meaning
) -> None:
    intent = meaning.of(text, State())
    assert getattr(intent, "second", None) is None
