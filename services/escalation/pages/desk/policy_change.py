"""What a change of an area's rules, closed days or elections would move among what is open, before it is made.

The change itself is stated where the register is: the button leads there. Nothing is stored here.
"""

from collections.abc import Sequence
from dataclasses import fields

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.escalation.domain.desk.policy_change import Moved, Number
from services.escalation.handlers.desk import policy_change
from services.escalation.handlers.desk.policy_change import PolicyChange
from services.escalation.schemas.desk.policy_change import ChangeAsked, ClosureAsked, ElectionAsked
from shared.auth import Caller
from shared.policy import PolicyError, kinds
from shared.problems import NotFound
from shared.settings import ADMINISTRATION
from shared.shapes import TEXT_SOURCE, Strict, fit
from shared.web.administration import Registrar, page
from shared.web.callers import database_of
from shared.web.components import Link, Words
from shared.web.csrf import token
from shared.web.policy_in_words import counts_for, name_of, title_of, value_in_words
from shared.web.requests import now
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, number, sentence_case
from shared.working_days import in_words

HERE = "/escalation/administration"
COUNTS_FOR = (
    "Days that run here and count working days: of cases, of petitions that are checked, of what petitions are owed "
    "and of notices. A day by which paper is compared, or a second person answers about signatures, stays. No day "
    "comes nearer."
)

router = APIRouter(include_in_schema=False)


@router.get(HERE + "/policies/{area}")
async def show_change(
    request: Request,
    area: str,
    *,
    caller: Registrar,
    key: str = "",
    value: str = "",
    basis: str = "",
    decided_by: str = "",
    since_on: str = "",
    once: str = "",
) -> Response:
    """A change of one setting: what it was and would be, what would move, what stays; and the button that states it."""
    told = {"key": key, "value": value, "basis": basis, "decided_by": decided_by, "since_on": since_on, "once": once}
    asked = fit(ChangeAsked, told, source=TEXT_SOURCE)
    if asked.key not in kinds():
        raise NotFound("There is no setting of this name.")
    found = await policy_change.look(
        database_of(request), area, asked.supposed(), on=asked.since_on, caller=caller, now=now(request)
    )
    section, _, name = asked.key.partition(".")
    return _page(
        request,
        caller,
        found,
        asked,
        back=f"{ADMINISTRATION}/policies/{area}/{section}/{name}",
        title=f"{title_of(section)}: {name_of(asked.key)}",
        facts=[
            ("Before", value_in_words(found.before.row(asked.key).value)),
            ("From this day", in_words(asked.since_on)),
            ("It will be", value_in_words(found.after.row(asked.key).value)),
            ("Decided by", asked.decided_by),
            ("It counts for", counts_for(asked.key)),
        ],
        button="State the change",
        hidden=("value", "basis", "decided_by", "since_on", "once"),
    )


@router.get(HERE + "/closures/{area}")
async def show_closure(
    request: Request,
    area: str,
    *,
    caller: Registrar,
    closed_on: str = "",
    reason: str = "",
    basis: str = "",
    once: str = "",
) -> Response:
    """A day on which the offices would be closed: which days would move, and the button that states it."""
    told = {"closed_on": closed_on, "reason": reason, "basis": basis, "once": once}
    asked = fit(ClosureAsked, told, source=TEXT_SOURCE)
    found = await policy_change.look(
        database_of(request), area, asked.supposed(), on=asked.closed_on, caller=caller, now=now(request)
    )
    return _page(
        request,
        caller,
        found,
        asked,
        back=f"{ADMINISTRATION}/closures/{area}",
        title=f"Closed on {in_words(asked.closed_on)}",
        facts=[
            ("Closed on", in_words(asked.closed_on)),
            ("Why", asked.reason),
            ("Decided", asked.basis),
            ("It counts for", COUNTS_FOR),
        ],
        button="State the closed day",
        hidden=("closed_on", "reason", "basis", "once"),
    )


@router.get(HERE + "/elections/{area}")
async def show_election(
    request: Request,
    area: str,
    *,
    caller: Registrar,
    starts_on: str = "",
    ends_on: str = "",
    election: str = "",
    basis: str = "",
    once: str = "",
) -> Response:
    """Weeks before an election: which clocks would stand still until when, and the button that states them."""
    told = {"starts_on": starts_on, "ends_on": ends_on, "election": election, "basis": basis, "once": once}
    asked = fit(ElectionAsked, told, source=TEXT_SOURCE)
    found = await policy_change.look(
        database_of(request), area, asked.supposed(), on=asked.starts_on, caller=caller, now=now(request)
    )
    return _page(
        request,
        caller,
        found,
        asked,
        back=f"{ADMINISTRATION}/elections/{area}",
        title=f"Weeks before {asked.election}",
        facts=[
            ("Election", asked.election),
            ("From this day", in_words(asked.starts_on)),
            ("Until", f"{in_words(asked.ends_on)}, the day of the poll"),
            ("Fixed", asked.basis),
            *_waiting(found),
        ],
        button="State the weeks before the election",
        hidden=("starts_on", "ends_on", "election", "basis", "once"),
    )


