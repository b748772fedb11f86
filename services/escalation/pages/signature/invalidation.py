"""The desk's page of a petition's held signatures: how many and why, what they share, and deciding by that.

Two steps without a script: the form asks to look first, and the same form comes back with the number it found.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.escalation.domain.ladder.wording import name_of
from services.escalation.domain.signature.invalidation import FEW, FEWEST, Deed, Ground
from services.escalation.handlers.signature import held, invalidation
from services.escalation.handlers.signature.held import Held
from services.escalation.handlers.signature.invalidation import Looked
from services.escalation.pages.case.case import DESK
from services.escalation.pages.signature.signature import UNTOUCHED, Form
from services.escalation.schemas.signature.invalidation import InvalidationForm, InvalidationIn
from shared.auth import Caller
from shared.problems import Malformed, NotNow
from shared.shapes import fit
from shared.web.callers import database_of, officer, route_of
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.forms import ErrorSummary, Field, FieldKind, Option
from shared.web.pages import render
from shared.web.requests import filled, now, read_form
from shared.web.tables import Column, Row, Table
from shared.web.wording import counted, sentence_case
from shared.working_days import in_words

DEEDS = {Deed.STRIKE_OUT: "Strike them out", Deed.RELEASE: "Count them"}
SHARED = {
    "network": "Network",
    "address": "Internet address",
    "domain": "E-mail addresses at",
    "outward": "Postcode district",
}
SHOWN_DAYS = 14
ENDED = {
    "waiting": "A second person is asked",
    "done": "Done",
    "refused": "The second person did not agree",
    "lapsed": "Nobody agreed in time",
    "reversed": "Put back",
}
GROUNDS = {
    Ground.ONE_HAND: "They look like one hand",
    Ground.NOT_PEOPLE: "Nobody stands behind them",
    Ground.NOT_ENTITLED: "These people may not sign here",
    Ground.PEOPLE_AFTER_ALL: "People stand behind them",
    Ground.MISTAKE: "They were held by mistake",
}

router = APIRouter(include_in_schema=False)

Deciding = Annotated[Caller, Depends(officer("case_worker", is_fresh=True))]


@router.get("/petitions/{reference}/held")
async def show_held(request: Request, reference: str, caller: Deciding) -> Response:
    """What is held on a petition, and the form to look at some of it."""
    return await _page(request, reference, caller, UNTOUCHED, None)


@router.post("/petitions/{reference}/held")
async def decide(request: Request, reference: str, caller: Deciding) -> Response:
    """Look at what the conditions find; or, once the number was seen and reasons are given, do it."""
    database, seal, moment = database_of(request), request.app.state.seal, now(request)
    try:
        sent = await read_form(request, InvalidationForm)
        asked = sent.asked()
        if sent.expected is not None and sent.code is not None and sent.reasons is not None:
            said = {"expected": sent.expected, "code": sent.code.value, "reasons": sent.reasons}
            whole = fit(InvalidationIn, {**asked.model_dump(mode="json", exclude_none=True), **said})
            await invalidation.ask(database, reference, whole, caller=caller, seal=seal, now=moment)
            return RedirectResponse(f"/petitions/{reference}/held", status_code=303)
        found = await invalidation.preview(
            database, reference, asked, caller=caller, route=route_of(request), seal=seal, now=moment
        )
    except Malformed as refused:
        form = Form.refused(request, refused)
        at = {"domain" if name == "conditions" else name: words for name, words in form.errors.items()}
        return await _page(request, reference, caller, Form(form.typed, at, form.status), None)
    except NotNow as refused:
        form = Form(filled(request), {"domain": refused.detail}, refused.status)
        return await _page(request, reference, caller, form, None)
    if found.is_veiled:
        return await _page(request, reference, caller, Form(filled(request), {"domain": FEW}), None)
    missing = sent.missing()
    form = Form(filled(request), missing, 422) if missing else Form(filled(request), {})
    return await _page(request, reference, caller, form, found)


async def _page(request: Request, reference: str, caller: Caller, form: Form, found: Looked | None) -> Response:
    seen = await held.see(database_of(request), reference, caller=caller, seal=request.app.state.seal, now=now(request))
    fields = [*_conditions(seen, form), *(reasons_fields(form) if found is not None else ())]
    return render(
        request,
        "held.html",
        status=form.status,
        viewer=caller.name,
        navigation=DESK,
        crumbs=(Link("My work", "/desk"), "Held signatures"),
        about=seen.kept.petition,
        counted=seen.kept.signatures,
        reasons=_table(
            "Why they are held",
            ("Why", "Signatures"),
            [(words, seen.held[reason]) for reason, words in _whys(seen).items()],
        ),
        held=sum(seen.held.values()),
        fewest=FEWEST,
        shown_days=SHOWN_DAYS,
        groups=_table(
            "What the held ones share",
            ("What", "Which", "Signatures"),
            [(SHARED.get(one.kind, one.kind), one.shown, one.held) for one in seen.groups],
        ),
        days=_table(
            "By day",
            ("Day", "Counted", "Held"),
            [(in_words(on), those, waiting) for on, those, waiting in [*reversed(seen.trend)][:SHOWN_DAYS]],
        ),
        jobs=_table(
            "What was decided",
            ("Asked on", "What", "Signatures", "By", "How it stands"),
            [
                (
                    Link(in_words(job.asked_on), f"/petitions/{reference}/held/{job.job}"),
                    sentence_case(seen.wording.code(job.deed.value)),
                    job.expected,
                    name_of(job.body, seen.bodies),
                    ENDED[job.ended_as],
                )
                for job in seen.jobs
            ],
        ),
        found=found,
        does=_does(form, found),
        fields=fields,
        summary=ErrorSummary.of(fields),
        token=token(request),
    )


def _table(caption: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Table | None:
    shown = [Row(tuple(cell if isinstance(cell, Link) else str(cell) for cell in row)) for row in rows]
    return Table(caption, tuple(Column(one) for one in columns), shown, stacks=True) if shown else None


def _whys(seen: Held) -> dict[str, str]:
    """For what signatures are held there, in the profile's words."""
    return {reason: sentence_case(seen.wording.code(reason)) for reason in seen.held}


