"""The web channel: a chat that works without JavaScript, topics and services as pages, and the operator's endpoints."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, select_autoescape
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text as sql

from bot.app import App, Arrived
from bot.channels.web.markup import as_html
from bot.channels.web.openreferral import PATH, open_referral
from bot.conversation.answering import Answering, LookedUp
from bot.conversation.intents import Says
from bot.conversation.model import Choice, Message, Reply, State
from bot.conversation.signposting import Signposter, in_words
from bot.conversation.wording import Wording
from bot.gauges import Gauges
from bot.last_resort import LAST_REPLY
from bot.metrics import RECEIVED, REGISTRY

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
COOKIE = "signpost"
MOST_BYTES = 64 * 1024
"""A form of 4,096 characters is well under this; anything larger is not a message."""

SCRAPE_SECONDS = 4.0
"""Prometheus gives up after ten, by its own default."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Pages:
    """Templates filled from the library that is current."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape(["html"])
        )

    def say(self, phrase: str) -> str:
        return (
            Wording(self._app.knowledge.library).say(phrase)
            if self._app.knowledge
            else LAST_REPLY.text
        )

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        knowledge = self._app.knowledge
        if knowledge is None:
            return HTMLResponse(
                f"<!doctype html><title>Signpost</title><main>{as_html(LAST_REPLY.text)}</main>",
                503,
            )
        page = self._templates.get_template(template).render(
            site=knowledge.library.site,
            say=Wording(knowledge.library).say,
            markup=as_html,
            without_name=without_name,
            language="en",
            **values,
        )
        return HTMLResponse(page, status)


def make_site(app: App) -> FastAPI:
    """The web application over one App."""
    site = FastAPI(title="Signpost", docs_url=None, redoc_url=None, openapi_url=None)
    site.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    pages = Pages(app)
    _guard(site, pages)
    _chat(site, app, pages)
    _articles(site, app, pages)
    _operations(site, app)
    open_referral(site, app, app.listings.records)
    return site


def _guard(site: FastAPI, pages: Pages) -> None:
    @site.middleware("http")
    async def guarded(
        request: Request, proceed: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if _too_large(request):
            response: Response = pages.render("chat.html", 413, **_asked_too_much(pages))
        elif request.method == "POST" and not _from_here(request):
            response = PlainTextResponse("This form was sent from another site.", 403)
        else:
            response = await proceed(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith(("/static/", PATH)):
            response.headers["Cache-Control"] = "no-store"
        return response

    @site.exception_handler(404)
    async def not_found(_request: Request, _error: Exception) -> Response:
        return pages.render("article.html", 404, **_not_found(pages))


def _chat(site: FastAPI, app: App, pages: Pages) -> None:
    @site.get("/", response_class=HTMLResponse)
    async def open_chat(request: Request) -> Response:
        response = pages.render("chat.html", **_conversation(_greeting(app)))
        if COOKIE not in request.cookies:
            _set_cookie(app, response, secrets.token_urlsafe(24))
        return response

    @site.head("/")
    async def open_chat_head() -> Response:
        return Response()

    @site.post("/", response_class=HTMLResponse)
    async def say(
        request: Request,
        text: Annotated[str, Form()] = "",
        choice: Annotated[str, Form()] = "",
        update: Annotated[str, Form()] = "",
    ) -> Response:
        chat = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
        value, _, label = choice.partition("|")
        message = Message("choice", choice=value) if value else Message("text", text=text)
        RECEIVED.labels(channel="web").inc()
        arrived = Arrived("web", chat, update or secrets.token_urlsafe(12), message)
        answered = await asyncio.to_thread(app.handle, arrived)
        if answered.turn is None:
            answered = await asyncio.to_thread(app.handle, _again(arrived))
        turn = answered.turn
        replies = turn.replies if turn else (LAST_REPLY,)
        part = request.headers.get("x-part") == "replies"
        values = _conversation(
            replies, said=text or label, urgent=bool(turn and turn.outcome == "safety")
        )
        response = pages.render("replies.html" if part else "chat.html", **values)
        _set_cookie(app, response, chat)
        return response

    @site.post("/clear")
    async def clear(request: Request) -> Response:
        """Erases the conversation and its cookie, and leaves an empty page."""
        if chat := request.cookies.get(COOKIE):
            arrived = Arrived(
                "web", chat, secrets.token_urlsafe(12), Message("choice", choice="erase")
            )
            await asyncio.to_thread(app.handle, arrived)
        response = RedirectResponse("/", 303, headers={"Clear-Site-Data": '"cache", "storage"'})
        response.delete_cookie(COOKIE)
        return response


def _articles(site: FastAPI, app: App, pages: Pages) -> None:
    @site.get("/t/{topic_id}", response_class=HTMLResponse)
    async def topic_page(topic_id: str) -> Response:
        knowledge = app.knowledge
        topic = knowledge.library.topics.get(topic_id) if knowledge else None
        if knowledge is None or topic is None:
            return pages.render("article.html", 404, **_not_found(pages))
        wording = Wording(knowledge.library)
        checked = wording.say(
            "web_checked", source=topic.sources[0].title, date=in_words(topic.reviewed)
        )
        return pages.render(
            "article.html",
            title=topic.title,
            lead=topic.summary,
            sections=[(section.label, section.text) for section in topic.sections],
            notes=[wording.say("first_time")],
            source=checked,
            choice=Choice(wording.say("web_ask"), f"topic:{topic.id}"),
        )

    @site.get("/s/{service_id}", response_class=HTMLResponse)
    async def service_page(service_id: str) -> Response:
        knowledge = app.knowledge
        service = knowledge.directory.service(service_id) if knowledge else None
        if knowledge is None or service is None or not service.runs_on(app.clock().date()):
            return pages.render("article.html", 404, **_not_found(pages))
        told = Signposter(knowledge.library, Wording(knowledge.library), app.clock()).about(service)
        return pages.render("article.html", title=service.name, lead=told, sections=[], notes=[])

    @site.get("/privacy", response_class=HTMLResponse)
    async def privacy() -> Response:
        return _page(app, pages, "privacy")

    @site.get("/accessibility", response_class=HTMLResponse)
    async def accessibility() -> Response:
        return _page(app, pages, "accessibility")


def _operations(site: FastAPI, app: App) -> None:
    @site.get("/livez")
    async def live() -> Response:
        return PlainTextResponse("alive")

    @site.get("/readyz")
    async def ready() -> Response:
        checks = await asyncio.to_thread(readiness, app)
        return JSONResponse(checks, 200 if all(checks.values()) else 503)

    gauges = Gauges(app)

    @site.get("/metrics")
    async def metrics() -> Response:
        """Answers within the time that Prometheus waits, whatever the database does."""
        try:
            await asyncio.wait_for(asyncio.to_thread(gauges.refresh), SCRAPE_SECONDS)
        except TimeoutError:
            gauges.lose_sight()
        told = generate_latest(REGISTRY) + gauges.in_words()
        return Response(told, media_type=CONTENT_TYPE_LATEST)

    @site.get("/.well-known/security.txt")
    async def security() -> Response:
        base = app.settings.public_url or f"http://{app.settings.host}:{app.settings.port}"
        expires = (app.clock() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
        return PlainTextResponse(
            f"Contact: {base}/accessibility\nExpires: {expires}\nPreferred-Languages: en\n"
        )


def readiness(app: App) -> dict[str, bool]:
    """Whether this process can answer: database, content and postcode file."""
    try:
        with app.engine.connect() as connection:
            connection.execute(sql("SELECT 1 FROM conversations LIMIT 1"))
        database = True
    except Exception as error:
        log.warning("not ready: database: %s", type(error).__name__)
        database = False
    return {
        "database": database,
        "content": app.knowledge is not None,
        "postcodes": app.has_postcodes,
    }


def without_name(reply: Reply) -> str:
    """A service's text starts with its name, which the page shows as a heading."""
    name = reply.services[0].name if reply.services else ""
    return reply.text.removeprefix(name).lstrip()


