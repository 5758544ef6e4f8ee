"""What sources list, out of the database: read again only when a sync has changed something."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.packs import Locate
from services_directory import stored
from services_directory.record import ServiceRecord
from services_directory.service import Service
from services_directory.showing import Rules

log = logging.getLogger(__name__)


class Listings:
    """Of one install. A database that is down leaves what was read before."""

    def __init__(self, engine: Engine, locate: Locate) -> None:
        self._engine, self._locate = engine, locate
        self._version = 0
        self._services: Sequence[Service] = ()
        self._records: tuple[int, Sequence[ServiceRecord]] | None = None

    def services(self, rules: Rules) -> Sequence[Service]:
        """What residents may see of it, by the packs' rules."""
        try:
            version = self._version_now()
            self._services = stored.load_shown(self._engine, rules, self._locate)
            self._version = version
        except SQLAlchemyError as error:
            log.warning("services of sources cannot be read: %s", type(error).__name__)
        return self._services

    def have_changed(self) -> bool:
        """Whether there is something newer than what `services` gave last. Raises SQLAlchemyError."""
        return self._version_now() != self._version

    def records(self) -> Sequence[ServiceRecord]:
        """As sources list them: the same object as long as nothing has changed. Raises SQLAlchemyError."""
        version = self._version_now()
        if self._records is None or self._records[0] != version:
            kept = tuple(each.record for each in stored.each_listed(self._engine))
            self._records = version, kept
        return self._records[1]

    def _version_now(self) -> int:
        with self._engine.begin() as connection:
            return stored.version(connection)
