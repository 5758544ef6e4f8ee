"""Latitude and longitude as feeds give them: nought and nought mean nowhere, and the two change places now and then."""

from __future__ import annotations

from typing import Any

BRITISH_LAT, BRITISH_LON = (49.0, 61.5), (-9.5, 2.5)
"""A box in WGS 84 around the United Kingdom."""


def settle(place: dict[str, Any]) -> dict[str, Any]:
    """Takes out a point that is nowhere, and turns one round. Gives back what it took, as it was."""
    lat, lon = place.get("latitude"), place.get("longitude")
    if lat is None and lon is None:
        return {}
    if _is_british(lon, lat):
        place["latitude"], place["longitude"] = lon, lat
        return {"latitude": lat, "longitude": lon}
    if _is_somewhere(lat, lon):
        return {}
    return {key: place.pop(key) for key in ("latitude", "longitude") if key in place}


def _is_british(lat: float | None, lon: float | None) -> bool:
    return (
        lat is not None
        and lon is not None
        and BRITISH_LAT[0] <= lat <= BRITISH_LAT[1]
        and BRITISH_LON[0] <= lon <= BRITISH_LON[1]
    )


def _is_somewhere(lat: float | None, lon: float | None) -> bool:
    if lat is None or lon is None or (lat, lon) == (0, 0):
        return False
    return abs(lat) <= 90 and abs(lon) <= 180
