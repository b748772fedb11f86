"""What may be said at the desk, and how each field of its forms is asked: its label, its hint, its closed list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.publication.domain.entry.clearance import Ground, LaterGround
from services.publication.domain.entry.embargo import WHY
from services.publication.domain.entry.entry import Came, EntryKind, Status
from services.publication.domain.entry.particulars import (
    OUTCOMES,
    REASONS,
    AdviserKind,
    ConstraintKind,
    ItemClass,
    Outcome,
    ReasonCode,
    RevisionKind,
)
from services.publication.domain.entry.withholding import IN_WORDS
from services.publication.pages.entry.particulars import ROLES
from services.publication.schemas.submission.desk import OTHER_YEARS
from shared.problems import NotFound
from shared.web import chips
from shared.web.chips import MEANINGS
from shared.web.forms import FieldKind
from shared.web.wording import sentence_case

FIRST = "Said here first"
# What may be said at the desk, in the order of its list, with what each is.
SAID = {
    EntryKind.PROPOSAL: ("Propose", "Put a target or a measure forward."),
    EntryKind.RESPONSE: ("Answer", "Answer what the other side put forward: agree, ask for something else, reject."),
    EntryKind.POSITION: ("Say where you stand", "What you would agree to, or cannot yet say."),
    EntryKind.STATEMENT: ("State a fact", "A figure or a fact that both sides need."),
    EntryKind.CONSTRAINTS: ("Say what binds you", "Before the first round: what you cannot do, or that you waive it."),
    EntryKind.CONSENT: ("Consent, or do not", "Whether your body consents to a target."),
    EntryKind.PROTOCOL: ("Lay down who accounts", "Who accounts for a target, who does what, how money is handled."),
    EntryKind.CONSULTATION: ("Say who was asked", "Those who do the work were asked about a target, and what changed."),
    EntryKind.DELIVERY_PLAN: ("Plan the delivery", "The steps by which a target is reached, each with its day."),
    EntryKind.REVISION: ("Propose a revision", "Change, add or remove a target that is in force."),
    EntryKind.ADVICE_REQUEST: ("Ask for advice", "From somebody who sits at neither side."),
    EntryKind.ADVICE: ("Advise", "What you found and recommend, and that you are independent."),
    EntryKind.DECISION: ("Decide", "After the advice has been public for its days, or saying why it cannot wait."),
    EntryKind.APPROVAL: ("Tell of an approval", "That a draft or an item was approved. It sets no target by itself."),
    EntryKind.APPOINTMENT: ("Become broker or provider", "Your body's team takes a part, and declares its interests."),
    EntryKind.BROKER_LOG: ("Write the broker's log", "What you did between the sides."),
    EntryKind.NOTE: ("Add a note", "Anything else that belongs here."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a field is asked. `choices` are those of a closed list, in words."""

    label: str
    hint: str = ""
    kind: FieldKind = FieldKind.INPUT
    choices: Mapping[str, str] | None = None
    width: int | None = None
    empty: str = "Choose"  # what a list says while nothing is chosen


_PUT_FORWARD = (Status.PROPOSED, Status.PLACEHOLDER, Status.DEFERRED, Status.DEMOTED_TO_LOCAL, Status.WITHDRAWN)
_ANSWERED = tuple(one for one in Status if one is not Status.PROPOSED)


def statuses(kind: EntryKind) -> dict[str, str]:
    """Where an item may stand after a thing of this kind is said, as the pages name it: who proposes does not agree."""
    kinds = {EntryKind.PROPOSAL: _PUT_FORWARD, EntryKind.RESPONSE: _ANSWERED}
    return {one.value: MEANINGS[chips.Status(one)].words for one in kinds.get(kind, tuple(Status))}


def _plain(choices: type[StrEnum]) -> dict[str, str]:
    return {one.value: sentence_case(one.value.replace("_", " ")) for one in choices}


def _capital(words: Mapping[ReasonCode, str] | Mapping[Outcome, str]) -> dict[str, str]:
    return {one.value: sentence_case(said) for one, said in words.items()}


