"""Found services, gaps and neighbours → replies. Pure."""

from __future__ import annotations

from datetime import date, datetime

from bot.conversation.model import Reply, ServiceCard
from bot.conversation.wording import Wording, helpline_text, lines, paragraphs
from bot.library.library import Library
from services_directory.eligibility import YES
from services_directory.opening import moment_in_words
from services_directory.places import Locality
from services_directory.service import Found, Gap, Service, Signpost, Venue


class Signposter:
    """Words one search's result for one resident."""

    def __init__(self, library: Library, wording: Wording, now: datetime) -> None:
        self._library, self._wording, self._now = library, wording, now

    def replies(self, found: Found, needs: tuple[str, ...], lead: str | None) -> tuple[Reply, ...]:
        """Intro, then one reply for each service. `lead` says the place back."""
        place = found.place.district.name
        gaps = tuple(self._gap(gap) for gap in found.gaps)
        if not found.signposts:
            return (
                Reply(paragraphs(lead, *gaps, self.nothing_here(found, needs, told=bool(gaps)))),
            )
        title = self.title(found.signposts[0].service, needs)
        intro = self._wording.say("help_near", title=title, place=place)
        unmet = None if gaps else self._first_need_unmet(found, needs)
        order = self._not_in_order(found)
        return (
            Reply(paragraphs(lead, *gaps, self._refusals(found), unmet, intro, order)),
            *(self._service(signpost, found.place) for signpost in found.signposts),
            *self._lines_if_unreachable(found, needs),
        )

    def _first_need_unmet(self, found: Found, needs: tuple[str, ...]) -> str | None:
        """They asked for one thing and we found another: that is said, with who can help with the first."""
        if not needs or any(needs[0] in signpost.service.needs for signpost in found.signposts):
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

    def nothing_here(self, found: Found, needs: tuple[str, ...], told: bool) -> str:
        """No service: whom to ask, and the lines that work anywhere."""
        say = self._wording.say
        place = self._library.place_of_council(found.place.council.code)
        refusals = self._refusals(found)
        sorry = (
            None
            if told or refusals
            else say("no_service", title=self.title(None, needs), place=found.place.district.name)
        )
        refused = paragraphs(say("not_eligible"), refusals) if refusals else None
        return paragraphs(
            refused, sorry, self.national(needs), self.council_says(found.place) if place else None
        )

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

    def _refusals(self, found: Found) -> str | None:
        said = (
            self._wording.say(
                "refused",
                service=each.service.name,
                who=each.service.who_for[:1].lower() + each.service.who_for[1:],
            )
            for each in found.refused[:2]
        )
        return paragraphs(*said) or None

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
        unconfirmed = "" if service.provenance.confirmed else "_unconfirmed"
        checked = say(f"checked{unconfirmed}", date=in_words(service.provenance.checked_on))
        return paragraphs(
            lines(service.name if why else None, service.summary),
            lines(
                say(whom, who=service.who_for),
                say("how", how=service.how) if service.how else None,
                self._referral(service),
            ),
            lines(self._reach(signpost), self._hours(signpost)),
            lines(why, checked),
        )

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
        )
        if any(ways):
            return lines(*ways)
        hidden = service.contact.phone or service.contact.text
        if service.how and not hidden:
            return ""
        return say("contact_waiting" if hidden else "contact_unknown")

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
        if not service.hours.known:
            return service.hours_note
        opens = (
            say("opens_next", when=moment_in_words(signpost.next_open, self._now))
            if signpost.next_open
            else None
        )
        now = say("open_now") if signpost.open_now else opens
        return " ".join(
            part
            for part in (
                now,
                say("hours", hours=service.hours.in_words()) + ".",
                service.hours_note,
            )
            if part
        )

    def _referral(self, service: Service) -> str | None:
        if service.self_referral == "unknown":
            return None
        return self._wording.say(f"self_referral_{service.self_referral}")

    def _why(self, signpost: Signpost, place: Locality) -> str:
        service, say = signpost.service, self._wording.say
        if service.bound == "nearest" and signpost.miles is not None:
            return say("why_nearest_miles", miles=miles_in_words(signpost.miles))
        names = {"district": place.district.name, "council": place.council.name}
        return say(
            f"why_{service.bound}",
            **({"place": names[service.bound]} if service.bound in names else {}),
        )


def _reachable(service: Service) -> bool:
    contact = service.shown_contact
    return bool(contact.phone or contact.text or contact.url or contact.email)


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
