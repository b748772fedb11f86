"""Trafford's register and agreements as the registrar would send them; the words are in the files of settings."""

from typing import Any

from deploy.sample.figures import place_names
from deploy.sample.posting import Posting, read_toml

FILE = "trafford.toml"
TALKS = "negotiation.toml"


def register() -> Posting:
    """The whole register in one request; places take their names from the files of figures."""
    told = read_toml(FILE)
    area = told["area"]["area"]
    return Posting(
        path="/publication/v1/register",
        key=f"sample-register-{area}",
        body={
            "area": {"parent": None, **told["area"]},
            "places": _places(told["place_kinds"], area),
            "partners": [
                {"signed_on": None, "parent_body": None, **partner}
                for partner in (*told["partner"], *read_toml(TALKS)["partner"])
            ],
            "measures": told["measure"],
            "leads": [lead for row in told["lead"] for lead in _leads(row)],
            "overrides": told["override"],
            "councillors": told["councillor"],
            "subjects": told["subject"],
        },
    )


def agreement() -> tuple[Posting, ...]:
    """The agreement opened, the decision that approved it, then its approval, every target marked as illustrative."""
    told = read_toml(FILE)
    deal = told["agreement"]
    opened = {
        "agreement": deal["agreement"],
        "area": told["area"]["area"],
        "title": deal["title"],
        "period": deal["period"],
        "profile": told["area"]["profile"],
        "parties": [partner["name"] for partner in told["partner"]],
    }
    approved = {
        "approved_on": deal["approved_on"],
        "approved_by": deal["approved_by"],
        "came": "compiled_from_papers",
        "targets": [target for row in told["target"] for target in _targets(row)],
    }
    path, key = "/publication/v1/agreements", f"sample-{deal['agreement']}"
    return (
        Posting(path=path, key=key, body=opened),
        Posting(path=f"{path}/{deal['agreement']}/entries", key=f"{key}-decision", body=[_decision(deal)]),
        Posting(path=f"{path}/{deal['agreement']}/approval", key=f"{key}-approval", body=approved),
    )


def live_negotiation() -> dict[str, Any]:
    """What happens in negotiation.toml: `agreement` as it is opened; in order `step`. Invented."""
    told, place = read_toml(TALKS), read_toml(FILE)["area"]
    return {**told, "agreement": {**told["agreement"], "area": place["area"], "profile": place["profile"]}}


def petition() -> dict[str, Any]:
    """The story of petition.toml: `petition`, `signers`, `moderator`, `account`; in order `step`. Invented."""
    return read_toml("petition.toml")


def explanation() -> dict[str, Any]:
    """What a lead partner says in explanation.toml when it is asked why: `answers`, `improved_in_days`. Invented."""
    return read_toml("explanation.toml")


def _decision(deal: dict[str, Any]) -> dict[str, Any]:
    """What names the paper by which the approval is told."""
    return {
        "party": "partner",
        "party_name": deal["approved_by"],
        "kind": "decision",
        "item_title": "The agreement",
        "said_on": deal["approved_on"],
        "came": "compiled_from_papers",
        "source": deal["paper"],
        "decision": {"outcome": "approve", **deal["decision"]},
    }


def _places(kinds: dict[str, str], area: str) -> list[dict[str, str]]:
    return [
        {"place": code, "name": name, "place_kind": next(kinds[start] for start in kinds if code.startswith(start))}
        for code, name in place_names().items()
        if code != area
    ]


def _leads(row: dict[str, Any]) -> list[dict[str, Any]]:
    shared = {name: value for name, value in row.items() if name != "measures"}
    return [{"measure": measure, **shared} for measure in row["measures"]]


def _targets(row: dict[str, Any]) -> list[dict[str, Any]]:
    shared = {name: row[name] for name in ("measure", "value", "tolerance", "illustrative")}
    return [{**shared, "period": period, "designated": False} for period in row["periods"]]
