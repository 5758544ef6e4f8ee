"""What staff write in `content/`, as values. pydantic checks it on the way in; after that nothing changes it.

Lengths follow the smallest channel: a button of 20 characters, a list title of 24, a summary of 160, a text of 1,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=40)]
Label = Annotated[str, Field(min_length=1, max_length=20)]
Title = Annotated[str, Field(min_length=1, max_length=24)]
Summary = Annotated[str, Field(min_length=1, max_length=160)]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Web = Annotated[str, Field(pattern=r"^https?://\S+$")]
Confidence = Literal["high", "medium", "low"]

LIFE_STAGES = (
    "pregnancy",
    "birth",
    "baby",
    "toddler",
    "child",
    "young-person",
    "adult",
    "older-person",
)


class Written(BaseModel):
    """Anything that staff write: frozen, and a word it does not know is a fault rather than ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Written):
    """Where a fact comes from."""

    title: str
    url: Web | None = None
    dated: str = "not shown"


class SignOff(Written):
    """A named person who answers for the words."""

    name: str
    role: str
    on: date


class Reviewed(Written):
    """What every item owes its reader: an owner, a source, and a date to look again."""

    owner: str = Field(min_length=3)
    sources: tuple[Source, ...] = Field(min_length=1)
    reviewed: date
    review_by: date
    signed_off: SignOff | None = None

    @model_validator(mode="after")
    def _is_looked_at_again(self) -> Reviewed:
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must be after reviewed")
        return self


class Section(Written):
    """One "more on this" choice of a topic."""

    id: Slug
    label: Label
    text: Text


class Topic(Reviewed):
    """One subject that a resident may ask about. A finer topic names the core topic that it belongs to."""

    id: Slug
    title: Title
    label: Label
    core: Slug | None = None
    summary: Summary
    sections: tuple[Section, ...] = Field(min_length=1, max_length=5)
    life_stages: tuple[
        Literal[
            "pregnancy",
            "birth",
            "baby",
            "toddler",
            "child",
            "young-person",
            "adult",
            "older-person",
        ],
        ...,
    ] = Field(min_length=1)
    outcomes: tuple[Slug, ...] = Field(min_length=1)
    needs: tuple[Slug, ...] = ()
    asks_place: bool = False
    related: tuple[Slug, ...] = Field(default=(), max_length=3)
    helplines: tuple[Slug, ...] = Field(default=(), max_length=3)
    sensitive: bool = False
    asked_as: tuple[str, ...] = Field(min_length=15)
    valid_to: date | None = None

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)


class Helpline(Written):
    """A national line that topics and safety replies refer to by id."""

    id: Slug
    name: str
    offers: Summary
    phone: str | None = None
    text: str | None = None
    email: str | None = None
    url: Web | None = None
    hours: Annotated[str, Field(max_length=80)] | None = None
    confirmed: bool = False
    confidence: Confidence
    source: str
    source_date: str = "not shown"
    staff_note: str | None = None

    @property
    def shown(self) -> bool:
        """A weakly sourced number is not shown to residents until staff confirm it."""
        return self.confirmed or self.confidence != "low"


class Helplines(Written):
    owner: str
    reviewed: date
    review_by: date
    helplines: tuple[Helpline, ...]


class Phrases(Written):
    """The bot's own small words, by name; `{…}` marks what is filled in."""

    owner: str
    reviewed: date
    review_by: date
    phrases: dict[Code, Annotated[str, Field(max_length=1000)]]


class Need(Written):
    """The directory's word that ties a topic to services."""

    id: Slug
    title: str
    asked_as: tuple[str, ...] = ()
    helplines: tuple[Slug, ...] = Field(default=(), max_length=3)
    topic: Slug | None = None
    stands_open: bool = False
    """Its places are open for hours on end, as libraries are, and are not "on" as groups are."""


class Needs(Written):
    needs: tuple[Need, ...]


class Concept(Written):
    """Words and phrases that mean the same to us: fag, ciggie, baccy."""

    id: Code
    words: tuple[str, ...] = Field(min_length=1)


