"""A log line holds no secret, no place and no person, whoever wrote it."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import strategies as st

from bot.logs import NOISY, SCRUB, TEXT, AsJson, fault_in_words, scrubbed, set_up_logs
from bot.settings import Settings
from services_directory.postcodes.file import PostcodeFileMissing
from tests.services_directory.builders import given

TOKEN = "1234567:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
WORD = "zanzibarquix"


class Written:
    """A logger of its own, with one handler that filters, and what came of it."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self._stream = io.StringIO()
        handler = logging.StreamHandler(self._stream)
        handler.setFormatter(formatter)
        handler.addFilter(SCRUB)
        self.log = logging.Logger("some.library")
        self.log.addHandler(handler)

    @property
    def text(self) -> str:
        return self._stream.getvalue()


@pytest.fixture
def written() -> Written:
    return Written(logging.Formatter(TEXT))


@contextmanager
def bare_root() -> Iterator[logging.Logger]:
    """The root logger as a process finds it, without the test runner's handlers; put back afterwards."""
    root = logging.getLogger()
    names = (*NOISY, "bot", "services_directory", "uvicorn", "uvicorn.error")
    levels = {name: logging.getLogger(name).level for name in names}
    held, level = root.handlers[:], root.level
    root.handlers[:] = []
    try:
        yield root
    finally:
        root.handlers[:] = held
        root.setLevel(level)
        for name, each in levels.items():
            logging.getLogger(name).setLevel(each)
            logging.getLogger(name).removeFilter(SCRUB)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage", "/bot[token]/sendMessage"),
        ("http://127.0.0.1:80/bot1:test/getMe", "/bot[token]/getMe"),
        (f"the token {TOKEN} was refused", "the token [token] was refused"),
        ("connect postgresql://bot:hunter2@db:5432/x", "postgresql://[secret]@db:5432/x"),
        ("POST /telegram/webhook/9f8e7d", "/telegram/webhook/[path]"),
        ("GET /x?chat_id=7766554 HTTP", "chat_id=[chat] HTTP"),
        ("{'chat_id': -100776655}", "{'chat_id': [chat]}"),
        ("wrote to me@example.org", "wrote to [email]"),
        ("near ST16 2LH today", "near [postcode] today"),
        ("q=st16%202lh&x", "q=[postcode]&x"),
        ("st162lh", "[postcode]"),
        ("ring 07700 900123 now", "ring [phone] now"),
        ("ring +44 7700 900123", "ring [phone]"),
        ("ring (0) no, 01785000000", "[phone]"),
        ("in chat 7766554433", "in chat [number]"),
        (f"<Task exception=ValueError('{WORD}')>", "exception=ValueError(…)"),
    ],
)
def test_what_may_not_stand_in_a_line_is_taken_out(line: str, shown: str) -> None:
    assert shown in scrubbed(line)


@pytest.mark.parametrize(
    "line",
    [
        "content: read again, 3 faults",
        "Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)",
        "could not decide: ValueError at /srv/bot/app.py:112",
        "postcodes: 1798342 kept of E10000028 at 2026-11-20 19:00:00.123",
        "Running upgrade 0002 -> 0003",
        "call 999 or 111",
    ],
)
def test_an_ordinary_line_stays_as_it_is(line: str) -> None:
    assert scrubbed(line) == line


@given(st.text(), st.text())
def test_a_token_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert "QXMENQjcrGbqCr4K" not in scrubbed(f"{before} /bot{TOKEN}/ {after}")


def test_of_somebody_elses_error_only_the_type_is_said(written: Written) -> None:
    written.log.error("could not: %s", ValueError(WORD))
    assert WORD not in written.text
    assert "could not: ValueError" in written.text


def test_an_error_of_ours_is_said_in_its_own_words(written: Written) -> None:
    written.log.error("postcodes: %s", PostcodeFileMissing("run `signpost postcodes build`"))
    assert "run `signpost postcodes build`" in written.text


def test_named_values_are_looked_through_as_well(written: Written) -> None:
    written.log.error("%(error)s in %(chat)s", {"error": KeyError(WORD), "chat": "7766554433"})
    assert written.text.endswith("KeyError in [number]\n")


def test_a_traceback_has_types_and_places_and_no_messages(written: Written) -> None:
    try:
        try:
            raise ValueError(WORD)
        except ValueError as error:
            raise LookupError(WORD) from error
    except LookupError:
        written.log.exception("it went wrong")
    assert WORD not in written.text
    assert "ValueError\n" in written.text
    assert "which led to\nLookupError\n" in written.text
    assert "test_logs.py:" in written.text


def test_a_group_of_errors_is_told_one_by_one() -> None:
    told = fault_in_words(ExceptionGroup(WORD, [ValueError(WORD), KeyError(WORD)]))
    assert told == "ExceptionGroup\nValueError\nKeyError"


def test_an_error_that_caused_itself_ends() -> None:
    first, second = ValueError("1"), ValueError("2")
    first.__cause__, second.__cause__ = second, first
    assert fault_in_words(first).count("ValueError") == 2


def test_a_line_that_cannot_be_written_says_where_and_nothing_else(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    written.log.error("%d", WORD)
    assert "could not be written (test_logs" in written.text
    assert WORD not in written.text + capsys.readouterr().err


def test_json_is_one_object_a_line() -> None:
    written = Written(AsJson())
    written.log.warning("near\n%s", "ST16 2LH")
    try:
        raise ValueError(WORD)
    except ValueError:
        written.log.exception("wrong")
    first, second = (json.loads(line) for line in written.text.splitlines())
    assert first["at"].endswith("+00:00")
    assert (first["level"], first["logger"]) == ("WARNING", "some.library")
    assert first["message"] == "near\n[postcode]"
    assert "fault" not in first
    assert second["fault"].startswith("ValueError\n")


def test_debug_is_for_our_own_packages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with bare_root() as root:
        set_up_logs(Settings(_env_file=None, log_level="DEBUG", log_format="json"))
        logging.getLogger("bot.app").debug("ours")
        logging.getLogger("some.library").debug("theirs")
        logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
        logging.getLogger("some.library").info("bot%s and %s", TOKEN, "ST16 2LH")
        assert root.level == logging.INFO
    messages = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert messages == ["ours", "[token] and [postcode]"]


def test_a_server_with_handlers_of_its_own_is_scrubbed_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    server = logging.getLogger("uvicorn.error")
    with bare_root():
        set_up_logs(Settings(_env_file=None))
        server.addHandler(handler)
        server.error("GET /?q=%s", "ST16 2LH")
        server.removeHandler(handler)
    assert stream.getvalue() == "GET /?q=[postcode]\n"
