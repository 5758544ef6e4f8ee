"""Open Referral UK feeds and files, 1.0 and 3.0 → records of 3.0.

FeedUnreadable        a feed or a file that cannot be read, and what to do next
├── Refused           the server answered, and will not give this
└── NotJson           the answer or the file is something else, such as a web page
"""

from services_directory.sources.openreferral.feed import read_feed, read_spool
from services_directory.sources.openreferral.fetching import FeedUnreadable
from services_directory.sources.openreferral.file import read_file

__all__ = ["FeedUnreadable", "read_feed", "read_file", "read_spool"]
