"""Content proved by running it: the phrases are all there, and the safety files do what their examples say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.conversation.patterns import NotAPattern, compile_pattern
from bot.conversation.times import SETS
from bot.conversation.understanding import rules_of
from bot.conversation.wording import PHRASES, fields_of
from bot.feeds import read_feeds
from bot.library.checking import Shelf, check
from bot.library.english import common_words
from bot.library.library import Library
from bot.library.loading import Loaded, load
from bot.library.reading import ContentFault
from bot.packs import Locate, read_directory
from services_directory.authorities import Authorities
from services_directory.postcodes.file import PostcodeFile, PostcodeFileBroken, PostcodeFileMissing


def locate_if_known(path: Path, authorities: Authorities) -> Locate | None:
    """Where a venue's postcode is; None without a postcode file."""
    try:
        postcodes = PostcodeFile(path, authorities)
    except (PostcodeFileMissing, PostcodeFileBroken):
        return None
    return lambda postcode: postcodes.locate(postcode).locality


def anywhere(authorities: Authorities) -> Locate:
    """Without the file every venue's postcode counts as known, so that what can be checked is."""
    somewhere = authorities.locality(next(iter(authorities.by_district)))
    return lambda _postcode: somewhere


def prove(
    content: Path, locate: Locate, today: date, areas: Mapping[str, str] | None = None
) -> tuple[ContentFault, ...]:
    """Every fault in `content`, from spelling to what a safety rule catches."""
    loaded = load(content)
    _, in_directory = read_directory(loaded, locate, areas)
    _, in_feeds = read_feeds(loaded, areas)
    found = [*check(loaded, today), *in_directory, *in_feeds]
    if loaded.library is not None:
        shelf = Shelf(loaded.library, loaded.documents, today)
        found += [*_phrases(shelf), *_questions(shelf), *_safety(shelf)]
    return tuple(dict.fromkeys(found))


def prove_safety(before: Library, loaded: Loaded, today: date) -> tuple[ContentFault, ...]:
    """What an edit of content broke of the safety examples: nothing where it changed nothing that they hang on."""
    library = loaded.library
    if library is None or _what_safety_hangs_on(library) == _what_safety_hangs_on(before):
        return ()
    return tuple(_safety(Shelf(library, loaded.documents, today)))


def _what_safety_hangs_on(library: Library) -> tuple[object, ...]:
    return library.safety, library.safety_words, library.concepts


def _phrases(shelf: Shelf) -> Iterator[ContentFault]:
    written = shelf.library.phrases.phrases
    document = shelf.base("phrases.yaml")
    for missing in sorted(set(PHRASES) - set(written)):
        yield document.fault(
            ("phrases",), f'The phrase "{missing}" is missing.', "Add it; the software says it."
        )
    for name, text in written.items():
        if name not in PHRASES:
            yield document.fault(
                ("phrases", name),
                f'Nothing says the phrase "{name}".',
                "Check its spelling, or take it out.",
                "warning",
            )
        elif (fields := fields_of(text)) != PHRASES[name]:
            wanted = ", ".join(f"{{{field}}}" for field in sorted(PHRASES[name])) or "none"
            fault = f'"{name}" fills in {", ".join(sorted(fields)) or "nothing"}, but the software gives: {wanted}.'
            yield document.fault(("phrases", name), fault, "Use exactly what is given.")


def _questions(shelf: Shelf) -> Iterator[ContentFault]:
    questions = shelf.library.questions
    document = shelf.base("questions.yaml")
    for keys, wording in questions.wordings():
        try:
            compile_pattern(wording, {**questions.sets, **SETS})
        except NotAPattern as error:
            remedy = "Mend it; docs/writing-content.md shows the form."
            yield document.fault(keys, f"{error}.", remedy)


def _safety(shelf: Shelf) -> Iterator[ContentFault]:
    """For safety there are no warnings: an example that fails blocks."""
    rules = rules_of(shelf.library, common_words())
    for broken in rules.broken:
        fault = f'The wording "{broken.wording}" ({broken.rule}) cannot be read: {broken.why}.'
        yield shelf.of_safety(broken.kind).fault(
            ("rules",), fault, "Mend it; docs/writing-content.md shows the form."
        )
    for kind in shelf.library.safety.values():
        document = shelf.of_safety(kind.id)
        for place, text in enumerate(kind.must_match):
            if rules.look(text).danger is None:
                yield document.fault(
                    ("must_match", place),
                    f'No rule catches "{text}".',
                    "Widen a rule, or take the example out.",
                )
        for place, text in enumerate(kind.must_not_match):
            if (danger := rules.look(text).danger) is not None:
                fault = f'"{text}" is caught by {danger.kind}: {danger.rule}.'
                yield document.fault(
                    ("must_not_match", place),
                    fault,
                    "Narrow that rule, or add what sets this apart to unless.",
                )
