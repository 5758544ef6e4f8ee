"""A council's pack, joined: the words come from the library, the services from the directory, the lines from the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation.understanding import Understanding
from bot.feeds import Feeds, read_feeds, with_lines
from bot.learnt_file import taught_by
from bot.library.branding import voices
from bot.library.english import common_words
from bot.library.library import Library
from bot.library.loading import Loaded, load
from bot.library.reading import ContentFault, Document
from bot.sense import sense
from services_directory.council_calendar import Calendar
from services_directory.directory import Centre, Directory
from services_directory.places import Locality, Point
from services_directory.postcode import Postcode
from services_directory.service import Gap, Need, Service
from services_directory.showing import Rules
from services_directory.sources.packs import read_gaps, read_services
from services_directory.sources.written_terms import read_terms

Locate = Callable[[Postcode], Locality | None]


@dataclass(frozen=True)
class Knowledge:
    """All that the bot knows at one moment. A changed file makes a new one; nothing in it changes."""

    library: Library
    understanding: Understanding
    directory: Directory
    loaded: Loaded
    feeds: Feeds
    voices: Mapping[str, Library] = field(default_factory=dict)
    """The library as each council's own bot speaks it, by the id of its pack."""

    def spoken_by(self, bot: str) -> Library:
        """The words of a bot; those of an unknown one are the usual words."""
        return self.voices.get(bot, self.library)


def nowhere(_code: str) -> Point | None:
    """Where no area's middle is known."""
    return None


def read_directory(
    loaded: Loaded,
    locate: Locate,
    areas: Mapping[str, str] | None = None,
    *,
    listed: Sequence[Service] = (),
    centre: Centre = nowhere,
) -> tuple[Directory, tuple[ContentFault, ...]]:
    """Services and gaps of every pack, and what sources list. What is broken is left out and said.

    `areas`: ONS codes with their names.
    """
    services: list[Service] = []
    gaps: list[Gap] = []
    faults: list[ContentFault] = []
    for path, document in loaded.documents.items():
        if path.name == "services.yaml":
            entries, wrong = read_services(document.value, locate, areas)
            services += entries
            faults += with_lines(document, wrong)
        elif path.name == "gaps.yaml":
            told, wrong = read_gaps(document.value)
            gaps += told
            faults += with_lines(document, wrong)
    faults += _repeated(services, loaded.documents)
    calendars, wrong_terms = read_calendars(loaded)
    directory = Directory(
        {service.id: service for service in (*services, *listed)}.values(),
        gaps,
        _needs(loaded.library),
        centre=centre,
        calendars=calendars,
    )
    return directory, (*faults, *wrong_terms)


def read_calendars(loaded: Loaded) -> tuple[dict[str, Calendar], tuple[ContentFault, ...]]:
    """Councils that wrote down their school terms, by ONS code. The others have bank holidays alone."""
    places = loaded.library.places if loaded.library else {}
    calendars: dict[str, Calendar] = {}
    faults: list[ContentFault] = []
    for path, document in loaded.documents.items():
        if path.name == "terms.yaml" and (place := places.get(path.parent.name)):
            terms, wrong = read_terms(document.value)
            calendars[place.council] = Calendar(terms)
            faults += with_lines(document, wrong)
    return calendars, tuple(faults)


def read_knowledge(
    content: Path,
    locate: Locate,
    district_names: Mapping[str, str],
    kept: Path,
    areas: Mapping[str, str] | None = None,
    *,
    listed: Callable[[Rules], Sequence[Service]] = lambda _: (),
    centre: Centre = nowhere,
) -> tuple[Knowledge | None, tuple[ContentFault, ...]]:
    """None when the bot could not speak with what is on disk; every fault either way. What was learnt is kept in `kept`.

    `listed` gives the services of sources that residents may see, by the packs' rules.
    """
    encoder = sense()
    loaded = load(content)
    feeds, in_feeds = read_feeds(loaded, areas)
    directory, in_packs = read_directory(
        loaded, locate, areas, listed=listed(feeds.rules), centre=centre
    )
    faults = (*in_packs, *in_feeds)
    if loaded.library is None:
        return None, (*loaded.faults, *faults)
    common = common_words()
    taught = taught_by(loaded.library, common, kept)
    understanding = Understanding(loaded.library, common, district_names, taught, encoder)
    knowledge = Knowledge(
        loaded.library, understanding, directory, loaded, feeds, voices(loaded.library)
    )
    return knowledge, (*loaded.faults, *faults)


def _needs(library: Library | None) -> tuple[Need, ...]:
    return (
        tuple(Need(need.id, need.title, need.stands_open) for need in library.needs.needs)
        if library
        else ()
    )


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
