"""Pages that excuse themselves keep their kind beside a list of popular stories; a listing under a banner stays expired."""

import pytest

from newscrawl.pages.kind import classify_page
from tests.pages.shapes import read

POPULAR = (
    "<div>Most Popular</div><ol>"
    + "".join(f"<li><a href='/politics/mod/s-{n}'>The ferry, part {n}</a></li>" for n in range(71, 76))
    + "</ol>"
)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("not found", "<h1>Oops!</h1><p>This story is no longer available.</p>"),
        (
            "not found",
            "<h1>Sorry! That page can’t be found.</h1><p>It may have moved; try the search above.</p>",
        ),
        ("captcha", "<p>Press and hold to confirm you are a human.</p>"),
        ("maintenance", "<h1>We'll be right back</h1><p>We are down for maintenance.</p>"),
        ("consent", "<h1>Before you continue to ArcaMax</h1><p>We use cookies and data.</p>"),
        ("expired", "<p>We value your privacy. We and our partners store cookies on your device.</p>"),
    ],
)
def test_an_excuse_counts_more_than_the_links_around_it(kind, said):
    assert classify_page(read(said + POPULAR, "ArcaMax Publishing")).kind == kind
