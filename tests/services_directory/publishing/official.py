"""The official schemas of Open Referral UK 3.0, read from the research data where that is at hand, and never from the network."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.conftest import ROOT

DATA = ROOT.parent / "shared" / "data" / "directory"
PROFILE = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/"
OPENAPI = "https://example.org/openapi.json"

_ZIPS = (
    ("oruk_3.0_uk-profile_schemas_examples.zip", "schema/"),
    ("oruk_1.0_and_3.0_openapi_as_published.zip", "public/specifications/3.0/"),
)


def at_hand() -> bool:
    return all((DATA / name).exists() for name, _ in _ZIPS)


needs_official = pytest.mark.skipif(
    not at_hand(), reason="the official schemas are not here; a twin of each test runs without them"
)


@cache
def _file(nth: int, name: str) -> Any:
    archive, folder = _ZIPS[nth]
    with ZipFile(DATA / archive) as opened:
        return json.loads(opened.read(folder + name))


@cache
def _registry() -> Registry[Any]:
    def retrieve(uri: str) -> Resource[Any]:
        content = (
            _file(1, "openapi.json") if uri == OPENAPI else _file(0, uri.removeprefix(PROFILE))
        )
        return Resource(content, DRAFT202012)

    return Registry(retrieve=retrieve)  # type: ignore[call-arg]


def _validator(schema: object) -> Draft202012Validator:
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, registry=_registry(), format_checker=checker)


def faults_of(document: object, schema: str) -> list[str]:
    """What the profile's own file (compiled/service.json …) finds wrong."""
    return [fault.message for fault in _validator({"$ref": PROFILE + schema}).iter_errors(document)]


def faults_of_answer(answer: object, path: str) -> list[str]:
    """What the published OpenAPI finds wrong with the answer to a path."""
    place = path.replace("~", "~0").replace("/", "~1")
    schema = f"{OPENAPI}#/paths/{place}/get/responses/200/content/application~1json/schema"
    return [fault.message for fault in _validator({"$ref": schema}).iter_errors(answer)]


def published_paths() -> dict[str, set[str]]:
    """Path → the query parameters that the published OpenAPI gives it."""
    paths = _file(1, "openapi.json")["paths"]
    return {
        path: {each["$ref"].rpartition("/")[2] for each in described["get"].get("parameters", ())}
        for path, described in paths.items()
    }


REQUIRED = {
    "service": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "service_at_location": {"id"},
    "location": {"id", "location_type"},
    "address": {
        "id",
        "address_1",
        "city",
        "state_province",
        "postal_code",
        "country",
        "address_type",
    },
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "name", "description"},
}
"""What the standard requires, by hand, for the twins that run without the official files."""


def lacks(document: dict[str, Any], kind: str) -> set[str]:
    return REQUIRED[kind] - {
        key for key, value in document.items() if isinstance(value, str) and value
    }
