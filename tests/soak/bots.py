"""Bots as processes of their own, that can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0

Settings = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Life:
    """One process of a bot, from its start to its end."""

    pid: int
    port: int

    @property
    def is_there(self) -> bool:
        return Path(f"/proc/{self.pid}").exists()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As a container is stopped: it may finish what it has in hand."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.is_there:
            os.kill(self.pid, how)
        until(lambda: not self.is_there, "the process did not end")

    def answers(self) -> bool:
        return self.get("livez") is not None

    def wait_for(self) -> Life:
        until(self.answers, "the bot did not start")
        return self

    def get(self, page: str) -> str | None:
        """None where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=5) as found:
                return str(found.read().decode())
        except (urllib.error.URLError, OSError):
            return None

    def memory(self) -> float:
        """Megabytes that it holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        held = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(held.split()[1]) / 1024


class Nursery:
    """`with Nursery(log) as nursery: life = nursery.starts(settings)`. All lives end with the block."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._lives: list[Life] = []

    def __enter__(self) -> Nursery:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=self._log.parent,
            env=environment,
        )
        self._hears()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self.ends()
        self._process.communicate()

    def ends(self) -> None:
        """Every life, at once."""
        for life in self._lives:
            life.kill()

    def starts(
        self, settings: Settings, file_limit: int | None = None, unlimited: bool = False
    ) -> Life:
        """Returns at once; `Life.wait_for` returns when it serves."""
        order = {
            "settings": dict(settings),
            "log": str(self._log),
            "file_limit": file_limit,
            "unlimited": unlimited,
        }
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        life = Life(int(self._hears()), int(settings["SIGNPOST_PORT"]))
        self._lives = [each for each in self._lives if each.is_there] + [life]
        return life

    def _hears(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(
    holds: Callable[[], bool],
    otherwise: str,
    seconds: float = PATIENCE_SECONDS,
    every: float = 0.02,
) -> None:
    """Waits. The time is patience and nothing that is measured."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, otherwise
        time.sleep(every)
