"""The invented places, people and sentences that the sample's stories are built from."""

TOWNS = (
    "Port Ellery",
    "Marden",
    "Tolland Falls",
    "Vesper",
    "Quarry Hill",
    "Lindenau",
    "Halden",
    "Wexley",
    "Norbrook",
    "Pellham",
    "Oster Bay",
)
PEOPLE = (
    "Ada Quill", "Bram Osterly", "Cora Vance-Hill", "Dov Marchetti", "Elsa O'Dowd", "Finn Ákerson", "Gita Ramanow", "Hale Brockton",
    "Ines de la Crux", "Jory Pell", "Kit Winslow", "Lena Hartigan", "Moss Tiller", "Nell Abernov", "Otto Fairweather",
)  # fmt: skip
PAPERS = (
    "Harbor City News",
    "The Plains Dispatch",
    "Ellery Ledger",
    "Northway Tribune",
    "The Marden Gazette",
    "Ridgeway Institute",
)
COLUMNISTS = {
    "politics/fromtheleft/adaquill": "Ada Quill",
    "politics/fromtheleft/dovmarchetti": "Dov Marchetti",
    "politics/fromtheleft/nellabernov": "Nell Abernov",
    "politics/fromtheright/halebrockton": "Hale Brockton",
    "politics/fromtheright/joryrpell": "Jory R. Pell",
    "politics/fromtheright/mosstiller": "Moss Tiller",
    "politics/mod/kitwinslow": "Kit Winslow",
    "politics/mod/lenahartigan": "Lena Hartigan",
}
SUBJECTS = (
    "the ferry fares", "a new school bond", "the water board's budget", "the old rail yard", "the county's voting machines",
    "a tax on empty shops", "the harbor wall", "the library's opening hours", "the bus lanes on Mill Street", "a ban on river dredging",
    "the sheriff's radio system", "rents near the university", "the state fair's lease", "a wind farm on the ridge",
)  # fmt: skip
ACTS = ("delays", "backs", "rejects", "reopens", "funds", "rewrites", "debates", "shelves")
SENTENCES = (
    "The {town} council spent {n} minutes on {subject} before a vote that surprised nearly everyone in the room.",
    "“Nobody came here tonight to talk about {subject},” said {person}, who has sat on the board for {n} years.",
    "A report by the clerk puts the cost at about {n} million dollars, spread over the next decade.",
    "Opponents from {other} argued that the plan would fall hardest on families who never asked for it.",
    "{person}, a retired engineer, called the numbers “a work of fiction with a spreadsheet attached.”",
    "The measure now goes to the assembly, where {n} members have said that they want changes.",
    "It was the {nth} time since spring that {subject} had stood on the agenda, and the first that anybody voted.",
    "“We can argue about {subject} until the lights go out,” {person} said, “or we can build something.”",
    "Turnout in {other} has fallen for three elections in a row, and officials there blame the weather as often as the candidates.",
    "Under the compromise, {town} would pay {n} percent of the bill and {other} the rest.",
    "A poll of {n}00 residents found the town split almost evenly, with one in ten undecided.",
    "The governor's office declined to say whether it would sign a bill about {subject}.",
)
#: Paragraphs of the story that only begin like a landmark.
LOOKALIKES = (
    "Comments from the back rows drowned out the clerk, who read the amendment twice and then gave up.",
    "Published in 1998, the town's first plan had promised a bridge that was never built.",
    "Copyright law came up only once, when somebody asked who owned the old photographs in the hall.",
    "Related channels of revenue, such as the parking meters, would be looked at in the autumn.",
    "Comics and crossword books were sold at the door to pay for the recount.",
    "Share prices of the ferry company hardly moved on the news.",
)