class Concepts(Written):
    concepts: tuple[Concept, ...]
    text_speak: dict[str, str] = Field(default_factory=dict)
    emoji: dict[str, str] = Field(default_factory=dict)


class IntentWords(Written):
    """How residents ask for something that is not a topic."""

    id: Code
    exactly: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()


class Intents(Written):
    intents: tuple[IntentWords, ...]


class FactQuestion(Written):
    """A question about the resident, asked only when the answer changes what they can use.

    `said_surely` is a yes even beside words of others. `tender`: about a pregnancy; never asked after a loss, and skipping
    one skips all. `since_months`: it looks back so far, and the day is named. `rules_out`: what is not true of somebody of
    whom this is. `instead`: what a refusal adds for them.
    """

    fact: Code
    question: Summary
    why: Text
    yes: Label = "Yes"
    no: Label = "No"
    said_surely: tuple[str, ...] = ()
    said_yes: tuple[str, ...] = ()
    said_no: tuple[str, ...] = ()
    said_of_others: tuple[str, ...] = ()
    yes_is: float | None = None
    no_is: float | None = None
    tender: bool = False
    since_months: int | None = None
    rules_out: tuple[Code, ...] = ()
    instead: Summary | None = None

    def means(self, yes: bool) -> bool | float:
        """What yes or no says of the fact: for an age, the number that stands for it."""
        number = self.yes_is if yes else self.no_is
        return yes if number is None else number


class BirthWords(Written):
    """How residents say when a baby came, in the form of `said_yes`; `<when>` stands for a time.

    What is `not_ours` or of a `partner` is never taken for the resident's own. Of what `ended` nothing says that there is a
    baby; of a `family`, nothing says who gave birth.
    """

    not_ours: tuple[str, ...]
    partner: tuple[str, ...]
    speaks_of_partner: tuple[str, ...]
    ended: tuple[str, ...]
    family: tuple[str, ...]
    own: tuple[str, ...]
    plain: tuple[str, ...] = ()
    """Single words that say no more than that: a message of these and a time sounds like no danger to us."""


BIRTH_KINDS = ("not_ours", "partner", "speaks_of_partner", "ended", "family", "own")


class Lead(Written):
    """Whoever wants `need` is first shown what there is for `also`, where one of these facts is true.

    The same within so many months of a pregnancy, so that somebody just too late for a service is told so.
    """

    need: Slug
    also: Slug
    any_of: tuple[Code, ...] = Field(min_length=1)
    within_months: int = 0


class Questions(Written):
    """Questions about the resident, and how residents tell the answers unasked."""

    owner: str
    questions: tuple[FactQuestion, ...]
    sets: dict[Code, tuple[str, ...]] = Field(default_factory=dict)
    births: BirthWords | None = None
    losses: tuple[str, ...] = ()
    not_me: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()

    def wordings(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every wording, with the keys at which it stands."""
        for place, question in enumerate(self.questions):
            for field in ("said_surely", "said_yes", "said_no", "said_of_others"):
                yield from _listed(("questions", place, field), getattr(question, field))
        for field in ("losses", "not_me", "yes", "no"):
            yield from _listed((field,), getattr(self, field))
        for kind in BIRTH_KINDS if self.births else ():
            yield from _listed(("births", kind), getattr(self.births, kind))


def _listed(
    keys: tuple[str | int, ...], wordings: tuple[str, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    return (((*keys, number), wording) for number, wording in enumerate(wordings))


class SafetyRule(Written):
    """Wordings of one kind of danger. `even_if` names the guards that do not apply to it.

    A `certain` rule has never been wrong: what else a message says does not lower it to a check.
    """

    name: str
    says: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    even_if: tuple[Literal["asking", "past", "negated", "idiom", "reassured"], ...] = ()
    certain: bool = False


SafetyKind = Literal[
    "suicide_self_harm",
    "baby_emergency",
    "medical_emergency",
    "pregnancy_emergency",
    "child_protection",
    "adult_protection",
    "domestic_abuse_danger",
    "overdose_poisoning",
    "postpartum_psychosis",
    "baby_unwell",
]
SAFETY_CLASSES: tuple[str, ...] = get_args(SafetyKind)
"""Without any one of them the bot does not speak: a class that is silently gone could cost a life."""


class SafetyClass(Reviewed):
    """What someone in danger might say, and what they must hear first.

    `must_match` and `must_not_match` hold the rules to account, and teach what danger sounds like. What is too varied for
    rules stands in `messages/`.
    """

    id: SafetyKind
    title: Title
    label: Label
    order: int
    reply: Text
    after: Text
    helplines: tuple[Slug, ...] = Field(default=(), max_length=5)
    approvers: tuple[SignOff, ...] = ()
    rules: tuple[SafetyRule, ...] = Field(min_length=1)
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


class Messages(Written):
    """Whole messages as residents might send them. They teach what belongs to a topic, an intent or a safety class, by its id.

    `harmless`, `harmless-2` and so on hold those that share words with a danger and are none.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=40)]
    owner: str
    source: str
    reviewed: date
    review_by: date
    messages: tuple[Annotated[str, Field(min_length=1, max_length=1000)], ...] = Field(min_length=1)

    @property
    def harmless(self) -> bool:
        """There are more of them than one file may hold."""
        return self.id.split("-")[0] == "harmless"


