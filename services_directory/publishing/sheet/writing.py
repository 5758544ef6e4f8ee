"""Services → the spreadsheet as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from services_directory.publishing.names import Names
from services_directory.publishing.sheet.cells import guarded
from services_directory.publishing.sheet.columns import COLUMNS
from services_directory.service import Service


def write_csv(services: Iterable[Service], file: TextIO, names: Names) -> int:
    """One row a service, under a header; how many. What waits for staff, and what is hidden, is in no cell."""
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow([column.name for column in COLUMNS])
    written = 0
    for service in services:
        rows.writerow([guarded(column.write(service, names)) for column in COLUMNS])
        written += 1
    return written
