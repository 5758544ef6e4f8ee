"""What became of replies that were tried: they go, wait for another try, or are set aside with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_, update

from bot.storage.budgets import Budget
from bot.storage.database import upsert
from bot.storage.outbox import OUTBOX, Waiting
from bot.storage.tables import OutboxChat, OutboxReply, SetAside

Result = Literal["accepted", "part", "later", "retry_after", "blocked", "set_aside", "returned"]
"""`part`: one message of a long reply was accepted. `returned`: it was not tried. The others are counted."""

Reason = Literal["refused", "sealed", "unreadable", "failing", "too_late"]
"""Why a reply was given up: Telegram does not take it in any form; its address was sealed with an unknown key; another release
wrote it in a form that this one cannot read; it failed again and again while others got through; its time was over."""

SET_ASIDE_KEPT = timedelta(days=30)
"""How long that a reply was given up is counted: long enough for a monthly look."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one reply. `pause` is how long it, or for `retry_after` everything, waits."""

    waiting: Waiting
    result: Result
    pause: timedelta = timedelta(0)
    reason: Reason | None = None
    counts_as_try: bool = False
    apologised: bool = False


def settle(
    connection: Connection, budget: Budget, settled: Sequence[Settled]
) -> tuple[Budget, Counter[str]]:
    """Writes it all down. Returns the budget as it is now, and how often what happened, by label of the metric.

    Harmless when repeated: only rows that are still under the claim they were tried with are touched.
    """
    if not settled:
        return budget, Counter()
    counts = Counter(_label(each) for each in settled if each.result not in ("part", "returned"))
    _drop(connection, [each for each in settled if each.result in ("accepted", "set_aside")])
    _set_aside(connection, budget, [each for each in settled if each.result == "set_aside"])
    blocked = {each.waiting.key for each in settled if each.result == "blocked"}
    if blocked:
        counts["blocked"] = _end_queues(connection, budget.channel, blocked)
    _put_back(connection, budget.now, [each for each in settled if each.result in PUT_BACK])
    _remember_apologies(connection, budget.channel, settled)
    _rest(connection, budget, (each.waiting.key for each in settled if each.result != "returned"))
    waits = [each.pause for each in settled if each.result == "retry_after"]
    return (budget.closed(max(waits)) if waits else budget), counts


PUT_BACK = ("part", "later", "retry_after", "returned")


def tidy(connection: Connection, now: datetime, channel: str | None = None) -> None:
    """A chat that may be sent to again needs no row to say so, and what was set aside is counted for a while only.

    A sender tidies its own channel: another's rows may be changing just then.
    """
    rested, over = OutboxChat.open_at <= now, SetAside.at <= now - SET_ASIDE_KEPT
    ours = () if channel is None else (OutboxChat.channel == channel,)
    theirs = () if channel is None else (SetAside.channel == channel,)
    connection.execute(delete(OutboxChat).where(rested, *ours))
    connection.execute(delete(SetAside).where(over, *theirs))


def set_aside(connection: Connection) -> dict[str, int]:
    """How many replies were given up in the last 30 days, by reason."""
    query = select(SetAside.reason, func.count()).group_by(SetAside.reason)
    return {reason: int(number) for reason, number in connection.execute(query)}


def _label(settled: Settled) -> str:
    return "refused" if settled.reason == "refused" else settled.result


def _drop(connection: Connection, gone: Sequence[Settled]) -> None:
    if gone:
        claimed = [(each.waiting.id, each.waiting.claim) for each in gone]
        still_ours = tuple_(OutboxReply.id, OutboxReply.claimed_by).in_(claimed)
        connection.execute(delete(OutboxReply).where(still_ours))


def _set_aside(connection: Connection, budget: Budget, given_up: Sequence[Settled]) -> None:
    rows = [
        {"channel": budget.channel, "reason": each.reason, "at": budget.now} for each in given_up
    ]
    if rows:
        connection.execute(insert(SetAside), rows)


def _end_queues(connection: Connection, channel: str, keys: set[str]) -> int:
    ended = delete(OutboxReply).where(OutboxReply.channel == channel, OutboxReply.key.in_(keys))
    return connection.execute(ended).rowcount


_BACK = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("reply"), OUTBOX.c.claimed_by == bindparam("claim"))
    .values(
        tries=bindparam("new_tries"),
        parts_sent=bindparam("new_parts"),
        not_before=bindparam("new_moment"),
        claimed_by=None,
        claimed_until=None,
    )
)


def _put_back(connection: Connection, now: datetime, kept: Sequence[Settled]) -> None:
    if kept:
        connection.execute(_BACK, [_as_put_back(each, now) for each in kept])


def _as_put_back(settled: Settled, now: datetime) -> dict[str, Any]:
    waiting, part = settled.waiting, settled.result == "part"
    return {
        "reply": waiting.id,
        "claim": waiting.claim,
        "new_tries": 0 if part else waiting.tries + settled.counts_as_try,
        "new_parts": waiting.parts_sent + part,
        "new_moment": now + settled.pause if settled.result == "later" else None,
    }


def _remember_apologies(connection: Connection, channel: str, settled: Sequence[Settled]) -> None:
    told = [each.waiting.key for each in settled if each.apologised]
    if told:
        waits = (OutboxReply.channel == channel, OutboxReply.key.in_(told))
        connection.execute(update(OutboxReply).where(*waits).values(apologised=True))


def _rest(connection: Connection, budget: Budget, keys: Iterable[str]) -> None:
    """Until when each of these chats is left alone, also where nothing more waits for it."""
    if budget.pace.chat_seconds <= 0:
        return
    open_at = budget.now + timedelta(seconds=budget.pace.chat_seconds)
    for key in sorted(set(keys)):
        row = {"channel": budget.channel, "key": key, "open_at": open_at}
        upsert(connection, OutboxChat, row, {"open_at": open_at})
