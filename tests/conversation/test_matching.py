"""A resident's words find what they may mean; spelling is repaired, and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.evidence import Concepts
from bot.conversation.matching import MOST_REPAIRS, Matcher, Speller
from bot.conversation.understanding import Understanding
from tests.services_directory.builders import given

SPELLER = Speller(
    {"smoking", "nipples", "sore", "baby", "breastfeeding", "fag", "50mg"}, {"string", "socking"}
)

EXAMPLES = [
    ("smoke", "i want to stop smoking"),
    ("smoke", "how do i quit smoking"),
    ("smoke", "one last fag"),
    ("feed", "my nipples are sore"),
    ("feed", "breastfeeding hurts"),
    ("feed", "sore nipples when feeding"),
    ("warm", "my house is cold"),
    ("warm", "heating bill too high"),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    concepts = Concepts({"tobacco": ["fag", "smoking", "baccy"]})
    return Matcher(EXAMPLES, concepts, {"ciggies": "smoking"}, {"🚬": "smoking"}, SPELLER)


def best(matcher: Matcher, text: str) -> str | None:
    matches = matcher.read(text).matches
    return matches[0].label if matches else None


@pytest.mark.parametrize(
    ("typed", "repaired"),
    [
        ("smokign", "smoking"),
        ("smking", "smoking"),
        ("nippels", "nipples"),
        ("brestfeding", "breastfeeding"),
        ("braestfeedding", "breastfeeding"),
        # Known words and common English words stay.
        ("sore", "sore"),
        ("string", "string"),
        ("socking", "socking"),
        # Too short, too far, another first letter, not a word.
        ("sor", "sor"),
        ("bab", "bab"),
        ("smkg", "smkg"),
        ("mipples", "mipples"),
        ("xyzzy", "xyzzy"),
        ("40mg", "40mg"),
        ("", ""),
    ],
)
def test_a_mistyped_word_is_repaired_to_the_one_that_is_near(typed: str, repaired: str) -> None:
    assert SPELLER.repair(typed) == repaired


def test_the_speller_knows_its_own_and_common_words() -> None:
    assert SPELLER.knows("smoking")
    assert SPELLER.knows("string")
    assert not SPELLER.knows("smokign")


def test_the_speller_still_repairs_after_more_words_than_it_remembers() -> None:
    speller = Speller({"smoking"})
    for number in range(MOST_REPAIRS + 200):
        speller.repair("q" + "".join(chr(97 + int(digit)) for digit in str(number)) + "z")
    assert speller.repair("smokign") == "smoking"


@given(st.text(alphabet="abcdefgsmokin", max_size=12))
def test_a_repair_changes_a_word_by_two_letters_at_the_most(word: str) -> None:
    repaired = SPELLER.repair(word)
    assert repaired[:1] == word[:1]
    assert abs(len(repaired) - len(word)) <= 2
    assert SPELLER.repair(repaired) == repaired


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("stop smoking", "smoke"),
        ("STOP SMOKIGN!!", "smoke"),
        ("gagging for a fag", "smoke"),
        ("ciggies", "smoke"),
        ("🚬", "smoke"),
        ("sore nippels", "feed"),
        ("the house is freezing cold", "warm"),
        ("baccy", "smoke"),
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


def test_the_alarm_sounds_for_what_is_like_danger(matcher: Matcher) -> None:
    alarm = matcher.learn_alarm(["my baby is cold and sore"], ["stop smoking", "heating bill"])
    assert alarm.sounds("baby is cold") > 0.5 > alarm.sounds("quit smoking")


@pytest.mark.parametrize("text", ["", "qqq", "ڪڪڪ"])
def test_the_alarm_is_silent_where_it_knows_no_word(text: str, matcher: Matcher) -> None:
    assert matcher.learn_alarm(["my baby is cold"], ["stop smoking"]).sounds(text) == 0.0


def test_an_alarm_without_examples_of_danger_is_silent(matcher: Matcher) -> None:
    assert matcher.learn_alarm([], ["stop smoking"]).sounds("my baby is cold") == 0.0


def test_the_same_examples_teach_the_same(matcher: Matcher) -> None:
    again = Matcher(EXAMPLES, Concepts({}), {}, {}, SPELLER)
    assert again.read("sore") == Matcher(EXAMPLES, Concepts({}), {}, {}, SPELLER).read("sore")
    assert matcher.read("sore") == matcher.read("sore")


@given(st.text())
def test_no_text_whatever_breaks_the_real_matcher(understanding: Understanding, text: str) -> None:
    matches = understanding.matcher.read(text).matches
    assert all(0 <= match.score <= 1 for match in matches)
