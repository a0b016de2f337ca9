"""From bytes to record: nothing raises, no record breaks the schema.

`python -m tests.test_fuzz MINUTES` goes on longer; a page that raises is kept in tests/corpus/, and is a test from then on.
"""

import hashlib
import json
import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itemadapter import ItemAdapter
from jsonschema import Draft202012Validator
from scrapy.http import HtmlResponse, TextResponse

from newscrawl.pages.decode import decode
from newscrawl.pages.faults import page_fault
from newscrawl.pages.feed import FeedPage
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import Hints, StoryPage, read
from newscrawl.pipelines.read_fields import ReadFields
from newscrawl.pipelines.strip_chrome import StripChrome
from newscrawl.pipelines.validate import story_schema
from tests.pages.test_story_shapes import PAGES

SCHEMA = story_schema()
for name in ("headline", "article_body", "kind", "section_path", "id", "url", "fetched_url", "extractor"):
    SCHEMA["properties"][name].pop("minLength", None)
VALIDATOR = Draft202012Validator(SCHEMA)
KEPT = sorted((Path(__file__).parent / "corpus").iterdir())
CORPUS = [page if isinstance(page, bytes) else page.encode() for page in PAGES.values()]
CORPUS += [path.read_bytes() for path in KEPT if path.stat().st_size]
URL = "https://www.arcamax.com/politics/opeds/s-3486768"
PIECES = st.sampled_from(
    [b"<p>", b"</div>", b"<br><br>", b"\x00", b"\xff", b"<h1>", b"&#xd800;", b"\xc2\xa9 2024 X", b"Read more", b"<script>",
     b"By A, B", b"<!--", b"<a href='/politics/opeds/s-1'>", b"Nov 31, 2024", b"<table>", b'{"@type":"NewsArticle"}', b"<time datetime=x>"]
)  # fmt: skip


def check(body):
    """Read bytes as everything that a page of the site may be."""
    for cls in (HtmlResponse, TextResponse):
        response = cls(URL, body=body)
        page_fault(body, decode(response))
        page = StoryPage(response, Hints(section_path="politics/opeds", teaser="A teaser of the story"))
        assert repr(page)
        for item in (page.story(), read(page).story):
            if item is not None:
                check_record(
                    ItemAdapter(ReadFields().process_item(StripChrome().process_item(item))).asdict()
                )
        listing = ListingPage(response)
        assert repr(listing)
        assert None not in (listing.entries, listing.sections, listing.refused, FeedPage(response).entries)


def check_record(record):
    assert not list(VALIDATOR.iter_errors(record))
    json.dumps(record, ensure_ascii=False, allow_nan=False).encode()


def mutate(dice, body):
    spoilt = bytearray(body)
    for _ in range(dice.randint(1, 12)):
        at, length = dice.randrange(len(spoilt) + 1), dice.choice((0, 1, 8, 60, 400))
        piece = dice.choice(CORPUS)
        start = dice.randrange(len(piece))
        new = dice.choice((b"", dice.randbytes(3), piece[start : start + dice.randint(1, 200)]))
        spoilt[at : at + length] = new
    return bytes(spoilt)


PARTS = st.lists(st.one_of(st.binary(max_size=40), PIECES, st.text(max_size=30).map(str.encode)), max_size=40)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), derandomize=True)
@given(PARTS)
def test_no_bytes_raise_or_break_the_schema(parts):
    check(b"".join(parts))


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_no_page_of_the_corpus_raises_or_breaks_the_schema(path):
    check(path.read_bytes())


@pytest.mark.parametrize("seed", range(60))
def test_no_spoilt_page_raises_or_breaks_the_schema(seed):
    dice = random.Random(seed)
    check(mutate(dice, dice.choice(CORPUS)))


def go_on(minutes):
    """Read 10,000 made-up pages, then spoilt ones until the time is over; keep the page that raises."""
    dice, end, count, body = random.Random(), time.monotonic() + 60 * minutes, 0, b""

    @settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
    @given(PARTS)
    def made_up(parts):
        nonlocal body
        body = b"".join(parts)
        check(body)

    try:
        made_up()
        print("10000 made-up pages: nothing raised", flush=True)  # noqa: T201  # what a finder waits for
        while time.monotonic() < end:
            body = mutate(dice, dice.choice(CORPUS))
            check(body)
            count += 1
    except Exception:
        path = KEPT[0].with_name(f"found-{hashlib.sha256(body).hexdigest()[:12]}.html")
        path.write_bytes(body)
        print(f"after {count} spoilt pages: {path}")  # noqa: T201
        raise
    print(f"{count} spoilt pages: nothing raised, no record broke the schema")  # noqa: T201


if __name__ == "__main__":
    go_on(float((sys.argv[1:] or ["10"])[0]))