def _does(form: Form, found: Looked | None) -> str:
    """What the button does once somebody has looked: the deed, and to how many."""
    if found is None:
        return ""
    these = counted(found.found.all, "signature")
    return f"Strike out {these}" if form.typed.get("deed") == Deed.STRIKE_OUT else f"Count {these}"


def _conditions(seen: Held, form: Form) -> list[Field]:
    why = [
        Option("", "For any reason"),
        *(Option(reason, words) for reason, words in _whys(seen).items()),
    ]
    typed = form.typed

    def field(name: str, label: str, hint: str = "", **more: object) -> Field:
        value, error = typed.get(name, ""), form.errors.get(name, "")
        return Field(name=name, label=label, hint=hint, value=value, error=error, **more)  # type: ignore[arg-type]

    deeds = [Option(deed.value, words) for deed, words in DEEDS.items()]
    networks = _networks(seen, typed.get("network", ""))
    return [
        field("deed", "What should be done?", kind=FieldKind.RADIOS, options=deeds),
        field("held_for", "Held for", kind=FieldKind.SELECT, options=why),
        field("domain", "From e-mail addresses at", "What stands behind the @, such as example.com", width=20),
        *([field("network", "From the network", kind=FieldKind.SELECT, options=networks)] if networks else []),
        field("outward", "From the postcode district", "The first half, such as M32", width=10),
        field(
            "pattern",
            "From e-mail addresses named like",
            "Before the @: ann1 finds ann2 and ann77 too",
            width=20,
        ),
        field("first_on", "Confirmed from this day", input_type="date", width=10),
        field("last_on", "Confirmed until this day", input_type="date", width=10),
    ]


def _networks(seen: Held, chosen: str) -> list[Option]:
    """The networks that several held signatures share, by the short code of the table; none where none is shared."""
    shared = {one.value: f"{one.shown}: {one.held} held" for one in seen.groups if one.kind == "network"}
    if chosen and chosen not in shared:
        shared[chosen] = chosen[:8]  # what was looked at, and is not held any more
    return [Option("", "Any network"), *(Option(*one) for one in shared.items())] if shared else []


def reasons_fields(form: Form) -> list[Field]:
    """On which ground something is done with signatures, and why."""
    grounds = [Option("", "Choose"), *(Option(ground.value, words) for ground, words in GROUNDS.items())]
    return [
        Field(
            name="code",
            label="Why?",
            kind=FieldKind.SELECT,
            options=grounds,
            value=form.typed.get("code", ""),
            error=form.errors.get("code", ""),
        ),
        Field(
            name="reasons",
            label="Your reasons",
            kind=FieldKind.TEXTAREA,
            hint="They are public. Name no person and no address.",
            value=form.typed.get("reasons", ""),
            error=form.errors.get("reasons", ""),
        ),
    ]
