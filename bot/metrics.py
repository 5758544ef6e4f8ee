"""What is counted for operations. No label holds anything about a resident."""

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

from bot.library.models import SAFETY_CLASSES

REGISTRY = CollectorRegistry()

ProcessCollector(registry=REGISTRY)
"""`process_start_time_seconds`, memory, processor time and open files of this process."""

RECEIVED = Counter(
    "signpost_received",
    "Messages that arrived and could be read, by channel",
    ["channel"],
    registry=REGISTRY,
)
DECIDED = Counter(
    "signpost_decided",
    "Messages decided, by outcome and channel",
    ["outcome", "channel"],
    registry=REGISTRY,
)
DANGER_REPLIES = Counter(
    "signpost_danger_replies",
    "Safety replies given, by class of danger",
    ["danger"],
    registry=REGISTRY,
)
QUARANTINED = Counter(
    "signpost_quarantined",
    "Updates that could not be read, by channel",
    ["channel"],
    registry=REGISTRY,
)
FLOODED = Counter(
    "signpost_flooded",
    "Messages passed over because one chat sent too many, by channel",
    ["channel"],
    registry=REGISTRY,
)
SENT = Counter(
    "signpost_sent",
    "Replies handed to a channel, by result",
    ["channel", "result"],
    registry=REGISTRY,
)
FAULTS = Counter(
    "signpost_faults",
    "What failed around the bot, by kind: database, telegram, content",
    ["kind"],
    registry=REGISTRY,
)
CONTENT_FAULTS = Gauge(
    "signpost_content_faults", "Faults in content at the last load", registry=REGISTRY
)
LAST_POLL = Gauge(
    "signpost_last_poll_timestamp_seconds",
    "When Telegram last answered a poll of this process, in seconds since 1970",
    ["channel"],
    registry=REGISTRY,
)

for _kind in ("database", "telegram", "content"):
    FAULTS.labels(kind=_kind)  # 0 before the first, so that a rise from nothing is seen
for _danger in SAFETY_CLASSES:
    DANGER_REPLIES.labels(danger=_danger)
