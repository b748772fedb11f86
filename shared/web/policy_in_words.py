"""What an area's settings are called on pages, how their values read, and from when a change of one counts.

The keys of a policy are its shape's own field names, which are the field's words; here they get their sentences.
"""

from datetime import time
from decimal import Decimal
from enum import StrEnum

from shared.policy import Basis, Value
from shared.web.wording import number, sentence_case
from shared.working_days import Period

CASES = "Cases that are admitted on this day or later. A case keeps the value of the day on which it was admitted."
EVERYBODY = "Everything that is done on this day or later, also with what is open then. Days that are set already stay."
OWED = "What petitions are owed that are opened on this day or later. What an open petition is owed stays."
CLOCKS = (
    "Reminders and sweeps of this day or later. How many days an area may close counts for closed days from then on, "
    "and days that run are counted again where it lets one count."
)
NUMBERS = (
    "Numbers of signatures: petitions that are opened on this day or later; those that are open keep their numbers, "
    "and what they reached stays reached. All else about signing: everybody from this day on."
)

# Section -> what it is about, and from when a change counts.
SECTIONS: dict[str, tuple[str, str]] = {
    "clock": ("Days, reminders and closed days", CLOCKS),
    "trigger": ("How a case begins without a petition", EVERYBODY),
    "petition": ("Petitions: numbers and days", NUMBERS),
    "paper": ("Signatures on paper", EVERYBODY),
    "assistance": ("Signing with help at a desk", EVERYBODY),
    "telephone": ("Signing by telephone", EVERYBODY),
    "moderation": ("Looking at petitions before they are public", EVERYBODY),
    "notice": ("Reported pages", EVERYBODY),
    "watch": ("Watching over signatures", EVERYBODY),
    "retention": ("How long what people told is kept", EVERYBODY),
    "desk": ("What people of the desk are told by name", EVERYBODY),
    "guest": ("People whom their body invites", EVERYBODY),
    "obligation": ("Debates, evidence and replies that petitions are owed", OWED),
    "neighbourhoods": ("Decisions of neighbourhood forums", EVERYBODY),
    "safeguard": ("Admitting, refusing and reviewing cases", CASES),
    "stage1": ("The partner puts it right", CASES),
    "stage2": ("Councillors ask why in public", CASES),
    "programme": ("What figures propose to committees", EVERYBODY),
    "regimes": ("What each kind of body owes a report of councillors", CASES),
    "stage3": ("An inspectorate is brought in", CASES),
    "silence": ("How much later silence moves a case", CASES),
    "relapse": ("Cases that are taken up again", CASES),
    "pause": ("Cases that stand still", CASES),
    "evidence": ("Files put to a case", CASES),
    "pre_election": ("The weeks before an election", CASES),
    "directive": ("When partners have lost confidence", CASES),
    "reserve": ("The reserve power", "Matters that are lodged on this day or later."),
    "negotiation": ("Negotiations", EVERYBODY),
    "framework": ("What an agreement may hold", EVERYBODY),
    "figures": ("How figures are judged", EVERYBODY),
    "explanation": ("Explaining why a target is missed", EVERYBODY),
    "warning": ("Early warnings", EVERYBODY),
    "challenge": ("One partner challenging another", EVERYBODY),
    "enquiry": ("Figures that somebody asks for", EVERYBODY),
    "reward": ("The reward", EVERYBODY),
    "peer": ("Peer challenge", EVERYBODY),
}
_WORDS = {
    "ack": "acknowledge",
    "info": "information",
    "max": "at most",
    "most": "at most",
    "min": "at least",
    "least": "at least",
    "pct": "per cent",
}
_BASES = {
    Basis.STATUTE: "law",
    Basis.GUIDANCE: "guidance",
    Basis.LOCAL_AGREEMENT: "local agreement",
    Basis.PROJECT_DEFAULT: "the product's own proposal",
}


def title_of(section: str) -> str:
    """What a section is about."""
    return SECTIONS[section][0]


def counts_for(key: str) -> str:
    """For what a change of this setting counts."""
    return SECTIONS[key.partition(".")[0]][1]


def name_of(key: str) -> str:
    """What one setting is called, below its section."""
    parts = [" ".join(_WORDS.get(word, word) for word in part.split("_")) for part in key.split(".")[1:]]
    return sentence_case(", ".join(parts))


def value_in_words(value: Value) -> str:
    """A value as pages write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Period():
            return value.words()
        case tuple():
            return "; ".join(one.replace("_", " ") for one in value) or "none"
        case time():
            return f"{value:%H:%M}"
        case StrEnum():
            return value.value.replace("_", " ")
        case int() | Decimal():
            return number(value)
    return value.replace("_", " ") if " " not in value else value


def basis_in_words(basis: Basis) -> str:
    """What a value rests on."""
    return _BASES[basis]
