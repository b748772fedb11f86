"""Checking the record: every case and petition is folded again from its events, every count is counted again, and every
day of the sealed store is reckoned again, which tells of no matter in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.escalation.domain.case import letter
from services.escalation.domain.case.lookup import Kept
from services.escalation.domain.evidence.evidence import refolded as refolded_file
from services.escalation.domain.ladder import history
from services.escalation.domain.obligation import obligation
from services.escalation.domain.person import data_request
from services.escalation.domain.petition import moderation, petition
from services.escalation.domain.petition import notice as notice_rules
from services.escalation.domain.reserve.commitment import leaf_of
from services.escalation.domain.trigger import gathering
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import letter as letters
from services.escalation.storage.evidence import evidence as files
from services.escalation.storage.inspection import complaint, reply
from services.escalation.storage.obligation import obligation as obligations
from services.escalation.storage.person import data_request as data_requests
from services.escalation.storage.petition import moderation as moderations
from services.escalation.storage.petition import notice as notices
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.reserve import commitment as commitments
from services.escalation.storage.scrutiny import refusal
from services.escalation.storage.signature import signature
from services.escalation.storage.trigger import gathering as gatherings
from shared import ledger
from shared.database import Database, Session
from shared.events.escalation import (
    CASE,
    COMMITMENT,
    OBLIGATION,
    PETITION,
    TRIGGER,
    CommitmentMade,
    CommitmentOpened,
    FindingsDrafted,
    FindingsPublished,
    InformationRefused,
    OpenedEntry,
    RefusalPublished,
    ReplyReceived,
)
from shared.events.escalation.data_request import DATA_REQUEST
from shared.events.escalation.evidence import EVIDENCE
from shared.events.escalation.letter import LETTER
from shared.events.escalation.moderation import MODERATION
from shared.events.escalation.notice import NOTICE
from shared.ledger import Recorded
from shared.verification import Verified, in_pages, together
from shared.working_days import london_day


async def verify(database: Database) -> list[Verified]:
    """What was recomputed, and every difference in a sentence. Nothing is changed."""
    return [
        *await together(database, ("cases", "counts of complaints", "replies", "refusals"), _case_streams, _cases),
        await in_pages(database, "petitions", _petition_streams, _petitions),
        await in_pages(database, "what petitions are owed", _obligation_streams, _obligations),
        await in_pages(database, "petitions not public", _moderation_streams, _moderations),
        await in_pages(database, "requests about people's data", _request_streams, _requests),
        await in_pages(database, "notices about pages", _notice_streams, _notices),
        await in_pages(database, "gatherings of decisions", _gathering_streams, _gatherings),
        await in_pages(database, "files", _file_streams, _files),
        await in_pages(database, "letters about cases", _letter_streams, _letters),
        await in_pages(database, "counts of signatures", petitions.references, _signatures),
        await in_pages(database, "days of the store", commitments.all_days, _days_of_store),
        await in_pages(database, "opened matters", _opened_streams, _opened),
    ]


async def _opened_streams(session: Session) -> Sequence[str]:
    return [stream for stream in await ledger.streams_of(session, COMMITMENT) if stream != commitments.STREAM]


async def _days_of_store(session: Session, days: Sequence[date]) -> list[str]:
    """What differs between the hashes that were told and those that the sealed store gives. It tells of no matter."""
    told = await _leaves(session)
    made = {day.day: day.leaf for day in await commitments.days(session, days)}
    return [f"{day}: the hash is not what the sealed store gives" for day in days if told.get(day) != made[day]]


async def _opened(session: Session, streams: Sequence[str]) -> list[str]:
    """Matters that were unsealed, of which an entry does not lead to the hash that was told of its day."""
    leaves = await _leaves(session)
    told = await ledger.read_streams(session, streams)
    return [
        f"{stream}: an entry does not lead to the hash of its day"
        for stream in streams
        if not all(_leads(entry, leaves) for recorded in told[stream] for entry in _entries(recorded.event))
    ]


async def _leaves(session: Session) -> dict[date, str]:
    told = (recorded.event for recorded in await ledger.read_stream(session, commitments.STREAM))
    return {event.day: event.leaf for event in told if isinstance(event, CommitmentMade)}


def _entries(event: object) -> Sequence[OpenedEntry]:
    return event.entries if isinstance(event, CommitmentOpened) else ()


def _leads(entry: OpenedEntry, leaves: Mapping[date, str]) -> bool:
    try:
        return entry.proof is None or leaf_of(entry) == leaves.get(entry.proof.day)
    except ValueError:
        return False


async def _case_streams(session: Session) -> Sequence[str]:
    """Every case that was told or is stored: neither may be without the other."""
    stored = [cases.stream(reference) for reference in await cases.references(session)]
    return sorted({*stored, *await ledger.streams_of(session, CASE)})


async def _petition_streams(session: Session) -> Sequence[str]:
    stored = [petitions.stream(reference) for reference in await petitions.references(session)]
    return sorted({*stored, *await ledger.streams_of(session, PETITION)})


async def _moderation_streams(session: Session) -> Sequence[str]:
    stored = [moderations.stream(reference) for reference in await moderations.references(session)]
    return sorted({*stored, *await ledger.streams_of(session, MODERATION)})


async def _moderations(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await moderations.of_references(session, [moderations.reference_of(stream) for stream in streams])
    return [
        f"{stream}: the row is not what the events tell"
        for stream in streams
        if stored.get(moderations.reference_of(stream))
        != moderation.refolded((one.event, london_day(one.occurred_at), one.actor) for one in told[stream])
    ]


async def _request_streams(session: Session) -> Sequence[str]:
    stored = [data_requests.stream(one) for one in await data_requests.requests(session)]
    return sorted({*stored, *await ledger.streams_of(session, DATA_REQUEST)})


async def _requests(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await data_requests.of_requests(session, [data_requests.request_of(stream) for stream in streams])
    return [
        f"{stream}: the row is not what the events tell"
        for stream in streams
        if stored.get(data_requests.request_of(stream)) != data_request.refolded(_days(told[stream]))
    ]


async def _notice_streams(session: Session) -> Sequence[str]:
    return sorted({*await notices.streams(session), *await ledger.streams_of(session, NOTICE)})


async def _notices(session: Session, streams: Sequence[str]) -> list[str]:
    """One that was held is told on the day on which it was decided, and no event says that it was."""
    told, stored = await ledger.read_streams(session, streams), await notices.of_streams(session, streams)
    differing = []
    for stream in streams:
        row = stored.get(stream)
        tells = notice_rules.refolded((one.event, london_day(one.occurred_at), one.actor) for one in told[stream])
        if row is not None and row.is_held and tells is not None:
            row = replace(row, is_held=False, told_on=tells.told_on)
        if row != tells:
            differing.append(f"{stream}: the row is not what the events tell")
    return differing


async def _gathering_streams(session: Session) -> Sequence[str]:
    stored = [gatherings.stream(reference) for reference in await gatherings.references(session)]
    return sorted({*stored, *await ledger.streams_of(session, TRIGGER)})


async def _gatherings(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await gatherings.of_references(session, [gatherings.reference_of(stream) for stream in streams])
    return [
        f"{stream}: the row is not what the events tell"
        for stream in streams
        if stored.get(gatherings.reference_of(stream)) != gathering.refolded(_days(told[stream]))
    ]


async def _obligation_streams(session: Session) -> Sequence[str]:
    return sorted({*await obligations.streams(session), *await ledger.streams_of(session, OBLIGATION)})


async def _obligations(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    owed = await obligations.of_petitions(session, {obligations.of_stream(stream)[0] for stream in streams})
    stored = {obligations.stream(one.petition, one.name): one for each in owed.values() for one in each}
    return [
        f"{stream}: the row is not what the events tell"
        for stream in streams
        if stored.get(stream) != obligation.refolded(_days(told[stream]))
    ]


async def _file_streams(session: Session) -> Sequence[str]:
    stored = [files.stream(file) for file in await files.ids(session)]
    return sorted({*stored, *await ledger.streams_of(session, EVIDENCE)})


async def _files(session: Session, streams: Sequence[str]) -> list[str]:
    """What differs in rows, and files whose bytes are gone without its being told, still there, or not as they came."""
    told = await ledger.read_streams(session, streams)
    ids = [files.id_of(stream) for stream in streams]
    stored, hashes = await files.of_ids(session, ids), await files.hashes(session, ids)
    found = []
    for stream, file in zip(streams, ids, strict=True):
        row, kept = stored.get(file), hashes.get(file)
        if row != refolded_file((one.event, one.occurred_at, one.actor) for one in told[stream]):
            found.append(f"{stream}: the row is not what the events tell")
        elif row is not None and row.is_gone != (kept is None):
            found.append(f"{stream}: the file is {'still there' if row.is_gone else 'gone'}")
        elif kept is not None and (not kept or (row is not None and row.sha256 not in ("", kept))):
            found.append(f"{stream}: the file is not the one that came in")
    return found


async def _letter_streams(session: Session) -> Sequence[str]:
    return sorted({*await letters.streams(session), *await ledger.streams_of(session, LETTER)})


async def _letters(session: Session, streams: Sequence[str]) -> list[str]:
    told, rows = await ledger.read_streams(session, streams), await letters.kept(session, streams)
    events = {stream: [one.event for one in told[stream]] for stream in streams}
    return [words for stream in streams for words in letter.differing(stream, events[stream], rows.get(stream, ()))]


async def _cases(session: Session, streams: Sequence[str]) -> Sequence[Sequence[str]]:
    """What differs in rows, in complaints, in replies and in refusals: a history is read once for all of them."""
    references = [cases.reference_of(stream) for stream in streams]
    told = await ledger.read_streams(session, streams)
    stored = await cases.of_references(session, references)
    lodged = await complaint.counts(session, references)
    filed = await reply.of_references(session, references)
    kept = await refusal.of_references(session, references)
    rows, complaints, replies, refusals = [], [], [], []
    for stream, reference in zip(streams, references, strict=True):
        row = stored.get(reference)
        if row != history.refolded(_days(told[stream])):
            rows.append(f"{stream}: the row is not what the events tell")
        if row is not None and row.inspection.complaints != lodged[reference]:
            complaints.append(
                f"{stream}: {row.inspection.complaints} complaints are told and {lodged[reference]} were lodged"
            )
        replies += [f"{stream}: {one}" for one in _differing(told[stream], filed[reference])]
        refusals += [f"{stream}: {one}" for one in _unlike(told[stream], kept[reference])]
    return rows, complaints, replies, refusals


def _unlike(told: Sequence[Recorded], kept: Mapping[int, Kept]) -> Iterator[str]:
    """What differs between the refusals of information that are kept and those that were told and published."""
    refused = {recorded.event.notice for recorded in told if isinstance(recorded.event, InformationRefused)}
    if refused != kept.keys():
        yield f"{len(refused)} refusals of information were told and {len(kept)} are stored"
    for recorded in told:
        match recorded.event:
            case RefusalPublished(notice=notice, ground=ground, reasons=reasons):
                if kept.get(notice) != Kept(ground=ground, reasons=reasons):
                    yield f"why notice {notice} was refused is published otherwise than it is stored"


def _differing(told: Sequence[Recorded], filed: Mapping[datetime, str]) -> Iterator[str]:
    """What differs between the replies that were filed and those that were told and printed with the findings."""
    words, answered = "", set()
    for recorded in told:
        match recorded.event:
            case FindingsDrafted():
                words = ""
            case ReplyReceived():
                words = filed.get(recorded.occurred_at, "")
                answered.add(recorded.occurred_at)
            case FindingsPublished(reply=printed) if printed != words:
                yield "the findings print another reply than the one that is stored"
    if lost := len(answered - filed.keys()):
        yield f"{lost} replies were told and are not stored"
    if untold := len(filed.keys() - answered):
        yield f"{untold} replies are stored and were not told"


async def _petitions(session: Session, streams: Sequence[str]) -> list[str]:
    told = await ledger.read_streams(session, streams)
    stored = await petitions.of_references(session, [petitions.reference_of(stream) for stream in streams])
    return [
        f"{stream}: the row is not what the events tell"
        for stream in streams
        if _petition(stored.get(petitions.reference_of(stream))) != petition.refolded(_days(told[stream]))
    ]


async def _signatures(session: Session, references: Sequence[str]) -> list[str]:
    stored = await petitions.of_references(session, references)
    counted = await signature.counts(session, references)
    return [
        f"{petitions.stream(one)}: {shown} signatures are shown and {counted[one]} are confirmed"
        for one in references
        if (shown := stored[one].signatures) != counted[one]
    ]


def _days(told: Sequence[Recorded]) -> Iterator[tuple[Any, date]]:
    """Each event with its day; Any: its class follows from the stream's name."""
    return ((recorded.event, london_day(recorded.occurred_at)) for recorded in told)


def _petition(kept: petitions.Kept | None) -> petition.Petition | None:
    return kept.petition if kept else None
