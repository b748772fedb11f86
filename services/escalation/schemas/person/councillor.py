"""Councillors' posts as the council's staff and councillors themselves send and see them. No address is ever shown."""

from collections.abc import Sequence
from typing import Any

from services.escalation.domain.case.case import Case
from services.escalation.domain.person.councillor import Post, Reach
from services.escalation.domain.petition.petition import Petition
from services.escalation.schemas.signature.signature import Email, Token
from shared.shapes import Reasons, Strict

BASE = "/escalation/v1/councillors"


class AddressIn(Strict):
    """Where letters to a post go, and why that is told; without an address none go any more."""

    email: Email | None = None
    reasons: Reasons


class AddressForm(Strict):
    """The same as a page sends it, the address written."""

    email: Email
    reasons: Reasons


class RemovalForm(Strict):
    """No letters to a post any more, and why."""

    reasons: Reasons


class JoinForm(Strict):
    """The button behind the link of the first letter to a post."""

    token: Token


def post_document(post: Post, reach: Reach) -> dict[str, Any]:
    """A post as JSON values: its ward and council, and whether letters reach whoever holds it."""
    return {
        "area": post.area,
        "councillor": post.councillor,
        "name": post.name,
        "council": post.council,
        "ward": {"code": post.ward, "name": post.ward_name},
        "since_on": post.since_on.isoformat(),
        "until_on": post.until_on.isoformat() if post.until_on else None,
        "gets_letters": reach.has_address,
        "has_come_in": reach.has_account,
        "version": reach.version,
    }


def ward_document(
    posts: Sequence[Post], petitions: Sequence[tuple[Petition, int]], cases: Sequence[Case]
) -> dict[str, Any]:
    """What there is in a councillor's own wards as JSON values, the newest first; petitions with how many signed."""
    return {
        "posts": [
            {
                "area": one.area,
                "councillor": one.councillor,
                "name": one.name,
                "ward": one.ward,
                "called": one.ward_name,
            }
            for one in posts
        ],
        "petitions": [
            {
                "petition": about.reference,
                "area": about.area,
                "ward": about.ward,
                "title": about.title,
                "signatures": signatures,
                "standing": about.standing.value,
                "closes_on": about.closes_on.isoformat(),
                "page": f"/petitions/{about.reference}",
            }
            for about, signatures in petitions
        ],
        "cases": [
            {
                "case": case.reference,
                "area": case.area,
                "ward": case.raised.ward,
                "title": case.title,
                "state": case.state.value,
                "due_on": case.due_on.isoformat() if case.due_on else None,
                "page": f"/cases/{case.reference}",
            }
            for case in cases
        ],
        "links": {"self": f"{BASE}/mine"},
    }
