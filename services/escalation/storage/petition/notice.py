"""Notices as rows; what people write in them is sealed, and gone once it is decided. It tells nobody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Row, text

from services.escalation.domain.petition.notice import Count, Finding, Further, Ground, Notice, Outcome, Place, Review
from services.escalation.storage.case.seal import Seal
from shared.database import Session
from shared.problems import NotFound

NONE_HERE = "There is no notice of this number."
MOST_SHOWN = 500  # of one petition on its page; all of them are told to machines
WORDS, _REVIEW, EMAIL = "words", "review", "email"
TABLE, FURTHER = "escalation_private.notice", "escalation_private.notice_word"
SHOWN = (
    "reference, number, area, ground, told_on, due_on, page, about, is_held, version, sealed, outcome, decided_on, "
    "reasons, decided_by, decided_account, review_asked_on, review_due_on, review_sealed, review_outcome, reviewed_on, "
    "review_reasons, reviewed_by, ask_by, removal, removal_on"
)
_TO_ASK = "(ask_by is not null and removal = '')"
_WAITS = "(outcome is null or (review_asked_on is not null and review_outcome is null))"


def stream(area: str, number: int) -> str:
    """The stream of a notice about another page than a petition's."""
    return f"notice/{area}/{number}"


def _stream_parts(name: str) -> tuple[str, int]:
    _, area, number = name.split("/")
    return area, int(number)


async def streams(session: Session) -> list[str]:
    """The streams of the notices about other pages than petitions' of which anything was told, in order."""
    query = text(f"select area, number from {TABLE} where page <> '' and version > 0")  # noqa: S608 fixed
    return sorted(stream(row.area, row.number) for row in await session.execute(query))


async def of_streams(session: Session, names: Sequence[str]) -> dict[str, Notice]:
    """These as they stand, by the name of their stream, without their words; those that there are not are absent."""
    wanted = [_stream_parts(name) for name in names]
    query = text(
        f"select {SHOWN} from {TABLE} where (reference, number) in "  # noqa: S608 fixed
        "(select * from unnest(cast(:areas as text[]), cast(:numbers as int[])))"
    )
    values = {"areas": [area for area, _ in wanted], "numbers": [number for _, number in wanted]}
    found = [loaded(row, None) for row in await session.execute(query, values)]
    return {stream(one.reference, one.number): one for one in found}


async def lock_numbers(session: Session, reference: str) -> None:
    """Nobody else gives a notice about the pages of an area until the transaction ends. A petition's row does the same
    for its own.
    """
    await session.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": f"notice/{reference}"})


async def next_number(session: Session, reference: str) -> int:
    """The next number under a reference that this transaction has locked."""
    query = text(f"select coalesce(max(number), 0) + 1 from {TABLE} where reference = :reference")  # noqa: S608 fixed
    number: int = (await session.execute(query, {"reference": reference})).scalar_one()
    return number


async def add(session: Session, seal: Seal, new: Notice, *, email: str) -> None:
    """Keep a new notice, its words and the address of whoever gave it sealed; an empty one is none."""
    query = text(
        f"insert into {TABLE} (reference, number, area, ground, told_on, due_on, page, about, is_held, version, "  # noqa: S608 fixed
        "sealed, email) values (:reference, :number, :area, :ground, :told_on, :due_on, :page, :about, :is_held, "
        ":version, :sealed, :email)"
    )
    own = seal.notice(new.reference, new.number)
    values = {"reference": new.reference, "number": new.number, "area": new.area, "ground": new.ground.value}
    days = {"told_on": new.told_on, "due_on": new.due_on}
    sealed = {"sealed": own.close(WORDS, new.words), "email": own.close(EMAIL, email) if email else None}
    kind = {"page": new.page, "about": list(new.about), "is_held": new.is_held, "version": new.version}
    await session.execute(query, values | days | sealed | kind)


async def find(
    session: Session, reference: str, number: int, *, seal: Seal | None = None, locking: bool = False
) -> Notice:
    """One notice, with its words where a seal is given and they are still there. Raises NotFound."""
    last = " for update" if locking else ""
    query = text(
        f"select {SHOWN} from {TABLE} where reference = :reference and number = :number{last}"  # noqa: S608 fixed
    )
    row = (await session.execute(query, {"reference": reference, "number": number})).one_or_none()
    if row is None:
        raise NotFound(NONE_HERE)
    return await _with_further(session, loaded(row, seal), seal)


