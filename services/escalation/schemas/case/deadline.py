"""Deadlines as JSON and as entries of a calendar: whom each is on, what is asked, how the day was worked out."""

from typing import Any

from services.escalation.domain.desk.diary import Said, Shown


def document(said: Said) -> dict[str, Any]:
    """A deadline as JSON values. `state` is what silence leads to; null where silence only tells that nothing came."""
    one = said.deadline
    return {
        "deadline": one.id,
        "area": one.area,
        "reference": one.reference,
        "title": one.title,
        "kind": one.kind.value,
        "name": one.name or None,
        "state": one.standing.value,
        "due_on": one.due_on.isoformat(),
        "due_at": one.due_at.isoformat(),
        "working": one.working,
        "on": [{"body": body, "name": name} for body, name in said.names.items()],
        "who": said.who,
        "does": said.does,
        "otherwise": said.otherwise,
        "rests_on": [{"basis": one.basis.value, "source": one.source} for one in said.grounds],
        "leads_to": one.leads_to or None,
        "moved": one.moves,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "policy_version": one.policy_version,
        "links": links(said),
    }


def links(said: Said) -> dict[str, str]:
    """Where else what it is about is found."""
    one = said.deadline
    if one.of_petition:
        return {"petition": f"/escalation/v1/petitions/{one.reference}", "page": page(said)}
    return {"case": f"/escalation/v1/cases/{one.reference}", "page": page(said)}


def page(said: Said) -> str:
    """The page that tells of it."""
    one = said.deadline
    return f"/petitions/{one.reference}" if one.of_petition else f"/record/{one.reference}"


def summary(said: Said) -> str:
    """One line for a calendar: who, does what, in which matter."""
    one = said.deadline
    last = "Last day: " if one.kind is Shown.SILENCE else ""
    return f"{last}{said.who} {said.does} ({one.reference})"


def description(said: Said) -> str:
    """The rest for a calendar: what it is about, what happens otherwise, how the day was worked out."""
    one = said.deadline
    return "\n".join(part for part in (one.title, f"Otherwise: {said.otherwise}.", one.working) if part)
