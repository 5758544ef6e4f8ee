"""Rules that hold across content files. Each gives faults with file, line and remedy; errors block, warnings need a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from bot.library.library import Library
from bot.library.loading import Loaded
from bot.library.models import Reviewed
from bot.library.reading import ContentFault, Document

FEWEST_PHRASES = 40
"""Wordings that a core topic needs, so that residents are understood."""

FEWEST_EXAMPLES = 20
"""Of what must match and of what must not, in each safety file."""

LONGEST_SENTENCE = 32
"""Words. Beyond this a tired reader loses the thread (GOV.UK advises 25)."""

LONGEST_VALUE = 64
"""Bytes of a button's data (Telegram)."""

_PHONE = re.compile(r"(?<!\d)0\d{2,4}[ ]?\d{3}[ ]?\d{3,4}(?!\d)")

CORE_TOPICS = frozenset(
    [
        "safer-sleep",
        "stop-smoking",
        "stop-smoking-pregnancy",
        "breastfeeding",
        "five-ways",
        "perinatal-mental-health",
        "alcohol-pregnancy",
        "healthy-weight",
        "healthy-start",
        "crying-baby",
        "immunisations",
        "child-development",
        "family-hubs",
        "loneliness",
        "healthy-ageing",
        "warm-homes",
        "domestic-abuse",
        "young-people-mental-health",
        "dads-partners",
        "tongue-tie",
        "formula-feeding",
        "weaning",
    ]
)
"""Ids that never change meaning."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library and the files that it came from."""

    library: Library
    documents: Mapping[Path, Document]
    today: date

    def of_topic(self, topic_id: str) -> Document:
        return next(
            document
            for path, document in self.documents.items()
            if path.parts[-3:] == ("base", "topics", f"{topic_id}.yaml")
        )

    def of_safety(self, kind: str) -> Document:
        return next(
            document
            for path, document in self.documents.items()
            if path.parts[-2:] == ("safety", f"{kind}.yaml")
        )

    def of_messages(self, name: str) -> Document:
        return next(
            document
            for path, document in self.documents.items()
            if path.parts[-3:] == ("base", "messages", f"{name}.yaml")
        )

    def base(self, name: str) -> Document:
        return next(
            document
            for path, document in self.documents.items()
            if path.parts[-2:] == ("base", name)
        )


Check = Callable[[Shelf], Iterator[ContentFault]]


def check(loaded: Loaded, today: date) -> tuple[ContentFault, ...]:
    """Every fault of every rule, in the order of the files."""
    if loaded.library is None:
        return loaded.faults
    shelf = Shelf(loaded.library, loaded.documents, today)
    found = (fault for rule in CHECKS for fault in rule(shelf))
    return tuple(
        sorted(
            {*loaded.faults, *found}, key=lambda fault: (str(fault.path), fault.line, fault.fault)
        )
    )


def names_are_known(shelf: Shelf) -> Iterator[ContentFault]:
    """A topic refers only to topics, needs and helplines that exist."""
    library = shelf.library
    known = {
        "related": set(library.topics),
        "needs": {need.id for need in library.needs.needs},
        "helplines": set(library.helplines),
    }
    for topic in library.topics.values():
        document = shelf.of_topic(topic.id)
        for field, ids in known.items():
            yield from _unknown(document, field, getattr(topic, field), ids)
        if topic.core:
            yield from _unknown(document, "core", (topic.core,), known["related"])
    for kind in library.safety.values():
        document = shelf.of_safety(kind.id)
        yield from _unknown(document, "helplines", kind.helplines, known["helplines"])


def _unknown(
    document: Document, field: str, names: tuple[str, ...], known: set[str]
) -> Iterator[ContentFault]:
    for place, name in enumerate(names):
        if name not in known:
            nearest = ", ".join(get_close_matches(name, known, 3, 0.3)) or "an id that exists"
            fault = f'"{name}" is not known ({field}).'
            yield document.fault((field, place), fault, f"Did you mean: {nearest}?")


def messages_belong_somewhere(shelf: Shelf) -> Iterator[ContentFault]:
    """A file in `messages/` is called after a topic, an intent, a safety class, or `harmless`; a message stands in one."""
    library = shelf.library
    known = {*library.topics, *library.safety, *(each.id for each in library.intents.intents)}
    first: dict[str, str] = {}
    for name, found in library.messages.items():
        document = shelf.of_messages(name)
        if name not in known and not found.harmless:
            fault = f'"{name}" is no topic, intent or safety class.'
            yield document.fault(("id",), fault, "Name the file and its id after one that exists.")
        for place, text in enumerate(found.messages):
            if (other := first.setdefault(" ".join(text.lower().split()), name)) != name:
                fault = f'"{text}" stands in messages/{other}.yaml as well.'
                yield document.fault(("messages", place), fault, "Keep it where it belongs most.")


def core_topics_are_there(shelf: Shelf) -> Iterator[ContentFault]:
    for missing in sorted(CORE_TOPICS - set(shelf.library.topics)):
        yield shelf.base("site.yaml").fault(
            (),
            f'The core topic "{missing}" is missing or broken.',
            "Add or mend its file in topics/.",
        )


def safety_files_have_examples(shelf: Shelf) -> Iterator[ContentFault]:
    """A rule without examples cannot be trusted, whatever it says."""
    for kind in shelf.library.safety.values():
        for field in ("must_match", "must_not_match"):
            if (count := len(getattr(kind, field))) < FEWEST_EXAMPLES:
                fault = f"There are only {count} examples in {field}."
                remedy = f"Add to make {FEWEST_EXAMPLES}, in many residents' words."
                yield shelf.of_safety(kind.id).fault((field,), fault, remedy)


