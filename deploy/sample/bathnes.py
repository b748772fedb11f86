"""The negotiations of Bath and North East Somerset, 2005 to 2009, as a registrar would enter them from the papers."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import groupby
from typing import Any

from deploy.sample.posting import Posting, read_text, read_toml
from services.indicators.domain.measure.national_indicator import national_indicator

FILE = "bathnes.csv"
AGREEMENTS = "/publication/v1/agreements"
CAME = "compiled_from_papers"
TEXTS = (
    "indicator_title",
    "baseline_value",
    "baseline_period",
    "target_value",
    "target_period",
    "unit",
    "reason",
    "lead_partner",
    "source",
)


def negotiation() -> Iterator[Posting]:
    """The register, then each agreement: opened, and round by round its entries in the order of the record.

    An approval is sent where the papers tell of one, with no targets: the signed ones are not in the papers.
    """
    told = read_toml("bathnes.toml")
    records = list(csv.DictReader(StringIO(read_text(FILE)), strict=True))
    parties = {party["party"]: party["name"] for party in told["party"]}
    yield _register(told, records)
    for deal in told["agreement"]:
        of_deal = [record for record in records if record["agreement"] == deal["name"]]
        yield _opened(deal, told["area"])
        for title, entries in groupby(of_deal, key=lambda record: record["round"]):
            yield from _round(deal["agreement"], title, list(entries), parties)
            if title == deal.get("approved_after_round"):
                yield _approval(deal)


def _register(told: dict[str, Any], records: list[dict[str, str]]) -> Posting:
    codes = dict.fromkeys(record["indicator_code"] for record in records if record["indicator_code"][:3] == "NI ")
    body = {
        "area": {"parent": None, **told["area"]},
        "places": [],
        "partners": [{"signed_on": None, "parent_body": None, **partner} for partner in told["partner"]],
        "measures": [_measure(code) for code in codes],
        "leads": [],
        "overrides": told["override"],
    }
    return Posting(path="/publication/v1/register", key=f"sample-register-{told['area']['area']}", body=body)


def _measure(code: str) -> dict[str, str]:
    indicator = national_indicator(code)
    return {
        "measure": indicator.measure,
        "title": indicator.title,
        "unit": indicator.unit,
        "polarity": indicator.polarity,
        "frequency": indicator.frequency,
        "framework": "national-indicator-set-2008",
        "source": indicator.lead_department,
    }


def _opened(deal: dict[str, Any], area: dict[str, Any]) -> Posting:
    told = {name: deal[name] for name in ("agreement", "title", "period", "parties")}
    body = {**told, "area": area["area"], "profile": area["profile"]}
    return Posting(path=AGREEMENTS, key=f"sample-{deal['agreement']}", body=body)


def _round(deal: str, title: str, records: list[dict[str, str]], parties: dict[str, str]) -> Iterator[Posting]:
    """A round opens on the day of its first paper: the first day that it is on the record."""
    slug = title.replace(" ", "-")
    path, key = f"{AGREEMENTS}/{deal}", f"sample-{deal}-{slug}"
    opening: dict[str, object] = {"round": slug, "title": title.capitalize(), "opened_on": records[0]["date"]}
    opening["came"] = CAME
    yield Posting(path=f"{path}/rounds", key=key, body=opening)
    entries = [_entry(slug, record, parties[record["party"]]) for record in records]
    yield Posting(path=f"{path}/entries", key=f"{key}-entries", body=entries)


def _entry(round_: str, record: dict[str, str], party_name: str) -> dict[str, object]:
    told: dict[str, object] = {name: record[name] or None for name in TEXTS}
    told["item_title"] = told.pop("indicator_title")
    return {
        "round": round_,
        "party": record["party"],
        "party_name": party_name,
        "kind": record["kind"],
        "item_code": record["indicator_code"] or None,
        "status": record["status"] or None,
        "said_on": record["date"] or None,
        "national_issue": record["national_issue"] == "true",
        "supersedes": None,
        "came": CAME,
        **told,
    }


def _approval(deal: dict[str, Any]) -> Posting:
    told = {name: deal[name] for name in ("approved_on", "approved_by")}
    path, key = f"{AGREEMENTS}/{deal['agreement']}/approval", f"sample-{deal['agreement']}-approval"
    return Posting(path=path, key=key, body={**told, "came": CAME, "targets": []})
