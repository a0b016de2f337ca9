"""The words that tell where on a page one is; each function judges one line by what it says.

A line is a landmark only if it is short and says nothing else, so that a paragraph which merely
begins like one ("Comments from the mayor …") is none.
"""

from __future__ import annotations

import re

from newscrawl.text.cached import cached
from newscrawl.text.clean import fold, key

_SENTENCE = re.compile(r"[a-z][.!?][\"'”’)]*$")
_FLAGS = re.VERBOSE | re.IGNORECASE

# Such as: Comments; 12 Comments; Join the conversation; blog comments powered by Disqus
_COMMENTS = re.compile(
    r"""^(?:
      (?:\d+\s)?(?:reader\s|user\s|your\s|the\s)?comments?(?:\s\(?\d+\)?|\sare\sclosed\.?|\ssection)?:?
    | (?:join|start|continue|enter)\s(?:in\s)?(?:on\s)?the\s(?:conversation|discussion|debate)[.!]?
    | (?:leave|post|add|write|view|show|read|see)\s(?:a\s|your\s|all\s|the\s)?(?:\d+\s)?(?:comments?|reply|thoughts)[.!]?
    | (?:the\s)?(?:discussions?|conversations?)(?:\s\(\d+\))?:? | have\syour\ssay[.!]? | what\sdo\syou\sthink\?
    | (?:please\senable\sjavascript\sto\sview\sthe\s)?(?:blog\s)?comments\s(?:are\s)?powered\sby\s\w+\.?
    )$""",
    _FLAGS,
)
# Such as: Related Channels; More from Politics; You may also like
_RELATED = re.compile(
    r"""^(?:
      (?:related|more|other|similar|our|all|popular|most\spopular|recommended|suggested|trending|featured|latest|
         top|today's|today’s|additional|further)
      (?:\s(?:political|politics|news|opinion|related|great|popular|recommended|arcamax))*
      (?:\s(?:channels?|stories|story|columns?|columnists?|articles?|news|politics|opinions?|features?|headlines?|
         reads?|reading|posts?|topics?|commentary|content|links|sections|writers|voices|newsletters|ezines))
    | related:? | recommended(?:\sfor\syou)? | trending(?:\snow)?
    | you\s(?:may|might|will|’ll|'ll)?\s?(?:also\s)?(?:like|enjoy|be\sinterested\sin)(?:\salso)?
    | (?:more|also|elsewhere|latest|(?:(?:more|latest|other)\s)?stories|(?:more|latest|other)\snews)\s(?:from|in|on|by|at)\s[^:]{2,40}
    | (?:from\s)?(?:around|across)\sthe\s(?:web|site|network|channel) | (?:most|best)\s(?:read|popular|viewed|shared|emailed)
    | (?:what\sto\s)?read\s(?:more|next|this\snext|also)(?:\s.{2,30})? | up\snext | see\salso | keep\sreading
    | don['’]t\smiss.{0,20} | editor['’]?s['’]?\s(?:picks?|choice) | (?:previous|next)(?:\s(?:story|article|column|page))?
    )[:.…]?$""",
    _FLAGS,
)
_COMICS = re.compile(
    r"""^(?:(?:today['’]s|daily|more|political|editorial|our|the|latest|read)\s)*
    (?:comics?|cartoons?|comic\sstrips?|cartoonists?|funnies)(?:\s(?:page|corner|section|&\scartoons))?:?$""",
    _FLAGS,
)
_FOOTER = re.compile(
    r"""(?:©|\(c\)|copyright)[^a-z]{0,12}\d{4}.{0,20}arcamax | arcamax\spublishing(?:,\sinc)?\.?(?:\sall\srights\sreserved\.?)?$
    | ^(?:about(?:\sus)?|contact(?:\sus)?|privacy(?:\spolicy)?|terms(?:\s(?:of\s(?:use|service)|and\sconditions))?|
          cookie(?:s|\spolicy)|advertis(?:e|ing)(?:\swith\sus)?|help|site\smap|unsubscribe|back\sto\stop|careers|faq)
       (?:\s?[|·•/-]\s?.*)?$""",
    _FLAGS,
)
_AD_LABEL = r"""(?:advertis(?:e)?ments?|advertising|ad|ads\sby\s\w+|sponsored(?:\s(?:content|links?|by.{0,30}|stor(?:y|ies)|post))?|
        promoted(?:\scontent)?|paid\s(?:content|promotion|post)|a\smessage\sfrom\sour\ssponsors?|
        (?:story|article|content|column|text|page)?\s?continue[sd]?\s(?:reading\s)?(?:below|after|under)(?:\s.{0,30})?|
        scroll\s(?:down\s)?(?:to|for)\s(?:continue|more|read).{0,20}|skip\s(?:this\s)?ad(?:vertisement)?|remove\sads?|report\s(?:this\s)?ad)"""
