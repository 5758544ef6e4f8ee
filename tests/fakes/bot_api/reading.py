"""What a call holds: JSON, a form or a query, in which lists and numbers may be text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

PATH = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)")


def called(path: str) -> tuple[str, str] | None:
    """Token and method of `/bot<token>/<method>`."""
    found = PATH.fullmatch(path)
    return (found["token"], found["method"]) if found else None


def given(kind: str, query: str, body: bytes) -> dict[str, Any]:
    """Raises ValueError for a body that claims to be JSON and is not."""
    asked: dict[str, Any] = dict(parse_qsl(query))
    if kind.startswith("application/json"):
        return {**asked, **dict(json.loads(body or b"{}"))}
    return {**asked, **dict(parse_qsl(body.decode(), keep_blank_values=True))}


def parsed(held: Mapping[str, Any], name: str, default: Any) -> Any:
    value = held.get(name, default)
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return default


def whole(held: Mapping[str, Any], name: str, default: int) -> int:
    value = parsed(held, name, default)
    return int(value) if isinstance(value, int | float) else default
