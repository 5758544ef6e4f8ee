"""Which part of a topic a question is about."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from bot.conversation.sections import Sections
from bot.conversation.understanding import Understanding
from bot.library.library import Library
from tests.services_directory.builders import given


@pytest.fixture(scope="module")
def sections(library: Library, understanding: Understanding) -> Sections:
    return Sections(library, understanding.matcher)


def test_a_question_in_the_words_of_a_section_is_about_it(
    sections: Sections, library: Library
) -> None:
    """Its own label and text, which is as clear as a question can be."""
    wrong = [
        (topic.id, section.id)
        for topic in library.topics.values()
        for section in topic.sections
        if sections.about(topic.id, f"{section.label}. {section.text}") != section.id
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("sore-nipples", ""),
        ("sore-nipples", "xyzzy"),
        ("sore-nipples", "hello there"),
        ("no-such-topic", "sore nipples"),
    ],
)
def test_a_question_about_nothing_in_particular_has_no_section(
    topic: str, text: str, sections: Sections
) -> None:
    assert sections.about(topic, text) is None


def test_a_question_about_the_whole_subject_has_no_section(
    sections: Sections, library: Library
) -> None:
    one, other, *_ = library.topics["weaning"].sections
    question = f"{one.label} {one.text} {other.label} {other.text}"
    assert sections.about("weaning", question) in {None, one.id, other.id}
    assert sections.about("weaning", "thank you so much") is None


@given(st.text())
def test_no_text_whatever_breaks_it(sections: Sections, text: str) -> None:
    sections.about("sore-nipples", text)
