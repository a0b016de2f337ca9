"""What a page's text can do to a terminal, a log, a spreadsheet or an XML reader: nothing; and a feed that cannot be written."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.crawling import ROOT, crawl, ids, ledger, lines, on
from tests.raw import NEWS, http, raw, run
from tests.site import channel, listing, served, story

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]")
RED = "\x1b[31m"


def headed(number, headline, text):
    page = story(number).decode().replace(f"Council number {number} mends a bridge", headline)
    return page.replace("<p>“We", f"<p>{text} stands in this story.</p><p>“We").encode()


HOSTILE = {
    301: headed(301, '=HYPERLINK("http://127.0.0.2/", "x") is a headline', "+1 and =1+1"),
    302: headed(302, "＝1+1 is the headline of a story", "@SUM(1)"),
    303: headed(303, f"Red {RED} of \x9b31m a \u202e story &#27;[31m &#x202e;", f"{RED} \x9b \u202e \ufffe\uffff \x08\x85\x0c &#0;"),
    304: headed(304, "]]&gt; &lt;script&gt;alert(1)&lt;/script&gt; is a headline", "]]> &amp;lt;b&amp;gt;"),
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    with raw() as site:
        site.pages = {
            NEWS: listing("politicalnews", list(HOSTILE)),
            **{f"{NEWS}/s-{number}": body for number, body in HOSTILE.items()},
        }
        leads = f"Location: http://127.0.0.9:1/{RED}x\x9b\x07".encode().decode("latin-1")
        site.special[f"{NEWS}/page-2"] = http(b"", f"302 {RED}Moved\x07", leads)
        site.special[f"{NEWS}/rss"] = http(b"", f"418 {RED}Teapot\x07")
        feeds = (option for name in ("o.csv", "o.xml", "o.jsonl") for option in ("-O", f"{data}/{name}"))
        result = run(data, site, *feeds, "-s", "LOG_LEVEL=DEBUG")
    assert ids(data) == [str(number) for number in HOSTILE], result.stderr
    return data, result


def test_no_control_character_reaches_the_log(crawled):
    _, result = crawled
    assert "Teapot" not in result.stderr  # Scrapy does not tell the server's own words for a status
    assert "127.0.0.9" in result.stderr
    assert CONTROL.findall(result.stderr) == []


@pytest.mark.parametrize(
    "command", ["status", "verify", "clusters 303", "explain 303", "explain --json 303", "reextract"]
)
def test_no_control_character_reaches_the_terminal(crawled, command):
    data, _ = crawled
    call = [sys.executable, "-m", "scrapy", *command.split(), "-s", f"NEWSCRAWL_DATA_DIR={data}"]
    shown = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    assert CONTROL.findall(shown.stdout + shown.stderr) == []
    assert "--json" not in command or "\u202e" in json.loads(shown.stdout)["record"]["headline"]


def test_no_cell_of_the_csv_is_a_formula(crawled):
    data, _ = crawled
    with (data / "o.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(HOSTILE)
    assert [
        cell for row in rows for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    ] == []
    assert {row["headline"] for row in rows if row["id"] == "302"} == {"'＝1+1 is the headline of a story"}
    told = {record["id"]: record["headline"] for record in lines(data / "o.jsonl")}
    assert told["302"] == "＝1+1 is the headline of a story"


def test_the_xml_is_well_formed(crawled):
    data, _ = crawled
    items = etree.parse(data / "o.xml").getroot()
    assert len(items) == len(HOSTILE)
    assert items.findtext("item[id='304']/headline") == "]]> <script>alert(1)</script> is a headline"


def test_what_was_lost_stands_in_the_ledger_as_json(crawled):
    data, _ = crawled
    assert "127.0.0.9" in ledger(data)["sections"]["politics/politicalnews"]["failure"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is missing")
def test_a_feed_that_cannot_be_written_ends_with_74(tmp_path):
    with served(channel()) as site:
        result = crawl(tmp_path, *on(site), "-o", "/dev/full:jsonlines")
    assert result.returncode == 74, result.stderr
    assert len(lines(tmp_path / "stories/politics-000001.jsonl")) == 4
