from __future__ import annotations

from pathlib import Path

import pytest

from services_directory.postcodes.downloads import DataFile, code_point_version, data_files
from services_directory.postcodes.source import SourceUnreadable
from tests.services_directory.postcodes.releases import unpacked, written, zipped

ONSPD = {
    "Data/ONSPD_NOV_2025_UK.csv": b"whole",
    "Data/multi_csv/ONSPD_NOV_2025_UK_AB.csv": b"ab",
    "Data/multi_csv/ONSPD_NOV_2025_UK_AL.csv": b"al",
    "Documents/LA_UA names and codes UK as at 04_25.csv": b"names",
    "User Guide/guide.csv": b"guide",
    "Names and codes/wards.csv": b"wards",
    "__MACOSX/Data/._ONSPD_NOV_2025_UK.csv": b"mac",
    "Data/.hidden.csv": b"hidden",
    "Data/ONSPD_NOV_2025_UK.txt": b"text",
}
CODE_POINT = {
    "Data/CSV/ab.csv": b"ab",
    "Data/CSV/al.CSV": b"al",
    "Doc/Code-Point_Open_Column_Headers.csv": b"headers",
    "Doc/metadata.txt": b"PRODUCT: OS CODE-POINT_03.02\r\nDATASET VERSION NUMBER: 2025.4.0\r\n",
}


def names(path: Path) -> list[str]:
    return [file.name for file in data_files(path)]


def read(file: DataFile) -> bytes:
    with file.open() as opened:
        return opened.read()


@pytest.mark.parametrize("make", [zipped, unpacked])
def test_the_whole_file_of_ons_is_read_and_not_its_pieces_too(tmp_path: Path, make: object) -> None:
    download = make(tmp_path / "ONSPD_NOV_2025", ONSPD)  # type: ignore[operator]
    (file,) = data_files(download)
    assert file.name == "Data/ONSPD_NOV_2025_UK.csv"
    assert (read(file), file.size) == (b"whole", 5)


@pytest.mark.parametrize("make", [zipped, unpacked])
def test_pieces_are_read_where_there_is_no_whole(tmp_path: Path, make: object) -> None:
    pieces = {name: content for name, content in ONSPD.items() if content != b"whole"}
    download = make(tmp_path / "pieces", pieces)  # type: ignore[operator]
    assert [name[-6:] for name in names(download)] == ["AB.csv", "AL.csv"]


def test_the_folder_of_pieces_itself_can_be_given(tmp_path: Path) -> None:
    unpacked(tmp_path, ONSPD)
    assert len(names(tmp_path / "Data" / "multi_csv")) == 2


def test_code_point_open_is_a_file_for_each_area_and_none_of_its_notes(tmp_path: Path) -> None:
    download = zipped(tmp_path / "codepo_gb.zip", CODE_POINT)
    assert names(download) == ["Data/CSV/ab.csv", "Data/CSV/al.CSV"]


def test_a_single_csv_is_itself(tmp_path: Path) -> None:
    (file,) = data_files(written(tmp_path / "NSPL_NOV_2021_UK_TF.csv", b"tf"))
    assert (file.name, read(file)) == ("NSPL_NOV_2021_UK_TF.csv", b"tf")


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("Data/ONSPD_NOV_2025_UK.csv", "ONS Postcode Directory, NOV 2025"),
        ("Data/multi_csv/NSPL_NOV_2021_UK_TF.csv", "National Statistics Postcode Lookup, NOV 2021"),
        ("NSPL21_MAY_2025_UK.csv", "National Statistics Postcode Lookup, MAY 2025"),
        ("NSPL_FEB_2016_sample.csv", "National Statistics Postcode Lookup, FEB 2016"),
        (
            "PCD_OA_LSOA_MSOA_LAD_AUG19_UK_LU.csv",
            "National Statistics Postcode Lookup, by census area, AUG 19",
        ),
        ("NSPCL_NOV19_UK_LU.csv", "National Statistics Postcode Lookup, by census area, NOV 19"),
        ("ONSPD_latest.csv", None),
        ("ab.csv", None),
        ("postcodes.csv", None),
    ],
)
def test_the_release_is_read_from_the_name(name: str, release: str | None) -> None:
    assert DataFile(Path("x.zip"), name, 0).release == release


def test_the_version_of_code_point_open_stands_in_its_notes(tmp_path: Path) -> None:
    assert code_point_version(zipped(tmp_path / "a.zip", CODE_POINT)) == "2025.4.0"
    assert code_point_version(unpacked(tmp_path / "a", CODE_POINT)) == "2025.4.0"


def test_without_notes_there_is_no_version(tmp_path: Path) -> None:
    assert code_point_version(zipped(tmp_path / "b.zip", {"ab.csv": b""})) is None
    assert code_point_version(unpacked(tmp_path / "b", {"ab.csv": b""})) is None
    assert code_point_version(written(tmp_path / "ab.csv", b"")) is None
    assert code_point_version(zipped(tmp_path / "c.zip", {"metadata.txt": b"?"})) is None


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="there is no such file or folder"):
        data_files(tmp_path / "gone.zip")


@pytest.mark.parametrize("content", [b"<html>Please sign in</html>", b"", b"PK\x03\x04 cut short"])
def test_a_zip_that_is_none_is_to_be_downloaded_again(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "ONSPD.zip", content)
    with pytest.raises(
        SourceUnreadable, match=r"ONSPD\.zip is not a whole zip\. Download it again"
    ):
        data_files(path)


def test_a_zip_that_is_cut_short_is_to_be_downloaded_again(tmp_path: Path) -> None:
    path = zipped(tmp_path / "ONSPD.zip", ONSPD)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceUnreadable, match="is not a whole zip"):
        data_files(path)


@pytest.mark.parametrize("make", [zipped, unpacked])
def test_a_download_without_a_csv_is_said(tmp_path: Path, make: object) -> None:
    files = {"Data/codepo_gb.gpkg": b"map", "Documents/names.csv": b"names"}
    download = make(tmp_path / "codepo_gpkg", files)  # type: ignore[operator]
    with pytest.raises(
        SourceUnreadable, match=r"holds no CSV of postcodes\. Download it again, as CSV"
    ):
        data_files(download)
