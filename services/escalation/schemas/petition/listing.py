"""Petitions in the shape that clients of the petitions site of the UK Parliament know: only names of fields differ.

docs/petitions-for-machines.md says field by field which stands for which. Moments are told in UTC.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from services.escalation.domain.ladder.story import Listed
from services.escalation.domain.obligation.obligation import Obligation, What
from services.escalation.domain.petition.listing import Publicity
from services.escalation.domain.petition.petition import ORDINARY
from services.escalation.domain.signature.breakdown import ELSEWHERE, LEAST, Breakdown
from shared.formats.cells import csv_of, safe_cell
from shared.working_days import end_of_day

LONGEST_BACKGROUND = 500
NO_WARD = "not found in the register of postcodes"
COLUMNS = (
    *("reference", "area", "measure", "state", "title", "signatures", "opened_on", "closes_on", "handed_in_on"),
    *("debated_on", "answered_on", "refused_for", "address"),
)


def listed_document(listed: Iterable[Listed], links: Mapping[str, str | None], total: int, base: str) -> dict[str, Any]:
    """A page of petitions with the links to the other pages."""
    return {"links": dict(links), "data": [_data(one, base) for one in listed], "meta": {"total": total}}


def document(one: Listed, base: str) -> dict[str, Any]:
    """One petition, with its signatures by ward and by relation."""
    shown = _data(one, base)
    shown["attributes"] |= _by_kind(one)
    return {"links": {"self": f"{base}/petitions/{one.reference}.json"}, "data": shown}


def csv_document(listed: Iterable[Listed], base: str) -> bytes:
    """Petitions as rows for a spreadsheet."""
    return csv_of([COLUMNS, *(_row(one, base) for one in listed)])


def counts_of(breakdown: Breakdown, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The cells that are told."""
    return [{"code": code, "name": names.get(code, code), "signature_count": count} for code, count in breakdown.told]


def ward_names(one: Mapping[str, str]) -> dict[str, str]:
    """What the wards are called, and those signatures of which none was found."""
    return {ELSEWHERE: NO_WARD, **one}


def _data(one: Listed, base: str) -> dict[str, Any]:
    page = f"{base}/petitions/{one.reference}"
    return {
        "type": "petition",
        "id": one.reference,
        "links": {"self": f"{page}.json", "page": page, "feed": f"{page}.atom"} | _reported(one, page),
        "attributes": _attributes(one),
    }


def _reported(one: Listed, page: str) -> dict[str, str]:
    """Where it stands by whom and why the text was hidden, if it was."""
    is_hidden = one.petition is not None and one.petition.hides_text
    return {"reported": f"{page}/reported"} if is_hidden else {}


def _attributes(one: Listed) -> dict[str, Any]:
    about, moments = one.petition, one.moments
    first, _, rest = one.text.partition("\n\n")
    is_split = bool(rest) and len(first) <= LONGEST_BACKGROUND
    reply, debate = _told(one, What.REPLY), _of(one, What.DEBATE)
    is_over = one.publicity is not Publicity.OPEN
    ended_early = moments.of("petition.withdrawn") if about is not None and about.withdrawn_on else None
    closed = ended_early or (end_of_day(about.closes_on) if about else None)
    early = about is not None and about.submitted_on is not None and about.closes_on >= one.today
    if early:  # signing ended with handing in, or the case was refused
        closed = moments.of("petition.submitted")
    return {
        "action": one.title,
        "background": first if is_split else one.text,
        "additional_details": rest if is_split else "",
        "text_hidden": about is not None and about.hides_text,
        "state": one.publicity.value,
        "signature_count": one.signatures,
        "created_at": _moment(moments.of("moderation.begun") or moments.of("petition.created")),
        "updated_at": _moment(moments.last_at),
        "moderation_threshold_reached_at": _moment(
            moments.of("moderation.sponsored") or moments.of("moderation.begun") or moments.of("petition.created")
        ),
        "opened_at": _moment(moments.of("petition.created")),
        "closes_on": _day(about.closes_on if about else None),
        "closed_at": _moment(closed) if is_over and about else None,
        "organiser_left_on": _day(about.left_on if about else None),
        "take_up_by": _day(about.take_up_by if about else None),
        "withdrawn_at": _moment(ended_early),
        "rejected_at": _moment(_rejected_at(one)),
        "response_threshold_reached_at": _moment(moments.of("petition.threshold_reached", ORDINARY)),
        "response_at": _moment(moments.of("obligation.result_told")) if reply else None,
        "debate_threshold_reached_at": _moment(moments.of("petition.threshold_reached", "debate")),
        "scheduled_debate_date": _day(debate.fixed.meets_on) if debate and debate.fixed else None,
        "debate_outcome_at": _moment(end_of_day(debate.told_on)) if debate and debate.told_on else None,
        "rejection": _rejection(one),
        "response": _response(reply),
        "debate": _debate(debate),
        "area": {"code": one.area, "name": one.area_name},
        "measure": one.measure,
        "case_state": one.case.state.value if one.case else None,
        "thresholds": [
            {"name": mark.name, "signature_count": mark.required, "reached_on": _day(mark.reached_on)}
            for mark in (about.marks if about else ())
        ],
    }


