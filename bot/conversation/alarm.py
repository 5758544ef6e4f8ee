"""Rules and counted evidence, weighed together: does the safety reply take over, or is it worth one short check? Pure.

A reviewed rule speaks loudest, and a message that no rule knows can still sound so much like danger that nobody should
wait. What a rule sees in a message that otherwise sounds harmless is lowered to the check, or to nothing where it sounds
altogether harmless; a rule that was never wrong (`certain`) is not lowered at all. docs/decisions/0012 holds the figures.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.matching import Matcher, Part, Sounds
from bot.conversation.safety import Almost, Danger, SafetyRules, Seen
from bot.library.models import Thresholds

A_RULE_ADDS = 2.5
"""What a rule that fired adds to the log-odds of danger. With less, more textbook wordings are lowered to a check."""

ANOTHER_MEANING = 0.5
"""How much a clear ordinary meaning takes from danger: without it twice as many ordinary messages get the check."""

KNOWN_ENOUGH = 0.5
"""Share of content words; "yuor dum" is no evidence of danger."""

FEWEST = 3
"""Words below which only a rule speaks: "last" alone is no cry for help."""

BY_EAR = "Sounds like danger"
"""What stands in a rule's place where no rule fired."""

UNLIKELY = "unlikely"
"""The guard that holds back a rule in a message that otherwise sounds harmless."""

LONG, PART, STEP = 40, 24, 12
"""Words from which a message is also heard in parts, so that danger is not drowned in a long story; and the parts."""

A_PART_TAKES = 1.5
"""Parts say more of everything, of danger too; this much less log-odds keeps false alarms where they were."""


class Alarm:
    """Runs before anything else, in memory."""

    def __init__(self, rules: SafetyRules, matcher: Matcher, at: Thresholds) -> None:
        self._rules, self._matcher, self._at = rules, matcher, at

    def look(self, text: str) -> Seen:
        """What the rules saw, unless the rest of the message makes it unlikely; or what it sounds like."""
        seen = self._rules.look(text)
        words = self._matcher.words(text)
        if (loudest := self._loudest(words, at_all=seen.danger is not None)) is None:
            return seen
        odds, sounds = loudest
        if seen.danger is None:
            return self._by_ear(seen, _belief(odds), sounds)
        return self._weighed(seen, seen.danger, _belief(odds + A_RULE_ADDS))

    def _weighed(self, seen: Seen, danger: Danger, belief: float) -> Seen:
        if danger.certain or belief >= self._at.takes_over:
            return replace(seen, belief=belief)
        held = Almost(danger.kind, danger.rule, danger.because, UNLIKELY)
        return Seen(None, (*seen.almost, held), belief)

    def _by_ear(self, seen: Seen, belief: float, sounds: Sounds) -> Seen:
        """Where a guard held a rule back ("i do not want to die"), what it sounds like may ask, and not take over."""
        if belief < self._at.takes_over or seen.almost:
            return replace(seen, belief=belief)
        because = ", ".join(sounds.because())
        return replace(seen, danger=Danger(sounds.kind, BY_EAR, because), belief=belief)

    def _says_enough(self, words: Sequence[str]) -> bool:
        return len(words) >= FEWEST and self._matcher.known(words) >= KNOWN_ENOUGH

    def _loudest(self, words: Sequence[str], *, at_all: bool) -> tuple[float, Sounds] | None:
        """The whole or the part that sounds most like danger. `at_all`: also where we know few of the words."""
        parts = _parts(len(words))
        heard = (
            (_odds(sounds) - (A_PART_TAKES if number else 0.0), sounds)
            for number, (part, sounds) in enumerate(
                zip(parts, self._matcher.listen(words, parts), strict=True)
            )
            if sounds and (at_all or self._says_enough(words[slice(*part)]))
        )
        return max(heard, key=lambda each: each[0], default=None)


def _parts(words: int) -> list[Part]:
    """The whole first, then pieces that overlap by half."""
    if words <= LONG:
        return [(0, words)]
    return [(0, words), *((start, start + PART) for start in range(0, words - STEP, STEP))]


def _odds(sounds: Sounds) -> float:
    """Log-odds of danger, less what a clear ordinary meaning says against it."""
    danger = math.log((sounds.danger + 1e-9) / (1 - sounds.danger + 1e-9))
    return danger - ANOTHER_MEANING * math.log(sounds.other + 1e-9)


def _belief(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
