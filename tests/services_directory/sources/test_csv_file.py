"""The spreadsheet that staff keep: out, in, and what is said of a cell that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services_directory.eligibility import Holds
from services_directory.publishing.names import Names
from services_directory.publishing.returning import service_of
from services_directory.publishing.sheet.columns import COLUMNS
from services_directory.publishing.sheet.writing import write_csv
from services_directory.record import Quarantined, ServiceRecord
from services_directory.service import Contact, Provenance, Service, Venue
from services_directory.sources.csv_file import SheetUnreadable, read_csv
from tests.conftest import ROOT
from tests.services_directory.builders import given, service
from tests.services_directory.publishing.made import (
    CAFE,
    LIBRARY,
    LINE,
    NAMES,
    fair_rules,
    services_with,
)

SOUND = {
    "id": "group",
    "name": "A group",
    "organisation": "An invented trust",
    "bound": "anywhere",
    "confidence": "high",
    "checked on": "20/11/2026",
    "source": "a leaflet",
}
LIBRARIES = (
    ROOT.parent
    / "shared"
    / "data"
    / "directory"
    / "libraries_staffs_stoke_leicester_sefton_2025-04.csv"
)


def sheet(folder: Path, *rows: dict[str, str], **dialect: str) -> Path:
    """A file with one row for each; what a row leaves out is empty."""
    file = io.StringIO(newline="")
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, names, delimiter=dialect.get("delimiter", ","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "services.csv"
    path.write_bytes(file.getvalue().encode(dialect.get("encoding", "utf-8")))
    return path


def read(path: Path) -> list[ServiceRecord | Quarantined]:
    return list(read_csv(path, "sheet", NAMES))


def only(path: Path) -> ServiceRecord | Quarantined:
    (found,) = read(path)
    return found


def service_from(path: Path) -> Service:
    found = only(path)
    assert isinstance(found, ServiceRecord), found
    return service_of(found.document)


def fault_in(path: Path) -> Quarantined:
    found = only(path)
    assert isinstance(found, Quarantined)
    return found


def written(services: Iterable[Service], folder: Path, name: str = "out.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(services, file, NAMES)
    return path


def test_a_row_becomes_a_record_of_its_source(tmp_path: Path) -> None:
    found = only(sheet(tmp_path, SOUND))
    assert isinstance(found, ServiceRecord)
    assert (found.source, found.id) == ("sheet", "group")
    assert found.document["name"] == "A group"
    assert found.document["assured_date"] == "2026-11-20"


def test_what_was_written_is_read_again_and_written_the_same(tmp_path: Path) -> None:
    out = written([CAFE, LIBRARY, LINE], tmp_path)
    records = [each for each in read(out) if isinstance(each, ServiceRecord)]
    again = written([service_of(each.document) for each in records], tmp_path, "again.csv")
    assert len(records) == 3
    assert again.read_bytes() == out.read_bytes()


def _as_the_sheet_holds_it(drawn: Service) -> Service:
    """Without a point and district, which the postcode gives."""
    return replace(drawn, venue=drawn.venue and replace(drawn.venue, point=None, district=None))


@given(services_with(fair_rules))
def test_any_service_comes_back_from_the_sheet(
    tmp_path_factory: pytest.TempPathFactory, drawn: Service
) -> None:
    out = written([drawn], tmp_path_factory.mktemp("sheet"))
    assert service_from(out) == _as_the_sheet_holds_it(drawn)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_are_read_as_spreadsheet_programs_write_them(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    row = {**SOUND, "name": "Baby Café, Stafford – “free”"}
    path = sheet(tmp_path, row, delimiter=delimiter, encoding=encoding)
    assert service_from(path).name == "Baby Café, Stafford – “free”"


def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    path = sheet(tmp_path, SOUND, delimiter=";")
    path.write_bytes(b"sep=;\r\n" + path.read_bytes())
    assert service_from(path).name == "A group"


def test_names_of_columns_may_be_written_as_people_do(tmp_path: Path) -> None:
    row = {name.replace(" ", "_").title(): text for name, text in SOUND.items()}
    assert service_from(sheet(tmp_path, row)).provenance.checked_on == date(2026, 11, 20)


def test_empty_rows_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = sheet(tmp_path, SOUND, {}, {**SOUND, "id": "", "phone": "none"})
    found = read(path)
    assert isinstance(found[1], Quarantined)
    assert found[1].where.startswith("row 4, columns ")


def test_a_formula_is_text_and_never_run(tmp_path: Path) -> None:
    odd = service(
        "odd",
        name='=HYPERLINK("https://example.org")',
        summary="+1 @home",
        contact=Contact(phone="+44 1785 000000"),
    )
    path = written([odd], tmp_path)
    cells = next(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert cells["name"].startswith("'=")
    assert cells["phone"] == "'+44 1785 000000"
    assert service_from(path).contact.phone == "+44 1785 000000"


def test_a_number_that_lost_its_zero_is_mended(tmp_path: Path) -> None:
    assert (
        service_from(sheet(tmp_path, {**SOUND, "phone": "1785000000"})).contact.phone
        == "01785000000"
    )


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"phone": "ring us"}, "row 2, column phone", '"ring us" is not a phone number'),
        ({"name": ""}, "row 2, column name", "is empty"),
        ({"name": "long " * 30}, "row 2, column name", "100 is the most"),
        ({"checked on": "soon"}, "row 2, column checked on", "20/11/2026"),
        ({"bound": "here"}, "row 2, column bound", "is not one of anywhere, nearest"),
        ({"bound": "council"}, "row 2, column serves", "names the ONS codes"),
        ({"bound": "council", "serves": "Staffordshire"}, "row 2, column serves", "is no ONS code"),
        (
            {"bound": "council", "serves": "E10000999"},
            "row 2, column serves",
            "is no code that we know",
        ),
        (
            {"bound": "council", "serves": "E10000028 Stoke"},
            "row 2, column serves",
            "is Staffordshire, not Stoke",
        ),
        ({"bound": "icb", "serves": "E10000028"}, "row 2, column serves", "E54"),
        ({"needs": "Stop smoking"}, "row 2, column needs", "signpost directory needs"),
        ({"postcode": "ST16 2LH"}, "row 2, column address", "write the address too"),
        (
            {"address hidden": "yes", "address": "1 Secret Street"},
            "row 2, column address",
            "must stay hidden",
        ),
        ({"opening": "most days"}, "row 2, column opening", "Mon-Fri 09:00-17:00"),
        ({"other sessions": "monthly"}, "row 2, column other sessions", "every 2 weeks"),
        ({"eligible": "is_nice"}, "row 2, column eligible", "is not a fact"),
        ({"eligible": "pregnant at least 3"}, "row 2, column eligible", "is yes or no"),
        ({"eligible": "age at"}, "row 2, column eligible", "write it as"),
        ({"eligible": "woman"}, "row 2, column eligible", "for group"),
        ({"eligible": "not pregnant"}, "row 2, column eligible", "may not keep people out"),
        ({"for group": "everyone"}, "row 2, column for group", "is not one of"),
    ],
)
def test_a_fault_names_its_row_and_column(
    tmp_path: Path, changes: dict[str, str], where: str, said: str
) -> None:
    found = fault_in(sheet(tmp_path, {**SOUND, **changes}))
    assert found.where == where
    assert said in found.reason
    assert found.remedy


def test_all_faults_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    found = fault_in(sheet(tmp_path, {**SOUND, "phone": "none", "website": "www.example.org"}))
    assert found.where == "row 2, columns phone, website"
    assert "phone: " in found.reason
    assert "website: " in found.reason


def test_a_rule_may_turn_on_what_the_service_s_own_group_has(tmp_path: Path) -> None:
    row = {**SOUND, "eligible": "woman", "for group": "women"}
    found = service_from(sheet(tmp_path, row))
    assert found.eligible == Holds("woman")
    assert service_from(written([found], tmp_path)).eligible == Holds("woman")


def test_an_id_that_is_there_twice_is_told_with_its_first_row(tmp_path: Path) -> None:
    found = read(sheet(tmp_path, SOUND, SOUND))
    assert isinstance(found[0], ServiceRecord)
    assert isinstance(found[1], Quarantined)
    assert "row 2 already" in found[1].reason


def test_cells_beyond_the_last_column_are_told(tmp_path: Path) -> None:
    path = sheet(tmp_path, SOUND)
    path.write_text(path.read_text().rstrip() + ",more\n")
    assert "right of the last column" in fault_in(path).reason


def test_another_spreadsheet_is_refused_with_the_columns_that_are_strange(tmp_path: Path) -> None:
    path = sheet(tmp_path, {"Library name": "Leek", "Postcode": "ST13 6DW"})
    with pytest.raises(SheetUnreadable) as raised:
        read_csv(path, "sheet")
    assert "columns that are not known here: library name" in str(raised.value)
    assert "columns that are missing: id, name" in str(raised.value)
    assert "--template" in str(raised.value)


@pytest.mark.skipif(
    not LIBRARIES.exists(), reason="the list of libraries is not here; its twin is invented"
)
def test_the_list_of_libraries_is_not_this_spreadsheet() -> None:
    with pytest.raises(SheetUnreadable, match="monday staffed hours"):
        read_csv(LIBRARIES, "libraries")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04", "is a workbook"),
        (b"id,name\x00", "is not text"),
        (b"\x81\x8d\x8f\x90", "is not text"),
        (b"id,name,id\n", "there twice: id"),
        (b'id,name\n1,"A group\n', "row 2"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "services.csv"
    path.write_bytes(content)
    with pytest.raises(SheetUnreadable, match=said):
        read_csv(path, "sheet")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SheetUnreadable, match="cannot be opened"):
        read_csv(tmp_path / "nothing.csv", "sheet")


def test_a_file_that_is_far_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services_directory.sources.csv_file.LARGEST", 10)
    with pytest.raises(SheetUnreadable, match="Split it"):
        read_csv(sheet(tmp_path, SOUND), "sheet")


def test_no_column_holds_what_waits_for_staff_or_must_stay_hidden(tmp_path: Path) -> None:
    weak = Provenance("a leaflet", "2019", "low", False, date(2026, 11, 20), "ring them first")
    services = [
        service(
            "weak", provenance=weak, contact=Contact("01785 999999", "ask for Jo", "07700 999999")
        ),
        replace(CAFE, address_hidden=True),
    ]
    text = written(services, tmp_path).read_text(encoding="utf-8")
    for secret in ("999999", "ask for Jo", "ring them first", "Invented Street", "ST16 2LH"):
        assert secret not in text


def test_a_sheet_without_rows_is_a_template(tmp_path: Path) -> None:
    path = written([], tmp_path)
    assert path.read_text().strip().split(",") == [column.name for column in COLUMNS]
    assert read(path) == []


def test_codes_of_areas_without_names_are_enough(tmp_path: Path) -> None:
    row = {**SOUND, "bound": "council", "serves": "E10000028; E06000021 Stoke-on-Trent"}
    assert service_from(sheet(tmp_path, row)).serves == {"E10000028", "E06000021"}
    (found,) = read_csv(sheet(tmp_path, row), "sheet", Names())
    assert isinstance(found, ServiceRecord)


def test_a_place_keeps_its_address_and_its_access(tmp_path: Path) -> None:
    row = {
        **SOUND,
        "bound": "nearest",
        "address": "1 Invented Street, Stafford",
        "postcode": "st162lh",
        "access": "Ramp\nLift",
    }
    assert service_from(sheet(tmp_path, row)).venue == Venue(
        "1 Invented Street, Stafford", "ST16 2LH", accessibility=("Ramp", "Lift")
    )