class SafetyWords(Written):
    """Words that the rules share. A rule names a set as `<child>`."""

    sets: dict[Code, tuple[str, ...]]
    ignored: tuple[str, ...]
    asking: tuple[str, ...]
    past: tuple[str, ...]
    negated: tuple[str, ...]
    idiom: tuple[str, ...]
    reassured: tuple[str, ...]


Share = Annotated[float, Field(ge=0, le=1)]


class Thresholds(Written):
    """From what belief on we answer, ask, or say that we do not understand; measured, with the evidence beside them."""

    sure: Share
    likely: Share
    unsure: Share
    known: Share
    takes_over: Share
    worth_a_check: Share
    measured: date
    evidence: str
    alarm_evidence: str


class Command(Written):
    name: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]
    description: Annotated[str, Field(max_length=100)]
    means: Code


class MenuItem(Written):
    label: Label
    topics: tuple[Slug, ...] = Field(min_length=1, max_length=7)


class Site(Written):
    """What the service is called and how it introduces itself."""

    name: str
    owner: str
    description: Annotated[str, Field(max_length=512)]
    short_description: Annotated[str, Field(max_length=120)]
    languages: dict[str, str]
    commands: tuple[Command, ...]
    menu: tuple[MenuItem, ...] = Field(min_length=1, max_length=8)
    urgent: tuple[str, ...] = Field(min_length=1, max_length=8)


class Town(Written):
    """A name that residents use for where they live, and the district (ONS code) that it is in."""

    name: str
    district: Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]
    also: tuple[str, ...] = ()
    only_when_asked: bool = False


class Contact(Written):
    """How to reach the council itself: the human route."""

    name: str
    phone: str | None = None
    url: Web | None = None
    hours: str | None = None
    confirmed: bool = False
    confidence: Confidence = "low"
    source: str
    source_date: str = "not shown"

    @property
    def shown(self) -> bool:
        """A weakly sourced number is not shown to residents until staff confirm it."""
        return self.confirmed or self.confidence != "low"


class Branding(Written):
    """How a council's own bot is called and introduces itself. The lengths are the Bot API's."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    description: Annotated[str, Field(max_length=512)] | None = None
    short_description: Annotated[str, Field(max_length=120)] | None = None


class Place(Written):
    """A council's pack."""

    id: Slug
    council: Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")]
    name: str
    owner: str
    reviewed: date
    review_by: date
    valid_from: date
    valid_to: date | None = None
    strategy: str
    strategy_url: Web | None = None
    status: Literal["current", "draft", "to confirm"]
    contact: Contact
    directory_url: Web | None = None
    directory_name: str | None = None
    districts: dict[str, str]
    towns: tuple[Town, ...]
    human: Summary
    branding: Branding | None = None
    staff_note: str | None = None


class PageSection(Written):
    heading: str
    text: str


class Page(Written):
    """A whole page of the web channel."""

    title: str
    lead: str
    sections: tuple[PageSection, ...]


class Pages(Written):
    owner: str
    reviewed: date
    review_by: date
    pages: dict[Code, Page]
