"""ONS codes of English authorities → names and the council that commissions public health.

Source: `authorities.csv`, from OS Boundary-Line (October 2025) and ONS names, Open Government Licence v3.0.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services_directory.places import Council, District, Locality, Point

AUTHORITIES_CSV = Path(__file__).with_name("authorities.csv")


@dataclass(frozen=True, slots=True)
class Authorities:
    """Every authority that we can name. One that we cannot keeps its code as its name."""

    by_district: Mapping[str, tuple[District, Council]]

    @classmethod
    def load(cls, path: Path = AUTHORITIES_CSV) -> Authorities:
        with path.open(newline="", encoding="utf-8") as rows:
            named = [row for row in csv.DictReader(rows) if row["name"]]
        return cls({row["code"]: _pair(row) for row in named})

    def locality(self, district_code: str, point: Point | None = None) -> Locality:
        district, council = self.by_district.get(district_code) or _unnamed(district_code)
        return Locality(district, council, point)

    def district_names(self) -> dict[str, str]:
        """Every named district, by code."""
        return {
            code: district.name for code, (district, _) in self.by_district.items() if district.name
        }

    def council_name(self, code: str) -> str:
        """The name of a council, or of a district, or the code itself."""
        if code in self.by_district:
            return self.by_district[code][0].name
        return next(
            (council.name for _, council in self.by_district.values() if council.code == code), code
        )


def _pair(row: Mapping[str, str]) -> tuple[District, Council]:
    return District(row["code"], row["name"]), Council(row["council_code"], row["council_name"])


def _unnamed(code: str) -> tuple[District, Council]:
    return District(code, code), Council(code, code)
