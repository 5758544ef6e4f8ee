"""Postcode areas whose letters alone say that they lie outside Great Britain, so that no file need hold them. Pure.

Northern Ireland's postcodes are licensed by Land & Property Services on other terms than Great Britain's, so they are not
kept unless asked for; a resident there is still told that services differ. Codes: ONS register of geographic codes.
"""

from __future__ import annotations

from services_directory.places import Council, District, Locality

_NORTHERN_IRELAND = ("N92000002", "Northern Ireland")
_CHANNEL_ISLANDS = ("L93000001", "Channel Islands")
_ISLE_OF_MAN = ("M83000003", "Isle of Man")

_AREAS = {
    "BT": _NORTHERN_IRELAND,
    "GY": _CHANNEL_ISLANDS,
    "JE": _CHANNEL_ISLANDS,
    "IM": _ISLE_OF_MAN,
}


def elsewhere(outward: str) -> Locality | None:
    """ "BT1" → Northern Ireland as a whole; None for Great Britain. No area of Great Britain starts with these two letters."""
    if found := _AREAS.get(outward[:2]):
        return Locality(District(*found), Council(*found))
    return None
