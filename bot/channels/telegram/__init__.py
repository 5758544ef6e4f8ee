"""Telegram, through python-telegram-bot's types and its Bot client."""

import os

# python-telegram-bot gives waits as numbers, with a warning, until it is told that we read time spans.
os.environ.setdefault("PTB_TIMEDELTA", "true")
