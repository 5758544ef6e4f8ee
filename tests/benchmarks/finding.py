"""`find` at a thousand, a hundred thousand and a million services, beside the same rules written out service by service.

Run as a program of its own for each size, so that one size's memory is not another's.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services_directory.authorities import Authorities
from services_directory.directory import Directory
from services_directory.eligibility import Facts
from services_directory.service import Service, ServiceSearch
from tests.benchmarks.made_directory import make_services
from tests.services_directory.by_hand import by_hand

SIZES = {1_000: 1, 100_000: 2, 1_000_000: 5}
"""Services, and the milliseconds that 99 of 100 searches may take."""

SEARCHES, BY_HAND = 3000, 20
NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
FACTS: tuple[Facts, ...] = ({}, {"pregnant": True}, {"age": 17.0}, {"smokes_tobacco": True})
ROOT = Path(__file__).parents[2]


def measured(count: int) -> dict[str, Any]:
    """In a fresh interpreter: seconds to build, milliseconds to find, and how often a search by hand agrees."""
    program = [sys.executable, "-m", "tests.benchmarks.finding", str(count)]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, check=True, text=True)
    return dict(json.loads(ran.stdout))


def measure(count: int) -> dict[str, Any]:
    services = list(make_services(count, 1))
    gc.freeze()
    began = time.perf_counter()
    directory = Directory(services)
    built = time.perf_counter() - began
    searches = made_searches(services)
    directory.find(searches[0])
    times = [_timed(directory, search) for search in searches]
    hand, agree = _by_hand(directory, services, searches[:BY_HAND])
    return {
        "built": built,
        "median": statistics.median(times),
        "p99": statistics.quantiles(times, n=100)[98],
        "by_hand": hand,
        "agree": agree,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def made_searches(services: list[Service]) -> list[ServiceSearch]:
    """From where services are, so from where people are; for every need, with one fact or none known."""
    chance, authorities = random.Random(3), Authorities.load()
    there = [each.venue for each in services if each.venue and each.venue.point]
    needs = sorted({need for each in services[:5000] for need in each.needs})
    found = []
    for _ in range(SEARCHES):
        venue = chance.choice(there)
        place = authorities.locality(str(venue.district), venue.point)
        found.append(ServiceSearch((chance.choice(needs),), place, NOW, chance.choice(FACTS)))
    return found


def _timed(directory: Directory, search: ServiceSearch) -> float:
    """Milliseconds of this thread: what else runs on the machine does not count."""
    began = time.thread_time()
    directory.find(search)
    return (time.thread_time() - began) * 1000


def _by_hand(
    directory: Directory, services: list[Service], searches: list[ServiceSearch]
) -> tuple[float, float]:
    began = time.thread_time()
    expected = [by_hand(services, search) for search in searches]
    took = (time.thread_time() - began) * 1000 / len(searches)
    alike = [
        [each.service.id for each in directory.find(search).signposts] == there
        for search, there in zip(searches, expected, strict=True)
    ]
    return took, sum(alike) / len(alike)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
