"""A stand-in for Telegram's Bot API: real formats, limits and faults; in a test's own process, or as one of its own."""

from tests.fakes.bot_api.api import BOT, TOKEN, BotApi, Refusal
from tests.fakes.bot_api.faults import FAULTS, Fault, Faults
from tests.fakes.bot_api.journal import Accepted
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.updates import message, person, tap

__all__ = [
    "BOT",
    "FAULTS",
    "TOKEN",
    "Accepted",
    "BotApi",
    "Fault",
    "Faults",
    "Limits",
    "Refusal",
    "message",
    "person",
    "tap",
]