async def open_on(
    session: Session, reference: str, ground: Ground, *, page: str, is_held: bool, seal: Seal
) -> Notice | None:
    """The notice on this ground that waits, with its words and those of others, locked; None where none does."""
    query = text(
        f"select {SHOWN} from {TABLE} where reference = :reference and page = :page and ground = :ground "  # noqa: S608 fixed
        "and is_held = :is_held and outcome is null for update"
    )
    values = {"reference": reference, "page": page, "ground": ground.value, "is_held": is_held}
    row = (await session.execute(query, values)).one_or_none()
    return await _with_further(session, loaded(row, seal), seal) if row else None


async def add_further(session: Session, seal: Seal, one: Notice, new: Further) -> None:
    """Keep what one more person wrote, sealed, with a notice that this transaction has locked."""
    query = text(
        f"insert into {FURTHER} (reference, number, place, area, told_on, is_held, sealed) "  # noqa: S608 fixed
        "values (:reference, :number, :place, :area, :told_on, :is_held, :sealed)"
    )
    place = len(one.further) + 1
    sealed = seal.notice(one.reference, one.number).close(_further(place), new.words)
    kept = {"place": place, "area": one.area, "told_on": new.told_on, "is_held": new.is_held, "sealed": sealed}
    await session.execute(query, kept | _named(one))


async def _with_further(session: Session, one: Notice, seal: Seal | None) -> Notice:
    """The same with what others wrote, those that are held last; as it is where no seal is given."""
    if seal is None:
        return one
    query = text(
        f"select place, told_on, is_held, sealed from {FURTHER} "  # noqa: S608 fixed
        "where reference = :reference and number = :number order by is_held, place"
    )
    own = seal.notice(one.reference, one.number)
    found = [
        Further(words=own.open(_further(row.place), row.sealed), told_on=row.told_on, is_held=row.is_held)
        for row in await session.execute(query, _named(one))
    ]
    return replace(one, further=tuple(found))


def _further(place: int) -> str:
    return f"{WORDS} {place}"


async def list_waiting(session: Session, *, limit: int) -> list[Notice]:
    """Those of the session's areas that wait, or whose review or words do: held ones last, else the oldest first."""
    query = text(
        f"select {SHOWN} from {TABLE} where {_WAITS} or {_TO_ASK} "  # noqa: S608 fixed
        "order by is_held, coalesce(review_due_on, ask_by, due_on), reference, number limit :limit"
    )
    return [loaded(row, None) for row in await session.execute(query, {"limit": limit})]


async def list_told(session: Session, *, area: str, after: Place | None, limit: int) -> list[Notice]:
    """What everybody may see of all that were told, the newest first; of one area where one is named."""
    last = after or Place(date.max, "", 0)
    query = text(
        f"select {SHOWN} from {TABLE} where not (is_held and coalesce(outcome, 'not_heard') = 'not_heard') "  # noqa: S608 fixed
        "and (:area = '' or area = :area) and (told_on, reference, number) < (:told_on, :reference, :number) "
        "order by told_on desc, reference desc, number desc limit :limit"
    )
    place = {"told_on": last.told_on, "reference": last.reference, "number": last.number}
    return [loaded(row, None) for row in await session.execute(query, place | {"area": area, "limit": limit})]


async def of_petition(session: Session, reference: str) -> list[Notice]:
    """What everybody may see of those that were told of a petition, the newest first."""
    query = text(
        f"select {SHOWN} from {TABLE} where reference = :reference and page = '' "  # noqa: S608 fixed
        "and not (is_held and coalesce(outcome, 'not_heard') = 'not_heard') order by number desc limit :limit"
    )
    rows = await session.execute(query, {"reference": reference, "limit": MOST_SHOWN})
    return [loaded(row, None) for row in rows]


async def hidden_by(session: Session, petition: str) -> list[Notice]:
    """The notices that hide the text of a petition: no review has shown it again."""
    query = text(
        f"select {SHOWN} from {TABLE} where reference = :reference and outcome = 'hidden' "  # noqa: S608 fixed
        "and coalesce(review_outcome, '') <> 'shown' order by number"
    )
    return [loaded(row, None) for row in await session.execute(query, {"reference": petition})]


async def decide(session: Session, one: Notice, *, events: int) -> None:
    """Keep what was decided, and forget the words of all who wrote."""
    await session.execute(
        text(f"delete from {FURTHER} where reference = :reference and number = :number"),  # noqa: S608 fixed
        _named(one),
    )
    query = text(
        f"update {TABLE} set outcome = :outcome, decided_on = :on, reasons = :reasons, decided_by = :by, "  # noqa: S608 fixed
        "decided_account = :account, ask_by = :ask_by, version = version + :events, sealed = null "
        "where reference = :reference and number = :number"
    )
    decided = {"outcome": one.outcome, "on": one.decided_on, "reasons": one.reasons, "by": one.by}
    last = {"account": one.account, "ask_by": one.ask_by, "events": events}
    await session.execute(query, decided | last | _named(one))


