"""Petitions as other machines list and read them: those that are public, and refused ones that may be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from services.escalation.domain.case.reference import is_reference
from services.escalation.domain.ladder.story import Listed, Moments, Refused
from services.escalation.domain.obligation.obligation import Obligation
from services.escalation.domain.petition.listing import Publicity, Search, Stretch
from services.escalation.domain.petition.moderation import Moderation
from services.escalation.domain.petition.open311 import Asked
from services.escalation.domain.signature.breakdown import Breakdowns, broken_down
from services.escalation.effects.case import timeline
from services.escalation.effects.case.timeline import Told
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.case.register import Area, Measure
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.petition import draft as drafts
from services.escalation.storage.petition import listing as listings
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import ward as wards
from shared.database import EVERY_AREA, Database, Session
from shared.events.escalation import CaseRejected
from shared.ledger import read_stream
from shared.policy import Wording
from shared.problems import BadRequest, NotFound
from shared.working_days import at_time, london_day

MOST_NAMED = 40  # places in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list: how many there are in all, and whether there are more behind and before these."""

    listed: Sequence[Listed]
    positions: Sequence[str]
    total: int
    has_next: bool
    has_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What an area takes requests about: its measures with the names of who leads on them, its wards, its words; and to
    how many decimals of a degree a position is kept, none with 0.
    """

    area: Area
    measures: Sequence[Measure]
    leads: Mapping[str, str]
    wards: Mapping[str, str]
    wording: Wording
    position_decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened to a petition, with its title and the name of its area."""

    title: str
    area: str
    told: Sequence[Told]


async def search(database: Database, asked: Search, stretch: Stretch, *, size: int, now: datetime) -> Page:
    """A page of the petitions that are asked for, the newest first."""
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        staying = await _staying(session, today)
        total = await listings.count(session, asked, today=today, staying=staying)
        found = await listings.page(session, asked, stretch, today=today, staying=staying, size=size)
        is_back = stretch.before is not None
        more = len(found) > size
        found = found[-size:] if is_back else found[:size]
        listed = await _listed(session, {one.position.reference: one.publicity for one in found}, today)
    return Page(
        listed=listed,
        positions=[str(one.position) for one in found],
        total=total,
        has_next=bool(found) and (is_back or more),
        has_before=more if is_back else bool(found) and (stretch.after is not None or stretch.page > 1),
    )


async def requests(database: Database, asked: Asked, *, now: datetime) -> Sequence[Listed]:
    """The petitions that are asked for as service requests, the newest first."""
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        staying = await _staying(session, today)
        found = await listings.requested(session, asked, today=today, staying=staying)
        return await _listed(session, {one.position.reference: one.publicity for one in found}, today)


