"""One row of the spreadsheet → the service in it, and every fault with its column. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, TypeVar, cast, get_args

from services_directory.eligibility import FACTS, Rule, facts_of, read_rule
from services_directory.fairness import PROTECTED, Group, fact_that_keeps_out
from services_directory.opening import BankHolidays, OpeningHours
from services_directory.publishing.names import Names
from services_directory.publishing.rules import NotARule, rule_as_json, rule_from_words
from services_directory.publishing.sheet import cells
from services_directory.publishing.sheet.cells import CellFault
from services_directory.publishing.sheet.changes import closure_from_text, special_from_text
from services_directory.publishing.sheet.columns import COLUMNS
from services_directory.publishing.sheet.sessions import session_from_text
from services_directory.publishing.sheet.week import ALWAYS, week_from_text
from services_directory.service import Bound, Confidence, Contact, Provenance, Service, Venue
from services_directory.sources.areas import ICB, NamedArea, read_area, wrong_areas

Value = TypeVar("Value")

LONGEST = {"name": 100, "summary": 300, "who for": 200, "how": 200, "hours note": 120}
"""Characters. The same limits as in `services.yaml`: a resident reads them on a small screen."""

_NEED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AREA = re.compile(r"(\S+)(?:\s+(.+))?")
_BOUNDED = ("district", "council", "icb")
_YesNoUnknown = Literal["yes", "no", "unknown"]
_VENUE = ("venue name", "address", "postcode", "access")
UNKNOWN_DAY = date.min
"""Stands for a date that could not be read; such a row has a fault and goes no further."""


class Row:
    """Cells by column. What cannot be read is a fault, and reading goes on, so that all faults of a row are told at once."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = written
        self.faults: dict[str, str] = {}

    def text(self, column: str) -> str:
        return self._written.get(column, "")

    def fault(self, column: str, fault: str) -> None:
        self.faults.setdefault(column, fault)

    def read(self, column: str, read: Callable[[str], Value], empty: Value) -> Value:
        """`empty` stands for an empty cell, and for one with a fault."""
        try:
            return read(text) if (text := self.text(column)) else empty
        except CellFault as fault:
            self.fault(column, str(fault))
            return empty

    def choice(self, column: str, allowed: Any, empty: Value) -> Value:
        """One of the words of a Literal."""
        words = get_args(allowed)
        return cast(
            Value, self.read(column, lambda text: cells.one_of(text, words), cast(str, empty))
        )


def service_in(row: Row, names: Names) -> Service:
    """The service as far as it could be read. It stands only where `row.faults` is empty afterwards."""
    for column in COLUMNS:
        if column.needed and not row.text(column.name):
            row.fault(column.name, f"is empty; write {column.says}")
    for name, most in LONGEST.items():
        if len(row.text(name)) > most:
            row.fault(name, f"has {len(row.text(name))} characters; {most} is the most")
    bound: Bound = row.choice("bound", Bound, "nearest")
    hidden = row.read("address hidden", cells.yes_or_no, False)
    return Service(
        id=row.text("id"),
        name=row.text("name"),
        organisation=row.text("organisation"),
        needs=row.read("needs", _needs, ()),
        summary=row.text("summary"),
        who_for=row.text("who for"),
        bound=bound,
        serves=_serves(row, bound, names),
        provenance=_provenance(row),
        contact=_contact(row),
        how=row.text("how") or None,
        venue=_venue(row, hidden),
        eligible=_eligible(row),
        self_referral=row.choice("self referral", _YesNoUnknown, "unknown"),
        hours=_hours(row),
        hours_note=row.text("hours note") or None,
        valid_from=row.read("valid from", cells.day, None),
        valid_to=row.read("valid to", cells.day, None),
        address_hidden=hidden,
        remote=row.read("remote", cells.yes_or_no, None),
    )


def _provenance(row: Row) -> Provenance:
    confidence: Confidence = row.choice("confidence", Confidence, "low")
    return Provenance(
        source=row.text("source"),
        source_date=row.text("source date") or "not shown",
        confidence=confidence,
        confirmed=row.read("confirmed", cells.yes_or_no, False),
        checked_on=row.read("checked on", cells.day, UNKNOWN_DAY),
    )


