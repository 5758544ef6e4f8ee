"""A source's words → our needs. The reviewed file is tested on names of a kind that real lists hold; all are invented."""

from __future__ import annotations

from typing import Any

import pytest

from bot.library.reading import read_document
from services_directory.feed_words import FeedWords, Term, read_feed_words, terms_of
from services_directory.sources.faults import EntryFault
from tests.conftest import CONTENT

HEADER = {"owner": "Lead", "reviewed": "2026-11-20", "review_by": "2027-11-20"}


def needs() -> set[str]:
    written: Any = read_document(CONTENT / "base" / "needs.yaml").value["needs"]
    return {need["id"] for need in written}


@pytest.fixture(scope="module")
def words() -> FeedWords:
    read, faults = read_feed_words(
        read_document(CONTENT / "base" / "feed-words.yaml").value, needs()
    )
    assert faults == []
    return read


def read(terms: object = (), words: object = ()) -> tuple[FeedWords, list[EntryFault]]:
    written = {**HEADER, "terms": list(terms), "words": list(words)}  # type: ignore[call-overload]
    return read_feed_words(written, needs())


def needs_of(words: FeedWords, name: str, description: str = "") -> set[str]:
    return set(words.place({"name": name, "description": description}).needs)


@pytest.mark.parametrize(
    ("name", "placed"),
    [
        ("Anytown Breastfeeding Support Group", {"infant-feeding"}),
        ("Breastfeeding Welcome Here: cafés", set()),
        ("Anytown Children’s Centre", {"family-hub"}),
        ("Little Acorns baby and toddler group", {"family-hub"}),
        ("Welcoming Space at Anytown Children's Centre", {"warm-home"}),
        ("Welcoming Space at Anytown Library", {"warm-home"}),
        ("Anytown Library", {"library"}),
        ("Toy library", set()),
        ("Anytown Library Breastfeeding Group", {"infant-feeding"}),
        ("Health visiting team", {"health-visiting"}),
        ("Stop Smoking Service", {"stop-smoking"}),
        ("Smoking in pregnancy service", {"stop-smoking-pregnancy"}),
        ("Stop smoking in pregnancy", {"stop-smoking-pregnancy"}),
        ("Free Wi-Fi", set()),
        ("Anytown Foodbank", {"money-food"}),
        ("Pet food bank", set()),
        ("Debt advice for small business", set()),
        ("Talking Therapies", {"mental-health"}),
        ("Independent Mental Health Advocacy", set()),
        ("Mental health support for young people", set()),
        ("Young people's mental health team", {"young-mental-health"}),
        ("Perinatal mental health team", {"perinatal-mental-health"}),
        ("Mental health crisis line", {"mental-health-crisis"}),
        ("Domestic abuse outreach", {"domestic-abuse"}),
        ("Domestic abuse perpetrator programme", {"domestic-abuse-change"}),
        ("Hedgehog refuge", set()),
        ("Volunteer befriender wanted", set()),
        ("Coffee morning", {"community"}),
        ("Dementia coffee morning", set()),
        ("Dads and babies", {"dads-partners"}),
        ("Father Christmas at the museum", set()),
        ("Over 50s walking", {"healthy-ageing"}),
        ("Day centre for the homeless", set()),
        ("Alcoholics Anonymous, Anytown", {"alcohol"}),
        ("Drug-free and alcohol-free night out", set()),
        ("Flu jab clinic", {"immunisations"}),
        ("Antenatal class", {"maternity"}),
        ("Tongue-tie clinic", {"tongue-tie"}),
        ("Weight management service", {"healthy-weight"}),
        ("Children's social care", {"child-protection"}),
        ("The Guilty Party: live music", set()),
        ("", set()),
    ],
)
def test_the_reviewed_file_places_a_name(name: str, placed: set[str], words: FeedWords) -> None:
    assert needs_of(words, name) == placed


def test_a_description_can_rule_a_service_out(words: FeedWords) -> None:
    assert needs_of(words, "Counselling", "For patients of the hospice.") == set()
    assert needs_of(words, "Coffee morning", "For people with a brain injury.") == set()


def test_only_the_beginning_of_a_description_is_read(words: FeedWords) -> None:
    said = "This is a parent and toddler group."
    assert needs_of(words, "Acorns", said) == {"family-hub"}
    assert needs_of(words, "Acorns", f"{'We also do this. ' * 30}{said}") == set()


@pytest.mark.parametrize(
    "term",
    [
        {"name": "Anything", "term_uri": "http://id.esd.org.uk/service/1746"},
        {"name": "Anything", "taxonomy": "esdServiceTypes", "as_published": {"id": "1746"}},
        {"name": "Anything", "id": "esdServiceTypes:1746"},
        {"name": "stopping SMOKING", "taxonomy": "a council's own"},
        {"term": "Stopping smoking"},
    ],
)
@pytest.mark.parametrize("form", ["attributes", "taxonomies", "taxonomy_terms"])
def test_a_category_places_a_service_by_its_name_or_by_its_code(
    term: dict[str, Any], form: str, words: FeedWords
) -> None:
    written = [term] if form == "taxonomy_terms" else [{"taxonomy_term": term}]
    placed = words.place({"name": "Quitters", form: written})
    assert placed.needs == ("stop-smoking",)
    assert placed.because == ("category Stopping smoking",)


def test_a_code_means_nothing_in_another_vocabulary(words: FeedWords) -> None:
    term = {"name": "Road works", "taxonomy": "a council's own", "id": "1746"}
    assert words.place({"name": "A", "attributes": [{"taxonomy_term": term}]}).needs == ()


def test_categories_and_words_add_up_and_say_why() -> None:
    words, _ = read(
        [{"term": "Advice", "needs": ["community"]}],
        [{"any": ["debt"], "needs": ["money-food"]}, {"any": ["help"], "needs": ["community"]}],
    )
    placed = words.place({"name": "Debt help", "taxonomy_terms": [{"name": "Advice"}]})
    assert placed.needs == ("community", "money-food")
    assert placed.because == ("category Advice", "“debt”")


def test_what_is_no_category_is_passed_over() -> None:
    document = {"attributes": ["x", {"taxonomy_term": None}, {"taxonomy_term": {}}, {}]}
    assert terms_of(document) == []
    assert terms_of({"attributes": "x", "taxonomy_terms": [{"name": "A"}, {"name": "A"}]}) == [
        Term("A")
    ]


@pytest.mark.parametrize(
    ("terms", "words", "said"),
    [
        ([{"term": "A", "needs": ["no-such-need"]}], [], 'no need called "no-such-need"'),
        ([{"term": "A", "code": "1", "needs": ["community"]}], [], "vocabulary"),
        ([], [{"any": [], "needs": ["community"]}], "any"),
        ([], [{"any": ["a"], "needs": []}], "needs"),
        ([], [{"any": ["a"], "needs": ["community"], "look_in": "page"}], "look_in"),
    ],
)
def test_a_broken_entry_is_said_and_the_others_stand(
    terms: list[object], words: list[object], said: str
) -> None:
    sound = {"any": ["sound"], "needs": ["community"]}
    made, faults = read(terms, [*words, sound])
    assert said in " ".join(f"{each.fault} {each.remedy}" for each in faults)
    assert faults[0].keys[:2] in {("terms", 0), ("words", 0)}
    assert needs_of(made, "Sound bath") == {"community"}


def test_a_file_without_lists_is_said() -> None:
    _, faults = read_feed_words(HEADER)
    assert [each.fault for each in faults] == [
        'There is no list of "terms".',
        'There is no list of "words".',
    ]
