"""`python -m tests.fakes.bot_api --port 8081 --journal accepted.jsonl`: the stand-in as a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.fakes.bot_api.api import TOKEN, BotApi
from tests.fakes.bot_api.faults import Faults
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.serving import serve_for_ever


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8081)
    asked.add_argument("--token", default=TOKEN)
    asked.add_argument("--journal", type=Path, help="a file of what was accepted, one JSON a line")
    asked.add_argument("--limits", action="store_true", help="30 a second overall, 1 a chat")
    asked.add_argument("--faults", type=float, default=0.0, help="share of calls that fail")
    asked.add_argument("--latency", type=float, default=0.0, help="seconds that every call takes")
    given = asked.parse_args()
    api = BotApi(token=given.token, journal=given.journal, longest_poll=50)
    api.limits = Limits() if given.limits else None
    api.faults = Faults(given.faults) if given.faults else None
    api.latency = given.latency
    serve_for_ever(api, given.port)


if __name__ == "__main__":
    main()
