"""ONS codes of English authorities → names, the council that commissions public health, and the NHS board.

Source: `authorities.csv`, from OS Boundary-Line (October 2025) and ONS names, Open Government Licence v3.0. The integrated
care boards are those of 1 April 2026, by the councils that make them up; each district was checked against the ONS lookup
of LSOA (2021) to ICB (April 2024). The thirteen districts that more than one board shared then have none here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services_directory.places import CareBoard, Council, District, Locality, Point

AUTHORITIES_CSV = Path(__file__).with_name("authorities.csv")


@dataclass(frozen=True, slots=True)
class Authorities:
    """Every authority that we can name. One that we cannot keeps its code as its name."""

    by_district: Mapping[str, tuple[District, Council]]
    boards: Mapping[str, CareBoard] = field(default_factory=dict)
    """The board of each district that lies wholly in one, by the district's code."""

    @classmethod
    def load(cls, path: Path = AUTHORITIES_CSV) -> Authorities:
        with path.open(newline="", encoding="utf-8") as rows:
            named = [row for row in csv.DictReader(rows) if row["name"]]
        return cls(
            {row["code"]: _pair(row) for row in named},
            {row["code"]: _board(row) for row in named if row.get("icb_code")},
        )

    def locality(
        self, district_code: str, point: Point | None = None, told_board: str | None = None
    ) -> Locality:
        """`told_board` is the code that a postcode file gives for the district, if it gives one."""
        district, council = self.by_district.get(district_code) or _unnamed(district_code)
        return Locality(district, council, point, self._board_of(district_code, told_board))

    def district_names(self) -> dict[str, str]:
        """Every named district, by code."""
        return {
            code: district.name for code, (district, _) in self.by_district.items() if district.name
        }

    def board_names(self) -> dict[str, str]:
        """Every integrated care board, by code."""
        return {board.code: board.name for board in self.boards.values()}

    def area_names(self) -> dict[str, str]:
        """Every code that a service may serve: districts, councils and integrated care boards."""
        councils = {council.code: council.name for _, council in self.by_district.values()}
        return {**councils, **self.district_names(), **self.board_names()}

    def within(self, code: str) -> list[str]:
        """The districts of a council or an integrated care board, or the district itself; none for an unknown code."""
        return [
            district.code
            for district, council in self.by_district.values()
            if code in {district.code, council.code}
            or ((board := self.boards.get(district.code)) and board.code == code)
        ]

    def council_name(self, code: str) -> str:
        """The name of a council, or of a district, or the code itself."""
        if code in self.by_district:
            return self.by_district[code][0].name
        return next(
            (council.name for _, council in self.by_district.values() if council.code == code), code
        )

    def _board_of(self, district_code: str, told: str | None) -> CareBoard | None:
        """An old release names boards that have since merged; those give way to our list.

        ONS codes are given out in order, so that one beyond all of ours is of a board newer than our list.
        """
        if told is not None:
            names = self.board_names()
            if told in names or told > max(names, default=""):
                return CareBoard(told, names.get(told, told))
        return self.boards.get(district_code)


def _pair(row: Mapping[str, str]) -> tuple[District, Council]:
    return District(row["code"], row["name"]), Council(row["council_code"], row["council_name"])


def _board(row: Mapping[str, str]) -> CareBoard:
    return CareBoard(row["icb_code"], row["icb_name"])


def _unnamed(code: str) -> tuple[District, Council]:
    return District(code, code), Council(code, code)
