"""Bylines: persons and the source organization."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key

_BY = re.compile(r"^(?:(?:written|story|reported|words|column)\s)?(?:by|from)\b:?\s+", re.IGNORECASE)
#: Words that hardly any person is called by: one of them makes an organization wherever it stands.
_STRONG = re.compile(
    r"""\b(?:News|Times|Herald|Tribune|Ledger|Dispatch|Gazette|Chronicle|Services?|Agency|Institut(?:e|ion)|Foundation|Cent(?:er|re)|
    University|College|Union|Wire|Media|Network|Association|Council|Review|Opinion|Bureau|Examiner|Sentinel|Inquirer|Enquirer|
    Observer|Today|Daily|Weekly|Magazine|Society|League|Alliance|Group|Company|Inc\b|LLC|Corp\b|Project|Newspapers?|Constitution|
    Syndicate|Roll\sCall|Newsroom|Democrat|Republic(?:an)?|Telegraph|Transcript|Initiative|Journal|Journalism|Committee|Coalition|
    Fund|Forum|Academy|Department|School|Partnership|Campaign|Policy|Research|Studies|Affairs)\b|\b(?:Co|L\.P)\.|\.(?:com|org|net|news)\b""",
    re.VERBOSE,
)
#: Words that end a paper's name but are surnames too; a first name before them makes a person.
_WEAK = re.compile(
    r"\s(?:Post|Press|Star|Sun|Globe|Bee|Record|Pilot|Mercury|Banner|Standard|Register|Monitor|Courier|Mail|Voice|Advocate|Report|Reporter|"
    r"Leader|Eagle|Citizen|Argus|World|Nation|Atlantic|Hill|Mirror|Beacon|Journal-\w+|\w+-(?:Pilot|Tribune|Journal|Times|News|Call|Star|Press|Gazette|"
    r"Dispatch|Ledger|Herald|Constitution|Sentinel|Observer|Register|Democrat|Picayune|American|Review|Bee|Telegram))$"
)
_FIRST_NAMES = frozenset(
    "aaron abby abdul abel abigail adam adele adrian agnes ahmed aidan aileen al alan albert alberto alec "
    "alejandra alejandro alex alexander alexandra alexis alfred ali alice alicia alison allan allen "
    "allison alma alvin alyssa amanda amber amelia amir amy ana anastasia andre andrea andres andrew andy "
    "angel angela angelica angie anika anita ann anna anne annie anthony antonia antonio april archie "
    "ariana ariel arlene armando art arthur arturo asha ashley aubrey audrey august ava barbara barney "
    "barry beatrice beatriz becky belinda ben benjamin bernadette bernard bernie bert beth bethany betsy "
    "betty beverly bianca bill billy blake bo bob bobby bonnie boris brad bradley brandon brenda brendan "
    "brent brett brian bridget brittany brooke bruce bryan bryce byron caitlin caleb calvin cameron "
    "camille candace carl carla carlos carly carmen carol carole caroline carolyn carrie carter casey "
    "cassandra cassie catherine cathy cecil cecilia cedric celeste celia cesar chad charlene charles "
    "charlie charlotte chase chelsea cheryl chester chloe chris christa christian christie christina "
    "christine christopher chuck cindy claire clara clarence clark claudia clay clayton cliff clifford "
    "clint clyde cody cole colin colleen connie connor conor constance corey corinne courtney craig "
    "crystal curt curtis cy cynthia daisy dale damon dan dana daniel daniela danielle danny daphne "
    "darlene darrell darren darryl dave david dawn dean debbie deborah debra delia della denise dennis "
    "derek derrick desmond devin di diana diane diego dina dinah dirk dmitri dolores dominic don donald "
    "donna dora doreen doris dorothy doug douglas drew duane dustin dwayne dwight dylan earl ed eddie "
    "edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elias elijah elisa elise "
    "elizabeth ella ellen elliot elliott eloise elsa elsie emil emilia emily emma emmett enrique eric "
    "erica erick erik erika erin ernest esteban estelle esther ethan eugene eva evan eve evelyn ezra "
    "faith farah fatima faye felicia felipe felix fernando finn fiona flora florence floyd frances "
    "francesca francis francisco frank franklin fred freddie frederick gabe gabriel gabriela gail garrett "
    "gary gavin gayle gene geoff geoffrey george gerald geraldine gerard gerry gilbert gina ginger "
    "giovanni gladys glen glenn gloria gordon grace graham grant greg gregory greta gus guy gwen hal hank "
    "hannah harold harriet harris harry harvey hassan hazel heather hector heidi helen helena henry "
    "herbert herman hilary hilda holly homer howard hugh hugo ian ibrahim ida ignacio igor ilana imani "
    "ingrid ira irene iris irma irving isaac isabel isabella isaiah ivan ivy jack jackie jacob jacqueline "
    "jade jaime jake jamal james jamie jan jane janet janice janine jared jasmine jason javier jay jean "
    "jeanette jeanne jeff jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jesse jessica jesus "
    "jill jim jimmy jo joan joann joanna joanne joaquin jocelyn jodi jody joe joel joey johanna john "
    "johnny jon jonah jonathan jordan jorge jose josef joseph josephine josh joshua josé joy joyce juan "
    "juanita judah judith judy julia julian juliana julie juliet julio julius june justin kaitlyn karen "
    "kari karim karl karla kate katelyn katherine kathleen kathryn kathy katie katrina kay kayla keith "
    "kelley kelly kelsey ken kendall kendra kenneth kenny kent kerry kevin khalid kim kimberly kirk "
    "kirsten kris krista kristen kristin kristina kurt kwame kyle lamar lana lance larry lars latoya "
    "laura lauren laurence laurie lawrence leah lee leigh leila lena leo leon leonard leroy leslie lester "
    "leticia lewis li liam lila lillian lily linda lindsay lindsey lionel lisa liz lloyd logan lois lola "
    "lon lora loren lorenzo loretta lori lorna lorraine lou louis louise lucas lucia lucille lucy luis "
    "luke luther lydia lyle lynn mabel mack madeleine madeline maggie malcolm malik mandy manuel mara "
    "marc marcel marcia marco marcus margaret margarita margie margot maria mariah marian mariana "
    "marianne marie marilyn mario marion marisa marisol marjorie mark marlene marsha marshall marta "
    "martha martin marty marvin mary mason mateo matt matthew maureen maurice max maxine maya megan mehdi "
    "mel melanie melinda melissa melody mercedes meredith mia michael michaela michele michelle miguel "
    "mike mildred miles milton mimi mindy miranda miriam mitch mitchell mohamed mohammed moira molly mona "
    "monica morgan morris moses muhammad murray myra myron nadia nadine nan nancy naomi natalia natalie "
    "natasha nate nathan nathaniel neal ned neil nell nelson nicholas nick nicolas nicole nigel nina noah "
    "noel nora norma norman olga oliver olivia omar oscar otis otto owen pablo paige pam pamela pat "
    "patrice patricia patrick patty paul paula pauline pedro peggy penelope penny perry pete peter petra "
    "phil philip phillip phoebe phyllis pierre polly preston priscilla priya quentin quinn rachel rafael "
    "rahul raj ralph ramon randall randy raul ravi ray raymond rebecca regina reginald rene renee rex "
    "rhonda ricardo rich richard rick ricky rita rob robert roberta roberto robin robyn rochelle roderick "
    "rodney rodrigo roger roland roman ron ronald rory rosa rosalie rosalind rose rosemary ross roxanne "
    "roy ruben ruby rudy rufus russ russell ruth ryan sabrina sally salvador sam samantha samir samuel "
    "sandra sandy sanjay sara sarah saul scott sean sebastian sergei sergio seth shane shannon shari "
    "sharon shaun shawn sheila shelby sheldon shelley sherri sherry shirley sid sidney silas silvia simon "
    "simone sofia sonia sonya sophia sophie spencer stacey stacy stan stanley stefan stella stephanie "
    "stephen steve steven stuart sue summer susan susanna susie suzanne sydney sylvia tamara tammy tanya "
    "tara taylor ted terence teresa terrence terri terry tess thea thelma theo theodore theresa thomas "
    "tiffany tim timothy tina tobias toby todd tom tommy toni tony tonya tracey traci tracy travis trevor "
    "tricia troy trudy ty tyler tyrone ulrich ursula valerie vanessa vera vernon veronica veronique vicki "
    "vicky victor victoria vijay vince vincent viola violet vivian wade wallace walter wanda warren wayne "
    "wendell wendy wesley whitney wilbur will willa william willie wilson winston wyatt xavier yasmin "
    "yolanda yuri yusuf yvette yvonne zach zachary zack zelda zoe zoë".split()
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
_NOBODY = re.compile(
    r"^(?:the\s)?(?:(?:.*\s)?editorial\s(?:board|staff)|(?:.*\s)?editors|staff|(?:staff|wire)\s(?:and\swire\s)?(?:reports?|writers?))$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"""^(?:(?:nationally\s|internationally\s)?syndicated\scolumnist|(?:(?:opinion|guest|staff|political|national|senior|chief|contributing)\s)*
    (?:columnist|writer|reporter|correspondent|editor|contributor|commentator))s?$""",
    re.IGNORECASE | re.VERBOSE,
)
_TITLE = re.compile(
    r"^(?:Dr|Sen|Rep|Gov|Lt\. Gov|Prof|Rev|Gen|Col|Judge|Justice|Mayor|President|Amb|Hon|Mr|Ms|Mrs)\b\.?\s+"
)
# Such as "Jr." in "Bo Day, Jr." or "Jr. and Ann Lee" in "Bo Day, Jr. and Ann Lee"
_SUFFIX = re.compile(
    r"^(?:(?:Jr|Sr|M\.?D|Ph\.?\s?D|Esq|D\.D\.S|R\.N|J\.D)\.?|II|III|IV)(?:\s+(?:and|&)\s+.+)?$"
)
_SPECIAL = re.compile(r"^(?:special\sto|for|of)\s(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&|with)\s+|\s*;\s*")
_SEPARATOR = re.compile(r"\s+[|/—–-]\s+|\s+(?=(?:of|for)\s(?:[Tt]he\s)?[A-Z])")


@dataclass(frozen=True, slots=True)
class Byline:
    """Persons in order as printed, and the organization the story comes from."""

    authors: tuple[str, ...] = ()
    source_organization: str | None = None


@cached
def read_byline(byline: str | None, organizations: tuple[str, ...] = ()) -> Byline:
    """Read a byline; boards, staffs and organizations are no persons, roles no source.

    `organizations` are known to be some (the rights line's holder): a part that is one of them opens the source.

    >>> read_byline("By Ann Lee and J.D. Roe, Jr., Harbor City News")
    Byline(authors=('Ann Lee', 'J.D. Roe, Jr.'), source_organization='Harbor City News')
    """
    line = _BY.sub("", fold(byline or "")).strip(" ,|")
    parts = _parts(line)
    persons: list[str] = []
    known = {_bare(name) for name in organizations}
    while parts and not (
        (persons and _bare(parts[0]) in known)
        or _closes_list(persons)
        or _opens_source(parts, first=not persons)
    ):
        persons.append(parts.pop(0))
    return Byline(tuple(name for part in persons for name in _persons(part)), _source(parts))


def _bare(name: str) -> str:
    """Reduce an organization's name to what the byline and the rights line have in common."""
    return key(re.sub(r"^the\s|,?\s(?:inc|llc|l\.p|co|corp)\.?$", "", fold(name), flags=re.IGNORECASE))


def _parts(line: str) -> list[str]:
    """Part a line at its commas (not those in brackets, nor before Jr.) and before a separated source."""
    head, _, tail = _separate(line)
    parts: list[str] = []
    for part in re.split(r",\s*(?![^()]*\))", head):
        if parts and _SUFFIX.match(part):
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    return [*parts, tail] if tail else parts


def _closes_list(persons: list[str]) -> bool:
    """Tell that the row of persons ended with "and": what follows is the source, whatever it is called."""
    return bool(persons) and bool(re.search(r"(?:^|\s)(?:and|&)\s", persons[-1]))


def _separate(line: str) -> tuple[str, str, str]:
    """Find "| Source", "- Source" or "of the Source" behind a person; an organization's own "of" parts nothing."""
    match = _SEPARATOR.search(line)
    if not match or _is_organization(line[: match.start()]):
        return line, "", ""
    tail = line[match.end() :]
    if not match[0].strip() and not _is_organization(_SPECIAL.sub("", tail)):
        return line, "", ""
    return line[: match.start()], match[0], tail


def _is_organization(part: str) -> bool:
    """Judge one part by its words alone.

    >>> _is_organization("Denver Post"), _is_organization("Bill Press")
    (True, False)
    """
    if _NOBODY.match(part) or re.match(r"The\s|[A-Z]{2,6}$", part) or _STRONG.search(part):
        return True
    return bool(_WEAK.search(part) or _PLACE.match(part)) and not has_first_name(part)


def has_first_name(part: str) -> bool:
    """Tell a part that begins as a person's name does: a first name, a title or initials."""
    words = _TITLE.sub("", part).split()
    first = words[0] if words else ""
    return (
        first.lower().partition("-")[0] in _FIRST_NAMES
        or bool(_TITLE.match(part))
        or bool(re.match(r"(?:[A-Z]\.-?){1,3}$", first))
        or (len(words) > 2 and bool(re.match(r"[A-Z]\.$", words[1])))
    )


def _opens_source(parts: list[str], *, first: bool) -> bool:
    """Decide whether the source begins here: by the part's words, and by what follows it."""
    part = parts[0]
    if _SPECIAL.match(part) or _NOBODY.match(part) or _ROLE.match(part):
        return True
    if re.match(r"(?:and|&)\s", part):
        return False
    name = _AND.split(part)[0]
    if first and len(parts) > 1 and not name.startswith("The ") and _person_before(name, parts):
        return False
    if len(parts) == 1 and name != part and not _STRONG.search(part) and not part.startswith("The "):
        return not all(" " in one for one in _AND.split(part))  # two persons and no source
    if first:
        return _is_organization(name) or _is_organization(part)
    return _is_organization(part) or (not has_first_name(part) and (len(parts) == 1 or " " not in part))


def _person_before(name: str, parts: list[str]) -> bool:
    """Tell a person whose surname is a paper's word (Ann Post, The Sun) from a paper that others follow."""
    if _STRONG.search(name):
        return has_first_name(name) and len(name.split()) <= 3 and _names_source(parts[-1])
    if name != parts[0] and not _is_organization(name) and not _STRONG.search(parts[0]):
        return True  # two persons
    return bool(_WEAK.search(name)) and (_names_source(parts[-1]) or not has_first_name(parts[-1]))


def _names_source(part: str) -> bool:
    return _is_organization(part) or bool(_SPECIAL.match(part))


def _persons(part: str) -> list[str]:
    part = re.sub(r"^(?:and|&)\s+", "", part)
    return [name for name in (fold(name) for name in _AND.split(part)) if name]


def _source(parts: list[str]) -> str | None:
    """Join what is left to a source, without roles, boards and "Special to"."""
    parts = [re.sub(r"^the\s", "", _SPECIAL.sub("", part)) for part in parts if not _ROLE.match(part)]
    while len(parts) > 1 and _NOBODY.match(parts[0]):
        parts.pop(0)
    text = ", ".join(parts)
    board = re.sub(r"\s+(?:Editorial (?:Board|Staff)|Editors|Staff)$", "", text, flags=re.IGNORECASE)
    return (
        None
        if not text
        or board.lower() in {"the", "editorial", "staff"}
        or (board == text and _NOBODY.match(text))
        else board
    )