def _waiting(found: PolicyChange) -> list[tuple[str, str]]:
    """What becomes of each thing in those weeks, by the rules of the day on which they begin."""
    keys = [f"pre_election.{one.name}" for one in fields(found.after.pre_election)]
    return [(name_of(key), sentence_case(f"{value_in_words(found.after.row(key).value)}.")) for key in keys]


def _page(
    request: Request,
    caller: Caller,
    found: PolicyChange,
    asked: Strict,
    *,
    back: str,
    title: str,
    facts: Sequence[tuple[str, str]],
    button: str,
    hidden: Sequence[str],
) -> Response:
    return page(
        request,
        caller,
        "policy_change.html",
        place=found.area_name,
        crumbs=(Link("Administration", ADMINISTRATION), Link("Go back and change it", back)),
        title=title,
        facts=facts,
        moved=_moved(found),
        stays=list(_stays(found)),
        numbers=_numbers(found),
        closing=[Link(one.title, f"/petitions/{one.reference}") for one in found.closing],
        button=button,
        hidden=[(name, str(getattr(asked, name))) for name in hidden],
        action=f"{back}/state-it",
        token=token(request),
    )


def _moved(found: PolicyChange) -> Table | None:
    """Every day that would move: of a case, of what a petition is owed, of a petition that is being checked."""
    rows = [Row((_about(one, found), in_words(one.was_on), in_words(one.now_on), one.because)) for one in found.cases]
    rows += [Row((_about(one, found), in_words(one.was_on), in_words(one.now_on), one.because)) for one in found.owed]
    rows += [
        Row((f"Petition {one.reference}, being checked", in_words(one.was_on), in_words(one.now_on), one.because))
        for one in found.checked
    ]
    columns = (Column("Case or petition"), Column("Now due"), Column("Would be due"), Column("Because"))
    return Table("Days that would move", columns, rows, stacks=True) if rows else None


def _about(one: Moved, found: PolicyChange) -> Words:
    if not one.what:
        return Link(one.title, f"/cases/{one.reference}")
    return (Link(one.title, f"/petitions/{one.reference}"), f": {found.wording.code(one.what)}")


def _numbers(found: PolicyChange) -> Table | None:
    """The numbers of signatures that new petitions would get."""
    rows = [Row((_called(one, found), _listed(one.now), _listed(one.then))) for one in found.numbers]
    columns = (Column("Number"), Column("Petitions opened before"), Column("Petitions opened from that day"))
    return Table("Numbers of signatures that new petitions get", columns, rows, stacks=True) if rows else None


def _called(one: Number, found: PolicyChange) -> str:
    try:
        return sentence_case(found.wording.code(one.name))
    except PolicyError:
        return sentence_case(one.name.replace("_", " "))


def _listed(found: Sequence[int]) -> str:
    return ", ".join(number(one) for one in found) or "none"


def _stays(found: PolicyChange) -> Sequence[str]:
    """What is open and keeps its days and numbers, in sentences."""
    still, owed = found.open_cases - len(found.cases), found.open_owed - len(found.owed)
    told = [f"{counted(still, 'open case')} keep{_s(still)} every day as it is."]
    debts = counted(owed, "debate, evidence or reply", "debates, evidence or replies")
    told.append(f"{debts} that petitions are owed keep{_s(owed)} the day set for {'it' if owed == 1 else 'them'}.")
    open_now, reached = counted(found.petitions, "petition"), counted(found.reached, "number")
    told.append(
        f"{open_now} that may be signed keep{_s(found.petitions)} the numbers they began with; {reached} reached "
        f"already stay{_s(found.reached)} reached."
    )
    if found.not_admitted:
        told.append(
            f"{counted(found.not_admitted, 'case')} of these {'is' if found.not_admitted == 1 else 'are'} not admitted "
            "yet, and would get the rules of the day on which that is done."
        )
    if found.unread:
        told.append(
            f"{counted(found.unread, 'petition')} nobody has read yet: what is opened from that day on gets the new "
            "numbers."
        )
    return told


def _s(count: int) -> str:
    return "s" if count == 1 else ""
