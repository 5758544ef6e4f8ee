"""Where a feed is: the address that staff were given → the addresses of its list and of one service. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

PAGING = frozenset({"page", "per_page", "full"})
"""Asked for anew with every page, whatever the address that was given said of it."""


_SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """A web address, split so that its parts can be asked for."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> FeedAddress | None:
        """None where it is no web address. "feeds.example.org/api" is taken as https."""
        text = text.strip()
        try:
            parts = urlsplit(text if _SCHEME.match(text) else f"https://{text}")
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        asked = parse_qsl(parts.query, keep_blank_values=True)
        query = tuple((key, value) for key, value in asked if key not in PAGING)
        return cls(parts.scheme, parts.netloc, parts.path.rstrip("/"), query)

    @property
    def is_list(self) -> bool:
        return self.path.endswith("/services")

    @property
    def services(self) -> FeedAddress:
        """The list, where this is the root."""
        return FeedAddress(self.scheme, self.host, f"{self.path}/services", self.query)

    def asking(self, paging: Mapping[str, object]) -> str:
        query = [*self.query, *((key, str(value)) for key, value in paging.items())]
        return urlunsplit((self.scheme, self.host, self.path, urlencode(query), ""))

    def service(self, service_id: str) -> str:
        """The whole of one service. Ids may hold anything, slashes too."""
        path = self.path if self.is_list else f"{self.path}/services"
        return self._at(f"{path}/{quote(service_id, safe='')}")

    def _at(self, path: str) -> str:
        return urlunsplit((self.scheme, self.host, path or "/", "", ""))
