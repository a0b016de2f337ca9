"""Parts of which the tests of page shapes build their pages."""

from scrapy.http import HtmlResponse

from newscrawl.pages.story import Hints, StoryPage

HEADLINE = "Harwick sells its lighthouse"
FIRST = "The town of Harwick sold its lighthouse on Monday to a family that wants to live in it, and to nobody else."
SECOND = (
    "The price was kept secret, but a clerk who saw the deed said it was less than a new car would have cost."
)
THIRD = "Ships have not needed the light since the harbor silted up, and the keeper retired eleven years ago in May."
RIGHTS = "©2026 The Harwick Mail. Distributed by Tribune Content Agency, LLC."
TOP = f"<h1>{HEADLINE}</h1><p>Ann Lee, The Harwick Mail</p><p>Nov 15, 2026</p>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str, title: str = f"{HEADLINE} | ArcaMax Publishing", hints: Hints | None = None) -> StoryPage:
    source = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return StoryPage(HtmlResponse("https://www.arcamax.com/politics/mod/s-12", body=source.encode()), hints)
