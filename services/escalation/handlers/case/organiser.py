"""What the organiser of a petition asks of the case that came of it, behind the link of its letters.

The link counts for that petition alone, also where its case goes on as part of another. What the organiser writes is
nobody's office: no event has it. It is put to the case as a file, which is looked at before everybody sees it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Actor, Circumstances
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.part import Part, concerned
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.course.command import Correct
from services.escalation.domain.evidence.decision import About, receive
from services.escalation.domain.evidence.evidence import Occasion, Words
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.decision import Offer, open_commands
from services.escalation.effects.case import circumstances, command
from services.escalation.effects.evidence.evidence import Intake, put
from services.escalation.effects.petition.petition import area_of
from services.escalation.effects.signature.signature import NOT_LIVE, LinkNotLive
from services.escalation.schemas.case.refusal import problem
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import register
from services.escalation.storage.signature import signature as signatures
from shared.database import EVERY_AREA, Database, Session
from shared.files.attachments import Attachment
from shared.files.filetypes import Type
from shared.ledger import Recorded, read_stream
from shared.policy import Wording
from shared.problems import NotFound
from shared.working_days import in_words, london_day

BY_LINK = "link"  # with the petition, the account that stands in the ledger for whoever used its organiser's link
NO_CASE_YET = "No case has come of this petition yet."
NOT_BY_LINK = frozenset({Correct})  # the words of an organiser are in no step, so that none holds a slip of theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command as the link's page hands it over: of which petition, which version was seen, when the words came in."""

    petition: str
    token: str
    command: Command
    expected_version: int
    now: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The case of a petition as its organiser sees it: the case that goes on, and what is open to them in it."""

    case: Case
    at: Circumstances
    wording: Wording
    area_name: str
    offers: tuple[Offer, ...]
    history: tuple[Recorded, ...]


async def see(database: Database, petition: str, token: str, *, now: datetime) -> Own:
    """The case behind the organiser's link. Raises LinkNotLive for any other, NotFound before there is one. Changes
    nothing.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        case = await _find(session, petition, token)
        at = await circumstances.of_case(session, case, now=now, actor=_actor(petition))
        known = await register.area(session, case.area)
        return Own(
            case=case,
            at=at,
            wording=await register.wording(session, case.area, at.today),
            area_name=known.name if known else case.area,
            offers=tuple(one for one in open_commands(case, at) if _is_told(one)),
            history=tuple(await read_stream(session, cases.stream(case.reference))),
        )


async def act(database: Database, intake: Intake, wish: Wish) -> Case:
    """Do what the organiser asks. Raises LinkNotLive, NotFound, Stale, NotNow, NotYours, Malformed."""
    if type(wish.command) in NOT_BY_LINK:
        raise NotFound("There is no such deed.")
    async with database.unit_of_work(await area_of(database, wish.petition)) as session:
        found = await _find(session, wish.petition, wish.token)
        case, at = await command.lock(
            session,
            found.reference,
            wish.command,
            actor=_actor(wish.petition),
            expected_version=wish.expected_version,
            now=wish.now,
            received_at=wish.received_at,
        )
        asked = await _with_words_apart(session, intake, case, wish, at)
        return await command.do(session, case, asked, at)


def _is_told(offer: Offer) -> bool:
    """Whether it is open, or the organiser may ask for it at some step of the ladder: what others do is none of it."""
    return offer.command not in NOT_BY_LINK and (offer.is_open or Part.ORGANISER in chain.who_ever(offer.command))


def _actor(petition: str) -> Actor:
    return Actor(id=f"{BY_LINK}/{petition}", roles=frozenset({ORGANISER}), petition=petition)


async def _find(session: Session, petition: str, token: str) -> Case:
    """The case that came of the petition, or the one in which it goes on."""
    if not await signatures.is_organiser(session, petition=petition, token=token):
        raise LinkNotLive(NOT_LIVE)
    case = await cases.find(session, petition)
    while case is not None and case.course.merged_into:
        case = await cases.find(session, case.course.merged_into)
    if case is None:
        raise NotFound(NO_CASE_YET)
    return case


async def _with_words_apart(session: Session, intake: Intake, case: Case, wish: Wish, at: Circumstances) -> Command:
    """The command with the place of the organiser's words instead of them, which are put to the case as a file."""
    asked: Any = wish.command  # of whichever kind; those in which an organiser says something have `reasons`
    said = getattr(asked, "reasons", "")
    if not said:
        return wish.command
    about = About(reference=wish.petition, area=case.area, is_open=case.is_open, concerned=concerned(case, at), at=at)
    title = f"What whoever started the petition said on {in_words(london_day(wish.now))}"
    try:
        kept = await put(
            session,
            intake,
            about,
            opened=Attachment(type=Type.TEXT, content=said.encode()),
            words=Words(title=title, text=said),
            occasion=Occasion.MATTER,
            receive=receive,
        )
    except Refused as refusal:
        raise problem(refusal) from refusal
    place = f"In their own words: file {kept.number} of {wish.petition}, which is looked at before it is shown."
    moved: Command = replace(asked, reasons=place)
    return moved
