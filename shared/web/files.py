"""Reading a form that carries a file: bounded before it is read, held in memory, and as strict as any other form."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from shared.problems import BadRequest, Fault, Malformed
from shared.reader import FORBIDDEN, FORBIDDEN_CHARACTER, pointer
from shared.shapes import TEXT_SOURCE, fit
from shared.web import csrf
from shared.web.requests import MAX_FIELDS, expect, joined, read_body

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a form carried: the name its sender gave it, and its bytes."""

    name: str
    content: bytes


async def read_file_form(request: Request, model: type[M], *, field: str, limit: int) -> tuple[M, SentFile | None]:
    """The multipart form as `model`, and the file in that field: None when none was chosen.

    Raises what `read_form` raises; a form of more than `limit` bytes is TooLarge.
    """
    csrf.check_origin(request)
    expect(request, "multipart/form-data")
    body = await read_body(request, limit=limit)
    try:
        form = await MultiPartParser(
            request.headers, _once(body), max_files=1, max_fields=MAX_FIELDS, max_part_size=limit
        ).parse()
    except (MultiPartException, ValueError, KeyError):
        raise BadRequest("The form cannot be read.") from None
    try:
        return await _taken(request, form, model, field)
    finally:
        await form.close()


async def _taken(request: Request, form: FormData, model: type[M], field: str) -> tuple[M, SentFile | None]:
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    _refuse_forbidden(texts)
    csrf.check_token(request, texts.pop(csrf.FIELD, [""])[-1])
    request.state.filled = {name: values[-1] for name, values in texts.items()}
    texts.pop(field, None)
    return fit(model, joined(model, texts), source=TEXT_SOURCE), await _file(form.get(field))


async def _file(value: UploadFile | str | None) -> SentFile | None:
    if not isinstance(value, UploadFile) or not value.filename:
        return None
    return SentFile(value.filename, await value.read())


def _refuse_forbidden(texts: dict[str, list[str]]) -> None:
    wrong = [name for name, values in texts.items() if any(FORBIDDEN.search(text) for text in (name, *values))]
    if wrong:
        faults = [Fault("forbidden-character", FORBIDDEN_CHARACTER, pointer((name,))) for name in wrong]
        raise Malformed("The form holds characters that cannot be taken.", errors=faults)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
