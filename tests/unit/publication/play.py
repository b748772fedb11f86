"""Negotiations made of moves: each is made on the product's record, and written down for the judge."""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from services.publication.domain.agreement.agreement import Agreement, evolve
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.stated import OnRecord, on_record
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.clearance import Ground, Hidden
from services.publication.domain.entry.entry import Entry, EntryKind, Said
from services.publication.domain.entry.particulars import (
    ItemClass,
)
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.domain.register.register import Register, RegisterEvent, loaded
from shared.events.publication import AreaRegistered, EntryReplied, LeadAssigned, MeasureRegistered, PartnerRegistered
from shared.policy import resolve
from tests.unit.publication.move import BEGAN, ITEM, KINDS, MEASURE, Move, Place, said_of
from tests.unit.publication.negotiation import COUNCIL, act, circumstances, live, tell
from tests.unit.publication.story import Line, Story, everything, item_class

_ANEW = (EntryKind.CONSENT, EntryKind.DECISION, EntryKind.REVISION)


@cache
def _register(place: Place) -> Register:
    shared = {"area": "E06000022", "regime": "executive", "inspectorate": "Audit Commission"}
    about = AreaRegistered(
        area="E06000022",
        name="Bath",
        letters="BATH",
        profile="laa-2008-1",
        population=1,
        responsible_authority="bath",
        committee="Overview",
    )
    facts: list[RegisterEvent] = [
        PartnerRegistered(partner=code, name=name, partner_kind=kind, **shared)  # type: ignore[arg-type]
        for name, (code, kind, _) in KINDS.items()
    ]
    facts.append(
        MeasureRegistered(
            area="E06000022",
            measure=MEASURE,
            title=ITEM,
            unit="percent",
            polarity="higher",
            frequency="annual",
            framework="x",
            source="Home Office",
        )
    )
    if place.lead is not None:
        facts.append(
            LeadAssigned(
                area="E06000022",
                measure=MEASURE,
                lead=KINDS[place.lead][0],
                since_on=date(2026, 1, 1),
                basis="x",
                contributors=tuple(KINDS[one][0] for one in place.contributors),
                data_owners=(),
            )
        )
    return loaded(about, 1, facts)


@cache
def _begun(place: Place) -> tuple[Agreement, Circumstances]:
    by = circumstances(_register(place))
    if not place.is_national:
        by = replace(by, policy=resolve("lof-2026-1", (), BEGAN))
    return live(BEGAN, by=by), by


