"""The kinds of lines: a table, each kind with its pattern, its longest line, and lines that are some and that are none."""

from __future__ import annotations

from typing import NamedTuple

from newscrawl.text.clean import CAPITALS


class LineKind(NamedTuple):
    """A kind of line: the pattern that finds it, the longest such line in characters, lines that are some and that are none."""

    name: str
    longest: int
    pattern: str
    examples: str
    others: str
    signs: str
    """Whatever the pattern finds holds a word that begins with five letters of one of these, a shorter whole word, or the sign."""
    exact: bool = False
    """Upper and lower case differ."""


SENTENCE_START = r"(?:^|[.!?:—]\s)"  # a pattern that begins so is looked for at the start of each sentence

_AD = r"""(?:advertis(?:e)?ments?|advertising|ad|ads\sby\s\w+|sponsored(?:\s(?:content|links?|by.{0,30}|stor(?:y|ies)|post))?|
    promoted(?:\scontent)?|paid\s(?:content|promotion|post)|a\smessage\sfrom\sour\ssponsors?|
    (?:story|article|content|column|text|page)?\s?continue[sd]?\s(?:reading\s)?(?:below|after|under)(?:\s.{0,30})?|
    scroll\s(?:down\s)?(?:to|for)\s(?:continue|more|read).{0,20}|skip\s(?:this\s)?ad(?:vertisement)?|remove\sads?|report\s(?:this\s)?ad)"""
_SHARE = r"""(?:share|tweet|facebook|twitter|x|email|e-mail|mail|print|printer|pinterest|linkedin|reddit|whatsapp|bluesky|threads
    |telegram|tumblr|this|story|article|page|column|on|via|to|with|by|the|a|and|or|save|copy|link|url|comments?|text|size|font|bookmark
    |like|follow|post|send|friends?|\+|a-|a\+|friendly|version|icon|flipboard|instagram|pocket|rss|sms|messenger|now|us|it|your|as|preferred|source|google|\d+)"""
_CAPITALISED = (
    rf"(?:[A-Z{CAPITALS}][\w.'’-]*|and|in|of|the|at|de|la|van|von|staff|writers?|reporters?|correspondents?)"
)

