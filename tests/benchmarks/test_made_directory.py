"""Invented services are the same for the same seed, true to life in their shares, and reach nobody."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from services_directory.checking.phone_numbers import FOR_DRAMA, dialled
from services_directory.places import miles_between
from services_directory.postcodes.file import PostcodeFile
from tests.benchmarks.made_directory import RULES, SHARES, make_documents, make_services

PROFILE = (
    Path(__file__).parents[3] / "shared/data/directory/oruk_3.0_uk-profile_schemas_examples.zip"
)
COUNT = 5_000


def test_the_same_seed_makes_the_same_services_however_many_are_asked_for() -> None:
    assert list(make_services(50, 7)) == list(islice(make_services(COUNT, 7), 50))
    assert list(make_services(50, 7)) != list(make_services(50, 8))
    assert list(make_documents(50, 7)) == list(islice(make_documents(COUNT, 7), 50))


def test_bounds_come_in_the_shares_that_real_directories_have() -> None:
    counted = Counter(service.bound for service in make_services(COUNT, 1))
    for bound, share in SHARES.items():
        assert abs(counted[bound] * 100 / COUNT - share) < 2


def test_what_services_may_share_they_share() -> None:
    services = list(make_services(COUNT, 1))
    assert len({service.id for service in services}) == COUNT
    assert len(RULES) == len(set(map(repr, RULES))) == 30
    assert 150 <= len({service.hours for service in services}) <= 210
    assert len({id(service.contact) for service in services}) <= 1_000
    assert len({service.serves for service in services}) < 700


def test_every_bound_names_whom_it_serves_and_the_nearest_has_a_door() -> None:
    for service in make_services(COUNT, 1):
        assert bool(service.serves) == (service.bound in {"district", "council", "icb"})
        assert service.bound != "nearest" or (service.venue and service.venue.point)


def test_no_number_address_or_postcode_is_anybody_s() -> None:
    for service in make_services(1_000, 1):
        assert dialled(service.contact.phone or "").startswith(FOR_DRAMA)
        assert (service.contact.email or "").endswith("@example.org")
        assert service.venue is None or (service.venue.postcode or "").startswith("ZZ")


def test_doors_stand_around_the_middle_of_their_district(postcodes: PostcodeFile) -> None:
    for service in make_services(2_000, 1, postcodes.centre):
        middle = postcodes.centre(service.venue.district or "") if service.venue else None
        if middle and service.venue and service.venue.point:
            assert miles_between(middle, service.venue.point) < 30


def test_a_document_is_small_plain_json() -> None:
    sizes = [len(json.dumps(document)) for document in make_documents(2_000, 1)]
    assert 1_500 < sum(sizes) / len(sizes) < 2_500


def test_documents_are_valid_open_referral_uk() -> None:
    if not PROFILE.exists():
        pytest.skip("the published schemas are not on this machine")
    with zipfile.ZipFile(PROFILE) as profile:
        schema = json.loads(profile.read("schema/compiled/service.json"))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    for document in make_documents(200, 1):
        assert [error.message for error in validator.iter_errors(document)] == []
