"""The objects of Open Referral UK 3.0: which fields each has and of what kind, what it holds, and what it may not be without.

Drawn from the UK profile 3.0 and, where the profile leaves a field out that feeds use, from HSDS 3.0 and 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services_directory.sources.openreferral.ages import age
from services_directory.sources.openreferral.fields import (
    Plain,
    Reader,
    choice,
    day,
    email,
    flag,
    instant,
    listed,
    name,
    number,
    text,
    uri,
    url,
)


def _fields(texts: str = "", **others: Reader) -> dict[str, Reader]:
    return {**dict.fromkeys(texts.split(), text), **others}


OWN = ""

EVERY_LINK: Mapping[str, str] = {
    "id": OWN,
    "parent_id": OWN,
    "service_id": "service",
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "contact_id": "contact",
    "phone_id": "phone",
    "program_id": "program",
    "taxonomy_term_id": "taxonomy_term",
    "taxonomy_id": "taxonomy",
    "link_id": "service",
}
"""Fields that hold an id, whatever object they stand in, and the kind of thing that it is the id of; OWN for the object's."""

EVERY_LIST: Mapping[str, str] = {"attributes": "attribute"}
"""Lists that any object may hold, and the kind of what is in them."""

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACES = ("physical", "postal", "virtual")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of object."""

    fields: Mapping[str, Reader]
    lists: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, Plain] = field(default_factory=dict)
    """What the standard insists on, and what stands there where the source says nothing. Every object needs an id too."""
    word: str | None = None
    """The field that is meant where a source gives a bare text in place of the object."""


SHAPES: Mapping[str, Shape] = {
    "service": Shape(
        _fields(
            "alternate_name description interpretation_services application_process fees_description wait_time fees"
            " accreditations eligibility_description licenses alert attending_type attending_access deliverable_type",
            name=name,
            url=url,
            email=email,
            status=choice(*STATUSES),
            minimum_age=age,
            maximum_age=age,
            assured_date=day,
            assurer_email=email,
            last_modified=instant,
        ),
        lists={
            "additional_urls": "additional_url",
            "phones": "phone",
            "schedules": "schedule",
            "holiday_schedules": "holiday",
            "service_areas": "service_area",
            "service_at_locations": "service_at_location",
            "languages": "language",
            "funding": "funding",
            "cost_options": "cost_option",
            "required_documents": "required_document",
            "contacts": "contact",
            "eligibilitys": "eligibility",
            "reviews": "review",
        },
        objects={"organization": "organization", "program": "program"},
        needs={"name": "", "status": "active"},
    ),
    "organization": Shape(
        _fields(
            "alternate_name description legal_status tax_status tax_id",
            name=name,
            email=email,
            website=url,
            logo=url,
            uri=uri,
            year_incorporated=number,
        ),
        lists={
            "additional_websites": "additional_url",
            "funding": "funding",
            "contacts": "contact",
            "phones": "phone",
            "locations": "location",
            "programs": "program",
            "organization_identifiers": "identifier",
        },
        needs={"name": "", "description": ""},
        word="name",
    ),
    "program": Shape(
        _fields("alternate_name description", name=name), needs={"name": "", "description": ""}
    ),
    "identifier": Shape(
        _fields("identifier_scheme identifier_type identifier"),
        needs={"identifier_type": "", "identifier": ""},
    ),
    "additional_url": Shape(_fields("label", url=url), word="url"),
    "service_at_location": Shape(
        _fields("description"),
        lists={
            "service_areas": "service_area",
            "contacts": "contact",
            "phones": "phone",
            "schedules": "schedule",
            "holiday_schedules": "holiday",
        },
        objects={"location": "location"},
    ),
    "location": Shape(
        _fields(
            "alternate_name description transportation external_identifier external_identifier_type",
            name=name,
            url=url,
            location_type=choice(*PLACES),
            latitude=number,
            longitude=number,
        ),
        lists={
            "languages": "language",
            "addresses": "address",
            "contacts": "contact",
            "accessibility": "accessibility",
            "phones": "phone",
            "schedules": "schedule",
            "holiday_schedules": "holiday",
        },
        needs={"location_type": "physical"},
        word="name",
    ),
    "address": Shape(
        _fields(
            "attention address_1 address_2 city region state_province postal_code country",
            address_type=choice(*PLACES),
        ),
        needs={
            "address_1": "",
            "city": "",
            "state_province": "",
            "postal_code": "",
            "country": "GB",
            "address_type": "physical",
        },
        word="address_1",
    ),
    "accessibility": Shape(
        _fields("description details accessibility", url=url), word="description"
    ),
    "phone": Shape(
        _fields("number type description"),
        lists={"languages": "language"},
        needs={"number": ""},
        word="number",
    ),
    "contact": Shape(
        _fields("title department", name=name, email=email), lists={"phones": "phone"}, word="name"
    ),
    "schedule": Shape(
        _fields(
            "description opens_at closes_at attending_type notes weekday",
            valid_from=day,
            valid_to=day,
            dtstart=day,
            until=day,
            count=number,
            interval=number,
            freq=choice("WEEKLY", "MONTHLY", upper=True),
            wkst=choice(*DAYS, upper=True),
            byday=listed,
            byweekno=listed,
            bymonthday=listed,
            byyearday=listed,
            schedule_link=url,
        ),
        word="description",
    ),
    "holiday": Shape(
        _fields("description opens_at closes_at", closed=flag, start_date=day, end_date=day)
    ),
    "service_area": Shape(
        _fields("description extent extent_type uri service_area", name=name), word="name"
    ),
    "language": Shape(_fields("code note", name=name), word="name"),
    "funding": Shape(_fields("source"), word="source"),
    "cost_option": Shape(
        _fields("option currency amount_description", valid_from=day, valid_to=day, amount=number),
        word="option",
    ),
    "required_document": Shape(_fields("document", uri=uri), word="document"),
    "eligibility": Shape(
        _fields("eligibility", minimum_age=age, maximum_age=age), word="eligibility"
    ),
    "review": Shape(
        _fields("title description score widget", url=url, date=day),
        objects={"organization": "organization"},
        word="description",
    ),
    "attribute": Shape(
        _fields("link_type link_entity value label"), objects={"taxonomy_term": "taxonomy_term"}
    ),
    "taxonomy_term": Shape(
        _fields("code description taxonomy language term", name=name, term_uri=uri),
        objects={"taxonomy_detail": "taxonomy"},
        needs={"name": "", "description": ""},
        word="name",
    ),
    "taxonomy": Shape(
        _fields("description version", name=name, uri=uri), needs={"name": "", "description": ""}
    ),
}
