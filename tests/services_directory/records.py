"""Small records of invented services, as a source would list them."""

from __future__ import annotations

from typing import Any

from services_directory.record import Quarantined, ServiceRecord

SOURCE = "invented"


def record(number: int | str, source: str = SOURCE, **fields: Any) -> ServiceRecord:
    document = {"id": str(number), "name": f"Service {number}", "status": "active", **fields}
    return ServiceRecord(source, str(number), document)


def records(count: int, **fields: Any) -> list[ServiceRecord]:
    return [record(number, **fields) for number in range(count)]


def unreadable(service_id: str | None = None, source: str = SOURCE) -> Quarantined:
    return Quarantined(source, service_id, "entry 1", "It has no name.", "Name it.")
