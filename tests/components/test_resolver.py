"""A crawl of a named site stays out of the local network, whatever its name answers with."""

import os
import subprocess
import sys

import pytest

from newscrawl.components.resolver import is_private
from tests.crawling import ROOT, ids
from tests.raw import raw

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

# Names answer as the environment says; what asks is all the rest of a real crawl.
CRAWL = """
import os, socket
socket.gethostbyname = lambda name: os.environ["ANSWER"]
from scrapy.cmdline import execute
execute()
"""


def crawl_name(data, host, port, answer):
    call = [
        sys.executable,
        "-c",
        CRAWL,
        "crawl",
        "politics",
        "-a",
        f"site=http://{host}:{port}",
        "-a",
        "sections=politicalnews",
    ]
    settings = [
        "-s",
        f"NEWSCRAWL_DATA_DIR={data}",
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "RETRY_TIMES=0",
        "-s",
        "DOWNLOAD_TIMEOUT=5",
    ]
    environment = {**os.environ, "ANSWER": answer}
    return subprocess.run([*call, *settings], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.parametrize("answer", ["127.0.0.1", "10.0.0.7", "169.254.169.254"])
def test_a_name_that_answers_with_a_private_address_is_not_asked(tmp_path, answer):
    host = answer if answer.startswith("127.") else "127.0.0.1"
    with raw(host=host) as site:
        result = crawl_name(tmp_path, "www.example.test", site.url.rpartition(":")[2], answer)
        assert site.asked == []
    assert result.returncode == 69
    assert f"www.example.test resolves to the private address {answer}" in result.stderr
    assert f"-a site=http://{answer}:" in result.stderr


@pytest.mark.parametrize("host", ["localhost", "stand-in.localhost", "127.0.0.1"])
def test_a_stand_in_that_the_operator_names_is_asked(tmp_path, host):
    with raw() as site:
        result = crawl_name(tmp_path, host, site.url.rpartition(":")[2], "127.0.0.1")
    assert result.returncode == 0, result.stderr
    assert ids(tmp_path)


@pytest.mark.parametrize("address", [
    "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fc00::1", "fe80::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
])  # fmt: skip
def test_these_addresses_are_private(address):
    assert is_private(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8"])
def test_these_are_public(address):
    assert not is_private(address)