def _by_kind(one: Listed) -> dict[str, Any]:
    kinds = one.breakdowns
    if kinds is None:
        return {}
    wards = kinds.by_ward
    return {
        "signatures_counted_before": kinds.before.isoformat(),
        "signatures_counted": kinds.total,
        "signatures_by_ward": counts_of(wards, ward_names(one.ward_names)) if wards else None,
        "signatures_by_ward_not_told": wards.left_out if wards else None,
        "signatures_by_relation": counts_of(kinds.by_relation, {}),
        "signatures_by_relation_not_told": kinds.by_relation.left_out,
        "signatures_told_from": LEAST,
    }


def _of(one: Listed, what: What) -> Obligation | None:
    """The last of what it is owed of that kind, as far as it stands."""
    found = [owed for owed in one.owed if owed.what is what and owed.replaced_on is None]
    return found[-1] if found else None


def _told(one: Listed, what: What) -> Obligation | None:
    """The last of that kind whose result was told."""
    found = [owed for owed in one.owed if owed.what is what and owed.told_on is not None]
    return found[-1] if found else None


def _response(reply: Obligation | None) -> dict[str, Any] | None:
    if reply is None:
        return None
    summary = reply.result.partition("\n\n")[0]
    return {
        "responded_on": _day(reply.told_on),
        "responded_by": reply.answered_by,
        "summary": summary,
        "details": reply.result,
        "due_on": _day(reply.due_on),
        "is_late": reply.is_late,
    }


def _debate(debate: Obligation | None) -> dict[str, Any] | None:
    if debate is None or debate.minuted is None:
        return None
    held = debate.minuted
    return {
        "debated_on": held.held_on.isoformat(),
        "debated_by": held.committee_name,
        "overview": debate.result,
        "minute": held.reference,
        "votes": {"for": held.votes_for, "against": held.votes_against, "abstained": held.abstained},
        "transcript_url": None,
        "video_url": None,
        "is_late": debate.is_late,
    }


def _rejection(one: Listed) -> dict[str, Any] | None:
    if one.refused is None:
        return None
    codes, same_as = one.refused.codes, one.refused.same_as or None
    return {
        "code": codes[0] if codes else "",
        "codes": list(codes),
        "details": one.refused.reasons,
        "same_as": same_as,
    }


def _rejected_at(one: Listed) -> datetime | None:
    if one.publicity is not Publicity.REJECTED:
        return None
    return one.moments.of("moderation.refused") if one.petition is None else one.moments.of("case.rejected")


def _row(one: Listed, base: str) -> list[str]:
    about, debate, reply = one.petition, _of(one, What.DEBATE), _told(one, What.REPLY)
    debated = debate.minuted.held_on if debate and debate.minuted else None
    words = [
        one.reference,
        one.area,
        one.measure,
        one.publicity.value,
        one.title,
        str(one.signatures),
        _day(about.opened_on if about else None) or "",
        _day(about.closes_on if about else None) or "",
        _day(about.submitted_on if about else None) or "",
        _day(debated) or "",
        _day(reply.told_on if reply else None) or "",
        " ".join(one.refused.codes) if one.refused else "",
        f"{base}/petitions/{one.reference}",
    ]
    return [safe_cell(word) for word in words]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None