# Such as: [Advertisement]; Advertisement - story continues below
_ADVERT = re.compile(
    rf"^[\[(—–-]*\s?{_AD_LABEL}(?:\s?[—–|:.-]+\s?{_AD_LABEL})?\s?[\])—–:.-]*$", re.IGNORECASE | re.VERBOSE
)
_SHARE_WORDS = frozenset(
    "share tweet facebook twitter x email e-mail mail print printer pinterest linkedin reddit whatsapp bluesky threads"
    " telegram tumblr this story article page column on via to with by the a and or save copy link url comment comments"
    " text size font bookmark like follow post send friend + a- a+ friendly version icon flipboard instagram pocket"
    " rss sms messenger now us it your friends".split()
)
_SHARE_CORE = frozenset(
    "share tweet facebook twitter email e-mail print pinterest linkedin reddit whatsapp bookmark".split()
)
_PROMO = re.compile(
    r"""(?:^|[.!?:—]\s)(?:
      (?:sign\sup|subscribe|register|join)\b.{0,60}\b(?:newsletters?|ezines?|e-zines?|e-?mail(?:s|\slist|\sedition)?|inbox|
          alerts?|updates?|digest|for\sfree|arcamax|briefing|mailing\slist|today\sand)\b
    | get\b.{0,80}\b(?:in|to)\syour\s(?:inbox|e-?mail|mailbox)
    | (?:want|like|enjoy(?:ed|ing)?|love)\b.{0,50}\?\s(?:sign\sup|subscribe|get|try|share|read|join)\b
    | (?:like|follow|find|join)\sus\son\b | (?:download|get)\s(?:our|the)\s(?:\w+\s){0,3}app\b
    | click\s(?:here|below)\s(?:to|for|and)\s(?:\w+\s){0,3}(?:sign|subscribe|read|get|see|join|register|donate|more|buy|download|support)\b | (?:enter|type)\syour\se-?mail | (?:support|help)\s(?:our|us|independent|local|quality)\s.{0,30}journalism
    | (?:already\sa\s)?subscriber\?\s | this\s(?:free\s)?newsletter\b | (?:our|the)\s(?:free\s)?(?:daily|weekly|morning|evening|politics)\s
          (?:\w+\s){0,3}(?:newsletter|ezine|e-zine)\b | delivered\s(?:free\s)?(?:each|every|to\syour)\b | you\scan\sunsubscribe | unsubscribe\s(?:at\s)?any
    | (?:we|(?:this|our)\s(?:web)?site|arcamax)\suses?\s(?:cookies|technologies\slike\scookies)\s(?:to|and|on|for|so|in)\b
    | we\s(?:value|respect|care\sabout)\syour\sprivacy | (?:we\sand\s)?our\s(?:\w+\s){0,2}partners\s(?:may\s)?(?:store|access|use|process)\b
    | by\s(?:continuing|clicking|using|browsing|accepting)\b.{0,60}\byou\s(?:agree|consent|accept)\b
    )
    | delivered\s.{0,40}\byour\s(?:inbox|e-?mail|mailbox) | \bstraight\sto\syour\sinbox | \bto\syour\sinbox\b
    | ^(?=.*\b(?:you|your|sign|subscribe|free|get)\b).*\bour\s(?:free\s)?(?:\w+\s){0,2}(?:newsletter|ezine)s?\b | \bfree\s(?:\w+\s){0,2}(?:newsletter|ezine|e-zine)s?\b""",
    _FLAGS,
)
#: One of these stands in whatever `_PROMO` finds; most lines hold none, and asking for them first is fast.
_PROMO_SIGNS = (
    "you", "sign", "newsletter", "subscri", "join", "regist", "us on", " app", "click", "journalism", "zine", "delivered",
    "cookie", "partners", "?",
)  # fmt: skip
# A label before a link to another story: "Related: …", "Read more: …", "More politics: …", "ALSO READ …"
_POINTER = re.compile(
    r"""^[>»•·*\s]*(?:related(?:\s\w+)?|read\s(?:more|also|next)|see\salso|also\s(?:read|see)|more(?:\s\w+){0,3}|
        recommended|don['’]t\smiss|watch|listen|from\sthe\sarchives?|in\scase\syou\smissed\sit|trending|up\snext|next)\s?[:—–|»>-]""",
    _FLAGS,
)
# Such as: Published in Political News; Filed under: Op Eds
_LABEL = re.compile(
    r"""(?:^|[|·•—–]\s?|\s)(?:(?:published|posted|filed|appears?|appeared|listed|printed|found|categori[sz]ed|archived)\s(?:in|under|to|on)
        |section|channel|category|topic|more\sin|from\sthe\schannel|in|under)\s?:?\s+(?:the\s)?(?P<label>[A-Z][\w’'&, -]{1,40}?)\s?(?:section|channel|page)?\.?$""",
    re.VERBOSE,
)
SITE_NAMES = frozenset(
    {"arcamax", "arcamaxpublishing", "arcamaxcom", "wwwarcamaxcom", "politics", "home", "news"}
)
# Such as: …Read more; Continue reading »
_TEASER_END = re.compile(
    r"(?:\.\.\.|…|\[…\])?\s?(?:read|see|continue)\s(?:more|reading|full story)\s?[»›>.…]*$", re.IGNORECASE
)
_READS_MORE = re.compile(r"\w\s(?:read|see)\smore\.$")  # … that children should read more.
_CRUMB_PARTS = re.compile(r"\s*[/|›»>·•]\s*|\s[-–—]\s")
# Such as: ArcaMax Politics
_SITE_WORDS = re.compile(
    r"(?:from|the)?(?:politics|news|channel)*arcamax(?:publishing|politics|news|channel|com|inc)*"
)
SECTION_TITLES = frozenset(
    key(title)
    for title in (
        "Political News|Op Eds|Op-Eds|From the Left|From the Right|Politics, Moderate|Moderate|News & Features|"
        "Current News|News Headlines|Politics|Opinion|Editorial Cartoons|Politics News|Newsletters|Current Events"
    ).split("|")
)


