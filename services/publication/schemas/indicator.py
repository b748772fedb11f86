"""How an indicator's negotiations are told to machines."""

from collections.abc import Sequence

from services.publication.domain.indicator import Asked, Department, Turn
from services.publication.schemas.link import links

HERE = "/publication/v1/indicators"


def listing(found: Sequence[tuple[str, str, int]]) -> dict[str, object]:
    """Every indicator that was negotiated."""
    return {
        "indicators": [
            {"code": code, "title": title, "agreements": agreements, "links": links(self_=f"{HERE}/{code}")}
            for code, title, agreements in found
        ]
    }


def document(code: str, title: str, asked: Sequence[Asked], answered: Sequence[Department]) -> dict[str, object]:
    """One indicator: how it went in each agreement, and how each that answered did, by name."""
    return {
        "code": code,
        "title": title,
        "asked": [_asked(one) for one in asked],
        "departments": [
            {
                "name": one.name,
                "answers": one.answers,
                "agreed": one.agreed,
                "median_days": one.days,
                "days_known_for": one.counted,
            }
            for one in answered
        ],
        "links": links(self_=f"{HERE}/{code}", page=f"/agreements/indicators/{code}"),
    }


def _asked(one: Asked) -> dict[str, object]:
    return {
        "area": one.area,
        "agreement": one.agreement,
        "asked": _turn(one.asked) if one.asked else None,
        "answer": _turn(one.answer) if one.answer else None,
        "days": one.days,
        "status": one.last_status,
        "links": links(page=f"/agreements/{one.agreement}"),
    }


def _turn(turn: Turn) -> dict[str, object]:
    return {
        "entry": turn.number,
        "party": turn.party.value,
        "party_name": turn.party_name,
        "kind": turn.kind.value,
        "status": turn.status,
        "said_on": turn.said_on.text if turn.said_on else None,
    }
