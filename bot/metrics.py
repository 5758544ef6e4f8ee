"""What is counted for operations. No label holds anything about a resident."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()

DECIDED = Counter(
    "signpost_decided",
    "Messages decided, by outcome and channel",
    ["outcome", "channel"],
    registry=REGISTRY,
)
QUARANTINED = Counter(
    "signpost_quarantined",
    "Updates that could not be read, by channel",
    ["channel"],
    registry=REGISTRY,
)
SENT = Counter(
    "signpost_sent",
    "Replies handed to a channel, by result",
    ["channel", "result"],
    registry=REGISTRY,
)
CONTENT_FAULTS = Gauge(
    "signpost_content_faults", "Faults in content at the last load", registry=REGISTRY
)
