"""What the download handler sees before a body: certificates and header lines."""

import itertools
import os
import ssl
import subprocess

import pytest

from newscrawl.components.handler import LARGEST_HEADER
from tests.crawling import ids, ledger
from tests.raw import ALL, NEWS, http, measured_run, raw, run
from tests.site import story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def certificate(tmp_path_factory):
    """Make self-signed certificates by the openssl command."""
    folder = tmp_path_factory.mktemp("tls")

    def make(name):
        key, cert = folder / f"{name}.key", folder / f"{name}.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=test", "-addext", f"subjectAltName={name}", "-keyout", key, "-out", cert],
            check=True, capture_output=True,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        return context, cert

    return make


@pytest.mark.parametrize(
    ("name", "trusted", "fault"),
    [
        ("IP:127.0.0.1", False, "certificate verify failed"),
        ("IP:127.0.0.1", True, None),
        ("IP:127.0.0.9", True, "IPAddressMismatch"),
    ],
    ids=["self-signed", "trusted", "trusted for another host"],
)
def test_a_certificate_is_verified(tmp_path, certificate, monkeypatch, name, trusted, fault):
    context, cert = certificate(name)
    if trusted:
        monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(cert))
    with raw(tls=context) as site:
        result = run(tmp_path, site, "-s", "RETRY_TIMES=0")
    assert result.returncode == (69 if fault else 0), result.stderr
    assert ids(tmp_path) == ([] if fault else ALL)
    assert bool(site.asked) == (fault is None)
    told = [one for one in ("certificate verify failed", "IPAddressMismatch") if one in result.stderr]
    assert told == ([fault] if fault else [])


def endless(piece):
    """Send header lines for as long as the client takes them, but no more than 200 MB."""
    yield b"HTTP/1.1 200 OK\r\nX: y\r\n"
    yield from itertools.repeat(piece * (100_000 // len(piece)), 2_000)


def interim():
    """Promise an answer for ever."""
    yield from itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000, 2_000)


def test_headers_without_an_end_are_named_failures(tmp_path):
    large = http(story(9), "200 OK", "Content-Type: text/html", *(f"X-{n}: {'y' * 500}" for n in range(100)))
    faults = {
        "102": lambda _: endless(b"X: y\r\n"),
        "103": lambda _: endless(b" folded\r\n"),
        "104": lambda _: interim(),
        "105": lambda _: endless(b"X"),
    }
    special = {f"{NEWS}/s-{number}": answer for number, answer in faults.items()}
    with raw(special | {f"{NEWS}/s-101": large}) as site:
        result = measured_run(tmp_path, site)
    assert result.returncode == 65, result.stderr
    assert result.peak < 200
    failures = ledger(tmp_path)["failures"]
    assert set(failures) == set(faults)
    for number in faults:
        assert f"header over {LARGEST_HEADER} bytes" in failures[number]
        assert site.paths().count(f"{NEWS}/s-{number}") == 1
    assert len(ids(tmp_path)) == 1


def test_a_header_of_many_lines_is_read(tmp_path):
    lines = [f"X-{n}: {'y' * 300}" for n in range(150)]
    with raw({f"{NEWS}/s-101": http(story(101), "200 OK", "Content-Type: text/html", *lines)}) as site:
        assert run(tmp_path, site).returncode == 0
    assert ids(tmp_path) == ALL
