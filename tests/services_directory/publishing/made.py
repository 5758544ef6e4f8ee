"""Services of every form, drawn by Hypothesis, and a few by hand; invented, with real ONS codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from services_directory.authorities import Authorities
from services_directory.closure import Closure, SpecialHours
from services_directory.eligibility import AllOf, AnyOf, AtLeast, AtMost, Holds, Not, OneOf, Rule
from services_directory.opening import Opening, OpeningHours
from services_directory.places import Point
from services_directory.publishing.names import Listing, Names
from services_directory.schedule import ByDay, Schedule
from services_directory.service import Contact, Need, Provenance, Service, Venue
from services_directory.sources.packs import HTML
from tests.services_directory.builders import hours, service

NAMES = Names.of(
    Authorities.load(), [Need("stop-smoking", "Stop smoking"), Need("library", "Libraries")]
)
LISTING = Listing("Signpost", "Open Government Licence v3.0", "https://example.org/licence/")
TODAY = date(2026, 11, 20)

CODES = ("E10000028", "E06000021", "E07000197", "E08000014")

_LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz àéîõü'=+-@;,\"&:.()/0123456789£€“”")
words = (
    st.text(_LETTERS, min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and not HTML.search(text))
)
"""Whatever staff may write on one line: quotes, separators, letters with accents, the beginnings of formulas."""

maybe = st.none() | words
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
numbers = st.sampled_from(
    ["01785 000000", "+44 1785 000000", "0800 000 0000", "111", "07700 900000"]
)

_facts = st.sampled_from(["pregnant", "smokes_tobacco", "vapes_only"]).map(Holds)
_ages = st.integers(0, 99).map(float)
_leaves: st.SearchStrategy[Rule] = (
    _facts
    | st.builds(AtLeast, st.just("age"), _ages)
    | st.builds(AtMost, st.sampled_from(["age", "baby_age_months"]), _ages)
    | st.builds(OneOf, st.just("district"), st.frozensets(st.sampled_from(CODES), min_size=1))
)


def _several(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[tuple[Rule, ...]]:
    return st.lists(rules, min_size=2, max_size=3).map(tuple)


rules: st.SearchStrategy[Rule] = st.recursive(
    _leaves,
    lambda inner: (
        st.builds(AllOf, _several(inner))
        | st.builds(AnyOf, _several(inner))
        | st.builds(Not, inner)
    ),
    max_leaves=6,
)

fair_rules: st.SearchStrategy[Rule] = st.recursive(
    _leaves,
    lambda inner: st.builds(AllOf, _several(inner)) | st.builds(AnyOf, _several(inner)),
    max_leaves=6,
)
"""Rules that keep nobody out for what the law protects, as a spreadsheet may hold them."""


def _is_a_plain_week(schedule: Schedule) -> bool:
    """The same thing as openings, which is what it comes back as."""
    plain = Schedule(
        schedule.opens,
        schedule.closes,
        byday=schedule.byday,
        valid_from=schedule.valid_from,
        valid_to=schedule.valid_to,
    )
    return schedule == plain and bool(plain.byday) and not any(each.nth for each in plain.byday)


openings = st.builds(Opening, st.integers(0, 6), times, times)
by_days = st.builds(ByDay, st.integers(0, 6), st.integers(-5, 5))
schedules = st.builds(
    Schedule,
    opens=times,
    closes=times,
    freq=st.sampled_from(["WEEKLY", "MONTHLY"]),
    interval=st.integers(1, 6),
    byday=st.lists(by_days, max_size=3).map(tuple),
    bymonthday=st.lists(st.integers(1, 31) | st.integers(-31, -1), max_size=2).map(tuple),
    byyearday=st.lists(st.integers(1, 366) | st.integers(-366, -1), max_size=2).map(tuple),
    byweekno=st.lists(st.integers(1, 53) | st.integers(-53, -1), max_size=2).map(tuple),
    wkst=st.integers(0, 6),
    dtstart=st.none() | days,
    until=st.none() | days,
    count=st.none() | st.integers(1, 99),
    valid_from=st.none() | days,
    valid_to=st.none() | days,
    note=maybe,
).filter(lambda schedule: not _is_a_plain_week(schedule))
_ranges = st.lists(days, min_size=2, max_size=2).map(sorted)
closures = st.builds(lambda ends, why: Closure(ends[0], ends[1], why), _ranges, maybe) | st.builds(
    lambda first, why: Closure(first, None, why), days, maybe
)
specials = st.builds(
    lambda ends, opens, closes: SpecialHours(*ends, opens, closes), _ranges, times, times
)


def in_order(found: OpeningHours) -> OpeningHours:
    """As they come back: openings in order of the week, and none where it is always open."""
    kept = set() if found.always else set(found.openings)
    schedules = () if found.always else found.schedules
    ordered = sorted(kept, key=lambda each: (each.day, each.opens, each.closes))
    return replace(found, openings=tuple(ordered), schedules=schedules)


all_hours = st.builds(
    OpeningHours,
    openings=st.lists(openings, max_size=6).map(tuple),
    always=st.booleans(),
    schedules=st.lists(schedules, max_size=2).map(tuple),
    special=st.lists(specials, max_size=2).map(tuple),
    closures=st.lists(closures, max_size=2).map(tuple),
    term_time=st.booleans(),
    bank_holidays=st.sampled_from(["open", "closed", "unknown"]),
    first_session=st.none() | days,
    last_session=st.none() | days,
).map(in_order)


def _degrees(least: int, most: int) -> st.SearchStrategy[float]:
    """To the six places that postcode files have."""
    return st.integers(least * 1_000_000, most * 1_000_000).map(lambda millionths: millionths / 1e6)


venues = st.builds(
    Venue,
    address=words,
    postcode=st.none() | st.sampled_from(["ST16 2LH", "L20 3EN"]),
    name=maybe,
    point=st.none() | st.builds(Point, _degrees(50, 58), _degrees(-5, 1)),
    accessibility=st.lists(words, max_size=2, unique=True).map(tuple),
)


def _whole(**drawn: Any) -> Service:
    """A hidden place has no venue; a bound by area has codes."""
    bounded = drawn["bound"] in {"district", "council"}
    return Service(
        **{
            **drawn,
            "serves": drawn["serves"] if bounded else frozenset(),
        }
    )


# A hidden place loses whatever looks like a postcode, on purpose; so it is not drawn from letters and figures at random.


def services_with(eligible: st.SearchStrategy[Rule] = rules) -> st.SearchStrategy[Service]:
    return st.builds(
        _whole,
        id=st.from_regex(r"[a-z]{1,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
        name=words,
        organisation=words,
        needs=st.lists(st.sampled_from(["stop-smoking", "library"]), unique=True).map(tuple),
        summary=words,
        who_for=words,
        bound=st.sampled_from(["anywhere", "nearest", "district", "council"]),
        serves=st.frozensets(st.sampled_from(CODES), min_size=1),
        provenance=st.builds(
            Provenance,
            source=words,
            source_date=words,
            confidence=st.sampled_from(["high", "medium"]),
            confirmed=st.booleans(),
            checked_on=days,
        ),
        contact=st.builds(
            Contact,
            phone=st.none() | numbers,
            phone_note=maybe,
            text=st.none() | numbers,
            email=st.none() | st.just("help@example.org"),
            url=st.none() | st.just("https://example.org/help?a=1#b"),
        ),
        how=maybe,
        venue=st.none() | venues,
        eligible=st.none() | eligible,
        self_referral=st.sampled_from(["yes", "no", "unknown"]),
        hours=all_hours,
        hours_note=maybe,
        valid_from=st.none() | days,
        valid_to=st.none() | days,
        address_hidden=st.just(False),
        remote=st.none() | st.booleans(),
    )


services = services_with()

CAFE = service(
    "baby-cafe",
    "stop-smoking",
    name="Baby Café Stafford",
    organisation="An invented trust",
    summary="Help with feeding your baby, over a cup of tea.",
    who_for="Parents who live in Staffordshire.",
    bound="council",
    serves=frozenset({"E10000028"}),
    contact=Contact(
        "01785 000000", "option 2", "07700 900000", "cafe@example.org", "https://example.org/"
    ),
    how="Just turn up.",
    venue=Venue(
        "1 Invented Street, Stafford",
        "ST16 2LH",
        "The Invented Hall",
        Point(52.80306, -2.123012),
        "E07000197",
        ("Step-free entrance",),
    ),
    eligible=AllOf((AtLeast("age", 16.0), Holds("smokes_tobacco"))),
    self_referral="yes",
    hours=hours("tue 09:30 11:00", "thu 09:30 11:00", "thu 13:00 15:00"),
    hours_note="Not in August.",
)
FIRST_TUESDAY = Schedule(time(10), time(11), "MONTHLY", byday=(ByDay(1, 1),), note="Bring a towel")
LIBRARY = service(
    "invented-library",
    "library",
    bound="nearest",
    organisation="An invented council",
    venue=Venue(
        "2 Invented Street, Leek", "ST13 6DW", "The library", Point(53.1071, -2.02408), "E07000198"
    ),
    hours=hours("mon 09:00 17:00"),
)
LINE = service(
    "invented-line", contact=Contact(phone="0800 000 0000"), hours=OpeningHours(always=True)
)
