"""The two taxonomies of our own that published services carry: the needs they meet, and what staff recorded. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services_directory.publishing.identifiers import identifier

Json = dict[str, Any]
"""A JSON object that is being made."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A list of terms, by its name in the feed."""

    name: str
    description: str

    @property
    def id(self) -> str:
        return identifier("taxonomy", self.name)

    def term(self, term: str, name: str, description: str) -> Json:
        """An Open Referral `taxonomy_term`."""
        return {
            "id": identifier("term", self.name, term),
            "name": name,
            "description": description,
            "taxonomy": self.name,
            "taxonomy_id": self.id,
            "term": term,
        }


NEEDS = Taxonomy("Signpost needs", "The needs of residents that a service meets.")
ENTRY = Taxonomy("Signpost entry", "What those who keep the directory recorded about a service.")

RECORDED: Mapping[str, str] = {
    "entry": "The entry's own identifier in the directory that lists it.",
    "bound": "Who decides whether a resident may use it: anywhere (nobody), nearest (the distance), district, council or icb.",
    "eligible": "Whom it takes, as a rule in JSON over facts that a resident may tell: all, any, not, at_least, at_most.",
    "self_referral": "Whether people may refer themselves: yes, no or unknown.",
    "remote": "Whether help is given by phone, text or online, so that nobody need travel: yes or no.",
    "always_open": "Yes where it is open 24 hours, every day.",
    "hours_more": "What else is known of its hours, in JSON.",
    "address": "The address of its place as it is written, where the parts do not show it.",
    "phone_note": "A note on its phone, where no number is published.",
    "valid_from": "The first day on which it runs.",
    "valid_to": "The last day on which it runs.",
    "confidence": "How far the source can be trusted: high, medium or low.",
    "confirmed": "Whether staff have confirmed the entry with the service: yes or no.",
    "source": "Where the entry comes from.",
    "source_date": "The date of that source, as the source shows it.",
    "listed_by": "Who lists the service.",
    "licence": "On what terms the entry may be used again.",
    "licence_url": "Where those terms can be read.",
}
"""Term of the taxonomy ENTRY → what it means."""


def need_attribute(service: str, need: str, title: str) -> Json:
    """An Open Referral `attribute`: this service meets this need."""
    return _attribute(service, "need", NEEDS.term(need, title, title))


def recorded_attribute(service: str, term: str, value: str) -> Json:
    """An Open Referral `attribute` with a value: what is recorded of this service."""
    return _attribute(service, "entry", recorded_term(term)) | {"value": value}


def recorded_term(term: str) -> Json:
    return ENTRY.term(term, term.replace("_", " ").capitalize(), RECORDED[term])


def recorded_in(document: Mapping[str, Any]) -> dict[str, str]:
    """Everything that attributes of ours record in a document: term → value."""
    return {
        attribute["taxonomy_term"]["term"]: str(attribute.get("value", ""))
        for attribute in _ours(document, ENTRY)
    }


def needs_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The needs that attributes of ours name, in order."""
    return tuple(attribute["taxonomy_term"]["term"] for attribute in _ours(document, NEEDS))


def _attribute(service: str, link: str, term: Json) -> Json:
    return {
        "id": identifier("attribute", service, term["id"]),
        "link_id": service,
        "link_entity": "service",
        "link_type": link,
        "taxonomy_term_id": term["id"],
        "taxonomy_term": term,
    }


def _ours(document: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[Mapping[str, Any]]:
    for attribute in document.get("attributes") or ():
        term = attribute.get("taxonomy_term")
        if isinstance(term, Mapping) and term.get("taxonomy_id") == taxonomy.id and "term" in term:
            yield attribute
