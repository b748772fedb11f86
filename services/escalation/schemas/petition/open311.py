"""Petitions in the words of Open311 GeoReport v2: services, their questions, requests, refusals; as JSON and as XML.

What stands for what is told in docs/open311.md. The names of fields are the specification's.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from xml.etree import ElementTree as ET

from pydantic import AfterValidator, Field, model_validator

from services.escalation.domain.ladder.story import Listed
from services.escalation.domain.petition.flag import WHERE
from services.escalation.domain.petition.open311 import Status
from services.escalation.domain.petition.petition import Draft
from services.escalation.domain.signature.signature import Relation, Signer
from services.escalation.schemas.petition.petition import ASKED, Demand, Title
from services.escalation.schemas.signature.signature import Email, Postcode, SignatureIn
from shared.policy import Wording
from shared.problems import Problem
from shared.shapes import TEXT_SOURCE, Line, Slug, Strict, Yes, fit, refuse
from shared.working_days import end_of_day, in_words

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00Z"
KEYS = "No key is needed: everybody may read, and everybody may start a petition. An api_key that is sent is not read."
RELATIONS = {
    Relation.LIVE.value: "I live there",
    Relation.WORK.value: "I work there",
    Relation.STUDY.value: "I study there",
}
# What lists hold, in XML: the name of one of them.
ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
Part = Annotated[Line, Field(max_length=60)]


def within(most: int) -> Callable[[str], str]:
    """Refuses degrees beyond so many either way: there is no such place."""

    def check(degrees: str) -> str:
        if abs(Decimal(degrees)) > most:
            raise refuse("no-such-place", f"Give degrees between -{most} and {most}.")
        return degrees

    return check


class RequestIn(Strict):
    """A request as clients of Open311 post it, form-encoded: a petition, and who starts it.

    `attribute[...]` are the answers to the questions of the service. Name and e-mail are sealed like everybody's who
    signs. What Open311 knows besides (phone, device_id, account_id, api_key) is taken and not kept.
    """

    service_code: Slug
    jurisdiction_id: Slug | None = None
    description: Demand
    email: Email
    first_name: Part
    last_name: Part
    title: Annotated[Title, Field(alias="attribute[title]")]
    postcode: Annotated[Postcode, Field(alias="attribute[postcode]")]
    relation: Annotated[Relation, Field(alias="attribute[relation]")]
    ward: Annotated[Slug | None, Field(alias="attribute[ward]")] = None
    systematic_failure: Annotated[Yes, Field(alias="attribute[systematic_failure]")] = False
    seen_alike: Annotated[Yes, Field(alias="attribute[seen_alike]")] = False
    address_string: Line | None = None
    lat: Annotated[Line, Field(pattern=r"^-?[0-9]{1,2}(\.[0-9]{1,15})?$"), AfterValidator(within(90))] | None = None
    long: Annotated[Line, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,15})?$"), AfterValidator(within(180))] | None = None
    phone: Line | None = None
    device_id: Line | None = None
    account_id: Line | None = None
    api_key: Line | None = None

    @model_validator(mode="after")
    def _whole_position(self) -> Self:
        if (self.lat is None) != (self.long is None):
            raise refuse("half-a-position", "Give lat and long, or neither.")
        return self

    def draft(self, area: str, *, decimals: int) -> Draft:
        """The petition as the domain knows it; the place, where one was given, stands below its words, where it is
        looked at as they are. Of a position so many `decimals` of a degree stay; none does with 0.
        """
        return Draft(
            area=area,
            measure=self.service_code,
            title=self.title,
            text="\n\n".join([self.description, *self._places(decimals)]),
            alleges_system=self.systematic_failure,
            ward=self.ward or "",
        )

    def signer(self) -> Signer:
        """The organiser as the domain knows them. Raises Malformed for a name that cannot be one."""
        said = {"name": f"{self.first_name} {self.last_name}", "email": self.email}
        return fit(
            SignatureIn, {**said, "postcode": self.postcode, "relation": self.relation.value}, source=TEXT_SOURCE
        ).signer()

    def _places(self, decimals: int) -> list[str]:
        where = [self.address_string] if self.address_string else []
        if self.lat and self.long and decimals:
            lat, long = (f"{Decimal(degrees):.{decimals}f}" for degrees in (self.lat, self.long))
            where.append(f"latitude {lat}, longitude {long}")
        return [f"{WHERE}: {'; '.join(where)}."] if where else []


def discovery_document(base: str, contact: str) -> dict[str, Any]:
    """Where the interface is and in which formats. `base` is its address without a slash at the end."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": base,
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return {"changeset": CHANGESET, "contact": contact, "key_service": KEYS, "endpoints": [endpoint]}


