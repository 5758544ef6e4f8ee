"""A survey of the services that a test names: Staffordshire and Stoke-on-Trent, and a few postcodes by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from services_directory.checking.finding import Finding
from services_directory.checking.survey import CouncilArea, Survey
from services_directory.places import Located
from services_directory.postcode import Postcode
from services_directory.service import Need, Service, Venue
from tests.services_directory.builders import LEEK, STAFFORD, STAFFORDSHIRE, STOKE, STOKE_COUNCIL

TODAY = date(2026, 11, 27)

POSTCODES = {
    "ST16 2LH": Located("live", STAFFORD),
    "ST13 6DW": Located("live", LEEK),
    "ST4 6QG": Located("live", STOKE),
    "ST16 1AA": Located("ended", STAFFORD, ended="2019-05"),
    "ST16 1AB": Located("ended", STAFFORD),
}

AREAS = {
    "E10000028": "Staffordshire",
    "E07000197": "Stafford",
    "E07000198": "Staffordshire Moorlands",
    "E06000021": "Stoke-on-Trent",
}


def survey(*services: Service, **changes: Any) -> Survey:
    plain: dict[str, Any] = {
        "services": services,
        "gaps": (),
        "needs": (Need("stop-smoking", "stopping smoking"),),
        "councils": (
            CouncilArea(STAFFORDSHIRE, (STAFFORD, LEEK)),
            CouncilArea(STOKE_COUNCIL, (STOKE,)),
        ),
        "areas": AREAS,
        "locate": located,
        "today": TODAY,
    }
    return Survey(**{**plain, **changes})


def located(postcode: Postcode) -> Located:
    return POSTCODES.get(str(postcode), Located("unlisted"))


def at(postcode: str | None) -> Venue:
    """A venue with a postcode, and with its district where that is known."""
    found = POSTCODES.get(postcode or "", Located("unlisted")).locality
    district = found.district.code if found else None
    return Venue("1 Invented Street", postcode, point=found and found.point, district=district)


def told(findings: Any) -> list[tuple[str, str | None]]:
    """Level and service of each finding."""
    return [(finding.level, finding.service) for finding in listed(findings)]


def listed(findings: Any) -> list[Finding]:
    return list(findings)
