"""A resident's words find what they may mean; spelling is repaired, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import strategies as st

from bot.conversation.evidence import Concepts
from bot.conversation.matching import EXPLAINED, Matcher, Sounds
from bot.conversation.spelling import Speller
from bot.conversation.understanding import Understanding
from tests.conversation.builders import taught_by
from tests.services_directory.builders import given

SPELLER = Speller({"smoking", "nipples", "sore", "baby", "breathing"})

EXAMPLES = [
    ("topic:smoke", "i want to stop smoking"),
    ("topic:smoke", "how do i quit smoking"),
    ("topic:smoke", "one last fag"),
    ("topic:feed", "my nipples are sore"),
    ("topic:feed", "breastfeeding hurts"),
    ("topic:feed", "sore nipples when feeding"),
    ("need:warm", "my house is cold"),
    ("need:warm", "heating bill too high"),
]

DANGERS = [
    ("danger:baby_emergency", "my baby is not breathing"),
    ("danger:baby_emergency", "baby stopped breathing and went blue"),
    ("danger:suicide_self_harm", "i want to die"),
    ("danger:suicide_self_harm", "going to end my life tonight"),
    ("harmless", "breathing exercises for labour"),
    ("harmless", "this queue makes me want to die laughing"),
]

CONCEPTS = Concepts({"tobacco": ["fag", "smoking", "baccy"]})


def made(examples: Sequence[tuple[str, str]], concepts: Concepts = CONCEPTS) -> Matcher:
    taught = taught_by(examples, concepts)
    return Matcher(taught, {"ciggies": "smoking"}, {"🚬": "smoking"}, SPELLER)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return made([*EXAMPLES, *DANGERS])


def best(matcher: Matcher, text: str) -> str | None:
    matches = matcher.read(text).matches
    return matches[0].label if matches else None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("stop smoking", "topic:smoke"),
        ("STOP SMOKIGN!!", "topic:smoke"),
        ("gagging for a fag", "topic:smoke"),
        ("ciggies", "topic:smoke"),
        ("🚬", "topic:smoke"),
        ("sore nippels", "topic:feed"),
        ("the house is freezing cold", "need:warm"),
        ("baccy", "topic:smoke"),
        ("", None),
        ("ڪڪڪ", None),
        ("qqq", None),
    ],
)
def test_the_label_with_most_evidence_comes_first(
    text: str, label: str | None, matcher: Matcher
) -> None:
    assert best(matcher, text) == label


def test_beliefs_come_best_first_and_add_up_to_one(matcher: Matcher) -> None:
    scores = [match.score for match in matcher.read("sore smoking", most=10).matches]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=1e-4)


def test_only_as_many_as_were_asked_for_come_back(matcher: Matcher) -> None:
    assert len(matcher.read("smoking", most=2).matches) == 2


def test_why_names_the_words_that_counted_the_strongest_first(matcher: Matcher) -> None:
    because = matcher.read("hello my nipples").matches[0].because
    assert because[0] == "nipples"
    assert len(because) <= 3
    assert "hello" not in because


@pytest.mark.parametrize(
    ("text", "known"),
    [("stop smoking", 1.0), ("the sore xylophone", 0.5), ("xylophone zebra", 0.0)],
)
def test_it_says_how_much_of_a_message_it_knows(text: str, known: float, matcher: Matcher) -> None:
    assert matcher.read(text).known == known


# Danger is listened for; it is not a meaning.


def heard(matcher: Matcher, text: str) -> Sounds | None:
    """How much a whole text sounds like danger."""
    words = matcher.words(text)
    return matcher.listen(words, [(0, len(words))])[0]


def listened(matcher: Matcher, text: str) -> Sounds:
    sounds = heard(matcher, text)
    assert sounds is not None
    return sounds


def test_danger_and_what_is_harmless_are_no_meanings(matcher: Matcher) -> None:
    assert matcher.labels == ("need:warm", "topic:feed", "topic:smoke")
    matches = matcher.read("my baby is not breathing", most=20).matches
    assert {match.label for match in matches} == set(matcher.labels)


def test_what_is_left_when_danger_is_taken_away_is_shared_among_the_meanings(
    matcher: Matcher,
) -> None:
    """Danger is heard all the same, and the meaning does not weigh less for it."""
    text = "my nipples are sore and i want to die"
    assert best(matcher, text) == "topic:feed"
    assert listened(matcher, text).danger > listened(matcher, "my nipples are sore").danger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my baby is not breathing", "baby_emergency"),
        ("baby not breethign", "baby_emergency"),
        ("want to end my life", "suicide_self_harm"),
    ],
)
def test_what_sounds_like_danger_names_its_kind(text: str, kind: str, matcher: Matcher) -> None:
    sounds = listened(matcher, text)
    assert sounds.kind == kind
    assert sounds.danger > 0.5 > sounds.other


@pytest.mark.parametrize(
    "text", ["sore nipples", "heating bill", "breathing exercises", "queue makes me laughing"]
)
def test_what_is_ordinary_or_harmless_sounds_little_like_danger(
    text: str, matcher: Matcher
) -> None:
    assert listened(matcher, text).danger < 0.5


def test_listening_names_the_words_that_counted_for_danger(matcher: Matcher) -> None:
    because = listened(matcher, "hello, sore nipples and baby stopped breathing").because()
    assert set(because) <= {"baby", "stopped", "breathing", "and"}
    assert because


@pytest.mark.parametrize("text", ["", "qqq", "ڪڪڪ"])
def test_nothing_is_heard_where_no_word_is_known(text: str, matcher: Matcher) -> None:
    assert heard(matcher, text) is None


@pytest.mark.parametrize("examples", [EXAMPLES, DANGERS, []])
def test_danger_is_only_told_from_ordinary_meanings_where_both_were_taught(
    examples: list[tuple[str, str]],
) -> None:
    matcher = made(examples)
    assert heard(matcher, "my baby is cold") is None


def test_why_is_told_for_the_best_few_only(understanding: Understanding) -> None:
    matches = understanding.matcher.read("sore nipples", most=EXPLAINED + 3).matches
    assert all(match.because for match in matches[:2])
    assert not any(match.because for match in matches[EXPLAINED:])


def test_the_same_examples_teach_the_same(matcher: Matcher) -> None:
    first, second = (made(EXAMPLES, Concepts({})) for _ in range(2))
    assert first.read("sore") == second.read("sore")
    assert matcher.read("sore") == matcher.read("sore")


@given(st.text())
def test_no_text_whatever_breaks_the_real_matcher(understanding: Understanding, text: str) -> None:
    matches = understanding.matcher.read(text).matches
    assert all(0 <= match.score <= 1 for match in matches)


@given(st.text())
def test_belief_in_danger_is_a_share_whatever_is_said(
    understanding: Understanding, text: str
) -> None:
    matcher = understanding.matcher
    sounds = heard(matcher, text)
    assert sounds is None or (0 <= sounds.danger <= 1.001 and 0 <= sounds.other <= 1.001)
    assert sounds is None or sounds.kind in understanding.library.safety
