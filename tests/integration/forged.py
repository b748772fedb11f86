"""Fields that a form never showed, sent with it: what each form that is read says of them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request

from services.publication.schemas.register.policy import ElectionForm
from shared import shapes
from shared.events import new_id
from shared.problems import Malformed
from shared.web import files, requests
from shared.web.application.permissions import Permission, permissions
from tests.integration.authorisation import WRITES, Doors, Place

FORGED = b"is_admin=true&entered_by=council"
URLENCODED = "application/x-www-form-urlencoded"
# The same in a form that carries a file, and the file: where a form is taken only so.
LINE = "as-no-browser-draws-it"
WITH_FILE = f"multipart/form-data; boundary={LINE}"
_PARTS = (("is_admin", "", "true"), ("entered_by", "", "council"), ("file", '; filename="bins.csv"', "bins"))
FORGED_WITH_FILE = (
    "".join(
        f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{said}\r\n'
        for name, more, said in _PARTS
    ).encode()
    + f"--{LINE}--\r\n".encode()
)
# Of doors for many deeds, one; the rest are the same code with other shapes.
CHOSEN = {
    "/cases/{reference}/{name}": "/cases/{reference}/admit",
    "/desk/petitions/{reference}/{name}": "/desk/petitions/{reference}/publish",
    "/desk/raise/{kind}": "/desk/raise/partner_action",
    "/desk/together/{name}": "/desk/together/admit",
    "/paper/enter/{way}": "/paper/enter/file",
    "/policies/{area}/{section}/{name}": "/policies/{area}/petition/ordinary_signatures",
    "/register/{area}/{kind}": "/register/{area}/partners",
    "/say/{kind}": "/say/proposal",
}
# Of each service, how many forms at least are read, by somebody who may do everything where the things are.
READ = {"indicators": 9, "escalation": 41, "publication": 21}
# And how many of those that carry a file, a machine's among them.
READ_WITH_FILE = {"indicators": 1, "escalation": 7, "publication": 1}
PLANTED = "/publication/administration/elections/{area}/look"


async def taken(doors: Doors, place: Place, key: str, only: Collection[str] = ()) -> tuple[list[str], int, list[str]]:
    """The forms that took a field that they do not know, or fell over it; how many were read; which with a file."""
    headers = {"authorization": f"Bearer {key}", "origin": "http://127.0.0.1:8000"}
    found, count, with_file, asking = [], 0, [], {str(door) for door in doors}
    with _reading() as read:
        for door in permissions(doors.app):
            if not WRITES & set(door.methods) or (only and door.path not in only):
                continue
            if "/v1/" in door.path and not doors.takes_file(door):
                continue
            read.clear()
            chosen = _chosen(door)
            told = await doors.knock_with(chosen, place, headers | {"content-type": URLENCODED}, FORGED)
            if not read.wants_file and str(door) not in asking:
                continue
            if read.wants_file:
                once = {"content-type": WITH_FILE, "idempotency-key": str(new_id())}
                told = await doors.knock_with(chosen, place, headers | once, FORGED_WITH_FILE)
                with_file += [str(door)] if read.named else []
            count += bool(read.named)
            if told.is_done or told.status >= 500 or not all(read.named):
                found.append(str(door))
    return found, count, with_file


@contextmanager
def forgetful() -> Iterator[None]:
    """One form leaves out what it does not know, instead of refusing it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ElectionForm.model_config, "extra", "ignore")
        ElectionForm.model_rebuild(force=True)
        yield
    ElectionForm.model_rebuild(force=True)


class _Read:
    """What was read meanwhile: of each form, whether it named a field that it does not know; was a file wanted."""

    def __init__(self) -> None:
        self.named: list[bool] = []
        self.wants_file = False

    def clear(self) -> None:
        self.named.clear()
        self.wants_file = False


@contextmanager
def _reading() -> Iterator[_Read]:
    read = _Read()

    def fit(model: type[Any], value: object, *, source: str = shapes.JSON_SOURCE) -> object:
        try:
            fitting = shapes.fit(model, value, source=source)
        except Malformed as refused:
            read.named.append(any(fault.code == "unknown-field" for fault in refused.errors))
            raise
        read.named.append(False)
        return fitting

    def expect(request: Request, kind: str) -> None:
        read.wants_file = True
        requests.expect(request, kind)

    with pytest.MonkeyPatch.context() as patch:
        for module in (requests, files):
            patch.setattr(module, "fit", fit)
        patch.setattr(files, "expect", expect)
        yield read


def _chosen(door: Permission) -> Permission:
    path = door.path
    for many, one in CHOSEN.items():
        path = path.replace(many, one)
    return replace(door, path=path)
