"""Does each web address still answer? The one check that touches the network, and only where it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from services_directory.checking.finding import Finding, Level
from services_directory.checking.survey import Survey

AT_ONCE = 5
"""Sites asked at the same time. Of one site, never more than one page at a time."""

TIME_OUT = 10.0
"""Seconds. A page that takes longer is no help to a resident on a phone either."""

AGENT = "Signpost link check (a council's service directory)"
GONE = frozenset({404, 410})
KEEPS_OUT = frozenset({401, 403, 405, 406, 429, 451, 999})
"""A site that turns programs away may well open for a resident: nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a web address came to: its status, or in words why there was none."""

    status: int | None
    silence: str = ""

    @property
    def is_alive(self) -> bool:
        return self.status is not None and (self.status < 400 or self.status in KEEPS_OUT)


def addresses(survey: Survey) -> tuple[str, ...]:
    """Every web address that residents are given, once."""
    urls = (service.contact.url for service in survey.standing())
    return tuple(dict.fromkeys(url for url in urls if url))


def ask(
    urls: Iterable[str],
    on_answer: Callable[[str], None] = lambda _: None,
    time_out: float = TIME_OUT,
) -> dict[str, Answer]:
    """Asks each address once, a few sites at a time. Never raises for what a site does.

    In a thread of its own, so that it may be called from where an event loop runs already.
    """
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(_ask_all(urls, on_answer, time_out))).result()


def links(survey: Survey, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """Services whose web address is dead: gone for good is an error, and silence today a warning."""
    for service in survey.standing():
        url = service.contact.url
        answer = answers.get(url) if url else None
        if answer is None or answer.is_alive:
            continue
        what = f"answers {answer.status}" if answer.status else answer.silence
        level: Level = "error" if answer.status in GONE else "warning"
        remedy = "Open it. If it is gone, ask the service for its new address."
        fault = f"{url} {what}."
        yield Finding(level, "link", fault, remedy, service.id, keys=("url",))


async def _ask_all(
    urls: Iterable[str], on_answer: Callable[[str], None], time_out: float
) -> dict[str, Answer]:
    by_site: dict[str, list[str]] = {}
    for url in urls:
        by_site.setdefault(_site(url), []).append(url)
    answers: dict[str, Answer] = {}
    few = asyncio.Semaphore(AT_ONCE)

    async def ask_site(pages: list[str]) -> None:
        async with few:
            for url in pages:
                answers[url] = await _ask_one(client, url)
                on_answer(url)

    async with httpx.AsyncClient(
        headers={"User-Agent": AGENT}, timeout=time_out, follow_redirects=True
    ) as client:
        await asyncio.gather(*(ask_site(pages) for pages in by_site.values()))
    return answers


def _site(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].casefold()


async def _ask_one(client: httpx.AsyncClient, url: str) -> Answer:
    """HEAD costs a site least. Some know only GET, or hang on the other, so GET has the last word; its body is left unread."""
    answer = await _status(client, "HEAD", url)
    return answer if answer.status and answer.status < 400 else await _status(client, "GET", url)


async def _status(client: httpx.AsyncClient, method: str, url: str) -> Answer:
    try:
        async with asyncio.timeout(client.timeout.read), client.stream(method, url) as answer:
            return Answer(answer.status_code)
    except (httpx.TimeoutException, TimeoutError):
        return Answer(None, f"gives no answer within {client.timeout.read:g} seconds")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return Answer(None, _silence(error))


def _silence(error: Exception) -> str:
    words = str(error).casefold()
    if "certificate" in words:
        return "has a certificate that browsers refuse"
    if isinstance(error, httpx.TooManyRedirects):
        return "sends its reader round in circles"
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached: no such site, or it is down"
    return "cannot be read"
