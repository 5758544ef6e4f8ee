"""How well labelled messages are understood, counted on a few that were made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.scoring import Heard, Labelled, calibrate, hear, label, score
from bot.conversation.understanding import Understanding
from bot.library.models import Thresholds

AT = Thresholds.model_construct(sure=0.5, likely=0.35, unsure=0.2, known=0.34, worth_a_check=0.5)


def heard(wanted: str, *ranked: tuple[str, float], fixed: str | None = None) -> Heard:
    return Heard(frozenset(wanted.split()), ranked, 1.0, fixed)


SURE = heard("weaning", ("weaning", 0.9))
WRONG = heard("weaning", ("breastfeeding", 0.9), ("weaning", 0.1))
OFFERED = heard("weaning", ("breastfeeding", 0.4), ("weaning", 0.35))
LOST = heard("weaning", ("breastfeeding", 0.1), ("loneliness", 0.05), ("warm-homes", 0.04))
OUTSIDE = heard("out_of_scope", ("out_of_scope", 0.9))
OUTSIDE_UNSURE = heard("out_of_scope", ("weaning", 0.1))
OUTSIDE_AS_TOPIC = heard("out_of_scope", ("weaning", 0.9))
COMMAND = heard("stop", fixed="stop")
EITHER = heard("weaning formula-feeding", ("formula-feeding", 0.9))
DANGER_TAKEN_OVER = heard("weaning", ("weaning", 0.9), fixed="safety")
NEARBY = replace(heard("find_service", ("weaning", 0.1)), otherwise="find_service")
NEARBY_SURE = replace(heard("weaning", ("weaning", 0.9)), otherwise="find_service")
NEARBY_LOST = replace(heard("weaning", ("weaning", 0.1)), otherwise="find_service")


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("safer_sleep", "safer-sleep"),
        ("safer-sleep", "safer-sleep"),
        (" five_ways ", "five-ways"),
        ("family_hub", "family-hubs"),
        ("opt_out", "stop"),
        ("find_service", "find_service"),
        ("my_data", "my_data"),
        ("out_of_scope", "out_of_scope"),
    ],
)
def test_labels_are_read_as_ours(written: str, ours: str) -> None:
    assert label(written) == ours


@pytest.mark.parametrize(
    ("message", "right", "helped", "wrong", "top_three"),
    [
        (SURE, 1, 1, 0, 1),
        (WRONG, 0, 0, 1, 1),
        (OFFERED, 0, 1, 0, 1),
        (LOST, 0, 0, 0, 0),
        (OUTSIDE, 1, 1, 0, 1),
        (OUTSIDE_UNSURE, 1, 1, 0, 0),
        (OUTSIDE_AS_TOPIC, 0, 0, 1, 0),
        (COMMAND, 1, 1, 0, 1),
        (EITHER, 1, 1, 0, 1),
        (DANGER_TAKEN_OVER, 0, 0, 1, 1),
        (NEARBY, 1, 1, 0, 0),
        (NEARBY_SURE, 1, 1, 0, 1),
        (NEARBY_LOST, 0, 0, 1, 1),
    ],
)
def test_one_message_is_right_helped_wrong_or_lost(
    message: Heard, right: int, helped: int, wrong: int, top_three: int
) -> None:
    figures = score([message], AT)
    assert (figures.right, figures.helped, figures.wrong, figures.top_three) == (
        right,
        helped,
        wrong,
        top_three,
    )


def test_figures_are_shares_of_all() -> None:
    figures = score([SURE, WRONG, OFFERED, LOST], AT)
    assert (figures.count, figures.right, figures.helped, figures.wrong) == (4, 0.25, 0.5, 0.25)
    assert figures.confused == ((("weaning", "breastfeeding"), 1),)


def test_out_of_scope_as_a_topic_is_a_share_of_what_is_out_of_scope() -> None:
    figures = score([SURE, SURE, OUTSIDE, OUTSIDE_AS_TOPIC], AT)
    assert figures.outside_as_topic == 0.5


def test_f1_is_one_where_every_first_guess_is_right_and_less_where_one_is_not() -> None:
    assert score([SURE, OUTSIDE, COMMAND, EITHER], AT).macro_f1 == 1.0
    assert score([SURE, WRONG], AT).macro_f1 < 1.0


def test_no_messages_have_no_figures() -> None:
    figures = score([], AT)
    assert (figures.count, figures.right, figures.macro_f1) == (0, 0, 0)


def test_calibrating_raises_the_bar_until_few_answers_are_wrong() -> None:
    messages = [SURE] * 20 + [heard("weaning", ("loneliness", 0.62), ("weaning", 0.3))] * 20
    chosen = calibrate(messages, AT)
    assert chosen.sure > 0.62
    assert score(messages, chosen).wrong == 0
    assert score(messages, chosen).helped == 1
    assert chosen.worth_a_check == AT.worth_a_check


def test_what_is_heard_is_what_the_bot_would_do(understanding: Understanding) -> None:
    texts = {
        "sore nipples from breastfeeding what helps": (None, None),
        "hello": ("greeting", None),
        "my baby isnt breathing": ("safety", None),
        "st16 2lh": ("find_service", None),
        "sore nipples near st16 2lh": (None, "find_service"),
        "library near st16 2lh": (None, "find_service"),
    }
    rows = [Labelled(text, frozenset({"sore-nipples"})) for text in texts]
    heard = hear(understanding, rows)
    assert [(each.fixed, each.otherwise) for each in heard] == list(texts.values())
    assert heard[0].ranked[0][0] == "breastfeeding", "a finer topic counts for its core"
    assert heard[0].wanted == {"breastfeeding"}, "in the labels as well"
