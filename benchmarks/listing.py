"""What reading a listing costs as it grows, in multiples of lxml's bare parse of the same page.

Run: python -m benchmarks.listing [STORIES …]. The multiples stay alike if the time is linear; up to about 1,000 stories the rounds
after the first find their lines remembered, which makes small pages look better.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from scrapy.http import HtmlResponse

from newscrawl.pages.listing import ListingPage
from newscrawl.pages.tree import parse

TEASER = "The harbor board of Saltholm voted on Friday to raise the levy on every boat that lies in the basin over winter."
SHAPES = {
    "links alone": "<li><a href='/politics/opeds/s-{n}'>Headline number {n}</a></li>",
    "teasers": "<h3><a href='/politics/opeds/s-{n}'>Headline number {n}</a></h3><p>{t}</p>",
    "read more": "<h3>Headline number {n}</h3><p>{t} <a href='/politics/opeds/s-{n}'>...Read more</a></p>",
    "one line": "<a href='/politics/opeds/s-{n}'>Headline number {n}</a> ",
}
_ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest round."""
    best = float("inf")
    for _ in range(_ROUNDS):
        since = time.process_time()
        work()
        best = min(best, time.process_time() - since)
    return best


def main(sizes: list[int]) -> None:
    """Print a line for each shape and size."""
    print("shape        stories  milliseconds  multiples of the bare parse")
    for name, shape in SHAPES.items():
        for size in sizes:
            source = "<body>" + "".join(shape.format(n=n, t=TEASER) for n in range(1000, 1000 + size))
            response = HtmlResponse("https://www.arcamax.com/politics/opeds", body=source.encode())
            whole = seconds(lambda response=response: ListingPage(response).entries)  # type: ignore[misc]
            bare = seconds(lambda source=source: parse(source))  # type: ignore[misc]
            print(f"{name:12} {size:7} {whole * 1000:13.1f} {whole / bare:10.0f}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [250, 1000, 4000, 10_000])
