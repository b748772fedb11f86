"""The staff page on which days are given back to a petition that nobody could sign for a time."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.obligation.extension import ROLE
from services.escalation.handlers.obligation import extension
from services.escalation.handlers.petition import petition
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.paper import beneath
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.obligation.extension import ExtendForm
from shared.auth import Caller
from shared.problems import Malformed, NotNow, NotYours, Stale
from shared.web.callers import database_of, officer
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.working_days import in_words, london_day

router = APIRouter(include_in_schema=False)

Extending = Annotated[Caller, Depends(officer(ROLE))]


@router.get("/petitions/{reference}/outage")
async def show_outage(request: Request, reference: str, caller: Extending) -> Response:
    """Until when it can be signed, the days that were given back before, and the form."""
    return await _page(request, reference, caller, UNTOUCHED)


@router.post("/petitions/{reference}/outage")
async def give_back(request: Request, reference: str, caller: Extending) -> Response:
    """Give the days back; else the form again with what is wrong."""
    try:
        sent = await read_form(request, ExtendForm)
        await extension.give_back(
            database_of(request),
            reference,
            sent.command(),
            caller=caller,
            expected_version=sent.version,
            now=now(request),
        )
    except Malformed as refused:
        return await _page(request, reference, caller, Form.refused(request, refused))
    except (NotNow, NotYours, Stale) as refused:
        said = Form(filled(request), {"closes_on": refused.detail}, refused.status)
        return await _page(request, reference, caller, said)
    return RedirectResponse(f"/petitions/{reference}/outage", status_code=303)


async def _page(request: Request, reference: str, caller: Caller, form: Form) -> Response:
    kept = await petition.see_own(database_of(request), reference, caller=caller)
    fields = _fields(form)
    return render(
        request,
        "outage.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(*beneath(reference), "Outage"),
        about=kept.petition,
        given=[
            f"{in_words(london_day(one.out_from))} to {in_words(london_day(one.out_until))}"
            for one in kept.petition.extended
        ],
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )


def _fields(form: Form) -> list[Field]:
    def of(name: str, label: str, **more: object) -> Field:
        value, error = form.typed.get(name, ""), form.errors.get(name, "")
        return Field(name=name, label=label, value=value, error=error, **more)  # type: ignore[arg-type]  # its own fields

    return [
        of("out_from", "From which day could nobody sign?", input_type="date", width=10),
        of("from_time", "From what time?", input_type="time", width=5, hint="Such as 09:30."),
        of("out_until", "Until which day?", input_type="date", width=10),
        of("until_time", "Until what time?", input_type="time", width=5),
        of(
            "closes_on",
            "The new last day",
            input_type="date",
            width=10,
            hint="At most the days that it lasted.",
        ),
        of("reasons", "What happened?", kind=FieldKind.TEXTAREA, hint="Everybody can read this. Name no person."),
    ]
