"""What registrars send from the forms by which a deed is handed in: opening, round, approval, revision.

Each becomes the same deed as a machine's JSON, and is judged by the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, create_model

from services.publication.domain.agreement.promise import Promise
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.entry.entry import Came
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.submission.deed import Deed
from services.publication.schemas.agreement.agreement import AgreementIn, ApprovalIn, RevisionIn, RoundIn
from services.publication.schemas.submission.desk import DRAFT
from shared.shapes import TEXT_SOURCE, Line, Prose, Strict, Whole, fit

OWN = "own"  # the choice of a round of no pattern
MOST = 60  # rows of a revision
_FRAME = ("step", "version", "once", "draft", "kept")


class Sent(Strict):
    """What every such form sends besides its answers: the step, the version that was seen, a name of its own, and the
    name of its draft with when the page knew it to be kept last.
    """

    step: Literal["check", "change", "send", "keep", "forget"]
    version: Whole
    once: Annotated[Line, Field(max_length=100)]
    draft: Annotated[Line, Field(pattern=DRAFT)] | None = None
    kept: AwareDatetime | None = None

    def answers(self) -> list[tuple[str, str]]:
        """What was filled in, by name; a list by its name as often as it has values."""
        told = {name: getattr(self, name) for name in type(self).model_fields if name not in _FRAME}
        return [(name, one) for name, value in told.items() for one in _values(value)]

    def words(self) -> dict[str, str]:
        """The same with all values of a name in one text, a line each: as a draft keeps them."""
        told: dict[str, list[str]] = {}
        for name, value in self.answers():
            told.setdefault(name, []).append(value)
        return {name: "\n".join(values) for name, values in told.items()}


class OpeningForm(Sent):
    """An agreement to be opened. `others` are parties whom the register does not know, one a line."""

    agreement: Prose | None = None
    title: Prose | None = None
    period: Prose | None = None
    profile: Prose | None = None
    parties: tuple[Line, ...] = ()
    others: Prose | None = None

    def deed(self, area: str) -> Deed:
        """The opening in this area. Raises Malformed whose pointers name the form's fields."""
        named = [one.strip() for one in (self.others or "").splitlines() if one.strip()]
        told = {"agreement": self.agreement, "title": self.title, "period": self.period, "profile": self.profile}
        parties = list(dict.fromkeys((*self.parties, *named)))
        return fit(AgreementIn, {"area": area, "parties": parties, **_filled(told)}, source=TEXT_SOURCE).command()


class RoundForm(Sent):
    """A round to be opened: one of a pattern (`planned`, as style/round), or one with a name and title of its own."""

    planned: Prose | None = None
    round: Prose | None = None
    title: Prose | None = None
    opened_on: Prose | None = None
    is_old: Prose | None = None

    def deed(self) -> Deed:
        """The round. Raises Malformed whose pointers name the form's fields."""
        style, _, name = (self.planned or "").partition("/")
        is_own = bool(self.round or self.title)  # what was typed is meant, whatever the list above says
        told = {"round": name, "style": style} if name and not is_own else {"round": self.round, "title": self.title}
        told |= {"opened_on": self.opened_on, "came": Came.COMPILED.value if self.is_old == "yes" else None}
        return fit(RoundIn, _filled(told), source=TEXT_SOURCE).command()


def classes_of(chosen: Sequence[str]) -> dict[str, ItemClass]:
    """What each chosen measure is to be, of which a form says its class and its code, apart by a space."""
    told = (one.partition(" ") for one in chosen)
    return {measure: ItemClass(kind) for kind, _, measure in told if kind in set(ItemClass)}


class ApprovalForm(Sent):
    """An approval. `chosen` says of each item that becomes a target what it is: its class and measure, apart by a
    space.
    """

    approved_on: Prose | None = None
    approved_by: Prose | None = None
    is_old: Prose | None = None
    chosen: tuple[Line, ...] = ()

    def classes(self) -> dict[str, ItemClass]:
        """What each chosen measure is to be."""
        return classes_of(self.chosen)

    def deed(self, promises: Sequence[Promise], tolerance: Decimal) -> Deed:
        """The approval of what was chosen of these, under the area's tolerance. Raises Malformed whose pointers name
        the form's fields.
        """
        came = Came.COMPILED.value if self.is_old == "yes" else None
        told = _filled({"approved_on": self.approved_on, "approved_by": self.approved_by, "came": came})
        targets = [{**sent, "tolerance": str(tolerance)} for _, sent in targets_of(promises, self.classes())]
        return fit(ApprovalIn, {**told, "targets": targets}, source=TEXT_SOURCE).command()


