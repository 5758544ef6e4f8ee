"""A point → the nearest postcode's district, for a location that a resident shares instead of a postcode."""

from __future__ import annotations

import numpy as np

from services_directory.places import Located, Point
from services_directory.postcodes.file import PostcodeFile

MILES_AWAY = 3.0
"""Nobody in Britain lives further from the nearest postcode than this; a point beyond it is at sea or abroad."""

MILES_IN_A_DEGREE = 69.1


def locate_point(held: PostcodeFile, here: Point) -> Located:
    """The district of the nearest live postcode, with the point as it was shared. `unlisted` where none is near."""
    miles_east = MILES_IN_A_DEGREE * max(np.cos(np.radians(here.lat)), 0.1)
    high, wide = MILES_AWAY / MILES_IN_A_DEGREE, MILES_AWAY / miles_east
    places, lat, lon = held.live_within(
        here.lat - high, here.lat + high, here.lon - wide, here.lon + wide
    )
    miles = np.hypot((lat - here.lat) * MILES_IN_A_DEGREE, (lon - here.lon) * miles_east)
    nearest = int(np.argmin(miles)) if len(miles) else -1
    if nearest < 0 or miles[nearest] > MILES_AWAY:
        return Located("unlisted")
    return Located("live", held.locality_of(int(places[nearest]), here))
