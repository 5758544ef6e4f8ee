"""How one field of a publisher is read: a text, a date, a web address. What cannot be read is refused, never guessed at."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote
from zoneinfo import ZoneInfo

from services_directory.sources.openreferral.text import one_line, plain, whole

Plain = str | int | float | bool
Reader = Callable[[object], Plain | None]
"""A value as published → as 3.0 has it, or None where it says nothing. Raises Unreadable."""

LONDON = ZoneInfo("Europe/London")

DATES = (
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%a, %d %b %Y %H:%M:%S GMT",
)
"""As British publishers write them, the day before the month. ISO 8601 is read before these."""

NO_DATE_BEFORE, NO_DATE_AFTER = 1900, 2200
"""Years that software writes where nobody chose a date: 0001, 1899, 9999."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"]+@[^\s@,;:<>()\[\]\"]+\.[A-Za-z]{2,}")
_MAILTO = re.compile(r"^mailto:\s*", re.IGNORECASE)
_WEB = re.compile(
    r"(?P<scheme>https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:[/?#].*)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
_TRUE, _FALSE = {"true", "yes", "y", "1"}, {"false", "no", "n", "0"}


class Unreadable(ValueError):
    """A value that is not of the kind its field asks for."""


def text(value: object) -> str | None:
    return plain(_words(value, ", ")) or None


def name(value: object) -> str | None:
    return one_line(_words(value, ", ")) or None


def listed(value: object) -> str | None:
    """ "MO,TU", also where it was published as a list."""
    return one_line(_words(value, ",")) or None


def choice(*allowed: str, upper: bool = False) -> Reader:
    """One of these words, in whatever case and with whatever between its words."""

    def read(value: object) -> str | None:
        if isinstance(value, str) and value in allowed:
            return value
        word = re.sub(r"[\s_-]+", " ", one_line(_words(value, ","))).lower()
        word = word.upper() if upper else word
        if word and word not in allowed:
            raise Unreadable
        return word or None

    return read


def flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = one_line(_words(value, ",")).lower()
    if word and word not in _TRUE | _FALSE:
        raise Unreadable
    return word in _TRUE if word else None


def number(value: object) -> int | float | None:
    """Also "£4.50" and "1,000"."""
    if value is None:
        return None
    if isinstance(value, bool):
        raise Unreadable
    if isinstance(value, str):
        written = one_line(value).lstrip("£").strip()
        if not written:
            return None
        if not _NUMBER.fullmatch(written) or not any(map(str.isdigit, written)):
            raise Unreadable
        value = float(written.replace(",", ""))
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable
    return int(value) if float(value).is_integer() else value


def email(value: object) -> str | None:
    address = _MAILTO.sub("", one_line(_words(value, ", ")))
    if address and not _EMAIL.fullmatch(address):
        raise Unreadable
    return address or None


def url(value: object) -> str | None:
    """A web address. Without "http://" in front it is given one; any other kind of address is refused."""
    if not (address := _address(value)):
        return None
    if (found := _WEB.fullmatch(address)) is None:
        raise Unreadable
    return address if found["scheme"] else f"http://{address}"


def uri(value: object) -> str | None:
    """A web address or a URN: a name for a thing, which need not lead anywhere."""
    address = _address(value)
    return address if re.match(r"urn:[a-z0-9]", address, re.IGNORECASE) else url(value)


def day(value: object) -> str | None:
    """ "2026-11-20". A moment counts as the day that it is in London."""
    moment = _moment(value)
    if moment is None or not NO_DATE_BEFORE <= moment.year <= NO_DATE_AFTER:
        return None
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date().isoformat()


def instant(value: object) -> str | None:
    """ "2026-11-20T09:00:00Z". A time without a zone is read as universal time, a day as its first moment."""
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        return value.strip()
    moment = _moment(value)
    if moment is None or not NO_DATE_BEFORE <= moment.year <= NO_DATE_AFTER:
        return None
    return _zoned(moment, UTC).isoformat().replace("+00:00", "Z")


def _zoned(moment: datetime, zone: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _moment(value: object) -> datetime | None:
    """ISO 8601, one of DATES, or seconds or milliseconds since 1970."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    written = _ORDINAL.sub("", one_line(_words(value, ",")))
    if not written or written.startswith("0000-00-00"):
        return None
    for read in (datetime.fromisoformat, *map(_in_form, DATES)):
        try:
            return read(written)
        except ValueError:
            continue
    raise Unreadable


def _in_form(form: str) -> Callable[[str], datetime]:
    zone = UTC if form.endswith("GMT") else None
    return lambda written: datetime.strptime(written, form).replace(tzinfo=zone)


def _since_1970(value: float) -> datetime:
    seconds = value / 1000 if abs(value) > 1e11 else value
    if not math.isfinite(seconds) or not 0 < seconds < 7e9:
        raise Unreadable
    return datetime.fromtimestamp(seconds, UTC)


def _address(value: object) -> str:
    """Without white space around, and with every character that an address may not hold written as %20 and the like."""
    address = whole(_words(value, " ")).replace("&amp;", "&")
    if re.search(r"[\s<>\"{}|\\^`]", address):
        raise Unreadable
    address, hash_, fragment = address.partition("#")
    return _quoted(address) + (f"#{_quoted(fragment)}" if hash_ else "")


def _quoted(part: str) -> str:
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe="%:/?@!$&'()*+,;=~-._")


def _words(value: object, between: str) -> str:
    """A text, a number as text, or a list of these. Raises Unreadable for an object, and for yes or no."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return between.join(filter(None, (_words(each, between) for each in value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable
    return str(value)
