"""A negotiation for the gallery."""

from datetime import date

from shared.web.chips import Chip, Status
from shared.web.components import Figure, Gap, Link, New, Strong
from shared.web.negotiations import Aside, Conversation, Gate, GateStep, Side, StepState, Turn, TurnKind
from shared.web.tables import Version, Versions

GOSW = "Government Office for the South West"

TALK = Conversation(
    id="ni7",
    code="NI 7",
    title="Environment for a thriving third sector",
    chips=(Chip(Status.COUNTER_PROPOSED), Chip(Status.NOTE, "National question")),
    turns=(
        Turn(
            side=Side.COUNCIL,
            who="Council",
            said=date(2008, 5, 14),
            words=("Shortlisted in the draft put forward. ", Strong("No baseline and no target"), " in it."),
            chip=Chip(Status.PROPOSED),
            source="Council papers, 14 May 2008",
        ),
        Turn(
            side=Side.GOVERNMENT,
            who=GOSW,
            said=date(2008, 5, 14),
            words="No baseline and no past data exist for this measure, here or anywhere.",
            chip=Chip(Status.UNDER_DISCUSSION),
        ),
        Turn(
            side=Side.PARTNER,
            who="Voluntary sector steering group",
            said=date(2008, 5, 14),
            words="The headline question may not be the useful one.",
            typed="Written down by the council, not by the steering group.",
            asides=(
                Aside(
                    who="Steering group",
                    what="disputes these words",
                    on=date(2008, 6, 2),
                    words="We asked for another question.",
                ),
            ),
        ),
        Turn(
            side=Side.GOVERNMENT,
            who=GOSW,
            said=date(2008, 5, 14),
            words=("Any measurable increase will do. For this area that works out at ", Figure("4.1%"), "."),
            chip=Chip(Status.COUNTER_PROPOSED, "Counter-proposed: 4.1%"),
        ),
        Turn(
            side=Side.COUNCIL,
            kind=TurnKind.MISSING,
            who="Council",
            said="no answer by 30 June 2008",
            days="12 working days late",
            words="No answer on the record to the counter-proposal.",
        ),
        Turn(
            side=Side.GOVERNMENT,
            kind=TurnKind.MISSING,
            who="Government",
            said="no answer by 30 June 2008",
            days="32 working days",
            words="No answer on the record to the suggestion of the council.",
        ),
        Turn(
            side=Side.GOVERNMENT,
            kind=TurnKind.QUIET,
            who="Government",
            said="",
            words="Nothing further on the record by 30 June 2008.",
        ),
    ),
)

VERSIONS = Versions(
    "Overall crime in the agreement for 2007 to 2010, oldest first",
    ("Baseline", "2006/07", "2007/08", "2008/09"),
    (
        Version(
            date(2006, 9, 6),
            "Outcomes framework",
            (Gap("none given"), Gap("none"), Gap("none"), Gap("none")),
            "Words only.",
        ),
        Version(
            date(2006, 10, 11),
            "First draft",
            (
                New("9,564 in 2003/04"),
                New("7,859 offences"),
                (New("17.5% cut"), " ", Gap("number to be confirmed")),
                Gap("to be confirmed"),
            ),
            "First numbers. 7,859 is itself 17.8% under the baseline.",
        ),
        Version(
            date(2007, 1, 10), "Second draft", (Gap("Not in the papers we hold"),), "Adopted; its table was missing."
        ),
    ),
)

SHUT_GATE = Gate(
    "A gate that is still shut",
    "No decision before 27 May 2026.",
    "Advice must be public for 10 working days first.",
    (
        GateStep("Asked for", "9 April 2026, of a peer panel", StepState.DONE),
        GateStep("Independent", "Declared 10 April; no ties stated", StepState.DONE),
        GateStep(
            "Published", ("12 May 2026: ", Link("“agree, with a lower first year”", "/advice")), StepState.AWAITED
        ),
        GateStep("Decision locked", "4 of 10 days passed", StepState.SHUT),
    ),
)

OPEN_GATE = Gate(
    "A decision without advice",
    "Ministers signed in June 2008.",
    "The day is not on the record.",
    (
        GateStep("Asked for", "No rule then asked for any", StepState.NEVER),
        GateStep("Independent", "No advice on the record", StepState.NEVER),
        GateStep("Published", "No advice on the record", StepState.NEVER),
        GateStep("Decision", "Agreed, June 2008", StepState.DONE),
    ),
)
