"""The columns of the spreadsheet, in order: what staff write in each, and how a service fills it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services_directory.eligibility import facts_of
from services_directory.fairness import PROTECTED
from services_directory.publishing.names import Names
from services_directory.publishing.rules import rule_as_words
from services_directory.publishing.sheet.changes import closure_as_text, special_as_text
from services_directory.publishing.sheet.sessions import session_as_text
from services_directory.publishing.sheet.week import ALWAYS, week_as_text
from services_directory.service import Service, Venue


@dataclass(frozen=True, slots=True)
class Column:
    """`says` is what staff write there. A needed one may not be empty."""

    name: str
    says: str
    write: Callable[[Service, Names], str]
    needed: bool = False


NOWHERE = Venue("")


def _venue(service: Service) -> Venue:
    return NOWHERE if service.address_hidden or service.venue is None else service.venue


def _serves(service: Service, names: Names) -> str:
    return "; ".join(
        f"{code} {names.areas[code]}" if code in names.areas else code
        for code in sorted(service.serves)
    )


def _opening(service: Service, _: Names) -> str:
    return ALWAYS if service.hours.always else week_as_text(service.hours.openings)


def _groups(service: Service) -> list[str]:
    """The groups whose own facts the rule turns on: it may, only because the service is for them."""
    facts = facts_of(service.eligible) if service.eligible else ()
    return sorted({PROTECTED[fact] for fact in facts if fact in PROTECTED})


def _yes(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


COLUMNS = (
    Column("id", "a short name that never changes", lambda s, _: s.id, needed=True),
    Column("name", "as residents know it", lambda s, _: s.name, needed=True),
    Column("organisation", "who runs it", lambda s, _: s.organisation, needed=True),
    Column("needs", "stop-smoking; infant-feeding", lambda s, _: "; ".join(s.needs)),
    Column("summary", "what it does, in a sentence or two", lambda s, _: s.summary),
    Column("who for", "whom it is for, in a sentence", lambda s, _: s.who_for),
    Column(
        "bound", "anywhere, nearest, district, council or icb", lambda s, _: s.bound, needed=True
    ),
    Column("serves", "E10000028 Staffordshire; E06000021 Stoke-on-Trent", _serves),
    Column("phone", "01785 000000", lambda s, _: s.shown_contact.phone or ""),
    Column("phone note", "option 2", lambda s, _: s.shown_contact.phone_note or ""),
    Column("text", "a number for text messages", lambda s, _: s.shown_contact.text or ""),
    Column("email", "help@example.org", lambda s, _: s.shown_contact.email or ""),
    Column("website", "https://example.org/", lambda s, _: s.shown_contact.url or ""),
    Column("how", "how to start", lambda s, _: s.how or ""),
    Column("self referral", "yes, no or unknown", lambda s, _: s.self_referral),
    Column("remote", "yes where nobody need travel", lambda s, _: _yes(s.remote)),
    Column("venue name", "the name of the place", lambda s, _: _venue(s).name or ""),
    Column("address", "1 High Street, Stafford", lambda s, _: _venue(s).address),
    Column("postcode", "ST16 1AA", lambda s, _: _venue(s).postcode or ""),
    Column(
        "access",
        "steps, ramps, loops: one a line",
        lambda s, _: "\n".join(" ".join(each.split()) for each in _venue(s).accessibility),
    ),
    Column(
        "address hidden",
        "yes for a refuge; then no address",
        lambda s, _: _yes(s.address_hidden or None),
    ),
    Column("opening", "Mon-Fri 09:00-17:00; Sat 10:00-12:00", _opening),
    Column(
        "other sessions",
        "every 2 weeks on Thu 10:00-12:00 from 2026-11-05: one a line",
        lambda s, _: "\n".join(map(session_as_text, s.hours.schedules)),
    ),
    Column("term time", "yes where only then", lambda s, _: _yes(s.hours.term_time or None)),
    Column(
        "bank holidays",
        "open, closed or empty",
        lambda s, _: s.hours.bank_holidays.replace("unknown", ""),
    ),
    Column(
        "closed",
        "2026-12-24 to 2027-01-03: Christmas: one a line",
        lambda s, _: "\n".join(map(closure_as_text, s.hours.closures)),
    ),
    Column(
        "special hours",
        "2026-12-24 10:00-14:00: one a line",
        lambda s, _: "\n".join(map(special_as_text, s.hours.special)),
    ),
    Column("first session", "2026-11-20", lambda s, _: str(s.hours.first_session or "")),
    Column("last session", "2027-03-31", lambda s, _: str(s.hours.last_session or "")),
    Column("hours note", "anything else about hours", lambda s, _: s.hours_note or ""),
    Column(
        "eligible",
        "smokes_tobacco and age at least 18",
        lambda s, _: rule_as_words(s.eligible) if s.eligible else "",
    ),
    Column(
        "for group",
        "women, where a rule may turn on that",
        lambda s, _: "; ".join(_groups(s)),
    ),
    Column("valid from", "2026-11-20", lambda s, _: str(s.valid_from or "")),
    Column("valid to", "2027-03-31", lambda s, _: str(s.valid_to or "")),
    Column(
        "confirmed", "yes once the service has said so", lambda s, _: _yes(s.provenance.confirmed)
    ),
    Column("confidence", "high, medium or low", lambda s, _: s.provenance.confidence, needed=True),
    Column(
        "checked on", "2026-11-20", lambda s, _: s.provenance.checked_on.isoformat(), needed=True
    ),
    Column("source", "where you read it", lambda s, _: s.provenance.source, needed=True),
    Column("source date", "its date", lambda s, _: s.provenance.source_date),
)
"""No column for staff's notes: a file that leaves the house is read by anybody."""
