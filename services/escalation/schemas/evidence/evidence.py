"""Files put to a case: what is sent with one, what is decided about one, and how each is shown as JSON."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, model_validator

from services.escalation.domain.evidence.decision import Deed
from services.escalation.domain.evidence.evidence import Evidence, Held, Words
from shared.files.filetypes import Type
from shared.problems import Fault, Malformed
from shared.shapes import Line, Reasons, ReasonsLine, Slug, Strict, Whole, Yes, at_most, refuse

NOT_SCANNED = "No virus scanner is set here: nobody has looked for viruses in this file."
SCANNED = "A virus scanner looked at it when it came in and found nothing."
TEXT_LIMIT = 5_000


class EvidenceIn(Strict):
    """What is sent with a file: what it goes with, its title, what it shows or says in words, or whom to ask for that.

    A picture needs the words; of a document, say its main points, or name a post that gives it in another form.
    """

    occasion: Slug
    title: Annotated[Line, Field(min_length=3), at_most(150)]
    text: Annotated[Reasons, at_most(TEXT_LIMIT)] | None = None
    ask: ReasonsLine | None = None

    def words(self, type: Type) -> Words:
        """The words about a file of this type. Raises Malformed naming the field where they are not enough."""
        if type.is_picture and self.text is None:
            raise _needed("Say in words what the picture shows, for those who do not see it.")
        if self.text is None and self.ask is None:
            raise _needed("Say in words what the file says, or below whom to ask for it in another form.")
        return Words(title=self.title, text=self.text or "", ask=self.ask or "")


class EvidenceForm(EvidenceIn):
    """The same from a page, with the key that makes pressing twice one deed."""

    once: Line


class ReleaseIn(Strict):
    """What whoever releases a file has looked at: no face, number plate, name or address that need not be seen."""

    checked: Yes

    @model_validator(mode="after")
    def _was_looked_at(self) -> "ReleaseIn":
        if not self.checked:
            raise refuse("not-checked", "Look at the file first, and say that you did.")
        return self


class GroundIn(Strict):
    """Why a file is withheld, or is to be taken out: a ground of the closed list."""

    ground: Slug


class NothingIn(Strict):
    """A deed that needs no words."""


BODIES: dict[Deed, type[Strict]] = {
    Deed.RELEASE: ReleaseIn,
    Deed.WITHHOLD: GroundIn,
    Deed.ASK_REMOVAL: GroundIn,
    Deed.AGREE_REMOVAL: NothingIn,
    Deed.REFUSE_REMOVAL: NothingIn,
    Deed.WITHDRAW: NothingIn,
}


class ReleaseForm(ReleaseIn):
    """The same from a page, on the version that was seen."""

    version: Whole


class GroundForm(GroundIn):
    """The same from a page, on the version that was seen."""

    version: Whole


class NothingForm(Strict):
    """The same from a page, on the version that was seen."""

    version: Whole


FORMS: dict[Deed, type[ReleaseForm | GroundForm | NothingForm]] = {
    Deed.RELEASE: ReleaseForm,
    Deed.WITHHOLD: GroundForm,
    Deed.ASK_REMOVAL: GroundForm,
    Deed.AGREE_REMOVAL: NothingForm,
    Deed.REFUSE_REMOVAL: NothingForm,
    Deed.WITHDRAW: NothingForm,
}


def address(evidence: Evidence) -> str:
    """Where a file is shown as JSON; its bytes lie under `/file`."""
    return f"/escalation/v1/cases/{evidence.case}/evidence/{evidence.number}"


def name_of(evidence: Evidence) -> str:
    """What the file is called when it is saved: never by a name that somebody sent."""
    return f"{evidence.case}-file-{evidence.number}.{Type(evidence.media_type).ending}"


def document(evidence: Evidence, kept: Held | None) -> dict[str, Any]:
    """A file as JSON; with its words, and the salt that opens what was told of it, where `kept` may be seen."""
    removal = evidence.removal
    return {
        "number": evidence.number,
        "case": evidence.case,
        "area": evidence.area,
        "occasion": evidence.occasion,
        "media_type": evidence.media_type,
        "size": evidence.size,
        "brought_by": evidence.by,
        "received_at": evidence.received_at.isoformat(),
        "standing": evidence.stands,
        "ground": evidence.ground or None,
        "decided_by": evidence.decided_by or None,
        "decided_at": evidence.decided_at.isoformat() if evidence.decided_at else None,
        "removal": {
            "ground": removal.ground,
            "asked_by": removal.by,
            "until": removal.until_on.isoformat() if removal.until_on else None,
            "is_hidden": removal.hides,
            "needs_outsider": removal.has_outsider,
        }
        if removal
        else None,
        "times_hidden": len(evidence.hidings),
        "times_shown_again": evidence.times_shown_again,
        "title": kept.words.title if kept else None,
        "text": kept.words.text or None if kept else None,
        "ask": kept.words.ask or None if kept else None,
        "sha256": kept.sha256 if kept else evidence.sha256 or None,
        "commitment": evidence.commitment,
        "salt": kept.salt.hex() if kept else None,
        "scan": SCANNED if evidence.is_scanned else NOT_SCANNED,
        "version": evidence.version,
        "links": {
            "self": address(evidence),
            "file": f"{address(evidence)}/file" if evidence.is_public else None,
            "page": f"/cases/{evidence.case}/files/{evidence.number}",
            "case": f"/escalation/v1/cases/{evidence.case}",
        },
    }


def listing(reference: str, found: Sequence[tuple[Evidence, Held | None]]) -> dict[str, Any]:
    """The files of a case, those that are gone among them."""
    return {
        "evidence": [document(evidence, kept) for evidence, kept in found],
        "links": {
            "self": f"/escalation/v1/cases/{reference}/evidence",
            "case": f"/escalation/v1/cases/{reference}",
            "record": f"/record/{reference}",
        },
    }


def _needed(words: str) -> Malformed:
    return Malformed("Words are missing.", errors=[Fault("missing", words, "/text")])
