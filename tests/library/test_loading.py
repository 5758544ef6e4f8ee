"""One broken file never takes the rest down; only what the bot cannot speak without keeps it silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library.loading import load
from tests.conftest import CONTENT
from tests.library.conftest import Copy

STAFFORDSHIRE, LEICESTER = "E10000028", "E06000016"


def test_the_real_content_loads() -> None:
    loaded = load(CONTENT)
    assert loaded.library is not None
    assert [fault for fault in loaded.faults if fault.level == "error"] == []
    assert {path.name for path in loaded.documents} >= {"site.yaml", "services.yaml", "gaps.yaml"}


@pytest.mark.parametrize("broken", ["title: [", "title: 1\ntitle: 2", "no topic at all", "\xff"])
def test_one_broken_topic_is_left_out_and_said(broken: str, copy: Copy) -> None:
    copy.write("base/topics/weaning.yaml", broken)
    loaded = copy.load()
    assert loaded.library is not None
    assert "weaning" not in loaded.library.topics
    assert "breastfeeding" in loaded.library.topics
    assert {fault.path.name for fault in loaded.faults} == {"weaning.yaml"}


def test_a_topic_with_a_wrong_line_is_left_out_and_said(copy: Copy) -> None:
    line = copy.change("base/topics/weaning.yaml", r"^title: .*$", "title: ''")
    loaded = copy.load()
    assert loaded.library is not None
    assert "weaning" not in loaded.library.topics
    assert [(fault.path.name, fault.line) for fault in loaded.faults] == [("weaning.yaml", line)]


def test_the_id_of_a_topic_is_the_name_of_its_file(copy: Copy) -> None:
    line = copy.change("base/topics/weaning.yaml", "^id: weaning$", "id: solids")
    loaded = copy.load()
    assert loaded.library is not None
    assert not {"weaning", "solids"} & set(loaded.library.topics)
    (fault,) = loaded.faults
    assert fault.fault == 'The file is called weaning.yaml, but its id is "solids".'
    assert fault.line == line


@pytest.mark.parametrize(
    "name",
    [
        "site.yaml",
        "phrases.yaml",
        "concepts.yaml",
        "intents.yaml",
        "questions.yaml",
        "needs.yaml",
        "pages.yaml",
        "safety/words.yaml",
        "safety/baby_emergency.yaml",
        "safety/suicide_self_harm.yaml",
    ],
)
@pytest.mark.parametrize("how", ["missing", "broken"])
def test_what_the_bot_cannot_speak_without_keeps_it_silent_and_is_named(
    name: str, how: str, copy: Copy
) -> None:
    path = copy.path(f"base/{name}")
    path.unlink() if how == "missing" else path.write_text("a: [")
    loaded = copy.load()
    assert loaded.library is None
    last = loaded.faults[-1]
    assert last.fault.startswith("The bot cannot speak without ")
    assert path.stem in last.fault.replace("safety_words", "words")
    assert len(loaded.faults) > (how == "broken")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    loaded = load(tmp_path / "none")
    assert loaded.library is None
    assert loaded.faults


def test_without_helplines_the_bot_still_speaks(copy: Copy) -> None:
    copy.path("base/helplines.yaml").unlink()
    loaded = copy.load()
    assert loaded.library is not None
    assert loaded.library.helplines == {}
    assert [fault.path.name for fault in loaded.faults] == ["helplines.yaml"]


def test_a_broken_pack_is_left_out_and_the_others_stay(copy: Copy) -> None:
    copy.write("places/leicester/place.yaml", "id: [")
    loaded = copy.load()
    assert loaded.library is not None
    assert set(loaded.library.places) == {"sefton", "staffordshire", "stoke-on-trent"}


def test_services_that_cannot_be_read_are_said_and_the_bot_still_speaks(copy: Copy) -> None:
    copy.write("places/leicester/services.yaml", "services: [")
    loaded = copy.load()
    assert loaded.library is not None
    assert [fault.path.name for fault in loaded.faults] == ["services.yaml"]


def test_a_pack_without_services_or_gaps_is_no_fault(copy: Copy) -> None:
    copy.path("places/leicester/gaps.yaml").unlink()
    loaded = copy.load()
    assert loaded.library is not None
    assert loaded.faults == ()


# A council's own version of a topic.


def test_a_council_changes_a_topic_line_by_line(copy: Copy) -> None:
    copy.write("places/leicester/topics/weaning.yaml", "summary: In Leicester, start slowly.\n")
    loaded = copy.load()
    library = loaded.library
    assert library is not None
    assert loaded.faults == ()
    here, elsewhere = library.topic("weaning", LEICESTER), library.topic("weaning", STAFFORDSHIRE)
    assert here is not None
    assert elsewhere is not None
    assert here.summary == "In Leicester, start slowly."
    assert elsewhere.summary != here.summary
    assert here.sections == elsewhere.sections
    assert library.topic("weaning") == elsewhere


def test_a_council_cannot_change_a_topic_that_is_not_there(copy: Copy) -> None:
    copy.write("places/leicester/topics/potholes.yaml", "summary: Report them.\n")
    (fault,) = copy.load().faults
    assert fault.fault == "There is no base topic called potholes."
    assert fault.path == copy.path("places/leicester/topics/potholes.yaml")


def test_a_wrong_line_in_a_councils_version_leaves_the_base_standing(copy: Copy) -> None:
    copy.write("places/leicester/topics/weaning.yaml", "\nsumary: x\n")
    loaded = copy.load()
    (fault,) = loaded.faults
    assert (fault.path.name, fault.line) == ("weaning.yaml", 2)
    assert loaded.library is not None
    assert loaded.library.topic("weaning", LEICESTER) == loaded.library.topics["weaning"]


def test_a_councils_version_that_is_not_yaml_leaves_the_base_standing(copy: Copy) -> None:
    copy.write("places/leicester/topics/weaning.yaml", "summary: [")
    loaded = copy.load()
    assert len(loaded.faults) == 1
    assert loaded.library is not None
    assert loaded.library.overrides == {}


# Translations.


def test_a_translation_holds_only_words(copy: Copy) -> None:
    copy.write(
        "translations/pl/phrases.yaml",
        "owner: Tłumacz\nreviewed: 2026-11-20\nreview_by: 2027-05-20\n"
        "phrases:\n  thanked: Proszę bardzo.\n",
    )
    copy.write("translations/README.txt", "not a folder")
    loaded = copy.load()
    assert loaded.library is not None
    assert loaded.library.translations["pl"].phrases == {"thanked": "Proszę bardzo."}


def test_a_broken_translation_is_left_out_and_said(copy: Copy) -> None:
    copy.write("translations/pl/phrases.yaml", "phrases: []")
    loaded = copy.load()
    assert loaded.library is not None
    assert loaded.library.translations == {}
    assert {fault.path.parent.name for fault in loaded.faults} == {"pl"}


# The version.


def test_the_version_changes_when_a_file_does_and_only_then(copy: Copy) -> None:
    def version() -> str:
        library = copy.load().library
        assert library is not None
        return library.version

    first = version()
    assert version() == first
    copy.change("base/topics/weaning.yaml", "^title: .*$", "title: Solid food")
    assert version() != first


# Asking a library.


def test_a_library_answers_for_what_is_not_there() -> None:
    library = load(CONTENT).library
    assert library is not None
    assert library.topic("nothing", LEICESTER) is None
    assert library.place_of_council("E99999999") is None
    assert library.menu_page(-1) is None
    assert library.menu_page(99) is None
    assert library.shown_helplines(("nothing",)) == ()


def test_a_finer_topic_belongs_to_its_core_topic() -> None:
    library = load(CONTENT).library
    assert library is not None
    assert library.core_of("sore-nipples") == "breastfeeding"
    assert library.core_of("breastfeeding") == "breastfeeding"
    assert library.core_of("nothing") == "nothing"


def test_a_line_whose_number_is_weakly_sourced_is_not_shown_until_confirmed(copy: Copy) -> None:
    line = "  - {id: weak, name: W, offers: X, phone: '1', confidence: low, source: y%s}\n"
    for confirmed, shown in (("", 0), (", confirmed: yes", 1)):
        helplines = copy.read("base/helplines.yaml").partition("  - {id: weak")[0]
        copy.write("base/helplines.yaml", helplines + line % confirmed)
        library = copy.load().library
        assert library is not None
        assert len(library.shown_helplines(("weak",))) == shown


# Messages.

LINES = "owner: Content lead\nsource: Invented\nreviewed: 2026-11-20\nreview_by: 2027-11-20\n"


def test_messages_are_read_by_their_id(copy: Copy) -> None:
    text = f"id: near_me\n{LINES}messages: [a pothole, another one]\n"
    copy.write("base/messages/near_me.yaml", text)
    library = copy.load().library
    assert library is not None
    assert library.messages["near_me"].messages == ("a pothole", "another one")


@pytest.mark.parametrize(
    "text",
    [
        "messages: [",
        f"id: near_me\n{LINES}messages: []\n",
        f"id: near_me\n{LINES}messages: ['']\n",
        f"id: near_me\n{LINES}messages: [{'x' * 1001}]\n",
        f"id: another\n{LINES}messages: [a pothole]\n",
        "id: near_me\nmessages: [a pothole]\n",
    ],
)
def test_messages_that_are_wrong_are_left_out_and_said(text: str, copy: Copy) -> None:
    copy.write("base/messages/near_me.yaml", text)
    loaded = copy.load()
    assert {fault.path.name for fault in loaded.faults} == {"near_me.yaml"}
    assert loaded.library is not None
    assert "near_me" not in loaded.library.messages
    assert "harmless" in loaded.library.messages


def test_content_without_messages_loads(copy: Copy) -> None:
    for path in copy.path("base/messages").iterdir():
        path.unlink()
    library = copy.load().library
    assert library is not None
    assert library.messages == {}
