"""How a test steers a stand-in that runs as a process of its own: under `/control/`, in JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.bot_api.api import BotApi
from tests.fakes.bot_api.faults import FAULTS, Faults
from tests.fakes.bot_api.limits import Limits


def add_control(app: web.Application, api: BotApi) -> None:
    """POST updates, says and settings; GET state, and accepted (after the number given as `after`)."""

    async def updates(request: web.Request) -> web.Response:
        held = await request.json()
        put = [api.puts(update) for update in (held if isinstance(held, list) else [held])]
        return web.json_response(put)

    async def says(request: web.Request) -> web.Response:
        held = await request.json()
        return web.json_response(api.says(int(held["chat"]), str(held["text"])))

    async def settings(request: web.Request) -> web.Response:
        change(api, await request.json())
        return web.json_response(state(api))

    async def told(_request: web.Request) -> web.Response:
        return web.json_response(state(api))

    async def accepted(request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response([asdict(each) for each in api.journal.messages[after:]])

    app.router.add_post("/control/updates", updates)
    app.router.add_post("/control/says", says)
    app.router.add_post("/control/settings", settings)
    app.router.add_get("/control/state", told)
    app.router.add_get("/control/accepted", accepted)


def change(api: BotApi, held: dict[str, Any]) -> None:
    """`faults`: a share; `kinds`: which; `limits`: true or false; `latency`: seconds; `blocked` and `unknown`: chats."""
    if "faults" in held:
        kinds = tuple(each for each in FAULTS if each in held.get("kinds", FAULTS))
        api.faults = Faults(float(held["faults"]), kinds) if held["faults"] else None
    if "limits" in held:
        api.limits = Limits() if held["limits"] else None
    api.latency = float(held.get("latency", api.latency))
    api.blocked = {int(each) for each in held.get("blocked", api.blocked)}
    api.unknown = {int(each) for each in held.get("unknown", api.unknown)}


def state(api: BotApi) -> dict[str, Any]:
    limits, faults = api.limits, api.faults
    return {
        "waiting": api.waiting,
        "acknowledged": api.acknowledged,
        "accepted": api.journal.length,
        "called": dict(api.called),
        "faults": dict(faults.happened) if faults else {},
        "over_the_limit": limits.refused if limits else 0,
        "inside_a_wait": limits.inside_a_wait if limits else 0,
    }
