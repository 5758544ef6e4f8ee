"""Documents that Signpost wrote, read back as services; those of others, refused."""

from __future__ import annotations

from typing import Any

import pytest

from services_directory.places import Locality
from services_directory.postcode import Postcode
from services_directory.publishing.document import document_of
from services_directory.publishing.returning import NotOurs, is_ours, service_of
from services_directory.publishing.vocabulary import recorded_attribute
from tests.services_directory.builders import STAFFORD
from tests.services_directory.publishing.made import CAFE, LISTING, NAMES

ANOTHERS = {
    "id": "7",
    "name": "A group",
    "status": "active",
    "attributes": [{"id": "1", "taxonomy_term": {"id": "2"}}],
}


def test_a_document_of_another_directory_is_not_ours() -> None:
    assert not is_ours(ANOTHERS)
    with pytest.raises(NotOurs):
        service_of(ANOTHERS)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("bound", "the moon"),
        ("confidence", "some"),
        ("eligible", "{"),
        ("eligible", '{"maybe": 1}'),
        ("hours_more", "[]"),
        ("valid_from", "soon"),
    ],
)
def test_a_document_that_was_changed_since_is_refused(term: str, value: str) -> None:
    told: dict[str, Any] = dict(document_of(CAFE, NAMES, LISTING))
    told["attributes"] = [*told["attributes"], recorded_attribute(told["id"], term, value)]
    with pytest.raises(NotOurs):
        service_of(told)


def test_a_venue_s_district_comes_from_its_postcode() -> None:
    def locate(postcode: Postcode) -> Locality | None:
        return STAFFORD if postcode.outward == "ST16" else None

    venue = service_of(document_of(CAFE, NAMES, LISTING), locate).venue
    assert venue is not None
    assert venue.district == "E07000197"


def test_a_service_knows_who_listed_it() -> None:
    assert service_of(document_of(CAFE, NAMES, LISTING)).listed_by == "Signpost"
