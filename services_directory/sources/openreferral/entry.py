"""One entry of a feed → a record, or the reason why it stays out."""

from __future__ import annotations

from collections.abc import Mapping

from services_directory.hidden import must_be_hidden, without_place
from services_directory.record import Quarantined, ServiceRecord
from services_directory.sources.openreferral.document import tidied
from services_directory.sources.openreferral.ids import Ids, published_id

Entry = ServiceRecord | Quarantined


def read_entry(entry: object, source: str, where: str) -> Entry:
    """An Open Referral UK service of 1.0 or 3.0, whole or as a list has it. A place that must not be found is taken out here.

    `where` tells publishers which one it was: "page 3, entry 12".
    """
    refuse = _Refuse(source, where)
    if not isinstance(entry, Mapping):
        return refuse(
            None, "It is no service: it is not a JSON object.", "Ask the publisher to mend it."
        )
    service_id = published_id(entry.get("id"))
    if service_id is None:
        return refuse(None, "It has no id.", "Ask the publisher to give it one that never changes.")
    try:
        document = tidied("service", entry, Ids(source))
    except RecursionError:
        return refuse(service_id, "It is nested too deeply.", "Ask the publisher to mend it.")
    if not document["name"]:
        return refuse(service_id, "It has no name.", "Ask the publisher to name it.")
    if must_be_hidden(document):
        document = without_place(document)
    return ServiceRecord(source, service_id, document)


class _Refuse:
    """Quarantine at one place of one source."""

    __slots__ = ("_source", "_where")

    def __init__(self, source: str, where: str) -> None:
        self._source, self._where = source, where

    def __call__(self, service_id: str | None, reason: str, remedy: str) -> Quarantined:
        return Quarantined(self._source, service_id, self._where, reason, remedy)