@cached
def tail_landmark(text: str) -> str | None:
    """Name the part of a page that a line opens behind the story: comments, related, comics, footer.

    >>> tail_landmark("Related Channels"), tail_landmark("Comments from the mayor were few.")
    ('related', None)
    """
    line = fold(text)
    if len(line) > 90:  # landmarks are short
        return "footer" if len(line) < 200 and _FOOTER.search(line) and "arcamax" in line.lower() else None
    for name, pattern in (("comments", _COMMENTS), ("comics", _COMICS), ("related", _RELATED)):
        if pattern.match(line):
            return name
    return "footer" if _FOOTER.search(line) else None


@cached
def is_advert(text: str) -> bool:
    """True if the text is an advertisement's label.

    >>> is_advert("ADVERTISEMENT"), is_advert("Advertisement spending rose.")
    (True, False)
    """
    return bool(_ADVERT.match(fold(text)))


@cached
def is_share_row(text: str) -> bool:
    """True if the text is a row of share links.

    >>> is_share_row("Share on Facebook"), is_share_row("Share prices fell")
    (True, False)
    """
    words = [word.strip(".,:|·•/()!").lower() for word in text.split()]
    words = [word for word in words if word and not word.isdigit()]
    return (
        bool(words)
        and len(words) <= 20
        and all(word in _SHARE_WORDS for word in words)
        and any(word in _SHARE_CORE for word in words)
    )


@cached
def is_promotion(text: str) -> bool:
    """True if the line advertises newsletters, apps or pages, or speaks of the site itself.

    >>> is_promotion("Sign up for our free politics newsletter."), is_promotion("Sign up sheets lay on a table.")
    (True, False)
    """
    line = fold(text)
    lowered = line.lower()
    if "arcamax" in lowered:
        return True
    return any(sign in lowered for sign in _PROMO_SIGNS) and bool(_PROMO.search(line))


@cached
def is_pointer(text: str) -> bool:
    """True if the text is a label that leads to another story: "Related: …"."""
    return bool(_POINTER.match(fold(text)))


@cached
def ends_like_teaser(text: str) -> bool:
    """True if the text ends as a teaser does: "… ...Read more".

    >>> ends_like_teaser("A boat sank ...Read more"), ends_like_teaser("She said that children should read more.")
    (True, False)
    """
    end = fold(text)[-40:]
    return bool(_TEASER_END.search(end)) and not _READS_MORE.search(end)


@cached
def section_label(text: str) -> str | None:
    """Read the section out of a line such as "Published in Op Eds"; None where the line is none.

    >>> section_label("Filed under: Op Eds"), section_label("Published in 1998, the report was short.")
    ('Op Eds', None)
    """
    line = fold(text)
    if len(line) > 80 or _SENTENCE.search(line):  # a label, no sentence
        return None
    match = _LABEL.search(line)
    if not match:
        return None
    label = match["label"].strip()
    if key(label) in SECTION_TITLES or re.match(r"(?i)(?:published|posted|filed|categor)", line):
        return label
    return None


@cached
def is_site_name(text: str) -> bool:
    """True if the text is the site's or a section's name standing alone, or a crumb made of them.

    >>> is_site_name("From the Left / Politics / ArcaMax")
    True
    """
    parts = [key(part) for part in _CRUMB_PARTS.split(fold(text)) if key(part)]
    return bool(parts) and all(
        part in SITE_NAMES or part in SECTION_TITLES or _SITE_WORDS.fullmatch(part) for part in parts
    )
