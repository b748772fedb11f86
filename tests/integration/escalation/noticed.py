"""What becomes of a notice: the letters about it, and the day by which somebody looks."""

from collections.abc import Sequence

from httpx import Response

from services.escalation.worker import deadline_kinds
from shared import deadlines
from shared.post.mail import read_folder
from shared.settings import Settings
from tests.integration.conftest import SetClock
from tests.integration.escalation.cases import World
from tests.integration.escalation.petitions import letters
from tests.integration.visitor import Visitor


async def told_what_became_of_it(visitor: Visitor, form: str, again: Sequence[Response]) -> None:
    """Whoever reports it once more hears that one notice stands for all; and who writes too much, that it is that."""
    assert {one.headers["location"] for one in again} == {f"{form}/1?reported=before"}
    said = "Somebody reported it for the same reason before you."
    assert [said in await visitor.read(f"{form}/1{query}") for query in ("", "?reported=before")] == [False, True]
    huge = await visitor.send(form, form, ground="crime", words="x" * 70_000)
    assert (huge.status_code, "longer than a form here can take" in huge.text) == (413, True)


async def posted(here: World, settings: Settings) -> list[tuple[str, str, str]]:
    """Carry every letter; all that went, the first first: to whom, about what, the words."""
    await letters(here, settings)
    assert settings.mail_folder is not None
    return [(one.to, one.subject, one.text) for one in reversed(read_folder(settings.mail_folder))]


async def sweep(here: World, settings: Settings, clock: SetClock) -> None:
    while await deadlines.sweep(here.database, deadline_kinds(settings), clock.now()):
        pass
