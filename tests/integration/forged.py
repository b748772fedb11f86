"""Fields that a form never showed, sent with it: what each form that is read says of them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from services.publication.schemas.register.policy import ElectionForm
from shared import shapes
from shared.problems import Malformed
from shared.web import requests
from shared.web.application.permissions import Permission
from tests.integration.authorisation import WRITES, Doors, Place

FORGED = b"is_admin=true&entered_by=council"
# Of doors for many deeds, one; the rest are the same code with other shapes.
CHOSEN = {
    "/cases/{reference}/{name}": "/cases/{reference}/admit",
    "/desk/petitions/{reference}/{name}": "/desk/petitions/{reference}/publish",
    "/desk/raise/{kind}": "/desk/raise/partner_action",
    "/desk/together/{name}": "/desk/together/admit",
    "/policies/{area}/{section}/{name}": "/policies/{area}/petition/ordinary_signatures",
    "/register/{area}/{kind}": "/register/{area}/partners",
    "/say/{kind}": "/say/proposal",
}
# Of each service, how many forms at least are read, by somebody who may do everything where the things are.
READ = {"indicators": 9, "escalation": 41, "publication": 21}
PLANTED = "/publication/administration/elections/{area}/look"


async def taken(doors: Doors, place: Place, key: str, only: Collection[str] = ()) -> tuple[list[str], int]:
    """The forms that took a field that they do not know, or fell over it; and how many were read."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-www-form-urlencoded"}
    headers |= {"origin": "http://127.0.0.1:8000"}
    found, count = [], 0
    with _reading() as read:
        for door in doors:
            if door.methods[0] not in WRITES or "/v1/" in door.path or (only and door.path not in only):
                continue
            read.clear()
            told = await doors.knock_with(_chosen(door), place, headers, FORGED)
            count += bool(read)
            if told.is_done or told.status >= 500 or not all(read):
                found.append(str(door))
    return found, count


@contextmanager
def forgetful() -> Iterator[None]:
    """One form leaves out what it does not know, instead of refusing it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ElectionForm.model_config, "extra", "ignore")
        ElectionForm.model_rebuild(force=True)
        yield
    ElectionForm.model_rebuild(force=True)


@contextmanager
def _reading() -> Iterator[list[bool]]:
    """For each form that is read meanwhile, whether it named a field that it does not know."""
    read: list[bool] = []

    def fit(model: type[Any], value: object, *, source: str = shapes.JSON_SOURCE) -> object:
        try:
            fitting = shapes.fit(model, value, source=source)
        except Malformed as refused:
            read.append(any(fault.code == "unknown-field" for fault in refused.errors))
            raise
        read.append(False)
        return fitting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "fit", fit)
        yield read


def _chosen(door: Permission) -> Permission:
    path = door.path
    for many, one in CHOSEN.items():
        path = path.replace(many, one)
    return replace(door, path=path)
