"""Every fault of a file at once, each with its line and what to do about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.library.models import FactQuestion, Helpline, Reviewed, Section, Topic, Town
from bot.library.parsing import REMEDIES, parse
from bot.library.reading import ContentFault, read_document

TOPIC = f"""\
id: sore-nipples
title: Sore nipples
label: Sore nipples
summary: It hurts.
sections:
  - id: try-now
    label: What to try now
    text: Hold your baby close.
life_stages: [birth, baby]
outcomes: [early-life]
needs: [infant-feeding]
asks_place: no
sensitive: yes
owner: Content lead
sources:
  - title: NHS
reviewed: 2026-11-20
review_by: 2027-05-20
asked_as: [{", ".join(f"a phrase {number}" for number in range(15))}]
"""


def faults(folder: Path, text: str, model: type[BaseModel]) -> tuple[ContentFault, ...]:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    value, found = parse(read_document(path), model)
    assert (value is None) == bool(found)
    return found


def value(folder: Path, text: str, model: type[BaseModel]) -> BaseModel:
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    found, wrong = parse(read_document(path), model)
    assert wrong == ()
    assert found is not None
    return found


def test_a_sound_topic_is_a_value_with_types(tmp_path: Path) -> None:
    topic = value(tmp_path, TOPIC, Topic)
    assert isinstance(topic, Topic)
    assert topic.review_by == date(2027, 5, 20)
    assert topic.sensitive is True
    assert topic.asks_place is False
    assert topic.section("try-now") == topic.sections[0]
    assert topic.section("none") is None


def test_a_phone_number_keeps_its_nought_and_hours_stay_hours(tmp_path: Path) -> None:
    line = value(
        tmp_path,
        "{id: a, name: A, offers: B, phone: 0300, hours: 9:30, confidence: low, source: x}",
        Helpline,
    )
    assert isinstance(line, Helpline)
    assert (line.phone, line.hours) == ("0300", "9:30")


@pytest.mark.parametrize(
    ("change", "becomes", "line", "said", "remedy"),
    [
        ("title: Sore nipples\n", "", 1, "title: field required", "Add it"),
        ("label: Sore", "lable: Sore", 3, "lable: extra inputs", "Check the spelling of the name"),
        ("label: Sore nipples", "label: Sore nipples at night", 3, "(it has 21)", "Shorten it"),
        ("title: Sore nipples", "title:", 2, "title: ", "Write it as text"),
        ("title: Sore nipples", "title: ''", 2, "title: ", "Write it out"),
        ("id: sore-nipples", "id: Sore Nipples", 1, "id: ", "Use the form"),
        ("review_by: 2027-05-20", "review_by: May", 18, "review_by: ", "2026-11-20"),
        ("review_by: 2027-05-20", "review_by: 20/05/2027", 18, "review_by: ", "2026-11-20"),
        ("sensitive: yes", "sensitive: perhaps", 13, "sensitive: ", "Write yes or no"),
        ("[birth, baby]", "[birth, babe]", 9, "life_stages → 2: ", "Use one of the words"),
        ("[birth, baby]", "[]", 9, "life_stages: ", "Add more"),
        ("    label: What", "    lable: What", 7, "sections → 1 → lable", "Check the spelling"),
        ("[early-life]", "early-life", 10, "outcomes: ", "Put it right"),
        (", a phrase 14", "", 19, "asked_as: ", "Add more"),
        ("reviewed: 2026-11-20", "reviewed: 2028-01-01", 1, "review_by must be after", "Put it"),
    ],
)
def test_a_fault_has_its_line_and_a_remedy(
    change: str, becomes: str, line: int, said: str, remedy: str, tmp_path: Path
) -> None:
    assert change in TOPIC
    found = faults(tmp_path, TOPIC.replace(change, becomes, 1), Topic)
    fault = next(each for each in found if said in each.fault)
    assert remedy in fault.remedy
    assert fault.line == line
    assert fault.level == "error"


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    broken = TOPIC.replace("title: Sore", "titel: Sore").replace("sensitive: yes", "sensitive: x")
    found = faults(tmp_path, broken, Topic)
    assert [fault.fault.split(":")[0] for fault in found] == ["title", "sensitive", "titel"]


def test_every_remedy_is_a_sentence() -> None:
    assert all(remedy.endswith(".") for remedy in REMEDIES.values())


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (Section, "{id: a, label: A, text: ''}"),
        (Section, f"{{id: a, label: A, text: {'x' * 1001}}}"),
        (Section, f"{{id: {'x' * 41}, label: A, text: B}}"),
        (Section, "{id: a_b, label: A, text: B}"),
        (Town, "{name: Stone, district: Stafford}"),
        (Town, "{name: Stone, district: E0700019}"),
        (Helpline, "{id: a, name: A, offers: B, url: example.org, confidence: low, source: x}"),
        (Helpline, "{id: a, name: A, offers: B, confidence: sure, source: x}"),
        (FactQuestion, "{fact: Pregnant, question: A, why: B}"),
        (
            Reviewed,
            "{owner: Al, sources: [{title: x}], reviewed: 2026-01-01, review_by: 2027-01-01}",
        ),
        (Reviewed, "{owner: Alice, sources: [], reviewed: 2026-01-01, review_by: 2027-01-01}"),
    ],
)
def test_what_does_not_fit_the_smallest_channel_or_the_form_is_refused(
    model: type[BaseModel], text: str, tmp_path: Path
) -> None:
    assert len(faults(tmp_path, text, model)) == 1


@pytest.mark.parametrize(
    ("written", "yes", "no"),
    [("", True, False), (", yes_is: 18, no_is: 16", 18, 16), (", yes_is: 0", 0, False)],
)
def test_yes_and_no_may_stand_for_a_number(
    written: str, yes: object, no: object, tmp_path: Path
) -> None:
    question = value(tmp_path, f"{{fact: age, question: A, why: B{written}}}", FactQuestion)
    assert isinstance(question, FactQuestion)
    assert (question.means(True), question.means(False)) == (yes, no)


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    topic = value(tmp_path, TOPIC, Topic)
    with pytest.raises(ValueError, match="frozen"):
        topic.title = "Another"  # type: ignore[attr-defined]