@dataclass
class Play:
    """A negotiation as it goes on: the product's agreement, and the lines of it."""

    place: Place
    today: date = BEGAN
    lines: list[Line] = field(default_factory=list)
    set_at: int = 0
    held: Target | None = None

    def __post_init__(self) -> None:
        self.agreement, self.by = _begun(self.place)
        for number, mark in self.agreement.marks.items():
            name = mark.facts.party_name if mark.facts else ""
            said = Said(party=mark.party, party_name=name, kind=mark.kind, item_title=mark.item, source="x")
            self.lines.append(Line(number=number, said=said, typed_by=name, on=BEGAN))

    def make(self, move: Move) -> None:
        """What the move does, where the record takes it."""
        self.today += timedelta(move.days)
        match move.what:
            case "reply":
                self._reply(move)
            case "withhold":
                self._withhold(move)
            case _:
                self._say(move)

    def _say(self, move: Move) -> None:
        said = said_of(move, self.today)
        if move.what == "supersede":
            old = self._line(move)
            what = old.said.kind.value if old.said.kind in _ANEW else "turn"
            said = said_of(replace(move, what=what, name=old.said.party_name), self.today)
            said = replace(said, supersedes=old.number, note="A slip.")
        typist = move.typist or said.party_name
        try:
            self.agreement = tell(self.agreement, said, on=self.today, author=typist, by=self.by)
        except (Refused, NotPossible):
            return
        number = len(self.agreement.marks)
        if said.supersedes:
            old = self.lines[said.supersedes - 1]
            self.lines[said.supersedes - 1] = replace(old, gone_by=number)
        asked_on = self.today if move.is_asked and typist != said.party_name else None
        self.lines.append(Line(number=number, said=said, typed_by=typist, on=self.today, asked_on=asked_on))
        letters = {line.number: line.asked_on for line in self.lines if line.asked_on is not None}
        self.by = replace(self.by, letters=letters)

    def _line(self, move: Move) -> Line:
        """Which line it is about, counted from the last one."""
        return self.lines[-1 - move.to % len(self.lines)]

    def _reply(self, move: Move) -> None:
        line = self._line(move)
        body = KINDS.get(line.said.party_name)
        if body is None or line.typed_by == line.said.party_name or line.reply:
            return
        stance = "confirmed" if move.yes else "disputed"
        told = EntryReplied(
            area="E06000022",
            agreement="laa-2008",
            reply=len(self.agreement.replies) + 1,
            entry=line.number,
            body=body[0],
            stance=stance,
        )
        self.agreement = evolve(self.agreement, told)
        self.lines[line.number - 1] = replace(line, reply=stance)

    def _withhold(self, move: Move) -> None:
        line = self._line(move)
        if line.said.kind.is_of_an_item:
            self.lines[line.number - 1] = replace(line, is_withheld=True)

    def approve(self) -> Target:
        """The target that was said, which the record takes."""
        target = self.target()
        if target is None:
            raise ValueError("nobody stated a figure")
        self.agreement = act(self.agreement, self.approval(target, self.today), self.today, self.by)
        self.set_at, self.held = len(self.lines), target
        return target

    def approval(self, target: Target, on: date) -> Approve:
        """The approval of this target."""
        day, known = Day.parse(on.isoformat()), frozenset((MEASURE,))
        return Approve(day, self.place.approver, (target,), known, figures=self.figures)

    def revision(self, held: Target, targets: tuple[Target, ...], removed: tuple[Removed, ...], on: date) -> Revise:
        """The revision of this target in force."""
        names = {one.name for one in fields(TargetRow)} & {one.name for one in fields(Target)}
        kept = {name: getattr(held, name) for name in names}
        row = TargetRow(title=ITEM, unit="percent", polarity="higher", **kept)
        return Revise(on, targets, removed, (row,), {MEASURE: self.set_at}, figures=self.figures)

    def target(self) -> Target | None:
        """The target that the record states; None where nobody stated a figure."""
        story = self.story()
        stood, kind = everything(story), item_class(story)
        periods = sorted(period for what, period in stood if what == "value")
        if not periods:
            return None
        stretch, began = stood.get(("stretch", "")), stood.get(("baseline", ""))
        period = "2026/27" if "2026/27" in periods else periods[0]
        value, since = stood["value", period].value, began.value if began else (None, None)
        return Target(
            MEASURE,
            period,
            value,  # type: ignore[arg-type] # a figure
            Decimal("0.05"),
            designated=kind is ItemClass.DESIGNATED,
            statutory=kind is ItemClass.STATUTORY,
            illustrative=False,
            stretch=stretch.value if stretch else None,  # type: ignore[arg-type] # a figure
            baseline=since[0],  # type: ignore[index] # a figure and its period
            baseline_period=since[1],  # type: ignore[index] # a figure and its period
        )

    @property
    def figures(self) -> tuple[OnRecord, ...]:
        """The figures of the record, as its rows tell them."""
        return on_record(
            Entry(
                number=line.number,
                said=line.said,
                came=self.agreement.marks[line.number].came,
                entered_by="x",
                recorded_at=datetime.combine(line.on, time(12), UTC),
                superseded_by=line.gone_by,
                withheld=Hidden(Ground.THIRD_PARTY, "x") if line.is_withheld else None,
            )
            for line in self.lines
        )

    def story(self) -> Story:
        """The same for the judge."""
        return Story(
            lines=tuple(self.lines),
            today=self.today,
            began=BEGAN,
            is_national=self.place.is_national,
            kinds={name: kind for name, (_, kind, _) in KINDS.items()},
            council=COUNCIL,
            lead=self.place.lead,
            contributors=self.place.contributors,
        )
