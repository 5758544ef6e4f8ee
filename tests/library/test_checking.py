"""Rules that hold across files: one test for each, on a copy of the real content with one thing broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.library import checking
from bot.library.checking import CHECKS, CORE_TOPICS, FEWEST_EXAMPLES, FEWEST_PHRASES, check
from bot.library.loading import load
from bot.library.reading import ContentFault
from tests.conftest import CONTENT
from tests.library.conftest import TODAY, Copy

WEANING = "base/topics/weaning.yaml"
EMERGENCY = "base/safety/baby_emergency.yaml"
SITE = "base/site.yaml"
LEICESTER = "places/leicester/place.yaml"


def test_the_real_content_has_no_error() -> None:
    found = check(load(CONTENT), TODAY)
    assert [str(fault) for fault in found if fault.level == "error"] == []


def test_faults_come_in_the_order_of_the_files() -> None:
    found = [(str(fault.path), fault.line) for fault in check(load(CONTENT), TODAY)]
    assert found == sorted(found)
    assert len({(*place, n) for n, place in enumerate(found)}) == len(found)


def test_every_rule_of_the_module_is_in_force() -> None:
    written = {
        name
        for name, rule in vars(checking).items()
        if callable(rule)
        and getattr(rule, "__module__", "") == checking.__name__
        and list(getattr(rule, "__annotations__", {})) == ["shelf", "return"]
    }
    assert written == {rule.__name__ for rule in CHECKS}


def test_content_that_did_not_load_shows_what_reading_found(copy: Copy) -> None:
    copy.write("base/phrases.yaml", "a: [")
    loaded = copy.load()
    assert check(loaded, TODAY) == loaded.faults


# names_are_known


@pytest.mark.parametrize(
    ("field", "written", "near"),
    [
        ("related", "[breastfeding]", "breastfeeding"),
        ("needs", "[infant-feding]", "infant-feeding"),
        ("helplines", "[nhs-11]", "nhs-111"),
    ],
)
def test_a_name_that_is_not_known_is_said_with_the_nearest_that_are(
    field: str, written: str, near: str, copy: Copy
) -> None:
    if not re.search(rf"^{field}:", copy.read(WEANING), re.MULTILINE):
        copy.change(WEANING, r"^owner:", f"{field}: []\nowner:")
    line = copy.change(WEANING, rf"^{field}: \[.*\]$", f"{field}: {written}")
    fault = copy.new_fault()
    assert fault.fault == f'"{written[1:-1]}" is not known ({field}).'
    assert near in fault.remedy
    assert (fault.path.name, fault.line, fault.level) == ("weaning.yaml", line, "error")


def test_a_core_topic_that_is_not_known_is_said(copy: Copy) -> None:
    copy.change("base/topics/sore-nipples.yaml", "^core: breastfeeding$", "core: zzzzzz")
    fault = copy.new_fault()
    assert fault.fault == '"zzzzzz" is not known (core).'
    assert "Did you mean: " in fault.remedy


def test_a_helpline_of_a_safety_file_that_is_not_known_is_said(copy: Copy) -> None:
    copy.change(EMERGENCY, r"^helplines: \[.*\]$", "helplines: [nhs-1111]")
    fault = copy.new_fault()
    assert fault.fault == '"nhs-1111" is not known (helplines).'
    assert fault.path.name == "baby_emergency.yaml"


# messages_belong_somewhere

MESSAGES = """\
id: {id}
owner: Content lead
source: Invented
reviewed: 2026-11-20
review_by: 2027-11-20
messages:
  - {first}
  - {second}
