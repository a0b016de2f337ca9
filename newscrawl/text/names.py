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
#: What speaks for a person's name (above zero) and for an organization's (below), in points.
PERSON = {
    "nobody": -3.0,  # a board or staff
    "capitals": 0.5,  # two to four words with a capital letter; as much against it where there are fewer or more
    "first name": 1.5,  # begins with a title or initials, or has an initial in the middle
    "suffix": 1.5,  # ends with Jr. or M.D.
    "the": -3.0,
    "strong": -2.5,  # holds a word that hardly any person is called by, or an address
    "weak": -1.5,  # ends with a word that is a paper's name and a surname
    "acronym": -1.5,
    "capitals alone": -2.0,  # one short word in capital letters
    "little words": -1.0,  # of, for, on, in, to
}
_TITLE = re.compile(
    r"^(?:Dr|Sen|Rep|Gov|Lt\. Gov|Prof|Rev|Gen|Col|Judge|Justice|Mayor|President|Amb|Hon|Mr|Ms|Mrs)\b\.?\s+"
)
_INITIAL = re.compile(r"(?:[A-Z]\.-?){1,3}$")
_ACRONYM = re.compile(r"[A-Z]{2,5}-|[A-Z]{3,5}$")  # CQ-Roll Call, KFF; not JD Vance
_LITTLE = frozenset({"of", "for", "&", "on", "in", "to", "-"})
_SHORT = 7  # letters: a shorter word in capitals is an agency
_SUFFIX = re.compile(r"\b(?:[JS]r\.?|I{2,3}|IV|M\.D\.|Ph\.D\.)$")


@cached
def person_points(name: str) -> float:
    """Return how far a name is a person's: above zero a person's, below an organization's.

    >>> person_points("Rao Mehta") > 0, person_points("Denver Post") > 0
    (True, False)
    """
    if NOBODY.match(name):
        return PERSON["nobody"]
    words = name.split()
    plain = [word.lower().strip(".,()’'®") for word in words]
    last = plain[-1].rpartition("-")[2] if plain else ""
    is_usual = 2 <= sum(word[0].isupper() for word in words) <= 4
    signs = {
        "first name": has_first_name(name),
        "suffix": _SUFFIX.search(name),
        "the": plain[:1] == ["the"],
        "strong": any(
            word in _STRONG or word.endswith((".com", ".org", ".net", ".news")) for word in (*plain, last)
        ),
        "weak": len(words) > 1 and last in _WEAK,
        "acronym": not name.isupper() and any(_ACRONYM.match(word) for word in words),
        "capitals alone": len(words) == 1 and name.isupper() and len(name) < _SHORT,
        "little words": not _LITTLE.isdisjoint(plain),
    }
    return PERSON["capitals"] * (1 if is_usual else -1) + sum(PERSON[sign] for sign in signs if signs[sign])


def has_first_name(part: str) -> bool:
    """True if the part begins as a person's name does: with a first name, a title or initials."""
    words = _TITLE.sub("", part).split()
    first = words[0] if words else ""
    return (
        bool(_TITLE.match(part))
        or bool(_INITIAL.match(first))
        or (len(words) > 2 and bool(_INITIAL.match(words[1])))
    )
