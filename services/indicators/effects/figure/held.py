"""When figures that wait are to be released."""

from services.indicators.domain.figure.held import HeldBatch
from shared import deadlines
from shared.database import Session

RELEASE = "held.release"


async def arm_release(session: Session, held: HeldBatch) -> None:
    """Let the batch be released at its instant, if it has one; the clock stops there."""
    if held.publish_at is not None:
        await deadlines.arm(
            session,
            area=held.areas[0],
            subject=held.stream,
            kind=RELEASE,
            round=held.version,
            due_at=held.publish_at,
            working="the instant that the body named",
            policy_version="",
        )