_LONG, _PICK, _ONE_OF = FieldKind.TEXTAREA, FieldKind.SELECT, FieldKind.RADIOS
_YES_NO = {"yes": "Yes", "no": "No"}
_ITEMS = "Codes or titles, with semicolons between. Empty means the whole agreement."
_SEVERAL = "With semicolons between."
_DAY = "Like 2026-06-30, 2026-06 or 2026."
_FULL_DAY = "Like 2026-06-30."
_DISTANCE = "Like: 10 percent below 2004/25, or: the same as the region."
_CAME = {
    Came.BY_AUTHOR: "Whoever said them enters them",
    Came.TRANSCRIBED: "The other side wrote them down",
    Came.OWN_SIDE: "Somebody of the same side wrote them down",
    Came.COMPILED: "They are taken from papers",
}
_ASKED = {
    "party": Asked("Speaking as", kind=_PICK),
    "party_name": Asked(
        "Whose words these are", "Words of another body are marked as written down by yours, and offered to it.", _PICK
    ),
    "round": Asked("Round", kind=_PICK),
    "item_code": Asked("Code of the item, if it has one", "Like NI 191.", width=10),
    "item_title": Asked("What it is about"),
    "status": Asked("How your side sees the item now", kind=_PICK),
    "deferred_until": Asked("If it is put off: until when", _DAY, width=10),
    "reason": Asked("In your words", "Everybody reads this. Name no private person.", _LONG),
    "said_on": Asked("When it was said", _DAY, width=10),
    "national_issue": Asked(
        "Is it a question for the whole nation?", "One that no single place can settle.", _ONE_OF, _YES_NO
    ),
    "target_value": Asked("Target", width=10),
    "unit": Asked("Unit of the figures", "Like percent or kilograms a household.", width=20),
    "target_period": Asked("For which period", "Like 2028/29.", width=10),
    "baseline_value": Asked("Where it stands today, the baseline", width=10),
    "baseline_period": Asked("Period of the baseline", width=10),
    "lead_partner": Asked("Who is to lead"),
    "source": Asked("Where it can be read", f"A letter, a minute, a paper. If nowhere else: {FIRST}."),
    "terms__item_class": Asked("What kind of target", kind=_PICK, choices=_plain(ItemClass), empty="Not said"),
    "terms__basis": Asked("The law that sets it, if it is statutory", "Like: Childcare Act 2006, section 1."),
    "terms__measure": Asked("Its measure in the register", kind=_PICK, empty="None, or not known yet"),
    "terms__scope": Asked("For which part of the place, if not for all of it"),
    "terms__department": Asked("The department that it is for", "Where one of the government's is concerned."),
    "terms__definition": Asked("How it is measured, where that is not plain", kind=_LONG),
    "terms__relative": Asked("Or the target as a distance", _DISTANCE),
    "terms__stretch_value": Asked("The stretch as a whole", "In the unit of the figures.", width=10),
    "terms__interval": Asked(
        "How wide the 95% interval of a figure is",
        "From its lower to its upper end, in the unit of the figures: 3 where a figure is 52, give or take 1.5.",
        width=10,
    ),
    "terms__exploratory": Asked("Is it tried out, with a target to come later?", "", _ONE_OF, _YES_NO),
    "terms__review_on": Asked("If so: on which day it is looked at again", _FULL_DAY, width=10),
    "rejection__department": Asked("Which department rejects it"),
    "rejection__code": Asked("Its reason", kind=_PICK, choices=_capital(REASONS)),
    "rejection__other": Asked("If it is another reason: which", kind=_LONG),
    "rejection__evidence": Asked("The evidence that it rests on", kind=_LONG),
    "rejection__interest": Asked("The department's own interest in it, or that it has none", kind=_LONG),
    "constraints__waived": Asked("Does your body waive to say what binds it?", "", _ONE_OF, _YES_NO),
    "appointment__role": Asked(
        "What part it takes", "", _ONE_OF, {r.value: sentence_case(w) for r, w in ROLES.items()}
    ),
    "appointment__team": Asked("Which team", "The same team is never both."),
    "appointment__interests": Asked("The interests that it has, or that it has none", kind=_LONG),
    "appointment__grants": Asked("Grants that it administers, if any", _SEVERAL),
    "revision__change": Asked("What is to happen to the target", "", _ONE_OF, _plain(RevisionKind)),
    "revision__consented": Asked("Who has consented to it", f"Names of bodies. {_SEVERAL}"),
    "protocol__accountability": Asked("Who accounts for it, and to whom", kind=_LONG),
    "protocol__responsibility": Asked("Who does what", kind=_LONG),
    "protocol__probity": Asked("How money and interests are handled", kind=_LONG),
    "consultation__consulted": Asked("Who was asked, when and how", kind=_LONG),
    "consultation__changed": Asked("What changed by it, or why nothing did", kind=_LONG),
    "advice_request__asked_of": Asked("Who is asked"),
    "advice_request__adviser_kind": Asked("What they are", kind=_PICK, choices=_plain(AdviserKind)),
    "advice_request__question": Asked("The question", kind=_LONG),
    "advice_request__items": Asked("About which items", _ITEMS),
    "advice__adviser_kind": Asked("What you are", kind=_PICK, choices=_plain(AdviserKind)),
    "advice__independence": Asked("Your declaration that you are independent, and any interest", kind=_LONG),
    "advice__inspecting": Asked("Do you inspect the council at present?", "", _ONE_OF, _YES_NO),
    "advice__request": Asked("Which request it answers", kind=_PICK, empty="None on this record"),
    "advice__findings": Asked("What you found", kind=_LONG),
    "advice__recommendation": Asked("What you recommend", "", _ONE_OF, _capital(OUTCOMES)),
    "advice__recommended": Asked("The same in words", kind=_LONG),
    "advice__items": Asked("About which items", _ITEMS),
    "decision__outcome": Asked("What is decided", "", _ONE_OF, _capital(OUTCOMES)),
    "decision__reasons": Asked("The reasons", kind=_LONG),
    "decision__relied_on": Asked("What it rests on besides, advice of civil servants too", kind=_LONG),
    "decision__departure": Asked("If it is not what the advice recommends: why not", kind=_LONG),
    "decision__urgency": Asked("If it cannot wait for advice: why not", kind=_LONG),
    "decision__items": Asked("About which items", _ITEMS),
    "consent__given": Asked("Does your body consent?", "", _ONE_OF, _YES_NO),
    "supersedes": Asked("Which entry it takes the place of", kind=_PICK, empty="None"),
    "note": Asked("If one: why", "Everybody reads this beside both entries.", _LONG),
    "came": Asked(
        "How these words came here",
        "Left as it is, the day on which they were said and whose they are tell it.",
        _PICK,
        {one.value: words for one, words in _CAME.items()},
        empty="As the day and the body tell",
    ),
    "withheld__ground": Asked(
        "On which ground the words are withheld",
        "Who said something and when stays listed. A second person of your body has to agree.",
        _PICK,
        {one.value: sentence_case(IN_WORDS[one]) for one in Ground},
        empty="Everybody may read them",
    ),
    "withheld__summary": Asked("If withheld: what may be said of them", "Everybody reads this in their place.", _LONG),
    "withheld__until": Asked("If withheld: until which day, if that is known", _FULL_DAY, width=10),
    "later__ground": Asked(
        "If not everybody may read it yet: why",
        "A second person of your body has to agree. Nobody reads of it before its day.",
        _PICK,
        {one.value: sentence_case(WHY[one]) for one in LaterGround},
        empty="Shown once it is published",
    ),
    "later__shown_from": Asked("Then from which day", _FULL_DAY, width=10),
}
_NUMBERED = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
_OF_SEVERAL = {
    "constraints__kind": Asked("what kind of thing binds it", kind=_PICK, choices=_plain(ConstraintKind)),
    "constraints__words": Asked("what binds it", kind=_LONG),
    "plan__title": Asked("step"),
    "plan__due_on": Asked("step is done by", _FULL_DAY, width=10),
    "terms__period": Asked("year or period", "Like 2031/32.", width=10),
    "terms__value": Asked("target", "A figure, a distance as above, or the words: not measured.", width=20),
    "terms__stretch": Asked("stretch", width=10),
}


def verb(kind: EntryKind) -> str:
    """What somebody does who says a thing of this kind: the heading of its form. NotFound for what has none."""
    if kind not in SAID:
        raise NotFound("This is not said at the desk: a table or a system of your own sends it.")
    return SAID[kind][0]


def asked_of(name: str) -> Asked:
    """How the field of this name is asked everywhere; one of several by its number."""
    if name in _ASKED:
        return _ASKED[name]
    thing, number, field = name.split("__")
    asked = _OF_SEVERAL[f"{thing}__{field}"]
    if thing == "terms":
        which = _NUMBERED[int(number) - OTHER_YEARS.start]
        return replace(asked, label=f"{which} other {asked.label}" if field == "period" else f"Its {asked.label}")
    which = _NUMBERED[int(number) - 1]
    label = f"{which} {asked.label}" if thing == "plan" else f"{which}: {asked.label}"
    return replace(asked, label=label, empty="None")
