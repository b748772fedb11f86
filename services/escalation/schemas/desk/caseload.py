"""One step over several cases, as a page sends it: the cases with the version of each that was seen, then the step's
own questions, which are the same for all of them.
"""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, create_model

from services.escalation.domain.case.command import AgreeAsSecond, Command
from services.escalation.domain.course.command import Merge, Withdraw
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.screening.command import Reject
from services.escalation.schemas.case.command import FORMS, OF_WEIGHT, from_form
from shared.shapes import Strict, Yes

MOST_CASES = 50
_SEEN = re.compile(r"([A-Z0-9-]{1,40}):([0-9]{1,9})")
_VERSION = "version"
ONE_BY_ONE = (Merge, Reject, Withdraw, AgreeAsSecond)
# What may be decided about many at once: nothing that asks for a fresh proof, and nothing that moves other cases too.
TOGETHER = frozenset(
    name for name, command in ASKED_BY_PEOPLE.items() if name not in OF_WEIGHT and not issubclass(command, ONE_BY_ONE)
)


class SeenCases(Strict):
    """The cases, each as `REFERENCE:version` with spaces between; whether only those that allow it."""

    cases: Annotated[str, Field(min_length=1, max_length=3_000)]
    others: Yes | None = None


STEP_FORMS: dict[str, type[SeenCases]] = {
    name: create_model(
        f"{FORMS[name].__name__}Together",
        __base__=(SeenCases, FORMS[name]),  # type: ignore[arg-type]  # both are Strict, and what is made is a SeenCases
        __module__=__name__,
        __doc__=FORMS[name].__doc__,
    )
    for name in sorted(TOGETHER)
}


def seen_cases(written: str) -> list[tuple[str, int]]:
    """The cases and the version of each; what is not written so is passed over, and the same case counts once."""
    found = (_SEEN.fullmatch(part) for part in written.split()[:MOST_CASES])
    return list({one[1]: int(one[2]) for one in found if one}.items())


def written_cases(cases: Sequence[tuple[str, int]]) -> str:
    """The same as a form carries it unseen."""
    return " ".join(f"{reference}:{version}" for reference, version in cases)


def command_of(name: str, form: SeenCases) -> Command:
    """The command that was filled in, the same for every case."""
    own = {field: getattr(form, field) for field in FORMS[name].model_fields}
    asked, _ = from_form(name, FORMS[name].model_construct(**own))
    return asked
