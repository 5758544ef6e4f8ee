"""YAML is text: what staff typed is what we read, and what cannot be read says file, line and remedy."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from bot.library.reading import MAX_BYTES, ContentFault, Document, read_document


def document(folder: Path, text: str | bytes) -> Document:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_document(path)


def fault(folder: Path, text: str | bytes) -> ContentFault:
    with pytest.raises(ContentFault) as caught:
        document(folder, text)
    assert caught.value.path == folder / "file.yaml"
    assert caught.value.level == "error"
    assert caught.value.remedy.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0300", "0300"),
        ("0300 123 1044", "0300 123 1044"),
        ("9:30", "9:30"),
        ("12:30:45", "12:30:45"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("null", "null"),
        ("~", "~"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("2026-11-20", "2026-11-20"),
        ("1_000", "1_000"),
        (".5", ".5"),
        ("'quoted: text'", "quoted: text"),
        ('"a\\nb"', "a\nb"),
        ("Zażółć 👶", "Zażółć 👶"),
        ("''", ""),
        ("", None),
        ("|\n  two\n  lines", "two\nlines"),
        (">-\n  one\n  line", "one line"),
    ],
)
def test_what_is_typed_is_what_is_read(typed: str, read: str | None, tmp_path: Path) -> None:
    assert document(tmp_path, f"key: {typed}").value == {"key": read}


def test_lists_and_names_within_names_are_read(tmp_path: Path) -> None:
    read = document(tmp_path, "a: [no, 0300]\nb:\n  c:\n    - d: 9:30\n    - e\n")
    assert read.value == {"a": ["no", "0300"], "b": {"c": [{"d": "9:30"}, "e"]}}


def test_a_mark_at_the_beginning_that_some_editors_write_is_no_fault(tmp_path: Path) -> None:
    assert document(tmp_path, b"\xef\xbb\xbfkey: value").value == {"key": "value"}


def test_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    read = document(tmp_path, "a: 1\r\nb: 2\r\n")
    assert read.value == {"a": "1", "b": "2"}
    assert read.line_of(("b",)) == 2


LINES = "id: one\nsections:\n  - id: a\n    text: x\n\n  - id: b\n    text: >-\n      y\n"


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), 1),
        (("id",), 1),
        (("sections",), 2),
        (("sections", 0), 3),
        (("sections", 0, "text"), 4),
        (("sections", 1), 6),
        (("sections", 1, "text"), 7),
        # What is not there is said at the nearest thing around it.
        (("sections", 1, "label"), 6),
        (("sections", 7, "label"), 2),
        (("nowhere",), 1),
    ],
)
def test_every_value_has_a_line(keys: tuple[str | int, ...], line: int, tmp_path: Path) -> None:
    assert document(tmp_path, LINES).line_of(keys) == line
    assert document(tmp_path, LINES).fault(keys, "x", "y").line == line


@pytest.mark.parametrize(
    ("text", "line", "said", "remedy"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, '"a" stands here twice', "Keep one"),
        ("x:\n  a: 1\n  a: 2\n", 3, '"a" stands here twice', "Keep one"),
        ("a: &name words\nb: *name\n", 2, "alias", "Write the words out again"),
        ("a: &loop\n  b: *loop\n", 2, "alias", "Write the words out again"),
        ("a: 1\nb: !!int 2\n", 2, "tag", "Write plain text"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tag", "Write plain text"),
        ("a: !env PATH\n", 1, "tag", "Write plain text"),
        ("a: !!binary aGk=\n", 1, "tag", "Write plain text"),
        ("a: one: two\n", 1, "not YAML", "Put the text in quotes"),
        ("a: [1, 2\nb: 3\n", 2, "not YAML", "indentation and quotes"),
        ('a: "open\n', 2, "not YAML", "indentation and quotes"),
        ("a: 1\n\tb: 2\n", 2, "not YAML", "indentation and quotes"),
        ("a: \x07bell\n", 1, "not YAML", "stray control characters"),
        ("", 1, "empty", "Start from a file beside it"),
        ("# only a comment\n", 1, "empty", "Start from a file beside it"),
        ("- a\n- b\n", 1, "not a list of `name: value`", "Start from a file beside it"),
        ("just words\n", 1, "not a list of `name: value`", "Start from a file beside it"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML", "indentation"),
        (b"a: 1\nb: caf\xe9\n", 2, "not UTF-8", "Save the file as UTF-8"),
        (b"\xff\xfea\x00", 1, "not UTF-8", "Save the file as UTF-8"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(
    text: str | bytes, line: int, said: str, remedy: str, tmp_path: Path
) -> None:
    found = fault(tmp_path, text)
    assert said in found.fault
    assert remedy in found.remedy
    assert found.line == line


def test_a_document_that_was_made_and_not_read_has_a_first_line() -> None:
    assert Document(Path("a.yaml"), {}, {}).line_of(("anything",)) == 1


def test_a_file_that_is_too_large_is_not_even_parsed(tmp_path: Path) -> None:
    assert "over 512 KB" in fault(tmp_path, b"a: b\n" + b"#" * MAX_BYTES).fault
    assert document(tmp_path, b"a: b\n" + b"#" * (MAX_BYTES - 5)).value == {"a": "b"}


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="cannot be opened") as caught:
        read_document(tmp_path / "none.yaml")
    assert "No such file" in caught.value.remedy


def test_a_folder_in_place_of_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="cannot be opened"):
        read_document(tmp_path)


def test_a_fault_reads_as_a_sentence() -> None:
    found = ContentFault(Path("topics/a.yaml"), 9, '"review_by" is in the past.', "Read it again.")
    assert str(found) == 'topics/a.yaml, line 9: "review_by" is in the past. Read it again.'


@pytest.mark.parametrize("nested", ["a: " + "[" * 250_000, "a: " + "{b: " * 90_000, "- " * 200_000])
def test_very_deep_nesting_is_a_fault_and_not_a_crash(nested: str, tmp_path: Path) -> None:
    assert "nested too deep" in fault(tmp_path, nested).fault


@trying(deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.binary(), st.text(alphabet="ab: -\n[]{}&*!|>'\"#,?%@`\t0")))
def test_no_file_whatever_raises_anything_but_a_fault(text: str | bytes, tmp_path: Path) -> None:
    with suppress(ContentFault):
        assert isinstance(document(tmp_path, text).value, dict)


def test_the_same_words_in_two_files_are_two_documents(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    assert document(here, "a: b").path == here / "file.yaml"
    assert document(there, "a: b").path == there / "file.yaml"
    assert fault(here, "a: [").path != fault(there, "a: [").path


def test_a_file_that_is_written_again_is_read_again(tmp_path: Path) -> None:
    assert document(tmp_path, "a: one").value == {"a": "one"}
    assert document(tmp_path, "a: two").value == {"a": "two"}
    assert document(tmp_path, "\na: one").line_of(("a",)) == 2