def _page(app: App, pages: Pages, name: str) -> Response:
    page = app.knowledge.library.pages.pages.get(name) if app.knowledge else None
    if page is None:
        return pages.render("article.html", 404, **_not_found(pages))
    sections = [(section.heading, section.text) for section in page.sections]
    return pages.render(
        "article.html", title=page.title, lead=page.lead, sections=sections, notes=[]
    )


def _greeting(app: App) -> tuple[Reply, ...]:
    """What a newcomer sees before they have said anything; nothing is kept for it."""
    if app.knowledge is None:
        return (LAST_REPLY,)
    return (
        Answering(app.knowledge.library, State(), LookedUp(), app.clock())
        .answer(Says("greeting"))
        .replies
    )


def _conversation(
    replies: tuple[Reply, ...], said: str = "", urgent: bool = False
) -> dict[str, Any]:
    return {
        "title": "Chat",
        "replies": replies,
        "said": said[:4096],
        "urgent": urgent,
        "update": secrets.token_urlsafe(12),
        "typed_update": secrets.token_urlsafe(12),
    }


def _again(arrived: Arrived) -> Arrived:
    """A form that was sent twice: where they stand is shown again, and nothing is decided twice."""
    return Arrived(
        arrived.channel, arrived.chat, secrets.token_urlsafe(12), Message("choice", choice="again")
    )


def _asked_too_much(pages: Pages) -> dict[str, Any]:
    return _conversation((Reply(pages.say("web_too_much"), LAST_REPLY.choices),))


def _not_found(pages: Pages) -> dict[str, Any]:
    return {
        "title": pages.say("web_not_found_title"),
        "lead": pages.say("web_not_found"),
        "sections": [],
        "notes": [],
    }


def _too_large(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    return not length.isdigit() or int(length) > MOST_BYTES


def _from_here(request: Request) -> bool:
    """A browser says where a form comes from; another site's form is refused. No Origin: not a browser's cross-site form."""
    origin = request.headers.get("origin")
    return origin in {None, "null"} or urlsplit(str(origin)).netloc == request.headers.get("host")


def _set_cookie(app: App, response: Response, chat: str) -> None:
    secure = bool(app.settings.public_url and app.settings.public_url.startswith("https"))
    response.set_cookie(COOKIE, chat, httponly=True, samesite="lax", secure=secure, path="/")