"""


def messages_of(name: str, first: str = "a pothole in our road", second: str = "another") -> str:
    return MESSAGES.format(id=name, first=first, second=second)


def test_messages_that_belong_to_nothing_are_said(copy: Copy) -> None:
    copy.write("base/messages/potholes.yaml", messages_of("potholes"))
    fault = copy.new_fault()
    assert fault.fault == '"potholes" is no topic, intent or safety class.'
    assert "Name the file and its id" in fault.remedy
    assert (fault.path.name, fault.line, fault.level) == ("potholes.yaml", 1, "error")


@pytest.mark.parametrize("name", ["sore-nipples", "near_me", "baby_unwell", "harmless"])
def test_messages_may_belong_to_a_topic_an_intent_a_safety_class_or_be_harmless(
    name: str, copy: Copy
) -> None:
    copy.write(f"base/messages/{name}.yaml", messages_of(name))
    assert copy.new_faults() == []


def test_messages_of_something_that_is_gone_are_said(copy: Copy) -> None:
    """A topic may go and leave its messages behind."""
    copy.write("base/messages/sore-nipples.yaml", messages_of("sore-nipples"))
    copy.path("base/topics/sore-nipples.yaml").unlink()
    faults = [fault for fault in copy.new_faults() if fault.path.parent.name == "messages"]
    assert [fault.path.name for fault in faults] == ["sore-nipples.yaml"]


@pytest.mark.parametrize("again", ["a pothole in our road", "A  Pothole in our ROAD"])
def test_a_message_that_stands_in_two_files_is_said_at_the_second(again: str, copy: Copy) -> None:
    copy.write("base/messages/near_me.yaml", messages_of("near_me"))
    copy.write("base/messages/sore-nipples.yaml", messages_of("sore-nipples", "a new one", again))
    fault = copy.new_fault()
    assert fault.fault == f'"{again}" stands in messages/near_me.yaml as well.'
    assert (fault.path.name, fault.line, fault.level) == ("sore-nipples.yaml", 8, "error")


def test_a_message_may_stand_twice_in_one_file(copy: Copy) -> None:
    copy.write("base/messages/near_me.yaml", messages_of("near_me", second="a pothole in our road"))
    assert copy.new_faults() == []


# core_topics_are_there


def test_a_core_topic_that_is_gone_is_said(copy: Copy) -> None:
    assert len(CORE_TOPICS) == 22
    copy.path("base/topics/loneliness.yaml").unlink()
    missing = [fault for fault in copy.new_faults() if "core topic" in fault.fault]
    assert [fault.fault for fault in missing] == [
        'The core topic "loneliness" is missing or broken.'
    ]


# safety_files_have_examples


@pytest.mark.parametrize("field", ["must_match", "must_not_match"])
def test_a_safety_file_without_enough_examples_is_said(field: str, copy: Copy) -> None:
    copy.change(EMERGENCY, rf"^{field}:\n", f"{field}: [one, two]\nleft_over:\n")
    copy.change(EMERGENCY, r"(?s)^left_over:\n(?:[ \t#].*?\n|\n)*(?=\w|\Z)", "")
    fault = copy.new_fault()
    assert fault.fault == f"There are only 2 examples in {field}."
    assert str(FEWEST_EXAMPLES) in fault.remedy
    assert fault.level == "error"


# menus_lead_somewhere


def test_a_menu_that_leads_nowhere_is_said(copy: Copy) -> None:
    copy.change(SITE, r"topics: \[safer-sleep, crying-baby\]", "topics: [safer-slep, crying-baby]")
    fault = copy.new_fault()
    assert fault.fault == 'The menu names "safer-slep", which is not a topic.'
    assert fault.path.name == "site.yaml"


# there_are_enough_phrases


def test_a_core_topic_with_too_few_phrases_is_said(copy: Copy) -> None:
    phrases = "".join(f"  - an invented phrase, number {number}\n" for number in range(16))
    start = copy.read(WEANING).index("asked_as:")
    copy.write(WEANING, f"{copy.read(WEANING)[:start]}asked_as:\n{phrases}")
    fault = copy.new_fault()
    assert fault.fault == "There are only 16 phrases."
    assert str(FEWEST_PHRASES) in fault.remedy
    assert fault.line == copy.read(WEANING)[:start].count("\n") + 1


# phrases_belong_to_one_topic


@pytest.mark.parametrize("typed", [str.lower, str.upper])
def test_a_phrase_that_stands_in_two_topics_is_a_warning(
    typed: Callable[[str], str], copy: Copy
) -> None:
    library = copy.load().library
    assert library is not None
    phrase = typed(library.topics["sore-nipples"].asked_as[0])
    copy.change(WEANING, r"^asked_as:\n", f"asked_as:\n  - {phrase}\n")
    fault = copy.new_fault()
    assert fault.fault == f'"{phrase}" stands in sore-nipples too.'
    assert (fault.path.name, fault.level) == ("weaning.yaml", "warning")


def test_a_phrase_that_stands_twice_in_its_topic_is_a_warning(copy: Copy) -> None:
    copy.change(WEANING, r"^asked_as:\n", "asked_as:\n  - baby led spoons\n  - baby led spoons\n")
    fault = copy.new_fault()
    assert fault.fault == '"baby led spoons" stands in weaning too.'
    assert fault.level == "warning"


# reviews_are_not_overdue


def test_a_page_that_is_to_be_read_again_is_a_warning(copy: Copy) -> None:
    copy.change(WEANING, r"^reviewed: .*$", "reviewed: 2024-01-01")
    line = copy.change(WEANING, r"^review_by: .*$", "review_by: 2025-01-01")
    fault = copy.new_fault()
    assert fault.fault == '"review_by" is in the past.'
    assert (fault.line, fault.level) == (line, "warning")


def test_a_safety_file_that_has_lapsed_blocks(copy: Copy) -> None:
    copy.change(EMERGENCY, r"^reviewed: .*$", "reviewed: 2024-01-01")
    copy.change(EMERGENCY, r"^review_by: .*$", "review_by: 2025-01-01")
    assert copy.new_fault().level == "error"


@pytest.mark.parametrize(("today", "overdue"), [(date(2027, 5, 20), 0), (date(2027, 5, 21), 1)])
def test_the_last_day_is_still_in_time(today: date, overdue: int, copy: Copy) -> None:
    copy.change(WEANING, r"^review_by: .*$", "review_by: 2027-05-20")
    faults = [
        fault
        for fault in check(copy.load(), today)
        if fault.path.name == "weaning.yaml" and "in the past" in fault.fault
    ]
    assert len(faults) == overdue


# sign_off_is_said


def test_what_no_clinician_has_signed_says_so_as_a_note(copy: Copy) -> None:
    def notes() -> set[tuple[str, str]]:
        found = check(copy.load(), TODAY)
        return {(fault.path.name, fault.fault) for fault in found if fault.level == "note"}

    unsigned = ("weaning.yaml", "Not clinically signed off yet.")
    assert unsigned in notes()
    signed = "signed_off: {name: A Clinician, role: GP, on: 2026-11-20}\n"
    copy.write(WEANING, signed + copy.read(WEANING))
    assert unsigned not in notes()


def test_a_safety_file_needs_two_who_approve(copy: Copy) -> None:
    def said() -> list[str]:
        found = check(copy.load(), TODAY)
        return [
            fault.fault
            for fault in found
            if fault.path.name == "baby_emergency.yaml" and fault.level == "note"
        ]

    approver = "{name: A Clinician, role: GP, on: 2026-11-20}"
    text = re.sub(r"(?m)^approvers:.*\n", "", copy.read(EMERGENCY))
    for count, expected in ((0, ["0 of 2"]), (1, ["1 of 2"]), (2, [])):
        copy.write(EMERGENCY, f"approvers: [{', '.join([approver] * count)}]\n{text}")
        assert [fault[:6] for fault in said()] == expected


# numbers_stand_in_helplines


@pytest.mark.parametrize(
    "number", ["0300 123 1044", "03001231044", "01782 672212", "0116 454 4000"]
)
def test_a_phone_number_in_running_text_is_an_error(number: str, copy: Copy) -> None:
    copy.change(WEANING, r"^summary: .*\n(  .*\n)*", f"summary: Ring {number} today.\n")
    fault = copy.new_fault()
    assert fault.fault == f"A phone number ({number}) stands in the text."
    assert "helpline" in fault.remedy


def test_a_phone_number_in_a_section_is_an_error_on_its_line(copy: Copy) -> None:
    line = copy.change(
        WEANING, r"^    text: .*\n((      .*)?\n)*", "    text: Ring 0300 123 1044.\n"
    )
    fault = copy.new_fault()
    assert "0300 123 1044" in fault.fault
    assert fault.line == line


# sentences_are_short


def test_a_long_sentence_is_a_warning(copy: Copy) -> None:
    words = "Start. " + "word " * 33 + "end."
    copy.change(WEANING, r"^    text: .*\n((      .*)?\n)*", f"    text: {words}\n")
    fault = copy.new_fault()
    assert fault.fault == "A sentence has 34 words."
    assert fault.level == "warning"


# buttons_fit


def test_ids_that_are_too_long_for_a_button_are_an_error(copy: Copy) -> None:
    name = "a-topic-with-a-name-of-forty-characters"
    topic = re.sub(r"(?m)^id: weaning$", f"id: {name}", copy.read(WEANING))
    topic = re.sub(r"(?m)^asked_as:\n(?:  .*\n)+", asked(), topic)
    topic = re.sub(r"(?m)^  - id: .*$", "  - id: a-section-with-a-long-name", topic, count=1)
    copy.write(f"base/topics/{name}.yaml", topic)
    faults = [fault for fault in copy.new_faults() if "too long for a button" in fault.fault]
    assert [fault.path.name for fault in faults] == [f"{name}.yaml"]


def asked() -> str:
    return "asked_as:\n" + "".join(f"  - invented words, number {each}\n" for each in range(20))


# packs_are_current


def test_a_strategy_that_has_ended_is_a_warning(copy: Copy) -> None:
    copy.change(
        LEICESTER,
        r"^(valid_from: .*)\n(valid_to: .*\n)?",
        "valid_from: 2020-01-01\nvalid_to: 2025-03-31\n",
    )
    fault = copy.new_fault()
    assert fault.fault == "The strategy ended on 31 March 2025."
    assert fault.level == "warning"
    assert fault.path.parent.name == "leicester"


def test_a_pack_that_is_to_be_read_again_is_a_warning(copy: Copy) -> None:
    line = copy.change(LEICESTER, r"^review_by: .*$", "review_by: 2025-01-01")
    fault = copy.new_fault()
    assert fault.fault == '"review_by" is in the past.'
    assert (fault.line, fault.level) == (line, "warning")


def test_a_fault_is_told_once(copy: Copy) -> None:
    loaded = copy.load()
    twice = ContentFault(Path("a.yaml"), 1, "Wrong.", "Mend it.")
    found = check(replace(loaded, faults=(twice, twice)), TODAY)
    assert found.count(twice) == 1
