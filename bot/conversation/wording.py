"""Phrase and values → text, in the resident's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from bot.conversation.model import Choice, Reply
from bot.library.library import Library
from bot.library.models import Helpline

PHRASES: Mapping[str, frozenset[str]] = {
    name: frozenset(values.split())
    for name, values in {
        "greeting": "",
        "greeting_again": "",
        "still_in_danger": "",
        "language_unknown": "",
        "language_changed": "",
        "about_these": "",
        "follow_up": "title",
        "first_time": "",
        "menu": "",
        "menu_page": "title",
        "help": "",
        "privacy": "councils",
        "my_data": "held until",
        "my_data_nothing": "",
        "held_topic": "topic",
        "held_area": "area",
        "held_fact": "fact",
        "held_services": "",
        "held_steps": "",
        "held_waiting": "count",
        "held_gentle": "",
        "held_language": "language",
        "erased": "",
        "stopped": "",
        "thanked": "",
        "human": "",
        "human_here": "council human",
        "urgent": "",
        "urgent_in_words": "",
        "after_danger": "",
        "not_danger": "",
        "danger_check": "",
        "ask_place": "title",
        "ask_place_again": "",
        "ask_place_again_2": "",
        "without_place": "",
        "ask_place_short": "",
        "ask_place_home": "council",
        "slow_down": "",
        "ask_district": "typed",
        "ask_need": "place",
        "place_said_back": "place",
        "place_said_back_country": "country",
        "place_unknown": "",
        "place_unknown_2": "",
        "place_ended": "place",
        "out_of_area": "place council",
        "out_of_area_country": "country",
        "help_near": "title place",
        "no_service": "title place",
        "neighbour": "service place",
        "far": "miles",
        "access": "facts",
        "address_hidden": "",
        "listed_by": "directory date",
        "why_icb": "place",
        "district_share": "place share",
        "week": "place",
        "week_today": "day",
        "week_tomorrow": "day",
        "week_day": "day",
        "week_on": "times service where",
        "week_first": "",
        "week_last": "",
        "week_maybe": "",
        "week_more": "",
        "week_check": "",
        "week_nothing": "place",
        "wrong_none": "",
        "wrong_which": "",
        "wrong_what": "service",
        "wrong_thanks": "",
        "label_wrong": "",
        "label_wrong_phone": "",
        "label_wrong_closed": "",
        "label_wrong_notme": "",
        "label_wrong_other": "",
        "nothing_for_first": "title place",
        "nearest_needs_postcode": "",
        "ask_council": "council",
        "council_directory": "directory council",
        "gap_instead": "",
        "not_eligible": "",
        "refused": "service who",
        "instead": "",
        "question_more": "",
        "question_since": "date",
        "facts_forgotten": "",
        "perhaps": "who",
        "why_anywhere": "",
        "why_nearest": "",
        "why_nearest_miles": "miles",
        "why_district": "place",
        "why_council": "place",
        "for_whom": "who",
        "how": "how",
        "phone": "phone",
        "sms": "number",
        "email": "address",
        "website": "url",
        "venue": "address",
        "miles": "miles",
        "open_now": "",
        "opens_next": "when",
        "hours": "hours",
        "self_referral_yes": "",
        "self_referral_no": "",
        "contact_waiting": "",
        "contact_unknown": "",
        "checked": "date",
        "checked_unconfirmed": "date",
        "helpline": "name contact",
        "helpline_hours": "hours",
        "helplines": "",
        "question_lead": "",
        "why_asked": "",
        "skipped": "",
        "second_need": "title",
        "did_you_mean": "",
        "not_understood_1": "",
        "not_understood_2": "",
        "not_understood_3": "",
        "empty": "",
        "out_of_scope": "",
        "edited": "",
        "photo": "",
        "voice": "",
        "sticker": "",
        "group": "",
        "other": "",
        "late": "",
        "review_due": "",
        "failed": "",
        "label_urgent": "",
        "label_menu": "",
        "label_near": "",
        "label_human": "",
        "label_back": "",
        "label_more_menu": "",
        "label_skip": "",
        "label_why": "",
        "label_other_place": "",
        "label_yes_danger": "",
        "label_no_danger": "",
        "label_privacy": "",
        "web_title": "",
        "web_label": "",
        "web_hint": "",
        "web_send": "",
        "web_clear": "",
        "web_skip": "",
        "web_urgent": "",
        "web_chat": "",
        "web_accessibility": "",
        "web_footer": "",
        "web_you_said": "",
        "web_we_said": "",
        "web_choices": "",
        "web_conversation": "",
        "web_not_found": "",
        "web_not_found_title": "",
        "web_checked": "source date",
        "web_ask": "",
        "web_too_much": "",
    }.items()
}
"""Every phrase that the code speaks, and what is filled in. The content check holds `phrases.yaml` to this list."""

SHORTEST_LABEL = 20


class Wording:
    """The words of one library in one language, English where a translation is missing."""

    def __init__(self, library: Library, language: str = "en") -> None:
        self._english = library.phrases.phrases
        translated = library.translations.get(language)
        self._words = {**self._english, **(translated.phrases if translated else {})}

    def say(self, phrase: str, **values: str) -> str:
        """A phrase with its values filled in; the values stand as they are."""
        return self._words[phrase].format(**values)

    def choice(self, phrase: str, value: str) -> Choice:
        return Choice(fit(self.say(phrase)), value)


def fit(label: str) -> str:
    """A label that fits the smallest button."""
    return label if len(label) <= SHORTEST_LABEL else f"{label[: SHORTEST_LABEL - 1].rstrip()}…"


def fields_of(phrase: str) -> frozenset[str]:
    """The names that a phrase wants filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(phrase) if name is not None)


def paragraphs(*parts: str | None) -> str:
    """Text with a blank line between parts, without the empty ones."""
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def lines(*parts: str | None) -> str:
    return "\n".join(part.strip() for part in parts if part and part.strip())


def helpline_text(line: Helpline, wording: Wording) -> str:
    """One helpline on one or two lines: who, how to reach them, when."""
    contact = " · ".join(
        each
        for each in (
            line.phone,
            wording.say("sms", number=line.text) if line.text else None,
            line.url if not line.phone and not line.text else None,
            line.email if not line.phone and not line.text and not line.url else None,
        )
        if each
    )
    hours = wording.say("helpline_hours", hours=line.hours) if line.hours else None
    return lines(wording.say("helpline", name=line.name, contact=contact), line.offers, hours)


def as_text(reply: Reply) -> str:
    """A reply for a channel that shows only text: the words, then the links."""
    links = "\n".join(f"{link.label}: {link.url}" for link in reply.links)
    return paragraphs(reply.text, links)
