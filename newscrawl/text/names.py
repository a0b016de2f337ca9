"""Names: which are a person's, and which an organization's."""

from __future__ import annotations

import re

from newscrawl.text.first_names import FIRST_NAMES

#: Words that hardly any person is called by: one of them makes an organization wherever it stands.
STRONG = re.compile(
    r"""\b(?:News|Times|Herald|Tribune|Ledger|Dispatch|Gazette|Chronicle|Services?|Agency|Institut(?:e|ion)|Foundation|Cent(?:er|re)|
    University|College|Union|Wire|Media|Network|Association|Council|Review|Opinion|Bureau|Examiner|Sentinel|Inquirer|Enquirer|
    Observer|Today|Daily|Weekly|Magazine|Society|League|Alliance|Group|Company|Inc\b|LLC|Corp\b|Project|Newspapers?|Constitution|
    Syndicate|Roll\sCall|Newsroom|Democrat|Republic(?:an)?|Telegraph|Transcript|Initiative|Journal|Journalism|Committee|Coalition|
    Fund|Forum|Academy|Department|School|Partnership|Campaign|Policy|Research|Studies|Affairs)\b|\b(?:Co|L\.P)\.|\.(?:com|org|net|news)\b""",
    re.VERBOSE,
)
#: Words that end a paper's name but are surnames too; a first name before them makes a person.
WEAK = re.compile(
    r"\s(?:Post|Press|Star|Sun|Globe|Bee|Record|Pilot|Mercury|Banner|Standard|Register|Monitor|Courier|Mail|Voice|Advocate|Report|Reporter|"
    r"Leader|Eagle|Citizen|Argus|World|Nation|Atlantic|Hill|Mirror|Beacon|Journal-\w+|\w+-(?:Pilot|Tribune|Journal|Times|News|Call|Star|Press|Gazette|"
    r"Dispatch|Ledger|Herald|Constitution|Sentinel|Observer|Register|Democrat|Picayune|American|Review|Bee|Telegram))$"
)
#: A paper is often called by its place: two or three words that begin so make an organization.
_PLACE = re.compile(
    r"""^(?:the\s)?(?:Alabama|Alaska|Albany|Albuquerque|America|American|Anchorage|Arizona|Arkansas|Atlanta|Austin|Baltimore|Boston|Buffalo|California|
    Capitol|Carolina|Charlotte|Chicago|Cincinnati|Cleveland|Colorado|Columbus|Connecticut|Dallas|Dayton|Delaware|Denver|Detroit|Florida|Fort|
    Fresno|Georgia|Hartford|Hawaii|Honolulu|Houston|Idaho|Illinois|Indiana|Indianapolis|Iowa|Jacksonville|Kansas|Kentucky|Lake|Las|Los|Louisiana|
    Louisville|Maine|Maryland|Massachusetts|Memphis|Miami|Michigan|Milwaukee|Minneapolis|Minnesota|Mississippi|Missouri|Mobile|Montana|Nashville|
    National|Nebraska|Nevada|New|Newport|North|Oakland|Ohio|Oklahoma|Omaha|Orange|Oregon|Orlando|Pacific|Palm|Pennsylvania|Philadelphia|Phoenix|
    Pittsburgh|Portland|Providence|Raleigh|Reno|Rhode|Richmond|Rochester|Sacramento|Salt|San|Santa|Savannah|Seattle|South|Spokane|St\.|States?|
    Syracuse|Tacoma|Tampa|Tennessee|Texas|Toledo|Tucson|Tulsa|U\.S\.|US|USA|Utah|Vermont|Virginia|Washington|West|Wichita|Wisconsin|Wyoming)\s\S""",
    re.VERBOSE,
)
NOBODY = re.compile(
    r"^(?:the\s)?(?:(?:.*\s)?editorial\s(?:board|staff)|(?:.*\s)?editors|staff|(?:staff|wire)\s(?:and\swire\s)?(?:reports?|writers?))$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(?:Dr|Sen|Rep|Gov|Lt\. Gov|Prof|Rev|Gen|Col|Judge|Justice|Mayor|President|Amb|Hon|Mr|Ms|Mrs)\b\.?\s+"
)


def is_organization(part: str) -> bool:
    """Judge one part by its words alone.

    >>> is_organization("Denver Post"), is_organization("Bill Press")
    (True, False)
    """
    if NOBODY.match(part) or re.match(r"The\s|[A-Z]{2,6}$", part) or STRONG.search(part):
        return True
    return bool(WEAK.search(part) or _PLACE.match(part)) and not has_first_name(part)


def has_first_name(part: str) -> bool:
    """True if the part begins as a person's name does: with a first name, a title or initials."""
    words = _TITLE.sub("", part).split()
    first = words[0] if words else ""
    return (
        first.lower().partition("-")[0] in FIRST_NAMES
        or bool(_TITLE.match(part))
        or bool(re.match(r"(?:[A-Z]\.-?){1,3}$", first))
        or (len(words) > 2 and bool(re.match(r"[A-Z]\.$", words[1])))
    )
