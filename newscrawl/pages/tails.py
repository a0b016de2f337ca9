"""Words that hang on a paragraph's last sentence and are none of it: "Read more", a call to sign up."""

from __future__ import annotations

import re

from newscrawl.pages.lines import is_kind

_ENDED = r"(?<![.]{2})[.!?][\"'”’)\]]*"
# Such as: … would be filed. Learn more; … recruitment center. Read more »
_LABEL = re.compile(
    r"""\s+(?: (?:Read|See|Continue)\s(?:[Mm]ore|[Rr]eading|the\sfull\sstory|full\sstory)\s?[»›>→.…]*
            | Learn\s[Mm]ore\s?[»›>→]* | (?:READ|SEE|LEARN)\sMORE\s?[»›>→]* )$""",
    re.VERBOSE,
)
_SENTENCE_END = re.compile(rf"{_ENDED}$")
_BETWEEN_SENTENCES = re.compile(rf"{_ENDED}\s+(?=[A-Z“\"])")
_READER = re.compile(r"\b(?:you|your|yours|we|our|(?-i:us|Us))\b", re.IGNORECASE)
_SHORTEST = 150  # characters before a call that are no lead-in of it
_LONGEST = 400  # characters of a paragraph that is cut for the call in it


def _is_promotion(text: str) -> bool:
    return is_kind(text, "promotion")


def without_label(text: str) -> str:
    """Take "Read more" off a whole sentence; a teaser's cut one stays as it is.

    >>> without_label("The boat sank. Read more »"), without_label("The boat ...Read more")
    ('The boat sank.', 'The boat ...Read more')
    """
    bare = without_cut_label(text)
    return bare if _SENTENCE_END.search(bare) else text


def without_cut_label(text: str) -> str:
    """Take "Read more" off a sentence, whole or cut.

    >>> without_cut_label("The boat sank on ... Read more »")
    'The boat sank on ...'
    """
    return _LABEL.sub("", text)


def without_call(text: str) -> str:
    """Take the calls to sign up off the end of a paragraph that speaks of other things before them, and at length.

    >>> news = "The parliament will vote on the bill in March, and the government works on the assumption that it needs"
    >>> news += " the consent of both its chambers and of the council."
    >>> without_call(news + " Get the news in your inbox, each morning") == news
    True
    >>> without_call("The news moves fast. Sign up for our free newsletter.")
    'The news moves fast. Sign up for our free newsletter.'
    >>> without_call(news.replace("parliament", "US Senate") + " Get the news in your inbox, each morning.")[-11:]
    'he council.'
    """
    if len(text) >= _LONGEST or not _is_promotion(text):
        return text
    end = len(text)
    for start in [match.end() for match in _BETWEEN_SENTENCES.finditer(text)][::-1]:
        if not _is_promotion(text[start:end]):
            break
        end = start
    kept = text[:end].rstrip()
    sure = len(kept) >= _SHORTEST and not _READER.search(kept) and not _is_promotion(kept)
    return kept if sure else text
