"""What is sent to open a negotiation, speak in it and approve it, and how it is told to machines."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from services.publication.domain.agreement.agreement import Agreement, Listed
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Removed, Revise
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.agreement.conversation import Item
from services.publication.domain.agreement.stretch import StretchTest
from services.publication.domain.agreement.target import Target, TargetRow
from services.publication.domain.entry.entry import Came
from services.publication.domain.entry.particulars import Particulars
from services.publication.domain.entry.reply import Heard
from services.publication.domain.leaf.day import Day
from services.publication.domain.submission.deed import Done
from services.publication.schemas.entry.entry import PartialDay, entry_document
from services.publication.schemas.entry.particulars import particulars_document
from services.publication.schemas.entry.reply import voice_document
from services.publication.schemas.register.link import links
from services.publication.schemas.register.place import Code
from services.publication.schemas.submission.deed import done_documents
from shared import periods, shapes
from shared.events.publication import AgreementOpened, RoundOpened
from shared.measures import readable
from shared.policy.round import PlannedRound, RoundStyle
from shared.shapes import Line, Number, Strict, Yes

MOST = 1_000


def _period(text: str) -> str:
    try:
        return periods.parse(text).text
    except periods.NotAPeriod as error:
        said = str(error)
        raise shapes.refuse("bad-period", f"{said[:1].upper()}{said[1:]}.") from None


class AgreementIn(Strict):
    """A negotiation that begins."""

    agreement: Code
    area: Code
    title: Line
    period: Line
    profile: Code
    parties: Annotated[tuple[Line, ...], Field(min_length=1, max_length=200)]

    def command(self) -> OpenAgreement:
        """What was sent, as the domain takes it."""
        return OpenAgreement(AgreementOpened(**self.model_dump()))


class RoundIn(Strict):
    """A round that begins: with its own title, or with that of the round of this name in a pattern (`style`)."""

    round: Code
    title: Line | None = None
    style: Code | None = None
    opened_on: shapes.Day | None = None
    came: Came | None = None

    def command(self) -> OpenRound:
        """What was sent, as the domain takes it."""
        return OpenRound(self.round, self.title, self.opened_on, self.style, self.came)


class TargetIn(Strict):
    """A target that the approval brings into force. `tolerance` is a share of its size: 0.05 is five per cent.

    `path` tells how the promise runs on the way to it, from the measure's point before or from its baseline.
    """

    measure: Code
    period: Annotated[Line, AfterValidator(_period)]
    value: Number
    tolerance: Annotated[Number, Field(ge=0, le=1)] = Decimal("0.05")
    designated: Yes = False
    illustrative: Yes = False
    stretch: Number | None = None
    minimum: Number | None = None
    statutory: Yes = False
    path: Literal["points", "linear", "stepped"] = "points"
    baseline: Number | None = None
    baseline_period: Annotated[Line, AfterValidator(_period)] | None = None

    @model_validator(mode="after")
    def begins_before_it_ends(self) -> Self:
        """A baseline is a figure and its period, and lies before the target."""
        if (self.baseline is None) != (self.baseline_period is None):
            raise shapes.refuse("half-a-baseline", "A baseline is a figure and its period.")
        if self.baseline_period is not None and periods.parse(self.baseline_period) >= periods.parse(self.period):
            raise shapes.refuse("baseline-too-late", "The baseline's period lies before the target's.")
        return self


class ApprovalIn(Strict):
    """The agreement is approved. One of before this record began says that it came from papers."""

    approved_on: PartialDay
    approved_by: Line
    came: Came | None = None
    targets: Annotated[tuple[TargetIn, ...], Field(max_length=MOST)] = ()

    def command(self) -> Approve:
        """What was sent, as the domain takes it."""
        targets = tuple(Target(**target.model_dump()) for target in self.targets)
        return Approve(Day.parse(self.approved_on), self.approved_by, targets, came=self.came)


class RemovedIn(Strict):
    """A target that is no longer promised."""

    measure: Code
    period: Annotated[Line, AfterValidator(_period)]


class RevisionIn(Strict):
    """Targets of an approved agreement change, come or go."""

    revised_on: shapes.Day
    targets: Annotated[tuple[TargetIn, ...], Field(max_length=MOST)] = ()
    removed: Annotated[tuple[RemovedIn, ...], Field(max_length=MOST)] = ()

    def command(self) -> Revise:
        """What was sent, as the domain takes it."""
        targets = tuple(Target(**target.model_dump()) for target in self.targets)
        return Revise(self.revised_on, targets, tuple(Removed(one.measure, one.period) for one in self.removed))


def receipt(agreement: Agreement, appended: int, numbers: tuple[int, ...] = ()) -> dict[str, object]:
    """What a writer is answered: how the agreement stands, and the numbers its entries were given."""
    name = agreement.opened.agreement
    return {
        "agreement": name,
        "version": agreement.version,
        "appended": appended,
        "entries": numbers,
        "links": _links(name),
    }


def document(
    agreement: Agreement,
    items: Sequence[Item],
    targets: Sequence[TargetRow],
    *,
    stretch: Mapping[str, Sequence[StretchTest]],
    duplicates: Sequence[tuple[Item, Item]],
    done: Sequence[Done],
) -> dict[str, object]:
    """An agreement for machines: what it is, how it stands, each item with its status, `stretch` by item."""
    opened, approved = agreement.opened, agreement.approved
    return {
        "agreement": opened.agreement,
        "area": opened.area,
        "title": opened.title,
        "period": opened.period,
        "profile": opened.profile,
        "parties": opened.parties,
        "version": agreement.version,
        "rounds": [_round(one) for one in agreement.rounds.values()],
        "entries": len(agreement.marks),
        "approved": {"on": approved.approved_on, "by": approved.approved_by, "came": approved.came}
        if approved
        else None,
        "revised_on": [one.revised_on for one in agreement.revisions.values()],
        "targets": [_target(target) for target in targets],
        "items": [
            _item(item) | {"stretch_tests": [_stretch(test) for test in stretch.get(item.key, ())]} for item in items
        ],
        "duplicates": [[one.key, other.key] for one, other in duplicates],
        "deeds": done_documents(done),
        "links": _links(opened.agreement),
    }


def entries_page(agreement: str, entries: Sequence[Heard], following: str | None) -> dict[str, object]:
    """A page of entries in the order they came."""
    here = f"/publication/v1/agreements/{agreement}/entries"
    return {
        "entries": [entry_document(one.entry) | voice_document(one) for one in entries],
        "links": links(self_=here, next=following, agreement=f"/publication/v1/agreements/{agreement}"),
    }


def rounds_document(agreement: Agreement, styles: Sequence[RoundStyle]) -> dict[str, object]:
    """The rounds of an agreement, and the patterns of its profile, with their days where they are known."""
    here = f"/publication/v1/agreements/{agreement.opened.agreement}"
    began = min((one.opened_on for one in agreement.rounds.values() if one.opened_on), default=None)
    return {
        "rounds": [_round(one) for one in agreement.rounds.values()],
        "styles": [
            {
                "style": style.style,
                "title": style.title,
                "source": style.source,
                "rounds": [asdict(one) | {"expected_on": _expected(began, one)} for one in style.rounds],
            }
            for style in styles
        ],
        "links": links(self_=f"{here}/rounds", agreement=here),
    }


def _round(opened: RoundOpened) -> dict[str, object]:
    return {"round": opened.round, "title": opened.title, "opened_on": opened.opened_on, "came": opened.came}


def _expected(began: date | None, planned: PlannedRound) -> date | None:
    return None if began is None else began + timedelta(days=planned.after_days)


def listing(agreements: list[Listed], following: str | None) -> dict[str, object]:
    """A page of agreements."""
    return {
        "agreements": [
            {
                "agreement": row.agreement,
                "area": row.area,
                "title": row.title,
                "period": row.period,
                "approved_on": row.approved_on,
                "entries": row.entries,
                "links": _links(row.agreement),
            }
            for row in agreements
        ],
        "links": links(self_="/publication/v1/agreements", next=following),
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "item": item.key,
        "code": item.code,
        "title": item.title,
        "status": item.status,
        "disputed_by": item.disputed_by,
        "deferred_until": item.deferred_until,
        "national_issue": item.is_national,
        "terms": particulars_document(Particulars(terms=item.terms)).get("terms"),
        "rounds": item.rounds,
        "days": item.days,
        "entries": [entry.number for entry in item.entries],
        "waiting_for": item.missing.side if item.missing and item.has_no_answer else None,
        "waiting_since": item.missing.since if item.missing and item.has_no_answer else None,
        "answer_due_on": item.waits_until,
        "answered_late": item.was_answered_late,
        "answer_written_down": next((one.written_down for one in item.owed if one.written_down), None),
        "working_days_waited": item.missing.working_days if item.missing and item.has_no_answer else None,
    }


def _stretch(test: StretchTest) -> dict[str, object]:
    return {
        "period": test.period,
        "target": test.target,
        "baseline": asdict(test.baseline) if test.baseline else None,
        "latest": asdict(test.latest) if test.latest else None,
        "expected": readable(test.expected) if test.expected is not None else None,
        "verdict": test.verdict,
        "family": None,
    }


def _target(target: TargetRow) -> dict[str, object]:
    return {
        "measure": target.measure,
        "title": target.title,
        "unit": target.unit,
        "period": target.period,
        "value": target.value,
        "stretch": target.stretch,
        "minimum": target.minimum,
        "tolerance": target.tolerance,
        "path": target.path,
        "baseline": target.baseline,
        "baseline_period": target.baseline_period,
        "designated": target.designated,
        "statutory": target.statutory,
        "illustrative": target.illustrative,
        "came": target.came,
        "agreed_on": target.agreed_on,
        "entry": target.entry,
    }


def _links(agreement: str) -> dict[str, dict[str, str]]:
    here = f"/publication/v1/agreements/{agreement}"
    return links(
        self_=here,
        page=f"/agreements/{agreement}",
        entries=f"{here}/entries",
        csv=f"{here}/entries.csv",
        memoranda=f"{here}/memoranda",
        rounds=f"{here}/rounds",
        feed=f"/feeds/agreements/{agreement}",
    )
