from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from services_directory.authorities import Authorities
from services_directory.places import CareBoard, Located, Point
from services_directory.postcode import PartPostcode, Postcode
from services_directory.postcodes.file import (
    MAGIC,
    PostcodeFile,
    PostcodeFileBroken,
    PostcodeFileMissing,
    inward_number,
    write,
)
from tests.services_directory.builders import Held, compiled, given

AUTHORITIES = Authorities.load()
HALLS = Point(52.803060, -2.123012)
JUNE_2019 = (2019 - 1970) * 12 + 5

SMALL: list[Held] = [
    (Postcode("ST1", "4AA"), "E06000021", 0, Point(53.023126, -2.180723)),
    (Postcode("ST1", "4AB"), "E06000021", JUNE_2019, Point(53.02, -2.18)),
    (Postcode("ST14", "4AB"), "E07000193", 0, Point(52.9, -1.86)),
    (Postcode("ST16", "2LH"), "E07000197", 0, HALLS),
    (Postcode("ST16", "2LJ"), "E07000197", 0, None),
    (Postcode("ST16", "3SR"), "E07000197", 1, HALLS),
    (Postcode("ST16", "3SS"), "E07000194", 12, HALLS),
    (Postcode("CF10", "1AA"), "W06000015", 0, Point(51.48, -3.18)),
]
CENTRES = {"E07000197": (52.81, -2.12)}

