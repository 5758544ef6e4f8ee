"""What the packs say of other directories, joined: sources, curation and the words that place services, with lines for faults."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.library.loading import Loaded
from bot.library.reading import ContentFault, Document
from services_directory.curation import Curated, Key, faults_against, read_curation
from services_directory.feed_words import FeedWords, read_feed_words
from services_directory.showing import Rules
from services_directory.sources.faults import EntryFault
from services_directory.sources.listing import Source, read_sources

FILES = frozenset({"sources.yaml", "curation.yaml", "feed-words.yaml"})


@dataclass(frozen=True)
class Feeds:
    """The rules that services are shown by, and where each part of them stands on disk."""

    rules: Rules
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Source → the folder of its pack, where an address without "://" starts."""
    curated_in: Mapping[Key, Document] = field(default_factory=dict)

    def address(self, source: Source) -> str | Path:
        if "://" in source.address:
            return source.address
        return self.folders[source.name] / source.address

    def faults_against(self, listed: Mapping[Key, bool]) -> tuple[ContentFault, ...]:
        """Entries of curation for services that their source never listed (errors) or lists no longer (notes)."""
        return tuple(self._found(listed))

    def _found(self, listed: Mapping[Key, bool]) -> Iterator[ContentFault]:
        for document in {id(each): each for each in self.curated_in.values()}.values():
            here = [
                curated
                for key, curated in self.rules.curation.items()
                if self.curated_in[key] is document
            ]
            yield from with_lines(document, faults_against(here, listed))


def read_feeds(
    loaded: Loaded, areas: Mapping[str, str] | None = None
) -> tuple[Feeds, tuple[ContentFault, ...]]:
    """Every pack's `sources.yaml` and `curation.yaml`, and the base's `feed-words.yaml`. What is broken is left out and said.

    While a `curation.yaml` cannot be read at all, no source shows more than is curated elsewhere: it may hide something.
    `areas`: ONS codes with their names; None: codes are not checked.
    """
    needs = {need.id for need in loaded.library.needs.needs} if loaded.library else None
    faults: list[ContentFault] = []
    sources, folders = _sources(loaded, areas, faults)
    if any(fault.path.name == "curation.yaml" for fault in _unread(loaded)):
        sources = {name: replace(each, show="curated") for name, each in sources.items()}
    curation, curated_in = _curation(loaded, sources, needs, areas, faults)
    words = FeedWords()
    for document in _called(loaded, "feed-words.yaml"):
        words, wrong = read_feed_words(document.value, needs)
        faults += with_lines(document, wrong)
    return Feeds(Rules(sources, curation, words), folders, curated_in), tuple(faults)


def _unread(loaded: Loaded) -> list[ContentFault]:
    """Files of ours that are no YAML. `load` has said so already."""
    return [
        fault
        for fault in loaded.faults
        if fault.path.name in FILES and fault.path not in loaded.documents
    ]


def _sources(
    loaded: Loaded, areas: Mapping[str, str] | None, faults: list[ContentFault]
) -> tuple[dict[str, Source], dict[str, Path]]:
    sources: dict[str, Source] = {}
    folders: dict[str, Path] = {}
    for document in _called(loaded, "sources.yaml"):
        found, wrong = read_sources(document.value, areas)
        faults += with_lines(document, wrong)
        for source in found:
            if source.name in sources:
                fault = f'Another pack has a source called "{source.name}" too.'
                faults.append(document.fault(("sources",), fault, "Give one of them another name."))
                continue
            sources[source.name] = source
            folders[source.name] = document.path.parent
    return sources, folders


def _curation(
    loaded: Loaded,
    sources: Collection[str],
    needs: Collection[str] | None,
    areas: Mapping[str, str] | None,
    faults: list[ContentFault],
) -> tuple[dict[Key, Curated], dict[Key, Document]]:
    curation: dict[Key, Curated] = {}
    curated_in: dict[Key, Document] = {}
    for document in _called(loaded, "curation.yaml"):
        found, wrong = read_curation(document.value, sources, needs, areas)
        faults += with_lines(document, wrong)
        for each in found:
            curation[each.source, each.id] = each
            curated_in[each.source, each.id] = document
    return curation, curated_in


def _called(loaded: Loaded, name: str) -> list[Document]:
    return [document for path, document in loaded.documents.items() if path.name == name]


def with_lines(document: Document, faults: list[EntryFault]) -> list[ContentFault]:
    """The same faults, with the file and line at which they stand."""
    return [document.fault(each.keys, each.fault, each.remedy, each.level) for each in faults]
