"""Asking a publisher's server: politely, patiently, and with a sentence for staff when it comes to nothing."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services_directory.sources.openreferral import fetching
from services_directory.sources.openreferral.fetching import (
    FeedUnreadable,
    Fetcher,
    NotJson,
    Refused,
    read_json,
)
from tests.fakes.open_referral_feed import (
    Answer,
    Asked,
    OpenReferralFeed,
    json_of,
    sends_to,
    web_page,
)
from tests.services_directory.sources.openreferral.conftest import NOW, Clock


@pytest.fixture
def feed() -> Iterator[OpenReferralFeed]:
    with OpenReferralFeed([{"id": "1", "name": "A"}], root={"version": "3.0"}) as served:
        yield served


@pytest.fixture
def asks(fetcher: Fetcher, feed: OpenReferralFeed) -> Iterator[Callable[[], object]]:
    with fetcher:
        yield lambda: fetcher.json(feed.url)


def times(count: int, answer: Answer) -> Callable[[Asked, int], Answer | None]:
    return lambda _asked, before: answer if before < count else None


def always(answer: Answer) -> Callable[[Asked, int], Answer | None]:
    return lambda _asked, _before: answer


def test_it_says_who_asks(asks: Callable[[], object], feed: OpenReferralFeed) -> None:
    assert asks() == {"version": "3.0"}
    assert feed.asked[0].headers["User-Agent"].startswith("Signpost/")


def test_it_asks_no_more_often_than_it_should(feed: OpenReferralFeed, clock: Clock) -> None:
    with Fetcher(rate=4, clock=clock, sleep=clock.sleep) as fetcher:
        for _ in range(5):
            fetcher.json(feed.url)
    assert clock.slept == [0.25] * 4


@pytest.mark.parametrize(("host", "waited"), [("example.org", 1), ("127.0.0.1", 0)])
def test_other_peoples_machines_are_asked_four_times_a_second_and_ours_at_will(
    host: str, waited: int, clock: Clock
) -> None:
    fetcher = Fetcher(clock=clock, sleep=clock.sleep)
    for _ in range(5):
        fetcher._wait_for_turn(host)
    assert sum(clock.slept) == waited


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_waited_for_longer_and_longer(
    status: int, asks: Callable[[], object], feed: OpenReferralFeed, clock: Clock
) -> None:
    feed.fault = times(3, Answer(status))
    assert asks() == {"version": "3.0"}
    assert [each for each in clock.slept if each >= 1] == [1, 2, 4]


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        ("7", 7),
        ("0", 0),
        ((NOW + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT"), 30),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0),
        ("soon", 1),
    ],
)
def test_a_server_is_left_alone_for_as_long_as_it_asks(
    header: str, waits: int, asks: Callable[[], object], feed: OpenReferralFeed, clock: Clock
) -> None:
    feed.fault = times(1, Answer(429, headers={"Retry-After": header}))
    asks()
    assert sum(clock.slept) == pytest.approx(waits, abs=0.01)


def test_a_server_that_asks_for_an_hour_is_left_alone(
    asks: Callable[[], object], feed: OpenReferralFeed, clock: Clock
) -> None:
    feed.fault = always(Answer(503, headers={"Retry-After": "3600"}))
    with pytest.raises(Refused, match="come back in 60 minutes"):
        asks()
    assert clock.slept == []


def test_a_server_that_stays_out_of_order_is_given_up(
    asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = always(Answer(500))
    with pytest.raises(Refused, match=r"out of order \(500\): try again later"):
        asks()
    assert len(feed.asked) == fetching.TRIES_WHEN_BUSY


@pytest.mark.parametrize("fault", [Answer(None), Answer(200, b'{"a', cut=True)])
def test_a_connection_that_breaks_is_tried_again(
    fault: Answer, asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = times(2, fault)
    assert asks() == {"version": "3.0"}
    feed.fault = always(fault)
    with pytest.raises(FeedUnreadable, match="breaks off its answer: try again later"):
        asks()


def test_a_server_that_does_not_answer_in_time_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, feed: OpenReferralFeed, fetcher: Fetcher
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", httpx.Timeout(0.2))
    late = threading.Event()
    feed.fault = lambda _asked, _before: late.wait(5) and None
    with fetcher, pytest.raises(FeedUnreadable, match="does not answer in time"):
        fetcher.json(feed.url)
    late.set()
    assert len(feed.asked) == fetching.TRIES_WHEN_BUSY


def test_a_server_that_is_not_there_is_soon_told(fetcher: Fetcher, clock: Clock) -> None:
    with fetcher, pytest.raises(FeedUnreadable, match="cannot be reached: check the address"):
        fetcher.json("http://127.0.0.1:1/api")
    assert [each for each in clock.slept if each >= 1] == [1, 2]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "does not let us in"),
        (403, "does not let us in"),
        (404, "nothing at"),
        (410, "nothing at"),
        (418, "does not give what was asked"),
    ],
)
def test_a_refusal_says_what_to_do_and_is_not_tried_again(
    status: int, words: str, asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = always(Answer(status))
    with pytest.raises(Refused, match=words) as refused:
        asks()
    assert refused.value.status == status
    assert len(feed.asked) == 1


def test_a_web_page_in_place_of_a_feed_is_known(
    asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = always(web_page())
    with pytest.raises(NotJson, match="It is a web page, not a feed"):
        asks()


def test_a_redirect_is_followed(asks: Callable[[], object], feed: OpenReferralFeed) -> None:
    feed.fault = lambda asked, _: sends_to("/moved") if asked.path != "/moved" else json_of([1])
    assert asks() == [1]


def test_a_redirect_without_end_is_not(asks: Callable[[], object], feed: OpenReferralFeed) -> None:
    feed.fault = always(sends_to("/round"))
    with pytest.raises(FeedUnreadable, match="without end"):
        asks()


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/"])
def test_a_redirect_out_of_the_web_is_not_followed(
    target: str, asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = always(sends_to(target))
    with pytest.raises(FeedUnreadable, match=r"not secure|no address"):
        asks()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("https://example.org/a", "http://example.org/a", "not secure"),
        ("https://example.org/a", "https://127.0.0.1/a", "inside our own network"),
        ("https://example.org/a", "https://169.254.169.254/a", "inside our own network"),
        ("https://example.org/a", "https://[::1]/a", "inside our own network"),
    ],
)
def test_a_redirect_to_where_it_should_not_lead_is_not_followed(
    before: str, after: str, words: str
) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        fetching._followed(httpx.URL(before), httpx.URL(after))


def test_a_page_that_is_too_large_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, asks: Callable[[], object]
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 10)
    with pytest.raises(FeedUnreadable, match="MB at once: ask the publisher for pages"):
        asks()


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        (b'{"a": "caf\xe9 \x96"}', {"a": "café –"}),
        (b'{"a": NaN}', {"a": None}),
    ],
)
def test_json_is_read_in_the_alphabets_that_servers_send(content: bytes, read: object) -> None:
    assert read_json(content) == read


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\n<html>", "web page"),
        (b'{"a": [1, 2', "cut short"),
        (b"[" * 100_000, "cut short"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cut short"),
    ],
)
def test_what_is_no_json_is_told_in_words(content: bytes, words: str) -> None:
    with pytest.raises(NotJson, match=words):
        read_json(content)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    fetcher: Fetcher, tmp_path: Path
) -> None:
    with (
        _secure_server(tmp_path) as url,
        fetcher,
        pytest.raises(FeedUnreadable, match=r"certificate of localhost is not valid"),
    ):
        fetcher.json(url)


@contextmanager
def _secure_server(folder: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    server = _Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A visitor that turns round at the door is what this server is for."""


def _certificate(folder: Path) -> Path:
    """Signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=4000))
        .not_valid_after(NOW + timedelta(days=4000))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(pem))
    return path


def test_a_fetcher_is_used_while_it_is_open(fetcher: Fetcher) -> None:
    with pytest.raises(RuntimeError, match="inside `with`"):
        fetcher.json("http://127.0.0.1:1/")


def test_the_answer_is_json_in_any_order(
    asks: Callable[[], object], feed: OpenReferralFeed
) -> None:
    feed.fault = always(Answer(200, json.dumps({"b": [1], "a": None}).encode()))
    assert asks() == {"a": None, "b": [1]}
