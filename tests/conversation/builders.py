"""Small invented parts for these tests: rules, kinds of danger, and what a few labelled messages teach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.conversation.evidence import Concepts, gather
from bot.conversation.learning import learn
from bot.conversation.teaching import Taught
from bot.conversation.words import tidy, words_of
from bot.library.models import SafetyClass, SafetyRule, SafetyWords, Source

EXAMPLES = tuple(f"an example, number {number}" for number in range(20))

WORDS = SafetyWords(
    sets={
        "child": ("baby", "little one", "he"),
        "not": ("not", "isn't", "stopped"),
        "pills": ("tablets", "paracetamol"),
    },
    ignored=("like", "literally"),
    asking=("(what if|how do i know if|can)",),
    past=("(last year|years ago|used to)",),
    negated=("(not|dont|never|isnt)",),
    idiom=("(traffic|queue) makes me want to die", "could kill for"),
    reassured=("(only joking|she is fine now)",),
)


def a_class(kind: str, *written: SafetyRule, order: int = 1) -> SafetyClass:
    return SafetyClass(
        id=kind,
        title="A class",
        label="A class",
        order=order,
        reply="Call 999.",
        after="Still here.",
        owner="Clinical lead",
        sources=(Source(title="Invented"),),
        reviewed=date(2026, 11, 20),
        review_by=date(2027, 5, 20),
        rules=written,
        must_match=EXAMPLES,
        must_not_match=EXAMPLES,
    )


def a_rule(*says: str, **more: Any) -> SafetyRule:
    return SafetyRule(name=more.pop("name", "A rule"), says=says, **more)


def taught_by(
    examples: Sequence[tuple[str, str]], concepts: Concepts | None = None, epochs: int = 100
) -> Taught:
    """What labelled messages teach. So few of them need more passes than the real content."""
    phrases = [words_of(tidy(text, {}, {})) for _, text in examples]
    evidence, vectors = gather(concepts or Concepts({}), phrases)
    labels = (label for label, _ in examples)
    return Taught(evidence, learn(list(zip(labels, vectors, strict=True)), len(evidence), epochs))
