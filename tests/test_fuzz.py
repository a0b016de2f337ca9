"""From bytes to record: nothing raises, no record breaks the schema. `python -m tests.test_fuzz MINUTES` goes on longer."""

import random
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itemadapter import ItemAdapter
from jsonschema import Draft202012Validator
from scrapy.http import HtmlResponse, TextResponse

from newscrawl.limits import page_fault
from newscrawl.pages.decode import decode
from newscrawl.pages.feed import FeedPage
from newscrawl.pages.gate import judge
from newscrawl.pages.listing import ListingPage
from newscrawl.pages.story import Hints, StoryPage
from newscrawl.pipelines.read_fields import ReadFields
from newscrawl.pipelines.strip_chrome import StripChrome
from newscrawl.pipelines.validate import story_schema
from tests.pages.test_story_shapes import PAGES

SCHEMA = story_schema()
for name in ("headline", "article_body", "kind", "section_path", "id", "url", "fetched_url", "extractor"):
    SCHEMA["properties"][name].pop("minLength", None)
VALIDATOR = Draft202012Validator(SCHEMA)
CORPUS = [page if isinstance(page, bytes) else page.encode() for page in PAGES.values()]
URL = "https://www.arcamax.com/politics/opeds/s-3486768"
PIECES = st.sampled_from(
    [b"<p>", b"</div>", b"<br><br>", b"\x00", b"\xff", b"<h1>", b"&#xd800;", b"\xc2\xa9 2024 X", b"Read more", b"<script>",
     b"By A, B", b"<!--", b"<a href='/politics/opeds/s-1'>", b"Nov 31, 2024", b"<table>", b'{"@type":"NewsArticle"}', b"<time datetime=x>"]
)  # fmt: skip


def check(body):
    for cls in (HtmlResponse, TextResponse):
        response = cls(URL, body=body)
        page_fault(body, decode(response))
        page = StoryPage(
            response, Hints(section_path="politics/opeds", teaser="A teaser of the story that is")
        )
        judge(page)
        assert repr(page)
        item = page.story()
        ReadFields().process_item(StripChrome().process_item(item))
        record = ItemAdapter(item).asdict()
        assert not list(VALIDATOR.iter_errors(record))
        str(record).encode("utf-8")
        assert ListingPage(response).entries is not None
        assert FeedPage(response).entries is not None


def mutate(dice, body):
    spoilt = bytearray(body)
    for _ in range(dice.randint(1, 12)):
        at, length = dice.randrange(len(spoilt) + 1), dice.choice((0, 1, 8, 60, 400))
        piece = dice.choice(CORPUS)
        start = dice.randrange(len(piece))
        new = dice.choice((b"", dice.randbytes(3), piece[start : start + dice.randint(1, 200)]))
        spoilt[at : at + length] = new
    return bytes(spoilt)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.one_of(st.binary(max_size=40), PIECES, st.text(max_size=30).map(str.encode)), max_size=40))
def test_no_bytes_raise_or_break_the_schema(parts):
    check(b"".join(parts))


@pytest.mark.parametrize("seed", range(60))
def test_no_spoilt_page_raises_or_breaks_the_schema(seed):
    dice = random.Random(seed)
    check(mutate(dice, dice.choice(CORPUS)))


if __name__ == "__main__":
    dice, end, count = random.Random(), time.monotonic() + 60 * float((sys.argv[1:] or ["10"])[0]), 0
    while time.monotonic() < end:
        body = mutate(dice, dice.choice(CORPUS))
        try:
            check(body)
        except Exception:
            print(f"after {count} pages:", body)  # noqa: T201  # what a finder needs
            raise
        count += 1
    print(f"{count} spoilt pages: nothing raised, no record broke the schema")  # noqa: T201
