"""What reading one page costs: `python -m benchmarks.reading`.

Milliseconds a page, and multiples of lxml's bare parse of the same pages, for newscrawl, trafilatura, newspaper4k (where it is
installed) and parsel with ten queries, in one run on generated pages of 40 KB and on `../shared/pages` where that exists.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from lxml import html as lxml_html

REAL = Path(__file__).parents[2] / "shared" / "pages"
WORDS = "council harbor bridge ferry vote levy clerk winter lighthouse school budget water mayor road library".split()
QUERIES = ("title", "h1", "p", "a", "time", "meta", "article", "img", "li", "h2")

Reader = Callable[[str, str], object]


def generated(number: int) -> str:
    """Make a page of some 170 blocks and 40 KB; its words change with its number."""

    def sentence(place: int, length: int) -> str:
        words = [WORDS[(number * 7 + place * 3 + at * at) % len(WORDS)] for at in range(length)]
        return f"The {' '.join(words)} came to {place} dollars."

    story = "".join(f"<p>{sentence(place, 40)} {sentence(place + 9, 50)}</p>" for place in range(40))
    related = "".join(
        f"<li><a href='/politics/x{place}'>Ann {WORDS[place % 15]} {place}</a></li>" for place in range(120)
    )
    top = f"<h1>The {WORDS[number % 15]} of {number}</h1><p>Ann Lee, The Harwick Mail on Nov 15, 2026</p><p>Published in Op Eds</p>"
    return (
        f"<html><head><title>The {WORDS[number % 15]} of {number} | ArcaMax Publishing</title></head><body><div>Politics / ArcaMax</div>{top}"
        f"<div>{story}<p>©2026 The Harwick Mail. Distributed by Tribune Content Agency, LLC.</p></div><h3>Related Channels</h3><ul>{related}</ul></body></html>"
    )


def corpora() -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Yield each set of pages: its name, and pairs of HTML and address."""
    yield (
        "generated",
        [(generated(number), f"https://www.arcamax.com/politics/opeds/s-{number}") for number in range(60)],
    )
    for path in sorted(REAL.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            pages = [json.loads(line) for line in lines]
        yield (
            path.name.partition(".")[0],
            [(page["html"], page["url"] or "https://x.example/a") for page in pages],
        )


def readers() -> dict[str, Reader]:
    """Return the readers that are installed, lxml's bare parse first."""
    import trafilatura
    from parsel import Selector

    import newscrawl

    def parse(html: str, _url: str) -> object:
        return lxml_html.document_fromstring(html.encode("utf-8", "replace"))

    def query(html: str, _url: str) -> object:
        selector = Selector(html)
        return [selector.css(one).getall() for one in QUERIES]

    found: dict[str, Reader] = {
        "lxml parse": parse,
        "parsel, ten queries": query,
        "newscrawl": newscrawl.read_html,
        "trafilatura": lambda html, url: trafilatura.bare_extraction(
            html, url=url, include_comments=False, with_metadata=True
        ),
    }
    if importlib.util.find_spec("newspaper"):
        newspaper = importlib.import_module("newspaper")
        found["newspaper4k"] = lambda html, url: newspaper.article(url, input_html=html)
    return found


def main() -> None:
    """Print a table."""
    for name, pages in corpora():
        print(
            f"{name}: {len(pages)} pages, {statistics.fmean(len(html) for html, _ in pages) / 1000:.0f} KB each"
        )
        floor = 0.0
        for who, read in readers().items():
            costs = []
            for html, url in [*pages[:3], *pages]:  # the first ones warm it up
                began = time.perf_counter()
                read(html, url)
                costs.append(1000 * (time.perf_counter() - began))
            median = statistics.median(costs[3:])
            floor = floor or median
            print(
                f"  {who:<20} median {median:7.2f} ms, {median / floor:6.1f} x parse, mean {statistics.fmean(costs[3:]):7.2f} ms"
            )


if __name__ == "__main__":
    main()
