"""What is handed to operators: a dashboard and alerts over metrics that are there, and a compose file that holds what it must."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from bot.app import App
from bot.channels.telegram.sending import STOP_SECONDS
from bot.channels.web.site import make_site
from bot.settings import Settings
from tests.metric_names import EXPOSED

ROOT = Path(__file__).parents[1]
OPERATIONS = ROOT / "docs" / "operations"
DASHBOARD: dict[str, Any] = json.loads((OPERATIONS / "grafana-dashboard.json").read_text("utf-8"))
ALERTS = yaml.safe_load((OPERATIONS / "alerts.yaml").read_text("utf-8"))
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
KUBERNETES: dict[str, dict[str, Any]] = {
    each["kind"]: each
    for each in yaml.safe_load_all((OPERATIONS / "kubernetes.yaml").read_text("utf-8"))
}
CADDYFILE = (OPERATIONS / "proxy" / "Caddyfile").read_text("utf-8")

RULES: list[dict[str, Any]] = [rule for group in ALERTS["groups"] for rule in group["rules"]]
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

YAML = [ROOT / "docker-compose.yml", *sorted(OPERATIONS.glob("*.yaml"))]

OF_PROMETHEUS = {"up"}
NAMED = re.compile(r"\b(?:signpost|process)_[a-z_]+\b|\bup\b")

MUST_ALERT = {
    "SignpostDown": "up",
    "SignpostNotReady": "signpost_ready",
    "SignpostFailedReplies": "signpost_decided_total",
    "SignpostRepliesWait": "signpost_outbox_oldest_seconds",
    "SignpostDatabaseFaults": "signpost_faults_total",
    "SignpostNoPoll": "signpost_last_poll_timestamp_seconds",
    "SignpostNoDangerReplies": "signpost_danger_replies_total",
    "SignpostContentFaults": "signpost_content_faults",
    "SignpostDiskFull": "signpost_data_free_bytes",
}


def expressions() -> list[tuple[str, str]]:
    """Every question that the dashboard and the alerts ask, with who asks it."""
    panels = [
        (panel["title"], target["expr"])
        for panel in DASHBOARD["panels"]
        for target in panel["targets"]
    ]
    return [*panels, *((rule["alert"], rule["expr"]) for rule in RULES)]


@pytest.mark.parametrize(("who", "expression"), expressions())
def test_dashboard_and_alerts_ask_only_for_metrics_that_exist(who: str, expression: str) -> None:
    names = set(NAMED.findall(expression))
    assert names
    assert names - set(EXPOSED) - OF_PROMETHEUS == set()


@pytest.mark.parametrize(("who", "expression"), expressions())
def test_dashboard_and_alerts_name_only_labels_that_their_metrics_have(
    who: str, expression: str
) -> None:
    labels = {"instance", "job"}.union(
        *(EXPOSED.get(name, ()) for name in NAMED.findall(expression))
    )
    by = {
        label.strip()
        for group in re.findall(r"\bby \(([^)]*)\)", expression)
        for label in group.split(",")
    }
    chosen = set(re.findall(r"[{,]\s*([a-z_]+)\s*(?:=~|!=|=|!~)", expression))
    assert (by | chosen) - labels == set()


@pytest.mark.parametrize(("who", "expression"), expressions())
def test_every_bracket_is_closed(who: str, expression: str) -> None:
    for opens, closes in ("()", "[]", "{}"):
        assert expression.count(opens) == expression.count(closes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_how_bad_it_is_what_happened_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["todo"]
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "1m"))


@pytest.mark.parametrize(("alert", "metric"), MUST_ALERT.items())
def test_what_residents_would_notice_has_an_alert(alert: str, metric: str) -> None:
    [rule] = [rule for rule in RULES if rule["alert"] == alert]
    assert metric in rule["expr"]


def test_alerts_have_names_of_their_own_and_stand_in_the_documentation() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(set(names)) == len(names)
    written = (ROOT / "docs" / "running-it.md").read_text("utf-8")
    assert [name for name in names if name not in written] == []


def test_the_dashboard_is_one_that_grafana_reads() -> None:
    assert DASHBOARD["schemaVersion"] >= 39
    assert DASHBOARD["uid"] == "signpost"
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(numbers)) == len(numbers)
    source = {"type": "prometheus", "uid": "${source}"}
    assert all(panel["datasource"] == source for panel in DASHBOARD["panels"])
    assert [each["name"] for each in DASHBOARD["templating"]["list"]] == ["source"]


def test_no_two_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_operators_yaml_has_no_lint(path: Path) -> None:
    config = YamlLintConfig(file=str(ROOT / ".yamllint"))
    assert [str(found) for found in linter.run(path.read_text("utf-8"), config)] == []


def test_without_a_profile_there_is_one_bot_and_its_database() -> None:
    assert {name for name, each in SERVICES.items() if "profiles" not in each} == {"bot", "db"}


def test_profile_many_has_two_bots_a_database_and_a_proxy() -> None:
    many = {name for name, each in SERVICES.items() if "many" in each.get("profiles", ["many"])}
    assert many == {"bot", "replica", "proxy", "db"}
    assert SERVICES["replica"]["image"] == SERVICES["bot"]["image"]
    assert SERVICES["replica"]["environment"] == SERVICES["bot"]["environment"]
    assert "reverse_proxy bot:8000 replica:8000" in CADDYFILE


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_runs_with_as_little_as_it_can(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("privileged", False) is False


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_no_root_and_says_whether_it_is_well(name: str) -> None:
    service = SERVICES[name]
    folder = ROOT / str(service["build"]) if "build" in service else None
    image = (folder / "Dockerfile").read_text("utf-8") if folder else ""
    user = service.get("user") or re.findall(r"^USER (\S+)$", image, re.M)[-1]
    assert user not in {"root", "0", "0:0"}
    assert "healthcheck" in service or "HEALTHCHECK" in image


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_given_time_to_stop_and_comes_back(name: str) -> None:
    assert SERVICES[name]["stop_grace_period"] in {"30s", "45s", "1m"}
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_a_bot_has_longer_to_stop_than_it_takes() -> None:
    assert SERVICES["bot"]["stop_grace_period"] == "45s"
    assert STOP_SECONDS + 10 < 45


def test_only_the_proxy_is_open_to_the_world() -> None:
    assert SERVICES["bot"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in SERVICES["replica"]
    assert "ports" not in SERVICES["db"]
    assert SERVICES["db"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["proxy"]["networks"] == ["default"]


def test_the_proxy_hides_what_is_for_operators() -> None:
    [matcher] = re.findall(r"@operators path (.+)", CADDYFILE)
    assert {"/metrics", "/readyz", "/metrics/*", "/readyz/*"} == set(matcher.split())
    assert "respond @operators 404" in CADDYFILE


def test_a_bot_without_its_database_is_still_reached_for_danger_replies() -> None:
    assert re.findall(r"health_uri (\S+)", CADDYFILE) == ["/livez"]


def test_no_secret_is_written_into_the_compose_file() -> None:
    held = json.dumps(COMPOSE)
    for name in ("POSTGRES_PASSWORD", "SIGNPOST_SECRET_KEY"):
        values = re.findall(rf'"{name}": "([^"]*)"', held)
        assert values
        assert all(value.startswith("${") for value in values)


def test_kubernetes_restarts_nobody_because_the_database_is_down() -> None:
    deployment = KUBERNETES["Deployment"]["spec"]["template"]["spec"]
    [container] = deployment["containers"]
    probes = [container[name] for name in ("startupProbe", "livenessProbe", "readinessProbe")]
    assert {probe["httpGet"]["path"] for probe in probes} == {"/livez"}
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert deployment["securityContext"]["runAsNonRoot"] is True
    assert deployment["terminationGracePeriodSeconds"] >= 40


def test_kubernetes_lets_in_every_page_but_those_for_operators(app: App) -> None:
    [rule] = KUBERNETES["Ingress"]["spec"]["rules"]
    ways = {(way["path"], way["pathType"]) for way in rule["http"]["paths"]}
    pages = {getattr(route, "path", "") for route in make_site(app).routes}
    shut = {page for page in pages if not any(_lets_in(way, page) for way in ways)}
    assert shut == {"/metrics", "/readyz"}


def _lets_in(way: tuple[str, str], page: str) -> bool:
    path, kind = way
    return page == path or (kind == "Prefix" and page.startswith(f"{path}/"))


def test_kubernetes_keeps_a_commit_on_two_servers_before_it_counts() -> None:
    cluster = KUBERNETES["Cluster"]["spec"]
    assert cluster["postgresql"]["synchronous"]["number"] >= 1
    assert cluster["instances"] >= 3


def test_every_setting_that_the_manifests_give_is_one_of_ours() -> None:
    [container] = KUBERNETES["Deployment"]["spec"]["template"]["spec"]["containers"]
    given = {each["name"] for each in container["env"]} | set(SERVICES["bot"]["environment"])
    assert given <= {f"SIGNPOST_{name.upper()}" for name in Settings.model_fields}
