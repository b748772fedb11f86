"""Where a page of the negotiators' desk is made: for a reader, who acts for a body, at one agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.entry.reply import Heard
from services.publication.domain.entry.withholding import words_of
from services.publication.handlers.agreement import agreement
from shared.auth import Caller
from shared.events.publication import PartnerRegistered
from shared.problems import NotYours
from shared.web.callers import database_of, officer
from shared.web.components import Link
from shared.web.csrf import token
from shared.web.pages import render
from shared.web.requests import now
from shared.working_days import london_day

HERE = "/record/desk"

Speaker = Annotated[Caller, Depends(officer("partner", "registrar"))]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a page of the desk is made: for a reader, who acts for a body, at one agreement that is open, or to be."""

    request: Request
    read: agreement.Read
    caller: Caller
    body: PartnerRegistered
    is_open: bool = True

    @property
    def name(self) -> str:
        """The agreement's code."""
        return self.read.agreement.opened.agreement

    @property
    def is_registrar(self) -> bool:
        """Whether the reader may write down words of other bodies too."""
        return self.caller.is_in(self.read.register.area, "registrar")

    @property
    def today(self) -> date:
        """The day on which the page is made."""
        return london_day(now(self.request))

    @property
    def by(self) -> Circumstances:
        """The rules and days of the agreement's place today."""
        return self.read.circumstances(self.today)

    def render(self, template: str, *more: str, status: int = 200, **values: object) -> Response:
        """A page of the desk, which nobody keeps; `more` are its crumbs below the agreement's."""
        opened = self.read.agreement.opened
        here = Link(opened.title, f"{HERE}/{self.name}") if more and self.is_open else opened.title
        return render(
            self.request,
            template,
            status=status,
            viewer=self.caller.name,
            crumbs=(Link("Your desk", HERE), here, *more),
            agreement=opened,
            body=self.body.name,
            token=token(self.request),
            **values,  # type: ignore[arg-type] # the template's own names
        )


async def seat_at(request: Request, name: str, caller: Caller) -> Seat:
    """The reader's seat at an agreement. NotFound without one; NotYours where their body has no part in its place."""
    return seat_of(request, await agreement.read(database_of(request), name), caller)


def seat_of(request: Request, read: agreement.Read, caller: Caller, *, is_open: bool = True) -> Seat:
    """The same where the agreement is at hand, as it is or as it would be opened."""
    body = read.register.partners.get(caller.acting_body())
    if read.register.area not in caller.areas or body is None:
        raise NotYours("Your body does not belong to the place of this agreement, or you hold no role there.")
    return Seat(request, read, caller, body, is_open)


def withheld_words(told: Sequence[Heard]) -> list[str]:
    """What everybody reads in place of the words of entries that are to be withheld from the first day."""
    return [f"{called(one)}: {words_of(one.entry.said.hidden)}" for one in told if one.entry.said.hidden]


def called(one: Heard) -> str:
    """What an entry is about: the code of its item, where it has one, and its title."""
    said = one.entry.said
    return f"{said.item_code} {said.item_title}" if said.item_code else said.item_title
