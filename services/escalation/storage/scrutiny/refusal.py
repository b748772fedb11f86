"""Why bodies refused information to a committee: kept back until the committee publishes it. Never changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.escalation.domain.case.lookup import Kept
from shared.database import Session, raw


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRefusal:
    """What a body said to a notice that it does not follow: the ground, and its reasons word for word."""

    reference: str
    area: str
    notice: int
    body: str
    kept: Kept
    refused_at: datetime


async def add(session: Session, refused: InformationRefusal) -> None:
    """Store a refusal; whether one may be said now, the ladder has decided."""
    await (await raw(session)).execute(
        "insert into information_refusal (reference, area, notice, body, ground, reasons, refused_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        refused.reference,
        refused.area,
        refused.notice,
        refused.body,
        refused.kept.ground,
        refused.kept.reasons,
        refused.refused_at,
    )


async def of_references(session: Session, references: Collection[str]) -> dict[str, dict[int, Kept]]:
    """Every refusal in each of these cases, by the number of its notice."""
    rows = await (await raw(session)).fetch(
        "select reference, notice, ground, reasons from information_refusal where reference = any ($1)",
        list(references),
    )
    found: defaultdict[str, dict[int, Kept]] = defaultdict(dict)
    for row in rows:
        found[row["reference"]][row["notice"]] = Kept(ground=row["ground"], reasons=row["reasons"])
    return {reference: found[reference] for reference in references}
