"""Petitions and cases for machines: where each stands, who must act, and everything that happened."""

from collections.abc import Sequence
from datetime import date

from services.publication.domain.register.register import Register
from services.publication.domain.timeline.evidence import File
from services.publication.domain.timeline.timeline import Standing, Told, behind, merged
from services.publication.domain.timeline.wording import must, sentences, title_of, wording_on
from services.publication.schemas.register.link import links
from shared import ledger
from shared.events.escalation import TriggerRecord
from shared.events.escalation.answering import answering_now


def document(
    standing: Standing, history: Sequence[Told], register: Register, day: date, files: Sequence[File] = ()
) -> dict[str, object]:
    """A petition or case with its whole history."""
    acting = must(standing, register, day)
    into, here = merged(history)
    taken_over = answering_now(told.event for told in history).taken_over
    return {
        **_standing(standing),
        "took_over": {"from": taken_over.was, "on": taken_over.on} if taken_over else None,
        "behind": [_behind(record, stands=stands) for record, stands in behind(history)],
        "merged_into": into,
        "merged_here": list(here),
        "state_title": title_of(standing.now, wording_on(register, day)),
        "must": {
            "who": acting.who,
            "does": acting.does,
            "asked_by": acting.asked_by,
            "due_on": acting.due_on,
            "reckoning": standing.reckoning,
            "otherwise": acting.otherwise,
            "rests_on": [{"basis": one.basis, "source": one.source} for one in acting.grounds],
        }
        if acting
        else None,
        "history": [
            {
                "occurred_at": told.occurred_at,
                "type": told.type,
                "sentence": said,
                "content": ledger.dump(told.event),
            }
            for told, said in zip(history, sentences(history, standing, register, day), strict=True)
        ],
        "evidence": [_file(file) for file in files],
        "links": links(
            **_addresses(standing),
            measure=f"/measures/{standing.area}/{standing.measure}" if standing.measure else None,
            collection="/publication/v1/cases",
        ),
    }


def listing(standings: Sequence[Standing], following: str | None) -> dict[str, object]:
    """A page of petitions and cases."""
    return {
        "cases": [{**_standing(standing), "links": links(**_addresses(standing))} for standing in standings],
        "links": links(self_="/publication/v1/cases", next=following, feed="/feeds/cases"),
    }


def _behind(record: TriggerRecord, *, stands: bool) -> dict[str, object]:
    return {
        "body": record.body,
        "name": record.name,
        "decided_on": record.decided_on,
        "reference": record.reference,
        "title": record.title,
        "failure": record.failure,
        "stands": stands,
    }


def _file(file: File) -> dict[str, object]:
    about = f"/escalation/v1/cases/{file.reference}/evidence/{file.number}"
    return {
        "number": file.number,
        "occasion": file.occasion,
        "media_type": file.media_type,
        "size": file.size,
        "brought_by": file.brought_by,
        "received_at": file.received_at,
        "standing": file.standing,
        "ground": file.ground or None,
        "removal": {"ground": file.asked_ground, "asked_by": file.asked_by, "until": file.asked_until}
        if file.asked_by
        else None,
        "times_hidden": file.times_hidden,
        "times_shown_again": file.times_shown_again,
        "sha256": file.sha256 or None,
        "commitment": file.commitment,
        "links": links(self_=about, file=f"{about}/file" if file.is_public else None),
    }


def _standing(standing: Standing) -> dict[str, object]:
    return {
        "reference": standing.reference,
        "area": standing.area,
        "title": standing.title,
        "measure": standing.measure,
        "state": standing.now,
        "ended": standing.ended or None,
        "due_on": standing.acts_by,
        "signatures": standing.signatures,
        "threshold": standing.threshold,
        "closes_on": standing.closes_on,
        "lead": standing.lead,
        "lead_name": standing.lead_name,
        "policy_version": standing.policy_version,
        "opened_at": standing.opened_at,
        "moved_at": standing.moved_at,
    }


def _addresses(standing: Standing) -> dict[str, str | None]:
    has_petition = standing.petition_version > 0
    return {
        "self_": f"/publication/v1/cases/{standing.reference}",
        "page": f"/record/{standing.reference}",
        "petition": f"/petitions/{standing.reference}" if has_petition else None,
        "case": f"/cases/{standing.reference}" if standing.case_version else None,
    }