def _contact(row: Row) -> Contact:
    return Contact(
        phone=row.read("phone", cells.phone, None),
        phone_note=row.text("phone note") or None,
        text=row.read("text", cells.phone, None),
        email=row.read("email", cells.email, None),
        url=row.read("website", cells.website, None),
    )


def _venue(row: Row, hidden: bool) -> Venue | None:
    written = [column for column in _VENUE if row.text(column)]
    if not written:
        return None
    if hidden:
        row.fault(written[0], "an address that must stay hidden is not written here; empty it")
    if not row.text("address"):
        row.fault("address", f"is empty, and there is a {written[0]}; write the address too")
    return Venue(
        address=row.text("address"),
        postcode=row.read("postcode", cells.postcode, None),
        name=row.text("venue name") or None,
        accessibility=row.read("access", cells.lines, ()),
    )


def _hours(row: Row) -> OpeningHours:
    always = row.text("opening").casefold() == ALWAYS
    bank_holidays: BankHolidays = row.choice("bank holidays", BankHolidays, "unknown")
    return OpeningHours(
        openings=() if always else row.read("opening", week_from_text, ()),
        always=always,
        schedules=row.read("other sessions", _each_line(session_from_text), ()),
        special=row.read("special hours", _each_line(special_from_text), ()),
        closures=row.read("closed", _each_line(closure_from_text), ()),
        term_time=row.read("term time", cells.yes_or_no, False),
        bank_holidays=bank_holidays,
        first_session=row.read("first session", cells.day, None),
        last_session=row.read("last session", cells.day, None),
    )


def _each_line(read: Callable[[str], Value]) -> Callable[[str], tuple[Value, ...]]:
    return lambda text: tuple(read(line) for line in cells.lines(text))


def _needs(text: str) -> tuple[str, ...]:
    needs = cells.listed(text)
    for need in needs:
        if not _NEED.fullmatch(need):
            raise CellFault(
                f'"{need}" is not a need; `signpost directory needs` lists them, with ; between two'
            )
    return needs


def _serves(row: Row, bound: Bound, names: Names) -> frozenset[str]:
    areas: tuple[NamedArea, ...] = row.read("serves", _areas, ())
    if faults := [f"{fault} {remedy}" for _, fault, remedy in wrong_areas(areas, names.areas)]:
        row.fault("serves", " ".join(faults))
    if bound in _BOUNDED and not row.text("serves"):
        row.fault("serves", f"is empty; a service bound by {bound} names the ONS codes it serves")
    if any(area.code.startswith(ICB) != (bound == "icb") for area in areas):
        row.fault("serves", f"codes that begin with {ICB} go with the bound icb, and only with it")
    return frozenset(area.code for area in areas)


def _areas(text: str) -> tuple[NamedArea, ...]:
    """ "E10000028 Staffordshire; E06000021"."""
    return tuple(_area(each) for each in cells.listed(text))


def _area(text: str) -> NamedArea:
    match = _AREA.fullmatch(text)
    try:
        code = read_area(match[1] if match else text).code
    except ValueError as error:
        raise CellFault(str(error)) from error
    return NamedArea(code, match[2] if match else None)


def _eligible(row: Row) -> Rule | None:
    rule = row.read("eligible", _rule, None)
    groups: tuple[Group, ...] = row.read("for group", _groups, ())
    if rule and (fact := fact_that_keeps_out(rule, groups)):
        row.fault(
            "eligible",
            f'a rule may not keep people out for "{fact}"; where the service is for one group alone, name it in "for group"',
        )
    return rule


def _rule(text: str) -> Rule:
    try:
        rule = rule_from_words(text)
        read_rule(rule_as_json(rule))
    except NotARule as fault:
        raise CellFault(f"{fault}; write it as smokes_tobacco and age at least 18") from fault
    except ValueError as fault:
        raise CellFault(str(fault)) from fault
    if unknown := [fact for fact in facts_of(rule) if fact not in FACTS | PROTECTED.keys()]:
        raise CellFault(
            f'"{unknown[0]}" is not a fact that a rule may turn on; use {", ".join(sorted(FACTS))}'
        )
    return rule


def _groups(text: str) -> tuple[Group, ...]:
    return tuple(cast(Group, cells.one_of(each, get_args(Group))) for each in cells.listed(text))
