"""How an indicator's negotiations are told to machines."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from services.publication.domain.agreement.indicator import Asked, Department, Known, Turn, is_national
from services.publication.schemas.register.link import links

HERE = "/publication/v1/indicators"


def listing(found: Sequence[Known]) -> dict[str, object]:
    """Every indicator that was negotiated; a local code with the agreement whose own it is."""
    return {
        "indicators": [
            {
                "code": one.code,
                "title": one.title,
                "agreement": one.agreement or None,
                "agreements": one.agreements,
                "links": links(self_=f"{HERE}/{path_of(one.code, one.agreement)}"),
            }
            for one in found
        ]
    }


def path_of(code: str, agreement: str) -> str:
    """Where an indicator is read, below the list of them."""
    return quote(code, safe="") + (f"?{urlencode({'agreement': agreement})}" if agreement else "")


def document(code: str, title: str, asked: Sequence[Asked], answered: Sequence[Department]) -> dict[str, object]:
    """One indicator: how it went in each agreement, and how each that answered did, by name."""
    path = path_of(code, "" if is_national(code) else asked[0].agreement)
    return {
        "code": code,
        "title": title,
        "asked": [_asked(one) for one in asked],
        "departments": [
            {
                "name": one.name,
                "answers": one.answers,
                "agreed": one.agreed,
                "put_down": one.put_down,
                "median_days": one.days,
                "days_known_for": one.counted,
            }
            for one in answered
        ],
        "links": links(self_=f"{HERE}/{path}", page=f"/agreements/indicators/{path}"),
    }


def _asked(one: Asked) -> dict[str, object]:
    return {
        "area": one.area,
        "agreement": one.agreement,
        "asked": _turn(one.asked) if one.asked else None,
        "answer": _turn(one.answer) if one.answer else None,
        "days": one.days,
        "status": one.last_status,
        "disputed": one.is_disputed,
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
