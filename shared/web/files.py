"""Reading a form that carries a file: bounded before it is read, held in memory, and as strict as any other form. And
handing a file out, to be saved and not shown.
"""

import hashlib
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from shared.problems import BadRequest, Fault, Malformed
from shared.reader import FORBIDDEN, FORBIDDEN_CHARACTER, pointer
from shared.shapes import TEXT_SOURCE, fit
from shared.web import csrf
from shared.web.requests import MAX_FIELDS, BodyShown, expect, joined, read_body, schema_of

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a form carried: the name its sender gave it, and its bytes."""

    name: str
    content: bytes


def require(file: SentFile | None) -> bytes:
    """The bytes of the file that came along; Malformed where none did. The name it had is forgotten."""
    if file is None:
        raise Malformed("A file is missing.", errors=[Fault("missing", "Choose a file.", "/file")])
    return file.content


def download(content: bytes, *, media_type: str, name: str) -> Response:
    """A file of others, to be saved under a name of ours; no browser shows it, or guesses that it is something else."""
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Robots-Tag": "noindex",
        },
    )


def describe_file_form(model: type[BaseModel], words: str) -> BodyShown:
    """What a route's description says of a multipart form: the model's fields, and the file in the field `file`."""
    file = {"type": "string", "format": "binary"}

    def schema() -> dict[str, Any]:
        own = schema_of(model)
        return {**own, "description": words, "properties": {**own["properties"], "file": file}}

    return BodyShown("multipart/form-data", schema)


async def read_file_form(request: Request, model: type[M], *, field: str, limit: int) -> tuple[M, SentFile | None]:
    """The multipart form as `model`, and the file in that field: None when none was chosen.

    Raises what `read_form` raises; a form of more than `limit` bytes is TooLarge.
    """
    csrf.check_origin(request)
    texts, file = await _read(request, field, limit)
    csrf.check_token(request, texts.pop(csrf.FIELD, [""])[-1])
    request.state.filled = {name: values[-1] for name, values in texts.items()}
    return fit(model, joined(model, texts), source=TEXT_SOURCE), file


async def read_machine_file_form(
    request: Request, model: type[M], *, field: str, limit: int
) -> tuple[M, SentFile | None]:
    """The multipart form that a machine sends, as `model`, and its file; somebody's session counts as on any form.

    Raises what `read_file_form` raises.
    """
    texts, file = await _read(request, field, limit)
    if getattr(request.state, "needs_token", False):
        csrf.check_token(request, texts.pop(csrf.FIELD, [""])[-1])
    return fit(model, joined(model, texts), source=TEXT_SOURCE), file


async def _read(request: Request, field: str, limit: int) -> tuple[dict[str, list[str]], SentFile | None]:
    """The texts of the form by their names, and the file in that field."""
    expect(request, "multipart/form-data")
    body = await read_body(request, limit=limit)
    try:
        form = await MultiPartParser(
            request.headers, _once(body), max_files=1, max_fields=MAX_FIELDS, max_part_size=limit
        ).parse()
    except (MultiPartException, ValueError, KeyError):
        raise BadRequest("The form cannot be read.") from None
    try:
        texts, file = _texts(form, field), await _file(form.get(field))
    finally:
        await form.close()
    request.state.body_sha256 = _sha256(texts, file)
    return texts, file


def _sha256(texts: dict[str, list[str]], file: SentFile | None) -> bytes:
    """What makes two such forms the same: what they say. A program draws another line between the parts each time."""
    said = sorted((name, values) for name, values in texts.items() if name != csrf.FIELD)
    digest = hashlib.sha256(json.dumps(said).encode())
    digest.update(b"" if file is None else hashlib.sha256(file.content).digest())
    return digest.digest()


def _texts(form: FormData, field: str) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    _refuse_forbidden(texts)
    texts.pop(field, None)
    return texts


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
