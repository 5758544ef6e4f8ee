"""Dead web addresses are found by asking a real server."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from services_directory.checking.links import AGENT, Answer, addresses, ask, links
from services_directory.service import Contact
from tests.services_directory.builders import service
from tests.services_directory.checking.builders import listed, survey

CLOSED = "http://127.0.0.1:9/"
"""The discard port: nothing listens there."""


@dataclass
class Site:
    """A web site on this machine that counts how it is asked."""

    address: str
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0


@pytest.fixture
def site() -> Iterator[Site]:
    class Page(BaseHTTPRequestHandler):
        def answer(self) -> None:
            found.at_once += 1
            found.most_at_once = max(found.most_at_once, found.at_once)
            found.asked[self.command, self.path] += 1
            found.agents.add(self.headers["User-Agent"])
            status = self.status()
            found.at_once -= 1
            self.send_response(status)
            if status == 301:
                self.send_header("Location", "/round" if self.path == "/round" else "/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def status(self) -> int:
            word = self.path.strip("/").partition("-")[0]
            if word == "slow":
                time.sleep(1)
            if word == "get":
                return 405 if self.command == "HEAD" else 200
            if word in {"moved", "round"}:
                return 301
            return int(word) if word.isdigit() else 200

        do_HEAD = do_GET = answer  # noqa: N815  # so the standard library calls them

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    found = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def alive(site: Site, page: str) -> bool:
    (answer,) = ask([f"{site.address}/{page}"], time_out=0.5).values()
    return answer.is_alive


@pytest.mark.parametrize("page", ["", "moved", "get", "401", "403", "429"])
def test_a_page_that_answers_or_keeps_programs_out_is_alive(site: Site, page: str) -> None:
    assert alive(site, page)


@pytest.mark.parametrize("page", ["404", "410", "500", "503", "round", "slow"])
def test_a_page_that_fails_both_ways_is_dead(site: Site, page: str) -> None:
    assert not alive(site, page)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (CLOSED, "cannot be reached"),
        ("http://", "cannot be read"),
        ("http://[broken", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_dead_in_words(url: str, said: str) -> None:
    (answer,) = ask([url], time_out=5).values()
    assert answer.status is None
    assert said in answer.silence


def test_a_certificate_that_browsers_refuse_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_own_certificate(tmp_path))
        thread = threading.Thread(target=_shake_hands, args=(context, listening))
        thread.start()
        (answer,) = ask([f"https://127.0.0.1:{listening.getsockname()[1]}/"]).values()
        thread.join()
    assert answer == Answer(None, "has a certificate that browsers refuse")


def _own_certificate(folder: Path) -> Path:
    """Signed by nobody but itself, as on many a small group's site."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime(2026, 11, 20, tzinfo=UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(days=3650))
    ).sign(key, SHA256())
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "own.pem"
    path.write_bytes(secret + signed.public_bytes(Encoding.PEM))
    return path


def _shake_hands(context: ssl.SSLContext, listening: socket.socket) -> None:
    """Once for HEAD and once for GET. The client breaks off each time: that is what is tested."""
    for _ in range(2):
        incoming, _ = listening.accept()
        with incoming, contextlib.suppress(OSError):
            context.wrap_socket(incoming, server_side=True).close()


def test_silence_is_told_with_how_long_we_waited(site: Site) -> None:
    (answer,) = ask([f"{site.address}/slow"], time_out=0.5).values()
    assert answer == Answer(None, "gives no answer within 0.5 seconds")


def test_a_page_that_answers_head_is_asked_once_and_told_who_asks(site: Site) -> None:
    ask([f"{site.address}/page"])
    assert site.asked == {("HEAD", "/page"): 1}
    assert site.agents == {AGENT}


def test_one_site_is_asked_one_page_at_a_time(site: Site) -> None:
    seen: list[str] = []
    urls = [f"{site.address}/page-{number}" for number in range(12)]
    answers = ask(urls, seen.append)
    assert site.most_at_once == 1
    assert len(answers) == len(seen) == 12


def test_a_dead_address_is_told_for_each_service_that_gives_it() -> None:
    gone, silent = "https://example.org/gone", "https://example.org/silent"
    one = survey(
        service("first", contact=Contact(url=gone)),
        service("second", contact=Contact(url=gone)),
        service("third", contact=Contact(url=silent)),
        service("fourth", contact=Contact(url="https://example.org/")),
        service("fifth"),
    )
    assert addresses(one) == (gone, silent, "https://example.org/")
    answers = {
        gone: Answer(404),
        silent: Answer(None, "cannot be reached: no such site, or it is down"),
        "https://example.org/": Answer(200),
    }
    findings = listed(links(one, answers))
    assert [(each.level, each.service) for each in findings] == [
        ("error", "first"),
        ("error", "second"),
        ("warning", "third"),
    ]
    assert findings[0].fault == f"{gone} answers 404."
    assert findings[2].fault.startswith(f"{silent} cannot be reached")


def test_what_was_not_asked_is_not_spoken_of() -> None:
    one = survey(service("first", contact=Contact(url="https://example.org/")))
    assert listed(links(one, {})) == []
