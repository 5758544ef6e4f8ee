"""Words are counted as evidence, and what no phrase holds is none."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation.evidence import (
    CONCEPT_WEIGHT,
    MOST_REMEMBERED,
    Concepts,
    Counted,
    Evidence,
    gather,
)

CONCEPTS = Concepts(
    {"smoke": ["fag", "pack in", "roll ups", "🚬"], "tired": ["knackered", "Dead tired!"]}
)


def evidence(*phrases: str) -> Evidence:
    return gather(CONCEPTS, [phrase.split() for phrase in phrases])[0]


def twice(*phrases: str) -> Evidence:
    """Each phrase in two messages, so that its pairs and pieces of words are evidence as well."""
    return evidence(*phrases, *phrases)


def features_in(found: Evidence, counted: Counted) -> list[str]:
    return [found.features[place] for place in counted.places]


def pairs_in(found: Evidence, words: str) -> set[str]:
    features = features_in(found, found.count(words.split()))
    return {each for each in features if each.startswith(("p:", "s:"))}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("one fag left", [(1, 2, "smoke")]),
        ("want to pack in now", [(2, 4, "smoke")]),
        ("pack it in", []),
        ("pack", []),
        ("dead tired fag", [(2, 3, "smoke"), (0, 2, "tired")]),
        ("fag fag", [(0, 1, "smoke"), (1, 2, "smoke")]),
        ("", []),
    ],
)
def test_a_concept_is_found_where_its_words_stand(
    words: str, found: list[tuple[int, int, str]]
) -> None:
    assert CONCEPTS.find(words.split()) == found


def test_the_words_of_the_concepts_are_known() -> None:
    assert CONCEPTS.words() == {"fag", "pack", "in", "roll", "ups", "knackered", "dead", "tired"}


def test_a_word_that_no_phrase_holds_is_no_evidence() -> None:
    assert evidence("sore nipples").count(["zzz", "qqq"]).places.size == 0


def test_a_word_that_a_phrase_holds_is_known_and_a_stop_word_is_not() -> None:
    found = evidence("the sore nipples")
    assert found.knows("sore")
    assert not found.knows("the")
    assert not found.knows("zzz")


def test_part_of_a_word_counts_a_little() -> None:
    """A mistyped word shares its three- to five-letter stretches with the right one."""
    found = twice("nipples")
    assert 0 < found.count(["nippels"]).places.size < found.count(["nipples"]).places.size


def test_a_pair_of_words_counts_in_its_order() -> None:
    found = twice("stop smoking")
    assert pairs_in(found, "stop smoking") == {"p:stop smoking"}
    assert pairs_in(found, "smoking stop") == set()


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        ("cant breathe", {"p:cant breathe"}),
        ("cant really breathe", {"s:cant breathe"}),
        ("cant really properly breathe", {"s:cant breathe"}),
        ("cant really properly even breathe", set()),
        ("breathe really cant", set()),
    ],
)
def test_two_words_up_to_two_words_apart_are_evidence_as_well(words: str, pairs: set[str]) -> None:
    found = twice("cant breathe", "cant xx breathe")
    assert pairs_in(found, words) == pairs


def test_words_apart_are_another_piece_of_evidence_than_words_together() -> None:
    assert pairs_in(twice("cant breathe"), "cant really breathe") == set()


def test_a_pair_or_a_piece_of_a_word_that_stands_in_one_phrase_alone_is_chance() -> None:
    assert evidence("sore nipples").features == ["w:sore", "w:nipples"]
    assert "p:sore nipples" in evidence("sore nipples", "sore nipples").features


def test_a_pair_that_one_phrase_says_twice_is_still_chance() -> None:
    assert "p:sore nipples" not in evidence("sore nipples sore nipples").features


def test_a_word_or_a_concept_that_stands_in_one_phrase_alone_counts() -> None:
    assert {"w:fag", "c:smoke"} <= set(evidence("fag").features)


def test_each_piece_of_evidence_stands_on_a_stretch_of_words() -> None:
    counted = twice("pack in fags").count(["pack", "in", "fags"])
    assert set(map(tuple, counted.stretches.tolist())) == {(0, 1), (1, 2), (2, 3), (0, 2)}
    assert counted.places.size == counted.spans.size


def test_a_concept_weighs_as_much_as_three_words() -> None:
    found = evidence("fag", "roll ups")
    features = features_in(found, found.count(["roll", "ups"]))
    assert sorted(features) == [*["c:smoke"] * CONCEPT_WEIGHT, "w:roll", "w:ups"]


def test_whole_words_are_words_and_concepts_without_pieces() -> None:
    found = twice("sore nipples", "fag")
    places = found.whole_words(["the", "sore", "fag", "zzz"])
    assert {found.features[place] for place in places} == {"w:sore", "w:fag", "c:smoke"}
    assert found.whole_words([]) == []


def test_a_concept_that_no_phrase_holds_is_no_evidence() -> None:
    found = evidence("sore nipples")
    assert (0, 2) not in map(tuple, found.count(["dead", "tired"]).stretches.tolist())


def test_more_words_than_are_kept_ready_are_still_counted() -> None:
    found = evidence("sore nipples")
    found.count([f"x{number}" for number in range(MOST_REMEMBERED + 1)])
    assert features_in(found, found.count(["sore"])) == ["w:sore"]


def test_what_many_phrases_hold_says_less() -> None:
    found = evidence("sore back", "sore arm", "sore leg", "rare")
    sore, rare = (found.rarity[found.features.index(f"w:{word}")] for word in ("sore", "rare"))
    assert sore < rare


def test_a_vector_is_of_length_one_and_names_each_feature_once() -> None:
    found = twice("sore sore nipples")
    places, values = found.vector(found.count(["sore", "sore", "nipples"]).places)
    assert len(set(places.tolist())) == len(places)
    assert float(np.linalg.norm(values)) == pytest.approx(1, abs=1e-5)


def test_what_is_said_more_often_counts_more_but_not_twice_as_much() -> None:
    found = evidence("sore nipples")
    sore, nipples = (found.features.index(f"w:{word}") for word in ("sore", "nipples"))
    _, values = found.vector(np.array([sore, nipples, sore]))
    assert 1 < values[0] / values[1] < 2


def test_no_evidence_is_an_empty_vector() -> None:
    places, values = evidence("sore").vector(np.array([], np.intp))
    assert places.size == values.size == 0


def test_each_phrase_comes_back_as_the_vector_that_it_is_when_it_is_read_again() -> None:
    """What we learn from and what a resident says are counted in the same way."""
    phrases = [each.split() for each in ("pack in fags", "sore sore nipples", "pack in", "the")]
    found, vectors = gather(CONCEPTS, phrases)
    for words, (places, values) in zip(phrases, vectors, strict=True):
        again = found.vector(found.count(words).places)
        assert again[0].tolist() == places.tolist()
        assert again[1] == pytest.approx(values, abs=1e-5)


def test_evidence_of_features_that_were_kept_counts_the_same() -> None:
    found = twice("pack in fags", "sore nipples")
    again = Evidence(CONCEPTS, found.features, found.rarity)
    words = ["pack", "in", "sore", "nipples"]
    assert again.count(words).places.tolist() == found.count(words).places.tolist()


def test_the_length_is_the_number_of_features() -> None:
    assert len(evidence()) == 0
    assert len(evidence("ab")) == len(["w:ab"])
    assert len(twice("ab")) == len(["w:ab", "_ab", "ab_", "_ab_"])
