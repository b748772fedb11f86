"""Petitions as they are sent to this service, and as JSON. Nothing of a signatory is shown."""

from typing import Annotated, Any

from pydantic import Field

from services.escalation.domain.petition.petition import Draft, Petition
from services.escalation.domain.signature.signature import Signer
from services.escalation.schemas.signature.signature import SignatureIn, Token
from shared.idempotency import Answer
from shared.problems import NotKnownHereYet, NotNow
from shared.shapes import Line, Reasons, Slug, Strict, Yes, at_most

ASKED = "Look into your mail: the petition is checked, and then public, when you have used the link in it."

Title = Annotated[Line, Field(min_length=8), at_most(150)]
Demand = Annotated[Reasons, Field(min_length=20), at_most(6_000)]


class MeasureNotKnown(NotKnownHereYet):
    """A petition must rest on a measure that the area's register names."""

    slug, title = "measure-not-known", "The register here knows no such measure"


class AlikeThere(NotNow):
    """Petitions that are signed or dealt with ask for nearly the same, and whoever asks has not seen them."""

    slug, title = "petitions-alike", "Open petitions ask for nearly the same"


class WardNotKnown(NotKnownHereYet):
    """A petition may be about a ward that the area's councillors or postcodes name, and about no other."""

    slug, title = "ward-not-known", "No such ward is known here"


class Wish(Strict):
    """What a petition asks for, without who starts it.

    `ward` is the code of the one ward that it is about, if there is one: its councillors hear of it.
    `systematic_failure`: the whole system is said to fail, and not one decision of it. `seen_alike`: whoever sends it
    was shown the petitions that ask for nearly the same.
    """

    area: Slug
    measure: Slug
    title: Title
    text: Demand
    ward: Slug | None = None
    systematic_failure: Yes = False
    seen_alike: Yes = False

    def draft(self) -> Draft:
        """The petition as the domain knows it."""
        return Draft(
            area=self.area,
            measure=self.measure,
            title=self.title,
            text=self.text,
            alleges_system=self.systematic_failure,
            ward=self.ward or "",
        )


class PetitionIn(Wish):
    """A petition as a machine sends it. Its organiser signs it first."""

    organiser: SignatureIn

    def signer(self) -> Signer:
        """The organiser as the domain knows them."""
        return self.organiser.signer()


class PetitionForm(SignatureIn, Wish):
    """The same as a page sends it: one form, the organiser's own words beside the petition's. `once` makes a button
    that is pressed twice one petition.
    """

    once: Slug | None = None


class SponsorForm(SignatureIn):
    """Somebody supports a petition that is not public yet, by the link that its organiser shares."""

    token: Token


def links(petition: Petition) -> dict[str, str]:
    """Where else the petition is found."""
    itself = f"/escalation/v1/petitions/{petition.reference}"
    found = {
        "self": itself,
        "page": f"/petitions/{petition.reference}",
        "signatures": f"{itself}/signatures",
        "obligations": f"{itself}/obligations",
        "measure": f"/measures/{petition.area}/{petition.measure}",
    }
    if petition.hides_text:  # what was reported, who decided and why
        found["reported"] = f"/petitions/{petition.reference}/reported"
    if petition.submitted_on is not None:
        found["case"] = f"/escalation/v1/cases/{petition.reference}"
    return found


def receipt(reference: str) -> Answer:
    """What whoever asked for a petition is told: how it is called, and where it will stand once it is confirmed."""
    told = {
        "petition": reference,
        "page": f"/petitions/{reference}",
        "message": ASKED,
        "links": {"self": f"/escalation/v1/petitions/{reference}", "page": f"/petitions/{reference}"},
    }
    return Answer.of(202, told)


def document(petition: Petition, *, text: str, signatures: int) -> dict[str, Any]:
    """The petition as JSON values: its words, how many have signed, which marks were reached and when."""
    return {
        "petition": petition.reference,
        "area": petition.area,
        "measure": petition.measure,
        "ward": petition.ward or None,
        "title": petition.title,
        "text": text,
        "text_hidden": petition.hides_text,
        "standing": petition.standing.value,
        "signatures": signatures,
        "threshold": petition.threshold,
        "marks": [
            {
                "name": mark.name,
                "required": mark.required,
                "reached_on": mark.reached_on.isoformat() if mark.reached_on else None,
                "answered_by": mark.answered_by or None,
            }
            for mark in petition.marks
        ],
        "opened_on": petition.opened_on.isoformat(),
        "closes_on": petition.closes_on.isoformat(),
        "submitted_on": petition.submitted_on.isoformat() if petition.submitted_on else None,
        "lapsed_on": petition.lapsed_on.isoformat() if petition.lapsed_on else None,
        "settles_on": petition.settles_on.isoformat() if petition.settles_on else None,
        "version": petition.version,
        "links": links(petition),
    }
