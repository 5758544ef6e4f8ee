"""Opening hours, schedules and closures as a person would say them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from services_directory.closure import Closure, SpecialHours
from services_directory.schedule import ByDay, Schedule

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}

WHOLE_DAY = (time(0), time(0))


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of one day of every week, 0 for Monday. `closes` no later than `opens` means on the next day."""

    day: int
    opens: time
    closes: time


def clock(moment: time) -> str:
    """ "9am", "9.30am", "midday", "midnight"."""
    if moment.minute == 0 and moment.hour in {0, 12}:
        return "midnight" if moment.hour == 0 else "midday"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{(moment.hour - 1) % 12 + 1}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def day_in_words(day: date) -> str:
    """ "12 January 2027"."""
    return f"{day.day} {day:%B %Y}"


def weekly_in_words(openings: Iterable[Opening]) -> list[str]:
    """ "Monday to Thursday, 9am to 5pm", "Friday, 9am to 4pm"."""
    by_hours: dict[tuple[tuple[time, time], ...], list[int]] = {}
    ordered = sorted(openings, key=lambda each: (each.day, each.opens, each.closes))
    for day, there in groupby(ordered, lambda each: each.day):
        hours = tuple(dict.fromkeys((each.opens, each.closes) for each in there))
        by_hours.setdefault(hours, []).append(day)
    return [f"{_days(days)}, {_hours(hours)}" for hours, days in by_hours.items()]


def schedules_in_words(schedules: Sequence[Schedule], today: date | None) -> list[str]:
    """ "First Monday of the month, 10am to midday, until 23 March 2027". One that ended before `today` is not said."""
    running = [each for each in schedules if not _is_over(each, today)]
    said = []
    for (_, bounds), alike in groupby(
        running, lambda each: (_is_plain(each), _around(each, today))
    ):
        group = list(alike)
        if _is_plain(group[0]):
            openings = [
                Opening(on.day, each.opens, each.closes) for each in group for on in each.byday
            ]
            said += [f"{words}{bounds}" for words in weekly_in_words(openings)]
        else:
            said += [_schedule(each, bounds) for each in group]
    return list(dict.fromkeys(said))


def closure_in_words(closure: Closure, today: date) -> str:
    """ "Closed until 3 January 2027: the hall is being painted." """
    why = f": {closure.why.rstrip('.')}" if closure.why else ""
    first, last = day_in_words(closure.first), closure.last and day_in_words(closure.last)
    if closure.first == closure.last:
        return f"Closed on {first}{why}."
    if closure.first <= today:
        return f"Closed {f'until {last}' if last else 'until further notice'}{why}."
    return f"Closed from {first} {f'to {last}' if last else 'until further notice'}{why}."


def special_in_words(special: SpecialHours) -> str:
    """ "Open 10am to 2pm on 24 December 2026." """
    first, last = day_in_words(special.first), day_in_words(special.last)
    days = f"on {first}" if first == last else f"from {first} to {last}"
    return f"Open {_hours(((special.opens, special.closes),))} {days}."


def run_in_words(first: date | None, last: date | None, today: date | None) -> str:
    """ ", from 12 January 2027 to 23 March 2027". A beginning that is past, or for no one day, is not said."""
    begins = first if first and today and first > today else None
    if begins and last:
        return f", from {day_in_words(begins)} to {day_in_words(last)}"
    if begins:
        return f", from {day_in_words(begins)}"
    return f", until {day_in_words(last)}" if last else ""


def _schedule(schedule: Schedule, bounds: str) -> str:
    hours = _hours(((schedule.opens, schedule.closes),))
    first, last = schedule.first_day, schedule.last_day
    if first and first == last:
        day = f"{DAY_NAMES[first.weekday()]} {day_in_words(first)}"
        return f"{day}, {hours}{_noted(schedule)}"
    days = " ".join(filter(None, (_recurrence(schedule), _limits(schedule))))
    unsure = "" if schedule.is_anchored else " (ask which dates)"
    return f"{days[:1].upper()}{days[1:]}, {hours}{unsure}{bounds}"