async def services(database: Database, area: str, *, now: datetime) -> Services:
    """On what a petition of the area may rest, who leads on each, and the wards that it may be about.

    Raises NotFound for an area that nobody has registered; `area` may be empty where there is one only. Raises
    BadRequest where several are and none was named.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        areas = await register.areas(session)
        if not area and len(areas) > 1:
            codes = ", ".join(f"{one.area} ({one.name})" for one in areas[:MOST_NAMED])
            raise BadRequest(f"Several places are served here: name one by its code in jurisdiction_id: {codes}.")
        chosen = next((one for one in areas if area in ("", one.area)), None)
        if chosen is None:
            raise NotFound("No place of this jurisdiction_id is served here.")
        measures = await register.measures(session, chosen.area)
        leads = await register.leads(session, chosen.area, [one.measure for one in measures], london_day(now))
        bodies = await register.bodies(session, chosen.area)
        policy = (await register.rules_of(session, chosen.area, london_day(now))).policy
        return Services(
            area=chosen,
            measures=measures,
            leads={code: bodies[one.body].name for code, one in leads.items() if one.body in bodies},
            wards=await councillors.wards(session, chosen.area),
            wording=policy.wording,
            position_decimals=policy.petition.position_decimals,
        )


async def see(database: Database, reference: str, *, now: datetime) -> Listed:
    """One petition, with its signatures by kind. Raises NotFound."""
    today = london_day(now)
    async with database.unit_of_work(EVERY_AREA) as session:
        staying = await _staying(session, today)
        known = is_reference(reference)
        found = await listings.one(session, reference, today=today, staying=staying) if known else None
        if found is None:
            raise NotFound(petitions.NONE_HERE)
        (one,) = await _listed(session, {reference: found.publicity}, today)
        breakdowns, names = await _breakdowns(session, reference, one.area, today)
        return replace(one, breakdowns=breakdowns, ward_names=names)


async def kinds(database: Database, reference: str, area: str, *, now: datetime) -> tuple[Breakdowns, dict[str, str]]:
    """The signatures of a petition by kind, as they stood when the day began, and what the wards are called."""
    async with database.unit_of_work(EVERY_AREA) as session:
        return await _breakdowns(session, reference, area, london_day(now))


async def _staying(session: Session, today: date) -> list[str]:
    """The areas in which signing goes on while the case runs."""
    found = []
    for area in await register.areas(session):
        rules = await register.rules_of(session, area.area, today)
        if rules.policy.petition.signing_stays_open:
            found.append(area.area)
    return found


async def _listed(session: Session, publicity: Mapping[str, Publicity], today: date) -> list[Listed]:
    names = list(publicity)
    kept, words = await petitions.of_references(session, names), await drafts.of_references(session, names)
    checked, owed = await moderations.of_references(session, names), await obligations.of_petitions(session, names)
    of_case = await cases.of_references(session, names)
    areas = {area.area: area for area in await register.areas(session)}
    streams = [stream for name in names for stream in _streams(name, owed[name])]
    moments = await listings.moments(session, streams)
    found = []
    for name in names:
        one, draft, check = kept.get(name), words.get(name), checked.get(name)
        about = one.petition if one else None
        code = about.area if about else draft.draft.area if draft else ""
        found.append(
            Listed(
                reference=name,
                publicity=publicity[name],
                area=code,
                area_name=areas[code].name,
                measure=about.measure if about else draft.draft.measure if draft else "",
                title=about.title if about else draft.draft.title if draft else "",
                text=one.text if one else draft.draft.text if draft else "",
                signatures=one.signatures if one else 0,
                petition=about,
                checked=check,
                case=of_case.get(name),
                owed=owed[name],
                refused=await _refused(session, name, publicity[name], None if about else check),
                moments=Moments.together([moments[stream] for stream in _streams(name, owed[name])]),
                today=today,
            )
        )
    return found


def _streams(reference: str, owed: Sequence[Obligation]) -> list[str]:
    own = [petitions.stream(reference), moderations.stream(reference), cases.stream(reference)]
    return [*own, *(obligations.stream(reference, one.name) for one in owed)]


async def _refused(
    session: Session, reference: str, publicity: Publicity, checked: Moderation | None
) -> Refused | None:
    """Why it was refused: before it was public, or as a case."""
    if publicity is not Publicity.REJECTED:
        return None
    if checked is not None and checked.refusal is not None:
        found = checked.refusal
        return Refused(codes=found.codes, reasons=found.reasons, same_as=found.same_as)
    steps = await read_stream(session, cases.stream(reference))
    said = [one.event for one in steps if isinstance(one.event, CaseRejected)]
    return Refused(codes=(said[-1].reason_code,), reasons=said[-1].reasons) if said else None


async def _breakdowns(session: Session, reference: str, area: str, today: date) -> tuple[Breakdowns, dict[str, str]]:
    counted = await signatures.kinds(session, reference, before=at_time(today, time(0)))
    names = await wards.names(session, area)
    by_relation, by_ward = (_margin(counted, place) for place in (0, 1))
    is_known = bool(names) and any(by_ward[ward] for ward in by_ward if ward)
    kept = await petitions.find(session, reference)
    is_hidden = kept is not None and kept.petition.hides_wards
    found = Breakdowns(
        before=today,
        total=sum(counted.values()),
        by_ward=broken_down(by_ward) if is_known and not is_hidden else None,
        by_relation=broken_down(by_relation),
        hides_wards=is_hidden,
    )
    return found, names


def _margin(counted: Mapping[tuple[str, str], int], place: int) -> Counter[str]:
    """The counts by one of the two kinds alone: the two are never told together."""
    found: Counter[str] = Counter()
    for kinds_of_one, count in counted.items():
        found[kinds_of_one[place]] += count
    return found


async def story(database: Database, reference: str, *, now: datetime) -> Story:
    """Everything that happened to a petition, the oldest first. Raises NotFound."""
    async with database.unit_of_work(EVERY_AREA) as session:
        kept = await petitions.find(session, reference) if is_reference(reference) else None
        if kept is None:
            raise NotFound(petitions.NONE_HERE)
        area = await register.require_area(session, kept.petition.area)
        return Story(
            title=kept.petition.title, area=area.name, told=await timeline.happened(session, kept.petition, now=now)
        )
