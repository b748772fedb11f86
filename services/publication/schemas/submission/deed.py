"""Deeds as they are told to machines: what waits to be done to an agreement, and how what was done was published."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import assert_never

from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.change import Revise
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.agreement.target import Target
from services.publication.domain.submission.deed import AskReply, Deed, Done


def deed_document(deed: Deed) -> dict[str, object]:
    """A deed as it would be done: by the names under which it was sent."""
    match deed:
        case OpenAgreement(opened):
            names = ("agreement", "area", "title", "period", "profile", "parties")
            return {name: getattr(opened, name) for name in names}
        case OpenRound():
            return asdict(deed)
        case Approve():
            told = {"approved_on": deed.approved_on.text, "approved_by": deed.approved_by, "came": deed.came}
            return told | {"targets": _targets(deed.targets)}
        case Revise():
            removed = [asdict(one) for one in deed.removed]
            return {"revised_on": deed.revised_on, "targets": _targets(deed.targets), "removed": removed}
        case AskReply():
            return asdict(deed)
        case _:
            assert_never(deed)


def done_documents(done: Sequence[Done]) -> list[dict[str, object]]:
    """How everything that was done to an agreement came to be published, in that order."""
    return [
        {
            "what": one.what,
            "number": one.of,
            "body": one.body,
            "cleared": one.clearance.how,
            "received_at": one.clearance.received_at,
            "because": one.clearance.because,
            "published_at": one.at,
        }
        for one in done
    ]


def _targets(targets: Sequence[Target]) -> list[dict[str, object]]:
    return [asdict(target) for target in targets]
