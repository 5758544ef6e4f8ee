from __future__ import annotations

from services_directory.postcodes.source import MOST_PLACES, Refusals, Report, in_words


def test_refused_rows_are_counted_and_the_first_few_are_placed() -> None:
    refusals = Refusals()
    refusals.add("no district", 2, "a.csv", [3, 9])
    refusals.add("no district", 100, "b.csv", range(1, 101))
    refusals.add("not the shape of a postcode", 1)
    report = refusals.report(read=200, kept=97, files=2)
    assert report.refused == {"no district": 102, "not the shape of a postcode": 1}
    assert report.places == {
        "no district": (
            "a.csv, line 3",
            "a.csv, line 9",
            "b.csv, line 1",
            "b.csv, line 2",
            "b.csv, line 3",
        )
    }
    assert len(report.places["no district"]) == MOST_PLACES


def test_a_reason_that_refused_nothing_is_not_told() -> None:
    refusals = Refusals()
    refusals.add("no district", 0, "a.csv", [])
    assert refusals.report(1, 1, 1) == Report(1, 1, {}, 1)


def test_reasons_are_told_with_their_number_the_commonest_first() -> None:
    report = Report(5000, 3, {"few": 7, "many": 4990}, 1, {"few": ("a.csv, line 2",)})
    assert in_words(report) == ["4,990 many", "7 few (a.csv, line 2)"]
