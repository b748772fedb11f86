"""How a page of the record is cited, told to machines; and the one step of a case that stands under an address."""

from collections.abc import Sequence
from dataclasses import asdict

from services.publication.domain.record.citation import Citation
from services.publication.domain.record.removal import Taken
from services.publication.domain.timeline.timeline import Told
from services.publication.schemas.register.link import links
from shared import ledger


def citation_document(citation: Citation | None, address: str) -> dict[str, object] | None:
    """The permalink under the address of this place, the day seen, the leaf to hold it against; None without one."""
    if citation is None:
        return None
    return {
        "permalink": f"{address}{citation.path}",
        "seen_on": citation.seen_on,
        "leaf": citation.leaf,
        "sha256": citation.sha256,
        "entered_late_on": citation.entered_late_on,
        **({"compiled": asdict(citation.compiled)} if citation.compiled else {}),
        "check": proof_of(citation),
    }


def proof_of(citation: Citation) -> str | None:
    """Where the leaf is told with its words and its proof; None until a checkpoint names it."""
    return None if citation.leaf is None else f"/publication/v1/record/leaves/{citation.leaf}"


def path_of(taken: Taken) -> str:
    """The page on which it was told what words were taken out of."""
    name = taken.subject.partition("/")[2]
    match taken.kind:
        case "step":
            stream = taken.subject.partition("/")[0]
            return f"/record/{name}/steps/{stream}-{taken.number}"
        case "register":
            return f"/who/{name.partition('/')[0]}"
        case "agreement" | "round" | "reply" | "approval" | "revision" | "deed" | "memorandum" | "target":
            return f"/agreements/{name}"
        case "withholding":
            agreement, _, entry = name.rpartition("/")
            return f"/agreements/{agreement}/entries/{entry}"
        case _:
            return f"/agreements/{name}/entries/{taken.number}"


def removed_document(taken: Sequence[Taken]) -> list[dict[str, object]]:
    """What was taken out of the record, by whom, why."""
    return [
        {
            "leaf": one.leaf,
            "names": list(one.names),
            "ground": one.ground,
            "on": one.on,
            "asked_by": one.asked_by,
            "agreed_by": one.agreed_by,
            "page": path_of(one),
        }
        for one in taken
    ]


def step_path(reference: str, told: Told) -> str:
    """The permalink of a step of a petition or case."""
    return f"/record/{reference}/steps/{told.name}"


def step_document(
    reference: str, told: Told, said: str, citation: dict[str, object] | None, taken: Sequence[Taken]
) -> dict[str, object]:
    """One step of a petition or case."""
    here = step_path(reference, told)
    return {
        "reference": reference,
        "occurred_at": told.occurred_at,
        "type": told.type,
        "sentence": said,
        "content": ledger.dump(told.event),
        "citation": citation,
        "removed": removed_document(taken),
        "links": links(
            self_=here.replace("/record/", "/publication/v1/cases/", 1),
            page=here,
            case=f"/publication/v1/cases/{reference}",
        ),
    }
