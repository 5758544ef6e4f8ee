"""Identifiers of what is published: the same UUID for the same thing, at every export and on every install. Pure."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

SIGNPOST = uuid5(NAMESPACE_URL, "urn:signpost:directory")
"""The namespace of our UUIDs (RFC 9562, version 5). Another would change every identifier that others hold."""


def identifier(kind: str, *of: str) -> str:
    """The UUID of one thing of a kind, as text."""
    return str(uuid5(SIGNPOST, "\x1f".join((kind, *of))))