def service_document(code: str, title: str, lead: str) -> dict[str, Any]:
    """A measure as a service that requests are about."""
    who = f"{lead} answers for this." if lead else "Nobody has agreed to answer for this."
    return {
        "service_code": code,
        "service_name": title,
        "description": f"{who} A request becomes a petition, which others can sign.",
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": lead or "No body",
    }


def definition_document(code: str, wards: Mapping[str, str]) -> dict[str, Any]:
    """The questions that a request answers besides those that every server of Open311 asks."""
    asked: list[dict[str, Any]] = [
        _question("title", "What do you ask for, in one line?"),
        _question("postcode", "Your postcode"),
        _question("relation", "What ties you to the area?", values=RELATIONS),
        _question(
            "systematic_failure",
            "Only of planning, licensing or what one can appeal against: does the whole system fail?",
            values={"yes": "Yes", "no": "No"},
            is_required=False,
        ),
    ]
    asked.append(
        _question(
            "seen_alike",
            "Only after a refusal that names others: have you seen them, and is yours another matter?",
            values={"yes": "Yes", "no": "No"},
            is_required=False,
        )
    )
    if wards:
        asked.append(_question("ward", "In which ward is it, if in one?", values=wards, is_required=False))
    return {"service_code": code, "attributes": [{**one, "order": place} for place, one in enumerate(asked, start=1)]}


def request_document(one: Listed, *, service: str, agency: str, wording: Wording, base: str) -> dict[str, Any]:
    """A petition as a service request; whoever started it is never told."""
    began = one.moments.of("petition.created") or one.moments.of("moderation.begun")
    due_on = one.case.due_on if one.case and not one.is_over else None
    return {
        "service_request_id": one.reference,
        "status": (Status.CLOSED if one.is_over else Status.OPEN).value,
        "status_notes": _notes(one, wording),
        "service_name": service,
        "service_code": one.measure,
        "description": f"{one.title}\n\n{_text(one, base)}",
        "agency_responsible": agency,
        "service_notice": f"{base}/petitions/{one.reference}",
        "requested_datetime": _moment(began),
        "updated_datetime": _moment(one.moments.last_at),
        "expected_datetime": _moment(end_of_day(due_on)) if due_on else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _text(one: Listed, base: str) -> str:
    """What the petition says; where it is hidden that it is, and where it stands by whom and why."""
    if one.petition is None or not one.petition.hides_text:
        return one.text
    return f"Its text was reported and is hidden. By whom and why: {base}/petitions/{one.reference}/reported"


def receipt_document(reference: str) -> list[dict[str, Any]]:
    """What whoever posted a request is told: its id, and what is still to be done."""
    return [{"service_request_id": reference, "service_notice": ASKED, "account_id": None}]


def error_document(problem: Problem, status: int) -> list[dict[str, Any]]:
    """A refusal in the specification's shape: each fault with the status as its code, and where it is."""
    said = [f"{one.pointer.strip('/')}: {one.message}" if one.pointer else one.message for one in problem.errors]
    return [{"code": status, "description": one} for one in said or [f"{problem.title}. {problem.detail}"]]


def as_json(document: object) -> bytes:
    """The document as JSON, in UTF-8."""
    return json.dumps(document, ensure_ascii=False).encode()


def as_xml(root: str, document: object) -> bytes:
    """The same as XML: fields become elements, and what a list holds is named by `ONE_OF`."""
    element = ET.Element(root)
    _fill(element, document)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(ET.tostring(element, encoding="utf-8"))


def _fill(element: ET.Element, value: object) -> None:
    match value:
        case Mapping():
            for name, inner in value.items():
                _fill(ET.SubElement(element, str(name)), inner)
        case list():
            for inner in value:
                _fill(ET.SubElement(element, ONE_OF[element.tag]), inner)
        case bool():
            element.text = "true" if value else "false"
        case None:
            pass
        case _:
            element.text = str(value)


def _question(
    code: str, description: str, *, values: Mapping[str, str] | None = None, is_required: bool = True
) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist" if values else "string",
        "required": is_required,
        "datatype_description": "",
        "description": description,
        "values": [{"key": key, "name": name} for key, name in (values or {}).items()],
    }


def _notes(one: Listed, wording: Wording) -> str:
    """Where it stands, in the words of its area."""
    if one.case is not None:
        return wording.state(one.case.state.value).title
    if one.petition is None:
        return "It was refused."
    said = wording.state(one.petition.standing.value).title
    return said if one.is_over else f"{said}. It can be signed until {in_words(one.petition.closes_on)}."


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
