"""This machine's clock against another's."""

from __future__ import annotations

from datetime import timedelta

from bot.checkup.finding import Finding, ok, wrong

FURTHEST_OFF = timedelta(seconds=30)
"""Further off, replies wait for a moment that has passed or leave before their time, and certificates are refused."""


def clock(whose: str, ahead: timedelta) -> Finding:
    """`whose` clock, and how far it is ahead of ours."""
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= FURTHEST_OFF:
        return ok("clock", f"within {FURTHEST_OFF.seconds} s of {whose}")
    way = "behind" if seconds > 0 else "ahead of"
    todo = "Set this machine's clock by NTP: timedatectl set-ntp true"
    return wrong("clock", f"{abs(seconds)} s {way} {whose}", todo)
