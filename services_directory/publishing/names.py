"""Names: how codes and needs are called in what we publish, and who publishes it on what terms. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services_directory.authorities import Authorities
from services_directory.service import Need


@dataclass(frozen=True, slots=True)
class Listing:
    """Who lists an entry, and on what terms it may be used again."""

    title: str
    licence: str
    licence_url: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What codes stand for. One that is not here is called by itself."""

    needs: Mapping[str, str] = field(default_factory=dict)
    """Need → its title."""
    areas: Mapping[str, str] = field(default_factory=dict)
    """ONS code of a district, council or integrated care board → its name."""
    councils: Mapping[str, str] = field(default_factory=dict)
    """ONS code of a district → the name of its council."""

    @classmethod
    def of(cls, authorities: Authorities, needs: Iterable[Need] = ()) -> Names:
        pairs = authorities.by_district.values()
        return cls(
            needs={need.id: need.title for need in needs},
            areas=authorities.area_names(),
            councils={district.code: council.name for district, council in pairs},
        )

    def need(self, need: str) -> str:
        return self.needs.get(need) or need.replace("-", " ").capitalize()

    def area(self, code: str) -> str:
        return self.areas.get(code, code)