def menus_lead_somewhere(shelf: Shelf) -> Iterator[ContentFault]:
    for place, item in enumerate(shelf.library.site.menu):
        for topic in item.topics:
            if topic not in shelf.library.topics:
                fault = f'The menu names "{topic}", which is not a topic.'
                yield shelf.base("site.yaml").fault(
                    ("menu", place), fault, "Use the id of a topic."
                )


def there_are_enough_phrases(shelf: Shelf) -> Iterator[ContentFault]:
    for topic in shelf.library.topics.values():
        if topic.id in CORE_TOPICS and len(topic.asked_as) < FEWEST_PHRASES:
            fault = f"There are only {len(topic.asked_as)} phrases."
            yield shelf.of_topic(topic.id).fault(
                ("asked_as",), fault, f"Add to make {FEWEST_PHRASES}, as different residents write."
            )


def phrases_belong_to_one_topic(shelf: Shelf) -> Iterator[ContentFault]:
    seen: dict[str, str] = {}
    for topic in shelf.library.topics.values():
        for place, phrase in enumerate(topic.asked_as):
            other = seen.setdefault(phrase.casefold(), topic.id)
            if other != topic.id or topic.asked_as.index(phrase) != place:
                fault = f'"{phrase}" stands in {other} too.'
                yield shelf.of_topic(topic.id).fault(
                    ("asked_as", place), fault, "Keep it in one place.", "warning"
                )


def reviews_are_not_overdue(shelf: Shelf) -> Iterator[ContentFault]:
    """A safety item that has lapsed blocks; anything else is a warning."""
    for topic in shelf.library.topics.values():
        yield from _review(shelf.of_topic(topic.id), topic, shelf.today, blocks=False)
    for kind in shelf.library.safety.values():
        yield from _review(shelf.of_safety(kind.id), kind, shelf.today, blocks=True)


def _review(
    document: Document, item: Reviewed, today: date, blocks: bool
) -> Iterator[ContentFault]:
    if item.review_by < today:
        yield document.fault(
            ("review_by",),
            '"review_by" is in the past.',
            "Read the page again, then move the date.",
            "error" if blocks else "warning",
        )


def sign_off_is_said(shelf: Shelf) -> Iterator[ContentFault]:
    """What no clinician has signed says so to staff."""
    for topic in shelf.library.topics.values():
        if topic.signed_off is None:
            yield shelf.of_topic(topic.id).fault(
                (), "Not clinically signed off yet.", "A named clinician adds signed_off.", "note"
            )
    for kind in shelf.library.safety.values():
        if len(kind.approvers) < 2:
            fault = f"{len(kind.approvers)} of 2 approvers have signed."
            yield shelf.of_safety(kind.id).fault(
                ("approvers",),
                fault,
                "A clinician and a safeguarding lead add their names.",
                "note",
            )


def numbers_stand_in_helplines(shelf: Shelf) -> Iterator[ContentFault]:
    """A phone number in running text goes stale unseen; in helplines.yaml it is checked."""
    for topic in shelf.library.topics.values():
        texts = [
            (("summary",), topic.summary),
            *(
                (("sections", place, "text"), each.text)
                for place, each in enumerate(topic.sections)
            ),
        ]
        for keys, text in texts:
            if found := _PHONE.search(text):
                fault = f"A phone number ({found.group()}) stands in the text."
                yield shelf.of_topic(topic.id).fault(
                    keys, fault, "Refer to the helpline by id under helplines."
                )


def sentences_are_short(shelf: Shelf) -> Iterator[ContentFault]:
    for topic in shelf.library.topics.values():
        for place, section in enumerate(topic.sections):
            longest = max(
                (len(sentence.split()) for sentence in re.split(r"[.!?:;]\s|\n", section.text)),
                default=0,
            )
            if longest > LONGEST_SENTENCE:
                fault = f"A sentence has {longest} words."
                yield shelf.of_topic(topic.id).fault(
                    ("sections", place, "text"), fault, "Cut it in two.", "warning"
                )


def buttons_fit(shelf: Shelf) -> Iterator[ContentFault]:
    for topic in shelf.library.topics.values():
        for place, section in enumerate(topic.sections):
            if len(f"more:{topic.id}:{section.id}".encode()) > LONGEST_VALUE:
                fault = "The topic's and the section's ids together are too long for a button."
                yield shelf.of_topic(topic.id).fault(
                    ("sections", place, "id"), fault, "Shorten the section's id."
                )


def packs_are_current(shelf: Shelf) -> Iterator[ContentFault]:
    for place in shelf.library.places.values():
        document = next(
            each
            for path, each in shelf.documents.items()
            if path.parts[-2:] == (place.id, "place.yaml")
        )
        if place.valid_to and place.valid_to < shelf.today:
            fault = f"The strategy ended on {place.valid_to:%d %B %Y}."
            yield document.fault(
                ("valid_to",), fault, "Confirm with the council what holds now.", "warning"
            )
        if place.review_by < shelf.today:
            yield document.fault(
                ("review_by",),
                '"review_by" is in the past.',
                "Read the pack again, then move the date.",
                "warning",
            )


CHECKS: tuple[Check, ...] = (
    names_are_known,
    messages_belong_somewhere,
    core_topics_are_there,
    safety_files_have_examples,
    menus_lead_somewhere,
    there_are_enough_phrases,
    phrases_belong_to_one_topic,
    reviews_are_not_overdue,
    sign_off_is_said,
    numbers_stand_in_helplines,
    sentences_are_short,
    buttons_fit,
    packs_are_current,
)
