"""A council's pack, joined: the words come from the library, the services from the directory, the lines from the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.understanding import Understanding
from bot.learnt_file import taught_by
from bot.library.english import common_words
from bot.library.library import Library
from bot.library.loading import Loaded, load
from bot.library.reading import ContentFault, Document
from bot.sense import sense
from services_directory.directory import Directory
from services_directory.places import Locality
from services_directory.postcode import Postcode
from services_directory.service import Gap, Need, Service
from services_directory.sources.packs import EntryFault, read_gaps, read_services

Locate = Callable[[Postcode], Locality | None]


@dataclass(frozen=True)
class Knowledge:
    """All that the bot knows at one moment. A changed file makes a new one; nothing in it changes."""

    library: Library
    understanding: Understanding
    directory: Directory


def read_directory(loaded: Loaded, locate: Locate) -> tuple[Directory, tuple[ContentFault, ...]]:
    """Services and gaps of every pack. What is broken is left out and said."""
    services: list[Service] = []
    gaps: list[Gap] = []
    faults: list[ContentFault] = []
    for path, document in loaded.documents.items():
        if path.name == "services.yaml":
            entries, wrong = read_services(document.value, locate)
            services += entries
            faults += _with_lines(document, wrong)
        elif path.name == "gaps.yaml":
            told, wrong = read_gaps(document.value)
            gaps += told
            faults += _with_lines(document, wrong)
    faults += _repeated(services, loaded.documents)
    return Directory(
        {service.id: service for service in services}.values(), gaps, _needs(loaded.library)
    ), tuple(faults)


def read_knowledge(
    content: Path, locate: Locate, district_names: Mapping[str, str], kept: Path
) -> tuple[Knowledge | None, tuple[ContentFault, ...]]:
    """None when the bot could not speak with what is on disk; every fault either way. What was learnt is kept in `kept`."""
    encoder = sense()
    loaded = load(content)
    directory, faults = read_directory(loaded, locate)
    if loaded.library is None:
        return None, (*loaded.faults, *faults)
    common = common_words()
    taught = taught_by(loaded.library, common, kept)
    understanding = Understanding(loaded.library, common, district_names, taught, encoder)
    return Knowledge(loaded.library, understanding, directory), (*loaded.faults, *faults)


def _needs(library: Library | None) -> tuple[Need, ...]:
    return tuple(Need(need.id, need.title) for need in library.needs.needs) if library else ()


def _with_lines(document: Document, faults: list[EntryFault]) -> list[ContentFault]:
    return [document.fault(each.keys, each.fault, each.remedy) for each in faults]


def _repeated(services: list[Service], documents: Mapping[Path, Document]) -> list[ContentFault]:
    seen: set[str] = set()
    twice = {service.id for service in services if service.id in seen or seen.add(service.id)}  # type: ignore[func-returns-value]
    where = next(
        (path for path in documents if path.name == "services.yaml"), Path("services.yaml")
    )
    return [
        ContentFault(
            where, 1, f'Two services have the id "{each}".', "Give one of them another id."
        )
        for each in sorted(twice)
    ]