# fmt: off
LINE_KINDS: tuple[LineKind, ...] = (
    LineKind("comments", 90, r"""^(?:
          (?:\d+\s)?(?:reader\s|user\s|your\s|the\s|view\s|show\s|hide\s|all\s)*comments?(?:\s?\(?\d+\)?|\sare\sclosed\.?|\ssection|\spolicy)?:?
        | (?:join|start|continue|enter)\s(?:in\s)?(?:on\s)?the\s(?:conversation|discussion|debate)[.!]?
        | (?:leave|post|add|write|view|show|read|see)\s(?:a\s|your\s|all\s|the\s)?(?:\d+\s)?(?:comments?|reply|thoughts)[.!]?
        | (?:the\s)?(?:discussions?|conversations?)(?:\s\(\d+\))?:? | have\syour\ssay[.!]? | what\sdo\syou\sthink\?
        | (?:please\senable\sjavascript\sto\sview\sthe\s)?(?:blog\s)?comments\s(?:are\s)?powered\sby\s\w+\.?
        )$""",
        "Comments | 12 Comments | Join the conversation | blog comments powered by Disqus | Leave a reply",
        "Comments were few. | Comments from the mayor",
        "comment | conversation | discussion | debate | reply | thoughts | say | think",
    ),
    LineKind("related", 90, r"""^(?:
          (?:related|more|other|similar|our|all|popular|most\spopular|recommended|suggested|trending|featured|latest|top|today's|today’s|
             additional|further)
          (?:\s(?:political|politics|news|opinion|related|great|popular|recommended|arcamax|local|must))*
          (?:\s(?:channels?|stories|story|columns?|columnists?|articles?|news|politics|opinions?|features?|headlines?|
             reads?|reading|posts?|topics?|commentary|content|links|sections|writers|voices|newsletters|ezines|videos?|tags|coverage|resources))
        | related:? | recommended(?:\sfor\syou)? | trending(?:\snow)? | (?:tags|topics|filed\sunder):?
        | you\s(?:may|might|will|’ll|'ll)?\s?(?:also\s)?(?:like|enjoy|be\sinterested\sin)(?:\salso)?
        | (?:more|also|elsewhere|latest|(?:(?:more|latest|other)\s)?stories|(?:more|latest|other)\snews)\s(?:from|in|on|by|at|about)\s[^:]{2,40}
        | (?:from\s)?(?:around|across)\sthe\s(?:web|site|network|channel) | (?:most|best)\s(?:read|popular|viewed|shared|emailed|recent)
        | (?:what\sto\s)?read\s(?:more|next|this\snext|also)(?:\s.{2,30})? | up\snext | see\salso | keep\sreading
        | don['’]t\smiss.{0,20} | editor['’]?s['’]?\s(?:picks?|choice) | (?:previous|next)(?:\s(?:story|article|column|page|post))?
        )[:.…]?$""",
        "Related Channels | More from Politics | You may also like | Read next | Most read",
        "Related problems have turned up in Ellery. | Most read the ruling as a defeat for the mayor.",
        "related | more | other | similar | our | all | popular | most | recommended | suggested | trending | featured | latest | top | today | additional | "
        "further | tags | topics | filed | you | also | elsewhere | stories | from | around | across | best | what | read | up | see | keep | don | "
        "editor | previous | next",
    ),
    LineKind("comics", 90, r"""^(?:(?:today['’]s|daily|more|political|editorial|our|the|latest|read)\s)*
        (?:comics?|cartoons?|comic\sstrips?|cartoonists?|funnies)(?:\s(?:page|corner|section|&\scartoons))?:?$""",
        "Comics | Today’s Comics",
        "Comics of the week were banned.",
        "comic | cartoon | funnies",
    ),
    LineKind("footer", 200, r"""(?:©|\(c\)|copyright)[^a-z]{0,12}\d{4}.{0,20}arcamax | arcamax\spublishing(?:,\sinc)?\.?(?:\sall\srights\sreserved\.?)?$
        | ^(?=.{1,90}$)(?:about(?:\sus)?|contact(?:\sus)?|privacy(?:\spolicy)?|terms(?:\s(?:of\s(?:use|service)|and\sconditions|&\sconditions))?|
              cookie(?:s|\spolicy|\ssettings)|advertis(?:e|ing)(?:\swith\sus)?|help|site\smap|unsubscribe|back\sto\stop|careers|faq|
              do\snot\ssell\s.{0,40}|accessibility)
           (?:\s?[|·•/-]\s?.*)?$""",
        "Copyright 2026 ArcaMax Publishing | Privacy Policy | About us",
        "About us nobody spoke",
        "© | c | copyright | arcamax | about | contact | privacy | terms | cookie | advertis | help | site | sitemap | unsubscribe | back | careers | faq | "
        "do | accessibility",
    ),
    LineKind("advert", 90, rf"^[\[(—–-]*\s?{_AD}(?:\s?[—–|:.-]+\s?{_AD})?\s?[\])—–:.-]*$",
        "[Advertisement] | ADVERTISEMENT | Advertisement - story continues below",
        "Advertisement spending rose.",
        "ad | ads | advertis | sponsor | promot | paid | continue | scroll",
    ),
    LineKind("share", 160, rf"""^(?=.*\b(?:share|tweet|facebook|twitter|e-?mail|print|pinterest|linkedin|reddit|whatsapp|bookmark|flipboard)\b)
        {_SHARE}(?:[\s.,:|·•/()!-]+{_SHARE}){{0,19}}[\s.,:|·•/()!]*$ | ^(?:hits|views|reads)\s?:\s?[\d.,]+$
        | ^(?:find|read|view|see)\sthis\s(?:article|story|page)\s(?:at|on|online)\b.{{0,20}}https?://\S+$""",
        "Share on Facebook | Share Tweet Email | Email this story | Hits: 8457 | Find this article at: https://bee.example/ferry",
        "Share prices fell | Mail",
        "share | tweet | facebook | twitter | mail | email | print | pinterest | linkedin | reddit | whatsapp | bookmark | flipboard | hits | views | reads | find | view | see",
    ),
    LineKind("promotion", 400, SENTENCE_START + r"""(?:
          (?:sign\sup|subscribe|register|join)\b.{0,60}\b(?:newsletters?|ezines?|e-zines?|e-?mail(?:s|\slist|\sedition)?|inbox|
              alerts?|updates?|digest|for\sfree|arcamax|briefing|mailing\slist|today\sand)\b
        | get\b.{0,80}\b(?:in|to)\syour\s(?:inbox|e-?mail|mailbox)
        | (?:want|like|enjoy(?:ed|ing)?|love)\b.{0,50}\?\s(?:sign\sup|subscribe|get|try|share|read|join)\b
        | (?:like|follow|find|join)\sus\son\b | (?:download|get)\s(?:our|the)\s(?:\w+\s){0,3}app\b
        | click\s(?:here|below)\s(?:to|for|and)\s(?:\w+\s){0,3}(?:sign|subscribe|read|get|see|join|register|donate|more|buy|download|support)\b
        | (?:enter|type)\syour\se-?mail | (?:support|help)\s(?:our|us|independent|local|quality)\s.{0,30}journalism
        | (?:already\sa\s)?subscriber\?\s | forwarded\sthis\se-?mail\?\s | this\s(?:free\s)?newsletter\b | (?:our|the)\s(?:free\s)?(?:daily|weekly|morning|evening|politics)\s
              (?:\w+\s){0,3}(?:newsletter|ezine|e-zine)\b | delivered\s(?:free\s)?(?:each|every|to\syour)\b
        | you\scan\sunsubscribe | unsubscribe\s(?:at\s)?any
        | (?:we|(?:this|our)\s(?:web)?site|arcamax)\suses?\s(?:cookies|technologies\slike\scookies)\s(?:to|and|on|for|so|in)\b
        | we\s(?:value|respect|care\sabout)\syour\sprivacy | (?:we\sand\s)?our\s(?:\w+\s){0,2}partners\s(?:may\s)?(?:store|access|use|process)\b
        | by\s(?:continuing|clicking|using|browsing|accepting|submitting|signing|subscribing|providing|entering)\b.{0,60}\byou\s(?:agree|consent|accept)\b
        )""",
        "Sign up for our free politics newsletter. | Click here to subscribe. | We use cookies to count visits. | Register today and never miss a story. | Join our mailing list. | Get the best of the week in your mailbox. | Enjoyed this piece? Share it with a friend. | Like us on the usual networks. | Download our free app. | Click here to read it all. | Help us keep local journalism alive. | Subscriber? Log in. | Forwarded this e-mail? Sign up here. | This newsletter goes out on Fridays. | Delivered each morning before six. | Unsubscribe at any time. | Our site uses cookies to remember this. | We respect your privacy. | Our trusted partners process such data. | By clicking on the button, you agree to it.",
        "Click here, click there: that is how the new permit system greets a builder. | We use cookies, the caterer testified, “and a great deal of butter.” | Our newsletter of choice, she joked, is the police log. | Partners in the law firm process such data every day. | You agree with me, she said, and signed. | Sign up sheets lay on a table. | “We value your privacy,” the company told the court, which did not believe it.",
        "sign | subscribe | register | join | forwarded | newsletter | ezine | zine | zines | inbox | mail | mailbox | email | want | like | enjoy | love | us | app | click | "
        "journalism | delivered | unsubscribe | cookie | privacy | partners | agree | consent | accept",
    ),
    LineKind("promotion", 400, r"""\bearn\s(?:an?\s)?(?:small\s)?(?:affiliate\s)?commissions?\b
        | ^(?:this|our)\s(?:article|post|page|story|site|guide)\s(?:may\s)?(?:contains?|includes?)\s.{0,20}affiliate
        | ^(?:get\sin\stouch\swith\sour|for\smore\sstories\slike\sthis|do\syou\shave\s(?:an?\s)?(?:story|tip|news\stip|question|confidential))\b
        | ^this\sadvertisement\shas\snot\sloaded | ^we\sapologize,\sbut\sthis\svideo
        | delivered\s.{0,40}\byour\s(?:inbox|e-?mail|mailbox) | \bstraight\sto\syour\sinbox | \bto\syour\sinbox\b
        | ^(?=.*\b(?:you|your|sign|subscribe|free|get)\b).*\bour\s(?:free\s)?(?:\w+\s){0,2}(?:newsletter|ezine)s?\b
        | \bfree\s(?:\w+\s){0,2}(?:newsletter|ezine|e-zine)s?\b | arcamax""",
        "Free politics ezine. | A word from ArcaMax.",
        "A cookie was left, and a newsletter on the desk.",
        "affiliate | earn | touch | like | do | advertis | apologize | delivered | inbox | newsletter | ezine | zine | zines | arcamax",
    ),
    LineKind("pointer", 300, r"""^[>»•·*\s]*(?:related(?:\s\w+)?|read\s(?:more|also|next|our\s.{3,40})|see\salso|also\s(?:read|see)|more(?:\s\w+){0,3}|
            recommended|don['’]t\smiss|watch|listen|from\sthe\sarchives?|in\scase\syou\smissed\sit|trending|up\snext|next|opinion)\s?[:—–|»>-]""",
        "Related: The ferry that nobody wanted | ALSO READ — The pier | More politics: The ferry",
        "More rain fell.",
        "related | read | see | also | more | recommended | don | watch | listen | from | in | trending | up | next | opinion",
    ),
    LineKind("correction", 500, r"^(?:(?:correction|clarification)s?\b(?:\s?\([^)]*\))?\s?[:—–-]|editor['’]?s\snote:.{0,60}\b(?:updated|corrected)\b)",
        "Correction: An earlier version was wrong. | CLARIFICATION: This article was updated.",
        "Corrections officers left.",
        "correction | clarification | editor",
    ),
    LineKind("watch", 140, r"""^(?:watch|listen|video|photos?|gallery)(?:\snow)?:\s.{3,110}(?<![.!?…”\"])$""",
        "Watch: The debate in two minutes",
        "Watch: he said it would rain.",
        "watch | listen | video | photo | gallery",
    ),
    LineKind("call", 60, r"^(?:sign\s(?:me\s)?up|subscribe|register|join|donate|e-?mail\sme|accept|agree|i\sagree|allow|manage|vote|log\s?in|sign\s?in)\b",
        "Sign me up | Subscribe now | Accept all | Vote",
        "Rain fell",
        "sign | subscribe | register | join | donate | mail | email | accept | agree | allow | manage | vote | log | login",
    ),
    LineKind("embed", 500, r"\bpic\.[a-z]+(?:\.[a-z]+)?/\w+|[—–-]\s?.{2,50}\s\(@\w+\)(?:\s.{6,20})?$|^view\sthis\spost\son\s\w+|^a\spost\sshared\sby\b",
        "Rain. pic.twitter.com/x1 | — Ann Lee (@annlee) May 1, 2026 | View this post on Instagram",
        "(@ann) spoke",
        "@ | pic | view | post",
    ),
    LineKind("rule", 60, r"^[_=*~—–-]{2,}$|^(?:[_*=~-]\s){2,}[_*=~-]$|^[#*]{1,5}$|^-30-$",
        "____ | *** | -30-",
        "— 30 —",
        "_ | = | * | ~ | # | — | – | -",
    ),
    LineKind("contributor", 500, r"""^(?:[(\[—–]|--).*(?:\bcontribut(?:ed|ing)\b.{0,40}\b(?:report(?:ing)?|story|article|column|coverage|piece|dispatch|account)
            | contributed\.?\)?$ | (?:with|additional)\s(?:assistance|reporting|help|contributions?|files?)\s(?:from|by)\b
            | (?:reported|reporting)\sfrom\s.{2,80}\.?\)$ | assisted\s(?:in|with)\sthis)""",
        "(Al Poe contributed to this report.) | (With assistance from Al Poe and Di Fox.) | (Al Poe reported from Marden. Di Fox reported from Ellery.)",
        "(He contributed nothing.)",
        "contribut | assist | report | help | file | files",
    ),
    LineKind("contributor", 220, r"\bcontribut(?:ed|ing)\sto\s(?:this|the)\s(?:report|story|article|column)(?:\sfrom\s(?-i:[A-Z][\w.’'-]*)(?:,?\s(?-i:[A-Z][\w.’'-]*)){0,3})?\.?$",
        "Al Poe of the Ledger contributed to this report. | Al Poe contributed to this report from Bay Marden.",
        "Two clerks who contributed to this report of waste have since left.",
        "contribut",
    ),
    LineKind("contributor", 220, rf"""^[—–-]*\s?(?:with\s(?:assistance|reporting|help|files|contributions?)|additional\sreporting)\s(?:from|by)
            (?-i:(?:[\s,;&]+{_CAPITALISED})+)\.?$""",
        "With assistance from Al Poe and Di Fox.",
        "With help from neighbors, Al Poe kept the shelter open.",
        "assist | report | help | file | files | contribut",
    ),
    LineKind("note", 900, r"""^\(?(?:
              to\sfind\sout\smore\sabout\b | to\s(?:read|see|learn)\b.{0,80}\b(?:writers|syndicate|website|columns?)\b
            | about\sthe\s(?:writer|author|columnist|contributor)s?:?$
            | (?:e-?mail|contact|write(?:\sto)?|reach|follow|readers\s(?:may|can))\b.{0,120}
              (?:@\w|\bat\s(?:\w+\.)?\w+\.(?:com|org|net|edu)\b|\bon\s(?:twitter|x|facebook)\b)
            | \S+@\S+\.\w+\)?$ | twitter:\s?@ | e-?mail:\s
            | (?:the\s)?(?:views|opinions)\sexpressed\b.{0,60}\b(?:own|those\sof|not\snecessarily|author|writer|columnist)
            | (?:editor|author|writer)['’]?s['’]?\snote:
            | this\s(?:column|essay|editorial|commentary|article|piece|op-ed|story)\s(?:(?:was\s)?(?:first|originally)\b
                |was\s(?:produced|published|written|provided|distributed)\b
                |appeared\b|does\snot\snecessarily|reflects\s(?:the\s)?(?:personal\s)?(?:views|opinions?)) )""",
        "Write to Ann Lee at ann@ledger.example. | To find out more about Ann Lee, visit www.creators.com.",
        "This column was never going to change the mayor’s mind.",
        "find | writers | syndicate | website | column | about | mail | email | contact | reach | follow | readers | @ | twitter | views | opinions | "
        "note | this",
    ),
    LineKind("note", 500, r"""\bwrote\s(?:this|it)\sfor\b | \bnecessarily\s(?:reflect|represent|those)\b | \bcreators\ssyndicate\swebsite\b | \bat\swww\.creators\.com
            | \b(?:views|opinions)\sexpressed\b.{0,40}\bare\b.{0,60}\b(?:own|author|writer|alone)""",
        "This column does not necessarily reflect the opinion of the Ledger.",
        "He is running for a third term.",
        "wrote | necessarily | creators | views | opinions",
    ),
    LineKind("likely note", 600, r"""^\(?(?:
          (?:e-?mail|contact|write(?:\sto)?|reach|follow|readers\s(?:may|can))\b
        | (?:his|her|their|my)\s(?:new(?:est)?|latest|most\srecent|e-?mail|column|book|twitter|newsletter|website)\b.{0,80}\b(?:is|at|appears|can|@)
        | (?:s?he|they)\s(?:is|are|was|can\sbe|may\sbe|writes?|lives?|tweets?|also|previously|holds|teaches)\b
        | this\s(?:column|essay|editorial|commentary|article|piece|op-ed)\b
        | the\s(?:writer|author|columnist)\sis\b | (?:twitter|follow|photo\scredit)\b )""",
        "She can be reached at the paper. | Her latest book is “The Ferry.”",
        "Rain fell.",
        "mail | email | contact | write | reach | follow | readers | his | her | their | my | he | she | they | this | the | twitter | photo",
    ),
    LineKind("signature", 89, rf"^(?:—|–|--|-)\s?(?:[A-Z{CAPITALS}“\"(][\w.,'’“”\"()&-]*|and|of|the|for|de|la|van|von|\s)+$",
        "— Ann Lee",
        "— which nobody expected.",
        "— | – | -", exact=True,
    ),
    LineKind("teaser", 100000, r"(?:read|see|continue)\s(?:more|reading|full\sstory)\s?[»›>.…]*$",
        "A boat sank ...Read more | Continue reading »",
        "She reads.",
        "more | reading | full",
    ),
    LineKind("by", 160, r"^(?:(?:written|story|words|column|reported|posted)\s)?by\b:?\s+(?=\S)|^from\s(?=[A-Z])",
        "By Ann Lee | Written by Ann Lee",
        "Bylaws were read",
        "by | from",
    ),
    LineKind("label", 30, r"^(?:by|authors?|bylines?|source|date|section|categor(?:y|ies)|topics?|published|posted|updated|written\sby|reported\sby)\s?:?$",
        "By | Author: | Published",
        "By Ann",
        "by | author | byline | source | date | section | category | topic | published | posted | updated | written | reported",
    ),
    LineKind("credit", 400, r"\b(?:photo(?:graph)?|image|illustration|file|courtesy|picture|credit)\b.{0,40}$|/\s?(?:TNS|AP|Getty|AFP|[A-Z][\w\s]+)\)?\.?$",
        "(Jo Roe/Harbor News/TNS) | Photo by Jo Roe | Jo Roe / Getty Images",
        "The pier was empty.",
        "photo | image | illustration | file | courtesy | / | picture | credit",
    ),
    LineKind("age", 60, r"\b\d+\s?(?:min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?|[hdwm])\sago\b",
        "2 days ago | ann77 7 hours ago",
        "Long ago",
        "ago",
    ),
    LineKind("reading time", 40, r"\b\d+[\s-]?min(?:ute)?s?\.?(?:\sread)?$",
        "5 min read | 12 minute read",
        "in five minutes",
        "min | mins | minute",
    ),
    LineKind("later", 120, r"^(?:(?:last\s)?updated|modified|last\smodified)\b",
        "Updated: Nov. 16, 2026",
        "Posted Nov. 16",
        "updated | modified | last",
    ),
    LineKind("reply", 20, r"^(?:reply|report|flag|like|upvote|permalink|\d+\slikes?)$",
        "Reply",
        "Replying is hard",
        "reply | report | flag | like | likes | upvote | permalink",
    ),
    LineKind("bio", 900, rf"""^(?:about\s)?\(?(?:[A-Z{CAPITALS}][\w.'’-]*|de|la|van|von|der|del|of|bin|al|y)(?:\s(?:[A-Z{CAPITALS}][\w.'’-]*|de|la|van|von|der|del|of|bin|al|y)){{1,5}}
        ,?(?:\s(?:Jr|Sr|M\.?D|Ph\.?D|I{{2,3}})\.?)?(?:,\s[^.;]{{2,160}},)?\s
        (?:is\s(?:an?|the|our|(?:\w+\s){{0,3}}(?:editor|reporter|writer|columnist|professor|fellow|director|correspondent|journalist))\b|covers\b|writes\b|reports\s(?:on|for)\b|joined\b)""",
        "Ann Lee is a reporter for the Ledger. | Bo Day covers courts.",
        "Bo Day said so.",
        "is | covers | writes | reports | joined",
        exact=True,
    ),
)
# fmt: on
