from __future__ import annotations

import logging
import pickle
import string

import pytest
from hypothesis import strategies as st

from services_directory.postcode import (
    NotAPostcode,
    PartPostcode,
    Postcode,
    find_part,
    find_postcode,
)
from tests.services_directory.builders import given

OUTWARDS = st.from_regex(r"[A-Z]{1,2}([1-9][0-9]|[0-9][A-HJKPMNR-Y]?)", fullmatch=True)
INWARDS = st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)
POSTCODES = st.builds(Postcode, OUTWARDS, INWARDS)
SPACING = st.text(alphabet=" \t-.,/", max_size=3)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ST16 2LH", "ST16 2LH"),
        ("st16 2lh", "ST16 2LH"),
        ("st162lh", "ST16 2LH"),
        (" St 16  2 lH. ", "ST16 2LH"),
        ("ST16-2LH", "ST16 2LH"),
        ("M1 1AE", "M1 1AE"),
        ("B33 8TH", "B33 8TH"),
        ("CR2 6XH", "CR2 6XH"),
        ("DN55 1PT", "DN55 1PT"),
        ("W1A 0AX", "W1A 0AX"),
        ("EC1A 1BB", "EC1A 1BB"),
    ],
)
def test_any_case_and_spacing_is_read(typed: str, read: str) -> None:
    assert str(Postcode.parse(typed)) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("STI6 2LH", "ST16 2LH"),
        ("L2O 3NJ", "L20 3NJ"),
        ("st1 Oaa", "ST1 0AA"),
        ("ST1 IAA", "ST1 1AA"),
        ("0X1 1AA", "OX1 1AA"),
        ("1P1 1AA", "IP1 1AA"),
        ("S01 1AA", "SO1 1AA"),
    ],
)
def test_a_lookalike_is_repaired_where_only_one_can_stand(typed: str, read: str) -> None:
    assert str(Postcode.parse(typed)) == read


def test_a_lookalike_that_can_stand_either_way_is_not_guessed() -> None:
    with pytest.raises(NotAPostcode):
        Postcode.parse("1111AA")  # I11 1AA or II1 1AA


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ST16",
        "2LH",
        "ST16 2",
        "ST16 2LC",  # no inward half holds C, I, K, M, O or V
        "ST16 2LHX",
        "123 456",
        "hello there",
        "07700 900123",
        "O" * 500,
    ],
)
def test_what_has_another_shape_is_not_a_postcode(typed: str) -> None:
    with pytest.raises(NotAPostcode):
        Postcode.parse(typed)


@pytest.mark.parametrize("word", ["coins", "going", "boils", "bloody", "joint"])
def test_an_everyday_word_is_not_repaired_into_a_postcode(word: str) -> None:
    with pytest.raises(NotAPostcode):
        Postcode.parse(word)


def test_not_a_postcode_is_a_value_error() -> None:
    assert issubclass(NotAPostcode, ValueError)


@given(POSTCODES, SPACING, st.booleans())
def test_every_postcode_survives_being_printed_and_read(
    postcode: Postcode, between: str, lower: bool
) -> None:
    typed = f"{postcode.outward}{between}{postcode.inward}"
    assert Postcode.parse(str(postcode)) == postcode
    assert Postcode.parse(typed.lower() if lower else typed) == postcode


@given(st.text(max_size=30))
def test_any_text_is_a_postcode_or_is_refused(text: str) -> None:
    try:
        read = Postcode.parse(text)
    except NotAPostcode:
        return
    assert Postcode.parse(str(read)) == read


@given(POSTCODES)
def test_repr_never_holds_the_inward_half(postcode: Postcode) -> None:
    assert repr(postcode) == f"<Postcode {postcode.outward} ***>"
    assert repr([postcode]) == f"[<Postcode {postcode.outward} ***>]"


def test_a_log_line_with_a_postcode_hides_its_inward_half(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("tests").info("looked up %r", Postcode("ST16", "2LH"))
    assert caplog.messages == ["looked up <Postcode ST16 ***>"]


def test_a_postcode_is_a_value() -> None:
    postcode = Postcode("ST16", "2LH")
    assert {postcode, Postcode.parse("st16 2lh")} == {postcode}
    assert pickle.loads(pickle.dumps(postcode)) == postcode
    with pytest.raises(AttributeError):
        postcode.inward = "3SR"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("typed", "outward", "sector"),
    [
        ("ST16", "ST16", None),
        (" st16 ", "ST16", None),
        ("ST16 2", "ST16", "2"),
        ("st16  2l", "ST16", "2"),
        ("W1A", "W1A", None),
        ("EC1A 1", "EC1A", "1"),
        ("STI6", "ST16", None),
        ("L2O", "L20", None),
    ],
)
def test_a_part_of_a_postcode_is_read(typed: str, outward: str, sector: str | None) -> None:
    assert PartPostcode.parse(typed) == PartPostcode(outward, sector)


@pytest.mark.parametrize("typed", ["", "no", "hi", "so", "hello", "ST16 2LH", "16", "ST161"])
def test_what_has_another_shape_is_not_a_part(typed: str) -> None:
    with pytest.raises(NotAPostcode):
        PartPostcode.parse(typed)


@given(OUTWARDS, st.sampled_from([None, *string.digits]))
def test_every_part_survives_being_printed_and_read(outward: str, sector: str | None) -> None:
    part = PartPostcode(outward, sector)
    assert PartPostcode.parse(str(part)) == part


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("im at st16 2lh thanks", "ST16 2LH"),
        ("ST162LH", "ST16 2LH"),
        ("near st16-2lh, by the school", "ST16 2LH"),
        ("we moved from L20 3NJ to PR8 1DA", "L20 3NJ"),
        ("38 weeks, l2o 3nj", "L20 3NJ"),
        ("postcode:st4 6qg.", "ST4 6QG"),
        ("ST1 2LK no, ST1 4AA", "ST1 4AA"),
    ],
)
def test_a_postcode_is_found_in_a_sentence(sentence: str, found: str) -> None:
    assert str(find_postcode(sentence)) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "so it is 10am",
        "go 1st",
        "to iaa",
        "xst16 2lhx",
        "open from 9 to 5pm",
        "ring 01785 000000",
        "so1 ioo",
    ],
)
def test_no_postcode_is_found_where_there_is_none(sentence: str) -> None:
    assert find_postcode(sentence) is None


@given(POSTCODES)
def test_a_postcode_among_words_is_the_one_that_was_typed(postcode: Postcode) -> None:
    assert find_postcode(f"my postcode is {str(postcode).lower()} please") == postcode


@pytest.mark.parametrize(
    ("sentence", "part", "before"),
    [
        ("groups near ST16", "ST16", "near"),
        ("groups near st16 2", "ST16 2", "near"),
        ("vitamin B12", "B12", "vitamin"),
        ("st16", "ST16", ""),
        ("st16 2lh", "ST16", ""),
    ],
)
def test_a_part_is_found_with_the_word_before_it(sentence: str, part: str, before: str) -> None:
    found = find_part(sentence)
    assert found is not None
    assert (str(found.postcode), found.before) == (part, before)


def test_no_part_is_found_where_there_is_none() -> None:
    assert find_part("where can i weigh my baby") is None
