"""What the feed can be asked, as OpenAPI 3.0: Open Referral UK's paths and schemas, and the parameters that we hear. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from services_directory.publishing.asked import MOST_PER_PAGE, PER_PAGE
from services_directory.publishing.names import Listing
from services_directory.publishing.vocabulary import Json

SCHEMAS = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/"

PARAMETERS: Mapping[str, tuple[str, str]] = {
    "page": ("integer", "Number of the page, from 1."),
    "per_page": (
        "integer",
        f"Entries on a page: {PER_PAGE} unless told otherwise, {MOST_PER_PAGE} at most.",
    ),
    "search": ("string", "Words that all begin a word in the name or the description."),
    "taxonomy_term_id": ("string", "Only services with this taxonomy term."),
    "taxonomy_id": ("string", "Only what has a term of this taxonomy."),
    "organization_id": ("string", "Only services of this organisation."),
    "modified_after": ("string", "Only what was modified at or after this day or moment."),
    "minimum_age": ("number", "Only services whose minimum age is at least this."),
    "maximum_age": ("number", "Only services whose maximum age is at most this."),
    "start_time": ("string", "Only services with a schedule that opens at this time or later."),
    "end_time": ("string", "Only services with a schedule that closes at this time or earlier."),
    "day": ("string", "Only services with a schedule on this day of the week: MO to SU."),
    "postcode": (
        "string",
        "Only services that serve this postcode, as far as they name the areas that they serve.",
    ),
    "proximity": (
        "string",
        "With postcode: only places within so many metres of it, nearest first.",
    ),
    "minimal": ("boolean", "Only id and modified_date, all on one page."),
    "full": ("boolean", "Entries with everything that belongs to them."),
    "full_service": ("boolean", "Organisations with their services in full."),
}
"""Parameter → its type and what it does."""

_PAGES = ("page", "per_page")
_SERVICES = tuple(name for name in PARAMETERS if name != "full_service")

LIST_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "services": _SERVICES,
    "service_at_locations": _SERVICES,
    "organizations": (*_PAGES, "search", "full", "full_service"),
    "taxonomies": (*_PAGES, "search", "full"),
    "taxonomy_terms": (*_PAGES, "search", "taxonomy_id"),
}
"""List of the feed → the parameters that it hears. A parameter that is not here is refused, never passed over."""

DETAIL_PARAMETERS: Mapping[str, tuple[str, ...]] = {"organizations": ("full_service",)}

_FILES = {
    "services": ("compiled/service_list.json", "compiled/service.json"),
    "service_at_locations": (
        "compiled/service_at_location_list.json",
        "compiled/service_at_location.json",
    ),
    "organizations": ("compiled/organization_list.json", "compiled/organization.json"),
    "taxonomies": ("taxonomy.json", "taxonomy.json"),
    "taxonomy_terms": ("taxonomy_term.json", "taxonomy_term.json"),
}
"""Schemas of Open Referral UK 3.0 for the entries of a list, and for one thing."""


def openapi(address: str, listing: Listing) -> Json:
    """The description of the feed at an address."""
    licence = {"name": listing.licence, "url": listing.licence_url}
    paths: Json = {
        "/": {"get": _operation("This feed: its version, its licence, its paths.", _ROOT)}
    }
    for kind, (entries, thing) in _FILES.items():
        paths[f"/{kind}"] = {"get": _list(kind, entries)}
        paths[f"/{kind}/{{id}}"] = {"get": _detail(kind, thing)}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{listing.title}: Open Referral UK feed",
            "version": "3.0",
            "description": "Open Referral UK 3.0. Fields of HSDS 3.0 that the profile leaves out may stand beside those it has.",
            "license": {name: text for name, text in licence.items() if text},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": {"Page": _PAGE},
            "parameters": {name: _parameter(name) for name in PARAMETERS},
        },
    }


def _list(kind: str, schema: str) -> Json:
    contents = {"type": "array", "items": {"$ref": SCHEMAS + schema}}
    body = {
        "allOf": [{"$ref": "#/components/schemas/Page"}],
        "properties": {"contents": contents},
    }
    names = LIST_PARAMETERS[kind]
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in names]
    return {**_operation(f"A page of {kind}.", body), "parameters": parameters}


def _detail(kind: str, schema: str) -> Json:
    own: list[Json] = [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
    ]
    more = [{"$ref": f"#/components/parameters/{name}"} for name in DETAIL_PARAMETERS.get(kind, ())]
    operation = _operation(
        f"One of {kind}, with all that belongs to it.", {"$ref": SCHEMAS + schema}
    )
    return {**operation, "parameters": own + more}


def _operation(summary: str, schema: Json) -> Json:
    return {
        "summary": summary,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "404": {"description": "There is no such entry.", "content": _ERROR},
            "422": {"description": "A parameter is not understood.", "content": _ERROR},
        },
    }


def _parameter(name: str) -> Json:
    kind, says = PARAMETERS[name]
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": says,
        "schema": {"type": kind},
    }


_ERROR: Json = {
    "application/json": {"schema": {"type": "object", "properties": {"error": {"type": "string"}}}}
}
_ROOT: Json = {
    "type": "object",
    "required": ["version", "profile", "openapi_url"],
    "properties": {
        "version": {"type": "string"},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    },
}
_PAGE: Json = {
    "type": "object",
    "properties": {
        **{
            name: {"type": "integer"}
            for name in ("total_items", "total_pages", "page_number", "size")
        },
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
    },
}
