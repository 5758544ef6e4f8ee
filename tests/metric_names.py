"""Every metric at `/metrics`, with its labels: what dashboard, alerts and privacy are held to."""

from __future__ import annotations

from collections.abc import Mapping

EXPOSED: Mapping[str, tuple[str, ...]] = {
    "signpost_received_total": ("channel",),
    "signpost_decided_total": ("outcome", "channel"),
    "signpost_danger_replies_total": ("danger",),
    "signpost_quarantined_total": ("channel",),
    "signpost_flooded_total": ("channel",),
    "signpost_sent_total": ("channel", "result"),
    "signpost_faults_total": ("kind",),
    "signpost_content_faults": (),
    "signpost_last_poll_timestamp_seconds": ("channel",),
    "signpost_ready": ("part",),
    "signpost_content_info": ("version",),
    "signpost_directory_info": ("version",),
    "signpost_postcodes_made_timestamp_seconds": (),
    "signpost_data_free_bytes": (),
    "signpost_outbox_waiting": ("priority",),
    "signpost_outbox_oldest_seconds": ("priority",),
    "signpost_outbox_set_aside": ("reason",),
    "signpost_source_synced_timestamp_seconds": ("source",),
    "process_virtual_memory_bytes": (),
    "process_resident_memory_bytes": (),
    "process_start_time_seconds": (),
    "process_cpu_seconds_total": (),
    "process_open_fds": (),
    "process_max_fds": (),
}
"""By name as it stands at `/metrics`. tests/test_metrics.py holds that there is no other."""