@dataclass(frozen=True, slots=True)
class Revised:
    """What a row of a revision is about: a measure for a period, and what it is in the agreement. `standing` is what is
    in force of it; `promise` what was said on its item, where it comes into force as by an approval.
    """

    measure: str
    period: str
    kind: ItemClass
    standing: TargetRow | None = None
    promise: Promise | None = None


_ROW: dict[str, Any] = {f"{name}__{n}": (Prose | None, None) for n in range(1, MOST + 1) for name in ("value", "gone")}


class _Revision(Sent):
    revised_on: Prose | None = None

    def deed(self, rows: Sequence[Revised], tolerance: Decimal) -> Deed:
        """The revision of these rows: of a target in force the figure alone changes; what comes into force has what was
        said beside it on its item, and the area's `tolerance`. Raises Malformed whose pointers name its fields.
        """
        targets, removed = list[dict[str, object]](), list[dict[str, object]]()
        for number, row in enumerate(rows, start=1):
            about: dict[str, object] = {"measure": row.measure, "period": row.period}
            if getattr(self, f"gone__{number}") == "yes":
                removed.append(about)
            elif (value := getattr(self, f"value__{number}")) is not None:
                beside = _beside(row.promise, row.period) if row.promise else _kept(row.standing)
                targets.append({**about, "tolerance": str(tolerance), **beside, "value": value, **_class(row.kind)})
        told = {**_filled({"revised_on": self.revised_on}), "targets": targets, "removed": removed}
        return fit(RevisionIn, told, source=TEXT_SOURCE).command()

    def row_of(self, pointer: str) -> int | None:
        """The number of the row that a fault of `deed` is about."""
        filled = [n for n in range(1, MOST + 1) if getattr(self, f"value__{n}") and not getattr(self, f"gone__{n}")]
        gone = [n for n in range(1, MOST + 1) if getattr(self, f"gone__{n}")]
        _, among, at, *_ = (*pointer.split("/"), "", "")
        numbers = {"targets": filled, "removed": gone}.get(among, [])
        return numbers[int(at)] if at.isdecimal() and int(at) < len(numbers) else None


RevisionForm: type[_Revision] = create_model("RevisionForm", __base__=_Revision, **_ROW)
"""A revision: for each row, by its number, a new figure or that it is promised no longer."""


def targets_of(
    promises: Sequence[Promise], classes: Mapping[str, ItemClass]
) -> Iterator[tuple[Promise, dict[str, object]]]:
    """What each chosen promise is sent as, one target a period, with the promise that it comes from."""
    for one in promises:
        kind = classes.get(one.measure.measure)
        for figure in one.figures if kind else ():
            sent = {"measure": one.measure.measure, "period": figure.period, "value": str(figure.value)}
            yield one, {**sent, **_beside(one, figure.period), **_class(kind or ItemClass.LOCAL)}


def _beside(promise: Promise, period: str) -> dict[str, str]:
    """What was said on an item beside its figure for a period: its stretch, and where it began."""
    stretches = {figure.period: figure.stretch for figure in promise.figures}
    told = {"stretch": str(stretch)} if (stretch := stretches.get(period)) is not None else {}
    if promise.baseline is not None:
        told |= {"baseline": str(promise.baseline.value), "baseline_period": promise.baseline.period}
    return told


def _kept(row: TargetRow | None) -> dict[str, str]:
    """What of a target in force a form does not ask for, and so does not change."""
    if row is None:
        return {}
    names = ("tolerance", "stretch", "minimum", "path", "baseline", "baseline_period")
    told = {name: str(value) for name in names if (value := getattr(row, name)) is not None}
    return told | ({"illustrative": "yes"} if row.illustrative else {})


def _class(kind: ItemClass) -> dict[str, str]:
    return {} if kind is ItemClass.LOCAL else {kind.value: "yes"}


def _filled(told: Mapping[str, str | None]) -> dict[str, str]:
    return {name: words for name, words in told.items() if words is not None}


def _values(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)
