"""Names: how far one reads like a person's, how far like an organization's."""

from __future__ import annotations

import re

from newscrawl.text.cached import cached

#: Words that hardly any person is called by: one of them makes an organization wherever it stands.
_STRONG = frozenset(
    """news times herald tribune ledger dispatch gazette chronicle service services agency institute institution foundation
    center centre university college union wire media network association council review opinion bureau examiner sentinel
    inquirer enquirer observer today daily weekly magazine society league alliance group company inc llc corp co l.p project
    newspaper newspapers constitution syndicate newsroom democrat republic republican telegraph transcript initiative journal
    journalism committee coalition fund forum academy department school partnership campaign policy research studies affairs
    radio television tv publishing team agencies digital online staff office ministry commission""".split()
)
#: Words that end a paper's name but are surnames too.
_WEAK = frozenset(
    """post press star sun globe bee record pilot mercury banner standard register monitor courier mail voice advocate report
    reporter leader eagle citizen argus world nation atlantic hill mirror beacon statesman bulletin""".split()
)
NOBODY = re.compile(
    r"^(?:the\s)?(?:(?:.*\s)?editorial\s(?:board|staff)|(?:.*\s)?editors|staff|(?:staff|wire)\s(?:and\swire\s)?(?:reports?|writers?))(?:\s\([A-Z]{2,5}\))?$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:Dr|Sen|Rep|Gov|Lt\. Gov|Prof|Rev|Gen|Col|Judge|Justice|Mayor|President|Amb|Hon|Mr|Ms|Mrs)\b\.?\s+"
)
_INITIAL = re.compile(r"(?:[A-Z]\.-?){1,3}$")
_ACRONYM = re.compile(r"[A-Z]{2,5}-|[A-Z]{3,5}$")  # CQ-Roll Call, KFF; not JD Vance
_SUFFIX = re.compile(r"\b(?:[JS]r\.?|I{2,3}|IV|M\.D\.|Ph\.D\.)$")


@cached
def person_points(name: str) -> float:
    """Return how far a name is a person's: above zero a person's, below an organization's.

    >>> person_points("Rao Mehta") > 0, person_points("Denver Post") > 0
    (True, False)
    """
    if NOBODY.match(name):
        return -3.0
    words = name.split()
    plain = [word.lower().strip(".,()’'®") for word in words]
    last = plain[-1].rpartition("-")[2] if plain else ""
    points = 0.5 if 2 <= sum(word[0].isupper() for word in words) <= 4 else -0.5
    points += 1.5 * has_first_name(name) + 1.5 * bool(_SUFFIX.search(name))
    points -= 3.0 * (plain[:1] == ["the"])
    points -= 2.5 * any(
        word in _STRONG or word.endswith((".com", ".org", ".net", ".news")) for word in (*plain, last)
    )
    points -= 1.5 * (len(words) > 1 and last in _WEAK)
    points -= 1.5 * any(_ACRONYM.match(word) for word in words if not name.isupper())
    points -= 2.0 * (len(words) == 1 and name.isupper() and len(name) < 7)
    return points - 1.0 * any(word in {"of", "for", "&", "on", "in", "to", "-"} for word in plain)


def has_first_name(part: str) -> bool:
    """True if the part begins as a person's name does: with a first name, a title or initials."""
    words = _TITLE.sub("", part).split()
    first = words[0] if words else ""
    return (
        bool(_TITLE.match(part))
        or bool(_INITIAL.match(first))
        or (len(words) > 2 and bool(_INITIAL.match(words[1])))
    )