OUTWARDS = st.sampled_from(["B1", "B12", "ST1", "ST14", "ST16", "W1A"])
INWARDS = st.builds(
    "{}{}{}".format, st.integers(0, 9), st.sampled_from("AHZ"), st.sampled_from("ABZ")
)
POSTCODES = st.builds(Postcode, OUTWARDS, INWARDS)
HELD = st.dictionaries(
    POSTCODES,
    st.tuples(
        st.sampled_from(["E06000021", "E07000197", "E08000014"]),
        st.sampled_from([0, 1, JUNE_2019]),
        st.none() | st.just(HALLS) | st.just(Point(-1.5, 0.0)),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> PostcodeFile:
    return written(tmp_path_factory.mktemp("small"), SMALL, CENTRES)


def written(
    folder: Path, held: list[Held], centres: dict[str, tuple[float, float]] | None = None
) -> PostcodeFile:
    path = folder / "postcodes.bin"
    write(compiled(held, centres), path, "2026-11-20")
    return PostcodeFile(path, AUTHORITIES)


def find(file: PostcodeFile, text: str) -> Located:
    return file.locate(Postcode.parse(text))


@pytest.mark.parametrize(
    ("inward", "number"), [("0AA", 0), ("0AB", 1), ("2LH", 1645), ("9ZZ", 6759)]
)
def test_an_inward_half_is_a_number_below_6760(inward: str, number: int) -> None:
    assert inward_number(inward) == number


def test_the_file_says_what_it_was_made_from_and_when(file: PostcodeFile) -> None:
    assert file.source == "an invented file"
    assert file.made == "2026-11-20"
    assert len(file) == len(SMALL)


def test_a_live_postcode_has_a_district_a_council_and_a_point(file: PostcodeFile) -> None:
    assert find(file, "st16 2lh") == Located("live", AUTHORITIES.locality("E07000197", HALLS))


def test_a_postcode_without_a_grid_reference_has_a_district_and_no_point(
    file: PostcodeFile,
) -> None:
    assert find(file, "ST16 2LJ") == Located("live", AUTHORITIES.locality("E07000197"))


@pytest.mark.parametrize(
    ("text", "ended"), [("ST1 4AB", "2019-06"), ("ST16 3SR", "1970-02"), ("ST16 3SS", "1971-01")]
)
def test_a_postcode_that_has_ended_says_when_and_still_has_a_district(
    file: PostcodeFile, text: str, ended: str
) -> None:
    located = find(file, text)
    assert (located.kind, located.ended) == ("ended", ended)
    assert located.locality is not None


def test_a_welsh_postcode_is_known_to_be_in_wales(file: PostcodeFile) -> None:
    located = find(file, "CF10 1AA")
    assert located.locality is not None
    assert located.locality.country == "Wales"


def test_st1_4aa_is_not_in_st14(file: PostcodeFile) -> None:
    located = find(file, "ST1 4AA")
    assert located.locality is not None
    assert located.locality.district.code == "E06000021"
    assert find(file, "ST14 4AA") == Located("unlisted")
    assert file.locate_part(PartPostcode("ST14")).shares[0].locality.district.code == "E07000193"


@pytest.mark.parametrize(
    "text",
    [
        "ST16 2LG",  # before one that is held
        "ST16 9ZZ",  # after the last of its outward half
        "ST16 0AA",  # before the first
        "CF10 9ZZ",
        "ZE1 0AA",  # no such outward half
    ],
)
def test_a_postcode_that_is_not_held_is_unlisted(file: PostcodeFile, text: str) -> None:
    assert find(file, text) == Located("unlisted")


@given(held=HELD, asked=st.lists(POSTCODES, max_size=10))
def test_looking_up_agrees_with_reading_every_row(
    held: dict[Postcode, tuple[str, int, Point | None]],
    asked: list[Postcode],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows: list[Held] = [(postcode, *rest) for postcode, rest in held.items()]
    file = written(tmp_path_factory.mktemp("drawn"), rows)
    assert len(file) == len(rows)
    for postcode in [*held, *asked]:
        located = file.locate(postcode)
        if postcode not in held:
            assert located == Located("unlisted")
            continue
        district, ended, point = held[postcode]
        assert located.kind == ("ended" if ended else "live")
        assert located.locality == AUTHORITIES.locality(district, point)


@given(held=HELD, outward=OUTWARDS, sector=st.none() | st.sampled_from("059"))
def test_the_shares_of_a_part_agree_with_counting_every_live_row(
    held: dict[Postcode, tuple[str, int, Point | None]],
    outward: str,
    sector: str | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows: list[Held] = [(postcode, *rest) for postcode, rest in held.items()]
    located = written(tmp_path_factory.mktemp("drawn"), rows).locate_part(
        PartPostcode(outward, sector)
    )
    rows_inside = [
        (district, ended)
        for postcode, (district, ended, _) in held.items()
        if postcode.outward == outward and postcode.inward.startswith(sector or "")
    ]
    live = [district for district, ended in rows_inside if not ended]
    inside = live or [district for district, _ in rows_inside]
    assert located.kind == ("partial" if inside else "unlisted")
    assert {share.locality.district.code: share.share for share in located.shares} == {
        code: inside.count(code) / len(inside) for code in set(inside)
    }


def test_a_part_has_the_share_of_each_district_largest_first(tmp_path: Path) -> None:
    rows: list[Held] = [
        (Postcode("ST16", "2LH"), "E07000197", 0, HALLS),
        (Postcode("ST16", "2LJ"), "E07000197", 0, HALLS),
        (Postcode("ST16", "2LN"), "E07000194", 0, HALLS),
        (Postcode("ST16", "3SR"), "E07000197", 0, HALLS),
    ]
    located = written(tmp_path, rows).locate_part(PartPostcode("ST16"))
    assert (located.kind, located.typed, located.locality) == ("partial", "ST16", None)
    assert [(share.locality.district.name, share.share) for share in located.shares] == [
        ("Stafford", 0.75),
        ("Lichfield", 0.25),
    ]


@pytest.mark.parametrize(
    ("part", "shares"),
    [
        (PartPostcode("ST16"), {"Stafford": 1.0}),
        (PartPostcode("ST16", "3"), {"Stafford": 0.5, "Lichfield": 0.5}),
    ],
)
def test_postcodes_that_have_ended_count_only_where_all_of_a_part_have(
    part: PartPostcode, shares: dict[str, float], file: PostcodeFile
) -> None:
    located = file.locate_part(part)
    assert {share.locality.district.name: share.share for share in located.shares} == shares


def test_a_sector_counts_its_own_postcodes_alone(file: PostcodeFile) -> None:
    located = file.locate_part(PartPostcode("ST16", "2"))
    assert located.typed == "ST16 2"
    assert [(share.locality.district.name, share.share) for share in located.shares] == [
        ("Stafford", 1.0)
    ]


@pytest.mark.parametrize(
    "part", [PartPostcode("ST16", "9"), PartPostcode("ZE1"), PartPostcode("ZE1", "0")]
)
def test_a_part_that_holds_no_postcode_is_unlisted(file: PostcodeFile, part: PartPostcode) -> None:
    assert file.locate_part(part) == Located("unlisted")


@pytest.mark.parametrize(
    ("text", "read", "kind"),
    [
        ("st162lh", Postcode("ST16", "2LH"), "live"),
        ("st1 4ab", Postcode("ST1", "4AB"), "ended"),
        ("ze1 0aa", Postcode("ZE1", "0AA"), "unlisted"),
        ("st16", PartPostcode("ST16"), "partial"),
        ("st16 2", PartPostcode("ST16", "2"), "partial"),
        ("ze1", PartPostcode("ZE1"), "unlisted"),
        ("stafford", None, "not_a_postcode"),
        ("no", None, "not_a_postcode"),
        ("16", None, "not_a_postcode"),
        ("", None, "not_a_postcode"),
    ],
)
def test_what_is_typed_is_a_postcode_a_part_or_neither(
    file: PostcodeFile, text: str, read: Postcode | PartPostcode | None, kind: str
) -> None:
    typed, located = file.locate_text(text)
    assert typed == read
    assert located.kind == kind


def test_outside_great_britain_the_first_letters_say_the_country(file: PostcodeFile) -> None:
    whole, part = find(file, "BT1 5GS"), file.locate_part(PartPostcode("BT1"))
    assert whole.kind == "unlisted"
    assert whole.locality is not None
    assert whole.locality.country == "Northern Ireland"
    assert part.kind == "partial"
    assert [(share.locality, share.share) for share in part.shares] == [(whole.locality, 1.0)]


def test_a_district_is_in_the_board_of_our_list_where_the_source_names_none(
    file: PostcodeFile,
) -> None:
    place = find(file, "ST16 2LH").locality
    assert place is not None
    assert place.icb == AUTHORITIES.boards["E07000197"]


def test_a_board_that_the_source_names_outranks_our_list(tmp_path: Path) -> None:
    newest = replace(compiled(SMALL), boards={"E07000197": "E54999999"})
    write(newest, tmp_path / "postcodes.bin", "2026-11-20")
    place = find(PostcodeFile(tmp_path / "postcodes.bin", AUTHORITIES), "ST16 2LH").locality
    assert place is not None
    assert place.icb == CareBoard("E54999999", "E54999999")


def test_where_writing_fails_the_old_file_stands_and_nothing_unfinished_is_left(
    tmp_path: Path,
) -> None:
    old = written(tmp_path, SMALL)
    broken = replace(compiled(SMALL), lon="no numbers at all")  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        write(broken, tmp_path / "postcodes.bin", "2026-11-21")
    assert [path.name for path in tmp_path.iterdir()] == ["postcodes.bin"]
    assert PostcodeFile(tmp_path / "postcodes.bin", AUTHORITIES).made == old.made


def test_a_district_has_its_centre_and_an_unknown_one_has_none(file: PostcodeFile) -> None:
    assert file.centre("E07000197") == Point(52.81, -2.12)
    assert file.centre("E06000021") is None


def test_nothing_that_is_found_holds_the_inward_half(file: PostcodeFile) -> None:
    assert "2LH" not in repr(file.locate_text("st16 2lh"))
    assert "52.803" not in repr(file.locate_text("st16 2lh"))


def test_an_empty_file_of_ours_holds_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, [])
    assert len(file) == 0
    assert find(file, "ST16 2LH") == Located("unlisted")


def test_a_new_file_is_swapped_in_while_readers_keep_the_old_one(tmp_path: Path) -> None:
    old = written(tmp_path, SMALL)
    new = written(tmp_path, SMALL[:1])
    assert find(old, "ST16 2LH").kind == "live"
    assert find(new, "ST16 2LH").kind == "unlisted"
    assert [path.name for path in tmp_path.iterdir()] == ["postcodes.bin"]


def test_the_folder_is_made_and_the_file_can_be_read_by_all(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "postcodes.bin"
    write(compiled(SMALL), path, "2026-11-20")
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("content", [None, b""], ids=["absent", "empty"])
def test_where_there_is_no_file_the_remedy_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "postcodes.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PostcodeFileMissing, match="run `signpost postcodes build`"):
        PostcodeFile(path, AUTHORITIES)


def headed(header: object) -> bytes:
    text = json.dumps(header).encode()
    return MAGIC + struct.pack("<Q", len(text)) + text


def broken_files() -> Iterator[tuple[str, bytes]]:
    yield "another kind of file", b"PK\x03\x04 and then something else"
    yield "another version", b"SIGNPC99" + bytes(64)
    yield "no length", MAGIC + b"\x01"
    yield "a header that is not JSON", MAGIC + struct.pack("<Q", 4) + b"{{{{"
    yield "a header that is not text", MAGIC + struct.pack("<Q", 2) + b"\xff\xfe"
    yield "a header with nothing in it", headed({})
    yield "a header that is a list", headed([])


@pytest.mark.parametrize(
    "content", [pytest.param(content, id=name) for name, content in broken_files()]
)
def test_a_file_that_is_not_ours_is_broken_and_the_remedy_is_named(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "postcodes.bin"
    path.write_bytes(content)
    with pytest.raises(PostcodeFileBroken, match="run `signpost postcodes build`"):
        PostcodeFile(path, AUTHORITIES)


@pytest.mark.parametrize("lost", [1, 2, 8, 16, 100])
def test_a_file_that_is_cut_short_is_broken_before_anyone_is_misled(
    tmp_path: Path, lost: int
) -> None:
    path = tmp_path / "postcodes.bin"
    write(compiled(SMALL), path, "2026-11-20")
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(PostcodeFileBroken):
        PostcodeFile(path, AUTHORITIES)


def test_a_file_with_something_after_its_end_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.bin"
    write(compiled(SMALL), path, "2026-11-20")
    path.write_bytes(path.read_bytes() + bytes(8))
    with pytest.raises(PostcodeFileBroken):
        PostcodeFile(path, AUTHORITIES)
