"""Words are counted as evidence, and what no phrase holds is none."""

from __future__ import annotations

import numpy as np
import pytest

from bot.conversation.evidence import CONCEPT_WEIGHT, MOST_REMEMBERED, Concepts, Evidence

CONCEPTS = Concepts(
    {"smoke": ["fag", "pack in", "roll ups", "🚬"], "tired": ["knackered", "Dead tired!"]}
)


def evidence(*phrases: str) -> Evidence:
    return Evidence(CONCEPTS, [phrase.split() for phrase in phrases])


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
    found = evidence("nipples")
    assert 0 < found.count(["nippels"]).places.size < found.count(["nipples"]).places.size


def test_a_pair_of_words_counts_in_its_order() -> None:
    found = evidence("stop smoking")
    assert (
        found.count(["stop", "smoking"]).places.size
        == found.count(["smoking", "stop"]).places.size + 1
    )


def test_each_piece_of_evidence_stands_on_a_stretch_of_words() -> None:
    counted = evidence("pack in fags").count(["pack", "in", "fags"])
    assert set(counted.stretches) == {(0, 1), (1, 2), (2, 3), (0, 2)}
    assert counted.places.size == counted.spans.size


def test_a_concept_weighs_as_much_as_three_words() -> None:
    found = evidence("fag", "roll ups")
    with_concept, without = (found.count(words.split()) for words in ("roll ups", "roll x ups"))
    pair = 1
    assert with_concept.places.size - without.places.size == CONCEPT_WEIGHT + pair


def test_a_concept_that_no_phrase_holds_is_no_evidence() -> None:
    found = evidence("sore nipples")
    assert (0, 2) not in found.count(["dead", "tired"]).stretches


def test_more_words_than_are_kept_ready_are_still_counted() -> None:
    found = evidence("sore nipples")
    found.count([f"x{number}" for number in range(MOST_REMEMBERED + 1)])
    assert found.count(["sore"]).places.size == evidence("sore nipples").count(["sore"]).places.size


def test_what_many_phrases_hold_says_less() -> None:
    found = evidence("sore back", "sore arm", "sore leg", "rare")
    sore, rare = (found.rarity[found.count([word]).places].max() for word in ("sore", "rare"))
    assert sore < rare


def test_a_vector_is_of_length_one_and_names_each_feature_once() -> None:
    found = evidence("sore sore nipples")
    places, values = found.vector(found.count(["sore", "sore", "nipples"]))
    assert len(set(places.tolist())) == len(places)
    assert float(np.linalg.norm(values)) == pytest.approx(1, abs=1e-5)


def test_the_length_is_the_number_of_features() -> None:
    assert len(evidence()) == 0
    assert len(evidence("ab")) == len(["w:ab", "_ab", "ab_", "_ab_"])
