"""The mail of a local place: what would have been sent, newest first. Elsewhere there is no such page."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.post.mail import Letter, read_folder
from shared.problems import NotFound
from shared.web.callers import EVERYBODY
from shared.web.components import Empty, Link, Words
from shared.web.pages import render, unkept

SHOWN = 200
EMPTY = Empty("No letter yet", "A letter goes out when somebody signs a petition.", Link("Petitions", "/petitions"))

router = APIRouter(include_in_schema=False, dependencies=EVERYBODY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A letter with the lines of its text; addresses of ours in it can be followed."""

    to: str
    subject: str
    lines: tuple[Words, ...]


@router.get("/mail")
async def show_mail(request: Request) -> Response:
    """The letters in the folder of local mode. Raises NotFound outside it."""
    settings = request.app.state.settings
    if not settings.is_local or settings.mail_folder is None:
        raise NotFound("There is nothing at this address.")
    letters = await asyncio.to_thread(read_folder, settings.mail_folder)
    shown = [_shown(letter, settings.public_address) for letter in letters[:SHOWN]]
    page = render(request, "mail.html", letters=shown, count=len(letters), nothing=EMPTY)
    return unkept(page)


def _shown(letter: Letter, public_address: str) -> Shown:
    lines = tuple(tuple(_parts(line, public_address)) for line in letter.text.strip().splitlines())
    return Shown(to=letter.to, subject=letter.subject, lines=lines)


def _parts(line: str, public_address: str) -> Iterator[str | Link]:
    """The line in parts, each address of ours as a link within this site."""
    for part in re.split(rf"({re.escape(public_address)}/\S+)", line):
        if part.startswith(f"{public_address}/"):
            yield Link(part, part.removeprefix(public_address))
        elif part:
            yield part
