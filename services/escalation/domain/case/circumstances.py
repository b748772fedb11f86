"""What a decision rests on besides the case itself: the moment, the rules, the register as known here, who acts.

Values only; nothing here is looked up, and nothing here decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.inspection_register import OtherInspection
from services.escalation.domain.case.lookup import Earlier, Kept, OtherCase, PauseGround, Taken, Unlooked, looked_up
from services.escalation.domain.case.measure import NOT_KNOWN, Measure
from services.escalation.domain.case.meeting import Meetings
from services.escalation.domain.case.register import Body, Register
from services.escalation.domain.case.trigger import ORGANISER
from shared.policy import Policy, UnknownRegime
from shared.working_days import Calendar, Span, london_day

SYSTEM = "system"
NOBODY = "no body takes such requests"  # an entry of the register


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: an account or key, the body it acts for, the roles it holds for that body; or the organiser of the one
    `petition` of which somebody has the private link. `same` is everything else by which a second person comes in.
    """

    id: str
    body: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    petition: str = ""
    same: frozenset[str] = field(default_factory=frozenset)

    def is_person(self, id_: str) -> bool:
        """Whether this account or key is the actor's own: one person is nobody's second person to themselves."""
        return id_ == self.id or id_ in self.same

    @property
    def public_name(self) -> str:
        """What the record calls whoever acts: the body, else the organiser or the council; never an account."""
        return self.body or (ORGANISER if ORGANISER in self.roles else "council")


MACHINE = Actor(id=SYSTEM, roles=frozenset({SYSTEM}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody decided that waits for a second person: the command, and who proposed it."""

    command: Command
    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was looked up about one case for a decision; the case itself tells none of it. See `Circumstances`."""

    complainants: tuple[str, ...] | Unlooked = Unlooked.YET
    reply: str | Unlooked = Unlooked.YET
    proposal: Proposal | Unlooked | None = Unlooked.YET
    earlier: tuple[Earlier, ...] | Unlooked = Unlooked.YET
    refusers: frozenset[str] | Unlooked = Unlooked.YET
    raisers: Mapping[str, frozenset[str]] | Unlooked = Unlooked.YET
    kept: Mapping[int, Kept] | Unlooked = Unlooked.YET
    grounds: tuple[PauseGround, ...] | Unlooked = Unlooked.YET
    inspections: tuple[OtherInspection, ...] | Unlooked = Unlooked.YET
    others: tuple[OtherCase, ...] | Unlooked = Unlooked.YET
    taken: tuple[Taken, ...] | Unlooked = Unlooked.YET
    meetings: Mapping[str, Meetings] | Unlooked = Unlooked.YET
    files: Mapping[int, str] | Unlooked = Unlooked.YET


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Everything outside the case that a decision may look at. `received_at` is when the door had the words.

    `frequency` is the measure's, `judged` the last period of it that was judged, `measure` what else is known of it;
    `elections` are the area's periods before elections. `found` is what was looked up about the case; each part of it
    is read by its own name here, and reading one that nobody looked up raises NotLookedUp. `asked_by` is whoever asked
    for what a second person agrees to.
    """

    now: datetime
    policy: Policy
    calendar: Calendar
    register: Register
    frequency: str
    judged: str
    elections: tuple[Span, ...]
    actor: Actor = MACHINE
    asked_by: Actor | None = None
    received_at: datetime | None = None
    measure: Measure = NOT_KNOWN
    found: Found = Found()

    @property
    def complainants(self) -> tuple[str, ...]:
        """The organisations that have complained so far, in the order they did."""
        return looked_up(self.found.complainants, "complainants")

    @property
    def reply(self) -> str:
        """What the subject answered to draft findings; empty while it has not."""
        return looked_up(self.found.reply, "reply")

    @property
    def proposal(self) -> Proposal | None:
        """What waits for a second person; None when nothing does."""
        return looked_up(self.found.proposal, "proposal")

    @property
    def earlier(self) -> tuple[Earlier, ...]:
        """Other cases about the measure that have ended."""
        return looked_up(self.found.earlier, "earlier")

    @property
    def refusers(self) -> frozenset[str]:
        """The accounts that refused the case."""
        return looked_up(self.found.refusers, "refusers")

    @property
    def raisers(self) -> Mapping[str, frozenset[str]]:
        """The accounts that raised this case, or one merged into it, in person: by the reference of that."""
        return looked_up(self.found.raisers, "raisers")

    @property
    def grounds(self) -> tuple[PauseGround, ...]:
        """What the pauses of the case rested on so far."""
        return looked_up(self.found.grounds, "grounds")

    @property
    def kept(self) -> Mapping[int, Kept]:
        """Refusals of information that are not public, by the number of the notice."""
        return looked_up(self.found.kept, "kept")

    @property
    def inspections(self) -> tuple[OtherInspection, ...]:
        """Those of the case's subject and measure, begun on any ground, the latest first."""
        return looked_up(self.found.inspections, "inspections")

    @property
    def others(self) -> tuple[OtherCase, ...]:
        """The open cases about the measure, and whichever a command names."""
        return looked_up(self.found.others, "others")

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What the ledger tells of the case, oldest first."""
        return looked_up(self.found.taken, "taken")

    @property
    def meetings(self) -> Mapping[str, Meetings]:
        """Those of the area's committees, by code."""
        return looked_up(self.found.meetings, "meetings")

    @property
    def files(self) -> Mapping[int, str]:
        """Where each file that the case holds stands, by its number; none that is gone."""
        return looked_up(self.found.files, "files")

    def inspectorate_of(self, body: Body) -> str:
        """Who inspects a body today: as the register says, else by its kind; empty where no body takes requests."""
        if body.inspectorate:
            return "" if body.inspectorate.casefold() == NOBODY else body.inspectorate
        return self.policy.inspectorates.of(body.kind, self.today)

    def regime_of(self, body: Body) -> str:
        """The scrutiny regime that reaches a body: the responsible authority's own, else as the register says."""
        if body.id == self.register.authority:
            return "executive"
        try:
            self.policy.regime(body.regime)
        except UnknownRegime:
            return "ordinary"
        return body.regime

    @property
    def today(self) -> date:
        """The day in London."""
        return london_day(self.now)

    @property
    def received_on(self) -> date:
        """The day in London on which the words came in."""
        return london_day(self.received_at or self.now)
