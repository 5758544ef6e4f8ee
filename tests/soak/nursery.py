"""Starts bots quickly: everything is imported once, and each life is a fork that runs `signpost serve` from its beginning.

Reads one order a line on standard input, `{"settings": {…}, "log": "file", "file_limit": bytes or null, "unlimited": true}`;
answers with the process id. A life that was killed can be started again in a third of the time that a fresh interpreter takes.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from functools import partial
from typing import Any

from bot.channels.telegram.running import Running
from bot.cli import serving
from bot.cli.commands import app
from tests.pace import UNLIMITED


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        if (born := os.fork()) == 0:
            _live(order)
        _say(str(born))


def _live(order: dict[str, Any]) -> None:
    """Never returns."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ.update(order["settings"])
        if order.get("file_limit"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_limit"], order["file_limit"]))
        if order.get("unlimited"):
            serving.Running = partial(Running, pace=UNLIMITED)  # type: ignore[misc, assignment]
        app(["serve"], standalone_mode=False)
        status = 0
    finally:
        os._exit(status)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
