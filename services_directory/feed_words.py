"""From a source's words to our needs: which need a service answers, and what said so. Pure.

A service under the wrong need is worse than one under none, so a word stands in the file only for what it surely means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from services_directory.phrases import Phrases, words_of
from services_directory.record import Document
from services_directory.sources.faults import EntryFault
from services_directory.sources.written import NeedSlug, read_entries, read_header, unknown_needs
from services_directory.sources.written_hours import Strict

LOOKED_AT = 400
"""Characters of a description that are read: its beginning says what a service is, its rest what else there is."""


@dataclass(frozen=True, slots=True)
class Term:
    """One category that a source gives a service, perhaps with its codes and the vocabulary that it is from."""

    name: str
    codes: tuple[str, ...] = ()
    vocabulary: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The needs that a service answers, and the words that said so."""

    needs: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


class TermRule(Strict):
    """One entry of `terms`. Its name counts in any vocabulary, its code only in its own. No needs: it says nothing."""

    term: Annotated[str, Field(min_length=1)]
    code: str | None = None
    vocabulary: str | None = None
    needs: tuple[NeedSlug, ...]

    @model_validator(mode="after")
    def _has_a_vocabulary(self) -> TermRule:
        if self.code is not None and self.vocabulary is None:
            raise ValueError("a code means nothing without its vocabulary")
        return self


class WordRule(Strict):
    """One entry of `words`: any of these, and none of those in the same place; nor in the description what rules it out."""

    any: tuple[str, ...] = Field(min_length=1)
    but_not: tuple[str, ...] = Field(default=(), alias="not")
    but_not_described: tuple[str, ...] = Field(default=(), alias="not_described")
    look_in: Literal["name", "end of name", "name or description"] = "name"
    needs: tuple[NeedSlug, ...] = Field(min_length=1)


Rule = TypeVar("Rule", TermRule, WordRule)


class FeedWords:
    """`feed-words.yaml`, ready to read services with."""

    def __init__(self, terms: Iterable[TermRule] = (), words: Iterable[WordRule] = ()) -> None:
        self._by_name: dict[tuple[str, ...], list[TermRule]] = {}
        self._by_code: dict[str, list[TermRule]] = {}
        for term in terms:
            self._by_name.setdefault(words_of(term.term), []).append(term)
            if term.code is not None:
                self._by_code.setdefault(term.code, []).append(term)
        self._words = tuple(words)
        self._phrases = Phrases(
            phrase
            for rule in self._words
            for phrase in (*rule.any, *rule.but_not, *rule.but_not_described)
        )

    def place(self, document: Document) -> Placed:
        """Every need that a category or a word says."""
        because: dict[str, str] = {}
        for need, said in (*self._said_by_terms(document), *self._said_by_words(document)):
            because.setdefault(need, said)
        return Placed(tuple(because), tuple(dict.fromkeys(because.values())))

    def _said_by_terms(self, document: Document) -> Iterator[tuple[str, str]]:
        for term in terms_of(document):
            for rule in self._rules_for(term):
                yield from ((need, f"category {rule.term}") for need in rule.needs)

    def _rules_for(self, term: Term) -> list[TermRule]:
        numbers = {re.split(r"[/:#]", code)[-1] for code in term.codes}
        named = (rule for number in numbers for rule in self._by_code.get(number, ()))
        by_code = [rule for rule in named if _is_of(rule, term)]
        return by_code or self._by_name.get(words_of(term.name), [])

    def _said_by_words(self, document: Document) -> Iterator[tuple[str, str]]:
        name = str(document.get("name", ""))
        named = self._phrases.within(name)
        described = self._phrases.within(str(document.get("description", ""))[:LOOKED_AT])
        for rule in self._words:
            here = named | described if rule.look_in == "name or description" else named
            said = next((phrase for phrase in rule.any if phrase in here), None)
            if said is not None and not _ruled_out(rule, name, here, described):
                yield from ((need, f"“{said}”") for need in rule.needs)


def read_feed_words(
    written: Mapping[str, object], needs: Collection[str] | None = None
) -> tuple[FeedWords, list[EntryFault]]:
    """The reviewed file, checked against the needs that there are. A broken entry is left out; the others stand."""
    faults: list[EntryFault] = []
    read_header(written, ("terms", "words"), faults)
    terms = list(_known(read_entries(written, "terms", TermRule, faults), "terms", needs, faults))
    words = list(_known(read_entries(written, "words", WordRule, faults), "words", needs, faults))
    return FeedWords(terms, words), faults


def terms_of(document: Document) -> list[Term]:
    """The categories of a service, in the forms that Open Referral UK has for them."""
    attributes = _objects(document.get("attributes"))
    nested = [
        each.get("taxonomy_term") for each in (*attributes, *_objects(document.get("taxonomies")))
    ]
    written = [*nested, *_objects(document.get("taxonomy_terms"))]
    found = [_term(each) for each in written if isinstance(each, Mapping)]
    return [term for term in dict.fromkeys(found) if term.name or term.codes]


def _term(written: Mapping[str, object]) -> Term:
    """An id that is no UUID stands, after tidying, in `as_published`."""
    published = written.get("as_published")
    codes = [written.get(name) for name in ("term_uri", "code", "id")]
    codes += [published.get("id")] if isinstance(published, Mapping) else []
    return Term(
        name=str(written.get("name") or written.get("term") or ""),
        codes=tuple(dict.fromkeys(str(code) for code in codes if code)),
        vocabulary=str(written.get("taxonomy") or ""),
    )


def _ruled_out(rule: WordRule, name: str, here: frozenset[str], described: frozenset[str]) -> bool:
    return (
        not here.isdisjoint(rule.but_not)
        or not described.isdisjoint(rule.but_not_described)
        or (rule.look_in == "end of name" and not _ends(name, rule.any))
    )


def _ends(name: str, phrases: Iterable[str]) -> bool:
    words = words_of(name)
    return any(words[-len(wanted) :] == wanted for wanted in map(words_of, phrases))


def _is_of(rule: TermRule, term: Term) -> bool:
    squeezed = "".join("".join(words_of(each)) for each in (term.vocabulary, *term.codes))
    return "".join(words_of(rule.vocabulary or "")) in squeezed


def _objects(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _known(
    entries: Iterator[tuple[int, Rule]],
    key: str,
    needs: Collection[str] | None,
    faults: list[EntryFault],
) -> Iterator[Rule]:
    for place, entry in entries:
        if wrong := list(unknown_needs(entry.needs, needs, (key, place))):
            faults += wrong
        else:
            yield entry