async def note(session: Session, one: Notice, *, events: int) -> None:
    """So many events more were told of it."""
    query = text(
        f"update {TABLE} set version = version + :events where reference = :reference and number = :number"  # noqa: S608 fixed
    )
    await session.execute(query, {"events": events} | _named(one))


async def move_day(session: Session, one: Notice, *, events: int) -> None:
    """Keep the day of what waits, which has moved, and that so many events told it."""
    query = text(
        f"update {TABLE} set due_on = :due_on, review_due_on = :review_due_on, version = version + :events "  # noqa: S608 fixed
        "where reference = :reference and number = :number"
    )
    days = {"due_on": one.due_on, "review_due_on": one.review.due_on if one.review else None}
    await session.execute(query, days | {"events": events} | _named(one))


async def open_of_area(session: Session, area: str) -> list[tuple[str, int]]:
    """What waits in an area, or of which the review does, in order."""
    query = text(
        f"select reference, number from {TABLE} where area = :area and {_WAITS} order by reference, number"  # noqa: S608 fixed
    )
    return [(row.reference, row.number) for row in await session.execute(query, {"area": area})]


async def ask_review(session: Session, seal: Seal, one: Notice, review: Review) -> None:
    """Keep that its review was asked for, and why, sealed."""
    query = text(
        f"update {TABLE} set review_asked_on = :asked_on, review_due_on = :due_on, review_sealed = :sealed "  # noqa: S608 fixed
        "where reference = :reference and number = :number"
    )
    sealed = seal.notice(one.reference, one.number).close(_REVIEW, review.words)
    asked = {"asked_on": review.asked_on, "due_on": review.due_on, "sealed": sealed}
    await session.execute(query, asked | _named(one))


async def find_review(session: Session, one: Notice, review: Review) -> None:
    """Keep what the review found, and forget why it was asked for."""
    query = text(
        f"update {TABLE} set review_outcome = :finding, reviewed_on = :on, review_reasons = :reasons, "  # noqa: S608 fixed
        "reviewed_by = :by, review_sealed = null where reference = :reference and number = :number"
    )
    found = {"finding": review.finding, "on": review.found_on, "reasons": review.reasons, "by": review.by}
    await session.execute(query, found | _named(one))


async def counts(session: Session, today: date) -> list[Count]:
    """How many there were, by area and ground; held ones that nobody has decided about are in no other number."""
    query = text(
        "select area, ground, count(*) filter (where outcome is null and not is_held) as waiting, "  # noqa: S608 fixed
        "count(*) filter (where outcome = 'kept') as kept, count(*) filter (where outcome = 'hidden') as hidden, "
        "count(*) filter (where outcome = 'taken_up') as taken_up, "
        "count(*) filter (where not is_held and coalesce(decided_on, :today) > due_on) as late, "
        "count(*) filter (where outcome = 'not_heard') as not_heard, "
        "count(*) filter (where review_outcome = 'shown') as shown_again "
        f"from {TABLE} group by area, ground order by area, ground"
    )
    rows = await session.execute(query, {"today": today})
    return [Count(**{**row._asdict(), "ground": Ground(row.ground)}) for row in rows]


def _named(one: Notice) -> dict[str, object]:
    return {"reference": one.reference, "number": one.number}


def loaded(row: Row[tuple[object, ...]], seal: Seal | None) -> Notice:
    """A row with what `SHOWN` names; with its words where a seal is given and they are still there."""
    own = seal.notice(row.reference, row.number) if seal else None
    return Notice(
        reference=row.reference,
        number=row.number,
        area=row.area,
        ground=Ground(row.ground),
        told_on=row.told_on,
        due_on=row.due_on,
        page=row.page,
        about=tuple(row.about),
        is_held=row.is_held,
        version=row.version,
        words=own.open(WORDS, row.sealed) if own and row.sealed else "",
        outcome=Outcome(row.outcome) if row.outcome else None,
        decided_on=row.decided_on,
        reasons=row.reasons,
        by=row.decided_by,
        account=row.decided_account,
        ask_by=row.ask_by,
        removal=row.removal,
        removal_on=row.removal_on,
        review=_review(row, own.open(_REVIEW, row.review_sealed) if own and row.review_sealed else ""),
    )


def _review(row: Row[tuple[object, ...]], words: str) -> Review | None:
    if row.review_asked_on is None:
        return None
    return Review(
        asked_on=row.review_asked_on,
        due_on=row.review_due_on,
        words=words,
        finding=Finding(row.review_outcome) if row.review_outcome else None,
        found_on=row.reviewed_on,
        reasons=row.review_reasons,
        by=row.reviewed_by,
    )
