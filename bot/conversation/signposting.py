"""Found services, gaps and neighbours → replies. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.conversation.model import Reply, ServiceCard
from bot.conversation.wording import Wording, helpline_text, lines, paragraphs
from bot.library.library import Library
from services_directory.eligibility import YES
from services_directory.opening import LONDON, moment_in_words
from services_directory.places import Locality
from services_directory.service import BUS_MILES, Found, Gap, Service, Signpost, Venue


class Signposter:
    """Words one search's result for one resident."""

    def __init__(self, library: Library, wording: Wording, now: datetime) -> None:
        self._library, self._wording, self._now = library, wording, now

    def replies(
        self, found: Found, needs: tuple[str, ...], lead: str | None, instead: str | None = None
    ) -> tuple[Reply, ...]:
        """Intro, then one reply for each service. `lead` says the place back, `instead` follows what is refused."""
        place = found.place.district.name
        gaps = tuple(self._gap(gap) for gap in found.gaps)
        if not found.signposts:
            return (
                Reply(
                    paragraphs(lead, *gaps, self.nothing_here(found, needs, bool(gaps), instead))
                ),
            )
        title = self.title(found.signposts[0].service, needs)
        intro = self._wording.say("help_near", title=title, place=place)
        unmet = None if gaps else self._first_need_unmet(found, needs)
        order = self._not_in_order(found)
        refused = self._refusals(found, instead, "instead")
        far = self._far(found, needs)
        return (
            Reply(paragraphs(lead, *gaps, refused, unmet, intro, order, far)),
            *(self._service(signpost, found.place) for signpost in found.signposts),
            *self._lines_if_unreachable(found, needs),
        )

    def _first_need_unmet(self, found: Found, needs: tuple[str, ...]) -> str | None:
        """They asked for one thing and we found another: that is said, with who can help with the first."""
        known = (
            *(each.service for each in found.signposts),
            *(each.service for each in found.refused),
        )
        if not needs or any(needs[0] in service.needs for service in known):
            return None
        place = found.place.district.name
        sorry = self._wording.say("nothing_for_first", title=self.title(None, needs), place=place)
        return paragraphs(sorry, self.national(needs[:1]))

    def _not_in_order(self, found: Found) -> str | None:
        nearest = any(signpost.service.bound == "nearest" for signpost in found.signposts)
        return (
            self._wording.say("nearest_needs_postcode")
            if nearest and not found.place.point
            else None
        )

    def _far(self, found: Found, needs: tuple[str, ...]) -> str | None:
        """The nearest door is a journey away, and nothing nearer helps: what needs no journey comes first."""
        doors = [each for each in found.signposts if each.miles is not None]
        nearest = min((each.miles for each in doors if each.miles), default=None)
        if nearest is None or nearest <= BUS_MILES or len(doors) < len(found.signposts):
            return None
        far = self._wording.say("far", miles=miles_in_words(nearest))
        return paragraphs(far, self.national(needs))

    def _lines_if_unreachable(self, found: Found, needs: tuple[str, ...]) -> tuple[Reply, ...]:
        """No service here can be reached directly yet: the national lines stand beside them."""
        if any(_reachable(signpost.service) for signpost in found.signposts):
            return ()
        lines_ = self.national(needs)
        return (Reply(paragraphs(self._wording.say("helplines"), lines_)),) if lines_ else ()

    def title(self, service: Service | None, needs: tuple[str, ...]) -> str:
        """The need that a service was found for, as words: "feeding your baby"."""
        wanted = next(
            (need for need in needs if service is None or need in service.needs),
            needs[0] if needs else "",
        )
        return next(
            (need.title for need in self._library.needs.needs if need.id == wanted),
            wanted.replace("-", " "),
        )

    def nothing_here(
        self, found: Found, needs: tuple[str, ...], told: bool, instead: str | None = None
    ) -> str:
        """No service: whom to ask, and the lines that work anywhere."""
        say = self._wording.say
        place = self._library.place_of_council(found.place.council.code)
        refusals = self._refusals(found, instead, "not_eligible")
        sorry = (
            None
            if told or refusals
            else say("no_service", title=self.title(None, needs), place=found.place.district.name)
        )
        return paragraphs(
            refusals,
            sorry,
            None if refusals else self._neighbours(found),
            self.national(needs),
            self.council_says(found.place) if place else None,
        )

    def _neighbours(self, found: Found) -> str | None:
        """Where a neighbour's service is known it is said whom it serves, so that nobody travels there for nothing."""
        said = (
            self._wording.say("neighbour", service=each.name, place=place)
            for each in found.neighbours[:1]
            if (place := self._served(each))
        )
        return paragraphs(*said) or None

    def _served(self, service: Service) -> str | None:
        """The councils or districts of our packs that a service serves, in words."""
        names = (self._library.area_name(code) for code in sorted(service.serves))
        return listed([name for name in names if name]) or None

    def national(self, needs: tuple[str, ...]) -> str | None:
        """The lines that work anywhere, for the first need that has any."""
        by_need = {need.id: need.helplines for need in self._library.needs.needs}
        ids = next((by_need[need] for need in needs if by_need.get(need)), ())
        shown = [helpline_text(line, self._wording) for line in self._library.shown_helplines(ids)]
        return paragraphs(*shown) if shown else None

    def council_says(self, place: Locality) -> str:
        """Who the resident's council is, and where it lists what there is."""
        pack = self._library.place_of_council(place.council.code)
        directory = pack.directory_url or pack.directory_name if pack else None
        listed = (
            self._wording.say("council_directory", council=place.council.name, directory=directory)
            if directory
            else None
        )
        return paragraphs(self._wording.say("ask_council", council=place.council.name), listed)

    def _gap(self, gap: Gap) -> str:
        return paragraphs(gap.says, f"{self._wording.say('gap_instead')} {gap.instead}")

    def _refusals(self, found: Found, instead: str | None, then: str) -> str | None:
        """Each in one line that says whom it is for, and then what they can use: the phrase `then`."""
        said = [
            self._wording.say(
                "refused", service=each.service.name, who=_within(each.service.who_for)
            )
            for each in found.refused[:2]
        ]
        return paragraphs(*said, instead, self._wording.say(then)) if said else None

    def about(self, service: Service) -> str:
        """A service for anyone who reads its page, without a place."""
        return self._told(
            Signpost(
                service,
                YES,
                None,
                service.hours.open_at(self._now),
                service.hours.next_open(self._now),
            ),
            None,
        )

    def _service(self, signpost: Signpost, place: Locality) -> Reply:
        why = self._why(signpost, place)
        return Reply(self._told(signpost, why), services=(self._card(signpost, why),))

    def _told(self, signpost: Signpost, why: str | None) -> str:
        service, say = signpost.service, self._wording.say
        whom = "perhaps" if signpost.verdict.answer == "ask" else "for_whom"
        checked = self._checked(service)
        return paragraphs(
            lines(service.name if why else None, service.summary),
            lines(
                say(whom, who=service.who_for) if service.who_for else None,
                say("how", how=service.how) if service.how else None,
                self._referral(service),
            ),
            lines(self._reach(signpost), self._hours(signpost)),
            lines(why, checked),
        )

    def _checked(self, service: Service) -> str:
        """Who vouches for it: the service itself, nobody yet, or the directory that lists it."""
        day = in_words(service.provenance.checked_on)
        if service.listed_by is not None:
            return self._wording.say("listed_by", directory=service.listed_by, date=day)
        unconfirmed = "" if service.provenance.confirmed else "_unconfirmed"
        return self._wording.say(f"checked{unconfirmed}", date=day)

    def _reach(self, signpost: Signpost) -> str:
        """How to reach a service; and if nothing may be shown, why, and who can put them in touch."""
        service, say = signpost.service, self._wording.say
        contact = service.shown_contact
        note = f" ({contact.phone_note})" if contact.phone_note else ""
        ways = (
            say("phone", phone=f"{contact.phone}{note}") if contact.phone else None,
            _as_a_sentence(say("sms", number=contact.text)) if contact.text else None,
            say("email", address=contact.email) if contact.email else None,
            say("website", url=contact.url) if contact.url else None,
            say("venue", address=self._address(service.venue, signpost.miles))
            if service.venue
            else None,
            self._way_in(service),
        )
        if any(ways):
            return lines(*ways)
        hidden = service.contact.phone or service.contact.text
        if service.how and not hidden:
            return ""
        return say("contact_waiting" if hidden else "contact_unknown")

    def _way_in(self, service: Service) -> str | None:
        """What is known of getting in; or that where it is stays private."""
        if service.address_hidden:
            return self._wording.say("address_hidden")
        known = service.venue.accessibility if service.venue else ()
        return self._wording.say("access", facts="; ".join(known)) if known else None

    def _card(self, signpost: Signpost, why: str) -> ServiceCard:
        service, contact = signpost.service, signpost.service.shown_contact
        return ServiceCard(
            id=service.id,
            name=service.name,
            serves=tuple(sorted(service.serves)),
            why=why,
            phone=contact.phone,
            text=contact.text,
            email=contact.email,
            url=contact.url,
            postcode=service.venue.postcode if service.venue else None,
            distance_miles=round(signpost.miles, 1) if signpost.miles is not None else None,
            open_now=signpost.open_now,
        )

    def _address(self, venue: Venue, miles: float | None) -> str:
        where = ", ".join(
            part.strip() for part in (venue.name, venue.address, venue.postcode) if part
        )
        if miles is None:
            return where
        return f"{where} ({self._wording.say('miles', miles=miles_in_words(miles))})"

    def _hours(self, signpost: Signpost) -> str | None:
        service, say = signpost.service, self._wording.say
        today = self._now.astimezone(LONDON).date()
        hours = service.hours.in_words(today)
        opens = (
            say("opens_next", when=moment_in_words(signpost.next_open, self._now))
            if signpost.next_open and signpost.open_now is False
            else None
        )
        told = (
            service.hours.changes_in_words(today),
            say("open_now") if signpost.open_now else opens,
            say("hours", hours=hours) + "." if hours else None,
            service.hours_note,
        )
        return " ".join(part for part in told if part) or None

    def _referral(self, service: Service) -> str | None:
        if service.self_referral == "unknown":
            return None
        return self._wording.say(f"self_referral_{service.self_referral}")

    def _why(self, signpost: Signpost, place: Locality) -> str:
        service, say = signpost.service, self._wording.say
        if service.bound == "nearest" and signpost.miles is not None:
            return say("why_nearest_miles", miles=miles_in_words(signpost.miles))
        names = {"district": place.district.name, "council": place.council.name}
        if place.icb is not None:
            names["icb"] = place.icb.name
        return say(
            f"why_{service.bound}",
            **({"place": names[service.bound]} if service.bound in names else {}),
        )


def listed(names: Sequence[str]) -> str:
    """ "Leicester", "Stafford and Stone", "Stafford, Stone and Leek"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _reachable(service: Service) -> bool:
    contact = service.shown_contact
    return bool(contact.phone or contact.text or contact.url or contact.email)


def _within(sentence: str) -> str:
    """A sentence as it stands within another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _as_a_sentence(words: str) -> str:
    """A capital first letter, and the rest as it stands: a keyword to text may be in capitals."""
    return words[:1].upper() + words[1:]


def miles_in_words(miles: float) -> str:
    """ "under half a mile", "1 mile", "1.2 miles"."""
    if miles < 0.5:
        return "under half a mile"
    rounded = round(miles, 1) if miles < 10 else round(miles)
    return "about 1 mile" if rounded == 1 else f"about {rounded:g} miles"


def in_words(day: date) -> str:
    """ "20 November 2026"."""
    return f"{day.day} {day:%B %Y}"