def _recurrence(schedule: Schedule) -> str:
    if schedule.freq == "MONTHLY":
        return _monthly(schedule)
    on = [each.day for each in schedule.byday]
    if not on and schedule.dtstart:
        on = [schedule.dtstart.weekday()]
    if schedule.interval == 1 or not on:
        return _days(sorted(set(on))) or "every day"
    names = _listed([DAY_NAMES[day] for day in sorted(set(on))])
    if schedule.interval == 2:
        return f"every other {names}" if len(on) == 1 else f"every other week on {names}"
    return f"every {schedule.interval} weeks on {names}"


def _monthly(schedule: Schedule) -> str:
    of = {1: "of the month", 2: "of every other month"}.get(
        schedule.interval, f"of every {ordinal(schedule.interval)} month"
    )
    return f"{_days_of_month(schedule)} {of}"


def _days_of_month(schedule: Schedule) -> str:
    if schedule.byday:
        return _listed([_nth_day(each, schedule.byday) for each in schedule.byday])
    if schedule.bymonthday:
        return _listed([_month_day(each) for each in schedule.bymonthday])
    return f"the {ordinal(schedule.dtstart.day)}" if schedule.dtstart else "every day"


def _nth_day(each: ByDay, among: tuple[ByDay, ...]) -> str:
    """ "first" where the next one is on the same weekday, so that both share its name: "first and third Tuesday"."""
    name = DAY_NAMES[each.day]
    if not each.nth:
        return f"every {name}"
    nth = _NTH.get(each.nth, ordinal(each.nth))
    after = among[among.index(each) + 1 :]
    return nth if after and all(other.day == each.day for other in after) else f"{nth} {name}"


def _month_day(number: int) -> str:
    if number > 0:
        return f"the {ordinal(number)}"
    return "the last day" if number == -1 else f"the {ordinal(-number)} last day"


def _limits(schedule: Schedule) -> str:
    """What narrows a schedule further, which few do."""
    monthly = schedule.freq == "MONTHLY" and not schedule.byday
    days = [] if monthly else [_month_day(each) for each in schedule.bymonthday]
    said = [
        f"if it is {_listed(days, 'or')} of the month" if days else "",
        "in some weeks of the year" if schedule.byweekno else "",
        "on some days of the year" if schedule.byyearday else "",
    ]
    return " ".join(filter(None, said))


def _around(schedule: Schedule, today: date | None) -> str:
    run = run_in_words(schedule.first_day, schedule.last_day, today)
    return f"{run}{_noted(schedule)}"


def _noted(schedule: Schedule) -> str:
    return f" ({schedule.note.rstrip('.')})" if schedule.note else ""


def _is_over(schedule: Schedule, today: date | None) -> bool:
    return bool(today and schedule.last_day and schedule.last_day < today)


def _is_plain(schedule: Schedule) -> bool:
    """Every week, on named days: it is said together with others like it."""
    narrowed = schedule.bymonthday or schedule.byyearday or schedule.byweekno
    once = schedule.first_day and schedule.first_day == schedule.last_day
    weekly = schedule.freq == "WEEKLY" and schedule.interval == 1
    return bool(weekly and schedule.byday and schedule.is_anchored and not narrowed and not once)


def ordinal(number: int) -> str:
    """ "1st", "22nd", "13th"."""
    tail = "th" if 10 <= abs(number) % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{tail if isinstance(tail, str) else tail.get(abs(number) % 10, 'th')}"


def _listed(parts: Sequence[str], word: str = "and") -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _days(days: Sequence[int]) -> str:
    runs = [
        [day for _, day in run]
        for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(
        f"{DAY_NAMES[run[0]]} to {DAY_NAMES[run[-1]]}"
        if len(run) > 2
        else ", ".join(DAY_NAMES[day] for day in run)
        for run in runs
    )


def _hours(hours: tuple[tuple[time, time], ...]) -> str:
    return " and ".join(
        "24 hours" if (opens, closes) == WHOLE_DAY else f"{clock(opens)} to {clock(closes)}"
        for opens, closes in hours
    )
