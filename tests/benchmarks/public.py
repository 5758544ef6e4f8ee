"""The matcher on public intent sets, ten messages an intent, beside what others have published.

Our own messages cannot say how good the design is: nobody else has been measured on them. Nothing here is tuned. Evidence,
learner and weights are those that answer residents; there are no concepts of staff and no repair of spelling, since both come
from our content. docs/public-benchmarks.md says what the comparison means. The sets lie beside the project, never in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.evidence import Concepts, gather
from bot.conversation.hearing import Share
from bot.conversation.learning import learn
from bot.conversation.likeness import Sense, learn_likeness
from bot.conversation.matching import Matcher
from bot.conversation.spelling import Speller
from bot.conversation.teaching import Taught
from bot.conversation.words import tidy, words_of
from bot.sense import sense

Figure = tuple[str, str, str]
Labelled = tuple[str, str]
"""An intent, and a message that means it."""

PUBLISHED = {
    "BANKING77": "published: USE 84.2%, ConveRT 83.3%, ConvBERT 83.6%, CPFT 87.2%, ICDA 89.8%",
    "CLINC150": "published: USE 90.9%, ConveRT 92.6%, ConvBERT 92.1%, CPFT 94.2%, ICDA 94.8%",
    "HWU64": "published: USE 83.8%, ConveRT 82.7%, ConvBERT 83.8%, CPFT 87.1%, ICDA 87.4%",
}
"""Accuracy at ten messages an intent; docs/public-benchmarks.md names the source of each."""

NONE_FOUND = "no published figure found at ten messages an intent"

FOLDS = 5
"""Parts of the training messages, each held out in turn. Ten messages of an intent stand together: two are in each part."""

MOST_LOST = 0.02
"""How much in-scope accuracy a threshold may cost among messages held out."""

THRESHOLDS = tuple(percent / 100 for percent in range(101))


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one message: whether the best intent is its own, and the belief in that intent."""

    right: bool
    belief: float


def figures(folder: Path) -> Iterator[Figure]:
    """Nothing for a set that is absent."""
    for name in PUBLISHED:
        if (folder / name).is_dir():
            for way, encoder in ways().items():
                yield from of_set(folder / name, way, encoder)


def ways() -> dict[str, Sense | None]:
    """By words alone, which always works, and with the encoder too, where it is installed."""
    alone: dict[str, Sense | None] = {"words alone": None}
    return alone if (encoder := sense()) is None else {**alone, "words and likeness": encoder}


def of_set(folder: Path, way: str, encoder: Sense | None) -> Iterator[Figure]:
    training, test = read(folder / "train_10"), read(folder / "test")
    matcher = taught_by(training, encoder)
    began = time.perf_counter()
    heard = hear(matcher, test)
    each = (time.perf_counter() - began) * 1e3 / len(test)
    right = str(Share(sum(one.right for one in heard), len(heard)))
    name = folder.name
    yield f"{name} at 10 shots, {way}", f"{right}, {each:.1f} ms each", PUBLISHED[name]
    if (folder / "oos").is_dir():
        least = least_belief(held_out(training, encoder), hear(matcher, read(folder / "oos/valid")))
        outside = hear(matcher, read(folder / "oos/test"))
        told = str(Share(refused(outside, least), len(outside)))
        kept = f"{accuracy(heard, least):.1%} in scope"
        yield f"{name}, out of scope told apart, {way}", f"{told}; {kept}", NONE_FOUND


def read(folder: Path) -> list[Labelled]:
    """A message and an intent a line, in two files."""
    labels, texts = (
        (folder / name).read_text(encoding="utf-8").splitlines() for name in ("label", "seq.in")
    )
    return list(zip(labels, texts, strict=True))


def taught_by(examples: Sequence[Labelled], encoder: Sense | None) -> Matcher:
    """As `teach` does it with our content."""
    labels = [label for label, _ in examples]
    phrases = [words_of(tidy(text, {}, {})) for _, text in examples]
    evidence, vectors = gather(Concepts({}), phrases)
    learnt = learn(list(zip(labels, vectors, strict=True)), len(evidence))
    likeness = None
    if encoder is not None:
        column = {label: place for place, label in enumerate(learnt.labels)}
        points = encoder([" ".join(words) for words in phrases])
        likeness = learn_likeness(points, [column[label] for label in labels], len(column))
    return Matcher(Taught(evidence, learnt, likeness), {}, {}, Speller(()), encoder)


def hear(matcher: Matcher, asked: Sequence[Labelled]) -> list[Heard]:
    """A message of which no word is known means nothing, and is wrong."""
    best = [(label, matcher.read(text).matches[:1]) for label, text in asked]
    return [
        Heard(found[0].label == label, found[0].score) if found else Heard(False, 0.0)
        for label, found in best
    ]


def held_out(examples: Sequence[Labelled], encoder: Sense | None) -> list[Heard]:
    """Each training message heard by a matcher that never learnt it: there are no other in-scope messages to choose on."""
    heard: list[Heard] = []
    for part in range(FOLDS):
        kept = [each for place, each in enumerate(examples) if place % FOLDS != part]
        heard += hear(taught_by(kept, encoder), examples[part::FOLDS])
    return heard


def least_belief(inside: Sequence[Heard], outside: Sequence[Heard]) -> float:
    """Of the thresholds that cost little in scope, the lowest that refuses most of what is out of scope."""
    enough = accuracy(inside, 0.0) - MOST_LOST
    cheap = [least for least in THRESHOLDS if accuracy(inside, least) >= enough]
    return max(cheap, key=lambda least: (refused(outside, least), -least))


def accuracy(heard: Sequence[Heard], least: float) -> float:
    return sum(one.right and one.belief >= least for one in heard) / len(heard)


def refused(heard: Sequence[Heard], least: float) -> int:
    return sum(one.belief < least for one in heard)
