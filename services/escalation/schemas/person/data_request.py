"""Requests about what is held of a person: what is sent, and how they are shown. Who asked is never shown."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.escalation.domain.person.data_request import (
    Beside,
    Counts,
    DataRequest,
    Held,
    HeldFollow,
    HeldNotice,
    Longer,
    Purpose,
    Refusal,
    Signatory,
    Wants,
)
from services.escalation.schemas.signature.assistance import StubForm
from services.escalation.schemas.signature.signature import Email, Postcode, Token
from services.escalation.schemas.signature.telephone import Code, Telephone
from shared.shapes import Day, Line, Slug, Strict, refuse

ASKED = "Look into your mail: what you asked for begins when you have used the link in it."
UUID_FORM = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
BASE = "/escalation/v1/data-requests"


class DataRequestIn(Strict):
    """Somebody asks what is held of them in an area, or that it be erased."""

    area: Slug
    wants: Wants
    email: Email


class TelephoneForm(Strict):
    """The same with a telephone number, to which a code goes."""

    area: Slug
    wants: Wants
    telephone: Telephone


class CodeForm(Strict):
    """The code that came there, beside the request that it is about."""

    request: Annotated[Slug, Field(max_length=36, pattern=UUID_FORM)]
    code: Code


class StubRequestForm(StubForm):
    """The same with the number and PIN of a letter from a desk."""

    petition: Annotated[Line, Field(max_length=40)]
    wants: Wants


class LetterIn(Strict):
    """The same by letter, written down by whoever opened it; `received_on` is the day on which it came.

    Of somebody without e-mail: the petition that they signed on paper or at a desk, and name and postcode as there.
    """

    area: Slug
    wants: Wants
    email: Email | None = None
    petition: Slug | None = None
    name: Line | None = None
    postcode: Postcode | None = None
    received_on: Day

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        told = [self.petition, self.name, self.postcode]
        if any(told) if self.email else not all(told):
            raise refuse("one-way-only", "Give the e-mail address; or the petition, the name and the postcode.")
        return self

    def signatory(self) -> Signatory | None:
        """Whose signature it is about, of somebody without e-mail."""
        if self.petition is None or self.name is None or self.postcode is None:
            return None
        return Signatory(petition=self.petition, name=self.name, postcode=self.postcode)


class AnswerIn(Strict):
    """Do what was asked, or refuse for a reason of the closed list. What is held is shown for a purpose only."""

    refused_for: Refusal | None = None
    purpose: Purpose | None = None


class AnswerForm(Strict):
    """A page's button that does what was asked."""

    purpose: Purpose | None = None


class RefusalForm(Strict):
    """A page's button that refuses it: none is chosen for whoever presses it."""

    refused_for: Refusal


class ExtensionIn(Strict):
    """Why it takes longer."""

    grounds: Longer


class LinkForm(Strict):
    """The button behind the link."""

    token: Token


def document(one: DataRequest) -> dict[str, Any]:
    """A request as JSON values; nothing of whoever asked."""
    return {
        "request": one.request,
        "area": one.area,
        "wants": one.wants.value,
        "came_by": one.came_by.value,
        "received_on": one.received_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "extended_on": one.extended_on.isoformat() if one.extended_on else None,
        "overdue_on": one.overdue_on.isoformat() if one.overdue_on else None,
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        "outcome": one.outcome.value if one.outcome else None,
        "grounds": one.grounds or None,
        "version": one.version,
        "links": {"self": BASE},
    }


def held_document(held: Sequence[Held], beside: Sequence[Beside]) -> dict[str, list[dict[str, Any]]]:
    """All that is held of one person, as JSON values, for that person."""
    following = [one for one in beside if isinstance(one, HeldFollow)]
    return {
        "held": _signatures(held),
        "notices": [asdict(one) for one in beside if isinstance(one, HeldNotice)],
        "follows": [{"petition": one.petition, "email": one.email, "confirmed": one.is_confirmed} for one in following],
    }


def _signatures(held: Sequence[Held]) -> list[dict[str, Any]]:
    return [
        {
            "petition": one.petition,
            "name": one.name,
            "email": one.email or None,
            "telephone": one.telephone or None,
            "postcode": one.postcode,
            "relation": one.relation,
            "ward": one.ward or None,
            "came_by": one.came_by,
            "started_it": one.is_organiser,
            "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
            "counts": one.counts,
        }
        for one in held
    ]


def held_text(held: Sequence[Held], beside: Sequence[Beside]) -> str:
    """The same in plain words."""
    parts = ["What is held about you. Networks and browsers are kept as hashes for 30 days and are not shown here.\n"]
    parts += [
        f"Petition {one.petition}{', which you started' if one.is_organiser else ''}\n"
        f"  Name: {one.name}\n  E-mail: {one.email or 'none'}\n  Telephone: {one.telephone or 'none'}\n"
        f"  Postcode: {one.postcode}\n"
        f"  Tie to the area: {one.relation}\n  Came by: {one.came_by}\n"
        f"  Confirmed: {one.confirmed_at.isoformat() if one.confirmed_at else 'no'}\n"
        f"  Counts: {'yes' if one.counts else 'no'}\n"
        for one in held
    ]
    for one in beside:
        if isinstance(one, HeldNotice):
            parts.append(f"You reported the page {one.page}\n  E-mail: {one.email}\n  What you wrote: {one.words}\n")
        else:
            confirmed = "yes" if one.is_confirmed else "no"
            parts.append(f"You follow petition {one.petition}\n  E-mail: {one.email}\n  Confirmed: {confirmed}\n")
    return "\n".join(parts)


def counted(one: Counts) -> dict[str, Any]:
    """How often people of an area asked, as JSON values."""
    return {
        "area": one.area,
        "wants": one.wants,
        "received": one.received,
        "open": one.open,
        "ever_overdue": one.ever_overdue,
        "given": one.given,
        "erased": one.erased,
        "nothing_held": one.nothing_held,
        "refused": one.refused,
    }


def lists() -> dict[str, list[str]]:
    """The closed lists: for what a request may be refused, and take longer."""
    return {"refused_for": [one.value for one in Refusal], "longer_for": [one.value for one in Longer]}
