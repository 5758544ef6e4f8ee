"""What is counted: everything that operators need, and nothing about a resident."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, create_engine, insert

from bot import metrics
from bot.app import App
from bot.channels.web import site as web
from bot.channels.web.site import make_site
from bot.conversation.model import Outcome
from bot.gauges import KEPT_FOR, PRIORITIES, Gauges
from bot.library.models import SAFETY_CLASSES
from bot.metrics import REGISTRY
from bot.storage.tables import OutboxReply, SetAside
from services_directory.tables import sources
from tests.conftest import another_app
from tests.metric_names import EXPOSED
from tests.resident import Clock, Resident

ALLOWED = {
    "channel": r"web|terminal|jsonlines|test|test:[a-z-]+|telegram(:[a-z0-9-]+)?",
    "outcome": "|".join(get_args(Outcome)),
    "danger": "|".join(SAFETY_CLASSES),
    "result": r"[a-z_]{1,20}",
    "kind": "database|telegram|content",
    "part": "database|content|postcodes",
    "priority": "|".join(PRIORITIES),
    "reason": r"[a-z_ ]{1,20}",
    "source": r"[a-z0-9-]{1,20}",
    "version": r"[0-9a-f]{1,12}",
}
"""Every label there is, and all that it may say."""


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(make_site(app)) as opened:
        yield opened


def told(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Name and labels → value, as Prometheus reads them."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def waits(engine: Engine, now: datetime, priority: int = 1) -> None:
    reply = {
        "channel": "telegram",
        "key": f"{priority}" * 64,
        "address": b"sealed",
        "body": "{}",
        "priority": priority,
        "put_at": now,
        "not_before": now,
    }
    with engine.begin() as connection:
        connection.execute(insert(OutboxReply).values(**reply))


def test_every_metric_is_on_the_list_and_every_one_on_the_list_is_there(
    app: App, client: TestClient, clock: Clock
) -> None:
    everything_happens(app, clock)
    shown = {
        name: tuple(label for label, _ in labels)
        for name, labels in told(client)
        if not name.endswith("_created")
    }
    assert set(shown) - set(EXPOSED) == set()
    assert set(EXPOSED) - set(shown) == set()
    for name, labels in shown.items():
        assert set(labels) == set(EXPOSED[name]), name


def everything_happens(app: App, clock: Clock) -> None:
    """Once each, so that every metric has something to show."""
    Resident(app).says("hello")
    waits(app.engine, clock())
    with app.engine.begin() as connection:
        connection.execute(
            insert(SetAside).values(channel="telegram", reason="refused", at=clock())
        )
        connection.execute(
            insert(sources).values(
                name="leeds",
                title="Leeds",
                services=1,
                revision=1,
                synced_at=clock(),
                tried_at=clock(),
            )
        )
    for counted in (metrics.RECEIVED, metrics.QUARANTINED, metrics.FLOODED):
        counted.labels(channel="telegram")
    metrics.SENT.labels(channel="telegram", result="accepted")
    metrics.LAST_POLL.labels(channel="telegram").set(clock().timestamp())


def test_no_label_may_say_anything_about_a_resident(app: App, client: TestClient) -> None:
    resident = Resident(app, chat="4815162342")
    resident.says("my baby is not breathing").says("i want to stop smoking").says("ST4 6QG")
    for _name, labels in told(client):
        for label, value in labels:
            assert re.fullmatch(ALLOWED[label], value), f"{label}={value}"


def test_what_a_resident_says_is_nowhere_in_the_metrics(app: App, client: TestClient) -> None:
    Resident(app, chat="4815162342").says("stop smoking").says("ST4 6QG")
    shown = client.get("/metrics").text
    assert not re.search(r"4815162342|ST4|smok|E0[0-9]{7}", shown)


def test_every_class_of_danger_and_kind_of_fault_is_shown_from_the_start() -> None:
    shown = generate_latest(REGISTRY).decode()
    for danger in SAFETY_CLASSES:
        assert f'signpost_danger_replies_total{{danger="{danger}"}}' in shown
    for kind in ("database", "telegram", "content"):
        assert f'signpost_faults_total{{kind="{kind}"}}' in shown


def test_the_queue_is_shown_by_priority_with_its_age(
    app: App, client: TestClient, clock: Clock
) -> None:
    waits(app.engine, clock() - timedelta(seconds=90), priority=0)
    waits(app.engine, clock() - timedelta(seconds=5))
    waits(app.engine, clock() - timedelta(seconds=4))
    shown = told(client)
    assert shown["signpost_outbox_waiting", (("priority", "danger"),)] == 1
    assert shown["signpost_outbox_waiting", (("priority", "reply"),)] == 2
    assert shown["signpost_outbox_waiting", (("priority", "scheduled"),)] == 0
    assert shown["signpost_outbox_oldest_seconds", (("priority", "danger"),)] == 90
    assert shown["signpost_outbox_oldest_seconds", (("priority", "reply"),)] == 5


def test_an_empty_queue_is_shown_as_nothing_that_waits(client: TestClient) -> None:
    shown = told(client)
    for priority in PRIORITIES:
        assert shown["signpost_outbox_waiting", (("priority", priority),)] == 0
        assert shown["signpost_outbox_oldest_seconds", (("priority", priority),)] == 0


def test_the_database_is_asked_again_only_after_some_seconds(
    app: App, client: TestClient, clock: Clock
) -> None:
    waiting = ("signpost_outbox_waiting", (("priority", "reply"),))
    assert told(client)[waiting] == 0
    waits(app.engine, clock())
    assert told(client)[waiting] == 0
    clock.later(KEPT_FOR)
    assert told(client)[waiting] == 1


def test_metrics_are_told_with_the_database_gone(learnt: App, clock: Clock, tmp_path: Path) -> None:
    gone = create_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'signpost.db'}")
    shown = told(TestClient(make_site(another_app(learnt, gone, clock))))
    assert shown["signpost_ready", (("part", "database"),)] == 0
    assert shown["signpost_ready", (("part", "content"),)] == 1
    assert ("signpost_outbox_waiting", (("priority", "reply"),)) not in shown
    assert any(name == "signpost_content_info" for name, _ in shown)


def test_what_a_database_said_before_it_went_is_not_said_again(
    app: App, client: TestClient, clock: Clock
) -> None:
    assert told(client)["signpost_ready", (("part", "database"),)] == 1
    app.engine.dispose()
    app.engine = create_engine("sqlite:////dev/null/signpost.db")
    clock.later(KEPT_FOR)
    shown = told(client)
    assert shown["signpost_ready", (("part", "database"),)] == 0
    assert ("signpost_directory_info", (("version", "0"),)) not in shown


def test_a_database_that_does_not_answer_holds_nobody_up(
    app: App, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "SCRAPE_SECONDS", 0.05)
    client = TestClient(make_site(app))
    holds = threading.Event()
    done = threading.Event()

    def another_writer() -> None:
        with app.engine.begin():
            holds.set()
            done.wait(20)

    thread = threading.Thread(target=another_writer)
    thread.start()
    holds.wait(20)
    try:
        shown = told(client)
        assert shown["signpost_ready", (("part", "database"),)] == 0
    finally:
        done.set()
        thread.join()


def test_content_has_the_version_that_staff_see(app: App, client: TestClient) -> None:
    assert app.knowledge is not None
    version = app.knowledge.library.version
    assert re.fullmatch(r"[0-9a-f]{12}", version)
    assert ("signpost_content_info", (("version", version),)) in told(client)


def test_without_content_there_is_no_version(app: App, client: TestClient) -> None:
    app.knowledge = None
    shown = told(client)
    assert shown["signpost_ready", (("part", "content"),)] == 0
    assert not [name for name, _ in shown if name == "signpost_content_info"]


def test_the_day_of_the_postcode_file_is_told(client: TestClient) -> None:
    made = datetime(2026, 11, 20, tzinfo=UTC).timestamp()
    assert told(client)["signpost_postcodes_made_timestamp_seconds", ()] == made


def test_without_a_postcode_file_its_day_is_left_out(app: App, client: TestClient) -> None:
    app.postcodes = None
    shown = told(client)
    assert shown["signpost_ready", (("part", "postcodes"),)] == 0
    assert ("signpost_postcodes_made_timestamp_seconds", ()) not in shown


def test_a_data_folder_that_is_gone_takes_only_its_own_figure_away(
    app: App, clock: Clock, tmp_path: Path
) -> None:
    settings = app.settings.model_copy(update={"data_dir": tmp_path / "gone"})
    gauges = Gauges(another_app(app, app.engine, clock, settings))
    gauges.refresh()
    assert b"signpost_data_free_bytes" not in gauges.in_words()
    assert b"signpost_outbox_waiting" in gauges.in_words()


def test_a_source_says_when_it_was_last_taken_over(
    app: App, client: TestClient, clock: Clock
) -> None:
    everything_happens(app, clock)
    synced = told(client)["signpost_source_synced_timestamp_seconds", (("source", "leeds"),)]
    assert synced == clock().timestamp()


def test_the_metrics_are_the_same_on_both_databases(
    learnt: App, engine: Engine, clock: Clock
) -> None:
    app = another_app(learnt, engine, clock)
    waits(engine, clock() - timedelta(seconds=7), priority=2)
    shown = told(TestClient(make_site(app)))
    assert shown["signpost_outbox_waiting", (("priority", "scheduled"),)] == 1
    assert shown["signpost_outbox_oldest_seconds", (("priority", "scheduled"),)] == 7
