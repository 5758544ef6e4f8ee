"""Whole downloads, from file to answer: every form and layout, what is refused, and the real ones where they are."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from services_directory.authorities import Authorities
from services_directory.places import Located
from services_directory.postcode import Postcode
from services_directory.postcodes.file import PostcodeFile, write
from services_directory.postcodes.official import compile_official
from services_directory.postcodes.rows import NO_DISTRICT, NORTHERN_IRELAND, TWICE
from services_directory.postcodes.source import Report, SourceUnreadable
from tests.services_directory.postcodes.releases import (
    BELFAST,
    ENDED,
    HALLS,
    HEADINGS,
    ISLAND,
    NSPL_2021,
    ONSPD_2025,
    STOKE,
    Told,
    code_point,
    moved,
    ons,
    several,
    unpacked,
    written,
    zipped,
)

AUTHORITIES = Authorities.load()
SHARED = Path(__file__).parents[3] / "../shared/data/postcodes"
ALL = [HALLS, ENDED, STOKE, BELFAST, ISLAND]


def imported(
    folder: Path, download: Path, northern_ireland: bool = False
) -> tuple[PostcodeFile, Report]:
    compiled, report = compile_official(download, northern_ireland)
    write(compiled, folder / "postcodes.bin", "2026-11-20")
    return PostcodeFile(folder / "postcodes.bin", AUTHORITIES), report


def find(file: PostcodeFile, told: Told | str) -> Located:
    return file.locate(Postcode.parse(told if isinstance(told, str) else told.postcode))


def district(located: Located) -> str:
    assert located.locality is not None
    return located.locality.district.code


def refused(download: Path) -> str:
    with pytest.raises(SourceUnreadable) as caught:
        compile_official(download)
    return str(caught.value)


# Every layout.


@pytest.mark.parametrize("release", HEADINGS)
def test_a_release_of_every_layout_is_imported(tmp_path: Path, release: str) -> None:
    heading = HEADINGS[release]
    file, report = imported(tmp_path, written(tmp_path / "a.csv", ons(heading, ALL)))
    assert (report.read, report.kept, report.refused) == (5, 4, {NORTHERN_IRELAND: 1})
    assert find(file, HALLS).kind == "live"
    assert district(find(file, HALLS)) == "E07000197"
    assert (find(file, ENDED).kind, find(file, ENDED).ended) == ("ended", "2019-06")
    assert district(find(file, STOKE)) == "E06000021"
    island = find(file, ISLAND).locality
    assert island is not None
    assert (island.country, island.point) == ("the Isle of Man", None)


@pytest.mark.parametrize("release", HEADINGS)
def test_a_postcode_is_placed_wherever_a_layout_has_coordinates(
    tmp_path: Path, release: str
) -> None:
    heading = HEADINGS[release]
    file, _ = imported(tmp_path, written(tmp_path / "a.csv", ons(heading, [HALLS])))
    place = find(file, HALLS).locality
    assert place is not None
    if release == "by census area, 2020 and 2021":
        assert place.point is None
        return
    assert place.point is not None
    assert (place.point.lat, place.point.lon) == pytest.approx((52.803, -2.123), abs=0.01)


@pytest.mark.parametrize("padded", [False, True])
def test_code_point_open_is_imported_in_its_new_layout_and_its_old_one(
    tmp_path: Path, padded: bool
) -> None:
    nowhere, no_district = Told("ST16 9ZZ", east=""), Told("ST16 9ZX", district="")
    files = {
        "Data/CSV/st.csv": code_point([HALLS, STOKE, nowhere, no_district], padded),
        "Data/CSV/b.csv": code_point([Told("B1 1AA", "E08000025")], padded),
        "Doc/Code-Point_Open_Column_Headers.csv": b"PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC\n",
        "Doc/metadata.txt": b"DATASET VERSION NUMBER: 2025.4.0\n",
    }
    file, report = imported(tmp_path, zipped(tmp_path / "codepo_gb.zip", files))
    assert file.source == "Code-Point Open 2025.4.0"
    assert report == Report(5, 4, {NO_DISTRICT: 1}, 2, {NO_DISTRICT: ("Data/CSV/st.csv, line 4",)})
    assert find(file, STOKE).kind == find(file, "B1 1AA").kind == "live"
    place = find(file, HALLS).locality
    assert place is not None
    assert place.point is not None
    assert place.point.lat == pytest.approx(52.8, abs=0.01)
    unplaced = find(file, nowhere).locality
    assert unplaced is not None
    assert unplaced.point is None


# Every form.

FORMS: Mapping[str, Callable[[Path], Path]] = {
    "zip": lambda folder: zipped(folder / "ONSPD_NOV_2025.zip", a_release()),
    "folder": lambda folder: unpacked(folder / "ONSPD_NOV_2025", a_release()),
    "data folder": lambda folder: unpacked(folder / "unpacked", a_release()) / "Data",
    "whole csv": lambda folder: unpacked(folder / "u", a_release()) / "Data/ONSPD_NOV_2025_UK.csv",
    "multi csv": lambda folder: unpacked(folder / "u", a_release()) / "Data/multi_csv",
}


def a_release() -> dict[str, bytes]:
    return {
        "Data/ONSPD_NOV_2025_UK.csv": ons(ONSPD_2025, [HALLS, STOKE]),
        "Data/multi_csv/ONSPD_NOV_2025_UK_ST.csv": ons(ONSPD_2025, [HALLS]),
        "Data/multi_csv/ONSPD_NOV_2025_UK_S.csv": ons(ONSPD_2025, [STOKE]),
        "Documents/LA_UA names and codes UK as at 04_25.csv": b"LAD25CD,LAD25NM\n",
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_download_is_imported_in_every_form_and_no_postcode_twice(
    tmp_path: Path, form: str
) -> None:
    file, report = imported(tmp_path, FORMS[form](tmp_path))
    assert (report.read, report.kept, report.refused) == (2, 2, {})
    assert report.files == (2 if form == "multi csv" else 1)
    assert file.source == "ONS Postcode Directory, NOV 2025"
    assert find(file, HALLS).kind == find(file, STOKE).kind == "live"


def test_a_file_whose_name_says_no_release_is_the_source_itself(tmp_path: Path) -> None:
    assert imported(tmp_path, written(tmp_path / "mine.csv", ons(NSPL_2021, [HALLS])))[
        0
    ].source == ("mine.csv")
    assert imported(tmp_path, written(tmp_path / "st.csv", code_point([HALLS])))[0].source == (
        "Code-Point Open (st.csv)"
    )


def test_northern_ireland_is_kept_only_where_it_is_asked_for(tmp_path: Path) -> None:
    download = written(tmp_path / "a.csv", ons(NSPL_2021, ALL))
    kept, _ = imported(tmp_path, download, northern_ireland=True)
    assert (find(kept, BELFAST).kind, district(find(kept, BELFAST))) == ("live", "N09000003")
    dropped, _ = imported(tmp_path, download)
    assert (find(dropped, BELFAST).kind, district(find(dropped, BELFAST))) == (
        "unlisted",
        "N92000002",
    )


def test_a_district_is_in_the_board_that_the_release_says(tmp_path: Path) -> None:
    unknown = moved(HALLS, postcode="ST16 2LJ", district="E07000089", board="E54000067")
    file, _ = imported(
        tmp_path, written(tmp_path / "a.csv", ons(NSPL_2021, [HALLS, STOKE, unknown, ISLAND]))
    )
    place = find(file, unknown).locality
    assert place is not None
    assert place.icb is not None
    assert place.icb.name == "NHS Hampshire and Isle of Wight Integrated Care Board"
    island = find(file, ISLAND).locality
    assert island is not None
    assert island.icb is None


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    download = zipped(tmp_path / "a.zip", a_release())
    size: list[int] = []
    read: list[int] = []
    compile_official(download, on_start=size.append, on_bytes=read.append)
    assert size == [sum(read)] == [len(a_release()["Data/ONSPD_NOV_2025_UK.csv"])]


# What is refused.


def test_one_postcode_that_stands_twice_is_refused_and_the_first_is_kept(tmp_path: Path) -> None:
    rows = [*several("ST16", 200), moved(HALLS, postcode="ST16 1AA", district="E06000021")]
    file, report = imported(tmp_path, written(tmp_path / "a.csv", ons(NSPL_2021, rows)))
    assert report.refused == {TWICE: 1}
    assert district(find(file, "ST16 1AA")) == "E07000197"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", b"<html></html>", "a.zip is not a whole zip."),
        ("a.csv", b"", "a.csv is empty."),
        ("a.csv", b"name,address\nx,y\n", "a.csv, line 1: no column for the postcode"),
        ("a.csv", b"pcds,lat,long\n", "a.csv, line 1: no column for the district"),
        ("a.csv", b"pcds,laua\n", "a.csv: no row could be kept: it holds no rows."),
        (
            "a.csv",
            b"pcds,laua\nST16 2LH,41UH\n",
            "a.csv: no row could be kept: 1 a district that is not an ONS code (a.csv, line 2).",
        ),
    ],
)
def test_a_file_that_is_none_of_postcodes_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    words = refused(written(tmp_path / name, content))
    assert words.startswith(said)
    assert words.endswith("Download it again, as CSV, and import it as it comes.")


def test_every_file_that_cannot_be_read_is_named_at_once(tmp_path: Path) -> None:
    words = refused(
        unpacked(
            tmp_path / "all",
            {"a.csv": b"", "b.csv": b"name\n", "c.csv": ons(NSPL_2021, [HALLS])},
        )
    )
    assert words.splitlines() == [
        "a.csv is empty.",
        "b.csv, line 1: no column for the postcode (pcds, pcd7 or pcd).",
        "Download it again, as CSV, and import it as it comes.",
    ]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"a.csv": ons(NSPL_2021, [HALLS]), "b.csv": ons(ONSPD_2025, [STOKE])},
            id="other columns",
        ),
        pytest.param(
            {
                "NSPL_NOV_2021_UK.csv": ons(NSPL_2021, [HALLS]),
                "NSPL_AUG_2021_UK.csv": ons(NSPL_2021, [STOKE]),
            },
            id="other months",
        ),
        pytest.param(
            {"a.csv": ons(NSPL_2021, [HALLS]), "st.csv": code_point([STOKE])}, id="other products"
        ),
    ],
)
def test_two_releases_are_not_mixed(tmp_path: Path, files: dict[str, bytes]) -> None:
    words = refused(unpacked(tmp_path / "all", files))
    assert "are of different releases. Import one release at a time" in words


def test_two_releases_of_code_point_open_are_known_by_their_repeats(tmp_path: Path) -> None:
    files = {"2024/st.csv": code_point([HALLS, STOKE]), "2025/st.csv": code_point([HALLS, STOKE])}
    words = refused(unpacked(tmp_path / "all", files))
    assert (
        words
        == "all holds 2 postcodes twice. Import one release at a time, from a folder of its own."
    )


def test_a_file_that_breaks_off_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    old, _ = imported(tmp_path, written(tmp_path / "a.csv", ons(NSPL_2021, ALL)))
    before = (tmp_path / "postcodes.bin").read_bytes()
    path = zipped(tmp_path / "b.zip", {"a.csv": ons(NSPL_2021, several("ST16", 400))})
    content = path.read_bytes()
    path.write_bytes(content[:200] + bytes(50) + content[250:])
    assert "is damaged or cut short" in refused(path)
    assert (tmp_path / "postcodes.bin").read_bytes() == before
    assert find(old, HALLS).kind == "live"


# The real downloads, where they are on this machine. Invented ones stand above for each.


def real(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"this download is not on this machine: {path.resolve()}")
    return path


def known() -> list[dict[str, str]]:
    with real("known_postcodes_expected.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_real_code_point_open_agrees_with_the_known_answers(tmp_path: Path) -> None:
    file, report = imported(tmp_path, real("codepo_gb_2025-4-0_target_areas.zip"))
    assert (report.read, report.kept, report.files) == (229_652, 229_455, 14)
    assert report.refused == {NO_DISTRICT: 197}
    for row in known():
        located = find(file, row["pcds"])
        if row["status"] == "not_live":
            assert located.kind == "unlisted"
            continue
        place = located.locality
        assert place is not None
        assert place.point is not None
        assert place.district.code == row["lad25cd"]
        assert place.council.code == (row["cty25cd"] or row["lad25cd"])
        expected = (float(row["lat"]), float(row["long"]))
        assert (place.point.lat, place.point.lon) == pytest.approx(expected, abs=1e-4)


def test_the_real_old_layout_of_code_point_open_is_read(tmp_path: Path) -> None:
    file, report = imported(tmp_path, real("codepo_gb_2014_sample_old_layout.zip"))
    assert (report.read, report.kept, file.source) == (24_035, 24_035, "Code-Point Open 2014.3.0")
    assert district(find(file, "ST16 1AA")) == "E07000197"


def test_the_real_nspl_keeps_the_month_in_which_a_postcode_ended(tmp_path: Path) -> None:
    file, report = imported(tmp_path, real("nspl_2021-11_multi_csv_20_areas_full_layout.zip"))
    assert (report.read, report.kept, report.files) == (123_018, 122_676, 20)
    assert file.source == "National Statistics Postcode Lookup, NOV 2021"
    assert find(file, "TF1 1AA").kind == "live"
    assert (find(file, "TF1 1AB").kind, find(file, "TF1 1AB").ended) == ("ended", "1999-12")
    telford = find(file, "TF1 1AA").locality
    assert telford is not None
    assert telford.icb is not None
    assert telford.icb.code == "E54000011"


def test_the_real_nspl_and_our_list_agree_on_the_boards_that_still_stand() -> None:
    compiled, _ = compile_official(real("nspl_2021-11_multi_csv_20_areas_full_layout.zip"))
    names = AUTHORITIES.board_names()
    compared = [
        (AUTHORITIES.boards[code].code, board)
        for code, board in compiled.boards.items()
        if code in AUTHORITIES.boards and board in names
    ]
    assert len(compared) >= 10
    assert all(ours == theirs for ours, theirs in compared)


@pytest.mark.parametrize(
    ("name", "postcode", "ended"),
    [
        ("onspd_may2018__onspd_test.csv", "AL1 1AA", "1994-05"),
        ("onspd_aug2024__onspd_test.csv", "AL1 1AB", "2004-01"),
        ("onspd_nov2025__onspd_test.csv", "AB1 0AA", "1996-06"),
    ],
)
def test_real_rows_of_onspd_are_read(tmp_path: Path, name: str, postcode: str, ended: str) -> None:
    file, report = imported(tmp_path, real(f"onspd_fixture_rows/{name}"))
    assert (report.read, report.kept) == (4, 4)
    assert (find(file, postcode).kind, find(file, postcode).ended) == ("ended", ended)
    assert find(file, "IM1 1AA").kind == "ended"
