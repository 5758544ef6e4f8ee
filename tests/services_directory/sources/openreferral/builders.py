"""Invented services as publishers write them in 1.0 and in 3.0, untidy on purpose, and the official schema to check against."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from services_directory.record import ServiceRecord
from services_directory.sources.openreferral.entry import read_entry
from services_directory.sources.openreferral.ids import is_uuid
from services_directory.sources.openreferral.shape import EVERY_LINK, EVERY_LIST, SHAPES
from tests.conftest import ROOT

SHARED = ROOT.parent / "shared" / "data" / "directory"
SOURCE = "invented"
NO_ID = "00000000-0000-4000-8000-000000000000"


def service_three(number: int | str = 1, **changes: Any) -> dict[str, Any]:
    """A service of 3.0 as a small council might publish it."""
    return {
        "id": f"00000000-0000-4000-8000-{number:0>12}",
        "name": f"Toddler group {number}",
        "description": "<p>Songs &amp; play.</p><p>Come as you are.</p>",
        "url": "https://www.example.org/toddlers",
        "email": "",
        "status": "active",
        "minimum_age": -1,
        "maximum_age": 4,
        "assured_date": "2026-11-02",
        "organization": {"id": "13", "name": "Invented Play CIC", "description": None},
        "phones": [{"number": 1785000000, "languages": ["English"]}],
        "contacts": [
            {"id": "7", "name": "The desk", "phones": [{"id": "8", "number": "01785 000001"}]}
        ],
        "schedules": [
            {
                "id": "s1",
                "freq": "weekly",
                "byday": ["MO", "TU"],
                "opens_at": "09:30",
                "closes_at": "11:00",
            }
        ],
        "service_at_locations": [
            {
                "id": "urn:invented:sal/1",
                "location": {
                    "id": "places/1",
                    "name": "St Invented’s Hall",
                    "latitude": "52.8",
                    "longitude": "-2.1",
                    "addresses": [{"address_1": "1 Invented Street", "postal_code": "ST16 2LH"}],
                    "accessibility": [{"accessibility": "Step-free entrance"}],
                },
            }
        ],
        "service_areas": [
            {"id": "a", "name": "Staffordshire", "extent": "E10000028", "extent_type": "ons"}
        ],
        "attributes": [
            {"id": "b", "taxonomy_term": {"id": "t", "name": "Toddlers", "taxonomy": "Our own"}}
        ],
        **changes,
    }


def service_one(number: int | str = 1, **changes: Any) -> dict[str, Any]:
    """The whole of a service as 1.0 has it."""
    return {
        "id": number,
        "name": f"Stop smoking {number}",
        "description": "Help to stop.<br/>Free.",
        "url": "www.example.org",
        "email": "stop@example.org",
        "status": "active",
        "fees": "Free",
        "deliverable_type": "Advice",
        "attending_type": "venue",
        "attending_access": "drop-in",
        "assured_date": "02/11/2026",
        "organization": {
            "id": 13,
            "name": "Invented Trust",
            "description": "",
            "url": "https://example.org/trust",
        },
        "contacts": [
            {"id": 9, "name": "", "title": "Nurse", "phones": [{"id": 1, "number": "01785 000002"}]}
        ],
        "regular_schedules": [
            {"id": 4, "weekday": "Monday", "opens_at": "09:00", "closes_at": "17:00"}
        ],
        "holiday_schedules": [
            {"id": 5, "closed": "true", "start_date": "2026-12-25", "end_date": "2026-12-28"}
        ],
        "service_at_locations": [
            {
                "id": 6,
                "regular_schedules": [
                    {"id": 7, "byday": "TU", "freq": "WEEKLY", "opens_at": "10:00"}
                ],
                "location": {
                    "id": 8,
                    "name": "Invented Health Centre",
                    "latitude": 52.8,
                    "longitude": -2.1,
                    "physical_addresses": [
                        {
                            "id": 10,
                            "address_1": "2 Invented Street",
                            "city": "Stafford",
                            "state_province": "Staffordshire",
                            "postal_code": "ST16 2LH",
                            "country": "England",
                        }
                    ],
                    "accessibility_for_disabilities": [{"id": 11, "accessibility": "Ramp"}],
                },
            }
        ],
        "service_taxonomys": [
            {
                "id": 12,
                "taxonomy": {
                    "id": "esdServiceTypes:225",
                    "name": "Smoking",
                    "vocabulary": "esdServiceTypes",
                },
            }
        ],
        "eligibilitys": [
            {"id": 14, "eligibility": "Adults", "minimum_age": 18, "maximum_age": -1},
            {"id": 15, "eligibility": "Young people", "minimum_age": 12, "maximum_age": 17},
        ],
        "cost_options": [
            {"id": 16, "option": "Patch", "amount": "£2.50", "amount_description": "each"}
        ],
        "languages": [{"id": 17, "language": "Polish"}],
        "service_areas": [{"id": 18, "service_area": "Stafford", "extent": "", "uri": "E07000197"}],
        "fundings": [{"id": 19, "source": "The council"}],
        "reviews": [{"id": 20, "title": "Good", "date": "1 October 2026", "score": "5"}],
        "pc_targetAudience": [{"id": "Carers", "audienceType": "Carers"}],
        **changes,
    }


def read(entry: object, source: str = SOURCE) -> ServiceRecord:
    record = read_entry(entry, source, "entry 1")
    assert isinstance(record, ServiceRecord), record
    return record


def document(entry: object) -> dict[str, Any]:
    return dict(read(entry).document)


def shared(name: str) -> Any:
    """A file of data that is not ours to publish; the test that asks for it is skipped where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name}, which is not part of this repository")
    return path


def real_list(council: str) -> list[dict[str, Any]]:
    path = shared(f"real_oruk_v1_services_list_{council}_2024-12_scrubbed.json.gz")
    listed: list[dict[str, Any]] = json.loads(gzip.decompress(path.read_bytes()))
    return listed


def packed(archive: str, ending: str) -> Any:
    """The JSON in one file of an archive, found by how its name ends."""
    with zipfile.ZipFile(shared(archive)) as held:
        name = next(each for each in sorted(held.namelist()) if each.endswith(ending))
        return json.loads(held.read(name))


def loose_ends(kind: str, found: Mapping[str, Any], at: str = "$") -> Iterator[str]:
    """What the standard would not have, without the standard: ids that are no UUIDs, and fields that are not there."""
    shape = SHAPES[kind]
    yield from (f"{at}.{key}" for key in ("id", *shape.needs) if key not in found)
    yield from (f"{at}.{key}" for key in EVERY_LINK if not is_uuid(found.get(key, NO_ID)))
    below = [
        (key, each, found.get(key, [])) for key, each in ({**shape.lists, **EVERY_LIST}).items()
    ]
    below += [(key, each, [found[key]]) for key, each in shape.objects.items() if key in found]
    for key, kind_below, things in below:
        for each in things:
            yield from loose_ends(kind_below, each, f"{at}.{key}")


@cache
def official_schema() -> Draft202012Validator:
    """The compiled schema of a service in Open Referral UK 3.0, with its formats."""
    schema = packed("oruk_3.0_uk-profile_schemas_examples.zip", "schema/compiled/service.json")
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(entry: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in official_schema().iter_errors(entry)]
