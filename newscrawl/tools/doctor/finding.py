"""One finding of the doctor, and the words that findings have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newscrawl.channels import POLITICS
from newscrawl.errors import ExitCode
from newscrawl.tools.doctor.visit import Cause

if TYPE_CHECKING:
    from newscrawl.tools.doctor.reading import StoryRead
    from newscrawl.tools.doctor.visit import Visit

TO_MAINTAINERS = "Send the bundle to the maintainers."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as a crawl expects it; a remark if ``code`` is None: a crawl works all the same.

    ``what`` says what was seen, ``advice`` what to do; ``pages`` are the paths that show it.
    """

    what: str
    advice: str = ""
    code: ExitCode | None = None
    pages: tuple[str, ...] = ()


def sections(visits: Sequence[Visit], of: Sequence[Visit]) -> str:
    """Return sections as words: their titles, or how many."""
    if all(visit in visits or visit.cause is Cause.NOT_ASKED for visit in of):
        return f"all {len(of)} sections"
    *names, last = [POLITICS.titles.get(visit.section, visit.section) for visit in visits]
    return f"{', '.join(names)} and {last}" if names else last


def of_all(visits: Sequence[Visit], of: Sequence[Visit]) -> str:
    """Return how many stories these are.

    >>> of_all([], []), of_all(["a"], ["a", "b"])  # type: ignore[list-item]
    ('0 of 0 stories', '1 of 2 stories')
    """
    return f"{len(visits)} of {len(of)} stories"


def count(some: Sequence[object], of: Sequence[object]) -> str:
    """Return how many of some there are: "3 of 11"."""
    return f"{len(some)} of {len(of)}"


def their(visits: Sequence[Visit]) -> str:
    """Return "its" for one visit, "their" for several."""
    return "its" if len(visits) == 1 else "their"


def verb(visits: Sequence[Visit], one: str, several: str) -> str:
    """Return the verb's form for one visit or several."""
    return one if len(visits) == 1 else several


def capital(text: str) -> str:
    """Return a text with a capital at its start."""
    return text[:1].upper() + text[1:]


def site_of(url: str) -> str:
    """Return scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def paths(visits: Iterable[Visit]) -> tuple[str, ...]:
    """Return the paths of visits."""
    return tuple(visit.path for visit in visits)


def story_paths(stories: Iterable[StoryRead]) -> tuple[str, ...]:
    """Return the paths of stories."""
    return paths(story.visit for story in stories)


def short(text: str) -> str:
    """Return a text shortened for a sentence."""
    return text if len(text) <= 50 else f"{text[:49]}…"
