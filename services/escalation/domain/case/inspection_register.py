"""The register of inspections: what stands in it of one, and what may be entered and ended.

Every inspection of a body of an area stands in it, also one that began outside this ladder. The third rung is
`inspection`, and knows of this register only what makes another inspection needless.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from shared.working_days import in_words

LOOKS_BACK_YEARS = 10
RUNS_AT_MOST = timedelta(days=365)  # one that nobody ended is taken to have run no longer
_ADDRESS = re.compile(r"https?://[^\s/?#@:\"'<>\\]+\.[^\s/?#@:\"'<>\\]+(:[0-9]{1,5})?([/?#][^\s\"'<>\\]*)?")
ENTERED = Refused(
    "entered_already", "This inspection is entered already: the same bodies and matter, in the same days."
)


class Ground(StrEnum):
    """Why a body is inspected."""

    PROGRAMME = "programme"
    RISK = "risk"
    STATUTE = "statute"
    REQUEST = "request"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherInspection:
    """An inspection as the register has it. `measure` is None where the body as a whole is inspected.

    `reference`: the case on which it began.
    """

    inspection: UUID
    subject: str
    measure: str | None
    inspectorate: str
    ground: str
    link: str
    began_on: date
    entered_by: str
    ended_on: date | None = None
    reference: str | None = None

    @property
    def until_on(self) -> date:
        """Its last day, or the last on which it can be running."""
        return self.ended_on or self.began_on + RUNS_AT_MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an entry is held against: the area's bodies and their last days, and whether its measure is known."""

    bodies: Container[str]
    last_days: Mapping[str, date]
    is_measure: bool


def check_entry(entry: OtherInspection, known: Known, today: date) -> None:
    """Raises Incomplete naming every gap of an entry, NotYourPart where whoever enters it has ceased."""
    if known.last_days.get(entry.entered_by, today) < today:
        raise NotYourPart("has_ceased", "Your body has ceased; its successor enters inspections.")
    if gaps := list(_gaps(entry, known, today)):
        raise Incomplete(gaps)


def same_as(entry: OtherInspection, entered: Sequence[OtherInspection]) -> OtherInspection | None:
    """The one of these that the entry tells of again; one from its very day before any other. None where it is new."""
    found = [one for one in entered if _is_same(one, entry)]
    return min(found, key=lambda one: abs(one.began_on - entry.began_on), default=None)


def _is_same(one: OtherInspection, other: OtherInspection) -> bool:
    """Whether both tell of one inspection: the same body, by the same inspectorate, in days that overlap, about the
    same measure; where the body as a whole is inspected, on the same ground or from the same day.
    """
    bodies = [(entry.subject, entry.inspectorate.casefold(), entry.measure) for entry in (one, other)]
    is_matter = one.measure is not None or one.ground == other.ground or one.began_on == other.began_on
    return bodies[0] == bodies[1] and is_matter and one.began_on <= other.until_on and other.began_on <= one.until_on


def told_again(stands: OtherInspection, entry: OtherInspection) -> OtherInspection:
    """What becomes of an entry that stands when it is entered again: the inspectorate makes it its own.

    Raises Refused for anybody else, and where it began on a case: one inspection stands once, whoever tells of it.
    """
    is_its_own = entry.entered_by == entry.inspectorate and stands.entered_by != entry.entered_by
    if stands.reference is not None or not is_its_own:
        raise ENTERED
    said = {name: getattr(entry, name) for name in ("entered_by", "inspectorate", "ground", "link", "began_on")}
    return replace(stands, **said)


def ended(entry: OtherInspection, ended_on: date, *, acts_for: Container[str], today: date) -> OtherInspection:
    """The inspection as it has ended; one that ended on that day stays as it is.

    `acts_for` are the body that asks and those that it has succeeded.
    Raises NotYourPart, Refused where it ends with its case or has ended on another day, Incomplete for the day.
    """
    if entry.reference is not None:
        raise Refused("ends_with_its_case", f"This inspection ends when the one on case {entry.reference} does.")
    if entry.entered_by not in acts_for and entry.inspectorate not in acts_for:
        raise NotYourPart("not_your_entry", "Only the inspectorate, or whoever entered it, can end it.")
    if entry.ended_on is not None and entry.ended_on != ended_on:
        raise Refused("has_ended", f"This inspection ended on {in_words(entry.ended_on)}; that stands.")
    if ended_on < entry.began_on:
        words = f"This inspection began on {in_words(entry.began_on)}, after this day."
        raise Incomplete([Gap("ended_on", "before_it_began", words)])
    if ended_on > today:
        raise Incomplete(
            [Gap("ended_on", "not_yet", "This day is still to come. An end is written down when it is here.")]
        )
    return replace(entry, ended_on=ended_on)


def _gaps(entry: OtherInspection, known: Known, today: date) -> Iterator[Gap]:
    last_on = known.last_days.get(entry.subject)
    if entry.subject not in known.bodies:
        yield Gap("subject", "unknown_body", "The register knows no body of this name.")
    elif last_on is not None and entry.began_on > last_on:
        yield Gap("subject", "has_ceased", f"This body ceased on {in_words(last_on)}, before the inspection began.")
    if entry.inspectorate == entry.subject:
        yield Gap("inspectorate", "inspects_itself", "A body does not inspect itself. Name the body that does.")
    if not _ADDRESS.fullmatch(entry.link):
        yield Gap("link", "not_an_address", "Give the address of a page: it begins with https:// or http://.")
    if not known.is_measure:
        yield Gap("measure", "unknown_measure", "The register knows no measure of this name.")
    if entry.ground == Ground.CASE:
        yield Gap("ground", "from_a_case", "What begins on a case here is entered by itself. Choose another ground.")
    if entry.began_on > today:
        yield Gap("began_on", "not_begun", "An inspection is entered when it has begun.")
    elif entry.began_on.year < today.year - LOOKS_BACK_YEARS:
        yield Gap("began_on", "too_long_ago", f"Only inspections of the last {LOOKS_BACK_YEARS} years are entered.")
